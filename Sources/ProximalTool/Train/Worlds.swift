import Proximal
import TrainingFiles

/// Work that needs the types of a world and of its policy's distributions, such as training.
protocol WorldTask {
  associatedtype Outcome
  func run<World, Distributions>(
    _ world: World, _ policy: PolicyStart<Distributions>
  ) throws -> Outcome
  where
    World: Environment & Archivable, World.Action.Element == Distributions.Action,
    Distributions.Scalar == Float
}

/// What a policy begins with besides its network.
struct PolicyStart<Distributions: ActionDistributions>: Sendable {
  var distributions: Distributions
  var freeParameters: [Distributions.Scalar] = []
}

/// The environments that the tool knows, by Gymnasium's names.
enum Worlds {
  static let ids = ["CartPole-v1", "Pendulum-v1"] + MiniGridWorlds.ids

  /// How an environment is trained where nothing else is asked for.
  static func defaults(for id: String) -> TrainingDefaults {
    switch id {
    case "CartPole-v1": TrainingDefaults(settings: PPOSettings(), steps: 500_000)
    case "Pendulum-v1": TrainingDefaults(settings: .pendulum, steps: 100_000)
    default: TrainingDefaults(settings: .miniGrid, steps: miniGridSteps[id] ?? 512_000)
    }
  }

  /// Steps in which the settings of chapter 7 solve these, with room to spare.
  private static let miniGridSteps = [
    "MiniGrid-Empty-5x5-v0": 61_440, "MiniGrid-Empty-6x6-v0": 61_440,
    "MiniGrid-Empty-8x8-v0": 61_440, "MiniGrid-DoorKey-5x5-v0": 102_400,
  ]

  /// How these environments make a network's input of what Gymnasium's show.
  static func observationForm(of id: String) -> SavedAgent.ObservationForm {
    MiniGridWorlds.ids.contains(id)
      ? SavedAgent.ObservationForm(key: "image", divisors: MiniGridView.divisors)
      : SavedAgent.ObservationForm()
  }

  /// Does the task in the world of this name, which must be one of ``ids``.
  static func run<Task: WorldTask>(_ task: Task, in id: String) throws -> Task.Outcome {
    switch id {
    case "CartPole-v1":
      return try task.run(
        CartPole(), PolicyStart(distributions: CategoricalBatch(actionCount: 2)))
    case "Pendulum-v1":
      return try task.run(
        Pendulum(),
        PolicyStart(
          distributions: DiagonalGaussianBatch<Float>(dimensions: 1), freeParameters: [0]))
    default:
      guard let outcome = try MiniGridWorlds.visit(id, with: InMiniGrid(task: task)) else {
        fatalError("\(id) is none of \(ids)")
      }
      return outcome
    }
  }

  private struct InMiniGrid<Task: WorldTask>: MiniGridVisitor {
    let task: Task

    func visit<Layout: MiniGridLayout>(
      _ environment: MiniGrid<Layout>
    ) throws(any Error) -> Task.Outcome {
      let distributions = CategoricalBatch<Float>(actionCount: environment.layout.actionCount)
      return try task.run(environment, PolicyStart(distributions: distributions))
    }
  }
}

/// The settings and the length of a training that works.
struct TrainingDefaults: Sendable {
  var settings: PPOSettings
  var steps: Int
}
