import Proximal
import TestSupport
import Testing

@Suite("Bounded integers")
struct BoundedIntegersTests {
  /// The first draws from a range, from a fresh generator of seed 42.
  private func draws(_ range: Range<Int>, count: Int = 6) -> [Int] {
    var generator = PCG64(seed: 42)
    return (0..<count).map { _ in generator.integer(in: range) }
  }

  @Test("seed 42 gives NumPy's integers from ranges of every width")
  func seed42() {
    #expect(draws(0..<2) == [0, 1, 1, 0, 0, 1])
    #expect(draws(-5..<6) == [-5, 3, 2, -1, -1, 4])
    #expect(draws(0..<1000) == [89, 773, 654, 438, 433, 858])
    #expect(draws(0..<3_000_000_000, count: 3) == [267_752_861, 2_321_868_145, 1_963_714_555])
    // r = 2^32 − 2, 2^32 − 1, 2^32: below, at and above what 32 bits hold.
    #expect(draws(0..<4_294_967_295, count: 3) == [383_329_927, 3_324_115_916, 2_811_363_264])
    #expect(draws(0..<4_294_967_296, count: 3) == [383_329_928, 3_324_115_917, 2_811_363_265])
    #expect(draws(0..<4_294_967_297, count: 3) == [3_324_115_917, 1_884_968_546, 3_687_649_987])
    // r = 2^64 − 2: all but the largest.
    #expect(
      draws(.min ..< .max, count: 2) == [5_053_597_115_156_604_551, -1_127_493_779_279_708_224])
  }

  @Test("draws that are refused and drawn again end in NumPy's state")
  func rejections() {
    var generator = PCG64(seed: 42)
    var last = 0
    for _ in 0..<20 { last = generator.integer(in: 0..<3_000_000_000) }
    #expect(generator.state == 0x1238_f92d_784f_15a3_3830_edfb_0805_1ece)
    generator = PCG64(seed: 42)
    for _ in 0..<20_000 { last = generator.integer(in: 0..<3_000_000_000) }
    #expect(last == 1_997_112_888)
    #expect(generator.state == 0x4c71_6d74_88d9_6f33_298c_3e28_4ef4_ce65)
    #expect(generator.bufferedHalf == 0xb42a_ccbf)
    generator = PCG64(seed: 42)
    for _ in 0..<20 { _ = generator.integer(in: 0..<6_917_529_027_641_081_856) }
    #expect(generator.state == 0xafad_2fea_18d6_f3e8_e83d_9451_c0ee_4901)
  }

  @Test("a range of one value draws nothing")
  func singleValue() {
    var generator = PCG64(seed: 42)
    #expect(generator.integer(in: -3 ..< -2) == -3)
    #expect(generator.integer(in: Int.max...Int.max) == .max)
    #expect(generator == PCG64(seed: 42))
  }

  @Test("2^32 values take one 32-bit draw as it is, all 2^64 one 64-bit draw")
  func wholeWords() {
    var (generator, raw) = (PCG64(seed: 9), PCG64(seed: 9))
    for _ in 0..<8 {
      #expect(generator.integer(in: -7...(-7 + 0xffff_ffff)) == -7 + Int(raw.next32()))
    }
    for _ in 0..<8 {
      let bits: UInt64 = raw.next()
      let drawn = generator.integer(in: Int.min...Int.max)
      #expect(UInt64(bitPattern: Int64(drawn)) == bits &+ 1 << 63)
    }
    #expect(generator == raw)
  }

  @Test("half-open and closed ranges of the same values give the same draws")
  func closed() {
    var (halfOpen, closed) = (PCG64(seed: 5), PCG64(seed: 5))
    for width in [1, 2, 7, 1 << 31, 1 << 32, 1 << 40, .max] {
      #expect(halfOpen.integer(in: -1..<width - 1) == closed.integer(in: -1...width - 2))
    }
  }

  @Test("small ranges are uniform: chi-square with 6 degrees of freedom, confidence 99.9%")
  func uniform() {
    var generator = PCG64(seed: 11)
    var counts = Array(repeating: 0, count: 7)
    for _ in 0..<70_000 { counts[generator.integer(in: 10..<17) - 10] += 1 }
    #expect(chiSquare(counts) < 22.458)
  }

  // Without refusals the words 0 … 2^k − 1 fall on 3/4 · 2^k results two, one and one at a time.
  @Test(
    "wide ranges are uniform too, which takes refusals: 2 degrees of freedom, confidence 99.9%",
    arguments: [0...(3 << 30 - 1), Int.min...(Int.min + (3 << 61 - 1) + 3 << 61)])
  func unbiased(range: ClosedRange<Int>) {
    var generator = PCG64(seed: 12)
    var counts = [0, 0, 0]
    for _ in 0..<9_000 {
      let offset = UInt64(bitPattern: Int64(generator.integer(in: range) &- range.lowerBound))
      counts[Int(offset % 3)] += 1
    }
    #expect(chiSquare(counts) < 13.816)
  }

  @Test("choice is the element at a drawn place: NumPy's choices from 1 … 7")
  func choice() {
    var generator = PCG64(seed: 42)
    #expect((0..<6).map { _ in generator.choice(1..<8) } == [1, 6, 5, 4, 4, 7])
    generator = PCG64(seed: 42)
    let letters = Array("ABCDEFGH")[1...]
    #expect((0..<6).map { _ in generator.choice(letters) } == Array("BGFEEH"))
  }

  @Test("an empty range and an empty collection are refused")
  func empty() async {
    let range = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var generator = PCG64(seed: 1)
      _ = generator.integer(in: 4..<4)
    }
    expectMessage(range, "a range that holds one; got 4..<4")
    let collection = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var generator = PCG64(seed: 1)
      _ = generator.choice([Int]())
    }
    expectMessage(collection, "a choice needs at least one element")
  }
}

/// Σ (observed − expected)² / expected, all outcomes expected equally often.
func chiSquare(_ counts: [Int]) -> Double {
  let expected = Double(counts.reduce(0, +)) / Double(counts.count)
  return counts.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
}
