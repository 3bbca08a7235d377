/// A pole hinged to a cart on a track, to be kept upright by pushing the cart left or right: equal
/// to Gymnasium's CartPole-v1, number for number, but for the last bits of some sines.
///
/// The state is kept in double and the operations are done in Gymnasium's order; only the
/// observation is rounded to float. Every step earns a reward of 1. The episode terminates when the
/// pole leans further than 12° or the cart leaves the track (2.4 m either way), and is truncated
/// after 500 steps, or another limit.
///
/// Sine and cosine are the doubles nearest to the true values, on every machine. Gymnasium asks NumPy,
/// whose C library gives the neighbour for about one sine in 400, and not for the same ones on every
/// processor; in about one episode of 200 a last bit of the state then differs.
///
/// Source: A. G. Barto, R. S. Sutton and C. W. Anderson, "Neuronlike Adaptive Elements That Can
/// Solve Difficult Learning Control Problems", IEEE Transactions on Systems, Man, and Cybernetics
/// 13 (1983).
public struct CartPole: Environment {
  /// Where cart and pole are and how they move.
  public struct State: Sendable, Equatable {
    /// The cart's position, m from the middle of the track.
    public var position: Double
    /// The cart's velocity, m/s.
    public var velocity: Double
    /// The pole's angle from upright, rad, positive to the right.
    public var angle: Double
    /// The pole's angular velocity, rad/s.
    public var angularVelocity: Double

    /// A state from its parts.
    public init(position: Double, velocity: Double, angle: Double, angularVelocity: Double) {
      self.position = position
      self.velocity = velocity
      self.angle = angle
      self.angularVelocity = angularVelocity
    }
  }

  /// The state before the next step. Set it to start an experiment from a place of your own.
  public var state = State(position: 0, velocity: 0, angle: 0, angularVelocity: 0)

  private var episode: Episode

  /// An environment that waits for `reset(seed:)`.
  ///
  /// - Parameter timeLimit: steps after which an episode is truncated; 500 for CartPole-v1, 200 for
  ///   CartPole-v0.
  public init(timeLimit: Int = 500) { episode = Episode(timeLimit: timeLimit) }

  public var id: String { timeLimit == 200 ? "CartPole-v0" : "CartPole-v1" }
  /// 0 pushes the cart to the left, 1 to the right.
  public var actionSpace: ActionSpace { .discrete(count: 2) }
  public var timeLimit: Int { episode.timeLimit }

  /// Position (m), velocity (m/s), angle (rad), angular velocity (rad/s), rounded to float.
  private var observation: SIMD4<Float> {
    SIMD4(
      Float(state.position), Float(state.velocity),
      Float(state.angle), Float(state.angularVelocity))
  }

  public mutating func reset(seed: UInt64) -> SIMD4<Float> {
    episode.begin(seed: seed)
    return drawStart()
  }

  public mutating func reset() -> SIMD4<Float> {
    episode.begin()
    return drawStart()
  }

  public mutating func step(_ action: Int) -> Step<SIMD4<Float>> {
    require(
      action == 0 || action == 1, "\(id) takes action 0 (left) or 1 (right); got \(action)")
    episode.beginStep()
    state.move(under: action == 1 ? Self.pushForce : -Self.pushForce)
    let terminated = isOutOfBounds
    let truncated = episode.endStep(terminated: terminated)
    return Step(
      observation: observation, reward: 1, terminated: terminated, truncated: truncated)
  }

  /// Every component of the start state is uniform in ±0.05.
  private mutating func drawStart() -> SIMD4<Float> {
    state.position = episode.generator.uniform(-0.05, 0.05)
    state.velocity = episode.generator.uniform(-0.05, 0.05)
    state.angle = episode.generator.uniform(-0.05, 0.05)
    state.angularVelocity = episode.generator.uniform(-0.05, 0.05)
    return observation
  }

  private var isOutOfBounds: Bool {
    state.position < -Self.positionLimit || state.position > Self.positionLimit
      || state.angle < -Self.angleLimit || state.angle > Self.angleLimit
  }

  /// The force of a push, N.
  private static let pushForce = 10.0
  /// The track's half length, m.
  public static let positionLimit = 2.4
  /// The pole's whole length, m.
  public static let poleLength = 2 * halfPoleLength
  /// 12°, rad.
  private static let angleLimit = 12 * 2 * Double.pi / 360
}

extension CartPole.State {
  /// One time step Δ under a force F, by Euler's method with the old velocities.
  ///
  ///     p = (F + m l ω² sin θ) / M
  ///     α = (g sin θ − p cos θ) / (l (4/3 − m cos² θ / M))
  ///     a = p − m l α cos θ / M
  ///     x ← x + Δ v,  v ← v + Δ a,  θ ← θ + Δ ω,  ω ← ω + Δ α
  ///
  /// Every product and quotient is rounded where Gymnasium rounds it; do not rearrange.
  fileprivate mutating func move(under force: Double) {
    let (sine, cosine) = Elementary.sineAndCosine(angle)
    let drive =
      (force + poleMassLength * (angularVelocity * angularVelocity) * sine) / totalMass
    let angularAcceleration =
      (gravity * sine - cosine * drive)
      / (halfPoleLength * (4.0 / 3.0 - poleMass * (cosine * cosine) / totalMass))
    let acceleration = drive - poleMassLength * angularAcceleration * cosine / totalMass

    position += timeStep * velocity
    velocity += timeStep * acceleration
    angle += timeStep * angularVelocity
    angularVelocity += timeStep * angularAcceleration
  }
}

/// g, m/s²
private let gravity = 9.8
/// m, kg
private let poleMass = 0.1
/// M, cart and pole together, kg
private let totalMass = poleMass + 1.0
/// l, m
private let halfPoleLength = 0.5
/// m l, kg m
private let poleMassLength = poleMass * halfPoleLength
/// Δ, s
private let timeStep = 0.02

extension CartPole: Archivable {
  public mutating func archive(in archive: inout StateArchive) throws(StateArchiveError) {
    try archive.visit(&state.position)
    try archive.visit(&state.velocity)
    try archive.visit(&state.angle)
    try archive.visit(&state.angularVelocity)
    try episode.archive(in: &archive)
  }
}
