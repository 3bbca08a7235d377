import Notebook
import Testing

@Suite("Table and numbers")
struct TableTests {
  @Test("columns line up: the first to the left, the others to the right")
  func layout() {
    var table = Table("method", "π", "return")
    table.add("a", "0.5", "9")
    table.add("longer name", "½", "100.25")
    #expect(
      table.description == """
        method         π  return
        ───────────  ───  ──────
        a            0.5       9
        longer name    ½  100.25
        """)
  }

  @Test("numbers read the same everywhere")
  func numbers() {
    #expect(rounded(1.005, 1) == "1.0" && rounded(-0.0001, 2) == "0.00")
    #expect(rounded(-2.5, 0) == "-2" && rounded(1234.5678, 2) == "1234.57")
    #expect(
      grouped(1_250_000) == "1,250,000" && grouped(999) == "999" && grouped(-1000) == "-1,000")
  }
}
