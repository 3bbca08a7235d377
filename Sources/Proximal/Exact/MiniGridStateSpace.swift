/// Every state that a MiniGrid episode can come to, and where each action leads: what it takes to
/// compute a policy's chances instead of sampling them.
///
///     let room = MiniGridStateSpace(of: EmptyRoom(size: 5))
///     room.outcome(of: room.uniformPolicy, timeLimit: 100).success
///
/// A state is a grid with the agent in it. Worlds whose steps draw random numbers are left out.
public struct MiniGridStateSpace: Sendable {
  /// The states, those of the starts first.
  public let worlds: [MiniGridWorld]
  /// How many actions there are in each.
  public let actionCount: Int
  /// The states in which an episode can begin, all equally likely; one that can begin in several
  /// ways stands here as often.
  public let starts: [Int]
  /// The state that action a leads to from state s, at s · actionCount + a.
  public let next: [Int]
  /// What it leads to, at the same place; anything but `nothing` ends the episode.
  public let events: [MiniGridEvent]

  /// How many states there are.
  public var count: Int { worlds.count }

  /// All that can be reached from `starts`, found breadth first.
  public init(from starts: [MiniGridWorld], actionCount: Int = MiniGridAction.allCases.count) {
    require(!starts.isEmpty, "an episode begins somewhere; no start is given")
    require(
      starts.allSatisfy { $0.obstacles.isEmpty },
      "obstacles move by chance; only worlds without them can be listed")
    var places: [[UInt8]: Int] = [:]
    var worlds: [MiniGridWorld] = []
    func place(of world: MiniGridWorld) -> Int {
      let key = world.fingerprint
      if let place = places[key] { return place }
      places[key] = worlds.count
      worlds.append(world)
      return worlds.count - 1
    }
    self.starts = starts.map { place(of: $0) }
    var (next, events): ([Int], [MiniGridEvent]) = ([], [])
    var state = 0
    while state < worlds.count {
      for action in 0..<actionCount {
        var world = worlds[state]
        let event = world.act(MiniGridAction(rawValue: action)!)
        events.append(event)
        next.append(event == .nothing ? place(of: world) : state)
      }
      state += 1
    }
    (self.worlds, self.actionCount, self.next, self.events) = (worlds, actionCount, next, events)
  }

  /// The states of an empty room whose agent starts in the near corner.
  public init(of room: EmptyRoom) {
    require(!room.startsAnywhere, "the agent starts in the near corner; got \(room.id)")
    var environment = MiniGrid(room)
    _ = environment.reset(seed: 0)
    self.init(from: [environment.world])
  }
}

extension MiniGridStateSpace {
  /// What becomes of a policy's episodes.
  public struct Outcome: Sendable, Equatable {
    /// The chance of having reached the goal within t steps, at t − 1.
    public var successWithin: [Double]
    /// The expected return of an episode.
    public var expectedReturn: Double
    /// The chance of reaching the goal before the time limit.
    public var success: Double { successWithin.last! }
  }

  /// Follows a policy's episodes step by step, all of them at once.
  ///
  ///     d_{t+1}(s') = Σ_s d_t(s) Σ_a π(a|s) 1[a leads from s to s']
  ///
  /// - Parameters:
  ///   - policy: π(a|s), `[count × actionCount]`.
  ///   - timeLimit: after which an episode is cut off.
  public func outcome(of policy: [Double], timeLimit: Int) -> Outcome {
    require(
      policy.count == next.count && timeLimit > 0,
      "a policy has \(next.count) chances, and an episode a step; got \(policy.count) and \(timeLimit)"
    )
    // snippet.minigrid-outcome
    var here = [Double](repeating: 0, count: count)
    for start in starts { here[start] += 1 / Double(starts.count) }
    var outcome = Outcome(successWithin: [], expectedReturn: 0)
    var success = 0.0
    for step in 1...timeLimit {
      var there = [Double](repeating: 0, count: count)
      var arrived = 0.0
      for place in next.indices where policy[place] > 0 {
        let chance = here[place / actionCount] * policy[place]
        switch events[place] {
        case .nothing: there[next[place]] += chance
        case .goal: arrived += chance
        case .lava, .collision: break
        }
      }
      success += arrived
      outcome.successWithin.append(success)
      outcome.expectedReturn +=
        arrived * MiniGridEvent.goal.reward(afterSteps: step, of: timeLimit)
      here = there
    }
    // snippet.end
    return outcome
  }

  /// Every action equally likely in every state, `[count × actionCount]`.
  public var uniformPolicy: [Double] {
    [Double](repeating: 1 / Double(actionCount), count: next.count)
  }

  /// The fewest steps from each state to the goal; nil where no way leads there.
  public var stepsToGoal: [Int?] {
    var steps = [Int?](repeating: nil, count: count)
    var found = true
    var distance = 1
    while found {
      found = false
      for state in 0..<count where steps[state] == nil {
        let arrives = (0..<actionCount).contains { action in
          let place = state * actionCount + action
          switch events[place] {
          case .goal: return distance == 1
          case .nothing: return steps[next[place]].map { $0 < distance } ?? false
          case .lava, .collision: return false
          }
        }
        if arrives {
          steps[state] = distance
          found = true
        }
      }
      distance += 1
    }
    return steps
  }

  /// The largest expected return there is: the mean over the starts of the reward for the shortest
  /// way.
  public func largestReturn(timeLimit: Int) -> Double {
    let steps = stepsToGoal
    let returns = starts.map { start in
      steps[start].map { MiniGridEvent.goal.reward(afterSteps: $0, of: timeLimit) } ?? 0
    }
    return returns.reduce(0, +) / Double(returns.count)
  }

  /// What the agent sees in each state, as a network takes it, `[count × 147]`.
  public var observations: [Float] {
    var observations = [Float](repeating: 0, count: count * MiniGridView.length)
    for state in 0..<count {
      worlds[state].view.write(to: &observations, at: state * MiniGridView.length)
    }
    return observations
  }

  /// The states that a policy cannot tell apart, because they show the same image: for each image
  /// its states, in the order of their first ones.
  public var statesByView: [[Int]] {
    var places: [[UInt8]: Int] = [:]
    var groups: [[Int]] = []
    for state in 0..<count {
      let image = worlds[state].view.image
      if let place = places[image] {
        groups[place].append(state)
      } else {
        places[image] = groups.count
        groups.append([state])
      }
    }
    return groups
  }
}

extension MiniGridWorld {
  /// Bytes that tell two states of a world apart.
  fileprivate var fingerprint: [UInt8] {
    var bytes = gridImage
    bytes += [
      UInt8(truncatingIfNeeded: agent.position.x), UInt8(truncatingIfNeeded: agent.position.y),
      agent.heading.rawValue,
    ]
    if let carrying = agent.carrying { bytes.append(channelsOf: carrying) }
    return bytes
  }
}
