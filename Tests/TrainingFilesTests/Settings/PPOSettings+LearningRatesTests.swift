import Proximal
import Testing

@testable import TrainingFiles

private func setting(_ name: String) throws -> Setting {
  try #require(Settings.named(name))
}

@Suite("PPOSettings+LearningRates") struct PPOSettingsLearningRatesTests {
  @Test("learning rates keep falling, or staying, when their start is set")
  func learningRates() throws {
    var plan = TrainingPlan(environment: "CartPole-v1")
    #expect(try setting("learning-rate").read("0.1", &plan))
    #expect(try setting("critic-learning-rate").read("0.2", &plan))
    #expect(plan.settings.learningRate == .linear(from: 0.1, to: 0))
    #expect(plan.settings.criticLearningRate == .linear(from: 0.2, to: 0))
    #expect(try setting("anneal-learning-rate").read("no", &plan))
    #expect(plan.settings.learningRate == .constant(0.1))
    #expect(plan.settings.criticLearningRate == .constant(0.2))
    #expect(try setting("learning-rate").read("0.3", &plan))
    #expect(plan.settings.learningRate == .constant(0.3))
  }

  @Test("a learning rate's end is 0, its start, or any other number that is given")
  func learningRateEnds() throws {
    var plan = TrainingPlan(environment: "CartPole-v1")
    func read(_ name: String, _ value: String) throws {
      #expect(try setting(name).read(value, &plan), "\(name) = \(value)")
    }
    try read("learning-rate", "3e-4:1e-5")
    #expect(plan.settings.learningRate == .linear(from: 3e-4, to: 1e-5))
    #expect(try setting("learning-rate").text(plan) == "0.0003:1e-05")
    #expect(try setting("anneal-learning-rate").text(plan) == "no")
    try read("critic-learning-rate", "0.001")
    #expect(plan.settings.criticLearningRate == .constant(0.001))
    // Saying once more that it does not fall to 0 changes nothing.
    try read("anneal-learning-rate", "no")
    #expect(plan.settings.learningRate == .linear(from: 3e-4, to: 1e-5))
    try read("anneal-learning-rate", "yes")
    #expect(plan.settings.learningRate == .linear(from: 3e-4, to: 0))
    #expect(plan.settings.criticLearningRate == .linear(from: 0.001, to: 0))
    // A critic that ends elsewhere does not follow when the actor no longer falls.
    try read("critic-learning-rate", "0.3:0.01")
    try read("anneal-learning-rate", "no")
    #expect(plan.settings.learningRate == .constant(3e-4))
    #expect(plan.settings.criticLearningRate == .linear(from: 0.3, to: 0.01))
    try read("learning-rate", "0.1:0.1")
    #expect(plan.settings.learningRate == .constant(0.1))
    try read("learning-rate", "0.1:0")
    #expect(plan.settings.learningRate == .linear(from: 0.1, to: 0))
  }

  @Test(
    "each pair of learning rates comes back from its text",
    arguments: [Schedule.constant(0.1), .linear(from: 0.1, to: 0), .linear(from: 0.1, to: 0.2)],
    [nil, .constant(0.3), .linear(from: 0.3, to: 0), .linear(from: 0.3, to: 0.01)] as [Schedule?])
  func learningRatePairs(actor: Schedule, critic: Schedule?) throws {
    for id in ["CartPole-v1", "Pendulum-v1"] {
      var plan = TrainingPlan(environment: id)
      (plan.settings.learningRate, plan.settings.criticLearningRate) = (actor, critic)
      let again = try TrainingPlan(configuration: plan.configuration, path: "x.conf")
      #expect(again == plan)
    }
  }
}
