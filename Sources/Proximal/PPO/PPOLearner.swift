/// The learning half of PPO: what happens between two rollouts. It knows nothing of the world.
@usableFromInline
struct PPOLearner<Distributions: ActionDistributions>: Sendable
where Distributions.Scalar == Float {
  let settings: PPOSettings
  @usableFromInline private(set) var agent: ActorCritic<Distributions>
  private(set) var statistics = PPOStatistics()
  private(set) var loss: BlockwiseLoss<Distributions>
  private(set) var optimiser: ActorCriticOptimiser<Float>

  private var estimator: GeneralizedAdvantageEstimation<Float>
  private var targetEstimator: GeneralizedAdvantageEstimation<Float>?
  private var values: CriticValues
  private var order: [Int]
  private var shuffling: PCG64

  init(agent: ActorCritic<Distributions>, settings: PPOSettings, seed: UInt64) {
    self.settings = settings
    self.agent = agent
    estimator = GeneralizedAdvantageEstimation(
      discount: settings.discount, lambda: settings.gaeLambda)
    targetEstimator = settings.targetLambda.map {
      GeneralizedAdvantageEstimation(discount: settings.discount, lambda: $0)
    }
    values = CriticValues(
      normalises: settings.normalisesValues, bootstrapsTruncated: settings.bootstrapsTruncated)
    loss = BlockwiseLoss(
      of: agent,
      loss: PPOLoss(
        distributions: agent.distributions, clipRange: settings.clipRange,
        valueClipRange: settings.valueClipRange, valueCoefficient: settings.valueCoefficient,
        entropyCoefficient: settings.entropyCoefficient.value(at: 0)),
      holdsFreeParameters: settings.logStandardDeviation != nil)
    optimiser = ActorCriticOptimiser(
      of: agent, learningRate: settings.learningRate.value(at: 0), epsilon: settings.adamEpsilon,
      criticEpsilon: settings.criticAdamEpsilon)
    order = Array(0..<settings.batchSize)
    shuffling = PCG64(seed: seed, stream: .minibatches)
  }

  /// Takes the normalisation of the observations as it stands.
  @usableFromInline
  mutating func observe(with normalisation: ObservationNormalisation?) {
    agent.observationNormalisation = normalisation
  }

  // snippet.ppo-learner
  /// Sets what changes with time: both learning rates, the entropy bonus, and σ where it is not
  /// learned, before the rollout that it is to act in.
  @usableFromInline
  mutating func anneal(to progress: Double) {
    let rate = settings.learningRate.value(at: progress)
    optimiser.actor.learningRate = rate
    optimiser.freeParameters.learningRate = rate
    optimiser.critic.learningRate = settings.criticLearningRate?.value(at: progress) ?? rate
    loss.entropyCoefficient = settings.entropyCoefficient.value(at: progress)
    guard let schedule = settings.logStandardDeviation else { return }
    let logStandardDeviation = Float(schedule.value(at: progress))
    for i in agent.freeParameters.indices { agent.freeParameters[i] = logStandardDeviation }
  }

  /// The update that a rollout pays for.
  ///
  /// - Parameters:
  ///   - observations: what followed the rollout, `[N × observationCount]`.
  ///   - normalisation: of the observations as it stands now, if they are normalised.
  @usableFromInline
  @specialized(where Distributions == CategoricalBatch<Float>)
  @specialized(where Distributions == DiagonalGaussianBatch<Float>)
  mutating func learn(
    from rollout: Rollout<Distributions.Action>, before observations: [Float],
    normalisation: ObservationNormalisation?, workers: Workers
  ) throws(NonFiniteNumber) {
    agent.observationNormalisation = normalisation
    try check(rollout.observations, "an observation")
    try check(rollout.rewards, "a reward")
    estimateAdvantages(rollout, before: observations, workers)
    try check(estimator.advantages, "an advantage")
    try climb(rollout, workers)
    trainCriticFurther(rollout, workers)
  }

  /// Â_t and R_t = Â_t + V(s_t), with the critic as it is before the update.
  private mutating func estimateAdvantages(
    _ rollout: Rollout<Distributions.Action>, before observations: [Float], _ workers: Workers
  ) {
    values.update(
      agent.critic, rollout: rollout, nextObservations: observations,
      normalisation: agent.observationNormalisation, workers: workers)
    values.estimate(&estimator, rollout: rollout)
    guard targetEstimator != nil else { return values.setTargets(estimator.returns) }
    values.estimate(&targetEstimator!, rollout: rollout)
    values.setTargets(targetEstimator!.returns)
  }

  /// Epochs of minibatches: each is one step up L^CLIP + c_H H and down c_V L^V.
  private mutating func climb(
    _ rollout: Rollout<Distributions.Action>, _ workers: Workers
  ) throws(NonFiniteNumber) {
    statistics = PPOStatistics(explainedVariance: values.explainedVariance)
    for _ in 0..<settings.epochs {
      var divergence = 0.0
      shuffling.shuffle(&order)
      for slice in 0..<settings.minibatchCount {
        gather(slice, of: rollout)
        loss.update(agent, workers: workers)
        let parts = loss.parts
        try check(parts, norm: loss.norm.value)
        optimiser.step(
          &agent, along: &loss.gradient, norm: loss.norm, maximum: settings.maxGradientNorm,
          workers: workers)
        statistics.add(parts, gradientNorm: loss.norm.value)
        divergence += parts.approximateKL
      }
      let mean = divergence / Double(settings.minibatchCount)
      if let target = settings.targetKL, mean > target { break }
    }
  }

  /// Passes in which the critic learns alone; these gradients are not shortened.
  private mutating func trainCriticFurther(
    _ rollout: Rollout<Distributions.Action>, _ workers: Workers
  ) {
    for _ in 0..<settings.extraCriticEpochs {
      shuffling.shuffle(&order)
      for slice in 0..<settings.minibatchCount {
        gather(slice, of: rollout)
        loss.updateCritic(agent, workers: workers)
        optimiser.critic.descend(&agent.critic.parameters, along: loss.gradient.critic)
      }
    }
  }

  /// The next slice of the shuffled rollout.
  private mutating func gather(_ slice: Int, of rollout: Rollout<Distributions.Action>) {
    let (count, slices) = (order.count, settings.minibatchCount)
    loss.gather(
      order[slice * count / slices..<(slice + 1) * count / slices], from: rollout, critic: values,
      advantages: estimator.advantages, normalises: settings.normalisesAdvantages)
  }
  // snippet.end
}

extension PPOLearner {
  private func check(_ parts: PPOLossParts, norm: Double) throws(NonFiniteNumber) {
    guard parts.isFinite && norm.isFinite else {
      let (quantity, value) = parts.nonFinite ?? ("the gradient's length", norm)
      throw fault(quantity, value)
    }
  }

  private func check(_ numbers: [Float], _ quantity: String) throws(NonFiniteNumber) {
    guard allFinite(numbers) else {
      throw fault(quantity, Double(numbers.first { !$0.isFinite } ?? .nan))
    }
  }

  /// The iteration is the caller's to fill in.
  private func fault(_ quantity: String, _ value: Double) -> NonFiniteNumber {
    NonFiniteNumber(
      iteration: 0, quantity: quantity, value: value,
      layer: agent.firstNonFiniteLayer(loss.gradient))
  }
}

extension PPOLearner: Archivable {
  @usableFromInline
  mutating func archive(in archive: inout StateArchive) throws(StateArchiveError) {
    try agent.archive(in: &archive)
    try optimiser.archive(in: &archive)
    try values.archive(in: &archive)
    try archive.visit(&order, in: 0...order.count - 1, "the place of a transition")
    try shuffling.archive(in: &archive)
  }
}
