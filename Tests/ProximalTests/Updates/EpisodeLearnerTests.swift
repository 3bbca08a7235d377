import Proximal
import Testing

@Suite("EpisodeLearner")
struct EpisodeLearnerTests {
  private func learner(seed: UInt64 = 1) -> EpisodeLearner<CartPole, KLPenaltyUpdate> {
    EpisodeLearner(CartPole(), episodes: 4, seed: seed) {
      KLPenaltyUpdate($0, beta: 1, learningRate: 0.004)
    }
  }

  @Test("one turn: a batch, the update on its advantages, then the critic's fit")
  func turn() {
    var learner = learner()
    var (policy, critic, batch, update) = (
      learner.policy, learner.critic, learner.batch, learner.update
    )
    for _ in 0..<3 {
      let isWhole = batch.collect(with: policy, stepLimit: .max)
      #expect(isWhole)
      let advantages = critic.advantages(of: batch)
      let distance = update.improve(&policy, on: batch, advantages: advantages)
      critic.fit(to: batch)
      let its = learner.iterate(stepLimit: .max)
      #expect(its == distance)
      #expect(learner.policy.parameters == policy.parameters)
      #expect(learner.critic.value.network.parameters == critic.value.network.parameters)
    }
    #expect(learner.update.stepCount == 60)
  }

  @Test("a batch that the limit cuts short teaches nothing")
  func limit() {
    var learner = learner()
    let before = learner.policy.parameters
    let distance = learner.iterate(stepLimit: 5)
    #expect(distance == nil)
    #expect(learner.policy.parameters == before && learner.update.stepCount == 0)
    #expect(learner.batch.totalSteps == 5)
  }

  @Test("to collect changes neither the policy nor the critic")
  func collect() {
    var learner = learner()
    let (policy, critic) = (learner.policy, learner.critic.value.network)
    let advantages = learner.collect(stepLimit: .max)
    #expect(advantages?.count == learner.batch.count)
    #expect(learner.policy.parameters == policy.parameters)
    #expect(learner.critic.value.network.parameters == critic.parameters)
  }

  @Test("the same seed gives the same bits; another seed does not")
  func determinism() {
    func hash(_ seed: UInt64) -> String {
      var learner = learner(seed: seed)
      for _ in 0..<3 { _ = learner.iterate(stepLimit: .max) }
      return learner.policy.parameterHash
    }
    #expect(hash(1) == hash(1) && hash(1) != hash(2))
  }
}
