import Proximal
import TrainingFiles

/// Work that needs the types of a world and of its policy's distributions, such as training.
protocol WorldTask {
  associatedtype Outcome
  /// Cores that may share the work.
  var cores: Int { get }
  /// Copies of the world that are played for a long time.
  var environments: Int { get }
  func run<World, Distributions>(
    _ world: World, _ policy: PolicyStart<Distributions>
  ) throws -> Outcome
  where
    World: Environment & Archivable, World.Action.Element == Distributions.Action,
    Distributions.Scalar == Float
}

extension WorldTask {
  var cores: Int { 1 }
  var environments: Int { 1 }
}

/// What a policy begins with besides its network.
struct PolicyStart<Distributions: ActionDistributions>: Sendable {
  var distributions: Distributions
  var freeParameters: [Distributions.Scalar] = []
}

extension Worlds {
  /// How these environments make a network's input of what Gymnasium's show.
  static func observationForm(of id: String) -> SavedAgent.ObservationForm {
    MiniGridWorlds.ids.contains(id)
      ? SavedAgent.ObservationForm(key: "image", divisors: MiniGridView.divisors)
      : SavedAgent.ObservationForm()
  }

  /// Does the task in the world of this name, which must be known.
  static func run<Task: WorldTask>(_ task: Task, in id: String) throws -> Task.Outcome {
    if let name = GymnasiumWorlds.name(in: id) { return try GymnasiumWorlds.run(task, in: name) }
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
