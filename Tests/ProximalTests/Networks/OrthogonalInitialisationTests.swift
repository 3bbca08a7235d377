import Proximal
import TestSupport
import Testing

@Suite("Orthogonal initialisation")
struct OrthogonalInitialisationTests {
  @Test(
    "rows or columns, whichever are fewer, are orthogonal and as long as the gain",
    arguments: [[4, 64], [64, 64], [64, 2], [3, 3]])
  func orthogonality(sizes: [Int]) {
    var generator = PCG64(seed: 1)
    let network = MLP<Double>(sizes: sizes, outputGain: 0.7, using: &generator)
    let (rows, columns) = (sizes[0], sizes[1])
    func weight(_ i: Int, _ j: Int) -> Double { network.parameters[i * columns + j] }
    for a in 0..<min(rows, columns) {
      for b in 0..<min(rows, columns) {
        let product = (0..<max(rows, columns)).reduce(0.0) { sum, k in
          sum + (rows <= columns ? weight(a, k) * weight(b, k) : weight(k, a) * weight(k, b))
        }
        expectClose(product, a == b ? 0.49 : 0, tolerance: 1e-14, "vectors \(a) and \(b)")
      }
    }
  }

  @Test("biases are zero, and the same seed gives the same network")
  func biasesAndSeed() {
    func network(seed: UInt64) -> MLP<Float> {
      var generator = PCG64(seed: seed)
      return MLP<Float>(sizes: [4, 8, 2], outputGain: 0.01, using: &generator)
    }
    let first = network(seed: 9)
    #expect(first.parameters[first.biasRange(ofLayer: 0)].allSatisfy { $0 == 0 })
    #expect(first.parameters == network(seed: 9).parameters)
    #expect(first.parameters != network(seed: 10).parameters)
    #expect(first.parameterHash == network(seed: 9).parameterHash)
    #expect(first.parameterHash != network(seed: 10).parameterHash)
  }
}
