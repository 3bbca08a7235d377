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

  // snippet.update
  /// Works out L and ∇L of a minibatch given in blocks.
  @specialized(where Distributions == CategoricalBatch<Float>)
  @specialized(where Distributions == DiagonalGaussianBatch<Float>)
  public mutating func evaluate(
    _ minibatch: ArraySlice<Minibatch<Distributions>>, workers: Workers = .alone
  ) {
    prepare(for: minibatch)
    if minibatch.count > 1 { shareBlocks(of: minibatch, workers) }
    let shares = shares
    shareHalves(workers) { actor in
      if minibatch.count == 1 { actor.evaluate(minibatch) }
      actor.sumBlocks(shares)
    } _: { critic in
      if minibatch.count == 1 { critic.evaluate(minibatch) }
      critic.sumBlocks(shares)
    }
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
    let norm = norm
    shareHalves(workers) { actor in
      actor.step(norm)
    } _: { critic in
      critic.step(norm)
    }
  }

  /// One step of the critic alone, whose gradient is not shortened.
  mutating func stepCritic(on minibatch: ArraySlice<Minibatch<Distributions>>) {
    prepare(for: minibatch)
    critic.evaluate(minibatch)
    critic.sumBlocks(shares)
    critic.descend()
  }
  // snippet.end

  /// Room for as many blocks, and their shares of the minibatch.
  private mutating func prepare(for minibatch: ArraySlice<Minibatch<Distributions>>) {
    let rows = minibatch.reduce(0) { $0 + $1.rows }
    require(rows > 0, "a gradient step needs a transition; the minibatch has none")
    shares.removeAll(keepingCapacity: true)
    for block in minibatch { shares.append(Double(block.rows) / Double(rows)) }
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
    of minibatch: ArraySlice<Minibatch<Distributions>>, _ workers: Workers
  ) {
    let (policy, free, values) = (actor.network, actor.freeParameters, critic.network)
    let (bonus, weight) = (actor.entropyCoefficient, settings.valueCoefficient)
    actor.blocks.withUnsafeMutableBufferPointer { actors in
      critic.blocks.withUnsafeMutableBufferPointer { critics in
        let (actors, critics) = (actors.baseAddress!, critics.baseAddress!)
        workers.share(2 * minibatch.count) { piece in
          let (b, block) = (piece / 2, minibatch[minibatch.startIndex + piece / 2])
          guard piece % 2 == 0 else {
            return critics[b].update(values, on: block, valueCoefficient: weight)
          }
          actors[b].update(policy, free, on: block, entropyCoefficient: bonus)
        }
      }
    }
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
