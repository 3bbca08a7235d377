import ArgumentParser
import Foundation
import Notebook

/// `bench book`: what all of the book's trainings cost together.
struct BenchBook: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "book",
    abstract: "Run every chapter and add up its trainings.",
    discussion: """
      The chapters' figures go to a folder that is thrown away. With --python the sum is compared with \
      one run of Stable-Baselines3 on CartPole-v1 of 500,000 steps, computed from three shorter \
      ones: before, between and after the chapters.
      """)

  @Option(help: "A Python with stable_baselines3; may be given twice.")
  var python: [String] = []

  @Option(help: "The script that a peer runs (default: Benchmarks/training.py).")
  var script = "Benchmarks/training.py"

  @Option(
    help: ArgumentHelp(
      "The folder of the chapters' executables (default: that of this one).", valueName: "DIR"),
    transform: nonEmptyPath)
  var chapters: String?

  @Flag(help: "Write the result into Benchmarks/results.md.")
  var write = false

  func run() throws {
    Interruption.prepare()
    var (times, baselines) = ([ChapterTime](), TrainingTimes())
    for (index, name) in Self.chapterNames(in: "Chapters").enumerated() {
      Console.write("\(name)\n", to: .error)
      // Before, between and after, so that a slow minute touches both sides of the ratio.
      if index.isMultiple(of: 3) { addBaselines(to: &baselines) }
      times.append(ChapterTime(of: name, in: chapters ?? TrainingComparison.folder))
    }
    let reference = baselines.isEmpty ? nil : baselines.whole(steps: Self.referenceSteps)
    Console.write(BookTable.text(times, baselines: reference) + "\n", to: .output)
    guard write else { return }
    CommittedResults.write(
      BookTable.section(times, baselines: reference, heading: "\(Machine.summary)."), as: "book",
      in: CommittedResults.file)
  }

  static let referenceSteps = 500_000

  /// The executables of the chapters, in the order of the book: `Chapters/01-reinforce` is `reinforce`.
  static func chapterNames(in folder: String) -> [String] {
    guard let directories = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      Console.fail("\(folder) could not be read: run this from the root of the repository")
    }
    return directories.sorted().filter { $0.first?.isNumber ?? false }
      .map { String($0.drop { $0 != "-" }.dropFirst()) }
  }

  /// One shorter run of Stable-Baselines3, where there is one.
  private func addBaselines(to times: inout TrainingTimes) {
    let training = BenchedTraining.all[0]
    let run = PeerPythons(paths: python, script: script).train(
      .baselines, in: training.environment, steps: training.stepsInPython, cores: [0])
    if case .success(let timed) = run { times.add(timed) }
  }
}

/// What running one chapter took.
struct ChapterTime {
  let name: String
  /// The sum over its trainings, each on a core of its own; nil where the chapter is not built.
  let trainingSeconds: Double?
  /// The whole chapter on the clock, all cores, figures included.
  let wallSeconds: Double?

  init(name: String, trainingSeconds: Double?, wallSeconds: Double?) {
    (self.name, self.trainingSeconds, self.wallSeconds) = (name, trainingSeconds, wallSeconds)
  }

  init(of name: String, in folder: String) {
    let figures = FileManager.default.temporaryDirectory.appending(
      path: "proximal-bench-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: figures) }
    let command = ["\(folder)/\(name)", "--json", "--figures", figures.path]
    guard let process = MeasuredProcess.run(command), process.exitCode == 0 else {
      self.init(name: name, trainingSeconds: nil, wallSeconds: nil)
      return
    }
    let reports = process.output.split(separator: "\n").compactMap {
      TrainingReport(printed: String($0))
    }
    self.init(
      name: name, trainingSeconds: reports.reduce(0) { $0 + $1.seconds },
      wallSeconds: process.seconds)
  }
}

/// The table of `bench book`.
enum BookTable {
  static func section(_ times: [ChapterTime], baselines: Double?, heading: String) -> String {
    [
      "## The whole book", heading, markdownTable(header, rows(times), numbersRight: true),
      remark(times, baselines: baselines),
    ].joined(separator: "\n\n")
  }

  static func text(_ times: [ChapterTime], baselines: Double?) -> String {
    var table = Table(header)
    for row in rows(times) { table.add(row) }
    return "\(table)\n\n\(remark(times, baselines: baselines))"
  }

  private static let header = ["chapter", "trainings, core seconds", "on the clock, s"]

  private static func rows(_ times: [ChapterTime]) -> [[String]] {
    func cell(_ seconds: Double?) -> String { seconds.map { rounded($0, 1) } ?? "skipped" }
    let sums = ["all", cell(sum(times, \.trainingSeconds)), cell(sum(times, \.wallSeconds))]
    return times.map { [$0.name, cell($0.trainingSeconds), cell($0.wallSeconds)] } + [sums]
  }

  /// Nothing where a chapter is missing: a part of the book is not the book.
  private static func sum(_ times: [ChapterTime], _ seconds: (ChapterTime) -> Double?) -> Double? {
    let known = times.compactMap(seconds)
    return known.count == times.count ? known.reduce(0, +) : nil
  }

  private static func remark(_ times: [ChapterTime], baselines: Double?) -> String {
    guard let trainings = sum(times, \.trainingSeconds) else {
      return "Skipped: a chapter is not built; `swift build -c release` makes them all."
    }
    guard let baselines else { return "No Stable-Baselines3 was there to compare with." }
    let steps = grouped(BenchBook.referenceSteps)
    return "All trainings of the book together take "
      + "\(rounded(trainings / baselines, 2)) times as long as one run of Stable-Baselines3 on "
      + "CartPole-v1 of \(steps) steps (\(rounded(baselines, 1)) s from launch to exit)."
  }
}
