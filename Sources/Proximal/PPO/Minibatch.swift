/// The transitions of one gradient step, gathered from a rollout into rows.
public struct Minibatch<Distributions: ActionDistributions>: Sendable {
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
    require(
      rows > 0
        && [oldLogProbabilities.count, oldValues.count, returns.count]
          .allSatisfy { $0 == rows }
        && actions.count % rows == 0 && observations.count % rows == 0,
      "a minibatch needs one of everything for each of its \(rows) transitions")
    self.observations = observations
    self.actions = actions
    self.oldLogProbabilities = oldLogProbabilities
    self.oldValues = oldValues
    self.advantages = advantages
    self.returns = returns
  }
}

extension Minibatch where Scalar == Float {
  /// Copies the transitions that `order` lists into rows.
  ///
  /// - Parameter advantages: of these transitions, in their order; the others are of the whole rollout.
  @specialized(where Distributions == CategoricalBatch<Float>)
  @specialized(where Distributions == DiagonalGaussianBatch<Float>)
  mutating func gather(
    _ order: ArraySlice<Int>, from rollout: Rollout<Distributions.Action>, values: [Float],
    advantages: ArraySlice<Float>, returns: [Float]
  ) {
    rows = order.count
    gatherRows(
      order, of: rollout.observations, width: rollout.observationCount, into: &observations)
    gatherRows(order, of: rollout.actions, width: rollout.actionWidth, into: &actions)
    gatherRows(order, of: rollout.logProbabilities, width: 1, into: &oldLogProbabilities)
    gatherRows(order, of: values, width: 1, into: &oldValues)
    if self.advantages.count < rows { self.advantages = [Float](repeating: 0, count: rows) }
    for row in 0..<rows { self.advantages[row] = advantages[advantages.startIndex + row] }
    gatherRows(order, of: returns, width: 1, into: &self.returns)
  }
}

/// Copies rows of `width` elements, in the given order, to the beginning of `gathered`.
@specialized(where Element == Float)
@specialized(where Element == Int)
func gatherRows<Element>(
  _ order: ArraySlice<Int>, of all: [Element], width: Int, into gathered: inout [Element]
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
