/// V(s), a network that learns from the returns which it did not foresee: the baseline of chapter 2,
/// and what the critics of later chapters are made of.
public struct ValueFunction: Sendable {
  // snippet.value-function
  /// Gives V(s), one output.
  public private(set) var network: MLP<Float>
  private var adam: Adam<Float>
  private var pass = MLP<Float>.Pass()
  private var gradient: [Float]

  /// - Parameters:
  ///   - observationCount: numbers in an observation.
  ///   - hiddenSizes: widths of the hidden layers.
  ///   - learningRate: α of Adam.
  ///   - generator: draws the first weights, orthogonal, with an output gain of 1.
  public init(
    observationCount: Int, hiddenSizes: [Int] = [32], learningRate: Double = 0.01,
    using generator: inout PCG64
  ) {
    network = MLP(sizes: [observationCount] + hiddenSizes + [1], outputGain: 1, using: &generator)
    adam = Adam(parameterCount: network.parameterCount, learningRate: learningRate)
    gradient = [Float](repeating: 0, count: network.parameterCount)
  }

  /// V(s_t) for every row of `[rows × observationCount]`.
  public mutating func values(_ observations: [Float], rows: Int) -> [Float] {
    network.forward(observations, rows: rows, &pass)
    return Array(pass.output.prefix(rows))
  }

  /// Some steps of Adam down the mean of (V(s_t) − G_t)², all on the same rows.
  public mutating func fit(_ observations: [Float], to returns: [Float], steps: Int = 20) {
    for _ in 0..<steps {
      let values = values(observations, rows: returns.count)
      for t in returns.indices {
        // ∂/∂V (V − G)² / M = 2 (V − G) / M
        pass.outputGradient[t] = 2 * (values[t] - returns[t]) / Float(returns.count)
      }
      network.backward(observations, &pass, into: &gradient)
      adam.descend(&network.parameters, along: gradient)
    }
  }
  // snippet.end
}
