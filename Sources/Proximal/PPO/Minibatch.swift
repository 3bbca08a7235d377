/// Transitions that a gradient step learns from, in rows: a whole minibatch, or a block of one.
public struct Minibatch<Distributions: ActionDistributions>: Sendable {
  /// What the networks are computed in.
  public typealias Scalar = Distributions.Scalar

  /// N, the number of transitions.
  public internal(set) var rows = 0
  /// s_t, `[rows × observationCount]`; like the arrays below it may be longer.
  public var observations: [Scalar] = []
  /// a_t, `[rows × actionWidth]`.
  public var actions: [Distributions.Action] = []
  /// log π_old(a_t|s_t), `[rows]`.
  public var oldLogProbabilities: [Scalar] = []
  /// V_old(s_t), `[rows]`.
  public var oldValues: [Scalar] = []
  /// Â_t, `[rows]`.
  public var advantages: [Scalar] = []
  /// R_t, the critic's targets, `[rows]`.
  public var returns: [Scalar] = []

  init() {}

  /// A minibatch of given transitions; see the properties for the shapes.
  public init(
    observations: [Scalar], actions: [Distributions.Action], oldLogProbabilities: [Scalar],
    oldValues: [Scalar], advantages: [Scalar], returns: [Scalar]
  ) {
    rows = advantages.count
    let counts = [oldLogProbabilities.count, oldValues.count, returns.count]
    require(
      rows > 0 && counts.allSatisfy { $0 == rows } && actions.count % rows == 0
        && observations.count % rows == 0,
      "a minibatch needs one of everything for each of its \(rows) transitions")
    self.observations = observations
    self.actions = actions
    self.oldLogProbabilities = oldLogProbabilities
    self.oldValues = oldValues
    self.advantages = advantages
    self.returns = returns
  }
}

/// A minibatch gathered from a rollout, in blocks of at most 256 transitions.
struct BlockedMinibatch<Distributions: ActionDistributions>: Sendable
where Distributions.Scalar == Float {
  /// The most transitions in a block.
  static var blockRows: Int { 256 }

  /// n, the transitions of the minibatch.
  private var rows = 0
  /// Â_t, normalised over the minibatch if they are to be, `[rows]`; the array may be longer.
  private var advantages: [Float] = []
  /// The blocks, and more where an earlier minibatch was larger.
  private var room = [Minibatch<Distributions>()]

  var blocks: ArraySlice<Minibatch<Distributions>> {
    room[..<((rows + Self.blockRows - 1) / Self.blockRows)]
  }

  /// Gathers the transitions that `order` lists.
  ///
  /// - Parameters:
  ///   - critic: its values and targets of the whole rollout.
  ///   - all: the advantages of the whole rollout.
  ///   - normalises: whether those of the minibatch get mean 0 and standard deviation 1.
  @specialized(where Distributions == CategoricalBatch<Float>)
  @specialized(where Distributions == DiagonalGaussianBatch<Float>)
  mutating func gather(
    _ order: ArraySlice<Int>, from rollout: Rollout<Distributions.Action>, critic: CriticValues,
    advantages all: [Float], normalises: Bool
  ) {
    rows = order.count
    gatherRows(order, of: all, width: 1, into: &advantages)
    if normalises { normaliseAdvantages(&advantages, rows: rows) }
    for (b, first) in stride(from: 0, to: rows, by: Self.blockRows).enumerated() {
      let places = first..<min(first + Self.blockRows, rows)
      if b == room.count { room.append(room[0]) }
      room[b].rows = places.count
      let (order, width) = (order.dropFirst(first).prefix(places.count), rollout.observationCount)
      gatherRows(order, of: rollout.observations, width: width, into: &room[b].observations)
      gatherRows(order, of: rollout.actions, width: rollout.actionWidth, into: &room[b].actions)
      gatherRows(
        order, of: rollout.logProbabilities, width: 1, into: &room[b].oldLogProbabilities)
      gatherRows(order, of: critic.oldOutputs, width: 1, into: &room[b].oldValues)
      gatherRows(order, of: critic.targets, width: 1, into: &room[b].returns)
      gatherRows(places, of: advantages, width: 1, into: &room[b].advantages)
    }
  }
}

/// Copies rows of `width` elements, in the given order, to the beginning of `gathered`.
@specialized(where Element == Float, Order == ArraySlice<Int>)
@specialized(where Element == Int, Order == ArraySlice<Int>)
@specialized(where Element == Float, Order == Range<Int>)
func gatherRows<Element, Order: Collection<Int>>(
  _ order: Order, of all: [Element], width: Int, into gathered: inout [Element]
) {
  if gathered.count < order.count * width {
    gathered = [Element](repeating: all[0], count: order.count * width)
  }
  all.withUnsafeBufferPointer { all in
    gathered.withUnsafeMutableBufferPointer { gathered in
      var row = gathered.baseAddress!
      for index in order {
        row.update(from: all.baseAddress! + index * width, count: width)
        row += width
      }
    }
  }
}
