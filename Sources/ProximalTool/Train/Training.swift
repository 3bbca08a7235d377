import Files
import Foundation
import Notebook
import Proximal
import TrainingFiles

/// One training run, its evaluation, and the files it leaves.
struct Training: WorldTask {
  let plan: TrainingPlan
  var cores = 1
  /// The processes that do this training together; rank 0 looks after the files.
  var ranks = Ranks.alone
  var savePath: String?
  var logPath: String?
  /// Whether the log of an earlier run in that folder is removed.
  var overwritesLog = false
  var checkpoints: CheckpointFolder?
  /// Whether the training begins from what they hold.
  var resumes = false
  /// Whose weights it begins with where it does not go on from a checkpoint.
  var start: StartingAgent?
  /// Where the best agent goes, and how many steps lie between two looks for it.
  var best: (path: String, interval: Int)?
  /// The line that shows this run together with others.
  var sharedProgress: SharedProgress?
  /// Who is told about every iteration, besides the live view and the logs.
  var watchers: [any TrainingWatcher] = []

  static let evaluationEpisodes = 100

  private var workers: Workers { Workers(cores, ranks: ranks) }
  private var isFirst: Bool { ranks.rank == 0 }

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
      settings: settings, totalSteps: plan.steps, seed: seed, workers: workers)
    if let start { begin(&ppo, with: start, in: world) }
    let earlier = try resume(&ppo)
    let logs = makeLogs(resumingAt: ppo.stepCount)
    var search = try best.map { best in
      var search = BestAgent(
        every: best.interval, path: best.path, distributions: policy.distributions)
      if ppo.stepCount > 0 { try search.resume(plan.environment, seed: seed, in: world) }
      return search
    }
    var clock = TrainingClock(earlier: earlier)
    if checkpoints != nil || ranks.count > 1 { Interruption.postpone() }
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
            try clock.pause { try search?.offer(saved(ppo, of: world.actionSpace), in: world) }
          }
          try keep(&ppo, seconds: clock.seconds)
        }
      }
      Interruption.stopPostponing()
      orFail { for watcher in watchers { try watcher.close() } }
      return TrainingOutcome(
        episodeReturns: [], episodeEnds: [], steps: ppo.stepCount,
        gradientSteps: ppo.gradientStepCount, weightsHash: ppo.agent.actor.parameterHash)
    }
    run.seconds = clock.seconds
    guard isFirst else { return run }
    let episodes = ppo.agent.play(world, episodes: Self.evaluationEpisodes, seed: seed)
    run.outcome.evaluationReturn =
      episodes.reduce(0) { $0 + $1.episodeReturn } / Double(episodes.count)
    run.outcome.evaluationLength =
      Double(episodes.reduce(0) { $0 + $1.length }) / Double(episodes.count)
    if let search, let agent = search.agent {
      run.outcome.best = .init(
        steps: agent.steps ?? 0, evaluationReturn: search.evaluate(agent, in: world))
    }
    save(saved(ppo, of: world.actionSpace))
    return run
  }

  /// What the ranks have to agree on between two iterations.
  private struct Wishes: OptionSet, BitwiseCopyable {
    let rawValue: UInt8
    static let checkpoint = Wishes(rawValue: 1)
    static let end = Wishes(rawValue: 2)
  }

  /// Writes a checkpoint where one is due, and ends the training where somebody wants that.
  private func keep<World: Archivable, Distributions>(
    _ ppo: inout PPO<World, Distributions>, seconds: Double
  ) throws {
    var wishes: Wishes = checkpoints?.isDue(ppo) == true ? .checkpoint : []
    let signal = Interruption.pending
    if signal != nil { wishes.insert(.end) }
    wishes = ranks.union(wishes)
    guard !wishes.isEmpty else { return }
    ppo.handRoundEnvironments()
    if wishes.contains(.end) { return try stop(ppo, seconds: seconds, after: signal ?? SIGTERM) }
    try checkpoints?.write(ppo, seconds: seconds)
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
    start.replaceWeights(of: &agent, in: plan.environment)
    ppo = PPO(
      world, agent: agent, settings: settings, totalSteps: plan.steps, seed: seed,
      workers: workers)
  }

  /// Ends the run after a signal, with a last checkpoint.
  private func stop<World: Archivable, Distributions>(
    _ ppo: PPO<World, Distributions>, seconds: Double, after signal: Int32
  ) throws {
    guard let checkpoints else { Interruption.end(after: signal) }
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
    guard resumes else { return 0 }
    let seconds = try isFirst ? readCheckpoint(into: &ppo) : 0
    // The folder need not be one that other machines can read.
    let state = ranks.fromRankZero(ranks.count > 1 ? ppo.archived() : [])
    if !isFirst { try ppo.resume(from: state) }
    return seconds
  }

  private func readCheckpoint<World: Archivable, Distributions>(
    into ppo: inout PPO<World, Distributions>
  ) throws -> Double {
    guard let checkpoints else { return 0 }
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

  /// The agent as it is now, with what trained it.
  private func saved<World, Distributions>(
    _ ppo: PPO<World, Distributions>, of actionSpace: ActionSpace
  ) -> SavedAgent {
    let agent = ppo.agent
    return SavedAgent(
      environment: plan.environment, algorithm: setup.algorithm, seed: seed, steps: ppo.stepCount,
      actor: agent.actor, critic: agent.critic,
      logStandardDeviation: agent.freeParameters.isEmpty ? nil : agent.freeParameters,
      actionSpace: actionSpace, observationForm: Worlds.observationForm(of: plan.environment),
      observationNormalisation: agent.observationNormalisation)
  }

  private func save(_ agent: SavedAgent) {
    guard let savePath else { return }
    do {
      try agent.save(to: savePath)
    } catch {
      Console.fail("\(error)\(placeOfRescue(agent))")
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

extension Training {
  /// A training that leaves what was asked for.
  init(
    plan: TrainingPlan, cores: Int, ranks: Ranks = .alone, output: OutputOptions,
    start: StartingAgent? = nil
  ) {
    self.init(plan: plan, cores: cores, ranks: ranks, resumes: output.resume != nil, start: start)
    guard ranks.rank == 0 else { return }
    (savePath, logPath) = (output.save, output.log)
    (overwritesLog, checkpoints) = (output.overwriteLog, output.checkpoints(of: plan))
    if let path = output.bestAgent, let interval = output.evaluateEvery { best = (path, interval) }
  }
}

/// The wall time of a training in all its parts, less what is spent on other things meanwhile.
private struct TrainingClock {
  private var started = RunningTime.shared.seconds
  private let earlier: Double

  /// - Parameter earlier: seconds that earlier parts of the training took.
  init(earlier: Double) { self.earlier = earlier }

  var seconds: Double { earlier + RunningTime.shared.seconds - started }

  /// Does something that is no training.
  mutating func pause(_ work: () throws -> Void) rethrows {
    let before = RunningTime.shared.seconds
    defer { started += RunningTime.shared.seconds - before }
    try work()
  }
}
