/// The critic of a training on whole episodes: it learns the return of each step, and says by how
/// much the return was better than that.
///
/// Values are in units of 1/(1 − γ), so that they stay of the size of one reward. The advantages
/// have mean 0 and standard deviation 1 over the batch, with n in the deviation: here the batch is
/// all there is, where ``normaliseAdvantages(_:rows:)`` has minibatches of few rows.
public struct MonteCarloCritic: Sendable {
  // snippet.monte-carlo-critic
  /// γ.
  public let discount: Float
  /// (1 − γ) V(s).
  public private(set) var value: ValueFunction
  /// (1 − γ) G_t of the batch whose advantages were asked for last, `[M]`.
  public private(set) var returns: [Float] = []

  /// - Parameters:
  ///   - value: the network that is to learn.
  ///   - discount: γ, from 0 to below 1.
  public init(_ value: ValueFunction, discount: Float = 0.99) {
    require(
      discount >= 0 && discount < 1,
      "values in units of 1/(1 − γ) need a γ from 0 to below 1; got \(discount)")
    (self.value, self.discount) = (value, discount)
  }

  /// Â_t = G_t − V(s_t), brought to mean 0 and standard deviation 1.
  public mutating func advantages<World>(of batch: EpisodeBatch<World>) -> [Float] {
    returns = rewardsToGo(
      batch.rewards.map { (1 - discount) * $0 }, episodes: batch.episodes, discount: discount)
    let values = value.values(batch.observations, rows: batch.count)
    let advantages = returns.indices.map { returns[$0] - values[$0] }
    let mean = advantages.reduce(0, +) / Float(batch.count)
    let variance = advantages.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(batch.count)
    return advantages.map { ($0 - mean) / (variance.squareRoot() + 1e-8) }
  }

  /// Learns the returns of the batch whose advantages were asked for last.
  public mutating func fit<World>(to batch: EpisodeBatch<World>) {
    require(
      returns.count == batch.count,
      "a critic is fitted to the batch whose advantages it gave last, of \(returns.count) steps; "
        + "got one of \(batch.count)")
    value.fit(batch.observations, to: returns)
  }
  // snippet.end
}
