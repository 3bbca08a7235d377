/// The policy at work: it draws an action for each of N environments and keeps its log-probability
/// from that moment, because later there will be no old policy to ask.
@usableFromInline
struct BehaviourPolicy<Distributions: ActionDistributions>: Sendable
where Distributions.Scalar == Float {
  /// a_t, `[N × actionWidth]`.
  @usableFromInline private(set) var actions: [Distributions.Action]
  /// log π(a_t|s_t), `[N]`.
  @usableFromInline private(set) var logProbabilities: [Float]
  private var generators: [PCG64]
  private var distributions: Distributions
  private var pass = MLP<Float>.Pass()

  /// - Parameters:
  ///   - distributions: what the actor's outputs mean, an empty batch.
  ///   - environments: which of the run's environments these are; each has its own stream.
  ///   - seed: of the run.
  init(distributions: Distributions, environments: Range<Int>, seed: UInt64) {
    self.distributions = distributions
    generators = environments.map { PCG64(seed: seed, stream: .actions, index: $0) }
    actions = Array(
      repeating: distributions.placeholderAction,
      count: environments.count * distributions.actionWidth)
    logProbabilities = [Float](repeating: 0, count: environments.count)
  }

  // snippet.act
  /// a_t ~ π_old(·|s_t), for what each environment shows, `[N × observationCount]`.
  @usableFromInline
  @specialized(where Distributions == CategoricalBatch<Float>)
  @specialized(where Distributions == DiagonalGaussianBatch<Float>)
  mutating func act(_ agent: ActorCritic<Distributions>, on observations: [Float]) {
    let rows = generators.count
    agent.actor.forward(observations, rows: rows, &pass)
    distributions.update(outputs: pass.output, parameters: agent.freeParameters, rows: rows)
    distributions.sample(using: &generators, into: &actions)
    distributions.logProbabilities(of: actions, into: &logProbabilities)
  }
  // snippet.end
}

extension BehaviourPolicy {
  mutating func archive(
    generator i: Int, in archive: inout StateArchive
  ) throws(StateArchiveError) {
    try generators[i].archive(in: &archive)
  }
}
