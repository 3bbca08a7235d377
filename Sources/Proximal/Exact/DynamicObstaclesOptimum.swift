/// The best that can be done among moving obstacles by somebody who sees the whole room, computed by
/// backward induction over the steps that are left.
///
///     V_t(s) = max_a E[ r + V_{t+1}(s′) ],   V_T = 0
///
/// A state is where the agent stands and looks, and where each ball lies. An agent that sees a part of
/// the room, or forgets, can do no better; how close it comes is what a training is measured by.
public struct DynamicObstaclesOptimum: Sendable {
  private let layout: DynamicObstacles
  /// Free cells in one row of the room.
  private let side: Int
  private let cellCount: Int
  private let ballCount: Int
  /// Arrangements of the balls, those in which two share a cell included: cellCount to their number.
  private let arrangementCount: Int

  /// What becomes of an arrangement when one ball moves: arrangements and their chances, those of
  /// arrangement b from starts[b] to starts[b + 1].
  private struct Moves {
    var starts = [0]
    var arrangements: [Int] = []
    var chances: [Double] = []
  }
  /// At agent · balls + ball.
  private var moves: [Moves] = []

  /// The expected return of the best policy, over the starts of an episode.
  public private(set) var expectedReturn = 0.0
  /// The best action at each step, from 1, in each state.
  private var actions: [[UInt8]] = []

  /// Some seconds of work for a room of 6 × 6, none that is felt for one of 5 × 5.
  public init(of layout: DynamicObstacles) {
    self.layout = layout
    let cells = (layout.width - 2) * (layout.width - 2)
    (side, cellCount, ballCount) = (layout.width - 2, cells, layout.width / 2)
    arrangementCount = (0..<layout.width / 2).reduce(1) { count, _ in count * cells }
    for agent in 0..<goal {
      for ball in 0..<ballCount { moves.append(moves(of: ball, agent: agent)) }
    }
    // V_{t+1}(agent, heading, balls) at (agent · 4 + heading) · arrangements + balls.
    var values = [Double](repeating: 0, count: cellCount * 4 * arrangementCount)
    for step in stride(from: layout.timeLimit, through: 1, by: -1) {
      let (improved, actions) = self.improved(values, step: step)
      self.actions.append(actions)
      values = improved
    }
    actions.reverse()
    expectedReturn = meanOverStarts(values)
  }

  /// What the best policy does in a world of this kind.
  ///
  /// - Parameters:
  ///   - world: where the agent and the balls are.
  ///   - step: the number of the step that is to be taken, from 1.
  public func bestAction(in world: MiniGridWorld, atStep step: Int) -> MiniGridAction {
    let balls = world.obstacles.enumerated().reduce(0) { sum, ball in
      sum + cell(at: ball.element) * weight(of: ball.offset)
    }
    let agent = world.agent
    let state = (cell(at: agent.position) * 4 + Int(agent.heading.rawValue)) * arrangementCount
    return MiniGridAction(rawValue: Int(actions[step - 1][state + balls]))!
  }

  private func cell(at position: MiniGridPosition) -> Int {
    (position.y - 1) * side + position.x - 1
  }
}

// MARK: - One step

extension DynamicObstaclesOptimum {
  private var goal: Int { cellCount - 1 }

  /// V_t from V_{t+1}, and the actions that have it.
  private func improved(_ later: [Double], step: Int) -> (values: [Double], actions: [UInt8]) {
    var (values, actions) = (later, [UInt8](repeating: 0, count: later.count))
    let reward = MiniGridEvent.goal.reward(afterSteps: step, of: layout.timeLimit)
    // The agent is never in the goal's cell: the episode is over there.
    for agent in 0..<goal {
      let turned = (0..<4).map { heading in
        expectation(agent: agent) { later[place(agent, heading) + $0] }
      }
      for heading in 0..<4 {
        let walked = walking(from: agent, heading, later, goalReward: reward)
        for balls in 0..<arrangementCount {
          let returns = [
            turned[(heading + 3) % 4][balls], turned[(heading + 1) % 4][balls], walked[balls],
          ]
          let best = (0..<3).max { returns[$0] < returns[$1] }!
          values[place(agent, heading) + balls] = returns[best]
          actions[place(agent, heading) + balls] = UInt8(best)
        }
      }
    }
    return (values, actions)
  }

  /// The first of an agent's places among values, for the first arrangement of the balls.
  private func place(_ agent: Int, _ heading: Int) -> Int {
    (agent * 4 + heading) * arrangementCount
  }

  /// What walking is worth: −1 where a wall or a ball is ahead before the balls move.
  private func walking(
    from agent: Int, _ heading: Int, _ later: [Double], goalReward: Double
  ) -> [Double] {
    guard let ahead = neighbour(of: agent, MiniGridHeading(rawValue: UInt8(heading))!) else {
      return Array(repeating: -1, count: arrangementCount)
    }
    let free = expectation(agent: agent) { balls in
      // A ball that comes in the way only now is not run into: the agent stays where it is.
      if contains(balls, ahead) { return later[place(agent, heading) + balls] }
      return ahead == goal ? goalReward : later[place(ahead, heading) + balls]
    }
    return (0..<arrangementCount).map { contains($0, ahead) ? -1 : free[$0] }
  }

  /// E[f(balls′)] for every arrangement of the balls before they move, one after the other.
  private func expectation(agent: Int, _ f: (_ balls: Int) -> Double) -> [Double] {
    var values = (0..<arrangementCount).map(f)
    for ball in (0..<ballCount).reversed() {
      let moves = moves[agent * ballCount + ball]
      values = (0..<arrangementCount).map { balls in
        var sum = 0.0
        for index in moves.starts[balls]..<moves.starts[balls + 1] {
          sum += moves.chances[index] * values[moves.arrangements[index]]
        }
        return sum
      }
    }
    return values
  }

  private func moves(of ball: Int, agent: Int) -> Moves {
    var moves = Moves()
    for balls in 0..<arrangementCount {
      add(moved(ball, of: balls, agent: agent), to: &moves)
      moves.starts.append(moves.arrangements.count)
    }
    return moves
  }

  private func add(_ places: [(balls: Int, chance: Double)], to moves: inout Moves) {
    for place in places where place.chance > 0 {
      moves.arrangements.append(place.balls)
      moves.chances.append(place.chance)
    }
  }

  /// Where a ball goes: any empty cell around its own with the same chance; after 101 draws in vain
  /// from the nine cells, walls and all, it stays.
  private func moved(_ ball: Int, of balls: Int, agent: Int) -> [(balls: Int, chance: Double)] {
    let cell = self.cell(of: ball, in: balls)
    let (x, y) = (cell % side, cell / side)
    var free: [Int] = []
    for newY in max(y - 1, 0)...min(y + 1, side - 1) {
      for newX in max(x - 1, 0)...min(x + 1, side - 1) {
        let new = newY * side + newX
        if new != goal, new != agent, !contains(balls, new) { free.append(new) }
      }
    }
    var missed = 1.0
    for _ in 0..<101 { missed *= 1 - Double(free.count) / 9 }
    let chance = free.isEmpty ? 0 : (1 - missed) / Double(free.count)
    return [(balls, missed)] + free.map { (balls + ($0 - cell) * weight(of: ball), chance) }
  }

  private func neighbour(of cell: Int, _ heading: MiniGridHeading) -> Int? {
    let (x, y) = (cell % side + heading.vector.x, cell / side + heading.vector.y)
    return (0..<side).contains(x) && (0..<side).contains(y) ? y * side + x : nil
  }
}

// MARK: - Arrangements of balls

extension DynamicObstaclesOptimum {
  private func weight(of ball: Int) -> Int {
    (0..<ball).reduce(1) { weight, _ in weight * cellCount }
  }

  private func cell(of ball: Int, in balls: Int) -> Int { balls / weight(of: ball) % cellCount }

  private func contains(_ balls: Int, _ cell: Int) -> Bool {
    var rest = balls
    for _ in 0..<ballCount {
      if rest % cellCount == cell { return true }
      rest /= cellCount
    }
    return false
  }

  /// The balls lie in different cells, none with the agent and none in the goal, every arrangement as
  /// likely as another.
  private func meanOverStarts(_ values: [Double]) -> Double {
    var (sum, count) = (0.0, 0.0)
    for agent in layout.room.startsAnywhere ? Array(0..<goal) : [0] {
      for heading in layout.room.startsAnywhere ? Array(0..<4) : [0] {
        for balls in 0..<arrangementCount {
          let cells = (0..<ballCount).map { cell(of: $0, in: balls) }
          guard Set(cells + [agent, goal]).count == ballCount + 2 else { continue }
          sum += values[(agent * 4 + heading) * arrangementCount + balls]
          count += 1
        }
      }
    }
    return sum / count
  }
}
