import Proximal
import RealModule
import TestSupport
import Testing

@Suite("CartPole")
struct CartPoleTests {
  @Test("it keeps the contract of every environment")
  func contract() {
    expectContract(of: CartPole(), steps: 400) { $0.integer(in: 0..<2) }
  }

  @Test("it is CartPole-v1: two actions, 500 steps, four numbers to see")
  func facts() {
    let environment = CartPole()
    #expect(environment.id == "CartPole-v1")
    #expect(environment.actionSpace == .discrete(count: 2))
    #expect(environment.timeLimit == 500)
    #expect(CartPole.Observation.length == 4)
  }

  @Test("seed 42 starts where Gymnasium starts, then and after further resets")
  func starts() {
    var environment = CartPole()
    #expect(
      environment.reset(seed: 42)
        == [0.02739560417830944, -0.006112155970185995, 0.03585979342460632, 0.019736802205443382])
    #expect(
      environment.state
        == CartPole.State(
          position: 0.027395604855596334, velocity: -0.006112156024794771,
          angle: 0.03585979199113824, angularVelocity: 0.019736802905936393))
    #expect(
      environment.reset()
        == [-0.040582265704870224, 0.04756223410367966, 0.026113970205187798, 0.02860642969608307])
    #expect(
      environment.reset()
        == [
          -0.037188638001680374, -0.004961406346410513, -0.012920198030769825, 0.042676497250795364,
        ]
    )
  }

  @Test("seed 42 falls over as in Gymnasium, to the last bit")
  func episode() {
    var environment = CartPole()
    _ = environment.reset(seed: 42)
    let actions = [1, 0, 0, 0, 0, 1, 0, 1, 1, 0, 0, 1, 0, 1, 0]
    let steps = actions.map { environment.step($0) }
    #expect(steps.map(\.terminated) == Array(repeating: false, count: 14) + [true])
    #expect(steps.allSatisfy { $0.reward == 1 && !$0.truncated })
    #expect(
      steps.last?.observation
        == [-0.07374259829521179, -0.6101399064064026, 0.2280995398759842, 1.3404219150543213])
    #expect(
      environment.state
        == CartPole.State(
          position: -0.07374259472689683, velocity: -0.6101398881675598,
          angle: 0.22809954404513236, angularVelocity: 1.3404219714058365))
  }

  @Test("a push from rest, worked by hand: the velocities change first")
  func byHand() {
    // Upright and at rest: p = 10 / 1.1 = 100/11, α = −p / (4/3 − 1/11) · 2 = −600/41,
    // a = p + 0.05 · (600/41) / 1.1 = 400/41. A step is 1/50 s.
    var environment = resting()
    let step = environment.step(1)
    #expect(step.observation == [0, Float(8.0 / 41), 0, Float(-12.0 / 41)])
    expectClose(environment.state.velocity, 8.0 / 41, tolerance: 1e-15)
    expectClose(environment.state.angularVelocity, -12.0 / 41, tolerance: 1e-15)
    // To the left the same with the signs turned.
    environment = resting()
    #expect(environment.step(0).observation == [0, Float(-8.0 / 41), 0, Float(12.0 / 41)])
    // The next step moves by what the velocities were: 0.02 · 8/41 and −0.02 · 12/41.
    _ = environment.step(0)
    expectClose(environment.state.position, -0.16 / 41, tolerance: 1e-16)
    expectClose(environment.state.angle, 0.24 / 41, tolerance: 1e-16)
  }

  @Test("it obeys the equations of motion of a cart with a hinged rod")
  func equationsOfMotion() {
    // M a + m l α cos θ = F + m l ω² sin θ   and   a cos θ + 4/3 l α = g sin θ
    let (mass, pole, length, gravity, force) = (1.1, 0.1, 0.5, 9.8, 10.0)
    var generator = PCG64(seed: 1)
    for _ in 0..<200 {
      var environment = resting()
      let state = CartPole.State(
        position: generator.uniform(-2, 2), velocity: generator.uniform(-3, 3),
        angle: generator.uniform(-0.2, 0.2), angularVelocity: generator.uniform(-3, 3))
      environment.state = state
      _ = environment.step(1)
      let acceleration = (environment.state.velocity - state.velocity) / 0.02
      let angular = (environment.state.angularVelocity - state.angularVelocity) / 0.02
      let (sine, cosine) = (Double.sin(state.angle), Double.cos(state.angle))
      let spin = state.angularVelocity * state.angularVelocity
      expectClose(
        [
          mass * acceleration + pole * length * angular * cosine,
          acceleration * cosine + 4 / 3 * length * angular,
          environment.state.position - state.position, environment.state.angle - state.angle,
        ],
        [
          force + pole * length * spin * sine, gravity * sine,
          0.02 * state.velocity, 0.02 * state.angularVelocity,
        ], tolerance: 1e-11)
    }
  }

  @Test("every operation is rounded in Gymnasium's order")
  func orderOfOperations() {
    var generator = PCG64(seed: 2)
    for _ in 0..<5_000 {
      var environment = resting()
      // Fast spin and little speed: nothing is rounded away by what it is added to.
      let state = CartPole.State(
        position: generator.uniform(-2, 2), velocity: generator.uniform(-0.1, 0.1),
        angle: generator.uniform(-0.2, 0.2), angularVelocity: generator.uniform(-30, 30))
      environment.state = state
      _ = environment.step(0)
      #expect(environment.state == stepRoundedOneByOne(state, force: -10))
    }
  }

  @Test("an episode that is kept up is truncated at step 500, where Gymnasium's state is")
  func truncation() {
    var environment = CartPole()
    var step = Step(
      observation: environment.reset(seed: 5), reward: 0, terminated: false, truncated: false)
    for count in 1...500 {
      step = environment.step(controller(step.observation))
      #expect(!step.terminated)
      #expect(step.truncated == (count == 500))
    }
    #expect(step.status == .truncated)
    #expect(
      environment.state
        == CartPole.State(
          position: 0.20487785423651958, velocity: 0.03130134221923392,
          angle: 0.0057702709189751565, angularVelocity: -0.032611672377834466))
    #expect(
      environment.reset()
        == [
          -0.04460693150758743, -0.011663111858069897, -0.009152679704129696, -0.04547248035669327,
        ]
    )
  }

  @Test("falling over in the 500th step sets both flags, and the episode has terminated")
  func bothFlags() {
    var environment = CartPole()
    var observation = environment.reset(seed: 5)
    for _ in 1...499 { observation = environment.step(controller(observation)).observation }
    environment.state.position = 2.5
    let step = environment.step(0)
    #expect(step.terminated && step.truncated)
    #expect(step.status == .terminated)
  }

  @Test("it terminates beyond 2.4 m and 12°, not on them", arguments: [1.0, -1.0])
  func limits(side: Double) {
    func isTerminated(position: Double, angle: Double) -> Bool {
      var environment = resting()
      environment.state.position = side * position
      environment.state.angle = side * angle
      return environment.step(0).terminated
    }
    // At rest a step leaves position and angle where they are.
    let twelveDegrees = Double.pi / 15
    // 12° as Gymnasium rounds them.
    #expect(!isTerminated(position: 0, angle: 12 * 2 * Double.pi / 360))
    #expect(!isTerminated(position: 2.4, angle: 0))
    #expect(isTerminated(position: 2.4.nextUp, angle: 0))
    #expect(!isTerminated(position: 0, angle: twelveDegrees.nextDown))
    #expect(isTerminated(position: 0, angle: twelveDegrees.nextUp.nextUp))
  }

  @Test("an action other than 0 and 1 is refused")
  func unknownAction() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var environment = CartPole()
      _ = environment.reset(seed: 1)
      _ = environment.step(2)
    }
    expectMessage(result, "CartPole-v1 takes action 0 (left) or 1 (right); got 2")
  }

  @Test("a step after the end is refused")
  func stepAfterEnd() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var environment = CartPole()
      _ = environment.reset(seed: 1)
      for _ in 0..<500 { _ = environment.step(1) }
    }
    expectMessage(result, "the episode ended at step 9: call reset() before step(_:)")
  }

  @Test("a step before the first reset is refused")
  func stepBeforeReset() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var environment = CartPole()
      _ = environment.step(1)
    }
    expectMessage(result, "no episode has begun: call reset(seed:) before step(_:)")
  }

  @Test("a first reset without a seed is refused")
  func resetWithoutSeed() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var environment = CartPole()
      _ = environment.reset()
    }
    expectMessage(result, "call reset(seed:) before reset()")
  }

  /// An environment upright and at rest in the middle.
  private func resting() -> CartPole {
    var environment = CartPole()
    _ = environment.reset(seed: 0)
    environment.state = CartPole.State(position: 0, velocity: 0, angle: 0, angularVelocity: 0)
    return environment
  }

  /// A step with one operation a line.
  private func stepRoundedOneByOne(_ state: CartPole.State, force: Double) -> CartPole.State {
    let (sine, cosine) = Elementary.sineAndCosine(state.angle)
    let mass = 0.1 + 1.0
    let poleMassLength = 0.1 * 0.5
    let spin = state.angularVelocity * state.angularVelocity
    var drive = poleMassLength * spin
    drive = drive * sine
    drive = force + drive
    drive = drive / mass
    var inertia = cosine * cosine
    inertia = 0.1 * inertia
    inertia = inertia / mass
    inertia = 4.0 / 3.0 - inertia
    inertia = 0.5 * inertia
    var angular = 9.8 * sine
    let opposed = cosine * drive
    angular = angular - opposed
    angular = angular / inertia
    var acceleration = poleMassLength * angular
    acceleration = acceleration * cosine
    acceleration = acceleration / mass
    acceleration = drive - acceleration
    return CartPole.State(
      position: state.position + 0.02 * state.velocity,
      velocity: state.velocity + 0.02 * acceleration,
      angle: state.angle + 0.02 * state.angularVelocity,
      angularVelocity: state.angularVelocity + 0.02 * angular)
  }

  /// Pushes to where the pole leans, falls and drifts.
  private func controller(_ observation: SIMD4<Float>) -> Int {
    let weighted = SIMD4(0.05, 0.12, 3, 0.6) * SIMD4<Double>(observation)
    return weighted.sum() > 0 ? 1 : 0
  }
}
