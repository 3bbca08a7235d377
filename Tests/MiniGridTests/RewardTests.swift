import Proximal
import TestSupport
import Testing

@testable import minigrid

@Suite("The reward, the best return, and what luck finds")
struct RewardTests {
  /// Right, right, turn, down, down.
  private let shortest = [2, 2, 1, 2, 2]

  @Test("(8.1) only the step onto the goal is rewarded, with 1 − 0.9 t/T")
  func reward() {
    for detour in [0, 1, 7, 94] {
      var environment = MiniGrid(EmptyRoom(size: 5))
      _ = environment.reset(seed: 1)
      let actions = Array(repeating: 6, count: detour) + shortest
      let steps = actions.map { environment.step($0) }
      #expect(steps.dropLast().allSatisfy { $0.reward == 0 && !$0.terminated })
      #expect(steps.last!.terminated)
      expectClose(steps.last!.reward, 1 - 0.9 * Double(detour + 5) / 100, tolerance: 1e-15)
    }
  }

  @Test("(8.1) an episode that the time limit ends has earned nothing")
  func nothing() {
    var environment = MiniGrid(EmptyRoom(size: 5))
    _ = environment.reset(seed: 1)
    let steps = (0..<100).map { _ in environment.step(0) }
    #expect(steps.last!.truncated && !steps.last!.terminated)
    #expect(steps.allSatisfy { $0.reward == 0 })
  }

  /// The best that can be reached from here by trying every sequence of so many actions.
  private func best(_ environment: MiniGrid<EmptyRoom>, _ steps: Int) -> Double {
    guard steps > 0 else { return 0 }
    return (0..<7).reduce(0.0) { best, action in
      var next = environment
      let step = next.step(action)
      return max(best, step.terminated ? step.reward : self.best(next, steps - 1))
    }
  }

  @Test("(8.2) no sequence of 4 actions reaches the goal of 5 × 5; the best of 5 earns 0.955")
  func bruteForce() {
    var environment = MiniGrid(EmptyRoom(size: 5))
    _ = environment.reset(seed: 1)
    #expect(best(environment, 4) == 0)
    expectClose(best(environment, 5), 0.955, tolerance: 1e-15)
    let states = MiniGridStateSpace(of: EmptyRoom(size: 5))
    #expect(states.stepsToGoal[states.starts[0]] == 5)
    expectClose(states.largestReturn(timeLimit: 100), 0.955, tolerance: 1e-15)
  }

  @Test("(8.2) a room of n × n takes 2 (n − 3) + 1 steps")
  func rooms() {
    for (size, limit) in [(5, 100), (6, 144), (8, 256), (16, 1024)] {
      let states = MiniGridStateSpace(of: EmptyRoom(size: size))
      let steps = 2 * (size - 3) + 1
      #expect(states.stepsToGoal[states.starts[0]] == steps)
      #expect(EmptyRoom(size: size).timeLimit == limit)
      expectClose(
        states.largestReturn(timeLimit: limit), 1 - 0.9 * Double(steps) / Double(limit),
        tolerance: 1e-15)
    }
  }

  @Test("(8.2) in DoorKey-5x5 it is the mean over the 48 beginnings, searched forwards from each")
  func meanOverBeginnings() {
    let states = MiniGridStateSpace(from: doorKeyStarts())
    #expect(states.starts.count == 48)
    let returns = states.starts.map { 1 - 0.9 * Double(stepsForwards(states, from: $0)) / 250 }
    expectClose(
      states.largestReturn(timeLimit: 250), returns.reduce(0, +) / 48, tolerance: 1e-15)
  }

  /// How many steps lead from a state to the goal: all states that can be reached in none, in one,
  /// in two … until an action leads to it.
  private func stepsForwards(_ states: MiniGridStateSpace, from start: Int) -> Int {
    var (frontier, seen, steps): (Set<Int>, Set<Int>, Int) = ([start], [start], 1)
    while !frontier.isEmpty {
      let places = frontier.flatMap { state in (0..<7).map { state * 7 + $0 } }
      if places.contains(where: { states.events[$0] == .goal }) { return steps }
      frontier = Set(places.map { states.next[$0] }).subtracting(seen)
      seen.formUnion(frontier)
      steps += 1
    }
    return .max
  }

  @Test("(8.3) looking forward by occupancies is looking backward by values")
  func backward() {
    let states = MiniGridStateSpace(of: EmptyRoom(size: 5))
    var generator = PCG64(seed: 73)
    // A policy at random, not the uniform one.
    let policy = (0..<states.count).flatMap { _ in
      Categorical(logits: (0..<7).map { _ in 3 * generator.random() }).probabilities
    }
    // V_k(s): the reward when the goal is reached in step T − k + 1.
    var success = [Double](repeating: 0, count: states.count)
    var worth = success
    for step in (1...40).reversed() {
      let (laterSuccess, laterWorth) = (success, worth)
      for state in 0..<states.count {
        (success[state], worth[state]) = (0, 0)
        for action in 0..<7 {
          let place = state * 7 + action
          let arrives = states.events[place] == .goal
          let next = states.next[place]
          success[state] += policy[place] * (arrives ? 1 : laterSuccess[next])
          worth[state] +=
            policy[place] * (arrives ? 1 - 0.9 * Double(step) / 40 : laterWorth[next])
        }
      }
    }
    let outcome = states.outcome(of: policy, timeLimit: 40)
    expectClose(outcome.success, success[states.starts[0]], tolerance: 1e-13)
    expectClose(outcome.expectedReturn, worth[states.starts[0]], tolerance: 1e-13)
    #expect(zip(outcome.successWithin, outcome.successWithin.dropFirst()).allSatisfy { $0 <= $1 })
  }

  @Test("(8.3) two steps by hand: a corridor of three cells with the goal at its end")
  func byHand() {
    var world = MiniGridWorld(width: 5, height: 3, seesThroughWalls: true)
    world.enclose()
    world.agent = .inNearCorner
    world[3, 1] = .goal
    let states = MiniGridStateSpace(from: [world])
    let outcome = states.outcome(of: states.uniformPolicy, timeLimit: 3)
    // Twice forward at once, or once anything that changes nothing in between: 4 of the 7
    // actions do nothing, before either step.
    let twice = 1.0 / 49
    expectClose(
      outcome.successWithin, [0, twice, twice + 2 * twice * 4 / 7], tolerance: 1e-15)
    expectClose(
      outcome.expectedReturn, twice * (1 - 0.9 * 2 / 3) + twice * 8 / 7 * (1 - 0.9),
      tolerance: 1e-15)
  }

  @Test("DoorKey-5x5 begins in 48 ways, each as often as the others (z-tests, 99.9%)")
  func beginnings() {
    let starts = doorKeyStarts()
    #expect(starts.count == 48)
    var environment = MiniGrid(DoorKey(size: 5))
    let seen = (5000..<9000).map { seed in
      _ = environment.reset(seed: UInt64(seed))
      return starts.firstIndex(of: environment.world)!
    }
    for test in zTests(
      seen.map { place in (0..<48).map { $0 == place ? 1.0 : 0 } },
      expected: [Double](repeating: 1 / 48, count: 48))
    { #expect(test.passes, "\(test)") }
  }

  /// The steps from here to the goal, by a search of its own.
  private func steps(from world: MiniGridWorld) -> Int {
    let states = MiniGridStateSpace(from: [world], actionCount: 3)
    return states.stepsToGoal[states.starts[0]]!
  }

  @Test("conflicts are pictures for which no one action shortens the way from every state")
  func conflicts() {
    let states = MiniGridStateSpace(of: EmptyRoom(size: 5))
    let groups = states.statesByView
    let conflicts = groups.filter { group in
      !MiniGridAction.allCases.contains { action in
        group.allSatisfy { state in
          var world = states.worlds[state]
          let before = steps(from: world)
          let event = world.act(action)
          return event == .goal || steps(from: world) < before
        }
      }
    }
    let counts = aliasing(states)
    #expect(counts.views == groups.count && counts.conflicts == conflicts.count)
    #expect(counts.conflicts > 0 && counts.conflicts < counts.views)
    #expect(counts.largest == groups.map(\.count).max())
  }
}
