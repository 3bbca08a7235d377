import Proximal
import Synchronization

/// The environments that can be trained by name, and how.
public enum Worlds {
  /// Gymnasium's names.
  public static let ids = ["CartPole-v1", "Pendulum-v1"] + MiniGridWorlds.ids

  /// Worlds that another part of the program plays, by the beginning of their names.
  private static let others = Mutex<[String: @Sendable (String) -> OtherWorld]>([:])

  /// Tells of worlds whose names begin with `prefix`.
  ///
  /// - Parameters:
  ///   - prefix: the beginning, such as `gymnasium:`.
  ///   - describe: gets the rest of such a name.
  public static func add(
    prefix: String, describe: @escaping @Sendable (String) -> OtherWorld
  ) {
    others.withLock { $0[prefix] = describe }
  }

  /// Whether a training can be planned for it: it is one of ``ids``, or of the others.
  public static func isKnown(_ id: String) -> Bool { ids.contains(id) || prefix(of: id) != nil }

  private static func prefix(of id: String) -> String? {
    others.withLock { others in
      others.keys.first { id.hasPrefix($0) && id.count > $0.count }
    }
  }

  /// The world of this name; nil where it is none of the others.
  static func other(_ id: String) -> OtherWorld? {
    guard let prefix = prefix(of: id) else { return nil }
    let describe = others.withLock { $0[prefix] }
    return describe?(String(id.dropFirst(prefix.count)))
  }

  /// What a plan must know about the world of this name, which must be one of ``ids``.
  static func shape(of id: String) -> WorldShape {
    switch id {
    case "CartPole-v1": return WorldShape(CartPole.self, outputCount: 2)
    case "Pendulum-v1": return WorldShape(Pendulum.self, outputCount: 1, isGaussian: true)
    default:
      if let other = other(id) { return other.shape }
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

/// A world that another part of the program plays: how it is trained where nothing else is asked for,
/// and how large the two networks are at their ends.
public struct OtherWorld: Sendable {
  let settings: PPOSettings
  let steps: Int
  let shape: WorldShape

  /// - Parameters:
  ///   - settings: how it is trained where nothing else is asked for.
  ///   - steps: for how many of the environment.
  ///   - observationCount: numbers in an observation.
  ///   - outputCount: of the actor.
  ///   - isGaussian: whether the policy has a σ of its own.
  public init(
    settings: PPOSettings, steps: Int, observationCount: Int, outputCount: Int, isGaussian: Bool
  ) {
    (self.settings, self.steps) = (settings, steps)
    shape = WorldShape(
      observationCount: observationCount, outputCount: outputCount, isGaussian: isGaussian)
  }
}

/// How large the two networks of a world are at their ends.
struct WorldShape: Sendable {
  let observationCount: Int
  /// Of the actor.
  let outputCount: Int
  /// Whether the policy has a σ of its own.
  let isGaussian: Bool
}

extension WorldShape {
  init<World: Environment>(_ world: World.Type, outputCount: Int, isGaussian: Bool = false)
  where World.Observation: FixedObservationVector {
    self.init(
      observationCount: World.Observation.length, outputCount: outputCount, isGaussian: isGaussian)
  }
}
