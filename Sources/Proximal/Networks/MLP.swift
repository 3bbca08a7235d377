/// A multilayer perceptron: affine layers with an activation between them.
///
///     h₀ = x,   hₗ = f(hₗ₋₁ Wₗ + bₗ) for the hidden layers,   y = h Wₗ + bₗ for the last
///
/// A batch is a matrix with one sample a row. All parameters live in one flat array, layer by
/// layer: Wₗ `[inputs × outputs]`, row-major, then bₗ `[outputs]`. Gradients have the same layout,
/// so that an optimiser or a norm is one loop over one array.
///
/// Does not: convolutions, recurrence, normalisation layers, dropout.
public struct MLP<Scalar: NetworkScalar>: Sendable {
  /// The widths, from input to output: `[4, 64, 64, 2]` has two hidden layers.
  public let sizes: [Int]
  /// f, applied after every layer but the last.
  public let hiddenActivation: Activation
  /// θ: every weight and bias, in the layout given above.
  public var parameters: [Scalar]

  let layers: [Layer]

  /// One layer's widths, and where its numbers are.
  struct Layer: Sendable {
    let inputs: Int
    let outputs: Int
    let activation: Activation
    let isLast: Bool
    /// Where Wₗ begins among the parameters; bₗ follows it.
    let weights: Int
    /// Where hₗ begins among the hidden units of one sample.
    let hiddenOffset: Int
    var biases: Int { weights + inputs * outputs }
    var end: Int { biases + outputs }
  }

  /// A network with the given parameters, all zero when none are given.
  public init(sizes: [Int], hiddenActivation: Activation = .tanh, parameters: [Scalar]? = nil) {
    require(
      sizes.count >= 2 && sizes.allSatisfy { $0 > 0 },
      "a network needs an input and an output width, all positive; got \(sizes)")
    self.sizes = sizes
    self.hiddenActivation = hiddenActivation
    var layers: [Layer] = []
    for l in 1..<sizes.count {
      let isLast = l == sizes.count - 1
      layers.append(
        Layer(
          inputs: sizes[l - 1], outputs: sizes[l],
          activation: isLast ? .identity : hiddenActivation, isLast: isLast,
          weights: layers.last?.end ?? 0, hiddenOffset: sizes[1..<l].reduce(0, +)))
    }
    self.layers = layers
    hiddenCount = sizes.dropFirst().dropLast().reduce(0, +)
    let count = layers.last!.end
    self.parameters = parameters ?? [Scalar](repeating: 0, count: count)
    require(
      self.parameters.count == count,
      "a network of widths \(sizes) has \(count) parameters; got \(self.parameters.count)")
  }

  /// How many weights and biases there are.
  public var parameterCount: Int { parameters.count }
  /// The width of the input.
  public var inputCount: Int { sizes.first! }
  /// The width of the output.
  public var outputCount: Int { sizes.last! }
  /// Hidden units of one sample.
  private let hiddenCount: Int

  /// The range of Wₗ, `[inputs × outputs]`, among ``parameters``, for layer l = 0, 1, ….
  public func weightRange(ofLayer layer: Int) -> Range<Int> {
    layers[layer].weights..<layers[layer].biases
  }

  /// The range of bₗ, `[outputs]`, among ``parameters``, for layer l = 0, 1, ….
  public func biasRange(ofLayer layer: Int) -> Range<Int> {
    layers[layer].biases..<layers[layer].end
  }

  /// What a forward pass leaves behind for the backward pass: the output of every layer, and the
  /// room for the gradients. Make one and use it again; it grows to the largest batch it has seen
  /// and then allocates nothing.
  public struct Pass: Sendable {
    /// Samples in the latest forward pass.
    public private(set) var rows = 0
    /// y, `[rows × outputCount]`. The array may be longer: only the first `rows` rows count.
    public internal(set) var output: [Scalar] = []
    /// ∂L/∂y, `[rows × outputCount]`: write it here before ``MLP/backward(_:_:into:accumulate:)``.
    public var outputGradient: [Scalar] = []
    /// hₗ of every hidden layer, one layer's `[rows × width]` after the other.
    var hidden: [Scalar] = []
    /// ∂L/∂hₗ, laid out like `hidden`.
    var hiddenGradient: [Scalar] = []
    /// What ``MLP/directionalDerivative(_:_:along:into:)`` works in.
    var tangents = Tangents()

    /// Of no batch yet.
    public init() {}

    mutating func prepare(rows: Int, hiddenCount: Int, outputCount: Int) {
      self.rows = rows
      if output.count < rows * outputCount {
        output = [Scalar](repeating: 0, count: rows * outputCount)
        outputGradient = output
      }
      if hidden.count < rows * hiddenCount {
        hidden = [Scalar](repeating: 0, count: rows * hiddenCount)
        hiddenGradient = hidden
      }
    }
  }

  /// Computes the network's output for a batch and keeps every layer's output in `pass`.
  ///
  /// - Parameters:
  ///   - input: x, `[rows × inputCount]`, row-major; a longer array is read as far as `rows` goes.
  ///   - first: the row of `input` that is the batch's first.
  ///   - rows: the number of samples.
  ///   - pass: receives y in ``Pass/output``.
  public func forward(
    _ input: [Scalar], from first: Int = 0, rows: Int, _ pass: inout Pass
  ) {
    checkInput(input, first + rows)
    pass.prepare(rows: rows, hiddenCount: hiddenCount, outputCount: outputCount)
    guard rows > 0 else { return }
    input.withUnsafeBufferPointer { input in
      parameters.withUnsafeBufferPointer { parameters in
        pass.hidden.withUnsafeMutableBufferPointer { hidden in
          pass.output.withUnsafeMutableBufferPointer { output in
            forward(
              input.baseAddress! + first * inputCount, rows, parameters.baseAddress!,
              hidden.baseAddress,
              output.baseAddress!)
          }
        }
      }
    }
  }

  private func forward(
    _ input: UnsafePointer<Scalar>, _ rows: Int, _ parameters: UnsafePointer<Scalar>,
    _ hidden: UnsafeMutablePointer<Scalar>?, _ output: UnsafeMutablePointer<Scalar>
  ) {
    var x = input
    for layer in layers {
      let h = layer.isLast ? output : hidden! + rows * layer.hiddenOffset
      // hₗ = f(hₗ₋₁ Wₗ + bₗ)
      Scalar.product(
        h, x, parameters + layer.weights, bias: parameters + layer.biases, rows: rows,
        inner: layer.inputs, columns: layer.outputs, activation: layer.activation)
      x = UnsafePointer(h)
    }
  }

  /// Computes ∂L/∂θ from ∂L/∂y by the chain rule, last layer first.
  ///
  ///     ∂L/∂z = ∂L/∂h ⊙ f'(z),   ∂L/∂W = hₗ₋₁ᵀ ∂L/∂z,   ∂L/∂b = Σ_rows ∂L/∂z,   ∂L/∂hₗ₋₁ = ∂L/∂z Wᵀ
  ///
  /// - Parameters:
  ///   - input: the batch that the forward pass was given.
  ///   - pass: of that forward pass, with ∂L/∂y in ``Pass/outputGradient``.
  ///   - gradient: receives ∂L/∂θ, summed over the batch, in the layout of ``parameters``.
  ///   - accumulate: adds to what `gradient` holds instead of replacing it.
  public func backward(
    _ input: [Scalar], _ pass: inout Pass, into gradient: inout [Scalar], accumulate: Bool = false
  ) {
    checkInput(input, pass.rows)
    require(
      gradient.count == parameterCount,
      "the gradient needs one number a parameter: \(parameterCount); got \(gradient.count)")
    let rows = pass.rows
    input.withUnsafeBufferPointer { input in
      gradient.withUnsafeMutableBufferPointer { gradient in
        pass.hidden.withUnsafeMutableBufferPointer { hidden in
          pass.hiddenGradient.withUnsafeMutableBufferPointer { hiddenGradient in
            pass.outputGradient.withUnsafeBufferPointer { outputGradient in
              backward(
                input.baseAddress, rows, hidden.baseAddress, hiddenGradient.baseAddress,
                outputGradient.baseAddress, gradient.baseAddress!, accumulate)
            }
          }
        }
      }
    }
  }

  private func backward(
    _ input: UnsafePointer<Scalar>?, _ rows: Int, _ hidden: UnsafeMutablePointer<Scalar>?,
    _ hiddenGradient: UnsafeMutablePointer<Scalar>?, _ outputGradient: UnsafePointer<Scalar>?,
    _ gradient: UnsafeMutablePointer<Scalar>, _ accumulate: Bool
  ) {
    guard rows > 0, let input, var dz = outputGradient else {
      if !accumulate { gradient.update(repeating: 0, count: parameterCount) }
      return
    }
    parameters.withUnsafeBufferPointer { parameters in
      for (l, layer) in layers.enumerated().reversed() {
        let below = l == 0 ? nil : layers[l - 1]
        let x = below.map { UnsafePointer(hidden! + rows * $0.hiddenOffset) } ?? input
        // ∂L/∂W = hₗ₋₁ᵀ ∂L/∂z,   ∂L/∂b = Σ_rows ∂L/∂z
        Scalar.productLeftTransposed(
          gradient + layer.weights, x, dz, rows: layer.inputs, inner: rows,
          columns: layer.outputs, accumulate: accumulate)
        Scalar.columnSums(
          gradient + layer.biases, dz, rows: rows, columns: layer.outputs, accumulate: accumulate)
        guard let below else { return }
        // ∂L/∂hₗ₋₁ = ∂L/∂z Wᵀ,   ∂L/∂zₗ₋₁ = ∂L/∂hₗ₋₁ ⊙ f'(zₗ₋₁)
        let dh = hiddenGradient! + rows * below.hiddenOffset
        Scalar.productRightTransposed(
          dh, dz, parameters.baseAddress! + layer.weights, rows: rows, inner: layer.outputs,
          columns: layer.inputs, output: x, activation: below.activation)
        dz = UnsafePointer(dh)
      }
    }
  }

  func checkInput(_ input: [Scalar], _ rows: Int) {
    require(
      rows >= 0 && input.count >= rows * inputCount,
      "a batch of \(rows) rows needs \(rows * inputCount) inputs; got \(input.count)")
  }
}
