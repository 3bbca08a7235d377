import Files
import Foundation
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
  /// Whose weights it begins with where it does not go on from a checkpoint.
  var start: StartingAgent?
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
    if let start { begin(&ppo, with: start, in: world) }
    let earlier = try resume(&ppo)
    let logs = makeLogs(resumingAt: ppo.stepCount)
    let started = RunningTime.shared.seconds
    if checkpoints != nil { Interruption.postpone() }
    var run = trainOnce(setup, seed: seed, steps: ppo.iterationCount * settings.batchSize) {
      progress in
      let watchers = watchers + logs + [LiveView(progress)]
      while !ppo.isFinished {
        advance(&ppo)
        let seconds = earlier + RunningTime.shared.seconds - started
        orFail {
          for watcher in watchers { try watcher.record(IterationReport(of: ppo, seconds: seconds)) }
          try checkpoints?.offer(ppo, seconds: seconds)
          if let signal = Interruption.pending { try stop(ppo, seconds: seconds, after: signal) }
        }
      }
      Interruption.stopPostponing()
      orFail { for watcher in watchers { try watcher.close() } }
      return TrainingOutcome(
        episodeReturns: [], episodeEnds: [], steps: ppo.stepCount,
        gradientSteps: ppo.gradientStepCount, weightsHash: ppo.agent.actor.parameterHash)
    }
    run.seconds += earlier
    let episodes = ppo.agent.play(world, episodes: Self.evaluationEpisodes, seed: seed)
    run.outcome.evaluationReturn =
      episodes.reduce(0) { $0 + $1.episodeReturn } / Double(episodes.count)
    save(ppo.agent, of: world.actionSpace, steps: ppo.stepCount)
    return run
  }

  /// Begins with a saved agent's weights, or says why it cannot.
  private func begin<World, Distributions>(
    _ ppo: inout PPO<World, Distributions>, with start: StartingAgent, in world: World
  ) {
    var agent = ppo.agent
    if let misfit = start.misfit(
      with: agent, settings: settings, in: world, called: plan.environment)
    {
      Console.fail("--start-from \(start.path): \(misfit)")
    }
    for remark in start.agent.remarks(in: plan.environment) {
      Console.write("\(start.path): \(remark)\n", to: .error)
    }
    if start.agent.critic == nil {
      Console.write("\(start.path): there is no critic in it: a new one is trained\n", to: .error)
    }
    start.replaceWeights(of: &agent)
    ppo = PPO(
      world, agent: agent, settings: settings, totalSteps: plan.steps, seed: seed,
      workers: Workers(cores))
  }

  /// Ends the run after a signal, with a last checkpoint.
  private func stop<World: Archivable, Distributions>(
    _ ppo: PPO<World, Distributions>, seconds: Double, after signal: Int32
  ) throws {
    guard let checkpoints else { return }
    try checkpoints.write(ppo, seconds: seconds)
    let path = checkpoints.path
    let total = ppo.iterationCount * settings.batchSize
    let goesOn =
      resumes
      ? "the same command goes on from \(path)"
      : "the same command with --resume \(path) in place of --checkpoint goes on"
    Interruption.end(
      after: signal,
      saying: "stopped at step \(grouped(ppo.stepCount)) of \(grouped(total)); \(goesOn)")
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
        "resumed from \(checkpoints.file) at step \(grouped(ppo.stepCount))"
          + "\(whatIsNew(resumption.changes, isFinished: ppo.isFinished))\n", to: .error)
      return resumption.seconds
    } catch {
      Console.fail("\(error)")
    }
  }

  /// What to tell of a training that does not simply go on.
  private func whatIsNew(
    _ changes: [(stored: String, here: String)], isFinished: Bool
  ) -> String {
    let weights = start.map { "; --start-from \($0.path) has no effect" } ?? ""
    if let change = changes.first {
      return weights
        + "; \(change.stored) has become \(change.here), and schedules run over the new total"
    }
    return weights + (isFinished ? "; it is at its end: with more --steps it goes on" : "")
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

  private func save<Distributions>(
    _ agent: ActorCritic<Distributions>, of actionSpace: ActionSpace, steps: Int
  )
  where Distributions.Scalar == Float {
    guard let savePath else { return }
    let saved = SavedAgent(
      environment: plan.environment, algorithm: setup.algorithm, seed: seed, steps: steps,
      actor: agent.actor, critic: agent.critic,
      logStandardDeviation: agent.freeParameters.isEmpty ? nil : agent.freeParameters,
      actionSpace: actionSpace, observationForm: Worlds.observationForm(of: plan.environment),
      observationNormalisation: agent.observationNormalisation)
    do {
      try saved.save(to: savePath)
    } catch {
      Console.fail("\(error)\(placeOfRescue(saved))")
    }
  }

  /// Where the agent went instead, when its place has become unwritable while it was trained.
  private func placeOfRescue(_ agent: SavedAgent) -> String {
    let temporary = "\(NSTemporaryDirectory())proximal-\(ProcessInfo.processInfo.processIdentifier)"
    for folder in [checkpoints?.path, temporary].compactMap({ $0 }) {
      let path = "\(folder)/agent.safetensors"
      if (try? AtomicFile.makeDirectory(folder)) != nil, (try? agent.save(to: path)) != nil {
        return "; the agent is in \(path)"
      }
    }
    return ""
  }
}
