import ArgumentParser
import Notebook
import Proximal
import RealModule

/// `proximal train ENVIRONMENT`: PPO as chapter 6 assembles it, with every setting an option.
struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train an agent with PPO.",
    discussion: """
      Without options the settings are the environment's own. Where their defaults differ, that of \
      CartPole-v1 stands first (they are CleanRL's), then those of Pendulum-v1 (chapter 8) and of \
      the MiniGrid worlds (chapter 7). The run is fixed by its settings, to the last bit of the \
      weights.

      While it runs, a line on standard error tells how far it is: the mean return of the latest \
      100 episodes, the approximate KL divergence and the share of ratios outside the clip range \
      (both of the latest update), the critic's explained variance (EV), steps per second, and the \
      time left.
      """)

  @Argument(
    help: ArgumentHelp(
      "One of \(Worlds.ids.joined(separator: ", ")); may be left out where --config names it.",
      valueName: "environment"),
    transform: knownWorld)
  var environment: String?

  @OptionGroup(title: "Run") var basics: RunOptions
  @OptionGroup(title: "Rollout") var rollout: RolloutOptions
  @OptionGroup(title: "Objective") var objective: ObjectiveOptions
  @OptionGroup(title: "Optimisation") var optimisation: OptimisationOptions
  @OptionGroup(title: "Networks") var networks: NetworkOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  private var settingGroups: [any SettingGroup] {
    [basics, rollout, objective, optimisation, networks]
  }

  /// The environment's defaults, then what the configuration file says, then what the options say.
  func plan() throws -> TrainingPlan {
    let file = try configuration()
    guard let environment = environment ?? file?.environment else {
      throw ValidationError(
        "Missing expected argument '<environment>': one of \(Worlds.ids.joined(separator: ", ")) is "
          + "allowed")
    }
    var plan = TrainingPlan(environment: environment)
    file?.apply(to: &plan)
    plan.environment = environment
    for group in settingGroups { group.apply(to: &plan) }
    do {
      try plan.check()
    } catch {
      throw ValidationError(message(of: error, from: file))
    }
    return plan
  }

  private func configuration() throws -> ConfigurationFile? {
    do {
      return try basics.config.map { try ConfigurationFile(contentsOf: $0) }
    } catch let fault as ConfigurationFile.Fault {
      throw ValidationError("\(fault)")
    }
  }

  /// The fault with the place where the value was given.
  private func message(of fault: SettingFault, from file: ConfigurationFile?) -> String {
    let isOption = settingGroups.contains { $0.given.contains(fault.name) }
    if !isOption, let file, let entry = file.entry(of: fault.name) {
      return "\(file.path):\(entry.line): \(fault.name) = \(fault.value): \(fault.reason)"
    }
    return "The value '\(fault.value)' is invalid for '--\(fault.name)': \(fault.reason)"
  }

  func validate() throws {
    _ = try plan()
  }

  func run() throws {
    Interruption.prepare()
    let plan = try plan()
    output.prepare(for: plan)
    let curve = output.preview ? LearningCurveView() : nil
    let training = Training(
      plan, cores: basics.cores, savePath: output.save, watchers: curve.map { [$0] } ?? [])
    let run = try Worlds.run(training, in: plan.environment)
    if output.json {
      Console.write(run.json(chapter: "train") + "\n", to: .output)
    } else {
      Console.write(report(on: run), to: .output)
    }
    if let curve { Console.write(curve.drawing(for: output.textStream), to: output.textStream) }
  }

  private func report(on run: TrainingRun) -> String {
    var lines = [
      "\(run.setup.environment), seed \(run.seed): \(grouped(run.outcome.steps)) steps, "
        + "\(grouped(run.outcome.gradientSteps)) gradient steps in \(rounded(run.seconds, 2)) s, "
        + "\(grouped(Int(run.stepsPerSecond))) steps/s",
      "return of \(Training.evaluationEpisodes) episodes afterwards: "
        + "\(roundedReturn(run.outcome.finalReturn ?? .nan)) on average",
      "weights \(run.outcome.weightsHash)",
    ]
    for path in [output.saveConfig, output.save] {
      if let path { lines.append("wrote \(path)") }
    }
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
  /// Who is told about every iteration, besides the live view.
  var watchers: [any TrainingWatcher]

  init(
    _ plan: TrainingPlan, cores: Int = 1, savePath: String? = nil,
    watchers: [any TrainingWatcher] = []
  ) {
    (environment, settings) = (plan.environment, plan.settings)
    (steps, seed) = (plan.steps, UInt64(plan.seed))
    (self.cores, self.savePath, self.watchers) = (cores, savePath, watchers)
  }

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
    let wholeSteps = ppo.iterationCount * settings.batchSize
    var run = trainOnce(setup, seed: seed, steps: wholeSteps) { progress in
      let watchers = watchers + [LiveView(progress)]
      while !ppo.isFinished {
        ppo.iterate()
        tell(watchers, about: iterationReport(of: ppo, since: started))
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
  private func makeWatchers() throws -> [any TrainingWatcher] { watchers }

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
      logStandardDeviation: agent.freeParameters.isEmpty ? nil : agent.freeParameters,
      observationNormalisation: agent.observationNormalisation)
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
