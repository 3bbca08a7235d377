/// Actions made of several choices, each drawn from a categorical distribution of its own: a policy
/// with several heads.
///
///     π(a₁, …, a_H) = Π_h π_h(a_h),   log π = Σ_h log π_h(a_h),   H(π) = Σ_h H(π_h)
///
/// A row of outputs holds the logits of all heads, one head after the other; a row of actions holds
/// one index a head.
public struct MultiCategoricalBatch<Scalar: NetworkScalar>: ActionDistributions {
  /// The heads, in the order of the outputs.
  public private(set) var heads: [CategoricalBatch<Scalar>]
  public private(set) var rows = 0
  public let outputCount: Int
  private var headLogits: [Scalar] = []

  /// - Parameter actionCounts: how many actions each head chooses among.
  public init(actionCounts: [Int]) {
    require(!actionCounts.isEmpty, "an action of several choices needs one; got none")
    heads = actionCounts.map { CategoricalBatch(actionCount: $0) }
    outputCount = actionCounts.reduce(0, +)
  }

  /// One choice a head.
  public var actionSpace: ActionSpace { .multiDiscrete(counts: heads.map { $0.actionCount }) }
  public var placeholderAction: Int { 0 }
  public var freeParameterCount: Int { 0 }

  /// The sum of the heads' entropies, the mean over the rows.
  public var meanEntropy: Double { heads.reduce(0) { $0 + $1.meanEntropy } }

  public mutating func update(outputs: [Scalar], parameters: [Scalar], rows: Int) {
    require(
      outputs.count >= rows * outputCount,
      "\(rows) rows of \(heads.count) heads need \(rows * outputCount) logits; got \(outputs.count)"
    )
    self.rows = rows
    forEachHead { batch, head, first in
      let width = batch.heads[head].actionCount
      batch.headLogits = batch.columns(first..<first + width, of: outputs)
      batch.heads[head].update(logits: batch.headLogits, rows: rows)
    }
  }

  public func logProbabilities(of actions: [Int], into logProbabilities: inout [Scalar]) {
    var ofHead = [Scalar](repeating: 0, count: rows)
    for row in 0..<rows { logProbabilities[row] = 0 }
    for (head, chosen) in choices(actions).enumerated() {
      heads[head].logProbabilities(of: chosen, into: &ofHead)
      for row in 0..<rows { logProbabilities[row] += ofHead[row] }
    }
  }

  public func scoreGradient(
    weights: [Scalar], actions: [Int], outputs: inout [Scalar], gradient: inout [Scalar]
  ) {
    let choices = choices(actions)
    writeEachHead(into: &outputs) { head, ofHead in
      heads[head].scoreGradient(weights: weights, actions: choices[head], into: &ofHead)
    }
  }

  public func addEntropyGradient(
    times factor: Scalar, outputs: inout [Scalar], gradient: inout [Scalar]
  ) {
    writeEachHead(into: &outputs) { head, ofHead in
      heads[head].addEntropyGradient(times: factor, outputs: &ofHead, gradient: &gradient)
    }
  }

  public func sample(using generators: inout [PCG64], into actions: inout [Int]) {
    for row in 0..<rows {
      for head in heads.indices {
        actions[row * heads.count + head] = heads[head].sample(row: row, using: &generators[row])
      }
    }
  }

  public func modes(into actions: inout [Int]) {
    for row in 0..<rows {
      for head in heads.indices { actions[row * heads.count + head] = heads[head].mode(row: row) }
    }
  }

  /// The choice of each head in each row.
  private func choices(_ actions: [Int]) -> [[Int]] {
    require(
      actions.count >= rows * heads.count,
      "\(rows) actions of \(heads.count) choices are \(rows * heads.count) numbers; got "
        + "\(actions.count)")
    return heads.indices.map { head in (0..<rows).map { actions[$0 * heads.count + head] } }
  }

  private func columns(_ range: Range<Int>, of outputs: [Scalar]) -> [Scalar] {
    (0..<rows).flatMap { row in range.map { outputs[row * outputCount + $0] } }
  }

  /// Calls `body` with each head and its first column.
  private mutating func forEachHead(_ body: (inout Self, Int, Int) -> Void) {
    var first = 0
    for head in heads.indices {
      body(&self, head, first)
      first += heads[head].actionCount
    }
  }

  /// Lets `body` change each head's columns of `outputs`.
  private func writeEachHead(
    into outputs: inout [Scalar], _ body: (Int, inout [Scalar]) -> Void
  ) {
    var first = 0
    for head in heads.indices {
      let range = first..<first + heads[head].actionCount
      var ofHead = columns(range, of: outputs)
      body(head, &ofHead)
      for row in 0..<rows {
        for (i, column) in range.enumerated() {
          outputs[row * outputCount + column] = ofHead[row * range.count + i]
        }
      }
      first = range.upperBound
    }
  }
}
