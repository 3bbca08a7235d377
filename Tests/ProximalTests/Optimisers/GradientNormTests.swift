import Proximal
import TestSupport
import Testing

@Suite("GradientNorm")
struct GradientNormTests {
  private func norm<Scalar: NetworkScalar>(_ parts: [[Scalar]]) -> GradientNorm<Scalar> {
    var norm = GradientNorm<Scalar>()
    for part in parts { norm.add(part) }
    return norm
  }

  @Test("the length is that of all parts together: 3 and 4 make 5")
  func parts() {
    #expect(norm([[3.0], [4]]).value == 5)
    #expect(norm([[3 as Float], [], [0, 4]]).value == 5)
    #expect(norm([[Double]]()).value == 0)
  }

  @Test("what is too long is shortened in every part alike, by max / (‖g‖ + 1e-6)")
  func shortened() {
    var (first, second) = ([3.0], [0.0, -4])
    let norm = norm([first, second])
    norm.shorten(&first, to: 2)
    norm.shorten(&second, to: 2)
    expectClose(first + second, [3, 0, -4].map { $0 * 2 / 5.000001 }, tolerance: 1e-15)
    expectClose(self.norm([first, second]).value, 2, tolerance: 1e-6)
  }

  @Test("what is short enough stays, to the bit", arguments: [5.1, 1e9, nil])
  func untouched(maximum: Double?) {
    var gradient: [Float] = [0.1, 0.7, 3, 4]
    let norm = norm([gradient])
    norm.shorten(&gradient, to: maximum)
    #expect(gradient == [0.1, 0.7, 3, 4])
  }

  @Test("a gradient of zero stays zero, and an empty part is no trouble")
  func zero() {
    var (gradient, empty) = ([Float](repeating: 0, count: 4), [Float]())
    let norm = norm([gradient, empty])
    norm.shorten(&gradient, to: 0.5)
    norm.shorten(&empty, to: 0.5)
    #expect(gradient == [0, 0, 0, 0])
  }
}
