import Proximal
import RealModule
import TestSupport
import Testing

@testable import before_you_start

@Suite("A policy in ten lines")
struct PolicyNetworkTests {
  /// Two inputs, two hidden units, two actions; by hand with tanh left out where its argument is 0.
  @Test("by hand: hidden units of 0 leave the biases of the last layer, (ln 3, 0) are ¾ and ¼")
  func byHand() {
    let network = MLP<Float>(
      sizes: [2, 2, 2],
      parameters: [1, 0, 1, 0, 0, 0, 5, -7, 2, 9] + [1.0986123, 0])
    // x₁ + x₂ = 0, so both hidden units are tanh 0.
    let chances = probabilities([0.5, -0.5], network)
    expectClose(chances.map(Double.init), [0.75, 0.25], tolerance: 1e-6)
  }

  @Test("it is the network that trains: the core's forward pass and its softmax", arguments: 1...5)
  func core(seed: UInt64) {
    let agent = ActorCritic(
      observationCount: 4, hiddenSizes: [64, 64], hiddenActivation: .tanh, freeParameters: [],
      distributions: CategoricalBatch<Float>(actionCount: 2), seed: seed)
    var generator = PCG64(seed: seed)
    let observation = (0..<4).map { _ in Float.random(in: -2...2, using: &generator) }
    var pass = MLP<Float>.Pass()
    agent.actor.forward(observation, rows: 1, &pass)
    var distributions = agent.distributions
    distributions.update(outputs: pass.output, parameters: [], rows: 1)
    var logarithms: [Float] = [0]
    for action in 0..<2 {
      distributions.logProbabilities(of: [action], into: &logarithms)
      expectClose(
        Double.exp(Double(logarithms[0])), Double(probabilities(observation, agent.actor)[action]),
        tolerance: 1e-6)
    }
  }
}
