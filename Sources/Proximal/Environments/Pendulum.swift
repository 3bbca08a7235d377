/// A rod on a hinge, to be swung up and kept upright by a motor too weak to lift it at once: equal to
/// Gymnasium's Pendulum-v1, number for number, but for some last bits.
///
/// The state is kept in double and the operations are done in Gymnasium's order; the observation is
/// rounded to float. A torque beyond ±2 N m is clipped by the environment. Every step costs something
/// unless the rod stands upright and still without a torque, so rewards are at most 0. The episode
/// never terminates, and is truncated after 200 steps.
///
/// Torques are floats, as a network gives them, and as in Gymnasium the terms in which the torque
/// stands alone are then rounded to float. ``step(inDouble:)`` takes the same step in double.
///
/// Two things are done in another way. NumPy squares by a power function that is one unit in the last
/// place off for about one number in a thousand, and such a reward can differ in its last bit; states
/// and observations do not depend on it. Sine and cosine are the doubles nearest to the true values, on
/// every machine; NumPy's C library gives the neighbour for about one sine in 700, and not for the same
/// ones on every processor, and in about one episode of 20 a last bit of the state then differs.
public struct Pendulum: Environment {
  /// Where the rod is and how it moves.
  public struct State: Sendable, Equatable {
    /// θ, the angle from upright, rad, positive anticlockwise. Never wrapped: it counts the turns.
    public var angle: Double
    /// ω, the angular velocity, rad/s, within ±8.
    public var angularVelocity: Double

    /// A state from its parts.
    public init(angle: Double, angularVelocity: Double) {
      self.angle = angle
      self.angularVelocity = angularVelocity
    }
  }

  /// The state before the next step. Set it to start an experiment from a place of your own.
  public var state = State(angle: 0, angularVelocity: 0) {
    didSet { (sine, cosine) = Elementary.sineAndCosine(state.angle) }
  }

  /// sin θ and cos θ, which the observation shows and the next step needs again.
  private var (sine, cosine) = (0.0, 1.0)
  private var episode = Episode(timeLimit: 200)

  /// An environment that waits for `reset(seed:)`.
  public init() {}

  public var id: String { "Pendulum-v1" }
  /// The motor's torque, N m. Beyond ±2 it is clipped, not refused.
  public var actionSpace: ActionSpace { .box(low: -2, high: 2, count: 1) }
  public var timeLimit: Int { episode.timeLimit }

  /// cos θ, sin θ, ω (rad/s), rounded to float.
  private var observation: SIMD3<Float> {
    SIMD3(Float(cosine), Float(sine), Float(state.angularVelocity))
  }

  public mutating func reset(seed: UInt64) -> SIMD3<Float> {
    episode.begin(seed: seed)
    return drawStart(maxAngle: .pi, maxAngularVelocity: 1)
  }

  public mutating func reset() -> SIMD3<Float> {
    episode.begin()
    return drawStart(maxAngle: .pi, maxAngularVelocity: 1)
  }

  /// Starts an episode within bounds of your own; the random number generator goes on where it
  /// stands. Gymnasium calls the bounds `x_init` and `y_init`.
  ///
  /// - Parameters:
  ///   - maxAngle: the start angle is uniform within ± this, rad; π where nothing is said.
  ///   - maxAngularVelocity: likewise, rad/s; 1 where nothing is said.
  public mutating func reset(maxAngle: Double, maxAngularVelocity: Double) -> SIMD3<Float> {
    episode.begin()
    return drawStart(maxAngle: maxAngle, maxAngularVelocity: maxAngularVelocity)
  }

  /// Starts an episode within bounds of your own from a new random number generator.
  public mutating func reset(
    seed: UInt64, maxAngle: Double, maxAngularVelocity: Double
  ) -> SIMD3<Float> {
    episode.begin(seed: seed)
    return drawStart(maxAngle: maxAngle, maxAngularVelocity: maxAngularVelocity)
  }

  /// Takes one step under a torque, N m, clipped to ±2.
  public mutating func step(_ action: Float) -> Step<SIMD3<Float>> {
    // Of a float, Gymnasium rounds 3u, u² and 0.001 u² to float.
    let torque = clipped(action, to: 2)
    return step(drive: Double(3 * torque), effort: Double(0.001 * (torque * torque)))
  }

  /// Takes the same step with the torque's terms in double, as Gymnasium does when it is handed
  /// an array of doubles.
  public mutating func step(inDouble action: Double) -> Step<SIMD3<Float>> {
    let torque = clipped(action, to: 2)
    return step(drive: 3 * torque, effort: 0.001 * (torque * torque))
  }

  /// - Parameters:
  ///   - drive: 3u, the acceleration by the motor, rad/s².
  ///   - effort: 0.001 u², what the torque costs.
  private mutating func step(drive: Double, effort: Double) -> Step<SIMD3<Float>> {
    episode.beginStep()
    // It would spoil the state for good.
    require(!drive.isNaN, "Pendulum-v1 takes a torque in N m; got one that is not a number")
    let reward = -(state.cost + effort)
    state = state.moved(by: drive, sine: sine)
    let truncated = episode.endStep(terminated: false)
    return Step(observation: observation, reward: reward, terminated: false, truncated: truncated)
  }

  private mutating func drawStart(
    maxAngle: Double, maxAngularVelocity: Double
  ) -> SIMD3<Float> {
    require(
      maxAngle >= 0 && maxAngle.isFinite && maxAngularVelocity >= 0 && maxAngularVelocity.isFinite,
      "the bounds of a start are finite and at least 0; got \(maxAngle) and \(maxAngularVelocity)")
    let angle = episode.generator.uniform(-maxAngle, maxAngle)
    state = State(
      angle: angle,
      angularVelocity: episode.generator.uniform(-maxAngularVelocity, maxAngularVelocity))
    return observation
  }
}

extension Pendulum.State {
  /// w² + 0.1 ω², where w is the angle within ±π.
  fileprivate var cost: Double {
    let wrapped = Elementary.floorRemainder(angle + .pi, 2 * .pi) - .pi
    return wrapped * wrapped + 0.1 * (angularVelocity * angularVelocity)
  }

  /// The state one time step Δ later, by Euler's method with the new velocity.
  ///
  ///     ω ← ω + (3g/2l sin θ + 3/ml² u) Δ,  θ ← θ + Δ ω      with g = 10, m = l = 1
  ///
  /// Every product and sum is rounded where Gymnasium rounds it; do not rearrange.
  fileprivate func moved(by drive: Double, sine: Double) -> Self {
    let velocity = clipped(angularVelocity + (15 * sine + drive) * timeStep, to: maxSpeed)
    return Self(angle: angle + velocity * timeStep, angularVelocity: velocity)
  }
}

/// Δ, s
private let timeStep = 0.05
/// rad/s
private let maxSpeed = 8.0

private func clipped<Number: BinaryFloatingPoint>(_ number: Number, to bound: Number) -> Number {
  number < -bound ? -bound : number > bound ? bound : number
}

extension Pendulum: Archivable {
  public mutating func archive(in archive: inout StateArchive) throws(StateArchiveError) {
    var state = state
    try archive.visit(&state.angle)
    try archive.visit(&state.angularVelocity)
    if archive.isReading { self.state = state }
    try episode.archive(in: &archive)
  }
}
