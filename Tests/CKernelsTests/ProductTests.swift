import CKernels
import Testing

/// A product's shape: C is [rows × columns], k runs over `inner`.
struct Shape: Sendable, CustomTestStringConvertible {
  let rows, inner, columns: Int
  var testDescription: String { "\(rows)×\(inner)×\(columns)" }

  /// Shapes the course uses, every tail, blocks of the inner dimension, and random ones.
  static let all: [Shape] = {
    var shapes: [Shape] = []
    for rows in [1, 2, 3, 4, 5, 7, 16, 33] {
      for columns in [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 24, 31, 32, 47, 64, 65, 79] {
        shapes.append(Shape(rows: rows, inner: (rows * 7 + columns) % 11, columns: columns))
      }
    }
    for (rows, inner, columns) in [
      (1, 64, 64), (4, 64, 64), (128, 64, 2), (64, 64, 1), (147, 5, 64), (6, 147, 64),
      (7, 255, 3), (3, 256, 20), (17, 257, 2), (20, 515, 3), (3, 770, 67), (130, 3, 65),
      (0, 3, 4), (4, 3, 0), (0, 0, 0), (5, 0, 7), (70, 1, 5), (5, 1, 70), (259, 4, 6),
      (9, 300, 96), (40, 2, 64),
    ] {
      shapes.append(Shape(rows: rows, inner: inner, columns: columns))
    }
    var generator = SplitMix64(seed: 2)
    for _ in 0..<60 {
      shapes.append(
        Shape(
          rows: .random(in: 1...80, using: &generator),
          inner: .random(in: 0...40, using: &generator),
          columns: .random(in: 1...80, using: &generator)))
    }
    return shapes
  }()
}

/// The definition, one element at a time: a chain of fused multiply-adds, k = 0 first.
func chains(
  _ shape: Shape, start: (Int, Int) -> Float, a: (Int, Int) -> Float, b: (Int, Int) -> Float
) -> [Float] {
  var c: [Float] = []
  c.reserveCapacity(shape.rows * shape.columns)
  for i in 0..<shape.rows {
    for j in 0..<shape.columns {
      var sum = start(i, j)
      for k in 0..<shape.inner { sum = sum.addingProduct(a(i, k), b(k, j)) }
      c.append(sum)
    }
  }
  return c
}

struct ProductTests {
  @Test("[1 2; 3 4]·[5 6; 7 8] + (100, 200), by hand", arguments: Level.available)
  func byHand(level: Level) {
    let c = guarded(unread(4)) {
      level.kernels.product($0, [1, 2, 3, 4], [5, 6, 7, 8], [100, 200], 2, 2, 2, CK_IDENTITY)
    }
    #expect(c == [119, 222, 143, 250])
    let left = guarded([1000, 0, 0, 0]) {
      level.kernels.product_left_transposed($0, [1, 2, 3, 4], [5, 6, 7, 8], 2, 2, 2, true)
    }
    #expect(left == [1026, 30, 38, 44])
    let right = guarded(unread(4)) {
      level.kernels.product_right_transposed(
        $0, [1, 2, 3, 4], [5, 6, 7, 8], 2, 2, 2, nil, CK_IDENTITY)
    }
    #expect(right == [17, 23, 39, 53])
    let backward = guarded(unread(4)) {
      level.kernels.product_right_transposed(
        $0, [1, 2, 3, 4], [5, 6, 7, 8], 2, 2, 2, [0, 0.5, -0.5, 1], CK_TANH)
    }
    #expect(backward == [17, 17.25, 29.25, 0])
  }

  @Test("A·B + bias is one chain of fused multiply-adds to the bit, at every level and shape")
  func product() {
    var generator = SplitMix64(seed: 3)
    for shape in Shape.all {
      let (m, n, p) = (shape.rows, shape.inner, shape.columns)
      let a = generator.floats(m * n)
      let b = generator.floats(n * p)
      let bias = generator.floats(p)
      let plain = chains(shape, start: { _, _ in 0 }, a: { a[$0 * n + $1] }, b: { b[$0 * p + $1] })
      let biased = chains(
        shape, start: { bias[$1] }, a: { a[$0 * n + $1] }, b: { b[$0 * p + $1] })
      for level in Level.available {
        let kernels = level.kernels
        let c = guarded(unread(m * p)) { kernels.product($0, a, b, nil, m, n, p, CK_IDENTITY) }
        expectSameBits(c, plain, "A·B \(shape.testDescription) \(level.testDescription)")
        let d = guarded(unread(m * p)) { kernels.product($0, a, b, bias, m, n, p, CK_IDENTITY) }
        expectSameBits(d, biased, "A·B + bias \(shape.testDescription) \(level.testDescription)")
      }
    }
  }

  @Test("Aᵀ·B, from 0 and from C, is one chain to the bit, at every level and shape")
  func leftTransposed() {
    var generator = SplitMix64(seed: 4)
    for shape in Shape.all {
      let (m, n, p) = (shape.rows, shape.inner, shape.columns)
      let a = generator.floats(n * m)
      let b = generator.floats(n * p)
      let c0 = generator.floats(m * p)
      let fresh = chains(shape, start: { _, _ in 0 }, a: { a[$1 * m + $0] }, b: { b[$0 * p + $1] })
      let added = chains(
        shape, start: { c0[$0 * p + $1] }, a: { a[$1 * m + $0] }, b: { b[$0 * p + $1] })
      for level in Level.available {
        let kernels = level.kernels
        let c = guarded(unread(m * p)) {
          kernels.product_left_transposed($0, a, b, m, n, p, false)
        }
        expectSameBits(c, fresh, "Aᵀ·B \(shape.testDescription) \(level.testDescription)")
        let d = guarded(c0) { kernels.product_left_transposed($0, a, b, m, n, p, true) }
        expectSameBits(d, added, "C + Aᵀ·B \(shape.testDescription) \(level.testDescription)")
      }
    }
  }

  @Test("A·Bᵀ ⊙ f′ is one chain to the bit and then f′, at every level and shape")
  func rightTransposed() {
    var generator = SplitMix64(seed: 5)
    for shape in Shape.all {
      let (m, n, p) = (shape.rows, shape.inner, shape.columns)
      let a = generator.floats(m * n)
      let b = generator.floats(p * n)
      let expected = chains(
        shape, start: { _, _ in 0 }, a: { a[$0 * n + $1] }, b: { b[$1 * n + $0] })
      let outputs = generator.floats(m * p)
      for level in Level.available {
        for activation in [CK_IDENTITY, CK_TANH, CK_RELU] {
          let c = guarded(unread(m * p)) {
            level.kernels.product_right_transposed($0, a, b, m, n, p, outputs, activation)
          }
          expectSameBits(
            c, zip(expected, outputs).map { backward($0, $1, activation) },
            "A·Bᵀ ⊙ f′ \(shape.testDescription) \(level.testDescription) \(activation)")
        }
      }
    }
  }

  @Test("The chain goes on: 300 rows at once give the bits of 123 rows, then 177 accumulated")
  func accumulationContinuesTheChain() {
    var generator = SplitMix64(seed: 6)
    let a = generator.floats(300 * 10)
    let b = generator.floats(300 * 20)
    for level in Level.available {
      let kernels = level.kernels
      let whole = guarded(unread(200)) {
        kernels.product_left_transposed($0, a, b, 10, 300, 20, false)
      }
      let parts = guarded(unread(200)) {
        kernels.product_left_transposed($0, a, b, 10, 123, 20, false)
        kernels.product_left_transposed(
          $0, Array(a[1230...]), Array(b[2460...]), 10, 177, 20, true)
      }
      expectSameBits(parts, whole, level.testDescription)
    }
  }

  @Test("A row's bits do not depend on the rows beside it: alone, among 5, among 128")
  func rowsAreIndependent() {
    var generator = SplitMix64(seed: 7)
    for columns in [1, 2, 7, 20, 64] {
      let a = generator.floats(128 * 37)
      let b = generator.floats(37 * columns)
      let bias = generator.floats(columns)
      for level in Level.available {
        func product(rows: Range<Int>) -> [Float] {
          guarded(unread(rows.count * columns)) {
            level.kernels.product(
              $0, Array(a[rows.lowerBound * 37..<rows.upperBound * 37]), b, bias,
              rows.count, 37, columns, CK_TANH)
          }
        }
        let all = product(rows: 0..<128)
        for row in [0, 97, 127] {
          let expected = Array(all[row * columns..<(row + 1) * columns])
          expectSameBits(product(rows: row..<row + 1), expected, "row \(row) alone")
        }
        let five = product(rows: 95..<100)
        expectSameBits(
          Array(five[2 * columns..<3 * columns]), Array(all[97 * columns..<98 * columns]),
          "row 97 among five, \(columns) columns, \(level.testDescription)")
      }
    }
  }

  @Test("A NaN reaches its own row or column and no other", arguments: Level.available)
  func specialValuesStayPut(level: Level) {
    for columns in [1, 3, 7, 9, 17, 35, 64] {
      let rows = 21
      let inner = 5
      var a = Array(repeating: Float(1), count: rows * inner)
      var b = Array(repeating: Float(2), count: inner * columns)
      a[3 * inner + 1] = .nan
      b[2 * columns + columns - 1] = .infinity
      let c = guarded(unread(rows * columns)) {
        level.kernels.product($0, a, b, nil, rows, inner, columns, CK_IDENTITY)
      }
      for i in 0..<rows {
        for j in 0..<columns {
          let value = c[i * columns + j]
          if i == 3 {
            #expect(value.isNaN)
          } else {
            #expect(value == (j == columns - 1 ? .infinity : 10), "C[\(i), \(j)] of \(columns)")
          }
        }
      }
    }
  }

  @Test(
    "The activation is applied to what the product gives without it", arguments: Level.available)
  func fusedActivations(level: Level) {
    var generator = SplitMix64(seed: 8)
    for (rows, inner, columns) in [(1, 4, 64), (300, 5, 3), (129, 8, 70)] {
      let a = generator.floats(rows * inner)
      let b = generator.floats(inner * columns)
      let bias = generator.floats(columns)
      let kernels = level.kernels
      func product(_ activation: ck_activation) -> [Float] {
        guarded(unread(rows * columns)) {
          kernels.product($0, a, b, bias, rows, inner, columns, activation)
        }
      }
      let z = product(CK_IDENTITY)
      let tanh = guarded(unread(z.count)) { kernels.tanh($0, z, z.count) }
      expectSameBits(product(CK_TANH), tanh, "tanh \(rows)×\(inner)×\(columns)")
      expectSameBits(product(CK_RELU), z.map { $0 < 0 ? 0 : $0 }, "ReLU")
    }
  }
}
