/// Whole episodes, played side by side: one in each of N environments.
///
/// REINFORCE weighs an action by the return of its whole episode, so an episode counts only when it
/// has ended. Each environment plays exactly one: taking the first N episodes that end would prefer
/// the short ones.
///
/// Transitions lie in the order of time: the first steps of all N episodes, then the second steps
/// of those still going, and so on. Each environment has a generator of its own for the world and
/// one for the actions, so an episode does not depend on its neighbours.
///
/// Source of the estimator it feeds: Williams, “Simple statistical gradient-following algorithms for
/// connectionist reinforcement learning”, Machine Learning 8, 1992.
public struct EpisodeBatch<World: Environment>: Sendable where World.Action == Int {
  /// s_t, `[M × observationCount]` for the M transitions of the batch.
  public private(set) var observations: [Float] = []
  /// a_t, `[M]`.
  public private(set) var actions: [Int] = []
  /// r_t, `[M]`.
  public private(set) var rewards: [Float] = []
  /// Which of the N episodes each transition belongs to, `[M]`.
  public private(set) var episodes: [Int] = []
  /// R(τ) = Σ_t r_t of each episode, `[N]`.
  public private(set) var returns: [Float]
  /// Environment steps taken over all batches so far.
  public private(set) var totalSteps = 0
  /// The returns of all episodes that have ended so far, in the order in which they ended.
  public private(set) var endedReturns: [Double] = []
  /// The environment step, counted over all batches, at which each of those episodes ended.
  public private(set) var endedAtStep: [Int] = []

  private var environments: [World]
  private var actionGenerators: [PCG64]
  private var distribution: CategoricalBatch<Float>
  private var pass = MLP<Float>.Pass()
  /// The episodes still going, and what is seen in each, `[active × observationCount]`.
  private var active: [Int] = []
  private var current: [Float]

  /// M, the number of transitions in the batch.
  public var count: Int { actions.count }

  /// - Parameters:
  ///   - environment: a world with discrete actions; N copies of it are played.
  ///   - count: N.
  ///   - seed: of the run; each copy gets streams of its own, made from the seed and its number.
  public init(_ environment: World, count: Int, seed: UInt64) {
    guard case .discrete(let actionCount) = environment.actionSpace else {
      fatalError("an episode batch needs discrete actions; \(environment.id) has none")
    }
    require(count > 0, "a batch holds at least one episode; got \(count)")
    environments = [World](repeating: environment, count: count)
    actionGenerators = (0..<count).map { PCG64(seed: seed, stream: .actions, index: $0) }
    distribution = CategoricalBatch(actionCount: actionCount)
    returns = [Float](repeating: 0, count: count)
    current = [Float](repeating: 0, count: count * environment.observationCount)
    for i in 0..<count {
      var seeds = PCG64(seed: seed, stream: .environments, index: i)
      _ = environments[i].reset(seed: seeds.next())
    }
  }

  /// Plays one episode in each environment with actions drawn from the policy, and forgets the
  /// batch before.
  ///
  /// - Parameters:
  ///   - policy: maps observations to logits.
  ///   - stepLimit: environment steps that may be taken over all batches together.
  /// - Returns: whether every episode ended. When the limit cuts the batch short, its episodes have no
  ///   return to learn from, and the answer is false.
  public mutating func collect(with policy: MLP<Float>, stepLimit: Int) -> Bool {
    begin()
    while !active.isEmpty {
      let stepping = min(active.count, stepLimit - totalSteps)
      guard stepping > 0 else { return false }
      policy.forward(current, rows: active.count, &pass)
      distribution.update(logits: pass.output, rows: active.count)
      step(first: stepping)
    }
    return true
  }

  private mutating func begin() {
    observations.removeAll(keepingCapacity: true)
    actions.removeAll(keepingCapacity: true)
    rewards.removeAll(keepingCapacity: true)
    episodes.removeAll(keepingCapacity: true)
    active.removeAll(keepingCapacity: true)
    for i in environments.indices {
      returns[i] = 0
      active.append(i)
      write(environments[i].reset(), row: i)
    }
  }

  /// Takes one step in the first `stepping` of the active episodes; those that end drop out and the
  /// others close ranks.
  private mutating func step(first stepping: Int) {
    var kept = 0
    for row in 0..<stepping {
      let episode = active[row]
      let action = distribution.sample(row: row, using: &actionGenerators[episode])
      let step = environments[episode].step(action)
      record(row: row, action: action, reward: Float(step.reward), episode: episode)
      if step.status == .running {
        active[kept] = episode
        write(step.observation, row: kept)
        kept += 1
      } else {
        endedReturns.append(Double(returns[episode]))
        endedAtStep.append(totalSteps)
      }
    }
    // When the limit left some episodes standing, the batch is lost, and `collect` says so next.
    if stepping == active.count { active.removeLast(stepping - kept) }
  }

  private mutating func record(row: Int, action: Int, reward: Float, episode: Int) {
    let width = environments[0].observationCount
    observations.append(contentsOf: current[row * width..<(row + 1) * width])
    actions.append(action)
    rewards.append(reward)
    episodes.append(episode)
    returns[episode] += reward
    totalSteps += 1
  }

  private mutating func write(_ observation: World.Observation, row: Int) {
    observation.write(to: &current, at: row * environments[0].observationCount)
  }
}
