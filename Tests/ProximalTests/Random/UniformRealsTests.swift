import Proximal
import TestSupport
import Testing

@Suite("Uniform reals")
struct UniformRealsTests {
  @Test("seed 42 gives NumPy's doubles, floats and uniform draws")
  func seed42() {
    var generator = PCG64(seed: 42)
    #expect(
      (0..<4).map { _ in generator.random() }
        == [0.7739560485559633, 0.4388784397520523, 0.8585979199113825, 0.6973680290593639])
    generator = PCG64(seed: 42)
    #expect(
      (0..<4).map { _ in generator.randomFloat() }
        == [0.08925092220306396, 0.7739560008049011, 0.6545714735984802, 0.4388784170150757])
    generator = PCG64(seed: 42)
    #expect(
      (0..<3).map { _ in generator.uniform(-0.05, 0.05) }
        == [0.027395604855596334, -0.006112156024794771, 0.03585979199113824])
  }

  @Test("the largest bits give the largest number below 1, the smallest give 0")
  func bounds() {
    // A step from state s arrives at s · multiplier + increment, here at 2^64 − 1 and at 0: halves
    // that fold to all ones and to all zeros, rotated by nothing.
    let ones = PCG64(state: 0, increment: 0xffff_ffff_ffff_ffff)
    var (double, float) = (ones, ones)
    #expect(double.random() == 1.0.nextDown)
    #expect(float.randomFloat() == Float(1).nextDown)
    var zeros = PCG64(state: 0, increment: 1)
    zeros.increment = 0
    var other = zeros
    #expect(zeros.random() == 0)
    #expect(other.randomFloat() == 0)
  }

  @Test("doubles and floats have the moments of the uniform distribution, confidence 99.9%")
  func moments() {
    var generator = PCG64(seed: 3)
    let doubles = (0..<50_000).map { _ in generator.random() }
    let floats = (0..<50_000).map { _ in Double(generator.randomFloat()) }
    for draws in [doubles, floats] {
      let moments = zTests(
        draws.map { [$0, $0 * $0, $0 * $0 * $0] }, expected: [0.5, 1 / 3, 0.25])
      for test in moments { #expect(test.passes, "\(test)") }
    }
  }
}
