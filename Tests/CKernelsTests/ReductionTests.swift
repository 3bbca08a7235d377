import CKernels
import Testing

struct ReductionTests {
  @Test("Σ x² is sixteen partial sums and a tree, to the bit, at every level and length")
  func sumOfSquares() {
    for count in [0, 1, 2, 15, 16, 17, 31, 32, 33, 1000, 4097] {
      let x = SplitMix64.sample(seed: 16, count: count)
      var partial = Array(repeating: 0.0, count: 16)
      for (i, x) in x.enumerated() { partial[i % 16] += Double(x) * Double(x) }
      for half in [8, 4, 2, 1] {
        for l in 0..<half { partial[l] += partial[l + half] }
      }
      for level in Level.available {
        #expect(level.kernels.sum_of_squares(x, count) == partial[0], "\(count) values")
      }
    }
  }

  @Test("Σ x² neither overflows nor vanishes where Float would", arguments: Level.available)
  func sumOfSquaresRange(level: Level) {
    #expect(level.kernels.sum_of_squares([0x3p100, 0x4p100], 2).squareRoot() == 0x5p100)
    #expect(level.kernels.sum_of_squares([3, 4], 2) == 25)
    #expect(level.kernels.sum_of_squares([0x1p-149], 1) == 0x1p-298)
    // Sixteen at a time, too.
    #expect(level.kernels.sum_of_squares([Float](repeating: 0x1p100, count: 32), 32) == 0x1p205)
    #expect(level.kernels.sum_of_squares([Float](repeating: 0x1p-149, count: 16), 16) == 0x1p-294)
  }

  @Test("Column sums add the rows in order, from 0 or from what is there")
  func columnSums() {
    var generator = SplitMix64(seed: 17)
    for columns in [1, 2, 3, 4, 5, 6, 7, 8, 13, 16, 31, 64, 70, 147] {
      for rows in [0, 1, 2, 33] {
        let a = generator.floats(rows * columns)
        let sums = generator.floats(columns)
        func expected(from start: [Float]) -> [Float] {
          (0..<rows).reduce(start) { sums, i in
            sums.indices.map { sums[$0] + a[i * columns + $0] }
          }
        }
        let zeros = Array(repeating: Float(0), count: columns)
        for level in Level.available {
          let kernels = level.kernels
          let fresh = guarded(unread(columns)) { kernels.column_sums($0, a, rows, columns, false) }
          expectSameBits(fresh, expected(from: zeros), "\(rows)×\(columns)")
          let added = guarded(sums) { kernels.column_sums($0, a, rows, columns, true) }
          expectSameBits(added, expected(from: sums), "\(rows)×\(columns), accumulated")
        }
      }
    }
  }

  @Test("Scaling multiplies every element once", arguments: Level.available)
  func scale(level: Level) {
    for count in [0, 1, 7, 16, 45] {
      let x = SplitMix64.sample(seed: 18, count: count)
      let y = guarded(x) { level.kernels.scale($0, 0.3, count) }
      expectSameBits(y, x.map { $0 * 0.3 }, "\(count) values")
    }
  }

  @Test(
    "A weighted sum of arrays takes its terms with one rounding each", arguments: Level.available)
  func addScaled(level: Level) {
    for count in [0, 1, 7, 16, 45] {
      let (x, y) = (
        SplitMix64.sample(seed: 18, count: count), SplitMix64.sample(seed: 19, count: count)
      )
      let first = guarded(unread(count)) { level.kernels.add_scaled($0, x, 0.3, count, false) }
      expectSameBits(first, x.map { $0 * 0.3 }, "\(count) values")
      let sum = guarded(y) { level.kernels.add_scaled($0, x, 0.3, count, true) }
      expectSameBits(sum, zip(x, y).map { $1.addingProduct(0.3, $0) }, "\(count), accumulated")
    }
  }

  @Test("The backward pass multiplies by 1 − y² for tanh, by y > 0 for ReLU, by 1 for identity")
  func activationBackward() {
    for count in [0, 1, 3, 8, 16, 19, 40] {
      var generator = SplitMix64(seed: 19)
      let g = generator.floats(count)
      // Up to ±1, where 1 − y² loses most if y² is rounded by itself.
      let y = generator.floats(count).enumerated().map { $0 % 5 == 0 ? 0 : 1 - $1 * $1 / 16 }
      for level in Level.available {
        let kernels = level.kernels
        func backward(_ activation: ck_activation) -> [Float] {
          guarded(g) { kernels.activation_backward($0, y, count, activation) }
        }
        for activation in [CK_TANH, CK_RELU, CK_IDENTITY] {
          expectSameBits(
            backward(activation), zip(g, y).map { CKernelsTests.backward($0, $1, activation) },
            "\(activation) \(level.testDescription)")
        }
      }
    }
  }
}
