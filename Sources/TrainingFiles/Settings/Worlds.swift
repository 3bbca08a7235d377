import Proximal

/// The environments that can be trained by name, and how.
public enum Worlds {
  /// Gymnasium's names.
  public static let ids = ["CartPole-v1", "Pendulum-v1"] + MiniGridWorlds.ids

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
