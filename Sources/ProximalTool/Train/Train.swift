import ArgumentParser
import Figures
import Notebook
import Proximal
import RealModule

/// `proximal train ENVIRONMENT`: PPO as chapter 6 assembles it, with every setting an option.
struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train an agent with PPO.",
    discussion: """
      Without options the settings are the environment's own; for CartPole-v1 they are CleanRL's, \
      for MiniGrid those of chapter 7. The run is fixed by its seed, to the last bit of the weights.
      """)

  @Argument(
    help: ArgumentHelp(
      "One of \(Worlds.ids.joined(separator: ", ")).", valueName: "environment"),
    transform: knownWorld)
  var environment: String

  @Option(
    name: [.customLong("steps"), .customLong("total-timesteps")], parsing: .unconditional,
    help: "Environment steps; what is left over after the last whole rollout is not taken.",
    transform: wholeNumber(atLeast: 1))
  var steps: Int?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("The seed (default: 1).", valueName: "S"),
    transform: wholeNumber(atLeast: 0))
  var seed: Int = 1

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Cores that share the work; the result is the same to the bit (default: 1).",
      valueName: "N"), transform: wholeNumber(atLeast: 1, atMost: 1024))
  var cores: Int = 1

  @Option(
    help: ArgumentHelp("Write the agent there, as safetensors.", valueName: "file"),
    transform: nonEmpty)
  var save: String?

  @Option(
    help: ArgumentHelp(
      "Write logs into that folder: monitor.csv (Stable-Baselines3), events for TensorBoard, and "
        + "progress.csv (proximal doctor). Those of an earlier run are replaced.",
      valueName: "dir"),
    transform: nonEmpty)
  var log: String?

  @Flag(help: "One JSON object on standard output and nothing else.")
  var json = false

  @OptionGroup(title: "Hyperparameters")
  var hyperparameters: Hyperparameters

  private var settings: PPOSettings {
    hyperparameters.settings(over: Worlds.defaults(for: environment).settings)
  }
  private var totalSteps: Int { steps ?? Worlds.defaults(for: environment).steps }

  func validate() throws {
    let settings = self.settings
    guard totalSteps >= settings.batchSize else {
      throw ValidationError(
        "The value '\(totalSteps)' is invalid for '--steps': one rollout takes "
          + "\(settings.environmentCount) × \(settings.rolloutLength) = \(settings.batchSize) steps"
      )
    }
    guard settings.minibatchCount <= settings.batchSize else {
      throw ValidationError(
        "The value '\(settings.minibatchCount)' is invalid for '--minibatches': a rollout has "
          + "\(settings.batchSize) transitions, and none may be empty")
    }
  }

  func run() throws {
    Interruption.prepare()
    if let save { checkFolder(of: save) }
    let training = Training(
      environment: environment, settings: settings, steps: totalSteps, seed: UInt64(seed),
      cores: cores, savePath: save, logPath: log)
    let run = try Worlds.run(training, in: environment)
    if json {
      Console.write(run.json(chapter: "train") + "\n", to: .output)
    } else {
      Console.write(report(on: run), to: .output)
    }
  }

  /// A folder that is not there is better known before the training than after it.
  private func checkFolder(of path: String) {
    let folder = path.contains("/") ? String(path[..<path.lastIndex(of: "/")!]) : "."
    do {
      try AtomicFile.makeDirectory(folder.isEmpty ? "/" : folder)
    } catch {
      Console.fail("--save \(path): \(error)")
    }
  }

  private func report(on run: TrainingRun) -> String {
    var lines = [
      "\(environment), seed \(seed): \(grouped(run.outcome.steps)) steps, "
        + "\(grouped(run.outcome.gradientSteps)) gradient steps in \(rounded(run.seconds, 2)) s, "
        + "\(grouped(Int(run.stepsPerSecond))) steps/s",
      "return of \(Training.evaluationEpisodes) episodes afterwards: "
        + "\(roundedReturn(run.outcome.finalReturn ?? .nan)) on average",
      "weights \(run.outcome.weightsHash)",
    ]
    if let save { lines.append("wrote \(save)") }
    return lines.joined(separator: "\n") + "\n"
  }
}

/// One training run, its evaluation, and the file it leaves.
struct Training: WorldTask {
  var environment: String
  var settings: PPOSettings
  var steps: Int
  var seed: UInt64
  var cores: Int
  var savePath: String?
  var logPath: String?

  static let evaluationEpisodes = 100

  @specialized(where World == CartPole, Distributions == CategoricalBatch<Float>)
  func run<World, Distributions>(
    _ world: World, _ policy: PolicyStart<Distributions>
  ) throws -> TrainingRun
  where World: Environment, World.Action == Distributions.Action, Distributions.Scalar == Float {
    var ppo = PPO(
      world, distributions: policy.distributions, freeParameters: policy.freeParameters,
      settings: settings, totalSteps: steps, seed: seed, workers: Workers(cores))
    let started = ContinuousClock.now
    let watchers = try makeWatchers()
    var run = trainOnce(setup, seed: seed, steps: steps) { report in
      while !ppo.isFinished {
        ppo.iterate()
        report.add(steps: settings.batchSize, return: ppo.meanReturn)
        if !watchers.isEmpty { tell(watchers, about: iterationReport(of: ppo, since: started)) }
      }
      close(watchers)
      return TrainingOutcome(
        episodeReturns: [], episodeEnds: [], steps: ppo.stepCount,
        gradientSteps: ppo.gradientStepCount, weightsHash: ppo.agent.actor.parameterHash)
    }
    let episodes = ppo.agent.play(world, episodes: Self.evaluationEpisodes, seed: seed)
    run.outcome.evaluationReturn =
      episodes.reduce(0) { $0 + $1.episodeReturn } / Double(episodes.count)
    try save(ppo.agent, steps: ppo.stepCount)
    return run
  }

  /// Logs and whoever else wants to know; made before the first step, so that a folder that cannot be
  /// written is known at once.
  private func makeWatchers() throws -> [any TrainingWatcher] {
    guard let logPath else { return [] }
    do {
      return [try LogFolder(logPath, environment: environment, settings: settings)]
    } catch {
      Console.fail("--log \(logPath): \(error)")
    }
  }

  private func tell(_ watchers: [any TrainingWatcher], about report: IterationReport) {
    do {
      for watcher in watchers { try watcher.record(report) }
    } catch {
      Console.fail("\(error)")
    }
  }

  private func close(_ watchers: [any TrainingWatcher]) {
    do {
      for watcher in watchers { try watcher.close() }
    } catch {
      Console.fail("\(error)")
    }
  }

  private func iterationReport<World, Distributions>(
    of ppo: PPO<World, Distributions>, since started: ContinuousClock.Instant
  ) -> IterationReport {
    IterationReport(
      iteration: ppo.iteration, iterationCount: ppo.iterationCount, steps: ppo.stepCount,
      totalSteps: ppo.iterationCount * settings.batchSize, gradientSteps: ppo.gradientStepCount,
      episodes: ppo.finishedEpisodes, episodeEnds: ppo.episodeEnds, statistics: ppo.statistics,
      learningRate: ppo.learningRate,
      standardDeviations: ppo.agent.freeParameters.map { Double.exp(Double($0)) },
      seconds: (ContinuousClock.now - started) / .seconds(1))
  }

  private var setup: TrainingSetup {
    TrainingSetup(
      algorithm: "ppo-clip", environment: environment, environments: settings.environmentCount,
      rolloutLength: settings.rolloutLength, epochs: settings.epochs,
      minibatches: settings.minibatchCount, hiddenSizes: settings.hiddenSizes)
  }

  private func save<Distributions>(_ agent: ActorCritic<Distributions>, steps: Int) throws
  where Distributions.Scalar == Float {
    guard let savePath else { return }
    let saved = SavedAgent(
      environment: environment, algorithm: setup.algorithm, seed: seed, steps: steps,
      actor: agent.actor, critic: agent.critic,
      logStandardDeviation: agent.freeParameters.isEmpty ? nil : agent.freeParameters)
    do {
      try saved.save(to: savePath)
    } catch {
      Console.fail("\(error)")
    }
  }
}

@Sendable private func knownWorld(_ text: String) throws -> String {
  guard Worlds.ids.contains(text) else {
    throw ValidationError("one of \(Worlds.ids.joined(separator: ", ")) is allowed")
  }
  return text
}

@Sendable func nonEmpty(_ text: String) throws -> String {
  guard !text.isEmpty else { throw ValidationError("the name of a file is allowed") }
  return text
}
