extension MLP {
  /// Computes how fast the outputs move as the parameters move along a direction v: the product of
  /// the Jacobian J = ∂y/∂θ with v, by the chain rule from the first layer to the last.
  ///
  ///     żₗ = hₗ₋₁ Ẇₗ + ḣₗ₋₁ Wₗ + ḃₗ,   ḣₗ = żₗ ⊙ f'(zₗ),   ḣ₀ = 0
  ///
  /// where Ẇ and ḃ are v's parts. It costs about as much as two forward passes and holds no
  /// Jacobian. ``backward(_:_:into:accumulate:)`` is its transpose: ⟨u, J v⟩ = ⟨Jᵀ u, v⟩.
  ///
  /// - Parameters:
  ///   - input: the batch that the forward pass was given.
  ///   - pass: of that forward pass, with the parameters as they still are.
  ///   - direction: v, in the layout of ``parameters``.
  ///   - outputTangents: receives ẏ = J v, `[rows × outputCount]`; it may be longer.
  public func directionalDerivative(
    _ input: [Scalar], _ pass: inout Pass, along direction: [Scalar],
    into outputTangents: inout [Scalar]
  ) {
    let rows = pass.rows
    checkInput(input, rows)
    require(
      direction.count == parameterCount && outputTangents.count >= rows * outputCount,
      "a derivative along a direction needs \(parameterCount) numbers for the direction and room "
        + "for \(rows * outputCount) results; got \(direction.count) and \(outputTangents.count)")
    guard rows > 0 else { return }
    pass.tangents.prepare(rows: rows, sizes: sizes)
    for layer in layers {
      stack(layer, direction, input, &pass)
      multiply(layer, direction, rows, &pass)
    }
    pass.tangents.output.withUnsafeBufferPointer { tangents in
      outputTangents.withUnsafeMutableBufferPointer {
        $0.baseAddress!.update(from: tangents.baseAddress!, count: rows * outputCount)
      }
    }
  }

  /// Room for one layer's part of a directional derivative.
  struct Tangents: Sendable {
    /// The rows (hₗ₋₁, ḣₗ₋₁), `[rows × 2 inputs]`; (x) alone for the first layer.
    var stackedInput: [Scalar] = []
    /// Ẇₗ over Wₗ, `[2 inputs × outputs]`; Ẇ alone for the first layer.
    var stackedWeights: [Scalar] = []
    /// ḣₗ of the latest layer, `[rows × outputs]`.
    var output: [Scalar] = []

    mutating func prepare(rows: Int, sizes: [Int]) {
      grow(&output, to: rows * sizes.max()!)
      grow(&stackedInput, to: 2 * rows * sizes.max()!)
      grow(&stackedWeights, to: 2 * zip(sizes, sizes.dropFirst()).map { $0 * $1 }.max()!)
    }

    /// Puts hₗ₋₁ and ḣₗ₋₁, both `[rows × width]`, row beside row.
    @specialized(where Scalar == Float)
    mutating func interleave(_ hidden: UnsafeBufferPointer<Scalar>, width: Int) {
      output.withUnsafeBufferPointer { tangents in
        stackedInput.withUnsafeMutableBufferPointer { stacked in
          for row in 0..<hidden.count / width {
            let (source, place) = (row * width, 2 * row * width)
            for i in 0..<width {
              stacked[place + i] = hidden[source + i]
              stacked[place + width + i] = tangents[source + i]
            }
          }
        }
      }
    }

    private func grow(_ array: inout [Scalar], to count: Int) {
      if array.count < count { array = [Scalar](repeating: 0, count: count) }
    }
  }
}

extension MLP {
  /// Lays a layer's factors side by side, so that żₗ is one product:
  ///
  ///     żₗ = (hₗ₋₁, ḣₗ₋₁) · (Ẇₗ over Wₗ) + ḃₗ
  private func stack(_ layer: Layer, _ direction: [Scalar], _ input: [Scalar], _ pass: inout Pass) {
    let (rows, width, size) = (pass.rows, layer.inputs, layer.inputs * layer.outputs)
    let isFirst = layer.weights == 0
    copy(direction, layer.weights, to: &pass.tangents.stackedWeights, 0, count: size)
    guard !isFirst else {
      return copy(input, 0, to: &pass.tangents.stackedInput, 0, count: rows * width)
    }
    copy(parameters, layer.weights, to: &pass.tangents.stackedWeights, size, count: size)
    let below = rows * (layer.hiddenOffset - width)
    pass.hidden.withUnsafeBufferPointer { hidden in
      pass.tangents.interleave(
        UnsafeBufferPointer(rebasing: hidden[below..<below + rows * width]), width: width)
    }
  }

  /// żₗ by one product, then ḣₗ = żₗ ⊙ f'(zₗ).
  private func multiply(
    _ layer: Layer, _ direction: [Scalar], _ rows: Int, _ pass: inout Pass
  ) {
    let inner = layer.weights == 0 ? layer.inputs : 2 * layer.inputs
    let (input, weights) = (pass.tangents.stackedInput, pass.tangents.stackedWeights)
    let hidden = pass.hidden
    pass.tangents.output.withUnsafeMutableBufferPointer { output in
      let tangents = output.baseAddress!
      direction.withUnsafeBufferPointer { direction in
        Scalar.product(
          tangents, input, weights, bias: direction.baseAddress! + layer.biases, rows: rows,
          inner: inner, columns: layer.outputs, activation: .identity)
      }
      guard !layer.isLast else { return }
      hidden.withUnsafeBufferPointer { hidden in
        Scalar.activationBackward(
          tangents, output: hidden.baseAddress! + rows * layer.hiddenOffset,
          count: rows * layer.outputs, activation: layer.activation)
      }
    }
  }
}

/// Copies `count` numbers from `source[first...]` to `target[place...]`.
private func copy<Scalar>(
  _ source: [Scalar], _ first: Int, to target: inout [Scalar], _ place: Int, count: Int
) {
  source.withUnsafeBufferPointer { source in
    target.withUnsafeMutableBufferPointer { target in
      (target.baseAddress! + place).update(from: source.baseAddress! + first, count: count)
    }
  }
}
