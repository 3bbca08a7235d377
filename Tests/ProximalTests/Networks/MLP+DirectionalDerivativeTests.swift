import Proximal
import RealModule
import TestSupport
import Testing

@Suite("MLP: the derivative along a direction")
struct MLPDirectionalDerivativeTests {
  /// Random numbers of a network, an input batch, a direction and a row of weights.
  struct Example {
    var network: MLP<Double>
    let input: [Double]
    let direction: [Double]
    let weights: [Double]
    let rows = 5

    init(sizes: [Int], activation: Activation) {
      var generator = PCG64(seed: 11)
      func normals(_ count: Int) -> [Double] {
        (0..<count).map { _ in generator.standardNormal() }
      }
      network = MLP(sizes: sizes, hiddenActivation: activation)
      network.parameters = normals(network.parameterCount)
      input = normals(rows * sizes.first!)
      direction = normals(network.parameterCount)
      weights = normals(rows * sizes.last!)
    }

    func output(_ parameters: [Double]) -> [Double] {
      let network = MLP(
        sizes: network.sizes, hiddenActivation: network.hiddenActivation, parameters: parameters)
      var pass = MLP<Double>.Pass()
      network.forward(input, rows: rows, &pass)
      return pass.output
    }

    var derivative: [Double] {
      var pass = MLP<Double>.Pass()
      var tangents = [Double](repeating: 7, count: rows * network.outputCount)
      network.forward(input, rows: rows, &pass)
      network.directionalDerivative(input, &pass, along: direction, into: &tangents)
      return tangents
    }
  }

  static let shapes = [[3, 2], [2, 3, 2], [3, 4, 5, 2], [4, 3, 3, 3, 1]]

  @Test("a hand-worked network: one tanh unit between two numbers")
  func handWorked() {
    // y = w₂ tanh(w₁ x + b₁) + b₂ at (2, −1, 3, 0.5) and x = 1: z = 1
    let network = MLP<Double>(sizes: [1, 1, 1], parameters: [2, -1, 3, 0.5])
    var pass = MLP<Double>.Pass()
    var tangents = [0.0]
    network.forward([1], rows: 1, &pass)
    network.directionalDerivative([1], &pass, along: [0.1, 0.2, 0.3, 0.4], into: &tangents)
    // ẏ = 0.3 tanh 1 + 3 (1 − tanh² 1)(0.1 + 0.2) + 0.4
    let tanh = Double.tanh(1)
    expectClose(tangents, [0.3 * tanh + 0.9 * (1 - tanh * tanh) + 0.4], tolerance: 1e-15)
  }

  @Test(
    "it equals automatic differentiation of the network written out once more",
    arguments: shapes, [Activation.tanh, .relu, .identity])
  func byDuals(sizes: [Int], activation: Activation) {
    let example = Example(sizes: sizes, activation: activation)
    let parameters = zip(example.network.parameters, example.direction).map {
      Dual($0, derivative: $1)
    }
    let outputs = plainOutputs(
      example.network, parameters, example.input.map { Dual($0) }, rows: example.rows)
    expectClose(example.derivative, outputs.map(\.derivative), tolerance: 1e-12)
  }

  @Test("it equals central differences, which converge at second order")
  func byDifferences() {
    let example = Example(sizes: [3, 4, 5, 2], activation: .tanh)
    func difference(_ h: Double) -> [Double] {
      let (above, below) = (moved(example, h), moved(example, -h))
      return zip(example.output(above), example.output(below)).map { ($0 - $1) / (2 * h) }
    }
    expectClose(difference(1e-5), example.derivative, tolerance: 1e-8)
    let order = observedOrder(
      ofError: { distance(difference($0), example.derivative) }, step: 0.01)
    expectClose(order, 2, tolerance: 0.05)
  }

  @Test("⟨u, J v⟩ = ⟨Jᵀ u, v⟩: it is the backward pass transposed", arguments: shapes)
  func duality(sizes: [Int]) {
    let example = Example(sizes: sizes, activation: .tanh)
    var pass = MLP<Double>.Pass()
    var gradient = [Double](repeating: 0, count: example.network.parameterCount)
    example.network.forward(example.input, rows: example.rows, &pass)
    pass.outputGradient = example.weights
    example.network.backward(example.input, &pass, into: &gradient)
    let forwards = zip(example.weights, example.derivative).reduce(0) { $0 + $1.0 * $1.1 }
    let backwards = zip(gradient, example.direction).reduce(0) { $0 + $1.0 * $1.1 }
    expectClose(forwards, backwards, tolerance: 1e-12)
  }

  @Test("single precision agrees with double, and a row does not depend on the rows beside it")
  func singlePrecision() {
    let example = Example(sizes: [4, 64, 64, 2], activation: .tanh)
    // As small as weights that train are.
    let scale = 0.1
    let exact = MLP<Double>(
      sizes: [4, 64, 64, 2], parameters: example.network.parameters.map { $0 * scale })
    let single = MLP<Float>(sizes: [4, 64, 64, 2], parameters: exact.parameters.map { Float($0) })
    var (exactPass, pass) = (MLP<Double>.Pass(), MLP<Float>.Pass())
    var exactTangents = [Double](repeating: 0, count: 10)
    var tangents = [Float](repeating: 0, count: 10)
    let (input, direction) = (example.input.map { Float($0) }, example.direction.map { Float($0) })
    exact.forward(example.input, rows: 5, &exactPass)
    exact.directionalDerivative(
      example.input, &exactPass, along: example.direction, into: &exactTangents)
    single.forward(input, rows: 5, &pass)
    single.directionalDerivative(input, &pass, along: direction, into: &tangents)
    expectClose(tangents.map { Double($0) }, exactTangents, tolerance: 1e-5)

    var alone: [Float] = [0, 0]
    let row = Array(input[12..<16])
    single.forward(row, rows: 1, &pass)
    single.directionalDerivative(row, &pass, along: direction, into: &alone)
    #expect(alone.map(\.bitPattern) == tangents[6..<8].map(\.bitPattern))
  }

  private func moved(_ example: Example, _ step: Double) -> [Double] {
    zip(example.network.parameters, example.direction).map { $0 + step * $1 }
  }
}

/// A network's outputs, `[rows × outputs]`, written out once more for any numbers.
func plainOutputs<Number: DifferentiableScalar>(
  _ network: MLP<Double>, _ parameters: [Number], _ input: [Number], rows: Int
) -> [Number] {
  (0..<rows).flatMap { row in
    var x = Array(input[row * network.inputCount..<(row + 1) * network.inputCount])
    for layer in 0..<network.sizes.count - 1 {
      let (weights, biases) = (
        network.weightRange(ofLayer: layer).lowerBound, network.biasRange(ofLayer: layer)
      )
      x = biases.enumerated().map { j, bias in
        var z = parameters[bias]
        for i in x.indices { z += x[i] * parameters[weights + i * biases.count + j] }
        guard layer < network.sizes.count - 2 else { return z }
        switch network.hiddenActivation {
        case .identity: return z
        case .tanh: return Number.tanh(z)
        case .relu: return z > 0 ? z : 0
        }
      }
    }
    return x
  }
}
