/// Trust region policy optimisation: the step along the natural gradient that goes as far as the
/// mean KL divergence δ, shortened until it keeps its promises.
///
///     s ≈ F⁻¹ ∇L,   θ' = θ + αʲ √(2δ / sᵀF s) s
///
/// s comes from conjugate gradients with Fisher-vector products. The step would spend δ exactly if
/// the divergence were the quadratic ½ Δᵀ F Δ; so the line search takes the first j = 0, 1, … for which
/// the divergence itself is below δ and the surrogate L is larger than before. If there is none,
/// the policy stays.
///
/// Source: Schulman et al., “Trust region policy optimization”, ICML 2015, section 6, appendix C.
public struct TrustRegion<Policy: TrustRegionPolicy>: Sendable {
  /// What the policy's network is computed in.
  public typealias Scalar = Policy.Scalar
  /// What an array of the policy's actions is made of.
  public typealias Action = Policy.Distributions.Action

  /// How it steps; may be changed between updates.
  public var settings: TrustRegionSettings
  /// ∇L at the policy before the latest update, one number a parameter.
  public private(set) var gradient: [Scalar]
  /// s of the latest update, one number a parameter.
  public private(set) var searchDirection: [Scalar]

  private var pass = MLP<Scalar>.Pass()
  private var networkGradient: [Scalar]
  private var old: Policy.Distributions
  private var new: Policy.Distributions
  private var surrogate = Surrogate<Scalar>()
  private var logProbabilities: [Scalar] = []

  /// - Parameters:
  ///   - policy: one of the policies to be updated; its shape is what counts.
  ///   - settings: how it steps.
  public init(policy: Policy, settings: TrustRegionSettings = TrustRegionSettings()) {
    self.settings = settings
    gradient = [Scalar](repeating: 0, count: policy.parameters.count)
    searchDirection = gradient
    networkGradient = [Scalar](repeating: 0, count: policy.network.parameterCount)
    old = policy.noDistributions
    new = old
  }

  /// What a policy is updated with.
  private struct Batch {
    let observations: [Scalar]
    let actions: [Action]
    let oldLogProbabilities: [Scalar]
    let advantages: [Scalar]
    let rows: Int
  }
}

// MARK: - Updates

extension TrustRegion {
  /// One update with a line search: TRPO.
  ///
  /// - Parameters:
  ///   - policy: θ, replaced by θ' if a step is accepted.
  ///   - observations: sₜ, `[rows × inputs]`.
  ///   - actions: aₜ, `[rows]`, or `[rows × dimensions]` for action vectors.
  ///   - oldLogProbabilities: log π_old(aₜ|sₜ) of the policy that acted, `[rows]`.
  ///   - advantages: Aₜ, `[rows]`, normalised or not.
  ///   - rows: N, at least 1.
  ///   - start: where conjugate gradients start; zero if not given.
  @discardableResult
  public mutating func update(
    _ policy: inout Policy, observations: [Scalar], actions: [Action],
    oldLogProbabilities: [Scalar], advantages: [Scalar], rows: Int, start: [Scalar]? = nil
  ) -> TrustRegionOutcome {
    let batch = Batch(
      observations: observations, actions: actions, oldLogProbabilities: oldLogProbabilities,
      advantages: advantages, rows: rows)
    var outcome = findDirection(policy, batch, start)
    guard outcome.stepSize > 0 else { return outcome }
    let before = policy.parameters
    // snippet.trust-region
    var coefficient = 1.0
    for _ in 0..<settings.lineSearchIterations {
      let divergence = tryStep(&policy, coefficient * outcome.stepSize, from: before, batch)
      outcome.meanKLs.append(divergence)
      // KL < δ and L(θ + κΔ) > L(θ)
      if divergence < settings.maxKL, surrogate.value > outcome.surrogateBefore {
        accept(coefficient, divergence, &outcome)
        return outcome
      }
      coefficient *= settings.backtrackFactor
    }
    policy.parameters = before
    // snippet.end
    return outcome
  }

  /// One update by the whole step, whatever it does: the natural policy gradient of length
  /// √(2δ / sᵀF s). The arguments are those of ``update(_:observations:actions:oldLogProbabilities:advantages:rows:start:)``.
  @discardableResult
  public mutating func naturalGradientStep(
    _ policy: inout Policy, observations: [Scalar], actions: [Action],
    oldLogProbabilities: [Scalar], advantages: [Scalar], rows: Int, start: [Scalar]? = nil
  ) -> TrustRegionOutcome {
    let batch = Batch(
      observations: observations, actions: actions, oldLogProbabilities: oldLogProbabilities,
      advantages: advantages, rows: rows)
    var outcome = findDirection(policy, batch, start)
    guard outcome.stepSize > 0 else { return outcome }
    let divergence = tryStep(&policy, outcome.stepSize, from: policy.parameters, batch)
    outcome.meanKLs = [divergence]
    accept(1, divergence, &outcome)
    return outcome
  }

  private func accept(
    _ coefficient: Double, _ divergence: Double, _ outcome: inout TrustRegionOutcome
  ) {
    outcome.acceptedCoefficient = coefficient
    outcome.meanKL = divergence
    outcome.surrogateAfter = surrogate.value
  }
}

// MARK: - The parts of an update

extension TrustRegion {
  /// The search direction and the length of the whole step.
  private mutating func findDirection(
    _ policy: Policy, _ batch: Batch, _ start: [Scalar]?
  ) -> TrustRegionOutcome {
    evaluate(policy, batch)
    old = new
    findGradient(policy, batch)
    var fisher = FisherVectorProduct(
      policy: policy, observations: batch.observations, rows: batch.rows,
      damping: settings.cgDamping)
    let solver = ConjugateGradient(
      iterations: settings.cgIterations, residualTolerance: settings.cgResidualTolerance)
    // F s = ∇L
    let solution = solver.solve(gradient, start: start) { fisher.apply(to: $0, into: &$1) }
    searchDirection = solution.x
    var product = searchDirection
    fisher.apply(to: searchDirection, into: &product)
    let curvature = innerProduct(searchDirection, product)
    return TrustRegionOutcome(
      surrogateBefore: surrogate.value, surrogateAfter: surrogate.value,
      // √(2δ / sᵀF s), from ½ (α s)ᵀF (α s) = δ
      stepSize: curvature > 0 ? (2 * settings.maxKL / curvature).squareRoot() : 0,
      curvature: curvature, cgIterations: solution.iterations)
  }

  /// The policy's distributions on the batch, in `new`, and their surrogate.
  private mutating func evaluate(_ policy: Policy, _ batch: Batch) {
    policy.network.forward(batch.observations, rows: batch.rows, &pass)
    new.update(outputs: pass.output, parameters: policy.parameters, rows: batch.rows)
    if logProbabilities.count < batch.rows {
      logProbabilities = [Scalar](repeating: 0, count: batch.rows)
    }
    new.logProbabilities(of: batch.actions, into: &logProbabilities)
    surrogate.update(
      logProbabilities: logProbabilities, oldLogProbabilities: batch.oldLogProbabilities,
      advantages: batch.advantages, rows: batch.rows)
  }

  /// ∇L = Σₜ (ρₜ Aₜ / N) ∇ log π(aₜ|sₜ), of what was evaluated last.
  private mutating func findGradient(_ policy: Policy, _ batch: Batch) {
    new.scoreGradient(
      weights: surrogate.scoreWeights, actions: batch.actions, outputs: &pass.outputGradient,
      gradient: &gradient)
    policy.network.backward(batch.observations, &pass, into: &networkGradient)
    gradient.replaceSubrange(new.freeParameterCount..., with: networkGradient)
  }

  /// Moves the policy to θ + length · s and evaluates it there; returns the divergence.
  private mutating func tryStep(
    _ policy: inout Policy, _ length: Double, from before: [Scalar], _ batch: Batch
  ) -> Double {
    var parameters = before
    add(searchDirection, times: length, to: &parameters)
    policy.parameters = parameters
    evaluate(policy, batch)
    switch settings.divergenceDirection {
    case .oldToNew: return old.meanDivergence(to: new)
    case .newToOld: return new.meanDivergence(to: old)
    }
  }
}
