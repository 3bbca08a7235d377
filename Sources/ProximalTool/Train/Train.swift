import ArgumentParser
import Files
import MPIRanks
import Notebook
import Proximal
import TrainingFiles

/// `proximal train ENVIRONMENT`: PPO as chapter 7 assembles it, with every setting an option.
struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train an agent with PPO.",
    discussion: """
      Without options the settings are the environment's own. Where their defaults differ, that of \
      CartPole-v1 stands first (they are CleanRL's), then those of Pendulum-v1 (chapter 9) and of \
      the MiniGrid worlds (chapter 8). The run is fixed by its settings, to the last bit of the \
      weights.

      With these defaults at least nine seeds of ten come to 0.9 of the best return there is, in \
      every world but MiniGrid-FourRooms-v0: an agent without a memory that sees 7 × 7 of its \
      19 × 19 cells comes to about 0.7 of it. Some worlds of MiniGrid want other settings \
      than chapter 8's:

      \(TrainingDefaults.differences.joined(separator: "\n"))

      --save-config FILE writes down all settings of a world.

      While it runs, a line on standard error tells how far it is: the mean return of the latest \
      100 episodes, the approximate KL divergence and the share of ratios outside the clip range \
      (both of the latest update), the critic's explained variance (EV), steps per second, and the \
      time left.
      """)

  @Argument(
    help: ArgumentHelp(
      "One of \(Worlds.ids.joined(separator: ", ")), or \(GymnasiumWorlds.prefix)ID for any "
        + "environment of Gymnasium; may be left out where --config names it.",
      valueName: "environment"),
    transform: knownWorld)
  var environment: String?

  @OptionGroup(title: Settings.groups[0].title) var runSettings: SettingOptions<0>
  @OptionGroup(title: Settings.groups[0].title) var basics: RunOptions
  @OptionGroup(title: Settings.groups[1].title) var rollout: SettingOptions<1>
  @OptionGroup(title: Settings.groups[2].title) var objective: SettingOptions<2>
  @OptionGroup(title: Settings.groups[3].title) var optimisation: SettingOptions<3>
  @OptionGroup(title: Settings.groups[4].title) var networks: SettingOptions<4>
  @OptionGroup(title: "Start") var start: StartOptions
  @OptionGroup(title: "Gymnasium") var gymnasium: PythonOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  /// What the options and the configuration file come to; ``validate()`` makes it.
  private(set) var plan: TrainingPlan?

  mutating func validate() throws {
    GymnasiumWorlds.use(python: gymnasium.python)
    let file = try configuration()
    plan = try plan(from: file)
  }

  /// The environment's defaults, then what the configuration file says, then what the options say.
  private func plan(from file: ConfigurationFile?) throws -> TrainingPlan {
    guard let environment = environment ?? file?.environment else {
      throw ValidationError(
        "Missing expected argument '<environment>': one of \(Worlds.ids.joined(separator: ", ")) is "
          + "allowed, or \(GymnasiumWorlds.prefix)ID for an environment of Gymnasium")
    }
    try output.checkCheckpoints(in: environment)
    var plan = TrainingPlan(environment: environment)
    file?.apply(to: &plan)
    plan.environment = environment
    runSettings.apply(to: &plan)
    rollout.apply(to: &plan)
    objective.apply(to: &plan)
    optimisation.apply(to: &plan)
    networks.apply(to: &plan)
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
    let isOption = [
      runSettings.given, rollout.given, objective.given, optimisation.given, networks.given,
    ].contains { $0[fault.name] != nil }
    if !isOption, let file, let entry = file.entry(of: fault.name) {
      return "\(file.path):\(entry.line): \(fault.name) = \(fault.value): \(fault.reason)"
    }
    return "The value '\(fault.value)' is invalid for '--\(fault.name)': \(fault.reason)"
  }

  func run() throws {
    Interruption.prepare()
    guard let plan else { fatalError("a training is run as it was validated") }
    let ranks = joinJob()
    let start = start.read()
    if ranks.rank == 0 { output.prepare(for: plan) }
    for warning in plan.warnings { Console.write("warning: \(warning)\n", to: .error) }
    let cores = basics.availableCores
    if cores < basics.cores {
      Console.write(
        "--cores \(basics.cores): this program may use \(cores), and the work is shared among them\n",
        to: .error)
    }
    if let count = basics.seeds {
      SeedSeries(
        plan: plan, count: count, cores: cores, ranks: ranks, output: output, start: start
      ).run()
    } else {
      try trainOnce(plan, start, cores: cores, ranks)
    }
    MPIJob.leave()
  }

  /// The processes that mpirun has started together with this one.
  private func joinJob() -> Ranks {
    if let obstacle = MPIJob.obstacle {
      if MPIJob.announcedRank == 0 { Console.fail(obstacle) }
      Console.finish(with: 1)
    }
    let ranks = MPIJob.join()
    Console.speak(asRank: ranks.rank) { MPIJob.abort(status: $0) }
    return ranks
  }

  private func trainOnce(
    _ plan: TrainingPlan, _ start: StartingAgent?, cores: Int, _ ranks: Ranks
  ) throws {
    let curve = output.preview ? LearningCurveView() : nil
    var training = Training(plan: plan, cores: cores, ranks: ranks, output: output, start: start)
    training.watchers = curve.map { [$0] } ?? []
    let run = try Worlds.run(training, in: plan.environment)
    if output.json { Console.write(run.json(chapter: "train") + "\n", to: .output) }
    Console.write(report(on: run), to: output.textStream)
    if let curve { Console.write(curve.drawing(for: output.textStream), to: output.textStream) }
  }

  private func report(on run: TrainingRun) -> String {
    var lines = [
      "\(run.setup.environment), seed \(run.seed): \(counted(run.outcome.steps, "step", grouped)), "
        + "\(counted(run.outcome.gradientSteps, "gradient step", grouped)) in \(rounded(run.seconds, 2)) s, "
        + "\(grouped(Int(run.stepsPerSecond))) steps/s"
        + (PeakMemory.ofThisProcess.map { ", at most \(rounded(Double($0) / 1e6, 1)) MB of memory" }
          ?? ""),
      "return of \(Training.evaluationEpisodes) episodes afterwards, "
        + "\(ActionChoice.mostProbable.words): "
        + "\(roundedReturn(run.outcome.finalReturn ?? .nan)) on average",
      "weights \(run.outcome.weightsHash)",
    ]
    if let best = run.outcome.best {
      lines.append(
        "the best agent is that of step \(grouped(best.steps)): "
          + "\(roundedReturn(best.evaluationReturn)) in the same episodes")
    }
    let written = [output.saveConfig].compactMap { $0 } + output.perRun
    lines += written.map { "wrote \($0)" }
    return lines.joined(separator: "\n") + "\n"
  }
}

/// The list of the environments stands in the help that follows, and is not repeated.
@Sendable func knownWorld(_ text: String) throws -> String {
  guard Worlds.ids.contains(text) || GymnasiumWorlds.name(in: text) != nil else {
    throw ValidationError(
      Worlds.meant(by: text).map { "did you mean \($0)?" }
        ?? "one of the environments below is allowed")
  }
  return text
}
