/// A rollout's environments shared out among ranks and their workers: each plays its own through the
/// whole rollout, without a word to the others, and the pieces are handed round and laid together
/// afterwards.
///
/// An environment does not depend on its neighbours, so the rollout is the same however many workers
/// there are. Statistics that run over all environments, step by step, do not allow it: with
/// normalised observations or rewards scaled by their returns' deviation one worker plays them all.
@usableFromInline
struct SharedRolloutCollector<World: Environment, Distributions: ActionDistributions>: Sendable
where World.Action.Element == Distributions.Action, Distributions.Scalar == Float {
  @usableFromInline var shares: [RolloutCollector<World, Distributions>]
  /// The shares laid together; unused where there is but one.
  @usableFromInline var whole: Rollout<Distributions.Action>
  @usableFromInline var ended: [FinishedEpisode] = []
  @usableFromInline var endedAt: [Int] = []
  /// How many of each share's ended episodes have been taken over.
  @usableFromInline var merged: [Int]

  init(
    _ world: World, distributions: Distributions, settings: PPOSettings, seed: UInt64,
    workers: Workers
  ) {
    let count = settings.environmentCount
    let players = workers.ranks.count * workers.count
    let shareCount = settings.sharesEnvironments ? min(players, count) : 1
    shares = (0..<shareCount).map { share in
      RolloutCollector(
        world, distributions: distributions,
        environments: share * count / shareCount..<(share + 1) * count / shareCount,
        rolloutLength: settings.rolloutLength, discount: settings.discount,
        rewardScaling: settings.rewardScaling,
        normalisesObservations: settings.normalisesObservations, seed: seed)
    }
    merged = [Int](repeating: 0, count: shareCount)
    whole = Rollout(
      stepCount: shareCount > 1 ? settings.rolloutLength : 1,
      environmentCount: shareCount > 1 ? count : 1, observationCount: world.observationCount,
      actionWidth: distributions.actionWidth, placeholder: distributions.placeholderAction)
  }

  /// The last rollout.
  @usableFromInline var rollout: Rollout<Distributions.Action> {
    shares.count == 1 ? shares[0].rollout : whole
  }
  /// The episodes that ended during it, in the order in which they ended.
  var finishedEpisodes: [FinishedEpisode] { shares.count == 1 ? shares[0].finishedEpisodes : ended }
  /// The environment step, counted over the whole run, at which each of those ended.
  var episodeEnds: [Int] { shares.count == 1 ? shares[0].episodeEnds : endedAt }
  /// Environment steps taken over all rollouts.
  var stepCount: Int { shares.reduce(0) { $0 + $1.stepCount } }
  /// The statistics by which observations are normalised, if they are.
  @usableFromInline var observationNormalisation: ObservationNormalisation? {
    shares[0].observationNormalisation
  }

  /// Plays T steps in each environment, with actions drawn from the policy.
  @inlinable
  mutating func collect(with agent: ActorCritic<Distributions>, workers: Workers) {
    let mine = workers.ranks.part(of: shares.count)
    shares.withUnsafeMutableBufferPointer { shares in
      let first = shares.baseAddress! + mine.lowerBound
      workers.share(mine.count) { first[$0].collect(with: agent) }
    }
    if workers.ranks.count > 1 { handRound(workers.ranks) }
    if shares.count > 1 { layTogether() }
  }

  /// Hands round what came of the shares; their environments stay with the rank that plays them.
  @usableFromInline
  mutating func handRound(_ ranks: Ranks) {
    var parcel = Parcel()
    for s in ranks.part(of: shares.count) { shares[s].visit(&parcel) }
    for (rank, var parcel) in ranks.gather(parcel).enumerated() where rank != ranks.rank {
      for s in ranks.part(of: shares.count, for: rank) { shares[s].visit(&parcel) }
    }
  }

  @inlinable
  mutating func layTogether() {
    var first = 0
    for s in shares.indices {
      whole.fill(environmentsFrom: first, with: shares[s].latest)
      first += shares[s].environments.count
    }
    mergeEpisodes()
  }

  /// All episodes that ended, by step and then by environment.
  @inlinable
  mutating func mergeEpisodes() {
    ended.removeAll(keepingCapacity: true)
    endedAt.removeAll(keepingCapacity: true)
    for s in shares.indices { merged[s] = 0 }
    for t in 0..<whole.stepCount {
      var first = 0
      for s in shares.indices {
        let width = shares[s].environments.count
        // The share's own count of steps at the end of step t.
        let now = shares[s].taken - (whole.stepCount - 1 - t) * width
        while merged[s] < shares[s].ended.count, shares[s].endedAt[merged[s]] == now {
          ended.append(shares[s].ended[merged[s]])
          ended[ended.count - 1].environment += first
          endedAt.append(now / width * whole.environmentCount)
          merged[s] += 1
        }
        first += width
      }
    }
  }
}

extension SharedRolloutCollector: Archivable where World: Archivable {
  /// Environment by environment: how they are shared out leaves no trace.
  @usableFromInline
  mutating func archive(in archive: inout StateArchive) throws(StateArchiveError) {
    var steps = stepCount
    try archive.visit(count: &steps, "the number of steps")
    let count = shares.reduce(0) { $0 + $1.environments.count }
    for s in shares.indices {
      shares[s].taken = steps / count * shares[s].environments.count
      for i in 0..<shares[s].environments.count {
        try shares[s].archive(environment: i, in: &archive)
      }
    }
    // There are none where the environments are shared out.
    try shares[0].archive(statisticsIn: &archive)
  }

  /// Hands round the environments' own state, so that every rank can archive them all.
  mutating func handRoundEnvironments(_ ranks: Ranks) throws(StateArchiveError) {
    guard ranks.count > 1 else { return }
    var mine = StateArchive()
    try archive(shares: ranks.part(of: shares.count), in: &mine)
    for (rank, parcel) in ranks.gather(Parcel(reading: mine.bytes[...])).enumerated()
    where rank != ranks.rank {
      var theirs = StateArchive(reading: parcel.bytes)
      try archive(shares: ranks.part(of: shares.count, for: rank), in: &theirs)
    }
  }

  private mutating func archive(
    shares range: Range<Int>, in archive: inout StateArchive
  ) throws(StateArchiveError) {
    for s in range {
      for i in 0..<shares[s].environments.count {
        try shares[s].archive(environment: i, in: &archive)
      }
      // There are statistics where one share has all environments.
      if shares.count == 1 { try shares[s].archive(statisticsIn: &archive) }
    }
  }
}

extension PPOSettings {
  /// Whether nothing that the environments go through depends on what happens in the others.
  fileprivate var sharesEnvironments: Bool {
    if case .byReturnDeviation = rewardScaling { return false }
    return !normalisesObservations
  }
}
