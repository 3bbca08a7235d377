import ArgumentParser

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
    let reports = Self.reports(on: paths) { report in
      for line in report.lines { print(line) }
    }
    print(Self.verdict(on: reports))
    if !reports.allSatisfy(\.passed) { throw ExitCode.failure }
  }

  /// Checks every file that the paths stand for, and hands each report over when it is there.
  static func reports(
    on paths: [String], each: (GoldenReport) -> Void = { _ in }
  ) -> [GoldenReport] {
    let files = paths.flatMap { GoldenFile.paths(at: $0) }
    let names = shortNames(of: files)
    return zip(files, names).map { file, name in
      let report = GoldenReport(path: file, name: name)
      each(report)
      return report
    }
  }

  /// The names without their folders; whole paths where two would read the same.
  static func shortNames(of paths: [String]) -> [String] {
    let names = paths.map { $0.split(separator: "/").last.map(String.init) ?? $0 }
    let occurrences = Dictionary(names.map { ($0, 1) }, uniquingKeysWith: +)
    return zip(paths, names).map { path, name in occurrences[name] == 1 ? name : path }
  }

  static func verdict(on reports: [GoldenReport]) -> String {
    let failed = reports.count { !$0.passed }
    return "\(reports.count - failed) passed, \(failed) failed"
  }
}
