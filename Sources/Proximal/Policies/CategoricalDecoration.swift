/// A categorical distribution that does one thing differently: everything that is not said otherwise
/// is done as ``CategoricalBatch`` does it.
///
/// Masks are of this kind, and so are experiments such as taking the most probable action.
public protocol CategoricalDecoration: ActionDistributions where Action == Int {
  /// The plain distributions, once `update` has been called.
  var categorical: CategoricalBatch<Scalar> { get set }
}

extension CategoricalDecoration {
  public var rows: Int { categorical.rows }
  public var outputCount: Int { categorical.outputCount }
  public var actionSpace: ActionSpace { categorical.actionSpace }
  /// The first action.
  public var placeholderAction: Int { 0 }
  public var freeParameterCount: Int { 0 }
  public var meanEntropy: Double { categorical.meanEntropy }

  public mutating func update(outputs: [Scalar], parameters: [Scalar], rows: Int) {
    categorical.update(logits: outputs, rows: rows)
  }

  /// log π(aₜ
  /// sₜ), `[rows]`, of the plain distributions.
  public func logProbabilities(of actions: [Int], into logProbabilities: inout [Scalar]) {
    categorical.logProbabilities(of: actions, into: &logProbabilities)
  }

  /// The gradient of Σₜ wₜ log π(aₜ
  /// sₜ) with respect to the outputs, `[rows × actionCount]`.
  public func scoreGradient(
    weights: [Scalar], actions: [Int], outputs: inout [Scalar], gradient: inout [Scalar]
  ) {
    categorical.scoreGradient(weights: weights, actions: actions, into: &outputs)
  }

  public func addEntropyGradient(
    times factor: Scalar, outputs: inout [Scalar], gradient: inout [Scalar]
  ) {
    categorical.addEntropyGradient(times: factor, outputs: &outputs, gradient: &gradient)
  }

  /// Draws the action of each row with a generator of its own, `generators` `[rows]`.
  public func sample(using generators: inout [PCG64], into actions: inout [Int]) {
    categorical.sample(using: &generators, into: &actions)
  }

  /// Takes the most probable action of each row.
  public func modes(into actions: inout [Int]) {
    categorical.modes(into: &actions)
  }
}
