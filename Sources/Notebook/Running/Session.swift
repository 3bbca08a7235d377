import Files
import Figures
import Foundation
import Synchronization

/// What the running chapter has shown so far. There is one a process: a chapter is a script, and its
/// `show` and `figure` are plain functions.
final class Session: Sendable {
  static let current = Session()

  private struct State: Sendable {
    var chapter: Chapter?
    /// The chapter's source, for the places of what is shown; nil when it is not where it was built.
    var source: ChapterSource?
    var record: Record?
    /// The text of the record that this run's takes the place of.
    var previousRecord: String?
    var runs: [TrainingRun] = []
    var files: [String] = []
    var started = ContinuousClock.now
  }

  private let state = Mutex(State())

  /// People's text goes to standard output, or out of the way of the JSON objects.
  var textStream: Console.Stream {
    state.withLock { $0.chapter?.options.json == true } ? .error : .output
  }

  func begin(chapter: Chapter, code: RunningCode) {
    state.withLock { state in
      state.chapter = chapter
      state.previousRecord = try? String(contentsOfFile: chapter.recordFile, encoding: .utf8)
      state.source = code.source
      state.record = code.source.map {
        Record(chapter: chapter.directoryName, source: $0, libraries: code.libraries)
      }
    }
  }

  /// Prints without recording: greetings, rates, paths.
  func say(_ text: String) {
    Console.write(text + "\n", to: textStream)
  }

  func show(_ text: String, line: Int) {
    say(text)
    record(.printed(text), line: line)
  }

  func judge(
    _ claim: String, _ verdict: Verdict, by inquiry: Inquiry, _ evidence: String, line: Int
  ) {
    say("\n\(claim) on trial: \(verdict.words.lowercased())\(inquiry.remark). \(evidence)")
    record(.verdict(claim: claim, verdict, by: inquiry, evidence), line: line)
  }

  func draw(
    preview: Figure, line: Int,
    _ draw: (_ folder: String, _ redraw: Bool) throws(FigureError) -> Drawing,
    entry: (Provenance) -> Record.Figure
  ) {
    guard let chapter = state.withLock({ $0.chapter }) else {
      fatalError("figure(…) is for chapters: begin with `let chapter = Chapter(…)`")
    }
    let drawing: Drawing
    do throws(FigureError) {
      drawing = try draw(chapter.folder, chapter.options.redraw)
      state.withLock { $0.files.append(drawing.picture) }
      if chapter.options.preview { say(try preview.preview()) }
    } catch {
      Console.fail("\(error)")
    }
    record(.figure(entry(drawing.provenance)), line: line)
  }

  private func record(_ content: Record.Content, line: Int) {
    state.withLock { state in
      guard let source = state.source else { return }
      do {
        try state.record?.append(content, line: line, of: source)
      } catch {
        Console.fail("\(error)")
      }
    }
  }

  func add(_ runs: [TrainingRun], as training: TrainingRecord) {
    let chapter = state.withLock { state in
      state.runs += runs
      state.record?.append(training)
      return state.chapter
    }
    guard let chapter, chapter.options.json else { return }
    for run in runs { Console.write(run.json(chapter: chapter.name) + "\n", to: .output) }
  }

  /// The short table at the end, and the record for the book.
  func finish() {
    let state = self.state.withLock { $0 }
    guard let chapter = state.chapter else { return }
    if !state.runs.isEmpty { say("\n\(summary(of: state.runs))") }
    var files = state.files
    if let record = state.record {
      do {
        try AtomicFile.makeDirectory(chapter.folder)
        try AtomicFile.write(record.encode(), to: chapter.recordFile)
        files.append(chapter.recordFile)
      } catch {
        Console.fail("\(error)")
      }
    } else {
      say("The chapter's source is not where it was built, so no record for the book is written.")
    }
    let seconds = (ContinuousClock.now - state.started) / .seconds(1)
    say("\nWrote, in \(rounded(seconds, 1)) s:")
    for file in files { say("  \(file)") }
    if let previous = state.previousRecord, let record = state.record, record.encode() != previous {
      say("\n\(chapter.wayBack)")
    }
  }

  /// One row a method: how many runs, what they reached, how fast.
  private func summary(of runs: [TrainingRun]) -> Table {
    var table = Table("method", "runs", "final return, median", "steps/s of one run")
    var algorithms: [String] = []
    for run in runs where !algorithms.contains(run.setup.algorithm) {
      algorithms.append(run.setup.algorithm)
    }
    for algorithm in algorithms {
      let chosen = runs.filter { $0.setup.algorithm == algorithm }
      let returns = chosen.compactMap(\.outcome.finalReturn)
      let rate = chosen.map(\.stepsPerSecond).reduce(0, +) / Double(chosen.count)
      table.add(
        algorithm, "\(chosen.count)",
        returns.isEmpty ? "no episode ended" : roundedReturn(median(returns)),
        grouped(Int(rate)))
    }
    return table
  }
}
