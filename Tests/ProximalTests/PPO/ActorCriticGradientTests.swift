import Proximal
import RealModule
import TestSupport
import Testing

@Suite("ActorCriticGradient")
struct ActorCriticGradientTests {
  /// One weight and one bias in either network, one free parameter.
  private var agent: ActorCritic<DiagonalGaussianBatch<Double>> {
    ActorCritic(
      actor: MLP(sizes: [1, 1], parameters: [1, 2]), freeParameters: [3],
      critic: MLP(sizes: [1, 1], parameters: [4, 5]),
      distributions: DiagonalGaussianBatch(dimensions: 1))
  }

  private var gradient: ActorCriticGradient<Double> {
    var gradient = ActorCriticGradient(of: agent)
    (gradient.actor, gradient.freeParameters, gradient.critic) = ([1, -2], [4], [0, 10])
    return gradient
  }

  @Test("it starts at zero, with a number for each parameter")
  func zero() {
    let gradient = ActorCriticGradient(of: agent)
    #expect(gradient.actor == [0, 0])
    #expect(gradient.freeParameters == [0])
    #expect(gradient.critic == [0, 0])
  }

  @Test("its length is that of all three parts, which are shortened alike: 1, 2, 4, 10 make 11")
  func shortened() {
    var gradient = gradient
    #expect(gradient.shorten(to: 100) == 11)
    #expect(gradient.critic == [0, 10])
    #expect(gradient.shorten(to: 1.1) == 11)
    let factor = 1.1 / 11.000001
    expectClose(
      gradient.actor + gradient.freeParameters + gradient.critic,
      [1, -2, 4, 0, 10].map { $0 * factor }, tolerance: 1e-15)
  }

  @Test("the actor climbs and the critic descends, each with its own rate and ε")
  func directions() {
    var (agent, gradient) = (agent, gradient)
    gradient.actor = [1, -2]
    var optimiser = ActorCriticOptimiser(
      of: agent, learningRate: 0.1, epsilon: 1e-3, criticLearningRate: 0.2, criticEpsilon: 1e-2)
    optimiser.step(&agent, along: gradient)
    // The first step of Adam is α g / (|g| + ε).
    expectClose(
      agent.actor.parameters, [1 + 0.1 / 1.001, 2 - 0.2 / 2.001], tolerance: 1e-14)
    expectClose(agent.freeParameters, [3 + 0.4 / 4.001], tolerance: 1e-14)
    expectClose(agent.critic.parameters, [4, 5 - 2 / 10.01], tolerance: 1e-14)
  }

  @Test("without a rate of its own the critic takes the actor's")
  func sameRate() {
    let optimiser = ActorCriticOptimiser(of: agent, learningRate: 0.1, epsilon: 1e-3)
    #expect((optimiser.critic.learningRate, optimiser.critic.epsilon) == (0.1, 1e-3))
    #expect(optimiser.freeParameters.learningRate == 0.1)
  }
}
