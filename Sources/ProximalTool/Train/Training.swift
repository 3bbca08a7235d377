import Notebook
import Proximal
import TrainingFiles

/// One training run, its evaluation, and the files it leaves.
struct Training: WorldTask {
  let plan: TrainingPlan
  var cores = 1
  var savePath: String?
  var logPath: String?
  var checkpoints: CheckpointFolder?
  /// Whether the training begins from what they hold.
  var resumes = false
  /// Where the best agent goes, and how many steps lie between two looks for it.
  var best: (path: String, interval: Int)?
  /// The line that shows this run together with others.
  var sharedProgress: SharedProgress?
  /// Who is told about every iteration, besides the live view and the logs.
  var watchers: [any TrainingWatcher] = []

  static let evaluationEpisodes = 100

  private var settings: PPOSettings { plan.settings }
  private var seed: UInt64 { UInt64(plan.seed) }

  @specialized(where World == CartPole, Distributions == CategoricalBatch<Float>)
  func run<World, Distributions>(
    _ world: World, _ policy: PolicyStart<Distributions>
  ) throws -> TrainingRun
  where
    World: Environment & Archivable, World.Action.Element == Distributions.Action,
    Distributions.Scalar == Float
  {
    var ppo = PPO(
      world, distributions: policy.distributions, freeParameters: policy.freeParameters,
      settings: settings, totalSteps: plan.steps, seed: seed, workers: Workers(cores))
    let earlier = try resume(&ppo)
    let logs = try makeLogs(resumingAt: ppo.stepCount)
    var search = try best.map { best in
      var search = BestAgent(
        every: best.interval, path: best.path, distributions: policy.distributions)
      if ppo.stepCount > 0 { try search.resume(plan.environment, seed: seed, in: world) }
      return search
    }
    var clock = TrainingClock(earlier: earlier)
    var run = trainOnce(
      setup, seed: seed, steps: ppo.iterationCount * settings.batchSize, in: sharedProgress
    ) { progress in
      let watchers = watchers + logs + [LiveView(progress)]
      while !ppo.isFinished {
        let before = ppo.stepCount
        advance(&ppo)
        let report = IterationReport(of: ppo, seconds: clock.seconds)
        orFail {
          for watcher in watchers { try watcher.record(report) }
          if search?.isDue(from: before, to: ppo.stepCount, isLast: ppo.isFinished) == true {
            try clock.pause { try search?.offer(saved(ppo), in: world) }
          }
          try checkpoints?.offer(ppo, seconds: clock.seconds)
        }
      }
      orFail { for watcher in watchers { try watcher.close() } }
      return TrainingOutcome(
        episodeReturns: [], episodeEnds: [], steps: ppo.stepCount,
        gradientSteps: ppo.gradientStepCount, weightsHash: ppo.agent.actor.parameterHash)
    }
    run.seconds = clock.seconds
    let episodes = ppo.agent.play(world, episodes: Self.evaluationEpisodes, seed: seed)
    run.outcome.evaluationReturn =
      episodes.reduce(0) { $0 + $1.episodeReturn } / Double(episodes.count)
    run.outcome.evaluationLength =
      Double(episodes.reduce(0) { $0 + $1.length }) / Double(episodes.count)
    if let search, let agent = search.agent {
      run.outcome.best = .init(
        steps: agent.steps, evaluationReturn: search.evaluate(agent, in: world))
    }
    if let savePath { orFail { try saved(ppo).save(to: savePath) } }
    return run
  }

  /// Takes over the state of the last checkpoint, if one is to be resumed and there is one. Returns the
  /// seconds that the training had taken by then.
  private func resume<World: Archivable, Distributions>(
    _ ppo: inout PPO<World, Distributions>
  ) throws -> Double {
    guard let checkpoints, resumes else { return 0 }
    do {
      guard let seconds = try checkpoints.resume(&ppo) else {
        Console.write(
          "\(checkpoints.path) holds no complete checkpoint: the training starts from the beginning\n",
          to: .error)
        return 0
      }
      Console.write(
        "resumed from \(checkpoints.file) at step \(grouped(ppo.stepCount))\n", to: .error)
      return seconds
    } catch {
      Console.fail("\(error)")
    }
  }

  /// One iteration, which a number that is none ends for good.
  private func advance<World, Distributions>(_ ppo: inout PPO<World, Distributions>) {
    do {
      try ppo.tryIterate()
    } catch {
      Console.fail("\(error)" + (checkpoints?.whatIsLeft ?? ""))
    }
  }

  private func orFail(_ work: () throws -> Void) {
    do {
      try work()
    } catch {
      Console.fail("\(error)")
    }
  }

  /// Made before the first step, so that a folder that cannot be written is known at once.
  private func makeLogs(resumingAt steps: Int) throws -> [any TrainingWatcher] {
    guard let logPath else { return [] }
    do {
      return [
        try LogFolder(
          logPath, environment: plan.environment, settings: settings, resumingAt: steps)
      ]
    } catch {
      Console.fail("--log \(logPath): \(error)")
    }
  }

  private var setup: TrainingSetup {
    TrainingSetup(
      algorithm: "ppo-clip", environment: plan.environment,
      environments: settings.environmentCount, rolloutLength: settings.rolloutLength,
      epochs: settings.epochs, minibatches: settings.minibatchCount,
      hiddenSizes: settings.hiddenSizes)
  }

  /// The agent as it is now, with what trained it.
  private func saved<World, Distributions>(_ ppo: PPO<World, Distributions>) -> SavedAgent {
    let agent = ppo.agent
    return SavedAgent(
      environment: plan.environment, algorithm: setup.algorithm, seed: seed, steps: ppo.stepCount,
      actor: agent.actor, critic: agent.critic,
      logStandardDeviation: agent.freeParameters.isEmpty ? nil : agent.freeParameters,
      observationNormalisation: agent.observationNormalisation)
  }
}

extension Training {
  /// A training that leaves what was asked for.
  init(plan: TrainingPlan, cores: Int, output: OutputOptions) {
    self.init(
      plan: plan, cores: cores, savePath: output.save, logPath: output.log,
      checkpoints: output.checkpoints(of: plan), resumes: output.resume != nil)
    if let path = output.bestAgent, let interval = output.evaluateEvery { best = (path, interval) }
  }
}

/// The wall time of a training in all its parts, less what is spent on other things meanwhile.
private struct TrainingClock {
  private var started = ContinuousClock.now
  private let earlier: Double

  /// - Parameter earlier: seconds that earlier parts of the training took.
  init(earlier: Double) { self.earlier = earlier }

  var seconds: Double { earlier + (ContinuousClock.now - started) / .seconds(1) }

  /// Does something that is no training.
  mutating func pause(_ work: () throws -> Void) rethrows {
    let before = ContinuousClock.now
    defer { started += ContinuousClock.now - before }
    try work()
  }
}
