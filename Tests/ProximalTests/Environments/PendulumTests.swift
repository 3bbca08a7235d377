import Proximal
import RealModule
import TestSupport
import Testing

@Suite("Pendulum")
struct PendulumTests {
  @Test("it keeps the contract of every environment")
  func contract() {
    expectContract(of: Pendulum(), steps: 700) { Float($0.uniform(-3, 3)) }
  }

  @Test("it is Pendulum-v1: a torque within ±2, 200 steps, three numbers to see")
  func facts() {
    let environment = Pendulum()
    #expect(environment.id == "Pendulum-v1")
    #expect(environment.actionSpace == .box(low: -2, high: 2, count: 1))
    #expect(environment.timeLimit == 200)
    #expect(Pendulum.Observation.length == 3)
  }

  @Test("seed 0 starts where Gymnasium starts")
  func start() {
    var environment = Pendulum()
    #expect(
      environment.reset(seed: 0) == [0.652016282081604, 0.758204996585846, -0.46042656898498535])
    #expect(
      environment.state
        == Pendulum.State(angle: 0.8605556614246863, angularVelocity: -0.4604265724722594))
  }

  @Test("the torque's terms are rounded to float or not, as Gymnasium does with its two arrays")
  func precisions() {
    let torques = [2.0, 0.5339451444516552, 2.831823906694682]
    let start = seeded(0)
    var environment = start
    let single = torques.map { environment.step(Float($0)).reward }
    #expect(
      environment.state
        == Pendulum.State(angle: 1.032807578170058, angularVelocity: 1.9699762430279715))
    #expect(single == [-0.7657553094639244, -0.7930529286134724, -0.9907465470635265])
    environment = start
    let double = torques.map { environment.step(inDouble: $0).reward }
    #expect(
      environment.state
        == Pendulum.State(angle: 1.0328075778873518, angularVelocity: 1.9699762401697483))
    #expect(double == [-0.7657553092739346, -0.7930529286037883, -0.9907465460157582])
  }

  @Test("bounds of a start of your own, as x_init and y_init in Gymnasium")
  func bounds() {
    var environment = seeded(0)
    _ = environment.reset()
    #expect(
      environment.state
        == Pendulum.State(angle: -2.8841484100105235, angularVelocity: -0.9669447289429418))
    let observation = environment.reset(maxAngle: 0.5, maxAngularVelocity: 0.25)
    #expect(
      environment.state
        == Pendulum.State(angle: 0.3132702392002724, angularVelocity: 0.20637778863886086))
    #expect(observation == shown(environment.state))
    // With the bounds that hold where nothing is said, the same start as without.
    #expect(
      environment.reset(seed: 5, maxAngle: .pi, maxAngularVelocity: 1)
        == environment.reset(seed: 5))
    #expect(environment.reset(seed: 5, maxAngle: 0, maxAngularVelocity: 0) == [1, 0, 0])
  }

  @Test("a step worked by hand: the angle moves by the new velocity, the old state is what costs")
  func byHand() {
    // Level and at rest, sin θ = 1: ω = (15 + 3 · 1) / 20 = 0.9 and θ = π/2 + 0.9 / 20.
    var environment = standing(at: .pi / 2)
    let step = environment.step(1)
    expectClose(environment.state.angularVelocity, 0.9, tolerance: 1e-15)
    expectClose(environment.state.angle, .pi / 2 + 0.045, tolerance: 1e-15)
    #expect(step.observation == shown(environment.state))
    expectClose(step.reward, -(.pi * .pi / 4 + 0.001), tolerance: 1e-9)
    // The next step costs what it cost to be there: w = π/2 + 0.045, ω = 0.9.
    let w = Double.pi / 2 + 0.045
    expectClose(environment.step(0).reward, -(w * w + 0.1 * 0.81), tolerance: 1e-15)
  }

  @Test("upright and still, nothing moves and nothing is lost")
  func rest() {
    var environment = standing(at: 0)
    for _ in 0..<200 {
      let step = environment.step(0)
      #expect(step.reward == 0)
      #expect(step.observation == [1, 0, 0])
    }
  }

  @Test("torques are clipped at ±2 and velocities at ±8", arguments: [1.0, -1.0])
  func clipping(side: Double) {
    func step(_ torque: Double, velocity: Double = 0) -> (Pendulum, Step<SIMD3<Float>>) {
      var environment = standing(at: 0)
      environment.state.angularVelocity = side * velocity
      let step = environment.step(Float(side * torque))
      return (environment, step)
    }
    let full = step(2)
    #expect(step(1.9).0.state != full.0.state)
    for torque in [2.1, 50, .infinity] {
      #expect(step(torque).0.state == full.0.state)
      #expect(step(torque).1 == full.1)
    }
    // Upright a torque of 2 adds 0.3 rad/s.
    expectClose(step(2, velocity: 7.6).0.state.angularVelocity, side * 7.9, tolerance: 1e-15)
    #expect(step(2, velocity: 7.8).0.state.angularVelocity == side * 8)
    #expect(step(2, velocity: 7.8).0.state.angle == side * 8 * 0.05)
  }

  @Test("the cost counts the angle within ±π, the state counts the turns")
  func turns() {
    for turn in [-50.0, -3, -2, -1, 1, 2, 3, 50] {
      for angle in [-3.1, -1, 0.2, 3.1] {
        var environment = standing(at: angle + turn * 2 * .pi)
        let reward = environment.step(0).reward
        expectClose(reward, -angle * angle, tolerance: 1e-12, "\(angle) + \(turn) turns")
        expectClose(environment.state.angle, angle + turn * 2 * .pi, tolerance: 1.0 / 10)
      }
    }
  }

  @Test("the angle is wrapped to the bit as the remainder of a division, near and far")
  func wrapping() {
    var generator = PCG64(seed: 3)
    let edges = [-3, -2, -1, 0, 1, 2, 3].flatMap { (turn: Double) in
      [turn * 2 * .pi, turn * 2 * .pi - .pi].flatMap { [$0.nextDown, $0, $0.nextUp] }
    }
    for angle in edges + (0..<5_000).map({ _ in generator.uniform(-30, 30) }) {
      var environment = standing(at: angle)
      var remainder = (angle + .pi).truncatingRemainder(dividingBy: 2 * .pi)
      if remainder < 0 { remainder += 2 * .pi }
      #expect(environment.step(0).reward == -((remainder - .pi) * (remainder - .pi)), "\(angle)")
    }
  }

  @Test("every operation is rounded in Gymnasium's order")
  func orderOfOperations() {
    var generator = PCG64(seed: 2)
    for _ in 0..<5_000 {
      let state = Pendulum.State(
        angle: generator.uniform(-9, 9), angularVelocity: generator.uniform(-6.9, 6.9))
      let torque = generator.uniform(-2, 2)
      var environment = seeded(0)
      environment.state = state
      let reward = environment.step(inDouble: torque).reward
      let expected = stepRoundedOneByOne(state, torque: torque)
      #expect(environment.state == expected.state)
      #expect(reward == expected.reward)
    }
  }

  @Test("the energy of a free swing keeps to its first value, to the order of the time step")
  func energy() {
    // E = ω²/2 + 15 cos θ for a rod: ω̇ = 15 sin θ. The scheme is symplectic, so nothing drifts.
    var environment = standing(at: 2.5)
    let first = 15 * Double.cos(2.5)
    var largest = 0.0
    for _ in 0..<200 {
      _ = environment.step(0)
      let (angle, velocity) = (environment.state.angle, environment.state.angularVelocity)
      largest = max(largest, abs(velocity * velocity / 2 + 15 * .cos(angle) - first))
    }
    #expect(largest > 0.01 && largest < 0.5, "\(largest)")
  }

  @Test("no step terminates, and step 200 is truncated")
  func truncation() {
    var environment = seeded(1)
    for count in 1...200 {
      let step = environment.step(2)
      #expect(!step.terminated)
      #expect(step.truncated == (count == 200))
    }
  }

  @Test("a torque that is not a number is refused", arguments: [false, true])
  func notANumber(isDouble: Bool) async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [isDouble] in
      var environment = Pendulum()
      _ = environment.reset(seed: 1)
      _ = isDouble ? environment.step(inDouble: .nan) : environment.step(.nan)
    }
    expectMessage(result, "Pendulum-v1 takes a torque in N m; got one that is not a number")
  }

  @Test("bounds that are none are refused")
  func badBounds() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var environment = Pendulum()
      _ = environment.reset(seed: 1, maxAngle: 1, maxAngularVelocity: -1)
    }
    expectMessage(result, "the bounds of a start are finite and at least 0; got 1.0 and -1.0")
  }

  @Test("a step after the end is refused")
  func stepAfterEnd() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var environment = Pendulum()
      _ = environment.reset(seed: 1)
      for _ in 0...200 { _ = environment.step(0) }
    }
    expectMessage(result, "the episode ended at step 200: call reset() before step(_:)")
  }

  @Test("a step before the first reset is refused")
  func stepBeforeReset() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var environment = Pendulum()
      _ = environment.step(0)
    }
    expectMessage(result, "no episode has begun: call reset(seed:) before step(_:)")
  }

  @Test("a first reset without a seed is refused", arguments: [false, true])
  func resetWithoutSeed(isBounded: Bool) async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [isBounded] in
      var environment = Pendulum()
      _ =
        isBounded
        ? environment.reset(maxAngle: 1, maxAngularVelocity: 1) : environment.reset()
    }
    expectMessage(result, "call reset(seed:) before reset()")
  }

  private func seeded(_ seed: UInt64) -> Pendulum {
    var environment = Pendulum()
    _ = environment.reset(seed: seed)
    return environment
  }

  /// At rest at an angle.
  private func standing(at angle: Double) -> Pendulum {
    var environment = seeded(0)
    environment.state = Pendulum.State(angle: angle, angularVelocity: 0)
    return environment
  }

  private func shown(_ state: Pendulum.State) -> SIMD3<Float> {
    SIMD3(
      Float(Double.cos(state.angle)), Float(Double.sin(state.angle)), Float(state.angularVelocity))
  }

  /// A step with one operation a line, without clipping.
  private func stepRoundedOneByOne(
    _ state: Pendulum.State, torque: Double
  ) -> (state: Pendulum.State, reward: Double) {
    var wrapped = state.angle + .pi
    wrapped = wrapped.truncatingRemainder(dividingBy: 2 * .pi)
    if wrapped < 0 { wrapped += 2 * .pi }
    wrapped -= .pi
    var speed = state.angularVelocity * state.angularVelocity
    speed *= 0.1
    var effort = torque * torque
    effort *= 0.001
    var cost = wrapped * wrapped
    cost += speed
    cost += effort
    var acceleration = 15 * Elementary.sineAndCosine(state.angle).sine
    acceleration += 3 * torque
    acceleration *= 0.05
    let velocity = state.angularVelocity + acceleration
    let way = velocity * 0.05
    return (Pendulum.State(angle: state.angle + way, angularVelocity: velocity), -cost)
  }
}
