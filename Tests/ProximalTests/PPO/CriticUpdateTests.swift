import RealModule
import TestSupport
import Testing

@testable import Proximal

@Suite("CriticUpdate")
struct CriticUpdateTests {
  @Test("the gradient of c_V L^V equals central differences of it", arguments: [nil, 0.3])
  func gradient(clipRange: Double?) {
    let example = PPOUpdateExample<Double>(rows: 24)
    let update = example.evaluated { $0.valueClipRange = clipRange }
    func loss(_ parameters: [Double]) -> Double {
      var (agent, settings) = (example.agent, example.settings)
      agent.critic.parameters = parameters
      settings.valueClipRange = clipRange
      var moved = PPOUpdate(of: agent, settings: settings)
      moved.evaluate(example.minibatch)
      return 0.7 * moved.statistics.valueLoss
    }
    expectClose(
      update.critic.gradient, centralDifference(of: loss, at: example.agent.critic.parameters),
      tolerance: 1e-8)
    #expect(update.critic.gradient.contains { $0.magnitude > 0.1 })
  }

  @Test("values are those of the network, row by row")
  func values() {
    let example = PPOUpdateExample<Double>(rows: 24)
    var pass = MLP<Double>.Pass()
    example.agent.critic.forward(example.minibatch.observations, rows: 24, &pass)
    #expect(example.evaluated().critic.blocks[0].values == pass.output)
  }
}
