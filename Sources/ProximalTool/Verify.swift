import ArgumentParser
import GoldenComparison

/// `proximal verify PATH…`: holds the core against numbers from the reference packages.
struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Compare the core with golden files from the reference packages.",
    discussion: """
      A golden file is JSON: a header that names its schema, and cases with inputs and with what a \
      reference package computed from them. Every field that is not an input is compared with what \
      the core computes; a field or schema that nothing checks counts as a failure. Ends with 1 \
      when a file failed.
      """)

  @Argument(
    help: ArgumentHelp("Golden files, or folders: then all their *.json.", valueName: "path"))
  var paths: [String]

  func run() throws {
    let reports = GoldenReport.reports(on: paths) { report in
      for line in report.lines { print(line) }
    }
    print(GoldenReport.verdict(on: reports))
    if !reports.allSatisfy(\.passed) { throw ExitCode.failure }
  }
}
