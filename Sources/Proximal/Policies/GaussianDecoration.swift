/// A Gaussian policy over one action that does one thing differently: everything that is not said
/// otherwise is done as ``DiagonalGaussianBatch`` does it.
public protocol GaussianDecoration: ActionDistributions where Action == Scalar {
  /// The plain distributions, once `update` has been called.
  var gaussian: DiagonalGaussianBatch<Scalar> { get set }
}

extension GaussianDecoration {
  public var rows: Int { gaussian.rows }
  public var outputCount: Int { gaussian.outputCount }
  public var actionSpace: ActionSpace { gaussian.actionSpace }
  public var placeholderAction: Scalar { gaussian.placeholderAction }
  public var freeParameterCount: Int { gaussian.freeParameterCount }
  public var meanEntropy: Double { gaussian.meanEntropy }

  public mutating func update(outputs: [Scalar], parameters: [Scalar], rows: Int) {
    gaussian.update(outputs: outputs, parameters: parameters, rows: rows)
  }

  /// log π(aₜ
  /// sₜ), `[rows]`, of the plain distributions.
  public func logProbabilities(of actions: [Scalar], into logProbabilities: inout [Scalar]) {
    gaussian.logProbabilities(of: actions, into: &logProbabilities)
  }

  /// The gradient of Σₜ wₜ log π(aₜ
  /// sₜ) with respect to the means, `[rows]`, and to log σ at the beginning of
  /// `gradient`.
  public func scoreGradient(
    weights: [Scalar], actions: [Scalar], outputs: inout [Scalar], gradient: inout [Scalar]
  ) {
    gaussian.scoreGradient(
      weights: weights, actions: actions, outputs: &outputs, gradient: &gradient)
  }

  public func addEntropyGradient(
    times factor: Scalar, outputs: inout [Scalar], gradient: inout [Scalar]
  ) {
    gaussian.addEntropyGradient(times: factor, outputs: &outputs, gradient: &gradient)
  }

  /// Draws the action of each row with a generator of its own, `generators` `[rows]`.
  public func sample(using generators: inout [PCG64], into actions: inout [Scalar]) {
    gaussian.sample(using: &generators, into: &actions)
  }

  /// Takes the mean of each row.
  public func modes(into actions: inout [Scalar]) {
    gaussian.modes(into: &actions)
  }
}
