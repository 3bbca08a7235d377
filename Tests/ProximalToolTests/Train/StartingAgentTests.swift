import Notebook
import Proximal
import TestSupport
import Testing
import TrainingFiles

@testable import ProximalTool

@Suite struct StartingAgentTests {
  private let fresh = ActorCritic(
    observationCount: 3, hiddenSizes: [8, 4], freeParameters: [0],
    distributions: DiagonalGaussianBatch<Float>(dimensions: 1), seed: 1)

  private func saved(
    _ hidden: [Int] = [8, 4], activation: Activation = .tanh, critic: [Int]? = nil
  ) -> SavedAgent {
    var actor = MLP<Float>(sizes: [3] + hidden + [1], hiddenActivation: activation)
    for i in actor.parameters.indices { actor.parameters[i] = Float(i) / 100 }
    return SavedAgent(
      actor: actor,
      critic: critic.map { MLP(sizes: [3] + $0 + [1], hiddenActivation: activation) },
      logStandardDeviation: [-0.5])
  }

  private func misfit(_ agent: SavedAgent, normalises: Bool = false) -> String? {
    var settings = PPOSettings.pendulum
    settings.normalisesObservations = normalises
    return StartingAgent(path: "a", agent: agent).misfit(
      with: fresh, settings: settings, in: Pendulum(), called: "Pendulum-v1")
  }

  @Test("an agent whose layers are others is refused, and both are named")
  func misfits() {
    #expect(misfit(saved()) == nil)
    #expect(misfit(saved(critic: [8, 4])) == nil)
    #expect(
      misfit(saved([8]))
        == "its actor has hidden layers of 8, and this training's has hidden layers of "
        + "8,4")
    #expect(
      misfit(saved([]))
        == "its actor has no hidden layer, and this training's has hidden layers of 8,4")
    #expect(
      misfit(saved(critic: [4, 8]))
        == "its critic has hidden layers of 4,8, and this training's has "
        + "hidden layers of 8,4")
    #expect(
      misfit(saved(activation: .relu)) == "its activation is relu, and this training's is tanh")
    #expect(
      misfit(SavedAgent(actor: MLP(sizes: [4, 2])))
        == "Pendulum-v1 shows 3 numbers, and the agent sees 4")
    #expect(
      misfit(SavedAgent(actor: MLP(sizes: [3, 1])))
        == "Pendulum-v1 takes 1 number, and the agent gives one of 1 actions; no log σ was found: looked "
        + "for actor_logstd and log_std")
  }

  @Test("other divisors go into the first weights of both networks, but not beside an ε")
  func divisors() {
    var divided = saved(critic: [8, 4])
    divided.observationForm.divisors = [2, 1, 4]
    divided.critic!.parameters = divided.critic!.parameters.map { _ in 1 }
    #expect(misfit(divided) == nil)
    var agent = fresh
    StartingAgent(path: "a", agent: divided).replaceWeights(of: &agent, in: "Pendulum-v1")
    // Eight outputs for each of the three inputs.
    let scales: [Float] = (0..<24).map { [0.5, 1, 0.25][$0 / 8] }
    #expect(
      Array(agent.actor.parameters[..<24])
        == zip(divided.actor.parameters, scales).map { $0 * $1 })
    #expect(agent.actor.parameters[24...] == divided.actor.parameters[24...])
    #expect(Array(agent.critic.parameters[..<24]) == scales)
    divided.observationNormalisation = ObservationNormalisation(count: 3)
    #expect(
      misfit(divided, normalises: true)
        == "the observations that it saw normalised were divided by 2.0,1.0,4.0, and those of "
        + "Pendulum-v1 are divided by 1.0")
  }

  @Test("normalised observations are not taken for plain ones, nor the other way round")
  func normalisation() {
    #expect(
      misfit(saved(), normalises: true)
        == "it saw observations as they are: --no-normalise-observations fits")
    var normalised = saved()
    normalised.observationNormalisation = ObservationNormalisation(count: 3)
    #expect(misfit(normalised, normalises: true) == nil)
    #expect(
      misfit(normalised) == "it saw normalised observations: --normalise-observations fits")
  }

  @Test("what the agent has replaces what is new, and what it lacks stays new")
  func weights() {
    var agent = fresh
    StartingAgent(path: "a", agent: saved()).replaceWeights(of: &agent, in: "Pendulum-v1")
    #expect(agent.actor.parameters == saved().actor.parameters)
    #expect(agent.freeParameters == [-0.5])
    #expect(agent.critic.parameters == fresh.critic.parameters)
    StartingAgent(path: "a", agent: saved(critic: [8, 4])).replaceWeights(
      of: &agent, in: "Pendulum-v1")
    #expect(agent.critic.parameters.allSatisfy { $0 == 0 })
  }

  @Test("a training begins with the agent's weights and statistics", arguments: [false, true])
  func training(normalises: Bool) throws {
    var plan = TrainingPlan(environment: "CartPole-v1")
    (plan.steps, plan.settings.normalisesObservations) = (8192, normalises)
    try withFolder { folder in
      let (first, second) = ("\(folder)/first", "\(folder)/second")
      _ = try Worlds.run(Training(plan: plan, savePath: first), in: plan.environment)
      let start = StartingAgent(path: first, agent: try SavedAgent(contentsOf: first))
      // Steps too short to tell.
      plan.settings.learningRate = .constant(1e-12)
      (plan.steps, plan.seed) = (512, 2)
      _ = try Worlds.run(
        Training(plan: plan, savePath: second, start: start), in: plan.environment)
      let (old, new) = (start.agent, try SavedAgent(contentsOf: second))
      for (a, b) in zip(old.actor.parameters, new.actor.parameters) { #expect(abs(a - b) < 1e-6) }
      for (a, b) in zip(old.critic!.parameters, new.critic!.parameters) {
        #expect(abs(a - b) < 1e-6)
      }
      let seen: Double? = normalises ? 8192 + 512 : nil
      #expect(new.observationNormalisation?.seen == seen)
    }
  }
}
