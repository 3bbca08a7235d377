import Proximal
import RealModule
import TestSupport
import Testing

@testable import pendulum

@Suite("Rewards and time limits")
struct RewardTests {
  @Test(
    "(9.15) in a task without end (r + ν)/κ shifts every value alike and divides every advantage")
  func scaling() {
    var generator = PCG64(seed: 815)
    for (shift, divisor) in [(8.0, 8.0), (-3, 0.5)] {
      let world = TabularMDP.random(states: 4, actions: 3, discount: 0.9, using: &generator)
      let policy = TabularPolicy.random(states: 4, actions: 3, scale: 1, using: &generator)
      let scaled = TabularMDP(
        transition: (0..<4).map { s in
          (0..<3).map { Array(world.nextStates(from: s, action: $0)) }
        },
        reward: (0..<4).map { s in
          (0..<3).map { (world.reward(state: s, action: $0) + shift) / divisor }
        }, start: world.start, discount: 0.9)
      expectClose(
        scaled.values(of: policy),
        world.values(of: policy).map { ($0 + shift / (1 - 0.9)) / divisor }, tolerance: 1e-12)
      expectClose(
        scaled.advantages(of: policy), world.advantages(of: policy).map { $0 / divisor },
        tolerance: 1e-12)
    }
  }

  @Test("where an episode can end the shift changes which policy is best")
  func ending() {
    let patient = TabularPolicy(logits: [[40, -40], [0, 0]])
    let hasty = TabularPolicy(logits: [[-40, 40], [0, 0]])
    func gain(_ reward: (Double) -> Double) -> Double {
      let world = leavingGame(reward)
      return world.values(of: patient)[0] - world.values(of: hasty)[0]
    }
    expectClose(gain { $0 }, -10 - -2, tolerance: 1e-12)
    expectClose(gain { ($0 + 8) / 8 }, 8.75 - 0.75, tolerance: 1e-12)
  }

  @Test(
    "(9.16) X15 the time limit taken for an end: where one-step targets and whole returns settle")
  func timeLimit() {
    for gamma in [0.9, 0.99] {
      let steps = 200
      let oneStep = 1 / (1 - gamma * (1 - 1 / Double(steps)))
      let whole =
        (1 - gamma * (1 - Double.pow(gamma, steps)) / (Double(steps) * (1 - gamma)))
        / (1 - gamma)
      // A critic is settled when the mean of its targets is its value; the core makes the targets.
      expectClose(
        meanTarget(gamma, lambda: 0, value: oneStep, ends: true), oneStep, tolerance: 1e-12)
      expectClose(meanTarget(gamma, lambda: 1, value: 7, ends: true), whole, tolerance: 1e-12)
      // There the residuals cancel: 199 small ones against one at the cut.
      let (usual, last) = (1 + gamma * oneStep - oneStep, 1 - oneStep)
      expectClose(Double(steps - 1) * usual + last, 0, tolerance: 1e-10)
      // With the bootstrap both settle at the true value.
      let truth = 1 / (1 - gamma)
      for lambda in [0.0, 1] {
        expectClose(
          meanTarget(gamma, lambda: lambda, value: truth, ends: false), truth, tolerance: 1e-12)
      }
    }
  }

  /// The mean of Â_t + V over an episode of 200 steps that pay 1, with a critic that says `value`.
  private func meanTarget(_ gamma: Double, lambda: Double, value: Double, ends: Bool) -> Double {
    var estimator = GeneralizedAdvantageEstimation<Double>(discount: gamma, lambda: lambda)
    let last = (0..<200).map { $0 == 199 }
    estimator.update(
      rewards: [Double](repeating: 1, count: 200), values: [Double](repeating: value, count: 200),
      nextValues: [value], terminated: last.map { $0 && ends }, truncated: last,
      finalValues: [Double](repeating: value, count: 200))
    return estimator.returns.reduce(0, +) / 200
  }
}
