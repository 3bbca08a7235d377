import Files
import ArgumentParser
import Figures
import Synchronization

/// A chapter's run, from the command line to the last file.
///
/// A chapter begins with `let chapter = Chapter(…)`, which reads the command line, and ends with
/// `chapter.finish()`, which tells what came of it and writes the record that the book is woven from.
/// Between the two, ``show(_:line:)`` and ``figure(_:_:alt:covers:_:line:)`` print and draw.
public struct Chapter: Sendable {
  public let number: Int
  public let name: String
  public let options: ChapterOptions

  /// Reads the command line; bad usage ends the run here with exit code 64.
  ///
  /// - Parameters:
  ///   - number: the chapter's number in the book.
  ///   - name: the executable's name.
  ///   - abstract: one sentence for `--help`.
  ///   - seeds, steps: the defaults of `--seeds` and `--steps`.
  ///   - arguments: of the command line; by default those of this process.
  public init(
    _ number: Int, _ name: String, _ abstract: String, seeds: Int, steps: Int,
    arguments: [String]? = nil, source: String = #filePath
  ) {
    Interruption.prepare()
    ChapterOptions.Description.current.withLock {
      $0 = .init(name: name, abstract: abstract, seeds: seeds, steps: steps)
    }
    self.number = number
    self.name = name
    options = ChapterOptions.parseOrExit(arguments)
    // What would stop the figures is better known before the training than after it.
    do {
      try Gnuplot().check()
    } catch {
      Console.fail("\(error)")
    }
    let code = RunningCode(chapter: source)
    if let file = code.changedSinceBuilt() {
      Console.fail(
        "\(file) has changed since this program was built; `swift run \(name)` builds it again")
    }
    do {
      try AtomicFile.makeDirectory(folder)
    } catch {
      Console.fail("--figures \(options.figures): \(error)")
    }
    Session.current.begin(chapter: self, code: code)
    Session.current.say(
      "\(Console.bold(name, on: Session.current.textStream)) · \(abstract)\n"
        + "\(grouped(options.seedCount)) seeds × \(grouped(options.steps)) environment steps, figures to "
        + "\(folder)\n")
  }

  /// The chapter's folder in `Chapters` and among the figures: `01-reinforce`.
  public var directoryName: String { (number < 10 ? "0\(number)" : "\(number)") + "-\(name)" }

  /// Where this chapter's figures go: `figures/01-reinforce`.
  public var folder: String { "\(options.figures)/\(directoryName)" }

  /// What the run printed and drew, for the weaver.
  var recordFile: String { "\(folder)/record.json" }

  /// For whoever tried something and for whoever writes the book, when a run has not made what the
  /// run before it made.
  var wayBack: String {
    options.figures == ChapterOptions.usualFigures
      ? "\(folder) is no longer as it was. `git checkout \(folder)` brings back what is committed; "
        + "`make weave` takes what is there into the book; `--figures DIR` leaves it alone."
      : "\(folder) is no longer as it was."
  }

  /// Prints a short table of the training runs and the files that were written, and writes the
  /// record of everything shown.
  public func finish() {
    Session.current.finish()
  }
}

/// Prints something, and records it for the book with the line that it was shown from.
public func show(_ value: some CustomStringConvertible, line: Int = #line) {
  Session.current.show(value.description, line: line)
}

/// Says how a claim of the course notes came out, and records it for the book, which tells it twice in
/// these words: where it is tried, and in the appendix.
///
/// - Parameters:
///   - claim: its id in `Chapters/claims.tsv`, `X4`.
///   - verdict: right, right in part, wrong or not shown.
///   - inquiry: whether it was tried or looked up.
///   - evidence: the number that decides and what it is the number of, in a few sentences of
///     Markdown; computed, not typed. What limits the verdict belongs in it, since the appendix
///     has no text around it.
public func verdict(
  on claim: String, _ verdict: Verdict, by inquiry: Inquiry = .trial, _ evidence: String,
  line: Int = #line
) {
  Session.current.judge(claim, verdict, by: inquiry, evidence, line: line)
}

/// Draws a figure, and records it for the book with the line that it was drawn from.
///
/// - Parameters:
///   - name: the file's name without its ending, unique in the chapter.
///   - caption: what the reader should see in it.
///   - alt: the picture in words, for those who cannot see it.
///   - covers: ids of the figures in the sources that this one stands for.
public func figure(
  _ name: String, _ caption: String, alt: String, covers: [String] = [], _ figure: Figure,
  line: Int = #line
) {
  Session.current.draw(preview: figure, line: line) { (folder, redraw) throws(FigureError) in
    try figure.draw(named: name, in: folder, redraw: redraw)
  } entry: {
    Record.Figure(
      name: name, caption: caption, alt: alt, sources: covers, drawnFrom: $0.fingerprint)
  }
}

/// Draws pictures that move, and records them for the book; see ``figure(_:_:alt:covers:_:line:)``.
public func animation(
  _ name: String, _ caption: String, alt: String, covers: [String] = [], _ animation: Animation,
  line: Int = #line
) {
  Session.current.draw(preview: Figure(animation.frames[0]), line: line) {
    (folder, redraw) throws(FigureError) in
    try animation.draw(named: name, in: folder, redraw: redraw)
  } entry: {
    Record.Figure(
      name: name, format: "gif", caption: caption, alt: alt, sources: covers,
      drawnFrom: $0.fingerprint)
  }
}
