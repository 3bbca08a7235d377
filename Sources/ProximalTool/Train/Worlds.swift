import Proximal

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
