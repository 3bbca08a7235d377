/// A batch of categorical distributions, one a row: what a policy network's output means when the
/// actions are discrete. The equations are ``Categorical``'s; the layout is the network's.
///
/// Make one and use it again: it grows to the largest batch it has seen and then allocates nothing.
public struct CategoricalBatch<Scalar: NetworkScalar>: Sendable {
  /// The number of actions, n.
  public let actionCount: Int
  /// Distributions in the latest batch.
  public private(set) var rows = 0
  /// log π(a|s), `[rows × actionCount]`; the array may be longer.
  public private(set) var logProbabilities: [Scalar] = []
  /// π(a|s), `[rows × actionCount]`; the array may be longer.
  public private(set) var probabilities: [Scalar] = []

  public init(actionCount: Int) {
    require(actionCount > 0, "a distribution needs an action; got \(actionCount)")
    self.actionCount = actionCount
  }

  /// Takes the logits of a batch, `[rows × actionCount]`, row-major. A logit of −∞ masks its action.
  public mutating func update(logits: [Scalar], rows: Int) {
    let count = rows * actionCount
    require(
      logits.count >= count,
      "\(rows) distributions over \(actionCount) actions need \(count) logits; got \(logits.count)")
    self.rows = rows
    if probabilities.count < count {
      probabilities = [Scalar](repeating: 0, count: count)
      logProbabilities = probabilities
    }
    guard rows > 0 else { return }
    logits.withUnsafeBufferPointer { logits in
      logProbabilities.withUnsafeMutableBufferPointer { logProbabilities in
        probabilities.withUnsafeMutableBufferPointer { probabilities in
          Scalar.logSoftmaxRows(
            logProbabilities.baseAddress!, logits.baseAddress!, rows: rows, columns: actionCount)
          Scalar.exponentials(
            probabilities.baseAddress!, logProbabilities.baseAddress!, count: count)
        }
      }
    }
  }

  /// log π(a|s) of one action in one row.
  public func logProbability(row: Int, action: Int) -> Scalar {
    logProbabilities[index(row, action)]
  }

  /// Draws an action from one row by inverting the cumulative distribution:
  ///
  ///     a = the first action with π(0) + … + π(a) > u,   u uniform in [0, 1)
  ///
  /// One draw of the generator an action, whatever the distribution.
  @specialized(where Scalar == Float)
  public func sample(row: Int, using generator: inout PCG64) -> Int {
    let u = generator.random()
    let first = index(row, 0)
    var cumulative = 0.0
    var lastPossible = 0
    for action in 0..<actionCount where probabilities[first + action] > 0 {
      cumulative += Double(probabilities[first + action])
      if u < cumulative { return action }
      lastPossible = action
    }
    // Rounding can leave the sum a little below 1, and u can fall in the gap.
    return lastPossible
  }

  /// The action of the largest probability in one row, the first of them if several are equal.
  public func mode(row: Int) -> Int {
    let first = index(row, 0)
    var best = 0
    for action in 1..<max(actionCount, 1)
    where probabilities[first + action] > probabilities[first + best] {
      best = action
    }
    return best
  }

  /// The gradient, with respect to the logits, of a weighted sum of log-probabilities:
  ///
  ///     ∂/∂z Σₜ wₜ log π(aₜ|sₜ):   row t is wₜ (1[aₜ = b] − π(b|sₜ))
  ///
  /// - Parameters:
  ///   - weights: wₜ, the score weights, `[rows]`.
  ///   - actions: aₜ, `[rows]`.
  ///   - gradient: receives `[rows × actionCount]`.
  @specialized(where Scalar == Float)
  public func scoreGradient(weights: [Scalar], actions: [Int], into gradient: inout [Scalar]) {
    require(
      weights.count >= rows && actions.count >= rows && gradient.count >= rows * actionCount,
      "the score's gradient needs a weight and an action for each of \(rows) rows and room for "
        + "\(rows * actionCount) numbers; got \(weights.count), \(actions.count), \(gradient.count)"
    )
    for row in 0..<rows {
      let weight = weights[row]
      let first = row * actionCount
      // wₜ (1[aₜ = b] − π(b|sₜ))
      for b in 0..<actionCount { gradient[first + b] = -weight * probabilities[first + b] }
      gradient[index(row, actions[row])] += weight
    }
  }

  private func index(_ row: Int, _ action: Int) -> Int {
    require(
      row >= 0 && row < rows && action >= 0 && action < actionCount,
      "row \(row), action \(action) is outside a batch of \(rows) rows by \(actionCount) actions")
    return row * actionCount + action
  }
}
