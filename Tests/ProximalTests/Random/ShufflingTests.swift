import Proximal
import TestSupport
import Testing

@Suite("Shuffling")
struct ShufflingTests {
  @Test("seed 42 gives NumPy's permutations and leaves NumPy's state")
  func seed42() {
    var generator = PCG64(seed: 42)
    #expect(generator.permutation(3) == [2, 1, 0])
    #expect(generator.bufferedHalf == nil)
    generator = PCG64(seed: 42)
    #expect(generator.permutation(6) == [3, 2, 5, 4, 1, 0])
    #expect(generator.state == 0xe3a7_2793_a5d8_f2df_c77c_ea81_67b6_28c9)
    generator = PCG64(seed: 42)
    #expect(generator.permutation(10) == [5, 6, 0, 7, 3, 2, 4, 9, 1, 8])
    #expect(generator.state == 0x2d54_121f_eb79_03c8_3e43_7e29_d1e5_6406)
  }

  @Test("shuffling an array moves its elements as the permutation says")
  func shuffle() {
    var (generator, again) = (PCG64(seed: 8), PCG64(seed: 8))
    var words = ["a", "b", "c", "d", "e", "f", "g"]
    let order = again.permutation(words.count)
    let expected = order.map { words[$0] }
    generator.shuffle(&words)
    #expect(words == expected)
    #expect(generator == again)
  }

  @Test("a permutation holds every number once", arguments: [0, 1, 2, 31, 32, 33, 1000])
  func permutation(count: Int) {
    var generator = PCG64(seed: UInt64(count))
    #expect(generator.permutation(count).sorted() == Array(0..<count))
  }

  @Test("nothing is drawn for fewer than two elements")
  func trivial() {
    var generator = PCG64(seed: 1)
    _ = generator.permutation(0)
    _ = generator.permutation(1)
    #expect(generator == PCG64(seed: 1))
  }

  @Test("all 24 orders are equally likely: chi-square, 23 degrees of freedom, confidence 99.9%")
  func uniform() {
    var generator = PCG64(seed: 2)
    var counts = [[Int]: Int]()
    for _ in 0..<24_000 { counts[generator.permutation(4), default: 0] += 1 }
    #expect(counts.count == 24)
    #expect(chiSquare(Array(counts.values)) < 49.728)
  }

  @Test("a negative length is refused")
  func negative() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var generator = PCG64(seed: 1)
      _ = generator.permutation(-1)
    }
    expectMessage(result, "a length of 0 or more; got -1")
  }
}
