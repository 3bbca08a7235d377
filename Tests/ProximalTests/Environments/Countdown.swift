import Proximal

/// Counts steps; action 1 terminates, the third step is the last. It sees the count and the seed,
/// plus one for each episode begun since.
struct Countdown: Environment {
  private var episode = Episode(timeLimit: 3)
  private var name = 0

  var id: String { "Countdown" }
  var actionSpace: ActionSpace { .discrete(count: 2) }
  var timeLimit: Int { episode.timeLimit }

  private var observation: SIMD2<Float> { [Float(episode.stepCount), Float(name)] }

  mutating func reset(seed: UInt64) -> SIMD2<Float> {
    episode.begin(seed: seed)
    name = Int(seed)
    return observation
  }

  mutating func reset() -> SIMD2<Float> {
    episode.begin()
    name += 1
    return observation
  }

  mutating func step(_ action: Int) -> Step<SIMD2<Float>> {
    episode.beginStep()
    let truncated = episode.endStep(terminated: action == 1)
    return Step(
      observation: observation, reward: 0.5 + Double(action), terminated: action == 1,
      truncated: truncated)
  }
}
