import Proximal
import TestSupport
import Testing

@Suite("MiniGridStateSpace")
struct MiniGridStateSpaceTests {
  private let room = MiniGridStateSpace(of: EmptyRoom(size: 5))

  @Test("an empty 5 × 5 room has 8 cells to stand in before the goal, each in 4 headings")
  func count() {
    #expect(room.count == 32)
    #expect(room.starts == [0] && room.worlds[0].agent == .inNearCorner)
    // 36 cells of 8 × 8, less the goal's.
    #expect(MiniGridStateSpace(of: EmptyRoom(size: 8)).count == 35 * 4)
  }

  @Test("following the transitions is stepping the environment")
  func transitions() {
    var environment = MiniGrid(EmptyRoom(size: 5))
    var generator = PCG64(seed: 6)
    for _ in 0..<30 {
      _ = environment.reset(seed: 0)
      var state = room.starts[0]
      while true {
        let action = generator.integer(in: 0..<7)
        let step = environment.step(action)
        let place = state * 7 + action
        #expect((room.events[place] == .goal) == step.terminated)
        if step.terminated || step.truncated { break }
        state = room.next[place]
        #expect(room.worlds[state] == environment.world)
        #expect(room.worlds[state].view == step.observation)
      }
    }
  }

  @Test("the shortest way takes 5 steps in 5 × 5 and 11 in 8 × 8: 0.955 and 1 − 0.9 · 11/256")
  func shortest() {
    #expect(room.stepsToGoal[0] == 5)
    expectClose(room.largestReturn(timeLimit: 100), 0.955, tolerance: 1e-15)
    let larger = MiniGridStateSpace(of: EmptyRoom(size: 8))
    #expect(larger.stepsToGoal[0] == 11)
    expectClose(larger.largestReturn(timeLimit: 256), 1 - 0.9 * 11 / 256, tolerance: 1e-15)
  }

  @Test("a policy that walks the shortest way has its return for certain")
  func certain() {
    var policy = [Double](repeating: 0, count: 32 * 7)
    for state in 0..<32 {
      let steps = room.stepsToGoal
      let best = (0..<7).first { action in
        let place = state * 7 + action
        return room.events[place] == .goal || steps[room.next[place]]! < steps[state]!
      }!
      policy[state * 7 + best] = 1
    }
    let outcome = room.outcome(of: policy, timeLimit: 100)
    #expect(outcome.success == 1 && outcome.successWithin[3] == 0 && outcome.successWithin[4] == 1)
    expectClose(outcome.expectedReturn, 0.955, tolerance: 1e-15)
  }

  @Test("the random policy succeeds as often as episodes do that are played (z-tests, 99.9%)")
  func random() {
    let outcome = room.outcome(of: room.uniformPolicy, timeLimit: 100)
    var environment = MiniGrid(EmptyRoom(size: 5))
    var generator = PCG64(seed: 7)
    let samples = (0..<4000).map { _ in
      _ = environment.reset(seed: 0)
      while true {
        let step = environment.step(generator.integer(in: 0..<7))
        if step.terminated || step.truncated { return [step.terminated ? 1 : 0, step.reward] }
      }
    }
    for test in zTests(samples, expected: [outcome.success, outcome.expectedReturn]) {
      #expect(test.passes, "\(test)")
    }
  }

  @Test("lava ends an episode without success")
  func lava() {
    var world = MiniGridWorld(width: 4, height: 3, seesThroughWalls: true)
    world.enclose()
    world.agent = .inNearCorner
    world[2, 1] = .lava
    let states = MiniGridStateSpace(from: [world])
    #expect(states.count == 4)
    let outcome = states.outcome(of: states.uniformPolicy, timeLimit: 50)
    #expect(outcome.success == 0 && outcome.expectedReturn == 0)
    #expect(states.stepsToGoal == [nil, nil, nil, nil])
    #expect(states.largestReturn(timeLimit: 50) == 0)
  }

  @Test("what the agent carries tells states apart, and so does where it put it down")
  func carrying() {
    var environment = MiniGrid(DoorKey(size: 5))
    _ = environment.reset(seed: 3)
    let states = MiniGridStateSpace(from: [environment.world])
    #expect(Set(states.worlds.map { $0.agent.carrying == nil }).count == 2)
    for (index, world) in states.worlds.enumerated() {
      #expect(!states.worlds[..<index].contains(world))
    }
  }

  @Test("views are grouped by their images: every state in one group, all of a group alike")
  func views() {
    let room = MiniGridStateSpace(of: EmptyRoom(size: 8))
    let groups = room.statesByView
    #expect(groups.flatMap { $0 }.sorted() == Array(0..<room.count))
    for group in groups {
      let images = Set(group.map { room.worlds[$0].view.image })
      #expect(images.count == 1)
    }
    #expect(Set(groups.map { room.worlds[$0[0]].view.image }).count == groups.count)
    var first = [Float](repeating: 0, count: MiniGridView.length)
    room.worlds[5].view.write(to: &first, at: 0)
    #expect(Array(room.observations[5 * 147..<6 * 147]) == first)
  }
}
