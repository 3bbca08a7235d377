/// Adam: a step whose length is set by the gradient's running mean and running square.
///
///     m ← β₁ m + (1 − β₁) g,    v ← β₂ v + (1 − β₂) g²
///     θ ← θ ∓ α · m̂ / (√v̂ + ε),   m̂ = m / (1 − β₁ᵗ),   v̂ = v / (1 − β₂ᵗ)
///
/// Source: Kingma and Ba, “Adam: a method for stochastic optimization”, ICLR 2015, algorithm 1,
/// with ε added after the bias correction of the root, as PyTorch does.
public struct Adam<Scalar: NetworkScalar>: Sendable {
  /// α. Change it between steps to anneal it.
  public var learningRate: Double
  /// β₁, in [0, 1): how much of the running mean a step keeps.
  public let beta1: Double
  /// β₂, in [0, 1): how much of the running square a step keeps.
  public let beta2: Double
  /// ε > 0, which keeps a step finite where a gradient has been 0.
  public let epsilon: Double
  /// t, the number of steps taken.
  public private(set) var stepCount = 0
  /// β₁ᵗ and β₂ᵗ.
  private var beta1Power = 1.0
  private var beta2Power = 1.0
  /// m, one number a parameter.
  public private(set) var firstMoment: [Scalar]
  /// v, one number a parameter.
  public private(set) var secondMoment: [Scalar]

  /// Before the first step: t, m and v are 0.
  public init(
    parameterCount: Int, learningRate: Double, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8
  ) {
    require(
      learningRate >= 0 && epsilon > 0,
      "Adam needs α ≥ 0 and ε > 0; got \(learningRate), \(epsilon)")
    require(
      (0..<1).contains(beta1) && (0..<1).contains(beta2),
      "Adam needs β₁ and β₂ in [0, 1); got \(beta1) and \(beta2)")
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    firstMoment = [Scalar](repeating: 0, count: parameterCount)
    secondMoment = firstMoment
  }

  /// θ ← θ − α m̂ / (√v̂ + ε): a step that lowers the loss whose gradient is given.
  public mutating func descend(_ parameters: inout [Scalar], along gradient: [Scalar]) {
    step(&parameters, gradient, sign: 1)
  }

  /// θ ← θ + α m̂ / (√v̂ + ε): a step that raises the objective whose gradient is given.
  public mutating func ascend(_ parameters: inout [Scalar], along gradient: [Scalar]) {
    step(&parameters, gradient, sign: -1)
  }

  private mutating func step(_ parameters: inout [Scalar], _ gradient: [Scalar], sign: Double) {
    require(
      parameters.count == firstMoment.count && gradient.count == firstMoment.count,
      "Adam was made for \(firstMoment.count) parameters; got \(parameters.count) with a gradient "
        + "of \(gradient.count)")
    stepCount += 1
    // Running products rather than pow: the same bits with every C library. Of β as `Scalar` holds it,
    // so that the moments and their corrections cancel to the last bit of a Float.
    beta1Power *= Double(Scalar(beta1))
    beta2Power *= Double(Scalar(beta2))
    let stepSize = sign * learningRate / (1 - beta1Power)
    let rootCorrection = (1 - beta2Power).squareRoot()
    let count = parameters.count
    parameters.withUnsafeMutableBufferPointer { parameters in
      firstMoment.withUnsafeMutableBufferPointer { m in
        secondMoment.withUnsafeMutableBufferPointer { v in
          gradient.withUnsafeBufferPointer { gradient in
            guard count > 0 else { return }
            Scalar.adam(
              parameters.baseAddress!, firstMoment: m.baseAddress!, secondMoment: v.baseAddress!,
              gradient: gradient.baseAddress!, count: count, beta1: beta1, beta2: beta2,
              stepSize: stepSize, rootCorrection: rootCorrection, epsilon: epsilon)
          }
        }
      }
    }
  }
}

extension Adam: Archivable where Scalar == Float {
  /// The learning rate is set before every update; the rest is here.
  public mutating func archive(in archive: inout StateArchive) throws(StateArchiveError) {
    try archive.visit(count: &stepCount, "the number of Adam's steps")
    try archive.visit(&beta1Power)
    try archive.visit(&beta2Power)
    try archive.visit(&firstMoment)
    try archive.visit(&secondMoment)
  }
}
