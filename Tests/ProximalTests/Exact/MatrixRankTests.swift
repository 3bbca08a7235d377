import Proximal
import Testing

@Suite("The rank of a matrix")
struct MatrixRankTests {
  @Test("hand-worked matrices")
  func handWorked() {
    #expect(matrixRank([], rows: 0) == 0)
    #expect(matrixRank([0, 0, 0, 0], rows: 2) == 0)
    #expect(matrixRank([1, 2, 2, 4], rows: 2) == 1)
    #expect(matrixRank([0, 1, 1, 0], rows: 2) == 2)
    // The third row is the sum of the first two, up to rounding.
    #expect(matrixRank([0.1, 0.2, 0.3, 0.7, 0.11, 0.13, 0.8, 0.31, 0.43], rows: 3) == 2)
    // Small is not zero.
    #expect(matrixRank([1, 0, 0, 1e-9], rows: 2) == 2)
  }

  @Test("the Fisher information of a softmax policy has rank S (A − 1)")
  func fisher() {
    let policy = TabularPolicy(logits: [0.3, -0.2, 1.1, 0.4], actionCount: 2)
    #expect(matrixRank(twoRooms.fisherInformation(of: policy), rows: 4) == 2)
  }
}
