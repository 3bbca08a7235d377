import Proximal
import TestSupport
import Testing

@Suite("Gaussian elimination")
struct LinearSystemTests {
  @Test("a system solved on paper, whose first pivot is zero")
  func byHand() throws {
    // 2y + z = 7,  x + y + z = 6,  3x − y + 2z = 7  has x = 1, y = 2, z = 3.
    let x = try #require(
      solveLinearSystem(matrix: [0, 2, 1, 1, 1, 1, 3, -1, 2], rightSide: [7, 6, 7]))
    expectClose(x, [1, 2, 3], tolerance: 1e-14)
  }

  @Test("a tiny pivot is passed over: without the swap the answer would be (0, 1)")
  func pivoting() throws {
    let x = try #require(solveLinearSystem(matrix: [1e-20, 1, 1, 1], rightSide: [1, 2]))
    expectClose(x, [1, 1], tolerance: 1e-15)
  }

  @Test("M x gives b back for random systems", arguments: [1, 2, 5, 12])
  func residual(size n: Int) throws {
    var generator = SplitMix64(seed: 3)
    let matrix = (0..<(n * n)).map { _ in Double.random(in: -1...1, using: &generator) }
    let b = (0..<n).map { _ in Double.random(in: -1...1, using: &generator) }
    let x = try #require(solveLinearSystem(matrix: matrix, rightSide: b))
    let product = (0..<n).map { row in
      (0..<n).reduce(0) { $0 + matrix[row * n + $1] * x[$1] }
    }
    expectClose(product, b, tolerance: 1e-12)
  }

  @Test("a singular matrix has no answer, even when rounding hides its zero pivot")
  func singular() {
    #expect(solveLinearSystem(matrix: [1, 2, 2, 4], rightSide: [1, 2]) == nil)
    #expect(solveLinearSystem(matrix: [0.1, 0.3, 0.7, 2.1], rightSide: [1, 2]) == nil)
    #expect(solveLinearSystem(matrix: [0], rightSide: [1]) == nil)
  }

  @Test("rows whose scales differ by 1e12 still solve")
  func scaled() throws {
    let x = try #require(solveLinearSystem(matrix: [1e6, 0, 0, 1e-6], rightSide: [2e6, 3e-6]))
    expectClose(x, [2, 3], tolerance: 1e-15)
  }
}
