import Proximal
import TestSupport
import Testing

@Suite("PCG64")
struct PCG64Tests {
  @Test("seed 42 gives NumPy's state and first outputs")
  func seed42() {
    var generator = PCG64(seed: 42)
    #expect(generator.state == 0xcea4_4f67_9879_8f2a_acbc_7c9d_6886_0ac8)
    #expect(generator.increment == 0xfa50_5436_c9a8_416e_66ca_f2e2_8d25_abff)
    #expect(generator.bufferedHalf == nil)
    let outputs = (0..<6).map { _ in generator.next() as UInt64 }
    #expect(
      outputs == [
        0xc621_fbcd_16d9_2688, 0x705a_5661_a791_ffc1, 0xdbcd_12c2_6eda_1624,
        0xb286_b60e_1600_888d, 0x181c_01b5_3393_81eb, 0xf9c2_62ed_86c7_538c,
      ])
  }

  @Test("one output worked by hand: fold the halves, rotate by the top six bits")
  func byHand() {
    // From state 0 the step leaves the increment, 2^122 + 5. Its halves are 2^58 and 5, folded
    // 2^58 + 5; its top six bits say 1: the lowest bit of 5 moves to the top, the rest down by one.
    var generator = PCG64(state: 0, increment: 1 << 122 | 5)
    #expect(generator.next() as UInt64 == 0x8200_0000_0000_0002)
  }

  @Test("32-bit draws are the low and then the high half; 64-bit draws leave the half alone")
  func halves() {
    var generator = PCG64(seed: 42)
    #expect(generator.next32() == 0x16d9_2688)
    #expect(generator.bufferedHalf == 0xc621_fbcd)
    #expect(generator.next() as UInt64 == 0x705a_5661_a791_ffc1)
    #expect(generator.bufferedHalf == 0xc621_fbcd)
    #expect(generator.next32() == 0xc621_fbcd)
    #expect(generator.bufferedHalf == nil)
    #expect(generator.next32() == 0x6eda_1624)
  }

  @Test("draws of every kind on one generator interleave as in NumPy")
  func mixed() {
    var generator = PCG64(seed: 42)
    func half() -> Bool { generator.bufferedHalf != nil }
    #expect(generator.integer(in: 0..<10) == 0 && half())
    #expect(generator.random() == 0.4388784397520523 && half())
    #expect(generator.integer(in: 0..<10) == 7 && !half())
    #expect(generator.integer(in: 0..<3) == 1 && half())
    #expect(generator.random() == 0.6973680290593639 && half())
    #expect(generator.random() == 0.09417734788764953 && half())
    #expect(generator.integer(in: 0..<4) == 3 && !half())
    #expect(generator.integer(in: 0..<7) == 3 && half())
    #expect(generator.integer(in: 0..<2) == 1 && !half())
    #expect(generator.standardNormal() == 0.12784040316728537 && !half())
    #expect(generator.integer(in: 0..<5) == 3 && half())
    #expect(generator.randomFloat() == 0.7860642671585083 && !half())
    #expect(generator.randomFloat() == 0.5132265686988831 && half())
    #expect(generator.integer(in: 0..<1) == 0 && half())
    #expect(generator.integer(in: 0..<6) == 0 && !half())
    #expect(generator.uniform(-1, 3) == 0.8015437515822685 && !half())
    #expect(generator.integer(in: 0..<9) == 4 && half())
    #expect(generator.state == 0xe4e7_8b24_c84f_6511_b65a_5219_df4f_4b31)
    #expect(generator.bufferedHalf == 0x5eec_9e8b)
  }

  @Test("a generator goes on from a saved place")
  func saved() {
    var generator = PCG64(seed: 7)
    _ = generator.next32()
    var again = PCG64(
      state: generator.state, increment: generator.increment, bufferedHalf: generator.bufferedHalf)
    #expect(again == generator)
    #expect((0..<9).map { _ in again.next32() } == (0..<9).map { _ in generator.next32() })
  }

  @Test("an even increment is refused")
  func evenIncrement() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = PCG64(state: 0, increment: 4)
    }
    expectMessage(result, "the increment of a PCG64 must be odd; got 4")
  }
}
