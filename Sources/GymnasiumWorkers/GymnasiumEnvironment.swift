import Files
import Proximal

/// An environment of Gymnasium, played by a process of Python.
///
/// Actions are arrays: `[Int]` of one index, or of one for each choice; `[Float]` of numbers, of which
/// those beyond the space's bounds are clipped to them before they are sent, as CleanRL's `ClipAction`
/// does. The same seeds and actions give Gymnasium's numbers; observations are rounded to float.
///
/// Python's state cannot be copied. So a copy is a value with a restriction: `reset(seed:)` gives every
/// copy an environment of its own, and a copy that was made in the middle of an episode can only be
/// reset with a seed. Both stop where they are until one of them is gone or has been reset.
///
/// A worker resets an environment by itself as soon as an episode ends, and sends both observations at
/// once. `reset()` then costs no time.
public struct GymnasiumEnvironment<Element: GymnasiumActionElement>: Environment {
  private let pool: GymnasiumPool
  /// Nil before the first `reset(seed:)`.
  private var slot: GymnasiumSlot?
  private var phase = Phase.unseeded
  /// The action that the worker has heard, if it has.
  private var heard: [Element] = []
  /// What the next episode begins with, where one is over.
  private var next: [Float] = []

  private enum Phase {
    case unseeded, running, told, over
  }

  /// An environment that waits for `reset(seed:)`. Traps where the pool's actions are of another kind:
  /// `Int` for choices, `Float` for numbers.
  public init(in pool: GymnasiumPool) {
    require(
      Element.fits(pool.specification.actionSpace),
      "actions made of \(Element.self) are none of \(pool.environment), which takes "
        + "\(pool.specification.actionSpace)")
    self.pool = pool
  }

  public var id: String { pool.environment }
  public var actionSpace: ActionSpace { pool.specification.actionSpace }
  public var observationCount: Int { pool.specification.observationCount }
  /// As Gymnasium has it; `Int.max` where it sets none.
  public var timeLimit: Int { pool.specification.timeLimit }

  public mutating func reset(seed: UInt64) -> [Float] {
    // Another copy goes on in the slot, and this one gets a new one.
    if !isKnownUniquelyReferenced(&slot) { slot = pool.makeSlot() }
    return begin(seed: seed)
  }

  public mutating func reset() -> [Float] {
    checkAlone()
    if phase == .over {
      phase = .running
      return next
    }
    return begin(seed: nil)
  }

  private mutating func begin(seed: UInt64?) -> [Float] {
    guard let slot else { refuse("has no seed: call reset(seed:) before reset()") }
    phase = .running
    return pool.orFail { () throws(GymnasiumError) in
      try slot.worker.reset(slot.number, seed: seed)
    }
  }

  public static var hearsActionsAhead: Bool { true }

  public mutating func hear(_ action: [Element]) {
    checkAlone()
    switch phase {
    case .running: break
    case .unseeded: refuse("waits for an episode: call reset(seed:) before step(_:)")
    case .told: refuse("has heard an action already: call step(_:)")
    case .over: refuse("has ended its episode: call reset() before step(_:)")
    }
    slot!.worker.hear(
      slot!.number, Element.bytes(of: action, for: pool.specification, in: pool.environment))
    (phase, heard) = (.told, action)
  }

  public mutating func step(_ action: [Element]) -> Step<[Float]> {
    if phase == .told {
      checkAlone()
      require(heard == action, "\(id) has heard \(heard) ahead of this step; got \(action)")
    } else {
      hear(action)
    }
    let outcome = pool.orFail { () throws(GymnasiumError) in try pool.step(slot!) }
    (phase, next) = outcome.next.map { (.over, $0) } ?? (.running, [])
    return outcome.step
  }

  private mutating func checkAlone() {
    guard slot != nil, !isKnownUniquelyReferenced(&slot) else { return }
    refuse(
      "cannot go on while a copy of it is in the same episode: call reset(seed:) on one of them")
  }

  private func refuse(_ what: String) -> Never { fatalError("gymnasium:\(id) \(what)") }
}

/// What an action for Gymnasium is made of: `Int` for choices, `Float` for numbers.
public protocol GymnasiumActionElement: ActionElement, Equatable {
  /// Whether actions of this space are made of it.
  static func fits(_ space: ActionSpace) -> Bool
  /// An action as it is sent. Traps when it is none of the space.
  static func bytes(
    of action: [Self], for specification: GymnasiumSpecification, in environment: String
  ) -> [UInt8]
}

extension Int: GymnasiumActionElement {
  public static func fits(_ space: ActionSpace) -> Bool {
    switch space {
    case .discrete, .multiDiscrete: true
    case .box: false
    }
  }

  public static func bytes(
    of action: [Int], for specification: GymnasiumSpecification, in environment: String
  ) -> [UInt8] {
    let space = specification.actionSpace
    require(space.holds(action), "\(environment) takes \(space); got \(action)")
    var bytes: [UInt8] = []
    for choice in action { bytes.append(littleEndian: Int64(choice)) }
    return bytes
  }
}

extension ActionSpace {
  fileprivate func holds(_ action: [Int]) -> Bool {
    switch self {
    case .discrete(let count): action.count == 1 && (0..<count).contains(action[0])
    case .multiDiscrete(let counts):
      action.count == counts.count
        && zip(action, counts).allSatisfy { (0..<$0.1).contains($0.0) }
    case .box: false
    }
  }
}

extension Float: GymnasiumActionElement {
  public static func fits(_ space: ActionSpace) -> Bool { !Int.fits(space) }

  public static func bytes(
    of action: [Float], for specification: GymnasiumSpecification, in environment: String
  ) -> [UInt8] {
    require(
      action.count == specification.bounds.count && !action.contains { $0.isNaN },
      "\(environment) takes \(specification.actionSpace); got \(action)")
    var bytes: [UInt8] = []
    for (number, bounds) in zip(action, specification.bounds) {
      let clipped = min(max(number, bounds.lowerBound), bounds.upperBound)
      bytes.append(littleEndian: clipped.bitPattern)
    }
    return bytes
  }
}
