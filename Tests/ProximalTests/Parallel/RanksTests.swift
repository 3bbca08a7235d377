import TestSupport
import Testing

@testable import Proximal

@Suite("Ranks")
struct RanksTests {
  // MARK: Handing round

  @Test("every piece of a work belongs to one rank, in order", arguments: 1...5, [0, 1, 2, 7, 64])
  func parts(count: Int, pieces: Int) {
    let parts = (0..<count).map { rank in
      Ranks(rank: rank, count: count) { _, _ in }.part(of: pieces)
    }
    #expect(parts.flatMap { Array($0) } == Array(0..<pieces))
    #expect(parts.allSatisfy { $0.count <= (pieces + count - 1) / count })
  }

  @Test("each fills in its pieces, then all have all of them", arguments: [1, 2, 3, 4])
  func gather(count: Int) {
    let got = LocalRanks.run(count) { ranks in
      var all = [Int](repeating: -1, count: 14)
      for piece in ranks.part(of: 7) { (all[2 * piece], all[2 * piece + 1]) = (piece, 100 + piece) }
      ranks.gather(&all, pieces: 7, width: 2)
      return all
    }
    for all in got { #expect(all == (0..<7).flatMap { [$0, 100 + $0] }) }
  }

  @Test("parcels of different lengths arrive as they were packed")
  func parcels() {
    let got = LocalRanks.run(3) { ranks in
      var parcel = Parcel()
      var (numbers, flag, name) = (
        [Float](repeating: 0.5, count: ranks.rank), ranks.rank == 1, ranks.rank
      )
      parcel.visit(&numbers)
      parcel.visit(&flag)
      parcel.visit(&name)
      return ranks.gather(parcel).enumerated().map { rank, parcel in
        var parcel = parcel
        var (numbers, flag, name) = ([Float](repeating: 0, count: rank), false, -1)
        parcel.visit(&numbers)
        parcel.visit(&flag)
        parcel.visit(&name)
        return "\(numbers) \(flag) \(name)"
      }
    }
    for all in got { #expect(all == ["[] false 0", "[0.5] true 1", "[0.5, 0.5] false 2"]) }
  }

  private struct Wishes: OptionSet, BitwiseCopyable, Sendable {
    let rawValue: UInt8
  }

  @Test("what one rank wishes, all wish; and what rank 0 has, all have")
  func agreement() {
    let wishes = LocalRanks.run(3) { $0.union(Wishes(rawValue: $0.rank == 1 ? 0 : 1 << $0.rank)) }
    #expect(wishes.map(\.rawValue) == [5, 5, 5])
    #expect(Ranks.alone.union(Wishes(rawValue: 2)) == Wishes(rawValue: 2))
    #expect(
      LocalRanks.run(2) { $0.fromRankZero($0.rank == 0 ? [1, 2] : [9]) } == [[1, 2], [1, 2]])
  }

  // MARK: Training

  private struct Outcome: Equatable, Sendable {
    var actor: [Float]
    var critic: [Float]
    var statistics: PPOStatistics
    var episodes: [FinishedEpisode]
    var episodeEnds: [Int]
    var state: [UInt8]
  }

  /// Trains, and looks at all there is in the end.
  private func train<World: Environment & Archivable, Distributions: ActionDistributions>(
    _ world: World, _ distributions: Distributions, free: [Float] = [], _ settings: PPOSettings,
    workers: Workers
  ) -> Outcome
  where World.Action.Element == Distributions.Action, Distributions.Scalar == Float {
    var ppo = PPO(
      world, distributions: distributions, freeParameters: free, settings: settings,
      totalSteps: 3 * settings.batchSize, seed: 4, workers: workers)
    while !ppo.isFinished { ppo.iterate() }
    ppo.handRoundEnvironments()
    return Outcome(
      actor: ppo.agent.actor.parameters, critic: ppo.agent.critic.parameters,
      statistics: ppo.statistics, episodes: ppo.finishedEpisodes, episodeEnds: ppo.episodeEnds,
      state: ppo.archived())
  }

  /// Minibatches of three blocks: 256, 256 and 113 transitions of 625.
  private static func settings(_ change: (inout PPOSettings) -> Void = { _ in }) -> PPOSettings {
    var settings = PPOSettings()
    (settings.environmentCount, settings.rolloutLength) = (5, 250)
    (settings.epochs, settings.minibatchCount, settings.hiddenSizes) = (2, 2, [8, 8])
    change(&settings)
    return settings
  }

  /// On one process and on many, with one thread and with two.
  private func expectSame(
    ranks count: Int, _ trained: @escaping @Sendable (Workers) -> Outcome
  ) {
    let alone = trained(.alone)
    for threads in 1...2 {
      for (rank, outcome) in LocalRanks.run(count, { trained(Workers(threads, ranks: $0)) })
        .enumerated()
      {
        #expect(outcome == alone, "rank \(rank) of \(count), \(threads) threads")
      }
    }
  }

  @Test("the same bits on every rank as on one process", arguments: [2, 3, 4, 8])
  func sameBits(count: Int) {
    expectSame(ranks: count) { workers in
      train(CartPole(), CategoricalBatch(actionCount: 2), Self.settings(), workers: workers)
    }
  }

  @Test("with minibatches of one block: a rank has the actor's half, another the critic's")
  func oneBlock() {
    expectSame(ranks: 3) { workers in
      train(
        CartPole(), CategoricalBatch(actionCount: 2), Self.settings { $0.minibatchCount = 10 },
        workers: workers)
    }
  }

  @Test("with Gaussian actions and free parameters")
  func gaussian() {
    expectSame(ranks: 2) { workers in
      train(
        Pendulum(), DiagonalGaussianBatch<Float>(dimensions: 1), free: [0],
        Self.settings { $0.bootstrapsTruncated = true }, workers: workers)
    }
  }

  @Test("with statistics that run over all environments: one rank plays them")
  func normalised() {
    expectSame(ranks: 3) { workers in
      train(
        CartPole(), CategoricalBatch(actionCount: 2),
        Self.settings {
          ($0.normalisesObservations, $0.normalisesValues) = (true, true)
          ($0.extraCriticEpochs, $0.targetKL) = (1, 0.02)
        }, workers: workers)
    }
  }

  @Test("a checkpoint of three ranks goes on alone, and one's own on two ranks")
  func checkpoints() {
    let settings = Self.settings()
    @Sendable func start(_ workers: Workers) -> PPO<CartPole, CategoricalBatch<Float>> {
      PPO(
        CartPole(), distributions: CategoricalBatch(actionCount: 2), settings: settings,
        totalSteps: 4 * settings.batchSize, seed: 4, workers: workers)
    }
    @Sendable func finish(_ ppo: PPO<CartPole, CategoricalBatch<Float>>) -> [Float] {
      var ppo = ppo
      while !ppo.isFinished { ppo.iterate() }
      return ppo.agent.actor.parameters
    }
    let whole = finish(start(.alone))
    let states = LocalRanks.run(3) { ranks in
      var ppo = start(Workers(1, ranks: ranks))
      for _ in 0..<2 { ppo.iterate() }
      ppo.handRoundEnvironments()
      return ppo.archived()
    }
    #expect(states[1] == states[0] && states[2] == states[0])
    for workers in [Workers.alone, Workers(2)] {
      var ppo = start(workers)
      #expect(throws: Never.self) { try ppo.resume(from: states[0]) }
      #expect(finish(ppo) == whole)
    }
    let onTwo = LocalRanks.run(2) { ranks in
      var ppo = start(Workers(1, ranks: ranks))
      try! ppo.resume(from: states[0])
      return finish(ppo)
    }
    #expect(onTwo == [whole, whole])
  }

  @Test("a rank that does not exist is refused")
  func refused() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Ranks(rank: 2, count: 2) { _, _ in } }
    expectMessage(result, "of 2 ranks there is no rank 2")
  }
}
