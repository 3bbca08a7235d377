import CKernels

/// PPO's loss of a minibatch and its gradient, worked out in blocks of transitions:
///
///     L = Σ_b (n_b / n) L_b,   ∇L = Σ_b (n_b / n) ∇L_b,   n_b ≤ 256
///
/// The loss is a mean over transitions, so a minibatch's is the weighted mean of its blocks'. The
/// actor's half of a block is one piece of work, the critic's another; they touch nothing of each
/// other's. What came of the blocks is summed in their order, whoever worked them out and whenever:
/// the bits are the same on one core and on many.
struct BlockwiseLoss<Distributions: ActionDistributions>: Sendable
where Distributions.Scalar == Float {
  /// The most transitions in a block.
  static var blockRows: Int { 256 }

  /// c_H.
  var entropyCoefficient: Double
  /// Whether the policy's free parameters are set by hand: they then have no gradient.
  private let holdsFreeParameters: Bool
  /// The transitions of the latest minibatch, block by block; there may be more blocks.
  private(set) var minibatches = [Minibatch<Distributions>()]
  /// What is found out about each block. The two halves lie apart, so that no piece of work touches
  /// a value that another one changes.
  private(set) var actors: [ActorBlock]
  private(set) var critics: [CriticBlock]
  /// ∇L of the latest minibatch: uphill for the policy, downhill for the critic.
  var gradient: ActorCriticGradient<Float>
  /// ‖∇L‖, before anybody shortens it.
  private(set) var norm = GradientNorm<Float>()
  /// n, the transitions of the latest minibatch.
  private(set) var rows = 0
  /// Â_t of the latest minibatch, normalised if they are to be, `[rows]`; the array may be longer.
  private var advantages: [Float] = []

  struct ActorBlock: Sendable {
    var loss: ActorLoss<Distributions>
    var gradient: [Float]
    var freeGradient: [Float]
  }

  struct CriticBlock: Sendable {
    var loss: CriticLoss<Float>
    var gradient: [Float]
  }

  init(
    of agent: ActorCritic<Distributions>, loss: PPOLoss<Distributions>, holdsFreeParameters: Bool
  ) {
    self.holdsFreeParameters = holdsFreeParameters
    entropyCoefficient = loss.actor.entropyCoefficient
    gradient = ActorCriticGradient(of: agent)
    actors = [
      ActorBlock(
        loss: loss.actor, gradient: gradient.actor, freeGradient: gradient.freeParameters)
    ]
    critics = [CriticBlock(loss: loss.critic, gradient: gradient.critic)]
  }

  /// How many blocks the latest minibatch has.
  var blockCount: Int { (rows + Self.blockRows - 1) / Self.blockRows }

  /// The transitions of block b, as places in the minibatch.
  private func places(ofBlock b: Int) -> Range<Int> {
    b * Self.blockRows..<min((b + 1) * Self.blockRows, rows)
  }

  /// n_b / n.
  private func weight(ofBlock b: Int) -> Double { Double(places(ofBlock: b).count) / Double(rows) }

  /// The parts of L.
  var parts: PPOLossParts {
    var parts = PPOLossParts()
    for b in 0..<blockCount {
      parts.add(PPOLossParts(actors[b].loss, critics[b].loss), weight: weight(ofBlock: b))
    }
    return parts
  }

  /// Gathers the transitions that `order` lists, block by block.
  @specialized(where Distributions == CategoricalBatch<Float>)
  @specialized(where Distributions == DiagonalGaussianBatch<Float>)
  mutating func gather(
    _ order: ArraySlice<Int>, from rollout: Rollout<Distributions.Action>, critic: CriticValues,
    advantages all: [Float], normalises: Bool
  ) {
    rows = order.count
    while minibatches.count < blockCount {
      minibatches.append(minibatches[0])
      actors.append(actors[0])
      critics.append(critics[0])
    }
    gatherRows(order, of: all, width: 1, into: &advantages)
    if normalises { normaliseAdvantages(&advantages, rows: rows) }
    for b in 0..<blockCount {
      let (places, first) = (places(ofBlock: b), order.startIndex)
      minibatches[b].gather(
        order[first + places.lowerBound..<first + places.upperBound], from: rollout,
        values: critic.oldOutputs, advantages: advantages[places], returns: critic.targets)
    }
  }

  /// Computes L and ∇L, the work shared out among the workers.
  @specialized(where Distributions == CategoricalBatch<Float>)
  @specialized(where Distributions == DiagonalGaussianBatch<Float>)
  mutating func update(_ agent: ActorCritic<Distributions>, workers: Workers) {
    let (count, coefficient) = (blockCount, entropyCoefficient)
    Self.withHalves(&actors, &critics, minibatches) { actor, critic, minibatch in
      workers.share(2 * count) { piece in
        let b = piece / 2
        if piece % 2 == 0 {
          actor[b].loss.entropyCoefficient = coefficient
          actor[b].loss.update(
            agent, on: minibatch[b], gradient: &actor[b].gradient,
            freeParameters: &actor[b].freeGradient)
        } else {
          critic[b].loss.update(agent, on: minibatch[b], gradient: &critic[b].gradient)
        }
      }
    }
    sumGradients(workers)
  }

  /// Computes the critic's part alone.
  @specialized(where Distributions == CategoricalBatch<Float>)
  @specialized(where Distributions == DiagonalGaussianBatch<Float>)
  mutating func updateCritic(_ agent: ActorCritic<Distributions>, workers: Workers) {
    let count = blockCount
    Self.withHalves(&actors, &critics, minibatches) { _, critic, minibatch in
      workers.share(count) { b in
        critic[b].loss.update(agent, on: minibatch[b], gradient: &critic[b].gradient)
      }
    }
    sumGradients(workers, ofCriticAlone: true)
  }

  @inline(__always)
  private static func withHalves(
    _ actors: inout [ActorBlock], _ critics: inout [CriticBlock],
    _ minibatches: [Minibatch<Distributions>],
    _ body: (
      UnsafeMutablePointer<ActorBlock>, UnsafeMutablePointer<CriticBlock>,
      UnsafePointer<Minibatch<Distributions>>
    ) -> Void
  ) {
    actors.withUnsafeMutableBufferPointer { actors in
      critics.withUnsafeMutableBufferPointer { critics in
        minibatches.withUnsafeBufferPointer { minibatches in
          body(actors.baseAddress!, critics.baseAddress!, minibatches.baseAddress!)
        }
      }
    }
  }

  /// ∇L = Σ_b (n_b / n) ∇L_b: the policy's part is one piece of work, the critic's another.
  private mutating func sumGradients(_ workers: Workers, ofCriticAlone: Bool = false) {
    let (count, rows, holds) = (blockCount, rows, holdsFreeParameters)
    var norms = (actor: GradientNorm<Float>(), critic: GradientNorm<Float>())
    withUnsafeMutablePointer(to: &norms) { norms in
      let (actorNorm, criticNorm) = (
        norms.pointer(to: \.actor)!, norms.pointer(to: \.critic)!
      )
      withUnsafeMutablePointer(to: &gradient) { sum in
        let (actorSum, freeSum, criticSum) = (
          sum.pointer(to: \.actor)!, sum.pointer(to: \.freeParameters)!,
          sum.pointer(to: \.critic)!
        )
        Self.withHalves(&actors, &critics, minibatches) { actor, critic, minibatch in
          workers.share(2) { piece in
            if piece == 0 && ofCriticAlone { return }
            for b in 0..<count {
              let share = Double(minibatch[b].rows) / Double(rows)
              if piece == 0 {
                accumulate(&actor[b].gradient, times: share, into: &actorSum.pointee, b, count)
                accumulate(
                  &actor[b].freeGradient, times: share, into: &freeSum.pointee, b, count)
              } else {
                accumulate(
                  &critic[b].gradient, times: share, into: &criticSum.pointee, b, count)
              }
            }
            if piece == 0 {
              if holds { freeSum.pointee.clear() }
              actorNorm.pointee.add(actorSum.pointee)
              actorNorm.pointee.add(freeSum.pointee)
            } else {
              criticNorm.pointee.add(criticSum.pointee)
            }
          }
        }
      }
    }
    norm = norms.actor
    norm.add(norms.critic)
  }
}

/// sum ← (b is the first block ? 0 : sum) + share · part. A block alone gives up its array instead,
/// and takes the old one for the next minibatch.
private func accumulate(
  _ part: inout [Float], times share: Double, into sum: inout [Float], _ b: Int, _ count: Int
) {
  guard count > 1 else { return swap(&part, &sum) }
  let elements = part.count
  part.withUnsafeBufferPointer { part in
    sum.withUnsafeMutableBufferPointer { sum in
      guard elements > 0 else { return }
      ck_add_scaled(sum.baseAddress!, part.baseAddress!, Float(share), elements, b > 0)
    }
  }
}

extension [Float] {
  fileprivate mutating func clear() {
    for i in indices { self[i] = 0 }
  }
}
