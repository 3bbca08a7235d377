import Proximal

/// A training under way, whatever it trains.
class Run {
  /// One iteration; nil, or what was not finite.
  func iterate() -> String? { fatalError("a subclass trains") }
  /// What the last iteration did; see `advance_training`.
  var report: [Double] { [] }
  /// The episodes that ended in it, four numbers each.
  var episodes: [Double] { [] }
  var isFinished: Bool { true }
  /// Goes on with other settings of the update.
  func change(_ settings: [Double]) {}
  /// Of the actor's weights.
  var hash: UInt64 { 0 }
  /// The mean return of 100 episodes after training, by the most probable or mean actions.
  var evaluation: Double { 0 }
  /// The actor, the critic or the free parameters.
  func parameters(_ part: AgentPart) -> [Float] { [] }
  var sizes: [Int] { [] }
}

/// What an agent consists of.
enum AgentPart: Int32 {
  case actor, critic, freeParameters
}

/// Makes the training of a world; traps where the settings make no sense.
func makeRun(_ world: LiveWorld, settings: PPOSettings, steps: Int, seed: UInt64) -> Run {
  switch world {
  case .cartPole:
    return TypedRun(
      CartPole(), CategoricalBatch(actionCount: 2), [], settings, steps: steps, seed: seed)
  case .pendulum:
    return TypedRun(
      Pendulum(), DiagonalGaussianBatch(dimensions: 1), [0], settings, steps: steps, seed: seed)
  case .emptyRoom, .doorKey, .lavaGap, .dynamicObstacles:
    let layout = LiveLayout(world)!
    return TypedRun(
      MiniGrid(layout), CategoricalBatch(actionCount: layout.actionCount), [], settings,
      steps: steps, seed: seed)
  }
}

private final class TypedRun<World: Environment & Archivable, Distributions: ActionDistributions>:
  Run
where World.Action.Element == Distributions.Action, Distributions.Scalar == Float {
  private let world: World
  private let seed: UInt64
  private let steps: Int
  private var ppo: PPO<World, Distributions>

  init(
    _ world: World, _ distributions: Distributions, _ freeParameters: [Float],
    _ settings: PPOSettings, steps: Int, seed: UInt64
  ) {
    (self.world, self.seed, self.steps) = (world, seed, steps)
    ppo = PPO(
      world, distributions: distributions, freeParameters: freeParameters, settings: settings,
      totalSteps: steps, seed: seed)
  }

  override func iterate() -> String? {
    do throws(NonFiniteNumber) {
      try ppo.tryIterate()
      return nil
    } catch {
      return "iteration \(error.iteration ?? 0): \(error.quantity) is not finite"
    }
  }

  override var report: [Double] {
    let statistics = ppo.statistics
    let sigmas = ppo.agent.freeParameters.map { Elementary.exp(Double($0)) }
    return [
      Double(ppo.iteration), Double(ppo.iterationCount), Double(ppo.stepCount),
      Double(ppo.iterationCount * ppo.settings.batchSize), ppo.learningRate,
      statistics.policyLoss, statistics.valueLoss, statistics.entropy, statistics.approximateKL,
      statistics.clipFraction, statistics.gradientNorm, statistics.explainedVariance,
      sigmas.first ?? .nan, Double(ppo.gradientStepCount), Double(statistics.gradientSteps),
    ]
  }

  override var episodes: [Double] {
    zip(ppo.finishedEpisodes, ppo.episodeEnds).flatMap { episode, end in
      [
        Double(end), episode.episodeReturn, Double(episode.length),
        episode.status == .truncated ? 1 : 0,
      ]
    }
  }

  override var isFinished: Bool { ppo.isFinished }

  override func change(_ numbers: [Double]) {
    var settings = ppo.settings
    settings.take(numbers)
    // What the rest of the training depends on, as a checkpoint holds it.
    var state = StateArchive()
    try? ppo.archive(in: &state)
    ppo = PPO(world, agent: ppo.agent, settings: settings, totalSteps: steps, seed: seed)
    state = StateArchive(reading: state.bytes)
    if (try? ppo.archive(in: &state)) == nil {
      fatalError("a training goes on with other settings of the update, not of the data")
    }
  }

  override var hash: UInt64 { hashOf(ppo.agent.actor.parameters) }

  override var evaluation: Double {
    let episodes = ppo.agent.play(world, episodes: 100, seed: seed)
    return episodes.reduce(0) { $0 + $1.episodeReturn } / Double(episodes.count)
  }

  override func parameters(_ part: AgentPart) -> [Float] { ppo.agent.parameters(part) }

  override var sizes: [Int] { ppo.agent.actor.sizes }
}

extension ActorCritic where Scalar == Float {
  @inline(never)
  fileprivate func parameters(_ part: AgentPart) -> [Float] {
    switch part {
    case .actor: actor.parameters
    case .critic: critic.parameters
    case .freeParameters: freeParameters
    }
  }
}

/// `parameterHash` as the number that it writes down: texts would cost the module 40 KB.
private func hashOf(_ parameters: [Float]) -> UInt64 {
  var hash = FNV1a()
  for parameter in parameters {
    for shift in stride(from: 0, to: 32, by: 8) {
      hash.add(UInt8(truncatingIfNeeded: parameter.bitPattern >> shift))
    }
  }
  return hash.value
}
