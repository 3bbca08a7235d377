/// A batch of normal distributions with independent components, one a row: their means are a
/// network's outputs, their standard deviations the same in every row. The equations are
/// ``DiagonalGaussian``'s.
public struct DiagonalGaussianBatch<Scalar: NetworkScalar>: ActionDistributions {
  /// The number of components of an action, n.
  public let dimensions: Int
  /// Distributions in the latest batch.
  public private(set) var rows = 0
  /// μ, `[rows × n]`; the array may be longer.
  public private(set) var mean: [Scalar] = []
  /// log σ, `[n]`.
  public private(set) var logStandardDeviation: [Scalar]
  /// σ, `[n]`.
  private(set) var standardDeviation: [Scalar]
  /// 1/σ, `[n]`.
  private var precisionRoot: [Scalar]

  public init(dimensions: Int) {
    require(dimensions > 0, "an action vector needs a component; got \(dimensions)")
    self.dimensions = dimensions
    logStandardDeviation = [Scalar](repeating: 0, count: dimensions)
    standardDeviation = [Scalar](repeating: 1, count: dimensions)
    precisionRoot = standardDeviation
  }

  /// log σ, one for each component.
  public var freeParameterCount: Int { dimensions }

  /// Takes the means of a batch, `[rows × n]`, row-major, and log σ from the beginning of
  /// `parameters`. Copies them: to hold on to a network's buffer would make the network allocate a new
  /// one at its next pass.
  @specialized(where Scalar == Float)
  public mutating func update(outputs: [Scalar], parameters: [Scalar], rows: Int) {
    require(
      outputs.count >= rows * dimensions && parameters.count >= dimensions,
      "\(rows) distributions in \(dimensions) dimensions need \(rows * dimensions) means and "
        + "\(dimensions) log standard deviations; got \(outputs.count) and \(parameters.count)")
    self.rows = rows
    copy(outputs, to: &mean, count: rows * dimensions)
    for i in 0..<dimensions {
      logStandardDeviation[i] = parameters[i]
      standardDeviation[i] = parameters[i]
      precisionRoot[i] = -parameters[i]
    }
    exponentiate(&standardDeviation)
    exponentiate(&precisionRoot)
  }

  /// log π(xₜ|sₜ), `[rows]`, of actions `[rows × n]`.
  @specialized(where Scalar == Float)
  public func logProbabilities(of actions: [Scalar], into logProbabilities: inout [Scalar]) {
    checkActions(actions, room: logProbabilities.count, needed: rows)
    let constant = logStandardDeviation.reduce(0, +) + Scalar(dimensions) * Scalar(halfLogTwoPi)
    for row in 0..<rows {
      var squares: Scalar = 0
      for i in 0..<dimensions {
        let z = standardised(actions, row, i)
        squares += z * z
      }
      // −½ Σ z² − Σ log σ − ½ n log 2π
      logProbabilities[row] = -squares / 2 - constant
    }
  }

  /// Row t is wₜ z / σ; the gradient for log σ is Σₜ wₜ (z² − 1).
  @specialized(where Scalar == Float)
  public func scoreGradient(
    weights: [Scalar], actions: [Scalar], outputs: inout [Scalar], gradient: inout [Scalar]
  ) {
    checkActions(actions, room: outputs.count, needed: rows * dimensions)
    for i in 0..<dimensions { gradient[i] = 0 }
    // snippet.gaussian-score
    for row in 0..<rows {
      for i in 0..<dimensions {
        let z = standardised(actions, row, i)
        outputs[row * dimensions + i] = weights[row] * z * precisionRoot[i]
        gradient[i] += weights[row] * (z * z - 1)
      }
    }
    // snippet.end
  }

  /// M = diag(1/σ²) for the mean and 2 for each log σ.
  @specialized(where Scalar == Float)
  public func multiplyByFisher(
    outputs: inout [Scalar], direction: [Scalar], product: inout [Scalar]
  ) {
    let share = 1 / Scalar(rows)
    for row in 0..<rows {
      for i in 0..<dimensions {
        outputs[row * dimensions + i] *= share * precisionRoot[i] * precisionRoot[i]
      }
    }
    for i in 0..<dimensions { product[i] = 2 * direction[i] }
  }

  /// The mean over the rows of KL(π‖π') = Σ_i ½ (r_i² − 1) − log r_i + ½ d_i², r = σ/σ',
  /// d = (μ − μ')/σ'.
  @specialized(where Scalar == Float)
  public func meanDivergence(to other: Self) -> Double {
    requireSameBatch(rows == other.rows && dimensions == other.dimensions)
    var spread = 0.0
    for i in 0..<dimensions {
      let logRatio = Double(logStandardDeviation[i]) - Double(other.logStandardDeviation[i])
      spread += Elementary.expMinusOne(2 * logRatio) / 2 - logRatio
    }
    var squares = 0.0
    for row in 0..<rows {
      for i in 0..<dimensions {
        let place = row * dimensions + i
        let d = Double(mean[place] - other.mean[place]) * Double(other.precisionRoot[i])
        squares += d * d
      }
    }
    return spread + squares / 2 / Double(rows)
  }

  /// (x − μ) / σ
  private func standardised(_ actions: [Scalar], _ row: Int, _ i: Int) -> Scalar {
    (actions[row * dimensions + i] - mean[row * dimensions + i]) * precisionRoot[i]
  }

  private func checkActions(_ actions: [Scalar], room: Int, needed: Int) {
    require(
      actions.count >= rows * dimensions && room >= needed,
      "\(rows) rows need \(rows * dimensions) action components and room for \(needed) numbers; "
        + "got \(actions.count) and \(room)")
  }
}

/// ½ log 2π. A literal, for training calls no mathematical library.
let halfLogTwoPi = 0.918_938_533_204_672_74

/// Copies the first `count` numbers to the beginning of `copy`, which grows where it is shorter.
@usableFromInline
@specialized(where Scalar == Float)
func copy<Scalar: NetworkScalar>(_ numbers: [Scalar], to copy: inout [Scalar], count: Int) {
  if copy.count < count { copy = [Scalar](repeating: 0, count: count) }
  guard count > 0 else { return }
  copy.withUnsafeMutableBufferPointer { copy in
    numbers.withUnsafeBufferPointer { numbers in
      copy.baseAddress!.update(from: numbers.baseAddress!, count: count)
    }
  }
}

/// x ← exp(x), through the kernels.
private func exponentiate<Scalar: NetworkScalar>(_ numbers: inout [Scalar]) {
  numbers.withUnsafeMutableBufferPointer { numbers in
    Scalar.exponentials(numbers.baseAddress!, numbers.baseAddress!, count: numbers.count)
  }
}

func requireSameBatch(_ same: Bool) {
  require(same, "a divergence compares two batches of as many rows over the same actions")
}
