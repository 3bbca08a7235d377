import Notebook
import Testing

@Suite("MarkdownTable")
struct MarkdownTableTests {
  private let rows = [["ours", "9", "1"], ["theirs", "3", "3"]]

  @Test("a table with numbers has its first column to the left and the others to the right")
  func numbers() {
    #expect(
      markdownTable(["who", "rate", "×"], rows, numbersRight: true) == """
        | who | rate | × |
        | --- | ---: | ---: |
        | ours | 9 | 1 |
        | theirs | 3 | 3 |
        """)
  }

  @Test("a table of words has no alignment")
  func words() {
    #expect(
      markdownTable(["who", "rate", "×"], rows).contains("\n| --- | --- | --- |\n| ours"))
  }
}
