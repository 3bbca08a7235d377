import Proximal
import RealModule
import TestSupport
import Testing

/// A small policy of each kind and a batch of four states.
struct TrustRegionExample {
  static let sizes = [2, 3, 2]
  let rows = 4
  let categorical: MLP<Double>
  let gaussian: GaussianPolicy<Double>
  let observations: [Double]
  let advantages: [Double]
  let actions = [0, 1, 1, 0]
  let actionVectors: [Double]

  init(seed: UInt64 = 2) {
    var generator = PCG64(seed: seed)
    func normals(_ count: Int) -> [Double] { (0..<count).map { _ in generator.standardNormal() } }
    var network = MLP<Double>(sizes: Self.sizes)
    network.parameters = normals(network.parameterCount)
    categorical = network
    gaussian = GaussianPolicy(network: network, logStandardDeviation: [0.3, -0.4])
    observations = normals(8)
    advantages = normals(4)
    actionVectors = normals(8)
  }

  /// The mean over the states of KL(π‖π'), the parameters' distributions written out once more.
  func categoricalKL<Number: DifferentiableScalar>(_ p: [Number], _ q: [Number]) -> Number {
    let (p, q) = (softmax(outputs(p), actions: 2), softmax(outputs(q), actions: 2))
    var sum: Number = 0
    for i in p.indices { sum += p[i] * (Number.log(p[i]) - Number.log(q[i])) }
    return sum / 4
  }

  /// The same of the Gaussian policy, whose parameters begin with log σ.
  func gaussianKL<Number: DifferentiableScalar>(_ p: [Number], _ q: [Number]) -> Number {
    let means = (outputs(Array(p[2...])), outputs(Array(q[2...])))
    var sum: Number = 0
    for t in 0..<rows {
      sum += ProximalTests.gaussianKL(
        Array(means.0[2 * t..<2 * t + 2] + p[..<2]), Array(means.1[2 * t..<2 * t + 2] + q[..<2]))
    }
    return sum / 4
  }

  private func outputs<Number: DifferentiableScalar>(_ parameters: [Number]) -> [Number] {
    plainOutputs(
      categorical, parameters, observations.map { Number(floatLiteral: $0) }, rows: rows)
  }

  /// F + λI of a policy, `[n × n]`.
  func fisher(_ policy: some TrustRegionPolicy<Double>, damping: Double) -> [Double] {
    let n = policy.parameters.count
    var product = FisherVectorProduct(
      policy: policy, observations: observations, rows: rows, damping: damping)
    return (0..<n).flatMap { i in
      var unit = [Double](repeating: 0, count: n)
      unit[i] = 1
      var result = unit
      product.apply(to: unit, into: &result)
      return result
    }
  }
}

@Suite("FisherVectorProduct")
struct FisherVectorProductTests {
  let example = TrustRegionExample()

  @Test("categorical: F is the Hessian of the mean KL divergence at the policy, in both directions")
  func categoricalHessian() {
    let parameters = example.categorical.parameters
    let constant = parameters.map { Dual(Dual($0)) }
    let fisher = example.fisher(example.categorical, damping: 0)
    expectClose(
      fisher, hessian(of: { example.categoricalKL(constant, $0) }, at: parameters),
      tolerance: 1e-13)
    expectClose(
      fisher, hessian(of: { example.categoricalKL($0, constant) }, at: parameters),
      tolerance: 1e-13)
  }

  @Test("Gaussian: F is the Hessian of the mean KL divergence at the policy, in both directions")
  func gaussianHessian() {
    let parameters = example.gaussian.parameters
    let constant = parameters.map { Dual(Dual($0)) }
    let fisher = example.fisher(example.gaussian, damping: 0)
    expectClose(
      fisher, hessian(of: { example.gaussianKL(constant, $0) }, at: parameters), tolerance: 1e-13)
    expectClose(
      fisher, hessian(of: { example.gaussianKL($0, constant) }, at: parameters), tolerance: 1e-13)
  }

  @Test("categorical: F is the expected outer product of the score with itself")
  func outerProducts() {
    let (network, rows) = (example.categorical, example.rows)
    let n = network.parameterCount
    var expected = [Double](repeating: 0, count: n * n)
    for row in 0..<rows {
      let state = Array(example.observations[2 * row..<2 * row + 2])
      var pass = MLP<Double>.Pass()
      network.forward(state, rows: 1, &pass)
      let p = Categorical(logits: pass.output)
      for action in 0..<2 {
        var score = [Double](repeating: 0, count: n)
        pass.outputGradient = p.logProbabilityGradient(of: action)
        network.backward(state, &pass, into: &score)
        let weight = p.probabilities[action] / Double(rows)
        for i in 0..<n * n { expected[i] += weight * score[i / n] * score[i % n] }
      }
    }
    expectClose(example.fisher(network, damping: 0), expected, tolerance: 1e-13)
  }

  @Test("damping adds λ to the diagonal and nothing else")
  func damping() {
    let n = example.gaussian.parameters.count
    var expected = example.fisher(example.gaussian, damping: 0)
    for i in 0..<n { expected[i * n + i] += 0.3 }
    expectClose(example.fisher(example.gaussian, damping: 0.3), expected, tolerance: 1e-15)
  }

  @Test("single precision agrees with double")
  func singlePrecision() {
    let exact = example.categorical
    let network = MLP<Float>(
      sizes: TrustRegionExample.sizes, parameters: exact.parameters.map { Float($0) })
    let v = exact.parameters.map { 1 - $0 }
    var result = v
    var product = FisherVectorProduct(
      policy: exact, observations: example.observations, rows: 4, damping: 0.1)
    product.apply(to: v, into: &result)
    var single = v.map { Float($0) }
    var singleProduct = FisherVectorProduct(
      policy: network, observations: example.observations.map { Float($0) }, rows: 4, damping: 0.1)
    singleProduct.apply(to: v.map { Float($0) }, into: &single)
    expectClose(single.map { Double($0) }, result, tolerance: 1e-6)
  }
}
