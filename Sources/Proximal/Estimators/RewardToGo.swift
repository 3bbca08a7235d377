/// The reward-to-go of every step of one episode.
///
///     Gₜ = Σₗ γˡ rₜ₊ₗ,   by recursion from the end   Gₜ = rₜ + γ Gₜ₊₁
///
/// Nothing is added for what might have followed the last step: an episode cut short by a time
/// limit counts as one that ended there.
///
/// - Parameters:
///   - rewards: rₜ, `[T]`, in the order of time.
///   - discount: γ, from 0 to 1.
/// - Returns: Gₜ, `[T]`.
@inlinable
public func rewardsToGo<Scalar: BinaryFloatingPoint>(
  _ rewards: [Scalar], discount: Scalar
) -> [Scalar] {
  rewardsToGo(rewards, episodes: [Int](repeating: 0, count: rewards.count), discount: discount)
}

/// The reward-to-go of every transition of a batch in which several episodes are interleaved, as in
/// ``EpisodeBatch``: each episode keeps an account of its own.
///
/// - Parameters:
///   - rewards: rₜ, `[M]`; those of the same episode lie in the order of time.
///   - episodes: which episode each transition belongs to, `[M]`, counted from 0.
///   - discount: γ, from 0 to 1.
/// - Returns: Gₜ, `[M]`.
@inlinable
public func rewardsToGo<Scalar: BinaryFloatingPoint>(
  _ rewards: [Scalar], episodes: [Int], discount: Scalar
) -> [Scalar] {
  require(
    rewards.count == episodes.count,
    "every reward belongs to an episode; got \(rewards.count) rewards, \(episodes.count) episodes")
  require(discount >= 0 && discount <= 1, "a discount lies from 0 to 1; got \(discount)")
  // snippet.reward-to-go
  // G_t = r_t + γ G_{t+1}, from the last transition to the first
  var returns = rewards
  var following = [Scalar](repeating: 0, count: (episodes.max() ?? -1) + 1)
  for t in rewards.indices.reversed() {
    following[episodes[t]] = rewards[t] + discount * following[episodes[t]]
    returns[t] = following[episodes[t]]
  }
  return returns
  // snippet.end
}
