import Proximal
import RealModule
import TestSupport
import Testing

struct ElementaryTests {
  @Test("each function is the C library's up to its last place")
  func library() {
    var generator = SplitMix64(seed: 21)
    for _ in 0..<10_000 {
      let x = Double.random(in: -5...5, using: &generator)
      let both = Elementary.sineAndCosine(x)
      let pairs = [
        (both.sine, Double.sin(x)), (both.cosine, .cos(x)), (Elementary.exp(x), .exp(x)),
        (Elementary.expMinusOne(x), .expMinusOne(x)), (Elementary.tanh(x), .tanh(x)),
        (Elementary.log(x.magnitude), .log(x.magnitude)),
        (Elementary.log(onePlus: x.magnitude), .log(onePlus: x.magnitude)),
      ]
      for (index, (y, expected)) in pairs.enumerated() {
        #expect((y - expected).magnitude <= 2 * expected.ulp, "function \(index) of \(x)")
      }
    }
  }

  @Test("the remainder by hand, as Python's %")
  func remainderByHand() {
    let cases: [(x: Double, b: Double, expected: Double)] = [
      (0, 3, 0), (2.5, 3, 2.5), (3, 3, 0), (4, 3, 1), (7.5, 3, 1.5), (-1, 3, 2), (-3, 3, 0),
      (-7.5, 3, 1.5), (-9, 3, 0), (1e300, 7, 1), (300, 0.1, 0.09999999999998335),
    ]
    for (x, b, expected) in cases {
      let remainder = Elementary.floorRemainder(x, b)
      #expect(remainder == expected, "\(x) mod \(b) = \(remainder)")
    }
    for x in [Double.infinity, -.infinity, .nan] {
      #expect(Elementary.floorRemainder(x, 3).isNaN)
    }
  }

  @Test("the remainder is the exact one, and is rounded only where b is added to it")
  func remainder() {
    var generator = SplitMix64(seed: 22)
    for turns in [1.0, 3, 40, 1e6, 1e17, 1e300] {
      for _ in 0..<2_000 {
        let x = Double.random(in: -turns...turns, using: &generator)
        let b = Double.random(in: 0.1...10, using: &generator)
        let exact = x.truncatingRemainder(dividingBy: b)
        let expected = exact < 0 ? exact + b : exact
        #expect(Elementary.floorRemainder(x, b) == expected, "\(x) mod \(b)")
      }
    }
  }
}
