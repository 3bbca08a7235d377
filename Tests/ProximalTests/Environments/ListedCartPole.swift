import Proximal

/// CartPole whose observations are arrays, of a length that is known only when the program runs.
struct ListedCartPole: Environment {
  private var world = CartPole()
  /// How many numbers it says it shows.
  var observationCount = 4

  var id: String { "ListedCartPole" }
  var actionSpace: ActionSpace { world.actionSpace }
  var timeLimit: Int { world.timeLimit }

  mutating func reset(seed: UInt64) -> [Float] { list(world.reset(seed: seed)) }
  mutating func reset() -> [Float] { list(world.reset()) }

  mutating func step(_ action: Int) -> Step<[Float]> {
    let step = world.step(action)
    return Step(
      observation: list(step.observation), reward: step.reward, terminated: step.terminated,
      truncated: step.truncated)
  }

  private func list(_ vector: SIMD4<Float>) -> [Float] { (0..<4).map { vector[$0] } }
}
