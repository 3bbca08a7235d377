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

  /// - Parameter actionCount: n, at least 1.
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

  /// Draws an action from one row by inverting the cumulative distribution.
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

  /// The gradient, with respect to the logits, of a weighted sum of log-probabilities.
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

// MARK: - As a policy gives them

extension CategoricalBatch: ActionDistributions {
  public var outputCount: Int { actionCount }
  /// One index a row.
  public var actionSpace: ActionSpace { .discrete(count: actionCount) }
  public var placeholderAction: Int { 0 }
  /// All parameters are the network's outputs.
  public var freeParameterCount: Int { 0 }

  public mutating func update(outputs: [Scalar], parameters: [Scalar], rows: Int) {
    update(logits: outputs, rows: rows)
  }

  /// log π(aₜ|sₜ), `[rows]`.
  @specialized(where Scalar == Float)
  public func logProbabilities(of actions: [Int], into logProbabilities: inout [Scalar]) {
    require(
      actions.count >= rows && logProbabilities.count >= rows,
      "\(rows) rows need as many actions and room for as many numbers; got \(actions.count) and "
        + "\(logProbabilities.count)")
    for row in 0..<rows {
      logProbabilities[row] = logProbability(row: row, action: actions[row])
    }
  }

  public func scoreGradient(
    weights: [Scalar], actions: [Int], outputs: inout [Scalar], gradient: inout [Scalar]
  ) {
    scoreGradient(weights: weights, actions: actions, into: &outputs)
  }

  /// H(π) = −Σ_a π(a) log π(a), the mean over the rows, summed in Double.
  public var meanEntropy: Double { entropySum() / Double(max(rows, 1)) }

  @specialized(where Scalar == Float)
  private func entropySum() -> Double {
    var sum = 0.0
    for i in 0..<rows * actionCount where probabilities[i] > 0 {
      sum -= Double(probabilities[i]) * Double(logProbabilities[i])
    }
    return sum
  }

  /// ∂H/∂z_b = −π(b) (log π(b) + H), times `factor`, added to row t.
  @specialized(where Scalar == Float)
  public func addEntropyGradient(
    times factor: Scalar, outputs: inout [Scalar], gradient: inout [Scalar]
  ) {
    require(
      outputs.count >= rows * actionCount,
      "the entropy's gradient needs room for \(rows * actionCount) numbers; got \(outputs.count)")
    for row in 0..<rows {
      let places = row * actionCount..<(row + 1) * actionCount
      var entropy: Scalar = 0
      for i in places where probabilities[i] > 0 {
        entropy -= probabilities[i] * logProbabilities[i]
      }
      for i in places where probabilities[i] > 0 {
        outputs[i] -= factor * probabilities[i] * (logProbabilities[i] + entropy)
      }
    }
  }

  /// Draws each row's action; see ``sample(row:using:)``.
  @specialized(where Scalar == Float)
  public func sample(using generators: inout [PCG64], into actions: inout [Int]) {
    checkRoom(actions, generators.count)
    for row in 0..<rows { actions[row] = sample(row: row, using: &generators[row]) }
  }

  /// Takes each row's most probable action; see ``mode(row:)``.
  @specialized(where Scalar == Float)
  public func modes(into actions: inout [Int]) {
    checkRoom(actions, rows)
    for row in 0..<rows { actions[row] = mode(row: row) }
  }

  private func checkRoom(_ actions: [Int], _ generators: Int) {
    require(
      actions.count >= rows && generators >= rows,
      "\(rows) rows need as many generators and room for as many actions; got \(generators) and "
        + "\(actions.count)")
  }
}
