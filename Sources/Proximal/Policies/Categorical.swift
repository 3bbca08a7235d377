import RealModule

/// A categorical distribution over actions `0 ..< n`, given by its logits.
///
///     π(a) = exp(z_a) / Σ_b exp(z_b)
///
/// This is the exact, one-distribution form: chapters use it on paper-sized examples and tests hold
/// the batched form, ``CategoricalBatch``, against it. Entropies and divergences are in nats.
///
/// A logit of −∞ masks its action: probability 0, log-probability −∞, nothing added to entropy or
/// divergence, gradient 0. An action also counts as impossible when its probability underflows to
/// zero in `Scalar`: what cannot be represented cannot be sampled.
public struct Categorical<Scalar: Real & Sendable>: Sendable {
  /// log π(a) for each action, `[n]`.
  public let logProbabilities: [Scalar]
  /// π(a) for each action, `[n]`; they sum to 1 up to rounding.
  public let probabilities: [Scalar]

  /// - Parameter logits: z, `[n]`, at least one of them finite and none of them NaN or +∞.
  public init(logits: [Scalar]) {
    require(
      logits.contains { $0.isFinite } && logits.allSatisfy { !$0.isNaN && $0 < .infinity },
      "a categorical distribution needs a finite logit and no NaN or +∞; got \(logits)")
    // Subtracting the largest logit first keeps exp from overflowing and changes nothing else.
    let largest = logits.max()!
    let shifted = logits.map { $0 - largest }
    let logNormaliser = Scalar.log(shifted.reduce(0) { $0 + Scalar.exp($1) })
    logProbabilities = shifted.map { $0 - logNormaliser }
    probabilities = logProbabilities.map { Scalar.exp($0) }
  }

  /// The number of actions, n.
  public var count: Int { probabilities.count }

  /// log π(a).
  public func logProbability(of action: Int) -> Scalar {
    checkAction(action)
    return logProbabilities[action]
  }

  /// The score's gradient with respect to the logits, `[n]`.
  ///
  ///     ∂ log π(a) / ∂z_b = 1[a = b] − π(b)
  public func logProbabilityGradient(of action: Int) -> [Scalar] {
    checkAction(action)
    return probabilities.indices.map { ($0 == action ? 1 : 0) - probabilities[$0] }
  }

  /// The entropy, in nats.
  ///
  ///     H(π) = −Σ_a π(a) log π(a)
  public var entropy: Scalar {
    -support.reduce(0) { $0 + probabilities[$1] * logProbabilities[$1] }
  }

  /// The entropy's gradient with respect to the logits, `[n]`.
  ///
  ///     ∂H / ∂z_b = −π(b) (log π(b) + H)
  public var entropyGradient: [Scalar] {
    let entropy = self.entropy
    return probabilities.indices.map { action in
      probabilities[action] > 0
        ? -probabilities[action] * (logProbabilities[action] + entropy) : 0
    }
  }

  /// The Kullback–Leibler divergence of `other` from this distribution, in nats.
  ///
  ///     KL(π‖π') = Σ_a π(a) (log π(a) − log π'(a))
  ///
  /// It is +∞ when this distribution can draw an action that `other` cannot.
  public func divergence(to other: Self) -> Scalar {
    checkSameCount(other)
    return support.contains { other.probabilities[$0] == 0 }
      ? .infinity : weightedLogRatios(to: other).reduce(0, +)
  }

  /// The gradient of ``divergence(to:)`` with respect to this distribution's logits, `[n]`.
  ///
  ///     ∂KL(π‖π') / ∂z_b = π(b) (log π(b) − log π'(b) − KL)
  ///
  /// Where the divergence is infinite, this is the gradient of the finite part: of the sum over the
  /// actions that both distributions can draw.
  public func divergenceGradient(to other: Self) -> [Scalar] {
    checkSameCount(other)
    // On the common support: π(b) (1[b shared] (ℓ_b + 1) − Σ_shared π (ℓ + 1)), ℓ = log π − log π'.
    // When everything is shared, the ones cancel and the formula above is left.
    let weighted = weightedLogRatios(to: other)
    let shared = probabilities.indices.map { other.probabilities[$0] > 0 ? probabilities[$0] : 0 }
    let total = weighted.reduce(0, +) + shared.reduce(0, +)
    return probabilities.indices.map { weighted[$0] + shared[$0] - probabilities[$0] * total }
  }

  /// The gradient of ``divergence(to:)`` with respect to the logits of `other`, `[n]`.
  ///
  ///     ∂KL(π‖π') / ∂z'_b = π'(b) − π(b)
  ///
  /// Where the divergence is infinite, this is the gradient of the finite part, as in
  /// ``divergenceGradient(to:)``.
  public func divergenceGradientOfOther(to other: Self) -> [Scalar] {
    checkSameCount(other)
    let shared = probabilities.indices.map { other.probabilities[$0] > 0 ? probabilities[$0] : 0 }
    let total = shared.reduce(0, +)
    return probabilities.indices.map { other.probabilities[$0] * total - shared[$0] }
  }

  /// The actions that can be drawn.
  private var support: [Int] { probabilities.indices.filter { probabilities[$0] > 0 } }

  /// π(a) (log π(a) − log π'(a)) where both can draw a, else 0.
  private func weightedLogRatios(to other: Self) -> [Scalar] {
    probabilities.indices.map { action in
      probabilities[action] > 0 && other.probabilities[action] > 0
        ? probabilities[action] * (logProbabilities[action] - other.logProbabilities[action]) : 0
    }
  }

  private func checkAction(_ action: Int) {
    require(
      probabilities.indices.contains(action),
      "action \(action) is not one of the \(count) actions 0 ..< \(count)")
  }

  private func checkSameCount(_ other: Self) {
    require(
      count == other.count,
      "a divergence compares distributions over the same actions; got \(count) and \(other.count)")
  }
}
