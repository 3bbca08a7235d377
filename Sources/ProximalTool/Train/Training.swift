import Notebook
import Proximal
import TrainingFiles

/// One training run, its evaluation, and the files it leaves.
struct Training: WorldTask {
  let plan: TrainingPlan
  var cores = 1
  var savePath: String?
  var logPath: String?
  /// Whether the log of an earlier run in that folder is removed.
  var overwritesLog = false
  var checkpoints: CheckpointFolder?
  /// Whether the training begins from what they hold.
  var resumes = false
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
    let logs = makeLogs(resumingAt: ppo.stepCount)
    let started = RunningTime.shared.seconds
    var run = trainOnce(setup, seed: seed, steps: ppo.iterationCount * settings.batchSize) {
      progress in
      let watchers = watchers + logs + [LiveView(progress)]
      while !ppo.isFinished {
        advance(&ppo)
        let seconds = earlier + RunningTime.shared.seconds - started
        orFail {
          for watcher in watchers { try watcher.record(IterationReport(of: ppo, seconds: seconds)) }
          try checkpoints?.offer(ppo, seconds: seconds)
        }
      }
      orFail { for watcher in watchers { try watcher.close() } }
      return TrainingOutcome(
        episodeReturns: [], episodeEnds: [], steps: ppo.stepCount,
        gradientSteps: ppo.gradientStepCount, weightsHash: ppo.agent.actor.parameterHash)
    }
    run.seconds += earlier
    let episodes = ppo.agent.play(world, episodes: Self.evaluationEpisodes, seed: seed)
    run.outcome.evaluationReturn =
      episodes.reduce(0) { $0 + $1.episodeReturn } / Double(episodes.count)
    save(ppo.agent, steps: ppo.stepCount)
    return run
  }

  /// Takes over the state of the last checkpoint, if one is to be resumed and there is one. Returns the
  /// seconds that the training had taken by then.
  private func resume<World: Archivable, Distributions>(
    _ ppo: inout PPO<World, Distributions>
  ) throws -> Double {
    guard let checkpoints, resumes else { return 0 }
    do {
      guard let resumption = try checkpoints.resume(&ppo) else {
        Console.write(
          "\(checkpoints.path) holds no complete checkpoint: the training starts from the beginning\n",
          to: .error)
        return 0
      }
      Console.write(
        "resumed from \(checkpoints.file) at step \(grouped(ppo.stepCount))\n", to: .error)
      return resumption.seconds
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
  private func makeLogs(resumingAt steps: Int) -> [any TrainingWatcher] {
    guard let logPath else { return [] }
    let existing: LogFolder.Existing =
      overwritesLog ? .replaced : resumes ? .resumed(atStep: steps) : .refused
    do throws(LogFolderError) {
      let replaces = existing == .replaced ? try holdsLog(logPath) : false
      let log = try LogFolder(logPath, plan: plan, existing: existing)
      if replaces {
        Console.write("\(logPath): the log of an earlier run is replaced\n", to: .error)
      }
      return [log]
    } catch {
      let advice =
        if case .file = error { "" } else { "; name another folder, or add --overwrite-log" }
      Console.fail("--log \(logPath): \(error)\(advice)")
    }
  }

  private func holdsLog(_ path: String) throws(LogFolderError) -> Bool {
    do {
      return try LogFolder.holdsLog(path)
    } catch {
      throw .file(error)
    }
  }

  private var setup: TrainingSetup {
    TrainingSetup(algorithm: "ppo-clip", environment: plan.environment, settings: settings)
  }

  private func save<Distributions>(_ agent: ActorCritic<Distributions>, steps: Int)
  where Distributions.Scalar == Float {
    guard let savePath else { return }
    let saved = SavedAgent(
      environment: plan.environment, algorithm: setup.algorithm, seed: seed, steps: steps,
      actor: agent.actor, critic: agent.critic,
      logStandardDeviation: agent.freeParameters.isEmpty ? nil : agent.freeParameters,
      observationNormalisation: agent.observationNormalisation)
    orFail { try saved.save(to: savePath) }
  }
}
