import CKernels
import Testing

/// The kernel's definition in Swift, from the exponentials and logarithms of the same level.
private func slowSoftmax(_ x: [Float], columns: Int, logarithm: Bool, at level: Level) -> [Float] {
  stride(from: 0, to: x.count, by: columns).flatMap { first -> [Float] in
    let row = x[first..<first + columns]
    let maximum = row.dropFirst().reduce(row[first]) { $1 > $0 ? $1 : $0 }
    let shifted = row.map { $0 - maximum }
    let exponentials = Elementwise.exp(shifted, at: level)
    let sum = exponentials.reduce(0, +)
    guard logarithm else { return exponentials.map { $0 / sum } }
    let logSum = Elementwise.log([sum], at: level)[0]
    return shifted.map { $0 - logSum }
  }
}

struct SoftmaxTests {
  private func softmax(_ x: [Float], columns: Int, at level: Level) -> [Float] {
    guarded(unread(x.count)) { level.kernels.softmax_rows($0, x, x.count / columns, columns) }
  }

  private func logSoftmax(_ x: [Float], columns: Int, at level: Level) -> [Float] {
    guarded(unread(x.count)) { level.kernels.log_softmax_rows($0, x, x.count / columns, columns) }
  }

  @Test("Softmax and log-softmax agree with Double to a few ulp", arguments: Level.available)
  func againstDouble(level: Level) {
    for columns in [1, 2, 3, 7, 16, 40] {
      let x = SplitMix64.sample(seed: 11, count: 30 * columns).map { $0 * 5 }
      let p = softmax(x, columns: columns, at: level)
      let logP = logSoftmax(x, columns: columns, at: level)
      for first in stride(from: 0, to: x.count, by: columns) {
        let row = first..<first + columns
        let maximum = x[row].max()!
        let sum = row.map { Oracle.exp(Double(x[$0]) - Double(maximum)) }.reduce(0, +)
        for i in row {
          let exact = Double(x[i]) - Double(maximum) - Oracle.log(sum)
          // x − m is rounded once; exp turns that absolute error into a relative one.
          let shift = Double((x[i] - maximum).ulp)
          let relative = (Double(p[i]) / Oracle.exp(exact) - 1).magnitude
          #expect(relative <= shift + Double(columns + 6) * 0x1p-24)
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
        let p = softmax(x, columns: columns, at: level)
        let logP = logSoftmax(x, columns: columns, at: level)
        let what = "\(rows)×\(columns) \(level.testDescription)"
        expectSameBits(
          p, slowSoftmax(x, columns: columns, logarithm: false, at: level), "softmax \(what)")
        expectSameBits(
          logP, slowSoftmax(x, columns: columns, logarithm: true, at: level), "log-softmax \(what)")
      }
    }
  }

  @Test("A masked entry has probability 0 and log-probability −∞", arguments: Level.available)
  func masked(level: Level) {
    let x: [Float] = [1, -.infinity, 1, -.infinity, -.infinity, 5]
    #expect(softmax(x, columns: 3, at: level) == [0.5, 0, 0.5, 0, 0, 1])
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
    for y in [softmax(x, columns: 2, at: level), logSoftmax(x, columns: 2, at: level)] {
      #expect((0..<6).map { y[2 * $0].isNaN && y[2 * $0 + 1].isNaN } == bad)
      #expect(y[2] == y[10])
    }
  }

  @Test(
    "Large logits neither overflow nor vanish: the maximum goes first", arguments: Level.available)
  func largeLogits(level: Level) {
    let p = softmax([1000, 1000, -1000, -1000, 3e38, -3e38], columns: 2, at: level)
    #expect(p == [0.5, 0.5, 0.5, 0.5, 1, 0])
    let logP = logSoftmax([0, -1000], columns: 2, at: level)
    #expect(logP == [0, -1000])
  }

  @Test("In place gives the same bits", arguments: Level.available)
  func inPlace(level: Level) {
    let x = SplitMix64.sample(seed: 13, count: 700 * 3)
    let p = guarded(x) { level.kernels.softmax_rows($0, $0, 700, 3) }
    expectSameBits(p, softmax(x, columns: 3, at: level), "softmax")
    let logP = guarded(x) { level.kernels.log_softmax_rows($0, $0, 700, 3) }
    expectSameBits(logP, logSoftmax(x, columns: 3, at: level), "log-softmax")
  }

  @Test("No rows, or rows of nothing, are left alone", arguments: Level.available)
  func empty(level: Level) {
    _ = guarded([]) {
      level.kernels.softmax_rows($0, $0, 0, 3)
      level.kernels.softmax_rows($0, $0, 3, 0)
      level.kernels.log_softmax_rows($0, $0, 0, 3)
      level.kernels.log_softmax_rows($0, $0, 3, 0)
    }
  }
}
