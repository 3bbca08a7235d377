import TestSupport
import Testing

@Suite("SplitMix64")
struct SplitMix64Tests {
  @Test("the first numbers of seed 0 are the published ones")
  func literals() {
    var generator = SplitMix64(seed: 0)
    #expect(
      (0..<3).map { _ in generator.next() }
        == [0xE220_A839_7B1D_CDAF, 0x6E78_9E6A_A1B9_65F4, 0x06C4_5D18_8009_454F])
  }
}
