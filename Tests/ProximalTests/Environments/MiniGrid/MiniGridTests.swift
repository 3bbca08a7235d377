import TestSupport
import Testing

@testable import Proximal

@Suite("MiniGrid")
struct MiniGridTests {
  @Test("every world keeps the contract of every environment", arguments: MiniGridWorlds.ids)
  func contract(id: String) {
    struct Contract: MiniGridVisitor {
      func visit<Layout: MiniGridLayout>(_ environment: MiniGrid<Layout>) {
        let count = environment.layout.actionCount
        expectContract(of: environment, steps: 3 * environment.timeLimit) {
          $0.integer(in: 0..<count)
        }
      }
    }
    #expect(MiniGridWorlds.visit(id, with: Contract()) != nil)
  }

  @Test("it has Farama's name, mission, actions and time limit")
  func facts() {
    let environment = MiniGrid(DoorKey(size: 6))
    #expect(environment.id == "MiniGrid-DoorKey-6x6-v0")
    #expect(environment.mission == "use the key to open the door and then get to the goal")
    #expect(environment.actionSpace == .discrete(count: 7))
    #expect(environment.timeLimit == 360)
    #expect(MiniGrid(DynamicObstacles(size: 5)).actionSpace == .discrete(count: 3))
    #expect(MiniGridView.length == 147)
  }

  @Test("the goal of Empty-5x5 is five steps away and worth 1 − 0.9 · 5/100 = 0.955")
  func shortestPath() {
    var environment = MiniGrid(EmptyRoom(size: 5))
    _ = environment.reset(seed: 0)
    let steps = [2, 2, 1, 2, 2].map { environment.step($0) }
    #expect(steps.map(\.reward) == [0, 0, 0, 0, 0.955])
    #expect(steps.map(\.terminated) == [false, false, false, false, true])
    #expect(steps.allSatisfy { !$0.truncated })
  }

  @Test("the reward is rounded where Farama's is: t / T first, then times 0.9, then from 1")
  func reward() {
    #expect(MiniGridEvent.goal.reward(afterSteps: 7, of: 100) == 0.9369999999999999)
    #expect(MiniGridEvent.goal.reward(afterSteps: 100, of: 100) == 0.09999999999999998)
    #expect(MiniGridEvent.goal.reward(afterSteps: 7, of: 196) == 0.9678571428571429)
    #expect(MiniGridEvent.lava.reward(afterSteps: 7, of: 196) == 0)
    #expect(MiniGridEvent.collision.reward(afterSteps: 7, of: 196) == -1)
    #expect(MiniGridEvent.nothing.reward(afterSteps: 7, of: 196) == 0)
  }

  @Test("the goal at the last step sets both flags and is worth what it is then")
  func goalAtTimeLimit() {
    var environment = MiniGrid(EmptyRoom(size: 5))
    _ = environment.reset(seed: 1)
    for _ in 0..<95 { #expect(environment.step(6).status == .running) }
    let last = [2, 2, 1, 2, 2].map { environment.step($0) }.last!
    #expect(last.terminated && last.truncated)
    #expect(last.reward == 0.09999999999999998)
  }

  @Test("without the goal the last step truncates and is worth nothing")
  func timeLimit() {
    var environment = MiniGrid(EmptyRoom(size: 5))
    _ = environment.reset(seed: 1)
    for _ in 0..<99 { #expect(environment.step(0).status == .running) }
    let last = environment.step(0)
    #expect(!last.terminated && last.truncated && last.reward == 0)
  }

  @Test("lava terminates the episode and is worth nothing")
  func lava() {
    var environment = MiniGrid(LavaGap(size: 5))
    _ = environment.reset(seed: 103)
    let step = environment.step(2)
    #expect(step.terminated && !step.truncated && step.reward == 0)
    #expect(step.observation[3, 6] == .empty)
  }

  @Test("DoorKey is solved by key, door and goal, and the key is still carried")
  func doorKey() {
    var environment = MiniGrid(DoorKey(size: 5))
    _ = environment.reset(seed: 103)
    #expect(environment.world.text == "#####\n#>L.#\n#.#.#\n#k#G#\n#####")
    // Down to the key, back up, and through the door.
    let actions = [1, 2, 3, 0, 0, 2, 1, 5, 2, 2, 1, 2, 2]
    let steps = actions.map { environment.step($0) }
    #expect(environment.world.agent.carrying == .key(.yellow))
    #expect(steps.last!.terminated)
    #expect(steps.last!.reward == 1 - 0.9 * (13.0 / 250))
    #expect(steps[2].observation[3, 6] == .key(.yellow))
    #expect(environment.world.text == "#####\n#./.#\n#.#.#\n#.#v#\n#####")
  }

  @Test("Dynamic-Obstacles plays seed 0 as Farama does, ball by ball, up to the collision")
  func dynamicObstacles() {
    var environment = MiniGrid(DynamicObstacles(size: 6))
    _ = environment.reset(seed: 0)
    var balls = [environment.world.obstacles.flatMap { [$0.x, $0.y] }]
    let steps = [1, 0, 2, 2].map { action in
      let step = environment.step(action)
      balls.append(environment.world.obstacles.flatMap { [$0.x, $0.y] })
      return step
    }
    #expect(
      balls == [
        [3, 1, 1, 4, 3, 3], [4, 2, 2, 3, 3, 4], [4, 1, 3, 2, 2, 4], [3, 1, 4, 2, 3, 4],
        [4, 1, 4, 3, 3, 3],
      ])
    #expect(steps.map(\.reward) == [0, 0, 0, -1])
    #expect(steps.map(\.terminated) == [false, false, false, true])
    // What was in front has moved out of the way, and is walked into all the same.
    #expect(environment.world.agent.position == MiniGridPosition(x: 3, y: 1))
  }

  @Test("to walk into a wall among moving obstacles ends the episode, to turn there does not")
  func wallAmongObstacles() {
    var environment = MiniGrid(DynamicObstacles(size: 5))
    _ = environment.reset(seed: 0)
    #expect(environment.step(0).status == .running)
    let step = environment.step(2)
    #expect(step.terminated && step.reward == -1)
    #expect(environment.world.agent.position == MiniGridPosition(x: 1, y: 1))
  }

  @Test("the goal among moving obstacles is worth what it is elsewhere")
  func goalAmongObstacles() {
    var environment = MiniGrid(DynamicObstacles(size: 5))
    _ = environment.reset(seed: 0)
    environment.world.agent = MiniGridAgent(
      position: MiniGridPosition(x: 3, y: 2), heading: .down)
    let step = environment.step(2)
    #expect(step.terminated && step.reward == 1 - 0.9 * (1.0 / 100))
  }

  @Test("a ball that is shut in stays where it is, and draws 101 times for that")
  func shutIn() {
    var environment = MiniGrid(DynamicObstacles(size: 5))
    _ = environment.reset(seed: 0)
    environment.world.fillRow(1, from: 1, count: 3, with: .ball(.blue))
    environment.world.fillRow(2, from: 1, count: 3, with: .ball(.blue))
    environment.world.fillRow(3, from: 1, count: 2, with: .ball(.blue))
    environment.world.obstacles = [MiniGridPosition(x: 2, y: 2)]
    environment.world.agent.position = MiniGridPosition(x: 3, y: 3)
    var reference = environment.episode.generator
    let before = environment.world.text
    _ = environment.step(6)
    for _ in 0..<202 { _ = reference.integer(in: 0..<3) }
    #expect(environment.episode.generator == reference)
    #expect(environment.world.agent.heading == .up)
    environment.world.agent.heading = .right
    #expect(environment.world.text == before)
  }

  @Test("where there are three actions, those beyond count as the first")
  func fewActions() {
    for action in 3...6 {
      var environment = MiniGrid(DynamicObstacles(size: 5))
      _ = environment.reset(seed: 0)
      var turned = environment
      let step = environment.step(action)
      let turnedStep = turned.step(0)
      #expect(step == turnedStep)
      #expect(environment.world.agent.heading == .up)
    }
  }

  @Test("an action beyond the seven is refused")
  func unknownAction() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var environment = MiniGrid(EmptyRoom(size: 5))
      _ = environment.reset(seed: 1)
      _ = environment.step(7)
    }
    expectMessage(result, "MiniGrid-Empty-5x5-v0 takes the actions 0 … 6; got 7")
  }

  @Test("a step after the end is refused")
  func stepAfterEnd() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var environment = MiniGrid(EmptyRoom(size: 5))
      _ = environment.reset(seed: 1)
      for action in [2, 2, 1, 2, 2, 6] { _ = environment.step(action) }
    }
    expectMessage(result, "the episode ended at step 5: call reset() before step(_:)")
  }

  @Test("a step and a reset without a seed are refused in an environment that never had one")
  func withoutSeed() async {
    let step = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var environment = MiniGrid(EmptyRoom(size: 5))
      _ = environment.step(1)
    }
    expectMessage(step, "no episode has begun: call reset(seed:) before step(_:)")
    let reset = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var environment = MiniGrid(EmptyRoom(size: 5))
      _ = environment.reset()
    }
    expectMessage(reset, "call reset(seed:) before reset()")
  }

  @Test("steps and resets keep the memory of the grid and allocate none")
  func memory() {
    var environments = VectorEnvironment(repeating: MiniGrid(DoorKey(size: 5)), count: 3)
    environments.reset(seed: 1)
    func addresses() -> [UnsafePointer<UInt8>?] {
      environments.environments.map { environment in
        environment.world.codes.withUnsafeBufferPointer { $0.baseAddress }
      }
    }
    let before = addresses()
    #expect(Set(before).count == 3)
    var generator = PCG64(seed: 2)
    var ends = 0
    for _ in 0..<1_000 {
      environments.step((0..<3).map { _ in generator.integer(in: 0..<7) })
      ends += environments.finishedEpisodes.count
    }
    #expect(ends > 3)
    #expect(addresses() == before)
  }
}
