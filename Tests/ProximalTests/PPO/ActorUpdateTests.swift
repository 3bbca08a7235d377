import RealModule
import TestSupport
import Testing

@testable import Proximal

@Suite("ActorUpdate")
struct ActorUpdateTests {
  @Test("the gradient of L^CLIP + c_H H, of the free parameters too, equals central differences")
  func gradient() {
    let example = PPOUpdateExample<Double>(rows: 24)
    let update = example.evaluated()
    func objective(_ parameters: [Double]) -> Double {
      var agent = example.agent
      agent.freeParameters = Array(parameters[..<2])
      agent.actor.parameters = Array(parameters[2...])
      var moved = PPOUpdate(of: agent, settings: example.settings)
      moved.evaluate(example.minibatch)
      return -moved.statistics.policyLoss + 0.1 * moved.statistics.entropy
    }
    let parameters = example.agent.freeParameters + example.agent.actor.parameters
    expectClose(
      update.actor.freeGradient + update.actor.gradient,
      centralDifference(of: objective, at: parameters), tolerance: 1e-8)
    let order = observedOrder(
      of: { centralDifference(of: objective, at: parameters, step: $0) }, step: 4e-3)
    expectClose(order, 2, tolerance: 0.1)
    #expect(update.actor.freeGradient.allSatisfy { $0.magnitude > 0.01 })
    #expect((0.1...0.95).contains(update.statistics.clipFraction))
  }
}
