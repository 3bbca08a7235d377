import Proximal
import RealModule
import TestSupport
import Testing

@Suite("AdvantageNormalisation")
struct AdvantageNormalisationTests {
  private func normalised(_ advantages: [Double]) -> [Double] {
    var advantages = advantages
    normaliseAdvantages(&advantages, rows: advantages.count)
    return advantages
  }

  @Test("three by hand: mean 2, standard deviation 1 with n − 1 in it")
  func byHand() {
    expectClose(normalised([1, 2, 3]), [-1 / (1 + 1e-8), 0, 1 / (1 + 1e-8)], tolerance: 1e-15)
    // Two numbers a distance d apart have the standard deviation d/√2.
    expectClose(
      normalised([5, 9]), [-Double.sqrt(0.5), Double.sqrt(0.5)], tolerance: 1e-8)
  }

  @Test("the mean becomes 0, the standard deviation 1, and the order stays")
  func moments() {
    var generator = SplitMix64(seed: 4)
    let advantages = (0..<50).map { _ in Double.random(in: 3...9, using: &generator) }
    let result = normalised(advantages)
    let (mean, error) = meanAndStandardError(result)
    expectClose(mean, 0, tolerance: 1e-14)
    expectClose(error * Double.sqrt(50), 1, tolerance: 1e-7)
    #expect(
      advantages.indices.sorted { advantages[$0] < advantages[$1] }
        == result.indices.sorted { result[$0] < result[$1] })
    var single = advantages.map { Float($0) }
    normaliseAdvantages(&single, rows: 50)
    expectClose(single.map { Double($0) }, result, tolerance: 1e-6)
  }

  @Test("one advantage alone and equal ones become 0, not NaN")
  func withoutSpread() {
    #expect(normalised([7]) == [0])
    #expect(normalised([3, 3, 3, 3]) == [0, 0, 0, 0])
    var single: [Float] = [0.1, 0.1, 0.1]
    normaliseAdvantages(&single, rows: 3)
    #expect(single == [0, 0, 0])
  }

  @Test("rows beyond the count are left alone, and no row at all is no trouble")
  func partOfAnArray() {
    var advantages: [Float] = [1, 3, 50]
    normaliseAdvantages(&advantages, rows: 0)
    #expect(advantages == [1, 3, 50])
    normaliseAdvantages(&advantages, rows: 2)
    expectClose(advantages, [-Float.sqrt(0.5), Float.sqrt(0.5), 50], tolerance: 1e-6)
  }

  @Test("more rows than there are is refused")
  func refused() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var advantages: [Float] = [1]
      normaliseAdvantages(&advantages, rows: 2)
    }
    expectMessage(result, "2 advantages are to be normalised; got 1")
  }
}
