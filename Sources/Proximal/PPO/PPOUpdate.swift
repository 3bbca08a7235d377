/// One step of PPO, from a minibatch to the parameters that come of it.
///
///     L = −L^CLIP − c_H H + c_V L^V
///
/// The clipped surrogate, the entropy bonus and the critic's loss. The actor and the critic share no
/// parameters, so the sum falls into two halves, ``actor`` and ``critic``; only the length to which the
/// gradient is shortened is that of both together.
///
/// A minibatch comes in blocks of transitions. The loss is a mean over transitions, so it is the
/// weighted mean of the blocks':
///
///     L = Σ_b (n_b / n) L_b,   ∇L = Σ_b (n_b / n) ∇L_b
///
/// Each half of a block is a piece of work that touches nothing of the others'. What came of the blocks
/// is summed in their order, whoever worked them out: the bits are the same on one core and on many.
/// One block is the plain formula.
///
///     var update = PPOUpdate(of: agent, settings: settings)
///     update.evaluate(minibatch)   // L and ∇L, in actor, critic and statistics
///     update.step()                // shortens ∇L and lets Adam take the step
///
/// Source: Schulman et al., “Proximal policy optimization algorithms”, 2017, eq. 9.
public struct PPOUpdate<Distributions: ActionDistributions>: Sendable {
  /// What the networks are computed in.
  public typealias Scalar = Distributions.Scalar

  /// Of the losses, the gradient's length and Adam, as they were given.
  public let settings: PPOSettings
  /// The policy and −L^CLIP − c_H H.
  public internal(set) var actor: ActorUpdate<Distributions>
  /// V(s) and c_V L^V.
  public internal(set) var critic: CriticUpdate<Scalar>
  /// The latest minibatch's losses, KL divergence and gradient norm.
  public private(set) var statistics = PPOStatistics()
  /// ‖∇L‖, before anything is shortened.
  public private(set) var norm = GradientNorm<Scalar>()
  /// Whether the latest minibatch's step has not been taken.
  private var stepIsDue = false
  /// n_b / n of the latest minibatch's blocks.
  private var shares: [Double] = []

  /// - Parameters:
  ///   - agent: where the parameters start.
  ///   - settings: of the losses, the gradient's length and Adam; schedules stand at their beginning
  ///     until ``anneal(to:)``.
  public init(of agent: ActorCritic<Distributions>, settings: PPOSettings) {
    self.settings = settings
    actor = ActorUpdate(of: agent, settings: settings)
    critic = CriticUpdate(agent.critic, settings: settings)
  }

  /// What is trained, as it is now.
  public var agent: ActorCritic<Distributions> {
    ActorCritic(
      actor: actor.network, freeParameters: actor.freeParameters, critic: critic.network,
      distributions: actor.distributions)
  }

  /// L of the latest minibatch.
  public var loss: Double {
    statistics.policyLoss - actor.entropyCoefficient * statistics.entropy
      + settings.valueCoefficient * statistics.valueLoss
  }

  /// Sets what changes with time: the learning rates, c_H, and log σ where it is not learned.
  ///
  /// - Parameter progress: from 0 at the first update to 1 after the last.
  public mutating func anneal(to progress: Double) {
    actor.anneal(to: progress)
    critic.anneal(to: progress)
  }

  /// Works out L and ∇L of a minibatch that is one block.
  public mutating func evaluate(_ minibatch: Minibatch<Distributions>, workers: Workers = .alone) {
    evaluate([minibatch], workers: workers)
  }

  /// Works out L and ∇L of a minibatch given in blocks.
  public mutating func evaluate(
    _ minibatch: ArraySlice<Minibatch<Distributions>>, workers: Workers = .alone
  ) {
    stepIsDue = false
    prepare(for: minibatch.lazy.map { $0.rows })
    let block = { (b: Int) in minibatch[minibatch.startIndex + b] }
    evaluate(workers, block, block)
  }

  // snippet.update
  /// Takes the step that is due, if there is one, and works out L and ∇L. `ofActor` and `ofCritic` give
  /// what each half reads of a block. One block is two pieces of work: neither half waits for the other
  /// between its step and its losses.
  @specialized(where Distributions == CategoricalBatch<Float>)
  @specialized(where Distributions == DiagonalGaussianBatch<Float>)
  private mutating func evaluate(
    _ workers: Workers, _ ofActor: (Int) -> Minibatch<Distributions>,
    _ ofCritic: (Int) -> Minibatch<Distributions>
  ) {
    let (shares, due) = (shares, stepIsDue ? norm : nil)
    if shares.count == 1 && workers.ranks.count == 1 {
      shareHalves(workers) { actor in
        if let due { actor.step(due) }
        actor.evaluate(ofActor(0))
        actor.sumBlocks(shares)
      } _: { critic in
        if let due { critic.step(due) }
        critic.evaluate(ofCritic(0))
        critic.sumBlocks(shares)
      }
    } else {
      if stepIsDue { step(workers: workers) }
      shareBlocks(workers, ofActor, ofCritic)
      handRound(workers.ranks)
      shareHalves(workers) {
        $0.sumBlocks(shares)
      } _: {
        $0.sumBlocks(shares)
      }
    }
    stepIsDue = true
    norm = actor.norm
    norm.add(critic.norm)
    statistics = PPOStatistics(gradientNorm: norm.value)
    for (b, share) in shares.enumerated() {
      statistics.add(PPOStatistics(actor.blocks[b], critic.blocks[b]), weight: share)
    }
  }

  /// Shortens ∇L to the longest that is allowed, and takes Adam's step: the actor up, the critic down.
  @specialized(where Distributions == CategoricalBatch<Float>)
  @specialized(where Distributions == DiagonalGaussianBatch<Float>)
  public mutating func step(workers: Workers = .alone) {
    stepIsDue = false
    let norm = norm
    shareHalves(workers) { actor in
      actor.step(norm)
    } _: { critic in
      critic.step(norm)
    }
  }

  /// One step of the critic alone, whose gradient is not shortened, on blocks of so many rows.
  mutating func stepCritic(
    on blockRows: some Collection<Int>, _ block: (Int) -> Minibatch<Distributions>
  ) {
    prepare(for: blockRows)
    for b in shares.indices { critic.evaluate(block(b), block: b) }
    critic.sumBlocks(shares)
    critic.descend()
  }
  // snippet.end

  /// Room for as many blocks, and their shares of the minibatch.
  @inline(__always)
  private mutating func prepare(for blockRows: some Collection<Int>) {
    let rows = blockRows.reduce(0, +)
    require(rows > 0, "a gradient step needs a transition; the minibatch has none")
    shares.removeAll(keepingCapacity: true)
    for count in blockRows { shares.append(Double(count) / Double(rows)) }
    while actor.blocks.count < shares.count { actor.blocks.append(actor.blocks[0]) }
    while critic.blocks.count < shares.count { critic.blocks.append(critic.blocks[0]) }
  }

  /// Lets the two halves work, each on its own.
  @inline(__always)
  private mutating func shareHalves(
    _ workers: Workers, _ ofActor: (inout ActorUpdate<Distributions>) -> Void,
    _ ofCritic: (inout CriticUpdate<Scalar>) -> Void
  ) {
    withUnsafeMutablePointer(to: &actor) { actor in
      withUnsafeMutablePointer(to: &critic) { critic in
        workers.share(2) { half in
          if half == 0 { ofActor(&actor.pointee) } else { ofCritic(&critic.pointee) }
        }
      }
    }
  }

  /// Works out the losses and gradients of several blocks, both halves of each.
  @specialized(where Distributions == CategoricalBatch<Float>)
  @specialized(where Distributions == DiagonalGaussianBatch<Float>)
  private mutating func shareBlocks(
    _ workers: Workers, _ ofActor: (Int) -> Minibatch<Distributions>,
    _ ofCritic: (Int) -> Minibatch<Distributions>
  ) {
    let (policy, free, values) = (actor.network, actor.freeParameters, critic.network)
    let (bonus, weight) = (actor.entropyCoefficient, settings.valueCoefficient)
    // Pieces 2b and 2b + 1 are the halves of block b.
    let mine = workers.ranks.part(of: 2 * shares.count)
    actor.blocks.withUnsafeMutableBufferPointer { actors in
      critic.blocks.withUnsafeMutableBufferPointer { critics in
        let (actors, critics) = (actors.baseAddress!, critics.baseAddress!)
        workers.share(mine.count) { index in
          let piece = mine.lowerBound + index
          let b = piece / 2
          guard piece % 2 == 0 else {
            return critics[b].update(values, on: ofCritic(b), valueCoefficient: weight)
          }
          actors[b].update(policy, free, on: ofActor(b), entropyCoefficient: bonus)
        }
      }
    }
  }

  /// Hands round the blocks' losses and gradients, so that every rank has those of all.
  private mutating func handRound(_ ranks: Ranks) {
    guard ranks.count > 1 else { return }
    var mine = Parcel()
    visit(&mine, ranks.part(of: 2 * shares.count))
    for (rank, var parcel) in ranks.gather(mine).enumerated() where rank != ranks.rank {
      visit(&parcel, ranks.part(of: 2 * shares.count, for: rank))
    }
  }

  /// Packs, or unpacks, what came of some pieces: 2b and 2b + 1 are the halves of block b.
  private mutating func visit(_ parcel: inout Parcel, _ pieces: Range<Int>) {
    for piece in pieces {
      if piece % 2 == 0 {
        actor.blocks[piece / 2].visit(&parcel)
      } else {
        critic.blocks[piece / 2].visit(&parcel)
      }
    }
  }
}

extension PPOUpdate where Scalar == Float {
  /// Takes the step that the minibatch before asked for, if it is still due, and works out L and ∇L of
  /// this one.
  @specialized(where Distributions == CategoricalBatch<Float>)
  @specialized(where Distributions == DiagonalGaussianBatch<Float>)
  mutating func advance(
    to minibatch: inout BlockedMinibatch<Distributions>,
    of rollout: Rollout<Distributions.Action>, _ values: CriticValues, workers: Workers
  ) {
    prepare(for: minibatch.places.lazy.map { $0.count })
    minibatch.withBlocks(of: rollout, values, alone: workers.count == 1 && workers.ranks.count == 1)
    { ofActor, ofCritic in
      evaluate(workers, ofActor, ofCritic)
    }
  }

  /// One step of the critic alone on a minibatch of a rollout.
  mutating func stepCritic(
    on minibatch: inout BlockedMinibatch<Distributions>,
    of rollout: Rollout<Distributions.Action>, _ values: CriticValues
  ) {
    let places = minibatch.places
    minibatch.withBlocks(of: rollout, values, alone: false) { _, ofCritic in
      stepCritic(on: places.lazy.map { $0.count }, ofCritic)
    }
  }

  /// Throws what is wrong with the latest minibatch's losses, if anything: its step is not taken.
  mutating func checkStatistics() throws(NonFiniteNumber) {
    guard let (metric, value) = statistics.nonFinite else { return }
    stepIsDue = false
    throw fault("the \(metric.label)", value)
  }
}

/// sum ← (b is the first block ? 0 : sum) + share · part. A block alone gives up its array instead,
/// and takes the old one for the next minibatch.
func accumulate<Scalar: NetworkScalar>(
  _ part: inout [Scalar], times share: Double, into sum: inout [Scalar], _ b: Int, of count: Int
) {
  guard count > 1 else { return swap(&part, &sum) }
  Scalar.addScaled(&sum, part, by: Scalar(share), count: part.count, accumulate: b > 0)
}
