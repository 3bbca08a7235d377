import Proximal
import Testing

@Suite("SeedSequence")
struct SeedSequenceTests {
  @Test("seed 42 mixes into NumPy's pool and words")
  func seed42() {
    let sequence = SeedSequence(seed: 42)
    #expect(sequence.pool == [0x631d_3606, 0x07ae_90ae, 0x6fc4_be28, 0x2ced_5c75])
    #expect(
      sequence.generateState32(8) == [
        0xcd54_0ab7, 0x9f1e_2e6d, 0x79fb_94b6, 0xd578_73dc,
        0x64d4_20b7, 0x7d28_2a1b, 0x4692_d5ff, 0x3365_7971,
      ])
    #expect(
      sequence.generateState64(4) == [
        0x9f1e_2e6d_cd54_0ab7, 0xd578_73dc_79fb_94b6, 0x7d28_2a1b_64d4_20b7, 0x3365_7971_4692_d5ff,
      ])
  }

  @Test("a seed of more than four words is mixed in to its last word, as by NumPy")
  func fiveWords() {
    let sequence = SeedSequence(
      entropyWords: [0xdead_beef, 0x8765_4321, 0x0fed_cba9, 0x89ab_cdef, 0x0123_4567])
    #expect(sequence.pool == [0xdc7b_cb75, 0x005c_4b0f, 0x1e4f_329f, 0xdcf0_da36])
    #expect(sequence.generateState64(1) == [0xb875_45db_52c2_84aa])
  }

  @Test("zero words count from the fifth on and not before")
  func zeroWords() {
    #expect(SeedSequence(entropyWords: [7]) == SeedSequence(entropyWords: [7, 0, 0, 0]))
    #expect(SeedSequence(entropyWords: []) == SeedSequence(seed: 0))
    #expect(SeedSequence(entropyWords: [7]) != SeedSequence(entropyWords: [7, 0, 0, 0, 0]))
  }

  @Test("a 64-bit seed is its two words, the low one first")
  func twoWords() {
    #expect(
      SeedSequence(seed: 0x0123_4567_89ab_cdef)
        == SeedSequence(entropyWords: [0x89ab_cdef, 0x0123_4567]))
  }

  @Test("a longer list of words begins with the shorter one")
  func prefix() {
    let sequence = SeedSequence(seed: 1)
    #expect(sequence.generateState32(11).prefix(5) == sequence.generateState32(5)[...])
    #expect(sequence.generateState32(0).isEmpty)
  }
}
