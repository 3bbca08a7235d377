/// A cell's place in the grid: x to the right, y downwards, both from 0.
public struct MiniGridPosition: Sendable, Hashable {
  /// The column, from 0 on the left.
  public var x: Int
  /// The row, from 0 at the top.
  public var y: Int

  /// The cell in column x and row y; it need not lie in a grid.
  @inlinable
  public init(x: Int, y: Int) {
    (self.x, self.y) = (x, y)
  }

  /// The next cell in a direction.
  public func moved(to heading: MiniGridHeading) -> Self {
    let step = heading.vector
    return Self(x: x + step.x, y: y + step.y)
  }
}

/// The four directions in which the agent can look, with Farama's numbers: clockwise from the
/// right.
public enum MiniGridHeading: UInt8, Sendable, CaseIterable {
  /// Numbered from 0 to 3 in this order.
  case right, down, left, up

  /// The direction after a turn to the left: one less, modulo 4.
  public var turnedLeft: Self { Self(rawValue: (rawValue &- 1) & 3)! }
  /// The direction after a turn to the right: one more, modulo 4.
  public var turnedRight: Self { Self(rawValue: (rawValue &+ 1) & 3)! }

  /// One step in this direction.
  public var vector: (x: Int, y: Int) {
    switch self {
    case .right: (1, 0)
    case .down: (0, 1)
    case .left: (-1, 0)
    case .up: (0, -1)
    }
  }
}

/// The seven actions, with Farama's numbers.
public enum MiniGridAction: Int, Sendable, CaseIterable {
  /// Turns on the spot.
  case turnLeft, turnRight
  /// Walks into the cell in front, where that can be entered.
  case forward
  /// Takes what is in front, where it can be carried and the hands are free.
  case pickUp
  /// Puts what is carried into the cell in front, where that is empty.
  case drop
  /// Opens or shuts the door in front, or opens the box.
  case toggle
  /// Does nothing.
  case done
}

/// Who acts: where it stands, where it looks, what it carries.
public struct MiniGridAgent: Sendable, Equatable {
  /// The cell in which it stands.
  public var position: MiniGridPosition
  /// Where it looks.
  public var heading: MiniGridHeading
  /// A key, ball or box; nil when the agent's hands are free.
  public var carrying: MiniGridCell?

  /// An agent from its parts; without `carrying` its hands are free.
  public init(
    position: MiniGridPosition, heading: MiniGridHeading, carrying: MiniGridCell? = nil
  ) {
    (self.position, self.heading, self.carrying) = (position, heading, carrying)
  }

  /// The cell that the agent looks at and acts on.
  public var front: MiniGridPosition { position.moved(to: heading) }

  /// An agent that stands nowhere yet.
  static let nowhere = Self(position: MiniGridPosition(x: -1, y: -1), heading: .right)
}
