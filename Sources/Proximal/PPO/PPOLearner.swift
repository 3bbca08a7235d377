/// The learning half of PPO: what happens between two rollouts. It knows nothing of the world.
@usableFromInline
struct PPOLearner<Distributions: ActionDistributions>: Sendable
where Distributions.Scalar == Float {
  @usableFromInline var update: PPOUpdate<Distributions>
  private(set) var statistics = PPOStatistics()

  private var estimator: GeneralizedAdvantageEstimation<Float>
  private var targetEstimator: GeneralizedAdvantageEstimation<Float>?
  var values: CriticValues
  private(set) var minibatch = BlockedMinibatch<Distributions>()
  /// The transitions in the order in which the latest epoch took them.
  var order: [Int]
  var shuffling: PCG64

  init(agent: ActorCritic<Distributions>, settings: PPOSettings, seed: UInt64) {
    update = PPOUpdate(of: agent, settings: settings)
    estimator = GeneralizedAdvantageEstimation(
      discount: settings.discount, lambda: settings.gaeLambda)
    targetEstimator = settings.targetLambda.map {
      GeneralizedAdvantageEstimation(discount: settings.discount, lambda: $0)
    }
    values = CriticValues(
      normalises: settings.normalisesValues, bootstrapsTruncated: settings.bootstrapsTruncated)
    order = Array(0..<settings.batchSize)
    shuffling = PCG64(seed: seed, stream: .minibatches)
  }

  private var settings: PPOSettings { update.settings }

  // snippet.ppo-learner
  /// The update that a rollout pays for.
  @usableFromInline
  @specialized(where Distributions == CategoricalBatch<Float>)
  @specialized(where Distributions == DiagonalGaussianBatch<Float>)
  mutating func learn(
    from rollout: Rollout<Distributions.Action>, workers: Workers
  ) throws(NonFiniteNumber) {
    try update.check(rollout.observations, "an observation")
    try update.check(rollout.rewards, "a reward")
    estimateAdvantages(rollout, workers)
    try update.check(estimator.advantages, "an advantage")
    statistics = PPOStatistics(explainedVariance: values.explainedVariance)
    for _ in 0..<settings.epochs {
      let divergence = try learnOneEpoch(rollout, workers)
      if let target = settings.targetKL, divergence > target { break }
    }
    update.step(workers: workers)
    for _ in 0..<settings.extraCriticEpochs {
      try forEachMinibatch { $0.update.stepCritic(on: &$0.minibatch, of: rollout, $0.values) }
    }
  }

  /// Â_t and R_t = Â_t + V(s_t), with the critic as it is before the update.
  private mutating func estimateAdvantages(
    _ rollout: Rollout<Distributions.Action>, _ workers: Workers
  ) {
    values.update(update.critic.network, rollout: rollout, workers: workers)
    values.estimate(&estimator, rollout: rollout)
    guard targetEstimator != nil else { return values.setTargets(estimator.returns) }
    values.estimate(&targetEstimator!, rollout: rollout)
    values.setTargets(targetEstimator!.returns)
  }

  /// Every transition once: each minibatch is a step up L^CLIP + c_H H and down c_V L^V, taken when the
  /// next one's turn comes.
  ///
  /// - Returns: the mean of the minibatches' approximate KL divergences.
  private mutating func learnOneEpoch(
    _ rollout: Rollout<Distributions.Action>, _ workers: Workers
  ) throws(NonFiniteNumber) -> Double {
    var divergence = 0.0
    try forEachMinibatch { learner throws(NonFiniteNumber) in
      learner.update.advance(to: &learner.minibatch, of: rollout, learner.values, workers: workers)
      try learner.update.checkStatistics()
      learner.statistics.add(step: learner.update.statistics)
      divergence += learner.update.statistics.approximateKL
    }
    return divergence / Double(settings.minibatchCount)
  }

  /// Shuffles the rollout and calls `body` for slice after slice.
  @inline(__always)
  private mutating func forEachMinibatch(
    _ body: (inout Self) throws(NonFiniteNumber) -> Void
  ) throws(NonFiniteNumber) {
    let (count, slices) = (order.count, settings.minibatchCount)
    shuffling.shuffle(&order)
    for slice in 0..<slices {
      minibatch.choose(
        slice * count / slices..<(slice + 1) * count / slices, of: order,
        advantages: estimator.advantages, normalises: settings.normalisesAdvantages)
      try body(&self)
    }
  }
  // snippet.end
}
