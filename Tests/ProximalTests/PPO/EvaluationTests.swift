import Proximal
import Testing

@Suite("Evaluation")
struct EvaluationTests {
  private let agent = ActorCritic(
    observationCount: 4, hiddenSizes: [16],
    distributions: CategoricalBatch<Float>(actionCount: 2), seed: 3)

  /// One episode by hand, with the most probable action of each step.
  private func episode(seed: UInt64) -> (return: Double, length: Int) {
    var (world, pass) = (CartPole(), MLP<Float>.Pass())
    var distribution = agent.distributions
    var seen = world.reset(seed: seed)
    var (total, length) = (0.0, 0)
    while true {
      agent.actor.forward((0..<4).map { seen[$0] }, rows: 1, &pass)
      distribution.update(logits: pass.output, rows: 1)
      let step = world.step(distribution.mode(row: 0))
      total += step.reward
      length += 1
      if step.status != .running { return (total, length) }
      seen = step.observation
    }
  }

  @Test("copy i plays the episode that starts after reset(seed: first + i), and only that one")
  func starts() {
    let played = agent.play(CartPole(), episodes: 5, seed: 1, firstStart: 70)
    #expect(played.map(\.environment) == [0, 1, 2, 3, 4])
    for (i, record) in played.enumerated() {
      let expected = episode(seed: 70 + UInt64(i))
      #expect(record.episodeReturn == expected.return && record.length == expected.length)
    }
  }

  @Test("of each copy the first episode counts, not a later one that ends while others still play")
  func firstEpisodes() {
    // Seeds 0 to 2: the first episode lasts 1, 4 and 7 steps, the ones after it 2.
    let agent = ActorCritic(
      observationCount: 2, hiddenSizes: [2],
      distributions: CategoricalBatch<Float>(actionCount: 2), seed: 3)
    let played = agent.play(ShortAndLong(), episodes: 3, seed: 1, firstStart: 0)
    #expect(played.map(\.length) == [1, 4, 7])
  }

  @Test("drawn actions are the seed's, and not the most probable ones")
  func samples() {
    func lengths(seed: UInt64, samples: Bool) -> [Int] {
      agent.play(CartPole(), episodes: 8, seed: seed, firstStart: 5, samples: samples)
        .map(\.length)
    }
    #expect(lengths(seed: 1, samples: true) == lengths(seed: 1, samples: true))
    #expect(lengths(seed: 1, samples: true) != lengths(seed: 2, samples: true))
    #expect(lengths(seed: 1, samples: true) != lengths(seed: 1, samples: false))
    #expect(lengths(seed: 1, samples: false) == lengths(seed: 2, samples: false))
  }

  @Test("without a first start the starts are the seed's own")
  func ownStarts() {
    let own = agent.play(CartPole(), episodes: 6, seed: 1)
    #expect(own == agent.play(CartPole(), episodes: 6, seed: 1))
    #expect(own.map(\.length) != agent.play(CartPole(), episodes: 6, seed: 2).map(\.length))
  }

  @Test("another stream has other starts and other draws")
  func streams() {
    let own = agent.play(CartPole(), episodes: 6, seed: 1)
    #expect(agent.play(CartPole(), episodes: 6, seed: 1, stream: .evaluation) == own)
    let other = agent.play(CartPole(), episodes: 6, seed: 1, stream: .selection)
    #expect(other.map(\.length) != own.map(\.length))
    func drawn(_ stream: RandomStream) -> [Int] {
      agent.play(
        CartPole(), episodes: 6, seed: 1, firstStart: 5, samples: true, stream: stream
      ).map(\.length)
    }
    #expect(drawn(.selection) != drawn(.evaluation))
  }
}

/// Its first episode lasts 1 + 3 × seed steps, every later one 2.
private struct ShortAndLong: Environment {
  private var episode = Episode(timeLimit: 100)
  private var length = 0

  var id: String { "ShortAndLong" }
  var actionSpace: ActionSpace { .discrete(count: 2) }
  var timeLimit: Int { episode.timeLimit }

  mutating func reset(seed: UInt64) -> SIMD2<Float> {
    episode.begin(seed: seed)
    length = 1 + 3 * Int(seed)
    return [0, 0]
  }

  mutating func reset() -> SIMD2<Float> {
    episode.begin()
    length = 2
    return [0, 0]
  }

  mutating func step(_ action: Int) -> Step<SIMD2<Float>> {
    episode.beginStep()
    let isOver = episode.stepCount == length
    _ = episode.endStep(terminated: isOver)
    return Step(observation: [0, 0], reward: 1, terminated: isOver, truncated: false)
  }
}
