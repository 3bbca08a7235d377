import Proximal
import TestSupport
import Testing

@Suite("KLPenaltyUpdate")
struct KLPenaltyUpdateTests {
  @Test("without a price one step is Adam's along the policy gradient, A/N for weights")
  func plainStep() {
    let example = BatchExample()
    var (policy, expected) = (example.policy, example.policy)
    var update = KLPenaltyUpdate(policy, beta: 0, learningRate: 0.004)
    update.epochs = 1
    _ = update.improve(&policy, on: example.batch, advantages: example.advantages)
    var pass = MLP<Float>.Pass()
    expected.forward(example.batch.observations, rows: example.batch.count, &pass)
    example.distributions(of: expected).scoreGradient(
      weights: example.advantages.map { $0 / Float(example.batch.count) },
      actions: example.batch.actions, into: &pass.outputGradient)
    var gradient = expected.parameters
    expected.backward(example.batch.observations, &pass, into: &gradient)
    var adam = Adam<Float>(parameterCount: gradient.count, learningRate: 0.004)
    adam.ascend(&expected.parameters, along: gradient)
    expectClose(
      policy.parameters.map { Double($0) }, expected.parameters.map { Double($0) },
      tolerance: 1e-6)
    #expect(update.stepCount == 1)
  }

  @Test("the record has the distance that was gone, and the price that held")
  func record() {
    let example = BatchExample()
    var policy = example.policy
    var update = KLPenaltyUpdate(policy, beta: 0.5, learningRate: 0.004)
    let distance = update.improve(
      &policy, on: example.batch, advantages: example.advantages)
    #expect(distance.beta == 0.5 && update.stepCount == 20)
    #expect(distance.meanKL > 1e-4)
    expectClose(
      distance.meanKL, example.divergence(from: example.policy, to: policy), tolerance: 1e-6)
  }

  @Test("a higher price is a shorter way; a price that is fixed stays, one with a rule moves")
  func price() {
    let example = BatchExample()
    func distances(_ beta: Double, _ rule: AdaptiveKLCoefficient.Rule?) -> [UpdateDistance] {
      var policy = example.policy
      var update = KLPenaltyUpdate(policy, beta: beta, rule: rule, learningRate: 0.004)
      return (0..<3).map { _ in
        update.improve(&policy, on: example.batch, advantages: example.advantages)
      }
    }
    #expect(distances(100, nil)[0].meanKL < distances(0, nil)[0].meanKL / 10)
    #expect(distances(0.5, nil).map(\.beta) == [0.5, 0.5, 0.5])
    // Every distance is too far, or none is far enough.
    #expect(distances(1, .target(1e-12)).map(\.beta) == [1, 2, 4])
    #expect(distances(1, .target(1e6)).map(\.beta) == [1, 0.5, 0.25])
  }

  @Test("π_old is looked up once a batch: looked up before every step, the price holds nothing")
  func old() {
    let example = BatchExample()
    func gone(_ beta: Double, lookingUpAnew: Bool) -> [Float] {
      var policy = example.policy
      var update = KLPenaltyUpdate(policy, beta: beta, learningRate: 0.004)
      update.lookUpOld(policy, on: example.batch)
      for _ in 0..<20 {
        if lookingUpAnew { update.lookUpOld(policy, on: example.batch) }
        update.step(&policy, on: example.batch, advantages: example.advantages)
      }
      return policy.parameters
    }
    #expect(gone(100, lookingUpAnew: true) == gone(0, lookingUpAnew: true))
    #expect(gone(100, lookingUpAnew: false) != gone(0, lookingUpAnew: false))
  }
}
