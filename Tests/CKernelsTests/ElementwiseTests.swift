import CKernels
import Testing

/// One of the three functions: its kernel, its oracle in Double, and its stated largest error.
enum Elementwise: String, CaseIterable, Sendable {
  case exp, log, tanh

  func callAsFunction(_ x: [Float], at level: Level) -> [Float] {
    let kernels = level.kernels
    return guarded(unread(x.count)) {
      switch self {
      case .exp: kernels.exp($0, x, x.count)
      case .log: kernels.log($0, x, x.count)
      case .tanh: kernels.tanh($0, x, x.count)
      }
    }
  }

  func oracle(_ x: Float) -> Double {
    switch self {
    case .exp: Oracle.exp(Double(x))
    case .log: Oracle.log(Double(x))
    case .tanh: Oracle.tanh(Double(x))
    }
  }

  /// As the documentation of the kernels states, found by trying every float.
  var largestError: Double {
    switch self {
    case .exp: 1.04
    case .log: 0.92
    case .tanh: 2.5
    }
  }
}

struct ElementwiseTests {
  /// Every 8 191st of the 2³² bit patterns, 524 353 floats: all binades, denormals, infinities, NaN.
  static let grid = stride(from: UInt64(0), to: 1 << 32, by: 8191)
    .map { Float(bitPattern: UInt32($0)) }

  @Test("The error against Double stays within the stated ulp", arguments: Elementwise.allCases)
  func accuracy(function: Elementwise) throws {
    let level = try #require(Level.available.last)
    let y = function(Self.grid, at: level)
    var worst = (error: 0.0, index: 0)
    for (i, x) in Self.grid.enumerated() {
      let expected = function.oracle(x)
      let error = errorInULP(y[i], expected)
      if error > worst.error { worst = (error, i) }
    }
    #expect(
      worst.error <= function.largestError,
      "\(function)(\(Self.grid[worst.index])) = \(y[worst.index]), \(worst.error) ulp off")
    // A bound that nothing comes near would not be the one that is stated.
    #expect(worst.error > 0.8 * function.largestError)
  }

  private func errorInULP(_ y: Float, _ expected: Double) -> Double {
    if expected.isNaN { return y.isNaN ? 0 : .infinity }
    if Float(expected).isInfinite || y.isInfinite { return y == Float(expected) ? 0 : .infinity }
    return (Double(y) - expected).magnitude / ulp(at: expected)
  }

  @Test("Levels agree to the bit on the whole grid", arguments: Elementwise.allCases)
  func levelsAgree(function: Elementwise) {
    let expected = function(Self.grid, at: Level.available[0])
    for level in Level.available.dropFirst() {
      expectSameBits(function(Self.grid, at: level), expected, "\(function) \(level)")
    }
  }

  @Test("A result depends neither on its place nor on the length", arguments: Elementwise.allCases)
  func placeDoesNotMatter(function: Elementwise) {
    var generator = SplitMix64(seed: 9)
    let x = (0..<100).map { _ in Float(bitPattern: UInt32.random(in: 0...(.max), using: &generator))
    }
    for level in Level.available {
      let expected = x.map { function([$0], at: level)[0] }
      for start in 0..<20 {
        for end in [start, start + 1, start + 5, start + 16, start + 37, 100] {
          expectSameBits(
            function(Array(x[start..<end]), at: level), Array(expected[start..<end]),
            "\(function) of \(start)..<\(end)")
        }
      }
    }
  }

  @Test("exp at its special values and thresholds", arguments: Level.available)
  func expSpecialValues(level: Level) {
    let x: [Float] = [
      0, -0.0, .infinity, -.infinity, .nan, .leastNonzeroMagnitude, 88.72283, 88.72284,
      -103.972_08, -103.972_084, -87.5, .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
    ]
    let expected: [Float] = [
      1, 1, .infinity, 0, .nan, 1, Float(Oracle.exp(Double(Float(88.72283)))), .infinity,
      .leastNonzeroMagnitude, 0, Float(Oracle.exp(-87.5)), .infinity, 0,
    ]
    let y = Elementwise.exp(x, at: level)
    for i in x.indices {
      let near =
        y[i].isNaN
        ? expected[i].isNaN : [y[i].nextDown, y[i], y[i].nextUp].contains(expected[i])
      #expect(near, "exp(\(x[i])) = \(y[i]), expected \(expected[i])")
    }
    #expect(y[10] < .leastNormalMagnitude && y[10] > 0, "a denormal result is not flushed")
  }

  @Test("log at its special values", arguments: Level.available)
  func logSpecialValues(level: Level) {
    let y = Elementwise.log(
      [1, 0, -0.0, .infinity, -.infinity, -1, .nan, -.leastNonzeroMagnitude], at: level)
    expectSameBits(y, [0, -.infinity, -.infinity, .infinity, .nan, .nan, .nan, .nan], "log")
    let denormal = Elementwise.log([.leastNonzeroMagnitude], at: level)[0]
    #expect((denormal - Float(Oracle.log(0x1p-149))).magnitude <= denormal.ulp)
  }

  @Test("tanh at its special values: ±0, denormals themselves, ±1", arguments: Level.available)
  func tanhSpecialValues(level: Level) {
    let tiny = Float.leastNonzeroMagnitude
    let x: [Float] = [0, -0.0, tiny, -tiny, 1e-20, .infinity, -.infinity, .nan, 9.02, -1e30]
    let y = Elementwise.tanh(x, at: level)
    expectSameBits(y, [0, -0.0, tiny, -tiny, 1e-20, 1, -1, .nan, 1, -1], "tanh")
  }

  @Test("tanh is odd to the bit, never falls and never leaves −1 … 1", arguments: Level.available)
  func tanhShape(level: Level) {
    // Neighbouring floats from 7.9 to 8.5, where tanh is flat, and a coarse walk over the rest.
    var x = (0..<600_000).map { Float(bitPattern: Float(7.9).bitPattern + $0) }
    x += stride(from: Float(0), through: 12, by: 0x1p-12)
    x.sort()
    let y = Elementwise.tanh(x, at: level)
    let negated = Elementwise.tanh(x.map { -$0 }, at: level)
    expectSameBits(negated, y.map { -$0 }, "tanh(−x) against −tanh(x)")
    #expect(zip(y, y.dropFirst()).allSatisfy { $0 <= $1 }, "tanh falls somewhere")
    #expect(y.allSatisfy { $0 <= 1 } && y.last == 1)
  }

  @Test("In place gives the same bits", arguments: Elementwise.allCases)
  func inPlace(function: Elementwise) {
    let x = SplitMix64.sample(seed: 10, count: 53)
    for level in Level.available {
      let expected = function(x, at: level)
      let y = guarded(x) { y in
        switch function {
        case .exp: level.kernels.exp(y, y, x.count)
        case .log: level.kernels.log(y, y, x.count)
        case .tanh: level.kernels.tanh(y, y, x.count)
        }
      }
      expectSameBits(y, expected, "\(function) in place")
    }
  }
}

extension SplitMix64 {
  static func sample(seed: UInt64, count: Int) -> [Float] {
    var generator = SplitMix64(seed: seed)
    return generator.floats(count)
  }
}
