import Proximal

/// The environments that can be trained by name, and how.
public enum Worlds {
  /// Gymnasium's names.
  public static let ids = ["CartPole-v1", "Pendulum-v1"] + MiniGridWorlds.ids

  /// How an environment is trained where nothing else is asked for.
  public static func defaults(for id: String) -> TrainingDefaults {
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

  /// What a plan must know about the world of this name, which must be one of ``ids``.
  static func shape(of id: String) -> WorldShape {
    switch id {
    case "CartPole-v1": return WorldShape(CartPole.self, outputCount: 2)
    case "Pendulum-v1": return WorldShape(Pendulum.self, outputCount: 1, isGaussian: true)
    default:
      guard let shape = MiniGridWorlds.visit(id, with: Measuring()) else {
        fatalError("\(id) is none of \(ids)")
      }
      return shape
    }
  }

  private struct Measuring: MiniGridVisitor {
    func visit<Layout: MiniGridLayout>(_ environment: MiniGrid<Layout>) -> WorldShape {
      WorldShape(MiniGrid<Layout>.self, outputCount: environment.layout.actionCount)
    }
  }
}

/// The settings and the length of a training that works.
public struct TrainingDefaults: Sendable {
  public var settings: PPOSettings
  public var steps: Int
}

/// How large the two networks of a world are at their ends.
struct WorldShape {
  let observationCount: Int
  /// Of the actor.
  let outputCount: Int
  /// Whether the policy has a σ of its own.
  let isGaussian: Bool

  init<World: Environment>(_ world: World.Type, outputCount: Int, isGaussian: Bool = false)
  where World.Observation: FixedObservationVector {
    observationCount = World.Observation.length
    (self.outputCount, self.isGaussian) = (outputCount, isGaussian)
  }
}
