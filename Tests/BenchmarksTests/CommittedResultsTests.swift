import Foundation
import Testing

@testable import Benchmarks

@Suite struct CommittedResultsTests {
  private let text = """
    # Title
    <!-- bench: training -->
    old
    <!-- end of bench: training -->
    between
    <!-- bench: scaling -->
    <!-- end of bench: scaling -->
    end

    """

  @Test("only what stands between a section's marks changes")
  func replaced() throws {
    let once = try #require(
      CommittedResults.replacing("training", with: "| a |\n| b |", in: text))
    #expect(
      once == """
        # Title
        <!-- bench: training -->

        | a |
        | b |

        <!-- end of bench: training -->
        between
        <!-- bench: scaling -->
        <!-- end of bench: scaling -->
        end

        """)
    // Writing the same again changes nothing.
    #expect(CommittedResults.replacing("training", with: "| a |\n| b |", in: once) == once)
    let both = try #require(CommittedResults.replacing("scaling", with: "new", in: once))
    #expect(both.contains("| b |") && both.contains("bench: scaling -->\n\nnew\n\n<!-- end"))
  }

  @Test("a text without both marks, in their order, is left alone")
  func withoutMarks() {
    #expect(CommittedResults.replacing("book", with: "new", in: text) == nil)
    let open = text.replacing("<!-- end of bench: training -->", with: "")
    #expect(CommittedResults.replacing("training", with: "new", in: open) == nil)
    let swapped = "<!-- end of bench: book -->\n<!-- bench: book -->"
    #expect(CommittedResults.replacing("book", with: "new", in: swapped) == nil)
  }

  @Test("the repository's own files have a place for every section")
  func places() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    func contents(_ file: String) throws -> String {
      try String(contentsOf: root.appending(path: file), encoding: .utf8)
    }
    let results = try contents(CommittedResults.file)
    for section in ["training", "scaling", "book", "environments", "kernels"] {
      #expect(CommittedResults.replacing(section, with: "", in: results) != nil)
    }
    let readme = try contents(CommittedResults.readme)
    #expect(CommittedResults.replacing("training", with: "", in: readme) != nil)
  }

  @Test("the processor's name is what Linux calls its model")
  func processor() {
    let text = "processor\t: 0\nmodel name\t: AMD EPYC 9B45: 2\nmodel name\t: other\n"
    #expect(Machine.processor(inCPUInformation: text) == "AMD EPYC 9B45: 2")
    #expect(Machine.processor(inCPUInformation: "Features : fp asimd") == nil)
    let arm = "processor\t: 0\nCPU implementer\t: 0x41\nCPU variant\t: 0x3\nCPU part\t: 0xd0c\n"
    #expect(Machine.processor(inCPUInformation: arm) == "Arm processor 0x41:0xd0c")
  }
}
