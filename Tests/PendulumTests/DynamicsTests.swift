import Proximal
import RealModule
import TestSupport
import Testing

@Suite("The pendulum")
struct DynamicsTests {
  @Test("(9.1) one step by hand: gravity, torque, the limit on the speed, and the cost")
  func step() {
    var pendulum = Pendulum()
    _ = pendulum.reset(seed: 1)
    // From rest at 90°, torque 1: ω = (15 + 3) · 0.05 = 0.9, θ = π/2 + 0.045.
    pendulum.state = Pendulum.State(angle: .pi / 2, angularVelocity: 0)
    let first = pendulum.step(1)
    expectClose(pendulum.state.angularVelocity, 0.9, tolerance: 1e-15)
    expectClose(pendulum.state.angle, .pi / 2 + 0.045, tolerance: 1e-15)
    expectClose(first.reward, -(Double.pi * .pi / 4 + 0.001), tolerance: 1e-9)
    // A torque of −5 acts, and costs, as −2; the speed is limited after the push.
    pendulum.state = Pendulum.State(angle: .pi / 2, angularVelocity: 7.9)
    let second = pendulum.step(-5)
    expectClose(pendulum.state.angularVelocity, 8, tolerance: 1e-15)
    expectClose(
      second.reward, -(Double.pi * .pi / 4 + 0.1 * 7.9 * 7.9 + 0.004), tolerance: 1e-9)
  }

  @Test("(9.1) the motor holds the rod where 15 sin θ = 6, and not a degree beyond")
  func balance() {
    let angle = Double.asin(0.4)
    func speed(_ angle: Double) -> Double {
      var pendulum = Pendulum()
      _ = pendulum.reset(seed: 1)
      pendulum.state = Pendulum.State(angle: angle, angularVelocity: 0)
      _ = pendulum.step(-2)
      return pendulum.state.angularVelocity
    }
    expectClose(speed(angle), 0, tolerance: 1e-15)
    #expect(speed(angle + .pi / 180) > 0 && speed(angle - .pi / 180) < 0)
  }

  @Test("X15 an episode is truncated after 200 steps and never terminates")
  func neverEnds() {
    var pendulum = Pendulum()
    _ = pendulum.reset(seed: 3)
    for t in 1...200 {
      let step = pendulum.step(2)
      #expect(!step.terminated && step.truncated == (t == 200))
    }
  }
}
