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
  private(set) var precisionRoot: [Scalar]

  /// - Parameter dimensions: n, at least 1. Every log σ is 0 until a batch is taken.
  public init(dimensions: Int) {
    require(dimensions > 0, "an action vector needs a component; got \(dimensions)")
    self.dimensions = dimensions
    logStandardDeviation = [Scalar](repeating: 0, count: dimensions)
    standardDeviation = [Scalar](repeating: 1, count: dimensions)
    precisionRoot = standardDeviation
  }

  public var outputCount: Int { dimensions }
  public var actionSpace: ActionSpace {
    .box(low: -.infinity, high: .infinity, count: dimensions)
  }
  public var placeholderAction: Scalar { 0 }
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

  /// H = Σ_i (log σ_i + ½ log 2πe): the same in every row.
  public var meanEntropy: Double {
    logStandardDeviation.reduce(0) { $0 + Double($1) }
      + Double(dimensions) * (halfLogTwoPi + 0.5)
  }

  /// ∂H/∂log σ_i = 1 in every row; the means have no part in it.
  public func addEntropyGradient(
    times factor: Scalar, outputs: inout [Scalar], gradient: inout [Scalar]
  ) {
    for i in 0..<dimensions { gradient[i] += factor * Scalar(rows) }
  }

  /// a = μ + σ ζ, ζ standard normal, component by component.
  @specialized(where Scalar == Float)
  public func sample(using generators: inout [PCG64], into actions: inout [Scalar]) {
    require(
      actions.count >= rows * dimensions && generators.count >= rows,
      "\(rows) rows need as many generators and room for \(rows * dimensions) action components; got "
        + "\(generators.count) and \(actions.count)")
    for row in 0..<rows {
      for i in 0..<dimensions {
        let place = row * dimensions + i
        let noise = Scalar(generators[row].standardNormal())
        actions[place] = mean[place] + standardDeviation[i] * noise
      }
    }
  }

  /// The mean of each row.
  @specialized(where Scalar == Float)
  public func modes(into actions: inout [Scalar]) {
    for place in 0..<rows * dimensions { actions[place] = mean[place] }
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

/// x ← exp(x), through the kernels.
private func exponentiate<Scalar: NetworkScalar>(_ numbers: inout [Scalar]) {
  numbers.withUnsafeMutableBufferPointer { numbers in
    Scalar.exponentials(numbers.baseAddress!, numbers.baseAddress!, count: numbers.count)
  }
}
