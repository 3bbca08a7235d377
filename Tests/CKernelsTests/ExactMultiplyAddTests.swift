import CKernels
import Testing

/// A factor, and the x and y of fma(factor, x, y).
private struct Triples: Sendable {
  var factor: Float
  var x: [Float] = []
  var y: [Float] = []
}

struct ExactMultiplyAddTests {
  @Test(
    "By hand: (1 + 2⁻²³)(1 − 2⁻²³) + 2²⁴ + 2 lies below the midpoint on which double puts it",
    arguments: Level.available)
  func byHand(level: Level) {
    let (above, below, c): (Float, Float, Float) = (1 + 0x1p-23, 1 - 0x1p-23, 0x1p24 + 2)
    #expect(level.multiplyAdd(above, [below], [c]) == [0x1p24 + 2])
    #expect(level.multiplyAdd(above, [-below], [-c]) == [-0x1p24 - 2])
    #expect(roundedTwice(above, below, c) == 0x1p24 + 4)
    // The same among the denormals: 1025½ − 2⁻⁴⁷ of the smallest.
    let (tiny, n) = (Float(0x1p-75), Float.leastNonzeroMagnitude)
    #expect(level.multiplyAdd(above * tiny, [below * tiny], [1025 * n]) == [1025 * n])
    #expect(roundedTwice(above * tiny, below * tiny, 1025 * n) == 1026 * n)
  }

  @Test("Zeros keep their sign, infinities and NaN pass", arguments: Level.available)
  func specialNumbers(level: Level) {
    let x: [Float] = [0, -0.0, 1, .infinity, -.infinity, .nan, .greatestFiniteMagnitude, 0x1p-149]
    for factor in x + [-1, 2, 0.5] {
      for c in x + [-1, -.greatestFiniteMagnitude, -0x1p-149] {
        let y = [Float](repeating: c, count: x.count)
        expectSameBits(
          level.multiplyAdd(factor, x, y), x.map { c.addingProduct(factor, $0) },
          "\(factor) · … + \(c)")
      }
    }
  }

  @Test(
    "Four million hard triples equal the processor's or the C library's fused multiply-add",
    arguments: Level.available)
  func hardTriples(level: Level) {
    var generator = SplitMix64(seed: 15)
    for (name, make) in hardKinds {
      var roundedOtherwise = 0
      for _ in 0..<2000 {
        let triples = make(&generator, 500)
        let expected = zip(triples.x, triples.y).map { $1.addingProduct(triples.factor, $0) }
        let actual = level.multiplyAdd(triples.factor, triples.x, triples.y)
        expectSameBits(actual, expected, "\(name), factor \(triples.factor)")
        roundedOtherwise += triples.indices.count {
          roundedTwice(triples.factor, triples.x[$0], triples.y[$0]) != expected[$0]
            && !expected[$0].isNaN
        }
      }
      // The kinds would prove nothing if two roundings did as well.
      if name.contains("midpoint") { #expect(roundedOtherwise > 10_000, "\(name)") }
    }
  }
}

extension Triples {
  var indices: Range<Int> { x.indices }
}

extension Level {
  fileprivate func multiplyAdd(_ factor: Float, _ x: [Float], _ y: [Float]) -> [Float] {
    guarded(y) { kernels.add_scaled($0, x, factor, x.count, true) }
  }
}

/// What a sum in double gives that is rounded once more.
private func roundedTwice(_ a: Float, _ b: Float, _ c: Float) -> Float {
  Float(Double(a) * Double(b) + Double(c))
}

private typealias Kind = @Sendable (inout SplitMix64, Int) -> Triples

private let hardKinds: [(String, Kind)] = [
  ("any floats", anyFloats), ("beside a midpoint", besideMidpoint(scale: 1, unit: 2)),
  ("beside a midpoint of denormals", besideMidpoint(scale: 0x1p-75, unit: 0x1p-149)),
  ("what a product lost", productsLost),
]

private func anyFloats(_ generator: inout SplitMix64, _ count: Int) -> Triples {
  var triples = Triples(factor: Float(bitPattern: UInt32(truncatingIfNeeded: generator.next())))
  for _ in 0..<count {
    let bits = generator.next()
    triples.x.append(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
    triples.y.append(Float(bitPattern: UInt32(truncatingIfNeeded: bits >> 32)))
  }
  return triples
}

/// c an odd number of units and the product half a unit, but for its last bits: too few for double.
private func besideMidpoint(scale: Float, unit: Float) -> Kind {
  { generator, count in
    let power = generator.next() % 20
    // factor · (1 / factor) is 1, but for what the reciprocal's rounding leaves.
    let factor = Float(1 + Double(generator.next() % (1 << power)) * 0x1p-23)
    var triples = Triples(factor: factor * scale)
    let half = unit / scale / scale / 2
    for _ in 0..<count {
      let bits = generator.next()
      let reciprocal = Float(1 / factor) + Float(Int(bits & 3) - 1) * 0x1p-24
      let sign: Float = bits & 4 == 0 ? 1 : -1
      let other: Float = bits & 8 == 0 ? 1 : -1
      let units = Float(bits >> 16 & 0x7fffff | (bits & 16 == 0 ? 0x800000 : 1))
      triples.x.append(other * reciprocal * scale * half)
      triples.y.append(sign * units * unit)
    }
    return triples
  }
}

/// c the product itself, rounded: what is left are its last bits, denormal where the factors are small.
private func productsLost(_ generator: inout SplitMix64, _ count: Int) -> Triples {
  let exponent = Int(generator.next() % 150) - 75
  var triples = Triples(
    factor: Float(
      sign: .plus, exponent: exponent, significand: .random(in: 1..<2, using: &generator)))
  for _ in 0..<count {
    let x = Float(
      sign: .plus, exponent: exponent, significand: .random(in: 1..<2, using: &generator))
    triples.x.append(x)
    triples.y.append(-triples.factor * x)
  }
  return triples
}
