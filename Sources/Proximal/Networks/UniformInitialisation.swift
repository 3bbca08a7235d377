extension MLP {
  /// A network with weights and biases drawn uniformly from ±1/√(inputs of the layer): what PyTorch's
  /// `Linear` starts from unless told otherwise.
  ///
  /// - Parameters:
  ///   - sizes: widths of the layers, from the input to the output.
  ///   - hiddenActivation: what follows every layer but the last.
  ///   - generator: uniform numbers are drawn from it, in the order of ``parameters``.
  public init(
    sizes: [Int], hiddenActivation: Activation = .tanh, uniformUsing generator: inout PCG64
  ) {
    self.init(sizes: sizes, hiddenActivation: hiddenActivation)
    for layer in layers {
      let reach = 1 / Double(layer.inputs).squareRoot()
      for index in layer.weights..<layer.end {
        parameters[index] = Scalar(generator.uniform(-reach, reach))
      }
    }
  }
}
