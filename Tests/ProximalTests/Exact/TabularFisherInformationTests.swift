import Proximal
import RealModule
import TestSupport
import Testing

@Suite("Fisher information and the natural gradient")
struct TabularFisherInformationTests {
  @Test("F = E[∇ log π ∇ log πᵀ], summed from the scores", arguments: RandomWorld.several)
  func definition(world: RandomWorld) {
    let (mdp, policy) = (world.mdp, world.policy)
    let visitation = mdp.normalisedVisitation(of: policy)
    var expected = [Double](repeating: 0, count: 12 * 12)
    for s in 0..<4 {
      for a in 0..<3 {
        let score = policy.score(of: a, in: s)
        let weight = visitation[s] * policy.probability(of: a, in: s)
        for (i, j) in pairs(3) {
          expected[(s * 3 + i) * 12 + s * 3 + j] += weight * score[i] * score[j]
        }
      }
    }
    expectClose(mdp.fisherInformation(of: policy), expected, tolerance: 1e-15)
  }

  @Test("F = −E[∇² log π], by dual numbers of dual numbers")
  func negativeHessian() {
    let world = RandomWorld(seed: 2, states: 2)
    let visitation = world.mdp.normalisedVisitation(of: world.policy)
    var expected = [Double](repeating: 0, count: 36)
    for i in 0..<6 {
      let second = hessian(of: { .log(softmax($0, actions: 3)[i]) }, at: world.policy.logits)
      let weight = visitation[i / 3] * world.policy.probabilities[i]
      for k in 0..<36 { expected[k] -= weight * second[k] }
    }
    expectClose(world.mdp.fisherInformation(of: world.policy), expected, tolerance: 1e-14)
  }

  @Test("F is the second derivative of the mean KL(π ‖ ·) at π")
  func secondOrderKL() {
    let world = RandomWorld(seed: 3, states: 2)
    let visitation = world.mdp.normalisedVisitation(of: world.policy)
    let second = hessian(
      of: { logits in meanKL(from: world.policy, to: logits, visitation) },
      at: world.policy.logits)
    expectClose(world.mdp.fisherInformation(of: world.policy), second, tolerance: 1e-14)
  }

  @Test(
    "F times the natural gradient is ∇J, and no row of it has a mean",
    arguments: RandomWorld.several)
  func natural(world: RandomWorld) {
    let natural = world.mdp.naturalGradient(of: world.policy)
    let fisher = world.mdp.fisherInformation(of: world.policy)
    let product = (0..<12).map { row in
      (0..<12).reduce(0) { $0 + fisher[row * 12 + $1] * natural[$1] }
    }
    expectClose(product, world.mdp.policyGradient(of: world.policy), tolerance: 1e-13)
    let means = stride(from: 0, to: 12, by: 3).map { natural[$0..<($0 + 3)].reduce(0, +) / 3 }
    expectClose(means, [0, 0, 0, 0], tolerance: 1e-14)
  }

  @Test("on paper: two rooms, A minus its mean over the actions, times Σρ = 2")
  func naturalByHand() {
    expectClose(
      twoRooms.naturalGradient(of: .uniform(states: 2, actions: 2)),
      [0.75, -0.75, 1.75, -1.75], tolerance: 1e-14)
    #expect(door.naturalGradient(of: .uniform(states: 2, actions: 2)).suffix(2) == [0, 0])
  }

  @Test("damping solves (F + λI) x = ∇J, and tends to the natural gradient with order 1")
  func damped() {
    let world = RandomWorld(seed: 4)
    let damped = world.mdp.naturalGradient(of: world.policy, damping: 0.1)
    let fisher = world.mdp.fisherInformation(of: world.policy)
    let product = (0..<12).map { row in
      0.1 * damped[row] + (0..<12).reduce(0) { $0 + fisher[row * 12 + $1] * damped[$1] }
    }
    expectClose(product, world.mdp.policyGradient(of: world.policy), tolerance: 1e-14)
    let natural = world.mdp.naturalGradient(of: world.policy)
    let order = observedOrder(
      ofError: { distance(world.mdp.naturalGradient(of: world.policy, damping: $0), natural) },
      step: 1e-6)
    expectClose(order, 1, tolerance: 0.01)
  }

  private func pairs(_ n: Int) -> [(Int, Int)] {
    (0..<n).flatMap { i in (0..<n).map { (i, $0) } }
  }

  private func meanKL<T: DifferentiableScalar>(
    from policy: TabularPolicy, to logits: [T], _ weights: [Double]
  ) -> T {
    softmax(logits, actions: 3).enumerated().reduce(0) { sum, term in
      let (i, probability) = term
      let p = policy.probabilities[i]
      return sum + T(floatLiteral: weights[i / 3] * p) * (.log(T(floatLiteral: p) / probability))
    }
  }
}
