import CKernels
import Testing

/// Parameters and both moments after some steps.
private struct AdamState {
  var p, m, v: [Float]

  mutating func step(
    _ g: [Float], at level: Level, beta1: Float = 0.9, beta2: Float = 0.999,
    stepSize: Float, rootCorrection: Float, epsilon: Float = 1e-8
  ) {
    let kernels = level.kernels
    var (p, m, v) = (p, m, v)
    m = guarded(m) { m in
      v = guarded(v) { v in
        p = guarded(p) { p in
          kernels.adam(
            p, m, v, g, g.count, beta1, beta2, stepSize, rootCorrection, epsilon)
        }
      }
    }
    self = AdamState(p: p, m: m, v: v)
  }
}

struct AdamTests {
  @Test(
    "One step by hand: β₁ = β₂ = ½ and numbers that no rounding touches",
    arguments: Level.available)
  func byHand(level: Level) {
    // m = ½·2 + ½·6 = 4;  v = ½·14 + ½·36 = 25;  √25 / ½ + 6 = 16;  p = 10 − 8·4/16 = 8.
    var state = AdamState(p: [10], m: [2], v: [14])
    state.step(
      [6], at: level, beta1: 0.5, beta2: 0.5, stepSize: 8, rootCorrection: 0.5, epsilon: 6)
    #expect(state.m == [4])
    #expect(state.v == [25])
    #expect(state.p == [8])
  }

  @Test("The first step moves every parameter by the learning rate, whatever the gradient")
  func firstStep() {
    let g: [Float] = [1e-3, -1, 1000, -3e4, 0]
    for level in Level.available {
      var state = AdamState(p: [0, 0, 0, 0, 7], m: [0, 0, 0, 0, 0], v: [0, 0, 0, 0, 0])
      let (beta1, beta2) = (Double(Float(0.9)), Double(Float(0.999)))
      state.step(
        g, at: level, stepSize: Float(0.01 / (1 - beta1)),
        rootCorrection: Float((1 - beta2).squareRoot()))
      for (p, g) in zip(state.p.prefix(4), g) {
        #expect((p / (g > 0 ? -0.01 : 0.01) - 1).magnitude < 2e-5)
      }
      #expect(state.p[4] == 7, "no gradient, no step")
    }
  }

  @Test("The documented roundings, to the bit, at every level and length")
  func definition() {
    for count in [0, 1, 3, 4, 7, 8, 15, 16, 17, 33, 70] {
      var generator = SplitMix64(seed: 14)
      let start = AdamState(
        p: generator.floats(count), m: generator.floats(count),
        v: generator.floats(count).map { $0.magnitude })
      let g = generator.floats(count)
      let (b1, b2, step, root, epsilon) = (
        Float(0.9), Float(0.999), Float(3e-4), Float(0.3), Float(1e-5)
      )
      var expected = start
      for i in 0..<count {
        expected.m[i] = (b1 * start.m[i]).addingProduct(1 - b1, g[i])
        expected.v[i] = (b2 * start.v[i]).addingProduct((1 - b2) * g[i], g[i])
        let denominator = expected.v[i].squareRoot() / root + epsilon
        expected.p[i] = start.p[i].addingProduct(-step, expected.m[i] / denominator)
      }
      for level in Level.available {
        var state = start
        state.step(g, at: level, stepSize: step, rootCorrection: root, epsilon: epsilon)
        expectSameBits(state.m, expected.m, "first moment, \(count) at \(level.testDescription)")
        expectSameBits(state.v, expected.v, "second moment, \(count) at \(level.testDescription)")
        expectSameBits(state.p, expected.p, "parameters, \(count) at \(level.testDescription)")
      }
    }
  }

  @Test("Fifty steps stay within 1e-5 of the same fifty in Double", arguments: Level.available)
  func againstDouble(level: Level) {
    var generator = SplitMix64(seed: 15)
    let (b1, b2) = (Double(Float(0.9)), Double(Float(0.999)))
    let start = generator.floats(20)
    var state = AdamState(
      p: start, m: Array(repeating: 0, count: 20), v: Array(repeating: 0, count: 20))
    var (p, m, v) = (start.map(Double.init), state.m.map(Double.init), state.v.map(Double.init))
    for t in 1...50 {
      let g = generator.floats(20)
      let step = 0.01 / (1 - power(b1, t))
      let root = (1 - power(b2, t)).squareRoot()
      state.step(g, at: level, stepSize: Float(step), rootCorrection: Float(root))
      for i in g.indices {
        m[i] = b1 * m[i] + (1 - b1) * Double(g[i])
        v[i] = b2 * v[i] + (1 - b2) * Double(g[i]) * Double(g[i])
        p[i] -= step * m[i] / (v[i].squareRoot() / root + 1e-8)
      }
    }
    for i in p.indices { #expect((Double(state.p[i]) - p[i]).magnitude < 1e-5) }
  }

  private func power(_ base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { product, _ in product * base }
  }
}
