/// Plays N environments with a policy and keeps the last rollout: T steps of each, `[T × N]`.
///
/// Environments go on from rollout to rollout; an episode may stretch over several. Each environment
/// has a generator of its own for the world and one for the actions, so what happens in it does not
/// depend on its neighbours.
public struct RolloutCollector<World: Environment, Distributions: ActionDistributions>: Sendable
where World.Action.Element == Distributions.Action, Distributions.Scalar == Float {
  @usableFromInline var environments: VectorEnvironment<World>
  @usableFromInline var policy: BehaviourPolicy<Distributions>
  @usableFromInline var latest: Rollout<Distributions.Action>
  @usableFromInline var ended: [FinishedEpisode] = []
  @usableFromInline var endedAt: [Int] = []
  @usableFromInline var taken = 0
  @usableFromInline var rewardScaler: RewardScaler
  @usableFromInline var inputs: [Float] = []
  /// The statistics by which observations are normalised, if they are.
  public internal(set) var observationNormalisation: ObservationNormalisation?

  /// - Parameters:
  ///   - world: the environment; `environmentCount` copies of it are played.
  ///   - distributions: what the actor's outputs mean, an empty batch; its action space is the world's.
  ///   - environmentCount: N.
  ///   - rolloutLength: T.
  ///   - discount: γ, by which the scaling of rewards sums them up.
  ///   - rewardScaling: what the rollout holds in place of the world's rewards.
  ///   - normalisesObservations: whether it holds normalised observations.
  ///   - seed: of the run; world and actions get streams of their own.
  public init(
    _ world: World, distributions: Distributions, environmentCount: Int, rolloutLength: Int,
    discount: Double = 0, rewardScaling: RewardScaling = .none,
    normalisesObservations: Bool = false, seed: UInt64
  ) {
    self.init(
      world, distributions: distributions, environments: 0..<environmentCount,
      rolloutLength: rolloutLength, discount: discount, rewardScaling: rewardScaling,
      normalisesObservations: normalisesObservations, seed: seed)
  }

  /// The same for some of a run's environments: they do what they would do among all.
  init(
    _ world: World, distributions: Distributions, environments range: Range<Int>,
    rolloutLength: Int, discount: Double, rewardScaling: RewardScaling,
    normalisesObservations: Bool, seed: UInt64
  ) {
    rewardScaler = RewardScaler(
      rewardScaling, discount: discount, environmentCount: range.count)
    observationNormalisation =
      normalisesObservations ? ObservationNormalisation(count: world.observationCount) : nil
    environments = VectorEnvironment(repeating: world, count: range.count)
    var seeds = PCG64(seed: seed, stream: .environments)
    // Copy i takes this seed plus i, which must not overflow.
    environments.reset(seed: (seeds.next() >> 1) + UInt64(range.lowerBound))
    policy = BehaviourPolicy(distributions: distributions, environments: range, seed: seed)
    latest = Rollout(
      stepCount: rolloutLength, environmentCount: range.count,
      observationCount: world.observationCount, actionWidth: distributions.actionWidth,
      placeholder: distributions.placeholderAction)
  }

  /// The last rollout; all its observations are normalised, if any are.
  public var rollout: Rollout<Distributions.Action> { latest }
  /// The episodes that ended during it, in the order in which they ended.
  public var finishedEpisodes: [FinishedEpisode] { ended }
  /// The environment step, counted over the whole run, at which each of those ended.
  public var episodeEnds: [Int] { endedAt }
  /// Environment steps taken over all rollouts.
  public var stepCount: Int { taken }

  /// Plays T steps in each environment, with actions drawn from the policy.
  @inlinable
  public mutating func collect(with agent: ActorCritic<Distributions>) {
    ended.removeAll(keepingCapacity: true)
    endedAt.removeAll(keepingCapacity: true)
    // snippet.collect
    for t in 0..<latest.stepCount {
      observe()
      policy.act(agent, on: inputs)
      latest.record(
        decisionAt: t, observations: inputs, actions: policy.actions,
        logProbabilities: policy.logProbabilities)
      environments.step(policy.actions)
      latest.record(outcomeAt: t, of: environments)
      if !rewardScaler.isIdentity { scaleRewards(at: t) }
      // snippet.end
      taken += environments.count
      for episode in environments.finishedEpisodes {
        ended.append(episode)
        endedAt.append(taken)
      }
    }
    latest.record(nextObservations: environments.observations)
    if observationNormalisation != nil { normaliseLastObservations() }
  }

  /// Takes what the environments show, normalised if that is asked for.
  @inlinable
  mutating func observe() {
    copy(
      environments.observations, to: &inputs,
      count: environments.count * environments.observationCount)
    if observationNormalisation != nil { normaliseInputs() }
  }

  @usableFromInline
  mutating func normaliseInputs() {
    observationNormalisation?.add(inputs, rows: environments.count)
    observationNormalisation?.apply(to: inputs, rows: environments.count, into: &inputs)
  }

  /// By what has been seen up to now, the whole rollout included.
  @usableFromInline
  mutating func normaliseLastObservations() {
    latest.normaliseLastObservations(by: observationNormalisation!)
  }

  @usableFromInline
  mutating func scaleRewards(at t: Int) {
    rewardScaler.update(
      environments.rewards, terminated: environments.terminated, truncated: environments.truncated)
    latest.replace(rewardsAt: t, by: rewardScaler.rewards)
  }
}

extension RolloutCollector {
  /// Packs, or unpacks, what came of the last rollout.
  mutating func visit(_ parcel: inout Parcel) {
    parcel.visit(&taken)
    latest.visit(&parcel)
    var count = ended.count
    parcel.visit(&count)
    let none = FinishedEpisode(environment: 0, episodeReturn: 0, length: 0, status: .running)
    while ended.count < count { ended.append(none) }
    while endedAt.count < count { endedAt.append(0) }
    ended.removeLast(ended.count - count)
    endedAt.removeLast(endedAt.count - count)
    parcel.visit(&ended)
    parcel.visit(&endedAt)
  }
}

extension RolloutCollector where World: Archivable {
  /// The state of one environment, of its generators and of its sums.
  mutating func archive(
    environment i: Int, in archive: inout StateArchive
  ) throws(StateArchiveError) {
    try environments.archive(copy: i, in: &archive)
    try policy.archive(generator: i, in: &archive)
    try rewardScaler.archive(sum: i, in: &archive)
  }

  /// The statistics that run over all environments.
  mutating func archive(statisticsIn archive: inout StateArchive) throws(StateArchiveError) {
    try rewardScaler.archive(momentsIn: &archive)
    try observationNormalisation?.archive(in: &archive)
  }
}
