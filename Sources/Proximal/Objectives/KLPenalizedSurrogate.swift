/// The surrogate with a price on leaving the old policy, for discrete actions.
///
///     L_β = (1/N) Σₜ ρₜ Aₜ − β (1/N) Σₜ KL(π_old(·|sₜ) ‖ π(·|sₜ))
///
/// Source: Schulman et al., “Proximal policy optimization algorithms”, 2017, eq. 8.
public struct KLPenalizedSurrogate<Scalar: NetworkScalar>: Sendable {
  /// β.
  public var beta: Double
  /// The first term.
  public private(set) var surrogate = Surrogate<Scalar>()
  /// The mean KL divergence of the second.
  public private(set) var meanKL = 0.0
  private var logProbabilities: [Scalar] = []
  private var oldLogProbabilities: [Scalar] = []
  private var divergenceGradient: [Scalar] = []

  /// - Parameter beta: β, at least 0.
  public init(beta: Double) {
    require(beta >= 0, "a penalty's β is at least 0; got \(beta)")
    self.beta = beta
  }

  /// L_β.
  public var value: Double { surrogate.value - beta * meanKL }

  /// Takes a batch.
  ///
  /// - Parameters:
  ///   - new: π in the states of the batch.
  ///   - old: π_old in the same states.
  ///   - actions: aₜ, `[rows]`, drawn from π_old.
  ///   - advantages: Aₜ, `[rows]`.
  public mutating func update(
    _ new: CategoricalBatch<Scalar>, old: CategoricalBatch<Scalar>, actions: [Int],
    advantages: [Scalar]
  ) {
    meanKL = old.meanDivergence(to: new)
    if logProbabilities.count < new.rows {
      logProbabilities = [Scalar](repeating: 0, count: new.rows)
      oldLogProbabilities = logProbabilities
    }
    new.logProbabilities(of: actions, into: &logProbabilities)
    old.logProbabilities(of: actions, into: &oldLogProbabilities)
    surrogate.update(
      logProbabilities: logProbabilities, oldLogProbabilities: oldLogProbabilities,
      advantages: advantages, rows: new.rows)
  }

  /// The gradient of L_β with respect to the logits, `[rows × actionCount]`, for the batch of the
  /// latest ``update(_:old:actions:advantages:)``.
  ///
  ///     row t is (ρₜ Aₜ (1[aₜ = b] − π(b|sₜ)) − β (π(b|sₜ) − π_old(b|sₜ))) / N
  public mutating func gradient(
    of new: CategoricalBatch<Scalar>, old: CategoricalBatch<Scalar>, actions: [Int],
    into gradient: inout [Scalar]
  ) {
    let count = new.rows * new.actionCount
    if divergenceGradient.count != count {
      divergenceGradient = [Scalar](repeating: 0, count: count)
    }
    new.scoreGradient(weights: surrogate.scoreWeights, actions: actions, into: &gradient)
    old.meanDivergenceGradientOfOther(to: new, into: &divergenceGradient)
    add(divergenceGradient, times: -beta, to: &gradient)
  }
}
