extension DiagonalGaussianBatch {
  public var outputCount: Int { dimensions }
  public var actionSpace: ActionSpace {
    .box(low: -.infinity, high: .infinity, count: dimensions)
  }
  public var placeholderAction: Scalar { 0 }

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
}
