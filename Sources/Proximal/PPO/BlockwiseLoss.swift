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
  /// The blocks of the latest minibatch; there may be more.
  private(set) var blocks: [Block]
  /// ∇L of the latest minibatch: uphill for the policy, downhill for the critic.
  var gradient: ActorCriticGradient<Float>
  /// ‖∇L‖, before anybody shortens it.
  private(set) var norm = GradientNorm<Float>()
  /// n, the transitions of the latest minibatch.
  private(set) var rows = 0
  /// Â_t of the latest minibatch, normalised if they are to be, `[rows]`; the array may be longer.
  private var advantages: [Float] = []

  /// A share of a minibatch and what is found out about it.
  struct Block: Sendable {
    var minibatch = Minibatch<Distributions>()
    var loss: PPOLoss<Distributions>
    var gradient: ActorCriticGradient<Float>
  }

  init(
    of agent: ActorCritic<Distributions>, loss: PPOLoss<Distributions>, holdsFreeParameters: Bool
  ) {
    self.holdsFreeParameters = holdsFreeParameters
    entropyCoefficient = loss.actor.entropyCoefficient
    gradient = ActorCriticGradient(of: agent)
    blocks = [Block(loss: loss, gradient: gradient)]
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
    for b in 0..<blockCount { parts.add(blocks[b].loss.parts, weight: weight(ofBlock: b)) }
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
    while blocks.count < blockCount { blocks.append(blocks[0]) }
    gatherRows(order, of: all, width: 1, into: &advantages)
    if normalises { normaliseAdvantages(&advantages, rows: rows) }
    for b in 0..<blockCount {
      let (places, first) = (places(ofBlock: b), order.startIndex)
      blocks[b].minibatch.gather(
        order[first + places.lowerBound..<first + places.upperBound], from: rollout,
        values: critic.oldOutputs, advantages: advantages[places], returns: critic.targets)
    }
  }

  /// Computes L and ∇L, the work shared out among the workers.
  @specialized(where Distributions == CategoricalBatch<Float>)
  @specialized(where Distributions == DiagonalGaussianBatch<Float>)
  mutating func update(_ agent: ActorCritic<Distributions>, workers: Workers) {
    let (count, coefficient) = (blockCount, entropyCoefficient)
    blocks.withUnsafeMutableBufferPointer { blocks in
      let block = blocks.baseAddress!
      workers.share(2 * count) { piece in
        let b = piece / 2
        if piece % 2 == 0 {
          block[b].loss.actor.entropyCoefficient = coefficient
          block[b].loss.actor.update(
            agent, on: block[b].minibatch, gradient: &block[b].gradient.actor,
            freeParameters: &block[b].gradient.freeParameters)
        } else {
          block[b].loss.critic.update(
            agent, on: block[b].minibatch, gradient: &block[b].gradient.critic)
        }
      }
    }
    norm = sumGradients(workers)
  }

  /// Computes the critic's part alone.
  @specialized(where Distributions == CategoricalBatch<Float>)
  @specialized(where Distributions == DiagonalGaussianBatch<Float>)
  mutating func updateCritic(_ agent: ActorCritic<Distributions>, workers: Workers) {
    let count = blockCount
    blocks.withUnsafeMutableBufferPointer { blocks in
      let block = blocks.baseAddress!
      workers.share(count) { b in
        block[b].loss.critic.update(
          agent, on: block[b].minibatch, gradient: &block[b].gradient.critic)
      }
    }
    _ = sumGradients(workers)
  }

  private mutating func sumGradients(_ workers: Workers) -> GradientNorm<Float> {
    Self.sum(
      &blocks, count: blockCount, rows: rows, into: &gradient,
      holdingFreeParameters: holdsFreeParameters, workers)
  }

  /// ∇L = Σ_b (n_b / n) ∇L_b: the policy's part is one piece of work, the critic's another. Returns
  /// ‖∇L‖.
  private static func sum(
    _ blocks: inout [Block], count: Int, rows: Int,
    into gradient: inout ActorCriticGradient<Float>, holdingFreeParameters: Bool,
    _ workers: Workers
  ) -> GradientNorm<Float> {
    var norms = (actor: GradientNorm<Float>(), critic: GradientNorm<Float>())
    blocks.withUnsafeMutableBufferPointer { blocks in
      withUnsafeMutablePointer(to: &gradient) { gradient in
        withUnsafeMutablePointer(to: &norms) { norms in
          let block = blocks.baseAddress!
          workers.share(2) { piece in
            for b in 0..<count {
              let share = Double(block[b].minibatch.rows) / Double(rows)
              if piece == 0 {
                accumulate(
                  &block[b].gradient.actor, times: share, into: &gradient.pointee.actor, b, count)
                accumulate(
                  &block[b].gradient.freeParameters, times: share,
                  into: &gradient.pointee.freeParameters, b, count)
              } else {
                accumulate(
                  &block[b].gradient.critic, times: share, into: &gradient.pointee.critic, b,
                  count)
              }
            }
            if piece == 0 {
              if holdingFreeParameters { gradient.pointee.freeParameters.clear() }
              norms.pointee.actor.add(gradient.pointee.actor)
              norms.pointee.actor.add(gradient.pointee.freeParameters)
            } else {
              norms.pointee.critic.add(gradient.pointee.critic)
            }
          }
        }
      }
    }
    norms.actor.add(norms.critic)
    return norms.actor
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
