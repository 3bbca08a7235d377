import Proximal

/// A boat in a square basin, to be brought to the jetty in the middle: two components, east and north,
/// each at most 0.25 a step. Every step costs its distance; the twentieth is the last.
struct Harbour<Velocity: ActionVector>: Environment where Velocity.Element == Float {
  private(set) var position = SIMD2<Float>(0, 0)
  private var episode = Episode(timeLimit: 20)
  private let components: @Sendable (Velocity) -> SIMD2<Float>

  var id: String { "Harbour" }
  var actionSpace: ActionSpace { .box(low: -0.25, high: 0.25, count: 2) }
  var timeLimit: Int { episode.timeLimit }

  mutating func reset(seed: UInt64) -> SIMD2<Float> {
    episode.begin(seed: seed)
    return drawStart()
  }

  mutating func reset() -> SIMD2<Float> {
    episode.begin()
    return drawStart()
  }

  mutating func step(_ velocity: Velocity) -> Step<SIMD2<Float>> {
    episode.beginStep()
    let bound = SIMD2<Float>(repeating: 0.25)
    position += components(velocity).clamped(lowerBound: -bound, upperBound: bound)
    let distance = (position * position).sum().squareRoot()
    let truncated = episode.endStep(terminated: false)
    return Step(
      observation: position, reward: -Double(distance), terminated: false, truncated: truncated)
  }

  private mutating func drawStart() -> SIMD2<Float> {
    position = [
      Float(episode.generator.uniform(-1, 1)), Float(episode.generator.uniform(-1, 1)),
    ]
    return position
  }
}

extension Harbour where Velocity == SIMD2<Float> {
  init() { components = { $0 } }
}

extension Harbour where Velocity == [Float] {
  init() { components = { [$0[0], $0[1]] } }
}

/// Two dials and a display of two digits, 0 … 2 and 0 … 3: each dial that shows its digit earns a half.
struct Dials: Environment {
  private var digits = [0, 0]
  private var episode = Episode(timeLimit: 8)

  var id: String { "Dials" }
  var actionSpace: ActionSpace { .multiDiscrete(counts: [3, 4]) }
  var timeLimit: Int { episode.timeLimit }

  mutating func reset(seed: UInt64) -> SIMD2<Float> {
    episode.begin(seed: seed)
    return draw()
  }

  mutating func reset() -> SIMD2<Float> {
    episode.begin()
    return draw()
  }

  mutating func step(_ dials: [Int]) -> Step<SIMD2<Float>> {
    episode.beginStep()
    let reward = zip(dials, digits).reduce(0) { $0 + ($1.0 == $1.1 ? 0.5 : 0) }
    let truncated = episode.endStep(terminated: false)
    return Step(observation: draw(), reward: reward, terminated: false, truncated: truncated)
  }

  private mutating func draw() -> SIMD2<Float> {
    digits = [episode.generator.integer(in: 0..<3), episode.generator.integer(in: 0..<4)]
    return [Float(digits[0]) - 1, Float(digits[1]) - 1.5]
  }
}
