import Proximal

/// Three steps, each worth the same, whatever is done: after the third it is over.
struct Wages: Environment {
  var wage = 1.0
  private var episode = Episode(timeLimit: 100)

  init(wage: Double = 1) { self.wage = wage }

  var id: String { "Wages" }
  var actionSpace: ActionSpace { .discrete(count: 2) }
  var timeLimit: Int { episode.timeLimit }

  private var observation: SIMD2<Float> { [Float(episode.stepCount), 1] }

  mutating func reset(seed: UInt64) -> SIMD2<Float> {
    episode.begin(seed: seed)
    return observation
  }

  mutating func reset() -> SIMD2<Float> {
    episode.begin()
    return observation
  }

  mutating func step(_ action: Int) -> Step<SIMD2<Float>> {
    episode.beginStep()
    let isOver = episode.stepCount == 3
    _ = episode.endStep(terminated: isOver)
    return Step(observation: observation, reward: wage, terminated: isOver, truncated: false)
  }
}
