/// A batch of normal distributions with independent components whose means and standard deviations
/// are both a network's outputs: first the n numbers that the means come from, then the n for the
/// standard deviations.
///
///     μ = c tanh m, or m where there is no bound c,   σ = softplus(s) = log(1 + eˢ)
///
/// The equations of the distributions themselves are ``DiagonalGaussian``'s.
public struct StateDependentGaussianBatch<Scalar: NetworkScalar>: ActionDistributions {
  /// The number of components of an action, n.
  public let dimensions: Int
  /// c; nil leaves the means unbounded.
  public let meanBound: Scalar?
  /// Distributions in the latest batch.
  public private(set) var rows = 0
  /// μ, `[rows × n]`; like the arrays below it may be longer.
  public private(set) var mean: [Scalar] = []
  /// σ, `[rows × n]`.
  public private(set) var standardDeviation: [Scalar] = []
  /// log σ, `[rows × n]`.
  public private(set) var logStandardDeviation: [Scalar] = []
  /// ∂μ/∂m, `[rows × n]`.
  private var meanSlope: [Scalar] = []
  /// ∂ log σ/∂s, `[rows × n]`.
  private var logSlope: [Scalar] = []
  /// The pairs 0, s, and their log-softmax, `[rows × n × 2]`.
  private var pairs: [Scalar] = []

  /// - Parameters:
  ///   - dimensions: n, at least 1.
  ///   - meanBound: c, above 0; nil leaves the means unbounded.
  public init(dimensions: Int, meanBound: Scalar? = nil) {
    require(dimensions > 0, "an action vector needs a component; got \(dimensions)")
    if let meanBound {
      require(meanBound > 0, "the bound on a mean is above 0; got \(meanBound)")
    }
    self.dimensions = dimensions
    self.meanBound = meanBound
  }

  public var outputCount: Int { 2 * dimensions }
  public var actionSpace: ActionSpace {
    .box(low: -.infinity, high: .infinity, count: dimensions)
  }
  public var placeholderAction: Scalar { 0 }
  public var freeParameterCount: Int { 0 }

  /// Takes m and s of a batch, `[rows × 2n]`, row-major; there are no free parameters.
  @specialized(where Scalar == Float)
  public mutating func update(outputs: [Scalar], parameters: [Scalar], rows: Int) {
    require(
      outputs.count >= rows * outputCount,
      "\(rows) distributions in \(dimensions) dimensions need \(rows * outputCount) outputs; got "
        + "\(outputs.count)")
    self.rows = rows
    prepare()
    let count = rows * dimensions
    guard count > 0 else { return }
    for place in 0..<count {
      let output = place / dimensions * outputCount + place % dimensions
      mean[place] = outputs[output]
      pairs[2 * place] = 0
      pairs[2 * place + 1] = outputs[output + dimensions]
    }
    squashMeans(count)
    spread(count)
  }

  private mutating func prepare() {
    guard mean.count < rows * dimensions else { return }
    mean = [Scalar](repeating: 0, count: rows * dimensions)
    (standardDeviation, logStandardDeviation, meanSlope, logSlope) = (mean, mean, mean, mean)
    pairs = [Scalar](repeating: 0, count: 2 * rows * dimensions)
  }

  /// μ = c tanh m,   ∂μ/∂m = c (1 − tanh² m)
  private mutating func squashMeans(_ count: Int) {
    guard let bound = meanBound else {
      for place in 0..<count { meanSlope[place] = 1 }
      return
    }
    mean.withUnsafeMutableBufferPointer { mean in
      Scalar.hyperbolicTangents(mean.baseAddress!, mean.baseAddress!, count: count)
    }
    for place in 0..<count {
      meanSlope[place] = bound * (1 - mean[place] * mean[place])
      mean[place] *= bound
    }
  }

  /// The log-softmax of (0, s) is (−log(1 + eˢ), s − log(1 + eˢ)): minus softplus, and the logarithm
  /// of its slope. No s overflows it.
  private mutating func spread(_ count: Int) {
    pairs.withUnsafeMutableBufferPointer { pairs in
      Scalar.logSoftmaxRows(pairs.baseAddress!, pairs.baseAddress!, rows: count, columns: 2)
    }
    for place in 0..<count {
      // Far to the left σ would round to 0, whose logarithm is no number.
      standardDeviation[place] = max(-pairs[2 * place], .leastNormalMagnitude)
      logSlope[place] = pairs[2 * place + 1]
    }
    logStandardDeviation.withUnsafeMutableBufferPointer { logs in
      standardDeviation.withUnsafeBufferPointer { deviations in
        Scalar.logarithms(logs.baseAddress!, deviations.baseAddress!, count: count)
      }
    }
    logSlope.withUnsafeMutableBufferPointer { slopes in
      Scalar.exponentials(slopes.baseAddress!, slopes.baseAddress!, count: count)
    }
    // ∂ log σ/∂s = σ'(s)/σ
    for place in 0..<count { logSlope[place] /= standardDeviation[place] }
  }

  /// log π(xₜ|sₜ), `[rows]`, of actions `[rows × n]`.
  @specialized(where Scalar == Float)
  public func logProbabilities(of actions: [Scalar], into logProbabilities: inout [Scalar]) {
    checkActions(actions, room: logProbabilities.count, needed: rows)
    for row in 0..<rows {
      var sum: Scalar = 0
      for place in row * dimensions..<(row + 1) * dimensions {
        let z = standardised(actions, place)
        // −½ z² − log σ − ½ log 2π
        sum -= z * z / 2 + logStandardDeviation[place] + Scalar(halfLogTwoPi)
      }
      logProbabilities[row] = sum
    }
  }

  /// In row t: wₜ z/σ · ∂μ/∂m for the means, wₜ (z² − 1) · ∂ log σ/∂s for the spreads.
  @specialized(where Scalar == Float)
  public func scoreGradient(
    weights: [Scalar], actions: [Scalar], outputs: inout [Scalar], gradient: inout [Scalar]
  ) {
    checkActions(actions, room: outputs.count, needed: rows * outputCount)
    for place in 0..<rows * dimensions {
      let (row, i) = (place / dimensions, place % dimensions)
      let z = standardised(actions, place)
      outputs[row * outputCount + i] =
        weights[row] * z / standardDeviation[place] * meanSlope[place]
      outputs[row * outputCount + dimensions + i] = weights[row] * (z * z - 1) * logSlope[place]
    }
  }

  /// ∂H/∂s = ∂ log σ/∂s; the means have no part in it.
  @specialized(where Scalar == Float)
  public func addEntropyGradient(
    times factor: Scalar, outputs: inout [Scalar], gradient: inout [Scalar]
  ) {
    for place in 0..<rows * dimensions {
      let (row, i) = (place / dimensions, place % dimensions)
      outputs[row * outputCount + dimensions + i] += factor * logSlope[place]
    }
  }

  /// The mean over the rows of Σ_i (log σ_i + ½ log 2πe), in nats.
  public var meanEntropy: Double {
    var sum = 0.0
    for place in 0..<rows * dimensions { sum += Double(logStandardDeviation[place]) }
    return sum / Double(rows) + Double(dimensions) * (halfLogTwoPi + 0.5)
  }

  /// a = μ + σ ζ, ζ standard normal, component by component.
  @specialized(where Scalar == Float)
  public func sample(using generators: inout [PCG64], into actions: inout [Scalar]) {
    require(
      actions.count >= rows * dimensions && generators.count >= rows,
      "\(rows) rows need as many generators and room for \(rows * dimensions) action components; got "
        + "\(generators.count) and \(actions.count)")
    for place in 0..<rows * dimensions {
      let noise = Scalar(generators[place / dimensions].standardNormal())
      actions[place] = mean[place] + standardDeviation[place] * noise
    }
  }

  /// The mean of each row.
  public func modes(into actions: inout [Scalar]) {
    for place in 0..<rows * dimensions { actions[place] = mean[place] }
  }

  /// (x − μ) / σ
  private func standardised(_ actions: [Scalar], _ place: Int) -> Scalar {
    (actions[place] - mean[place]) / standardDeviation[place]
  }

  private func checkActions(_ actions: [Scalar], room: Int, needed: Int) {
    require(
      actions.count >= rows * dimensions && room >= needed,
      "\(rows) rows need \(rows * dimensions) action components and room for \(needed) numbers; "
        + "got \(actions.count) and \(room)")
  }
}
