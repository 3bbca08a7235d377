import Proximal
import Testing

@Suite("Probability of improvement")
struct ProbabilityOfImprovementTests {
  @Test("hand-worked: six pairs, four won, one tie, one lost")
  func handWorked() {
    // 3 beats 1 and 2, ties with 3; 2.5 beats 1 and 2, loses to 3.
    #expect(probabilityOfImprovement([3, 2.5], over: [1, 2, 3]) == 4.5 / 6)
  }

  @Test("it is ½ against itself, 1 or 0 when one side is above, and the two directions sum to 1")
  func properties() {
    let (x, y) = ([5.0, 1, 7, 7], [2.0, 7, 6])
    #expect(probabilityOfImprovement(x, over: x) == 0.5)
    #expect(probabilityOfImprovement([9, 8], over: x) == 1)
    #expect(probabilityOfImprovement([0, -3], over: x) == 0)
    #expect(probabilityOfImprovement(x, over: y) + probabilityOfImprovement(y, over: x) == 1)
  }

  @Test("only the order counts: cubing all values changes nothing")
  func order() {
    let (x, y) = ([0.3, 2, -1, 4], [1.0, 0.5, -2])
    let cubed = { (values: [Double]) in values.map { $0 * $0 * $0 } }
    #expect(
      probabilityOfImprovement(cubed(x), over: cubed(y)) == probabilityOfImprovement(x, over: y))
  }

  @Test(
    "of one value a side the interval is that answer; of many it holds it, and ½ if alike")
  func interval() {
    var generator = PCG64(seed: 1)
    let single = bootstrapInterval(ofImprovement: [2], over: [1], using: &generator)
    #expect(single == Interval(low: 1, high: 1))
    let x = (0..<10).map { Double($0) }
    let alike = bootstrapInterval(ofImprovement: x, over: x, using: &generator)
    #expect(alike.contains(0.5) && alike.low > 0.15 && alike.low < 0.35 && alike.high < 0.85)
    let far = bootstrapInterval(ofImprovement: x.map { $0 + 8 }, over: x, using: &generator)
    #expect(far.contains(probabilityOfImprovement(x.map { $0 + 8 }, over: x)) && far.low > 0.85)
  }

  @Test("both samples are drawn anew: with one value on either side the interval is no point")
  func bothSides() {
    var generator = PCG64(seed: 2)
    for (x, y) in [([1.5], [1.0, 2]), ([1.0, 2], [1.5])] {
      let interval = bootstrapInterval(ofImprovement: x, over: y, using: &generator)
      #expect(interval == Interval(low: 0, high: 1))
    }
  }
}
