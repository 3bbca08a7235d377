import Notebook
import Testing

@Suite("Table and numbers")
struct TableTests {
  @Test("columns line up: the first to the left, the others to the right")
  func layout() {
    var table = Table("method", "π", "return")
    table.add("a", "0.5", "9")
    table.add("longer name", "½", "100.25")
    table.add("no return", "1", "")
    #expect(
      table.description == """
        method         π  return
        ───────────  ───  ──────
        a            0.5       9
        longer name    ½  100.25
        no return      1
        """)
  }

  @Test("a row with a cell too many or too few is refused", arguments: [1, 3])
  func cells(count: Int) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      [count] in
      var table = Table("method", "return")
      if count == 1 { table.add("a") } else { table.add("a", "1", "2") }
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("a row needs one cell for each of the 2 columns; got [\"a\""))
  }

  @Test("numbers read the same everywhere")
  func numbers() {
    #expect(rounded(1.005, 1) == "1.0" && rounded(-0.0001, 2) == "0.00")
    #expect(rounded(-2.5, 0) == "-2" && rounded(1234.5678, 2) == "1234.57")
    #expect(
      grouped(1_250_000) == "1,250,000" && grouped(999) == "999" && grouped(-1000) == "-1,000")
  }
}
