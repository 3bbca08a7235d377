/// Proximal policy optimisation, assembled: collect a rollout, estimate advantages, climb the clipped
/// surrogate for some epochs of minibatches; again.
///
///     var ppo = PPO(
///       CartPole(), distributions: CategoricalBatch(actionCount: 2), settings: PPOSettings(),
///       totalSteps: 500_000, seed: 1)
///     while !ppo.isFinished { ppo.iterate() }
///     ppo.agent   // the trained policy and critic
///
/// Source: Schulman et al., “Proximal policy optimization algorithms”, 2017, algorithm 1.
public struct PPO<World: Environment, Distributions: ActionDistributions>: Sendable
where World.Action == Distributions.Action, Distributions.Scalar == Float {
  public let settings: PPOSettings
  /// Iterations in the whole training: as many as fit into its steps, one at least.
  public let iterationCount: Int
  /// Iterations done.
  public private(set) var iteration = 0
  /// What is trained.
  public private(set) var agent: ActorCritic<Distributions>
  /// What the last update did.
  public private(set) var statistics = PPOStatistics()

  @usableFromInline var collector: RolloutCollector<World, Distributions>
  private var estimator: GeneralizedAdvantageEstimation<Float>
  private var targetEstimator: GeneralizedAdvantageEstimation<Float>?
  private var values: CriticValues
  private(set) var loss: PPOLoss<Distributions>
  private var gradient: ActorCriticGradient<Float>
  private(set) var optimiser: ActorCriticOptimiser<Float>
  private var minibatch = Minibatch<Distributions>()
  private var order: [Int]
  private var shuffling: PCG64

  /// - Parameters:
  ///   - world: the environment.
  ///   - distributions: what the actor's outputs mean, an empty batch.
  ///   - freeParameters: the policy's parameters that no network gives, where they start.
  ///   - totalSteps: environment steps of the whole training; schedules run over them.
  ///   - seed: of the run.
  public init(
    _ world: World, distributions: Distributions, freeParameters: [Float] = [],
    settings: PPOSettings, totalSteps: Int, seed: UInt64
  ) {
    let agent = ActorCritic(
      observationCount: World.Observation.count, hiddenSizes: settings.hiddenSizes,
      freeParameters: freeParameters, distributions: distributions, seed: seed)
    self.init(world, agent: agent, settings: settings, totalSteps: totalSteps, seed: seed)
  }

  /// The same, with networks of your own to begin with.
  public init(
    _ world: World, agent: ActorCritic<Distributions>, settings: PPOSettings, totalSteps: Int,
    seed: UInt64
  ) {
    settings.check()
    self.settings = settings
    self.agent = agent
    iterationCount = max(totalSteps / settings.batchSize, 1)
    collector = RolloutCollector(
      world, distributions: agent.distributions, environmentCount: settings.environmentCount,
      rolloutLength: settings.rolloutLength, discount: settings.discount,
      rewardScaling: settings.rewardScaling,
      normalisesObservations: settings.normalisesObservations, seed: seed)
    estimator = GeneralizedAdvantageEstimation(
      discount: settings.discount, lambda: settings.gaeLambda)
    targetEstimator = settings.targetLambda.map {
      GeneralizedAdvantageEstimation(discount: settings.discount, lambda: $0)
    }
    values = CriticValues(
      normalises: settings.normalisesValues, bootstrapsTruncated: settings.bootstrapsTruncated)
    loss = PPOLoss(
      distributions: agent.distributions, clipRange: settings.clipRange,
      valueClipRange: settings.valueClipRange, valueCoefficient: settings.valueCoefficient,
      entropyCoefficient: settings.entropyCoefficient.value(at: 0))
    gradient = ActorCriticGradient(of: agent)
    optimiser = ActorCriticOptimiser(
      of: agent, learningRate: settings.learningRate.value(at: 0), epsilon: settings.adamEpsilon,
      criticEpsilon: settings.criticAdamEpsilon)
    order = Array(0..<settings.batchSize)
    shuffling = PCG64(seed: seed, stream: .minibatches)
  }

  /// Whether the steps of the training are used up.
  public var isFinished: Bool { iteration >= iterationCount }
  /// Environment steps taken.
  public var stepCount: Int { collector.stepCount }
  /// Gradient steps taken.
  public var gradientStepCount: Int { optimiser.critic.stepCount }
  /// The actor's α, as the last update had it.
  public var learningRate: Double { optimiser.actor.learningRate }
  /// The episodes that ended in the last rollout, in the order in which they ended.
  public var finishedEpisodes: [FinishedEpisode] { collector.finishedEpisodes }
  /// The mean of their returns; nil when none ended.
  public var meanReturn: Double? {
    let ended = collector.finishedEpisodes
    return ended.isEmpty ? nil : ended.reduce(0) { $0 + $1.episodeReturn } / Double(ended.count)
  }
  /// The environment step at which each of them ended.
  public var episodeEnds: [Int] { collector.episodeEnds }

  // snippet.ppo
  /// One iteration: a rollout and the update it pays for.
  @inlinable
  public mutating func iterate() {
    setStandardDeviation()
    collector.collect(with: agent)
    learn()
  }

  @usableFromInline
  mutating func learn() {
    anneal()
    estimateAdvantages()
    update()
    iteration += 1
  }

  /// Where σ is not learned it is set before the rollout that it is to act in.
  @usableFromInline
  mutating func setStandardDeviation() {
    guard let schedule = settings.logStandardDeviation else { return }
    let value = Float(schedule.value(at: Double(iteration) / Double(iterationCount)))
    for i in agent.freeParameters.indices { agent.freeParameters[i] = value }
  }

  /// Sets what changes with time: both learning rates and the entropy bonus.
  private mutating func anneal() {
    let progress = Double(iteration) / Double(iterationCount)
    let rate = settings.learningRate.value(at: progress)
    optimiser.actor.learningRate = rate
    optimiser.freeParameters.learningRate = rate
    optimiser.critic.learningRate = settings.criticLearningRate?.value(at: progress) ?? rate
    loss.entropyCoefficient = settings.entropyCoefficient.value(at: progress)
  }

  /// Â_t and R_t = Â_t + V(s_t), with the critic as it is before the update.
  private mutating func estimateAdvantages() {
    agent.observationNormalisation = collector.observationNormalisation
    values.update(
      agent.critic, rollout: collector.rollout, nextObservations: collector.observations,
      normalisation: agent.observationNormalisation)
    values.estimate(&estimator, rollout: collector.rollout)
    guard targetEstimator != nil else { return values.setTargets(estimator.returns) }
    values.estimate(&targetEstimator!, rollout: collector.rollout)
    values.setTargets(targetEstimator!.returns)
  }

  /// Epochs of minibatches: each is one step up L^CLIP + c_H H and down c_V L^V.
  private mutating func update() {
    statistics = PPOStatistics(explainedVariance: values.explainedVariance)
    for _ in 0..<settings.epochs {
      var divergence = 0.0
      shuffling.shuffle(&order)
      for slice in 0..<settings.minibatchCount {
        gather(slice)
        loss.update(agent, on: minibatch, gradient: &gradient)
        if settings.logStandardDeviation != nil { gradient.holdFreeParameters() }
        let norm = gradient.shorten(to: settings.maxGradientNorm)
        optimiser.step(&agent, along: gradient)
        statistics.add(loss, gradientNorm: norm)
        divergence += loss.surrogate.approximateKL
      }
      let mean = divergence / Double(settings.minibatchCount)
      if let target = settings.targetKL, mean > target { break }
    }
    trainCriticFurther()
  }

  /// Passes in which the critic learns alone; these gradients are not shortened.
  private mutating func trainCriticFurther() {
    for _ in 0..<settings.extraCriticEpochs {
      shuffling.shuffle(&order)
      for slice in 0..<settings.minibatchCount {
        gather(slice)
        loss.updateCritic(agent, on: minibatch, gradient: &gradient)
        optimiser.critic.descend(&agent.critic.parameters, along: gradient.critic)
      }
    }
  }

  /// The next slice of the shuffled rollout.
  private mutating func gather(_ slice: Int) {
    let (count, slices) = (order.count, settings.minibatchCount)
    minibatch.gather(
      order[slice * count / slices..<(slice + 1) * count / slices], from: collector.rollout,
      values: values.oldOutputs, advantages: estimator.advantages, returns: values.targets)
    if settings.normalisesAdvantages {
      normaliseAdvantages(&minibatch.advantages, rows: minibatch.rows)
    }
  }
  // snippet.end
}
