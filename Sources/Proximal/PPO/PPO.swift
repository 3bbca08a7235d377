/// Proximal policy optimisation, assembled: collect a rollout, estimate advantages, climb the clipped
/// surrogate for some epochs of minibatches; again.
///
///     var ppo = PPO(
///       CartPole(), distributions: CategoricalBatch(actionCount: 2), settings: PPOSettings(),
///       totalSteps: 500_000, seed: 1)
///     while !ppo.isFinished { ppo.iterate() }
///     ppo.agent   // the trained policy and critic
///
/// Source: Schulman et al., “Proximal policy optimization algorithms”, 2017, algorithm 1.
public struct PPO<World: Environment, Distributions: ActionDistributions>: Sendable
where World.Action.Element == Distributions.Action, Distributions.Scalar == Float {
  /// Iterations in the whole training: as many as fit into its steps, one at least.
  public let iterationCount: Int
  /// Iterations done.
  public private(set) var iteration = 0

  @usableFromInline let workers: Workers
  @usableFromInline var collector: SharedRolloutCollector<World, Distributions>
  @usableFromInline var learner: PPOLearner<Distributions>

  /// - Parameters:
  ///   - world: the environment.
  ///   - distributions: what the actor's outputs mean, an empty batch; its action space is the world's.
  ///   - freeParameters: the policy's parameters that no network gives, where they start.
  ///   - settings: how it is trained.
  ///   - totalSteps: environment steps of the whole training; schedules run over them.
  ///   - seed: of the run.
  ///   - workers: who shares the work; the bits do not depend on it.
  public init(
    _ world: World, distributions: Distributions, freeParameters: [Float] = [],
    settings: PPOSettings, totalSteps: Int, seed: UInt64, workers: Workers = .alone
  ) {
    let agent = ActorCritic(
      observationCount: world.observationCount, hiddenSizes: settings.hiddenSizes,
      hiddenActivation: settings.hiddenActivation, freeParameters: freeParameters,
      distributions: distributions, seed: seed)
    self.init(
      world, agent: agent, settings: settings, totalSteps: totalSteps, seed: seed,
      workers: workers)
  }

  /// The same, with networks of your own to begin with. Where observations are normalised, the agent's
  /// statistics go on too, if it has any.
  public init(
    _ world: World, agent: ActorCritic<Distributions>, settings: PPOSettings, totalSteps: Int,
    seed: UInt64, workers: Workers = .alone
  ) {
    settings.check()
    world.check(agent.distributions)
    self.workers = workers
    iterationCount = max(totalSteps / settings.batchSize, 1)
    collector = SharedRolloutCollector(
      world, distributions: agent.distributions, settings: settings, seed: seed,
      workers: workers)
    if settings.normalisesObservations, let statistics = agent.observationNormalisation {
      // One share plays all environments where there are statistics.
      collector.shares[0].observationNormalisation = statistics
    }
    learner = PPOLearner(agent: agent, settings: settings, seed: seed)
  }

  /// What is trained.
  public var agent: ActorCritic<Distributions> {
    var agent = learner.update.agent
    agent.observationNormalisation = collector.observationNormalisation
    return agent
  }
  /// What the training was made with; schedules as they were given.
  public var settings: PPOSettings { learner.update.settings }
  /// What the last update did.
  public var statistics: PPOStatistics { learner.statistics }
  /// The actor's α, as the last update had it.
  public var learningRate: Double { learner.update.actor.adam.learningRate }
  /// Gradient steps taken.
  public var gradientStepCount: Int { learner.update.critic.adam.stepCount }
  /// Whether the steps of the training are used up.
  public var isFinished: Bool { iteration >= iterationCount }
  /// Environment steps taken.
  public var stepCount: Int { collector.stepCount }
  /// The episodes that ended in the last rollout, in the order in which they ended.
  public var finishedEpisodes: [FinishedEpisode] { collector.finishedEpisodes }
  /// The mean of their returns; nil when none ended.
  public var meanReturn: Double? {
    let ended = collector.finishedEpisodes
    return ended.isEmpty ? nil : ended.reduce(0) { $0 + $1.episodeReturn } / Double(ended.count)
  }
  /// The environment step at which each of them ended.
  public var episodeEnds: [Int] { collector.episodeEnds }

  // snippet.ppo
  /// One iteration: a rollout and the update it pays for. An error is thrown before the step that would
  /// have spoilt the weights.
  @inlinable
  public mutating func tryIterate() throws(NonFiniteNumber) {
    learner.update.anneal(to: progress)
    collector.collect(with: learner.update.agent, workers: workers)
    do throws(NonFiniteNumber) {
      try learner.learn(from: collector.rollout, workers: workers)
    } catch {
      throw named(error)
    }
    finishIteration()
  }
  // snippet.end

  /// The same where a number that is NaN or infinite is nobody's to handle: it ends the program.
  @inlinable
  public mutating func iterate() {
    do throws(NonFiniteNumber) {
      try tryIterate()
    } catch {
      fatalError("\(error)")
    }
  }

  /// From 0 at the first iteration towards 1.
  @usableFromInline
  var progress: Double { Double(iteration) / Double(iterationCount) }

  @usableFromInline
  mutating func finishIteration() { iteration += 1 }

  /// An error that says in which iteration.
  @usableFromInline
  func named(_ error: NonFiniteNumber) -> NonFiniteNumber {
    var error = error
    error.iteration = iteration + 1
    return error
  }
}

extension PPO: Archivable where World: Archivable {
  /// All that the rest of the training depends on. A training with the same settings that takes it over
  /// goes on to the same bits, on any number of cores.
  public mutating func archive(in archive: inout StateArchive) throws(StateArchiveError) {
    try archive.visit(&iteration, in: 0...iterationCount, "the number of iterations")
    try learner.archive(in: &archive)
    try collector.archive(in: &archive)
  }

  /// Hands round what only the rank that plays an environment knows of it: before rank 0 archives the
  /// training, all ranks do this. One process need not.
  public mutating func handRoundEnvironments() {
    do {
      try collector.handRoundEnvironments(workers.ranks)
    } catch {
      fatalError("ranks of one training hold states of one form: \(error)")
    }
  }

  /// The state as it is now.
  public func archived() -> [UInt8] {
    var (copy, archive) = (self, StateArchive())
    do {
      try copy.archive(in: &archive)
    } catch {
      fatalError("a state that is written cannot be refused: \(error)")
    }
    return archive.bytes
  }

  /// Takes over a state that ``archived()`` gave. An error leaves the training as it was.
  public mutating func resume(from bytes: [UInt8]) throws(StateArchiveError) {
    var (copy, archive) = (self, StateArchive(reading: bytes))
    try copy.archive(in: &archive)
    guard archive.isAtEnd else { throw .tooLong(archive.bytesLeft) }
    guard archive.isFinite else { throw .notFinite }
    self = copy
  }
}
