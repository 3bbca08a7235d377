import Proximal
import Testing

@Suite("EnvironmentWrapper")
struct EnvironmentWrapperTests {
  /// Changes nothing.
  private struct Plain: EnvironmentWrapper {
    var world = CartPole(timeLimit: 30)
  }

  /// Pays double.
  private struct Doubled: EnvironmentWrapper {
    var world = CartPole(timeLimit: 30)

    mutating func step(_ action: Int) -> Step<CartPole.Observation> {
      var step = world.step(action)
      step.reward *= 2
      return step
    }
  }

  @Test("what changes nothing is the world inside, in every number and word")
  func transparent() {
    var (plain, world) = (Plain(), CartPole(timeLimit: 30))
    #expect(plain.id == world.id && plain.timeLimit == 30)
    #expect(plain.actionSpace == world.actionSpace)
    #expect(plain.reset(seed: 4) == world.reset(seed: 4))
    for episode in 0..<3 {
      var status = EpisodeStatus.running
      var action = episode % 2
      while status == .running {
        let (mine, its) = (plain.step(action), world.step(action))
        #expect(mine.observation == its.observation && mine.reward == its.reward)
        #expect(mine.status == its.status)
        status = mine.status
        action = 1 - action
      }
      #expect(plain.reset() == world.reset())
    }
  }

  @Test("what is said otherwise is done otherwise, and the rest stays")
  func changed() {
    var (double, world) = (Doubled(), CartPole(timeLimit: 30))
    #expect(double.reset(seed: 4) == world.reset(seed: 4))
    let (mine, its) = (double.step(1), world.step(1))
    #expect(mine.reward == 2 * its.reward && mine.observation == its.observation)
    #expect(double.id == "CartPole-v1")
  }
}
