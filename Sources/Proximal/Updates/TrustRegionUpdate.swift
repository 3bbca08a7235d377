/// ``TrustRegion`` on batches of whole episodes: TRPO, or the natural gradient where nothing looks
/// before it steps.
public struct TrustRegionUpdate: PolicyUpdate {
  private let searches: Bool
  private var trustRegion: TrustRegion<MLP<Float>>
  private var pass = MLP<Float>.Pass()
  private var distribution: CategoricalBatch<Float>
  public private(set) var stepCount = 0

  /// - Parameters:
  ///   - policy: one of the policies to be updated; its shape is what counts.
  ///   - settings: how it steps.
  ///   - searches: whether the step is shortened until it keeps its promises.
  public init(_ policy: MLP<Float>, settings: TrustRegionSettings, searches: Bool = true) {
    self.searches = searches
    trustRegion = TrustRegion(policy: policy, settings: settings)
    distribution = CategoricalBatch(actionCount: policy.sizes.last!)
  }

  // snippet.trust-region-update
  public mutating func improve<World>(
    _ policy: inout MLP<Float>, on batch: EpisodeBatch<World>, advantages: [Float]
  ) -> UpdateDistance {
    policy.forward(batch.observations, rows: batch.count, &pass)
    distribution.update(logits: pass.output, rows: batch.count)
    var old = [Float](repeating: 0, count: batch.count)
    distribution.logProbabilities(of: batch.actions, into: &old)
    // Δ by (4.18); TRPO then shortens it until (4.22) holds
    let step =
      searches
      ? trustRegion.update(
        &policy, observations: batch.observations, actions: batch.actions,
        oldLogProbabilities: old, advantages: advantages, rows: batch.count)
      : trustRegion.naturalGradientStep(
        &policy, observations: batch.observations, actions: batch.actions,
        oldLogProbabilities: old, advantages: advantages, rows: batch.count)
    stepCount += 1
    return UpdateDistance(meanKL: step.meanKL)
  }
  // snippet.end
}
