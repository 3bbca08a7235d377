extension MLP {
  /// A network with orthogonal weights and zero biases: what PPO implementations start from.
  ///
  /// Each weight matrix has orthonormal rows or columns, whichever are fewer, times a gain. Signals
  /// then neither grow nor shrink through the layers, and a small gain on the output makes the first
  /// policy nearly uniform.
  ///
  /// Source: Saxe, McClelland and Ganguli, “Exact solutions to the nonlinear dynamics of learning in
  /// deep linear neural networks”, ICLR 2014.
  ///
  /// - Parameters:
  ///   - sizes: widths of the layers, from the input to the output.
  ///   - hiddenActivation: what follows every layer but the last.
  ///   - hiddenGain: for every layer but the last; √2 is the custom.
  ///   - outputGain: for the last; PPO's custom is 0.01 for a policy and 1 for a value function.
  ///   - generator: standard normals are drawn from it, layer by layer.
  public init(
    sizes: [Int], hiddenActivation: Activation = .tanh, hiddenGain: Double = 2.0.squareRoot(),
    outputGain: Double, using generator: inout PCG64
  ) {
    self.init(sizes: sizes, hiddenActivation: hiddenActivation)
    for layer in 0..<sizes.count - 1 {
      let gain = layer == sizes.count - 2 ? outputGain : hiddenGain
      let weights = orthonormalMatrix(
        rows: sizes[layer], columns: sizes[layer + 1], using: &generator)
      for (index, weight) in zip(weightRange(ofLayer: layer), weights) {
        parameters[index] = Scalar(gain * weight)
      }
    }
  }
}

/// A random matrix `[rows × columns]`, row-major, whose rows (or columns, if those are fewer) are
/// orthonormal, drawn uniformly from all such matrices.
///
/// Gram–Schmidt on vectors of standard normals, done twice over so that rounding leaves the
/// vectors orthogonal to the last few bits.
func orthonormalMatrix(rows: Int, columns: Int, using generator: inout PCG64) -> [Double] {
  let length = max(rows, columns)
  var vectors: [[Double]] = []
  for _ in 0..<min(rows, columns) {
    var vector = (0..<length).map { _ in generator.standardNormal() }
    for _ in 0..<2 {
      for unit in vectors {
        let overlap = zip(vector, unit).reduce(0) { $0 + $1.0 * $1.1 }
        for i in 0..<length { vector[i] -= overlap * unit[i] }
      }
    }
    let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
    vectors.append(vector.map { $0 / norm })
  }
  return (0..<rows * columns).map { index in
    let (row, column) = (index / columns, index % columns)
    return rows <= columns ? vectors[row][column] : vectors[column][row]
  }
}
