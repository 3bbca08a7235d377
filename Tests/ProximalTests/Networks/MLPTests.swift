import Proximal
import RealModule
import TestSupport
import Testing

@Suite("MLP")
struct MLPTests {
  @Test("a hand-worked network: one tanh unit between two numbers")
  func handWorked() {
    // y = 3 tanh(2x − 1) + 0.5, at x = 1 and x = 0.5
    let network = MLP<Double>(sizes: [1, 1, 1], parameters: [2, -1, 3, 0.5])
    var pass = MLP<Double>.Pass()
    network.forward([1, 0.5], rows: 2, &pass)
    expectClose(Array(pass.output[0..<2]), [3 * Double.tanh(1) + 0.5, 0.5], tolerance: 1e-15)
    // L = y(1): ∂L/∂w₁ = 3 (1 − tanh²1) · 1, ∂b₁ the same, ∂w₂ = tanh 1, ∂b₂ = 1
    var gradient = [Double](repeating: 0, count: 4)
    pass.outputGradient = [1, 0]
    network.backward([1, 0.5], &pass, into: &gradient)
    let slope = 3 * (1 - Double.tanh(1) * Double.tanh(1))
    expectClose(gradient, [slope, slope, Double.tanh(1), 1], tolerance: 1e-15)
  }

  @Test(
    "the gradient equals automatic differentiation of the network written out once more",
    arguments: [Activation.tanh, .relu, .identity])
  func gradientByDuals(activation: Activation) {
    let example = Example(activation: activation)
    let oracle = TestSupport.gradient(
      of: { example.loss($0) }, at: example.network.parameters)
    expectClose(example.gradient(), oracle, tolerance: 1e-13)
  }

  @Test("the gradient equals central differences, which converge at second order")
  func gradientByDifferences() {
    let example = Example(activation: .tanh)
    func loss(_ parameters: [Double]) -> Double {
      example.loss(parameters.map { Dual($0) }).value
    }
    let parameters = example.network.parameters
    expectClose(
      example.gradient(), centralDifference(of: loss, at: parameters), tolerance: 1e-9)
    let order = observedOrder(
      of: { centralDifference(of: loss, at: parameters, step: $0) }, step: 0.02)
    expectClose(order, 2, tolerance: 0.05)
  }

  @Test("accumulating two halves of a batch gives the gradient of the whole")
  func accumulation() {
    let example = Example(activation: .tanh)
    var pass = MLP<Double>.Pass()
    var sum = [Double](repeating: 0, count: example.network.parameterCount)
    for half in 0..<2 {
      let input = Array(example.input[half * 6..<half * 6 + 6])
      example.network.forward(input, rows: 2, &pass)
      for i in 0..<4 { pass.outputGradient[i] = example.outputWeights[half * 4 + i] }
      example.network.backward(input, &pass, into: &sum, accumulate: half == 1)
    }
    expectClose(sum, example.gradient(), tolerance: 1e-14)
  }

  @Test("single precision agrees with double, and a row does not depend on the rows beside it")
  func singlePrecision() {
    var generator = PCG64(seed: 3)
    let network = MLP<Float>(sizes: [4, 64, 64, 2], outputGain: 1, using: &generator)
    let exact = MLP<Double>(
      sizes: [4, 64, 64, 2], parameters: network.parameters.map { Double($0) })
    let input = (0..<4 * 97).map { _ in Float(generator.standardNormal()) }
    var pass = MLP<Float>.Pass()
    var exactPass = MLP<Double>.Pass()
    network.forward(input, rows: 97, &pass)
    exact.forward(input.map { Double($0) }, rows: 97, &exactPass)
    expectClose(pass.output.map { Double($0) }, exactPass.output, tolerance: 2e-6)
    var alone = MLP<Float>.Pass()
    for row in [0, 1, 41, 96] {
      network.forward(Array(input[row * 4..<row * 4 + 4]), rows: 1, &alone)
      #expect(
        alone.output[0..<2].map(\.bitPattern)
          == pass.output[row * 2..<row * 2 + 2].map(\.bitPattern),
        "row \(row) of 97 differs from the same row alone")
    }
  }

  @Test("an empty batch has a gradient of zero")
  func emptyBatch() {
    let network = MLP<Float>(sizes: [2, 3, 1])
    var pass = MLP<Float>.Pass()
    var gradient = [Float](repeating: 7, count: network.parameterCount)
    network.forward([], rows: 0, &pass)
    network.backward([], &pass, into: &gradient)
    #expect(gradient.allSatisfy { $0 == 0 })
  }

  @Test("a batch that is too short is refused, with both counts in the message")
  func shortBatch() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var pass = MLP<Float>.Pass()
      MLP<Float>(sizes: [4, 2]).forward([1, 2, 3], rows: 1, &pass)
    }
    expectMessage(result, "needs 4 inputs; got 3")
  }
}

/// A network of two hidden layers, a batch of four rows, and the loss L = Σ weight · output.
private struct Example {
  let network: MLP<Double>
  let input: [Double]
  let outputWeights: [Double]

  init(activation: Activation) {
    var generator = PCG64(seed: 5)
    var network = MLP<Double>(
      sizes: [3, 5, 4, 2], hiddenActivation: activation, outputGain: 1, using: &generator)
    for i in network.parameters.indices {
      network.parameters[i] += 0.1 * generator.standardNormal()
    }
    self.network = network
    input = (0..<12).map { _ in generator.standardNormal() }
    outputWeights = (0..<8).map { _ in generator.standardNormal() }
  }

  func gradient() -> [Double] {
    var pass = MLP<Double>.Pass()
    var gradient = [Double](repeating: .nan, count: network.parameterCount)
    network.forward(input, rows: 4, &pass)
    pass.outputGradient = outputWeights
    network.backward(input, &pass, into: &gradient)
    return gradient
  }

  /// The same network and loss, one number at a time.
  func loss(_ parameters: [Dual<Double>]) -> Dual<Double> {
    var total = Dual<Double>(0)
    for row in 0..<4 {
      var x = input[row * 3..<row * 3 + 3].map { Dual<Double>($0) }
      for layer in 0..<3 {
        let weights = network.weightRange(ofLayer: layer).lowerBound
        let biases = network.biasRange(ofLayer: layer)
        x = biases.enumerated().map { j, bias in
          var z = parameters[bias]
          for i in x.indices { z += x[i] * parameters[weights + i * biases.count + j] }
          return layer == 2 ? z : apply(z)
        }
      }
      for j in 0..<2 { total += x[j] * Dual(outputWeights[row * 2 + j]) }
    }
    return total
  }

  private func apply(_ z: Dual<Double>) -> Dual<Double> {
    switch network.hiddenActivation {
    case .identity: z
    case .tanh: Dual<Double>.tanh(z)
    case .relu: z.value > 0 ? z : 0
    }
  }
}
