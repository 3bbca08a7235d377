import Proximal

/// How a world is trained where nothing else is asked for: settings and a number of steps with which
/// it is learned.
///
/// They were chosen on the seeds 1 to 14; `Benchmarks/results-worlds.md` says what they come to on 101
/// to 110.
public struct TrainingDefaults: Sendable {
  /// Of PPO.
  public var settings: PPOSettings
  /// Environment steps of the whole training.
  public var steps: Int
  /// Why a world of MiniGrid has other settings than its siblings; nil where it has not.
  public var reason: String?

  /// The defaults of a world of ``Worlds/ids``.
  public init(of id: String) {
    switch id {
    case "CartPole-v1": self.init(settings: PPOSettings(), steps: 500_000)
    case "Pendulum-v1": self.init(settings: .pendulum, steps: 100_000)
    default:
      if let other = Worlds.other(id) {
        self.init(settings: other.settings, steps: other.steps)
        return
      }
      guard let world = Self.miniGrid[id] else {
        fatalError("\(id) is none of \(Worlds.ids)")
      }
      self.init(settings: .miniGrid, steps: world.steps, reason: world.difference?.reason)
      world.difference?.apply(&settings)
    }
  }

  /// The worlds that want other settings than their siblings, and why, those of one reason in a line.
  public static var differences: [String] {
    var (reasons, worlds) = ([String](), [String: [String]]())
    for id in MiniGridWorlds.ids {
      guard let reason = Self(of: id).reason else { continue }
      if worlds[reason] == nil { reasons.append(reason) }
      worlds[reason, default: []].append(id)
    }
    return reasons.map { "\(worlds[$0]!.joined(separator: ", ")): \($0)." }
  }

  private init(settings: PPOSettings, steps: Int, reason: String? = nil) {
    (self.settings, self.steps, self.reason) = (settings, steps, reason)
  }

  /// Steps, and what differs from the settings of chapter 8.
  private static let miniGrid: [String: (steps: Int, difference: Difference?)] = [
    "MiniGrid-Empty-5x5-v0": (61_440, nil),
    "MiniGrid-Empty-6x6-v0": (61_440, nil),
    "MiniGrid-Empty-8x8-v0": (61_440, nil),
    "MiniGrid-Empty-16x16-v0": (512_000, nil),
    "MiniGrid-Empty-Random-5x5-v0": (512_000, .lostGoal),
    "MiniGrid-Empty-Random-6x6-v0": (512_000, .lostGoal),
    "MiniGrid-DoorKey-5x5-v0": (102_400, nil),
    "MiniGrid-DoorKey-6x6-v0": (512_000, nil),
    "MiniGrid-DoorKey-8x8-v0": (3_072_000, .rareGoal),
    "MiniGrid-FourRooms-v0": (4_096_000, .hiddenGoal),
    "MiniGrid-LavaGapS5-v0": (1_024_000, nil),
    "MiniGrid-LavaGapS6-v0": (1_536_000, nil),
    "MiniGrid-LavaGapS7-v0": (1_024_000, nil),
    "MiniGrid-SimpleCrossingS9N1-v0": (512_000, nil),
    "MiniGrid-SimpleCrossingS9N2-v0": (2_048_000, nil),
    "MiniGrid-LavaCrossingS9N1-v0": (2_048_000, nil),
    "MiniGrid-LavaCrossingS9N2-v0": (5_120_000, .manyLayouts),
    "MiniGrid-Dynamic-Obstacles-5x5-v0": (512_000, .fearOfMoving),
    "MiniGrid-Dynamic-Obstacles-Random-5x5-v0": (512_000, .fearOfMoving),
    "MiniGrid-Dynamic-Obstacles-6x6-v0": (512_000, .fearOfMoving),
  ]
}

/// What a world wants otherwise than the other worlds of MiniGrid.
private struct Difference: Sendable {
  let reason: String
  let apply: @Sendable (inout PPOSettings) -> Void

  static let rareGoal = Difference(
    reason: "the goal is seldom reached at first, so rewards are scaled up"
  ) { settings in
    (settings.environmentCount, settings.rolloutLength) = (16, 128)
    settings.epochs = 4
    settings.targetKL = nil
    settings.entropyCoefficient = .constant(0.01)
    // Advantages that are normalised would make the most of noise until the first reward comes.
    settings.rewardScaling = .byReturnDeviation(bound: 10)
  }

  static let hiddenGoal = Difference(
    reason: "goal and openings are mostly out of sight; the networks are wider"
  ) { settings in
    (settings.environmentCount, settings.rolloutLength) = (32, 100)
    settings.epochs = 4
    settings.targetKL = nil
    settings.normalisesAdvantages = true
    settings.entropyCoefficient = .constant(0.01)
    settings.hiddenSizes = [128, 128]
  }

  static let manyLayouts = Difference(
    reason: "the ways through the lava are many, and a rollout holds more of them"
  ) { settings in
    (settings.environmentCount, settings.rolloutLength) = (16, 128)
  }

  static let lostGoal = Difference(
    reason: "some seeds come to find the goal no more; a larger entropy bonus prevents it"
  ) { settings in
    settings.entropyCoefficient = .constant(0.01)
  }

  static let fearOfMoving = Difference(
    reason: "a collision costs 1, standing still nothing; a larger entropy bonus keeps it walking"
  ) { settings in
    settings.entropyCoefficient = .constant(0.02)
  }
}
