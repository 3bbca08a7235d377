import Proximal

/// Work that needs the types of a world and of its policy's distributions, such as training.
protocol WorldTask {
  associatedtype Outcome
  func run<World, Distributions>(
    _ world: World, _ policy: PolicyStart<Distributions>
  ) throws -> Outcome
  where World: Environment, World.Action == Distributions.Action, Distributions.Scalar == Float
}

/// What a policy begins with besides its network.
struct PolicyStart<Distributions: ActionDistributions>: Sendable {
  var distributions: Distributions
  var freeParameters: [Distributions.Scalar] = []
}

/// The environments that the tool knows, by Gymnasium's names.
enum Worlds {
  static let ids = ["CartPole-v1"]

  /// How an environment is trained where nothing else is asked for.
  static func defaults(for id: String) -> TrainingDefaults {
    switch id {
    default: TrainingDefaults(settings: PPOSettings(), steps: 500_000)
    }
  }

  /// Does the task in the world of this name, which must be one of ``ids``.
  static func run<Task: WorldTask>(_ task: Task, in id: String) throws -> Task.Outcome {
    switch id {
    case "CartPole-v1":
      try task.run(CartPole(), PolicyStart(distributions: CategoricalBatch(actionCount: 2)))
    default: fatalError("\(id) is none of \(ids)")
    }
  }
}

/// The settings and the length of a training that works.
struct TrainingDefaults: Sendable {
  var settings: PPOSettings
  var steps: Int
}
