import Proximal
import TestSupport
import Testing

@Suite("Gymnasium's spaces")
struct SpacesTests {
  @Test("a discrete space samples as Gymnasium's Discrete(7, seed=42)")
  func discrete() {
    var space = DiscreteSpace(7, seed: 42)
    #expect((0..<6).map { _ in space.sample() } == [0, 5, 4, 3, 3, 6])
  }

  @Test("a box samples as Gymnasium's Box(-2, 2, (1,), float32, seed=42)")
  func box() {
    var space = BoxSpace(-2, 2, seed: 42)
    #expect(
      (0..<3).map { _ in space.sample() }
        == [[1.0958242416381836], [-0.2444862425327301], [1.434391736984253]])
  }

  @Test("a box of several components draws them one after another")
  func components() {
    var (several, one) = (BoxSpace(-2, 2, count: 3, seed: 8), BoxSpace(-2, 2, seed: 8))
    let expected = one.sample() + one.sample() + one.sample()
    #expect(several.sample() == expected)
  }

  @Test("a seed longer than 64 bits seeds a space as it seeds a generator")
  func longSeed() {
    let sequence = SeedSequence(
      entropyWords: [0xdead_beef, 0x8765_4321, 0x0fed_cba9, 0x89ab_cdef, 0x0123_4567])
    var discrete = DiscreteSpace(7, seedSequence: sequence)
    #expect((0..<6).map { _ in discrete.sample() } == [6, 6, 0, 4, 1, 6])
    var box = BoxSpace(-2, 2, seedSequence: sequence)
    #expect(box.sample() == [1.4626902341842651])
  }

  @Test("spaces without a value are refused")
  func empty() async {
    let discrete = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = DiscreteSpace(0, seed: 1)
    }
    expectMessage(discrete, "at least one value; got 0")
    let box = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = BoxSpace(-.infinity, 2, seed: 1)
    }
    expectMessage(box, "finite bounds, the lower one first; got -inf and 2.0")
  }
}
