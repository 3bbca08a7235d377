import Exercises
import Proximal
import RealModule
import TestSupport
import Testing

@Suite("Exercises of chapter 4", .stopsLoopsWithoutEnd)
struct Chapter4ExerciseTests {
  /// A symmetric positive definite matrix, `[n × n]`: M Mᵀ and a little more on the diagonal.
  private func fisher(_ n: Int, seed: UInt64) -> [Double] {
    let m = someNumbers(n * n, seed: seed)
    return (0..<n * n).map { place in
      let (i, j) = (place / n, place % n)
      return (0..<n).reduce(i == j ? 0.5 : 0) { $0 + m[i * n + $1] * m[j * n + $1] }
    }
  }

  private func apply(_ matrix: [Double], _ v: [Double]) -> [Double] {
    v.indices.map { i in v.indices.reduce(0) { $0 + matrix[i * v.count + $1] * v[$1] } }
  }

  @Test("exercise 4.7: ½, ½ against ¼, ¾, worked by hand, both ways round")
  func divergenceByHand() throws {
    // ½ log 2 + ½ log ⅔ = ½ log 4/3, and ¼ log ½ + ¾ log 3/2.
    expectAnswer(
      "KL((½, ½) ‖ (¼, ¾))", try divergence(from: [0.5, 0.5], to: [0.25, 0.75]),
      is: Double.log(4 / 3) / 2)
    expectAnswer(
      "KL((¼, ¾) ‖ (½, ½))", try divergence(from: [0.25, 0.75], to: [0.5, 0.5]),
      is: Double.log(0.5) / 4 + 3 * Double.log(1.5) / 4)
  }

  @Test("exercise 4.7: what never happens counts nothing, what q never does counts infinitely")
  func divergenceWithZeros() throws {
    expectAnswer("KL((1, 0) ‖ (½, ½))", try divergence(from: [1, 0], to: [0.5, 0.5]), is: .log(2))
    expectAnswer(
      "KL((½, ½) ‖ (1, 0))", try divergence(from: [0.5, 0.5], to: [1, 0]), is: .infinity)
    expectAnswer("KL((1, 0) ‖ (1, 0))", try divergence(from: [1, 0], to: [1, 0]), is: 0)
  }

  @Test("exercise 4.7: the gradient is that of central differences, and zero where q is p")
  func divergenceGradientByDifferences() throws {
    let (p, logits) = ([0.2, 0.5, 0.3], [0.4, -0.6, 0.9])
    let differences = centralDifference(
      of: { z in
        let logNormaliser = Double.log(z.reduce(0) { $0 + Double.exp($1) })
        return zip(p, z).reduce(0) { $0 + $1.0 * (Double.log($1.0) - $1.1 + logNormaliser) }
      }, at: logits)
    expectAnswer(
      "p = (0.2, 0.5, 0.3), logits 0.4, −0.6, 0.9",
      try divergenceGradient(from: p, toLogits: logits), is: differences, tolerance: 1e-8)
    expectAnswer(
      "p = (0.2, 0.5, 0.3), logits log p",
      try divergenceGradient(from: p, toLogits: p.map { .log($0) }),
      is: [0, 0, 0])
  }

  @Test("exercise 4.8: two knobs, worked by hand; and no slope, no step")
  func naturalStepByHand() throws {
    // F = diag(2, 8): F⁻¹g = (1, 1), gᵀF⁻¹g = 10, √(0.1 / 10) = 0.1.
    expectAnswer(
      "g = (2, 8), F⁻¹g = (1, 1), δ = 0.05",
      try naturalStep(gradient: [2, 8], direction: [1, 1], delta: 0.05), is: [0.1, 0.1])
    expectAnswer(
      "g = (0, 0), F⁻¹g = (0, 0)",
      try naturalStep(gradient: [0, 0], direction: [0, 0], delta: 0.05),
      is: [0, 0])
  }

  @Test("exercise 4.8: the step ends on the fence, ½ ΔᵀFΔ = δ", arguments: [1e-3, 0.01, 1])
  func naturalStepEndsOnTheFence(delta: Double) throws {
    let (matrix, g) = (fisher(4, seed: 1), someNumbers(4, seed: 2))
    let direction = try #require(solveLinearSystem(matrix: matrix, rightSide: g))
    let step = try naturalStep(gradient: g, direction: direction, delta: delta)
    try #require(step.count == 4, "four knobs, so four numbers; got \(step.count)")
    let distance = zip(step, apply(matrix, step)).reduce(0) { $0 + $1.0 * $1.1 } / 2
    expectAnswer("½ ΔᵀFΔ with δ = \(delta)", distance, is: delta)
  }

  @Test("exercise 4.8: it goes uphill, and other knobs make the same step")
  func naturalStepInOtherKnobs() throws {
    // Knobs φ = θ / 10: the gradient is 10 times, F 100 times as large, F⁻¹g a tenth.
    let plain = try naturalStep(gradient: [3, -1], direction: [0.7, -0.2], delta: 0.02)
    let other = try naturalStep(gradient: [30, -10], direction: [0.07, -0.02], delta: 0.02)
    expectAnswer("Δ in knobs ten times as coarse, times 10", other.map { $0 * 10 }, is: plain)
    let gain = zip([3, -1], plain).reduce(0.0) { $0 + $1.0 * $1.1 }
    // gᵀΔ = √(2δ gᵀF⁻¹g) = √(0.04 · 2.3)
    expectAnswer(
      "the gain gᵀΔ for g = (3, −1), F⁻¹g = (0.7, −0.2), δ = 0.02", gain, is: .sqrt(0.092))
  }

  @Test("exercise 4.9: a diagonal F, worked by hand: one iteration, then two")
  func conjugateGradientsByHand() throws {
    // F = diag(1, 2), g = (1, 1): r = g, Fr = (1, 2), step 2/3; then the solution (1, ½).
    let product = { (v: [Double]) in [v[0], 2 * v[1]] }
    expectAnswer(
      "F = diag(1, 2), g = (1, 1), one iteration",
      try conjugateGradients(product: product, rightSide: [1, 1], iterations: 1),
      is: [2.0 / 3, 2.0 / 3])
    expectAnswer(
      "F = diag(1, 2), g = (1, 1), two iterations",
      try conjugateGradients(product: product, rightSide: [1, 1], iterations: 2), is: [1, 0.5])
  }

  @Test("exercise 4.9: as many iterations as knobs give what elimination gives", arguments: 3...6)
  func conjugateGradientsIsExact(n: Int) throws {
    let (matrix, g) = (fisher(n, seed: UInt64(n)), someNumbers(n, seed: 9))
    let exact = try #require(solveLinearSystem(matrix: matrix, rightSide: g))
    let yours = try conjugateGradients(
      product: { apply(matrix, $0) }, rightSide: g, iterations: n)
    expectAnswer("F of \(n) × \(n), \(n) iterations", yours, is: exact, tolerance: 1e-8)
  }

  @Test("exercise 4.9: one product an iteration, and none too many once it has arrived")
  func conjugateGradientsIsCheap() throws {
    var products = 0
    _ = try conjugateGradients(
      product: { v in
        products += 1
        return apply(fisher(6, seed: 1), v)
      }, rightSide: someNumbers(6, seed: 2), iterations: 4)
    #expect(products == 4, "expected 4 products in 4 iterations; you asked for \(products)")
    expectAnswer(
      "F = 1, g = (3, 4), five iterations, of which one suffices",
      try conjugateGradients(product: { $0 }, rightSide: [3, 4], iterations: 5), is: [3, 4])
    expectAnswer(
      "g = (0, 0)", try conjugateGradients(product: { $0 }, rightSide: [0, 0], iterations: 5),
      is: [0, 0])
  }

  @Test("exercise 4.10: the chapter's table, update by update")
  func penaltyByTable() throws {
    var beta = 1.0
    for (distance, expected) in [
      (0.03, 2.0), (0.06, 4), (0.012, 4), (0.004, 2), (0.001, 1), (0.01, 1),
    ] {
      let next = try nextPenalty(beta: beta, meanKL: distance, target: 0.01)
      expectAnswer("β = \(short(beta)), d = \(distance), target 0.01", next, is: expected)
      beta = expected
    }
  }

  @Test("exercise 4.10: between target / 1.5 and 1.5 × target nothing changes, ends included")
  func penaltyKeepsInside() throws {
    for distance in [2.0, 2.5, 3, 4.5] {
      let yours = try nextPenalty(beta: 8, meanKL: distance, target: 3)
      expectAnswer("β = 8, d = \(short(distance)), target 3", yours, is: 8)
    }
    expectAnswer(
      "β = 8, d = 1.99, target 3", try nextPenalty(beta: 8, meanKL: 1.99, target: 3), is: 4)
    expectAnswer(
      "β = 8, d = 4.51, target 3", try nextPenalty(beta: 8, meanKL: 4.51, target: 3), is: 16)
  }
}
