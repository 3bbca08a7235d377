import Proximal
import RealModule
import TestSupport
import Testing

@testable import ppo_clip

@Suite("Losses, right and wrong")
struct LossTests {
  private let old = TabularPolicy(logits: [[0.5, 1.5, -1.5]])
  private let bandit = TabularMDP.bandit(rewards: [0, 1, 2])

  @Test("(5.17) X2 without π_old each action's slope is multiplied by its old probability")
  func withoutRatio() {
    let z = old.logits
    for action in 0..<3 {
      let chance = old.probability(of: action, in: 0)
      for (point, advantage) in [(z, 1.0), ([0.1, 0.4, 0.9], -0.7)] {
        let wrong = gradient(
          of: { x in Dual<Double>.exp(logSoftmax(x)[action]) * Dual(advantage) }, at: point)
        // ∇(ρA) = ρA ∇ log π, by the score: no derivative of π itself.
        let here = TabularPolicy(logits: [point])
        let weight = here.probability(of: action, in: 0) / chance * advantage
        let right = here.score(of: action, in: 0).map { weight * $0 }
        expectClose(wrong, right.map { chance * $0 }, tolerance: 1e-14)
      }
    }
    // And it knows no bound: with a ratio of 1.5 it still pushes, where the clip has stopped.
    let oldChance = 0.4
    let moved = [0, Double.log(0.6 / 0.4)]
    let push = gradient(of: { x in Dual<Double>.exp(logSoftmax(x)[1]) }, at: moved)
    let clipped = gradient(
      of: { x in
        clippedSurrogate(
          Dual<Double>.exp(logSoftmax(x)[1]) / Dual(oldChance), advantage: 1, clipRange: 0.2)
      }, at: moved)
    expectClose(push, [-0.24, 0.24], tolerance: 1e-14)
    expectClose(clipped, [0, 0], tolerance: 1e-15)
    // On this bandit it pushes the best arm down.
    let advantages = bandit.advantages(of: old)
    let expected = (0..<3).reduce(into: [0.0, 0, 0]) { sum, a in
      let chance = old.probability(of: a, in: 0)
      for (b, score) in old.score(of: a, in: 0).enumerated() {
        sum[b] += chance * chance * advantages[a] * score
      }
    }
    #expect(expected[2] < 0 && bandit.policyGradient(of: old)[2] > 0)
  }

  @Test("(5.18) on a bandit the surrogate is the gain J(θ) − J(θ_old), for any two policies")
  func gain() {
    var generator = PCG64(seed: 96)
    for _ in 0..<200 {
      let rewards = (0..<4).map { _ in 6 * generator.random() - 3 }
      let world = TabularMDP.bandit(rewards: rewards)
      let old = TabularPolicy.random(states: 1, actions: 4, scale: 2, using: &generator)
      let new = TabularPolicy.random(states: 1, actions: 4, scale: 2, using: &generator)
      let mean = zip(old.probabilities, rewards).reduce(0) { $0 + $1.0 * $1.1 }
      let sum = (0..<4).reduce(0.0) {
        let p = old.probability(of: $1, in: 0)
        return $0 + p * (new.probability(of: $1, in: 0) / p) * (rewards[$1] - mean)
      }
      let gain = world.expectedReturn(of: new) - world.expectedReturn(of: old)
      expectClose(sum, gain, tolerance: 1e-12)
    }
  }

  @Test("the logged loss rises while J rises: ten updates on two arms")
  func loggedLoss() {
    var (chance, losses) = (0.2, [Double]())
    for _ in 0..<10 {
      let result = banditUpdate(chance)
      #expect(result.chance > chance, "J rises in every update")
      // The update ends at p + ε max(p, 1 − p), but for its last step.
      let end = chance + 0.2 * max(chance, 1 - chance)
      if end < 0.9 { #expect(result.chance >= end - 1e-9 && result.chance < end + 0.012) }
      chance = result.chance
      losses.append(result.loss)
    }
    #expect(losses.allSatisfy { $0 < 0 })
    #expect(losses.indices.dropFirst(3).allSatisfy { losses[$0] > losses[$0 - 1] })
    #expect(losses[9] > losses[0])
  }

  @Test("with the sign flipped J falls at every step; with the right sign it rises")
  func sign() {
    for sign in [1.0, -1] {
      var policy = twoArms(0.5)
      for _ in 0..<10 {
        let next = climbed(
          policy, from: policy, advantages: advantages(policy), stepSize: 0.5
        ) { sign * ClippedSurrogateTerm(ratio: $0, advantage: $1, clipRange: 0.2).derivative }
        let (before, after) = (policy.probability(of: 1, in: 0), next.probability(of: 1, in: 0))
        #expect(sign > 0 ? after > before : after < before)
        policy = next
      }
    }
  }

  private func advantages(_ policy: TabularPolicy) -> [Double] {
    let p = policy.probability(of: 1, in: 0)
    return [-p, 1 - p]
  }
}
