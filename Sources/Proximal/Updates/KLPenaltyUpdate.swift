/// Steps of Adam up the surrogate with a price on leaving the old policy, ``KLPenalizedSurrogate``;
/// the price is fixed, or set after each update by how far it went, ``AdaptiveKLCoefficient``.
///
/// Source: Schulman et al., “Proximal policy optimization algorithms”, 2017, section 4.
public struct KLPenaltyUpdate: PolicyUpdate {
  /// Gradient steps on a batch.
  public var epochs = 20
  private var objective: KLPenalizedSurrogate<Float>
  /// The β of the next batch; nil where β stays.
  private var adaptive: AdaptiveKLCoefficient?
  private var adam: Adam<Float>
  private var pass = MLP<Float>.Pass()
  private var old: CategoricalBatch<Float>
  private var new: CategoricalBatch<Float>
  private var gradient: [Float]

  public var stepCount: Int { adam.stepCount }

  /// - Parameters:
  ///   - policy: one of the policies to be updated; its shape is what counts.
  ///   - beta: β, at least 0, and above 0 where it adapts.
  ///   - rule: by which β adapts; nil where it stays.
  ///   - learningRate: α of Adam.
  public init(
    _ policy: MLP<Float>, beta: Double, rule: AdaptiveKLCoefficient.Rule? = nil,
    learningRate: Double
  ) {
    objective = KLPenalizedSurrogate(beta: beta)
    adaptive = rule.map { AdaptiveKLCoefficient(beta: beta, rule: $0) }
    adam = Adam(parameterCount: policy.parameterCount, learningRate: learningRate)
    old = CategoricalBatch(actionCount: policy.sizes.last!)
    new = old
    gradient = policy.parameters
  }

  // snippet.kl-penalty-update
  public mutating func improve<World>(
    _ policy: inout MLP<Float>, on batch: EpisodeBatch<World>, advantages: [Float]
  ) -> UpdateDistance {
    lookUpOld(policy, on: batch)
    for _ in 0..<epochs {
      step(&policy, on: batch, advantages: advantages)
    }
    return setPrice(for: policy, on: batch)
  }

  /// Makes the policy π_old, which stays what it is until the next call.
  public mutating func lookUpOld<World>(_ policy: MLP<Float>, on batch: EpisodeBatch<World>) {
    policy.forward(batch.observations, rows: batch.count, &pass)
    old.update(logits: pass.output, rows: batch.count)
  }

  /// One gradient step on the whole batch.
  public mutating func step<World>(
    _ policy: inout MLP<Float>, on batch: EpisodeBatch<World>, advantages: [Float]
  ) {
    policy.forward(batch.observations, rows: batch.count, &pass)
    new.update(logits: pass.output, rows: batch.count)
    // ∇ (mean of ρ_t Â_t − β KL(π_old‖π))   (4.16)
    objective.update(new, old: old, actions: batch.actions, advantages: advantages)
    objective.gradient(of: new, old: old, actions: batch.actions, into: &pass.outputGradient)
    policy.backward(batch.observations, &pass, into: &gradient)
    adam.ascend(&policy.parameters, along: gradient)
  }

  /// Measures d, how far the policy has gone, and sets the β of the next batch   (4.23)
  public mutating func setPrice<World>(
    for policy: MLP<Float>, on batch: EpisodeBatch<World>
  ) -> UpdateDistance {
    policy.forward(batch.observations, rows: batch.count, &pass)
    new.update(logits: pass.output, rows: batch.count)
    let distance = UpdateDistance(meanKL: old.meanDivergence(to: new), beta: objective.beta)
    adaptive?.update(meanKL: distance.meanKL)
    if let adaptive { objective.beta = adaptive.value }
    return distance
  }
  // snippet.end
}
