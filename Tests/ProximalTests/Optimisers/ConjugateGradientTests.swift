import Proximal
import TestSupport
import Testing

@Suite("ConjugateGradient")
struct ConjugateGradientTests {
  /// A symmetric positive definite matrix BᵀB + I `[n × n]` of random B.
  private func matrix(_ n: Int) -> [Double] {
    var generator = PCG64(seed: 5)
    let b = (0..<n * n).map { _ in generator.standardNormal() }
    return (0..<n * n).map { place in
      let (i, j) = (place / n, place % n)
      return (0..<n).reduce(i == j ? 1 : 0) { $0 + b[$1 * n + i] * b[$1 * n + j] }
    }
  }

  private func multiply(_ matrix: [Double]) -> ([Double], inout [Double]) -> Void {
    { v, product in
      for i in v.indices {
        product[i] = v.indices.reduce(0) { $0 + matrix[i * v.count + $1] * v[$1] }
      }
    }
  }

  @Test("a hand-worked system takes two steps")
  func handWorked() {
    // The example of two unknowns: 4x + y = 1, x + 3y = 2 has x = 1/11, y = 7/11.
    let matrix = [4.0, 1, 1, 3]
    let one = ConjugateGradient(iterations: 1).solve([1, 2], multiply: multiply(matrix))
    // The first step goes along b: bᵀb / bᵀA b = 5 / 20
    expectClose(one.x, [0.25, 0.5], tolerance: 1e-15)
    // and leaves (1, 2) − (1.5, 1.75) = (−0.5, 0.25)
    expectClose(one.squaredResidual, 0.3125, tolerance: 1e-15)
    let two = ConjugateGradient(iterations: 9).solve([1, 2], multiply: multiply(matrix))
    expectClose(two.x, [1.0 / 11, 7.0 / 11], tolerance: 1e-15)
    #expect(two.iterations == 2)
  }

  @Test("n steps solve n equations, from any start, as a dense solve does", arguments: [1, 3, 6])
  func dense(n: Int) throws {
    let matrix = matrix(n)
    let b = (0..<n).map { Double($0) - 0.7 }
    let solver = ConjugateGradient(iterations: n, residualTolerance: 0)
    let exact = try #require(solveLinearSystem(matrix: matrix, rightSide: b))
    for start in [nil, b.map { 3 - $0 }] {
      let solution = solver.solve(b, start: start, multiply: multiply(matrix))
      expectClose(solution.x, exact, tolerance: 1e-9)
      #expect(solution.iterations == n)
    }
  }

  @Test("k distinct eigenvalues take k steps")
  func eigenvalues() {
    // diag(1, 1, 5, 5, 5, 1)
    let diagonal = [1.0, 1, 5, 5, 5, 1]
    let solution = ConjugateGradient(iterations: 100, residualTolerance: 1e-20)
      .solve([1, 2, 3, 4, 5, 6]) { v, product in
        for i in v.indices { product[i] = diagonal[i] * v[i] }
      }
    #expect(solution.iterations == 2)
    expectClose(solution.x, [1, 2, 0.6, 0.8, 1, 6], tolerance: 1e-14)
  }

  @Test("the error in the norm of A falls with each iteration")
  func monotone() throws {
    let (n, matrix) = (6, matrix(6))
    let b = (0..<n).map { Double($0 * $0) - 3 }
    let exact = try #require(solveLinearSystem(matrix: matrix, rightSide: b))
    let errors = (1...n).map { iterations in
      let x = ConjugateGradient(iterations: iterations, residualTolerance: 0)
        .solve(b, multiply: multiply(matrix)).x
      let error = zip(x, exact).map { $0 - $1 }
      var product = error
      multiply(matrix)(error, &product)
      return zip(error, product).reduce(0) { $0 + $1.0 * $1.1 }
    }
    #expect(zip(errors, errors.dropFirst()).allSatisfy { $0 > $1 }, "\(errors)")
  }

  @Test("it stops at the tolerance, at once where the start is good enough, and at a zero b")
  func stops() {
    let matrix = [4.0, 1, 1, 3]
    let good = ConjugateGradient(iterations: 9).solve(
      [1, 2], start: [1.0 / 11, 7.0 / 11], multiply: multiply(matrix))
    #expect(good.iterations == 0)
    #expect(good.x == [1.0 / 11, 7.0 / 11])
    let coarse = ConjugateGradient(iterations: 9, residualTolerance: 1)
      .solve([1, 2], multiply: multiply(matrix))
    #expect(coarse.iterations == 1)
    let zero = ConjugateGradient(iterations: 9, residualTolerance: 0)
      .solve([0, 0], multiply: multiply(matrix))
    #expect(zero.x == [0, 0] && zero.iterations == 0)
  }
}
