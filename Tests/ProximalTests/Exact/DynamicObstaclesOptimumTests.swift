import Proximal
import TestSupport
import Testing

@Suite("DynamicObstaclesOptimum")
struct DynamicObstaclesOptimumTests {
  private let world = DynamicObstacles(size: 5)
  private let optimum = DynamicObstaclesOptimum(of: DynamicObstacles(size: 5))

  @Test("before the goal it walks; before a ball, or a wall, it does not")
  func actions() {
    var environment = MiniGrid(world)
    _ = environment.reset(seed: 1)
    func action(x: Int, y: Int, _ heading: MiniGridHeading, balls: [(Int, Int)]) -> MiniGridAction {
      environment.world.agent = MiniGridAgent(
        position: MiniGridPosition(x: x, y: y), heading: heading)
      environment.world.obstacles = balls.map { MiniGridPosition(x: $0.0, y: $0.1) }
      return optimum.bestAction(in: environment.world, atStep: 5)
    }
    #expect(action(x: 2, y: 3, .right, balls: [(1, 1), (2, 1)]) == .forward)
    #expect(action(x: 3, y: 2, .down, balls: [(1, 1), (2, 1)]) == .forward)
    #expect(action(x: 2, y: 3, .down, balls: [(1, 1), (2, 1)]) == .turnLeft)
    #expect(action(x: 1, y: 1, .right, balls: [(2, 1), (2, 2)]) != .forward)
    #expect(action(x: 1, y: 1, .up, balls: [(2, 3), (3, 2)]) != .forward)
  }

  @Test("the world itself gives the best policy that return (z-test, 99.9%)")
  func played() {
    var environment = MiniGrid(world)
    let returns = (0..<4000).map { seed in
      _ = environment.reset(seed: UInt64(seed))
      var total = 0.0
      for step in 1...world.timeLimit {
        let action = optimum.bestAction(in: environment.world, atStep: step)
        let taken = environment.step(action.rawValue)
        total += taken.reward
        if taken.status != .running { break }
      }
      return [total]
    }
    for test in zTests(returns, expected: [optimum.expectedReturn]) {
      #expect(test.passes, "\(test)")
    }
    // Without balls the way takes 5 steps.
    #expect(optimum.expectedReturn < 1 - 0.9 * 5 / 100)
  }

  @Test("a start anywhere is nearer on average than the far corner")
  func anywhere() {
    let anywhere = DynamicObstaclesOptimum(of: DynamicObstacles(size: 5, startsAnywhere: true))
    #expect(anywhere.expectedReturn > optimum.expectedReturn && anywhere.expectedReturn < 0.991)
  }
}
