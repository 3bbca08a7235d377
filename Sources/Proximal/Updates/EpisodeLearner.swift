/// A policy and its critic, learning from batches of whole episodes; what an update of the policy is,
/// the caller says.
///
///     var learner = EpisodeLearner(CartPole(), seed: 1) { KLPenaltyUpdate($0, beta: 1) }
///     while let distance = learner.iterate(stepLimit: 200_000) { … }
///     learner.policy
///
/// Both networks have one hidden layer of 32 units; the first weights are orthogonal.
public struct EpisodeLearner<World: Environment, Update: PolicyUpdate>: Sendable
where World.Action == Int {
  /// Maps observations to logits.
  public private(set) var policy: MLP<Float>
  /// Gives V(s), the baseline; it learns from every batch, after the policy.
  public private(set) var critic: MonteCarloCritic
  /// What improves the policy, as it stands after the latest batch.
  public private(set) var update: Update
  /// The latest batch.
  public private(set) var batch: EpisodeBatch<World>

  /// - Parameters:
  ///   - world: with discrete actions.
  ///   - episodes: in a batch.
  ///   - seed: of the run.
  ///   - update: gives the update for a policy like the one that it gets.
  public init(
    _ world: World, episodes: Int = 8, seed: UInt64, update: (MLP<Float>) -> Update
  ) {
    guard case .discrete(let actionCount) = world.actionSpace else {
      fatalError("an episode learner needs discrete actions; \(world.id) has none")
    }
    let inputs = world.observationCount
    var generator = PCG64(seed: seed, stream: .initialisation)
    policy = MLP(sizes: [inputs, 32, actionCount], outputGain: 0.01, using: &generator)
    critic = MonteCarloCritic(ValueFunction(observationCount: inputs, using: &generator))
    batch = EpisodeBatch(world, count: episodes, seed: seed)
    self.update = update(policy)
  }

  // snippet.episode-learner
  /// Collects a batch, improves the policy on it, and teaches the critic what it returned.
  ///
  /// - Parameter stepLimit: environment steps that may be taken in all batches together.
  /// - Returns: the record of the update; nil when the limit has cut the batch short.
  public mutating func iterate(stepLimit: Int) -> Update.Record? {
    guard let advantages = collect(stepLimit: stepLimit) else { return nil }
    let record = update.improve(&policy, on: batch, advantages: advantages)
    critic.fit(to: batch)
    return record
  }

  /// Collects a batch and gives its advantages; nil when the limit has cut it short.
  public mutating func collect(stepLimit: Int) -> [Float]? {
    guard batch.collect(with: policy, stepLimit: stepLimit) else { return nil }
    return critic.advantages(of: batch)
  }
  // snippet.end
}
