/// What an action has led to, if it ends the episode.
public enum MiniGridEvent: Sendable {
  /// The episode goes on.
  case nothing
  /// The agent stands on the goal, for which it is rewarded.
  case goal
  /// The agent stands in lava.
  case lava
  /// The agent walked into an obstacle, for which it is punished.
  case collision

  /// Whether the episode terminates.
  @inlinable
  public var endsEpisode: Bool {
    if case .nothing = self { false } else { true }
  }

  /// The reward at the end of t steps of at most T. For the goal
  ///
  ///     r = 1 − 0.9 · (t / T)
  ///
  /// with a rounding after every operation, −1 for a collision, 0 for all else.
  @inlinable
  public func reward(afterSteps steps: Int, of timeLimit: Int) -> Double {
    switch self {
    case .goal: 1 - 0.9 * (Double(steps) / Double(timeLimit))
    case .collision: -1
    case .nothing, .lava: 0
    }
  }
}

extension MiniGridWorld {
  /// Does what the action says, where that can be done, and nothing otherwise.
  public mutating func act(_ action: MiniGridAction) -> MiniGridEvent {
    switch action {
    case .turnLeft: agent.heading = agent.heading.turnedLeft
    case .turnRight: agent.heading = agent.heading.turnedRight
    case .forward: return moveForward()
    case .pickUp: pickUp()
    case .drop: drop()
    case .toggle: toggle()
    case .done: break
    }
    return .nothing
  }

  private mutating func moveForward() -> MiniGridEvent {
    let front = agent.front
    let cell = self[front]
    guard cell.canBeEntered else { return .nothing }
    agent.position = front
    return cell.kind == .goal ? .goal : cell.kind == .lava ? .lava : .nothing
  }

  private mutating func pickUp() {
    let front = agent.front
    guard agent.carrying == nil, self[front].canBeCarried else { return }
    agent.carrying = self[front]
    self[front] = .empty
  }

  private mutating func drop() {
    let front = agent.front
    guard let carried = agent.carrying, self[front] == .empty else { return }
    self[front] = carried
    agent.carrying = nil
  }

  /// Opens or shuts a door, or opens a box, of which its content is left.
  private mutating func toggle() {
    let front = agent.front
    let cell = self[front]
    if cell.kind == .box { self[front] = cell.content }
    guard let state = cell.doorState else { return }
    // The key is kept: it opens the next door of its colour as well.
    if state == .locked, agent.carrying != .key(cell.color) { return }
    self[front] = .door(cell.color, state == .open ? .closed : .open)
  }
}
