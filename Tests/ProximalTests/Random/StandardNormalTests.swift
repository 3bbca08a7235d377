import Proximal
import RealModule
import TestSupport
import Testing

@Suite("Standard normal")
struct StandardNormalTests {
  @Test("seed 42 gives NumPy's normal draws")
  func seed42() {
    var generator = PCG64(seed: 42)
    #expect(
      (0..<4).map { _ in generator.standardNormal() }
        == [0.30471707975443135, -1.0399841062404955, 0.7504511958064572, 0.9405647163912139])
    generator = PCG64(seed: 42)
    #expect(
      (0..<2).map { _ in generator.normal(mean: 1.5, standardDeviation: 0.25) }
        == [1.576179269938608, 1.240003973439876])
  }

  @Test("20 000 draws, edges and tail included, end where NumPy's do")
  func longRun() {
    var generator = PCG64(seed: 42)
    let draws = (0..<20_000).map { _ in generator.standardNormal() }
    #expect(draws.max() == 4.151241397039601)
    #expect(draws[11_589] == 4.151241397039601)
    #expect(draws.min() == -4.389114584864837)
    #expect(draws[5_627] == -4.389114584864837)
    #expect(draws.count { $0.magnitude > Ziggurat.edge } == 5)
    #expect(draws.last == 1.1749808943372717)
    #expect(generator.state == 0xe873_5272_b604_8456_7e20_c425_4349_5634)
  }

  @Test("a draw from the tail whose first try is refused is NumPy's")
  func refusedTail() {
    // numpy.random.default_rng(42) after 251 220 normal draws, and what the next one takes: the layer's
    // 64 bits and twice two uniform numbers.
    var generator = PCG64(
      state: 0x4a53_9834_d33a_0824_cf67_6b27_b316_dbf9,
      increment: 0xfa50_5436_c9a8_416e_66ca_f2e2_8d25_abff)
    #expect(generator.standardNormal() == 3.992558111768976)
    #expect(generator.state == 0xdd78_6245_53c1_15a9_ee32_0c0e_e43b_2240)
  }

  @Test("the tables describe one ziggurat: heights on the curve, layers of equal area")
  func tables() {
    let layers = 0..<256
    // Layer i > 0 is as wide as 2^52 places; its lower edge lies on the curve.
    let width = layers.map { 0x1p52 * Ziggurat.scale[$0] }
    for layer in 1..<256 {
      let onCurve = Double.exp(-width[layer] * width[layer] / 2)
      #expect(Ziggurat.height[layer].isClose(onCurve, within: 1e-13), "layer \(layer)")
    }
    let tail = (Double.pi / 2).squareRoot() * .erfc(Ziggurat.edge / 2.0.squareRoot())
    let area = Ziggurat.edge * Ziggurat.height[255] + tail
    #expect(width[255].isClose(Ziggurat.edge, within: 1e-13))
    #expect((width[0] * Ziggurat.height[255]).isClose(area, within: 1e-12))
    for layer in 1..<256 {
      let slab = width[layer] * (Ziggurat.height[layer - 1] - Ziggurat.height[layer])
      #expect(slab.isClose(area, within: 1e-11), "layer \(layer)")
    }
    // Places under the curve whatever the height lie within the next narrower layer.
    for layer in 2..<256 {
      let inside = Double(Ziggurat.inside[layer]) * Ziggurat.scale[layer]
      #expect(inside.isClose(width[layer - 1], within: 1e-12), "layer \(layer)")
    }
    #expect(Ziggurat.inside[1] == 0)
    #expect(Ziggurat.inverseEdge == 1 / Ziggurat.edge)
  }

  @Test("the first four moments are those of the normal distribution, confidence 99.9%")
  func moments() {
    var generator = PCG64(seed: 4)
    let powers = (0..<100_000).map { _ in
      let x = generator.standardNormal()
      return [x, x * x, x * x * x, x * x * x * x]
    }
    for test in zTests(powers, expected: [0, 1, 0, 3]) { #expect(test.passes, "\(test)") }
  }

  @Test("each side's tail is as likely as it should be, confidence 99.9%")
  func tails() {
    var generator = PCG64(seed: 6)
    let draws = (0..<400_000).map { _ in generator.standardNormal() }
    let edges = [1, 2, Ziggurat.edge]
    let indicators = draws.map { x in
      edges.map { x > $0 ? 1.0 : 0 } + edges.map { x < -$0 ? 1.0 : 0 }
    }
    let likely = edges.map { Double.erfc($0 / 2.0.squareRoot()) / 2 }
    for test in zTests(indicators, expected: likely + likely) { #expect(test.passes, "\(test)") }
  }
}

extension Double {
  fileprivate func isClose(_ other: Double, within tolerance: Double) -> Bool {
    (self - other).magnitude <= tolerance * other.magnitude
  }
}
