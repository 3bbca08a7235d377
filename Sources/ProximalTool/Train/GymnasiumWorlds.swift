import ArgumentParser
import GymnasiumWorkers
import Notebook
import Proximal
import Synchronization
import TrainingFiles

/// The environments of Gymnasium, named `gymnasium:ID`.
enum GymnasiumWorlds {
  static let prefix = "gymnasium:"

  /// Gymnasium's name in the tool's: `Acrobot-v1` in `gymnasium:Acrobot-v1`; nil where it is none.
  static func name(in id: String) -> String? {
    id.hasPrefix(prefix) && id != prefix ? String(id.dropFirst(prefix.count)) : nil
  }

  /// Lets trainings be planned for these environments; from here on workers are processes of this
  /// Python.
  static func use(python: String) {
    workshop.withLock { $0.python = python }
    Worlds.add(prefix: prefix) { world(of: specification(of: $0)) }
  }

  /// Lets settings of these environments be read where no Python is there.
  static func useSettingsOnly() {
    Worlds.add(prefix: prefix) { _ in
      OtherWorld(
        settings: PPOSettings(), steps: 500_000, observationCount: 1, outputCount: 1,
        isGaussian: true)
    }
  }

  /// How an environment is trained where nothing else is asked for: as CleanRL does it.
  private static func world(of specification: GymnasiumSpecification) -> OtherWorld {
    let inputs = specification.observationCount
    switch specification.actionSpace {
    case .box(_, _, let count):
      return OtherWorld(
        settings: .continuousControl, steps: 1_000_000, observationCount: inputs,
        outputCount: count, isGaussian: true)
    case .discrete(let count):
      return OtherWorld(
        settings: PPOSettings(), steps: 500_000, observationCount: inputs, outputCount: count,
        isGaussian: false)
    case .multiDiscrete(let counts):
      return OtherWorld(
        settings: PPOSettings(), steps: 500_000, observationCount: inputs,
        outputCount: counts.reduce(0, +), isGaussian: false)
    }
  }

  /// Does the task in the environment of Gymnasium's name.
  static func run<Task: WorldTask>(_ task: Task, in name: String) throws -> Task.Outcome {
    let pool = takePool(name, workers: task.cores, copies: task.environments)
    defer { giveBack(pool) }
    switch pool.specification.actionSpace {
    case .discrete(let count):
      return try task.run(
        GymnasiumEnvironment<Int>(in: pool),
        PolicyStart(distributions: CategoricalBatch(actionCount: count)))
    case .multiDiscrete(let counts):
      return try task.run(
        GymnasiumEnvironment<Int>(in: pool),
        PolicyStart(distributions: MultiCategoricalBatch(actionCounts: counts)))
    case .box(_, _, let count):
      return try task.run(
        GymnasiumEnvironment<Float>(in: pool),
        PolicyStart(
          distributions: DiagonalGaussianBatch(dimensions: count),
          freeParameters: [Float](repeating: 0, count: count)))
    }
  }

  // MARK: Workers

  private struct Workshop {
    var python = "python3"
    var specifications: [String: GymnasiumSpecification] = [:]
    /// Pools that nobody plays in: Python takes a second to start, and a plan is made before a training.
    var idle: [GymnasiumPool] = []
  }
  private static let workshop = Mutex(Workshop())

  private static func specification(of name: String) -> GymnasiumSpecification {
    if let known = workshop.withLock({ $0.specifications[name] }) { return known }
    let pool = takePool(name, workers: 1, copies: 1)
    defer { giveBack(pool) }
    return pool.specification
  }

  /// A pool of one worker serves any number of copies. Others are made for theirs.
  private static func takePool(_ name: String, workers: Int, copies: Int) -> GymnasiumPool {
    let workers = min(workers, copies)
    let (found, python) = workshop.withLock { workshop -> (GymnasiumPool?, String) in
      let index = workshop.idle.firstIndex {
        $0.environment == name && workers == 1 && $0.processIdentifiers.count == 1
      }
      return (index.map { workshop.idle.remove(at: $0) }, workshop.python)
    }
    if let found { return found }
    // The one of which the plan was made is of no more use.
    if workers > 1 { workshop.withLock { $0.idle = [] } }
    do {
      return try GymnasiumPool(name, python: python, workers: workers, copies: copies) { error in
        Console.fail("\(error)")
      }
    } catch {
      Console.fail("\(error)")
    }
  }

  private static func giveBack(_ pool: GymnasiumPool) {
    workshop.withLock { workshop in
      workshop.specifications[pool.environment] = pool.specification
      workshop.idle.append(pool)
    }
  }
}

extension Training {
  /// Copies that are played side by side.
  var environments: Int { plan.settings.environmentCount }
}

/// There are no checkpoints of Python's state: the options that ask for them are refused.
extension GymnasiumEnvironment: Archivable {
  public mutating func archive(in archive: inout StateArchive) throws(StateArchiveError) {
    fatalError("the state of gymnasium:\(id) lies in Python and cannot be archived")
  }
}

/// `--python`, where environments of Gymnasium can be named.
struct PythonOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The Python that plays environments of Gymnasium; it needs the package gymnasium (default: "
        + "python3).", valueName: "program"),
    transform: nonEmpty)
  var python = "python3"
}
