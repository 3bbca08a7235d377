import CKernels
import Testing

/// The kernel's definition in Swift, from the exponentials and logarithms of the same level.
private func slowLogSoftmax(_ x: [Float], columns: Int, at level: Level) -> [Float] {
  stride(from: 0, to: x.count, by: columns).flatMap { first -> [Float] in
    let row = x[first..<first + columns]
    let maximum = row.dropFirst().reduce(row[first]) { $1 > $0 ? $1 : $0 }
    let shifted = row.map { $0 - maximum }
    let sum = Elementwise.exp(shifted, at: level).reduce(0, +)
    let logSum = Elementwise.log([sum], at: level)[0]
    return shifted.map { $0 - logSum }
  }
}

struct SoftmaxTests {
  private func logSoftmax(_ x: [Float], columns: Int, at level: Level) -> [Float] {
    guarded(unread(x.count)) { level.kernels.log_softmax_rows($0, x, x.count / columns, columns) }
  }

  @Test("Log-softmax agrees with Double to a few ulp", arguments: Level.available)
  func againstDouble(level: Level) {
    for columns in [1, 2, 3, 7, 16, 40] {
      let x = SplitMix64.sample(seed: 11, count: 30 * columns).map { $0 * 5 }
      let logP = logSoftmax(x, columns: columns, at: level)
      for first in stride(from: 0, to: x.count, by: columns) {
        let row = first..<first + columns
        let maximum = x[row].max()!
        let sum = row.map { Oracle.exp(Double(x[$0]) - Double(maximum)) }.reduce(0, +)
        for i in row {
          let exact = Double(x[i]) - Double(maximum) - Oracle.log(sum)
          // x − m is rounded once.
          let shift = Double((x[i] - maximum).ulp)
          #expect((Double(logP[i]) - exact).magnitude <= shift + 0x1p-22 * (1 + exact.magnitude))
        }
      }
    }
  }

  @Test("Every row is its slow definition to the bit, however many rows and columns")
  func definition() {
    for level in Level.available {
      for (rows, columns) in [(1, 1), (300, 2), (37, 7), (5, 64), (3, 511), (2, 513), (3, 1300)] {
        let x = SplitMix64.sample(seed: 12, count: rows * columns)
        let logP = logSoftmax(x, columns: columns, at: level)
        let what = "\(rows)×\(columns) \(level.testDescription)"
        expectSameBits(logP, slowLogSoftmax(x, columns: columns, at: level), what)
      }
    }
  }

  @Test("A masked entry has log-probability −∞ and no part in the sum", arguments: Level.available)
  func masked(level: Level) {
    let x: [Float] = [1, -.infinity, 1, -.infinity, -.infinity, 5]
    let logP = logSoftmax(x, columns: 3, at: level)
    #expect((logP[0] - Float(Oracle.log(0.5))).magnitude <= Float(0.5).ulp)
    #expect(logP[1...] == [-.infinity, logP[0], -.infinity, -.infinity, 0])
  }

  @Test("Rows without a distribution are NaN, and only they", arguments: Level.available)
  func rowsWithoutDistribution(level: Level) {
    let x: [Float] = [
      -.infinity, -.infinity, 0, 0, .nan, 0, 0, .nan, .infinity, 0, 0, 0,
    ]
    let bad = [true, false, true, true, true, false]
    let y = logSoftmax(x, columns: 2, at: level)
    #expect((0..<6).map { y[2 * $0].isNaN && y[2 * $0 + 1].isNaN } == bad)
    #expect(y[2] == y[10])
  }

  @Test(
    "Large logits neither overflow nor vanish: the maximum goes first", arguments: Level.available)
  func largeLogits(level: Level) {
    let logP = logSoftmax([1000, 1000, -1000, -1000, 0, -1000, 3e38, 0], columns: 2, at: level)
    #expect(logP[0] == logP[1] && logP[0] == logP[2] && logP[0] == logP[3])
    #expect((logP[0] - Float(Oracle.log(0.5))).magnitude <= Float(0.5).ulp)
    #expect(logP[4...] == [0, -1000, 0, -3e38])
  }

  @Test("In place gives the same bits", arguments: Level.available)
  func inPlace(level: Level) {
    let x = SplitMix64.sample(seed: 13, count: 700 * 3)
    let logP = guarded(x) { level.kernels.log_softmax_rows($0, $0, 700, 3) }
    expectSameBits(logP, logSoftmax(x, columns: 3, at: level), "log-softmax")
  }

  @Test("No rows, or rows of nothing, are left alone", arguments: Level.available)
  func empty(level: Level) {
    _ = guarded([]) {
      level.kernels.log_softmax_rows($0, $0, 0, 3)
      level.kernels.log_softmax_rows($0, $0, 3, 0)
    }
  }
}
