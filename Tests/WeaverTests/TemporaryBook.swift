import Figures
import Foundation
import Notebook
import Weaver

/// A small, sound book in a directory of its own, to be broken in one way and checked.
///
/// As it stands, ``problems`` is empty. The directory goes when the book does.
final class TemporaryBook {
  let root: URL

  init() throws {
    root = FileManager.default.temporaryDirectory.appending(path: "book-\(UUID().uuidString)")
    try write(Self.front, to: "Chapters/front.md")
    try write(Self.back, to: "Chapters/back.md")
    try write(Self.claims, to: "Chapters/claims.tsv")
    try write(Self.inventory, to: "Chapters/inventory.tsv")
    try write(Self.glossary, to: "Chapters/glossary.tsv")
    try write(Self.weights, to: "Chapters/weights.tsv")
    try write(Self.core, to: "Sources/Coin/Coin.swift")
    try write(Self.tests, to: "Tests/CoinTests/CoinTests.swift")
    try write(Self.chapter, to: Self.chapterFile)
    try write(Self.world, to: Self.worldFile)
    try run()
    try weave()
  }

  deinit {
    try? FileManager.default.removeItem(at: root)
  }

  private var book: Book { Book(root: root) }

  /// What `check` finds, one line each.
  var problems: [String] { book.check().map(\.description) }

  func woven() throws -> String { try book.weave()[0].text }

  // MARK: Files

  func write(_ text: String, to file: String) throws {
    let url = root.appending(path: file)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(to: url, atomically: true, encoding: .utf8)
  }

  func read(_ file: String) throws -> String {
    try String(contentsOf: root.appending(path: file), encoding: .utf8)
  }

  func remove(_ file: String) throws {
    try FileManager.default.removeItem(at: root.appending(path: file))
  }

  /// Replaces a text that must occur in the file.
  func edit(_ file: String, _ old: String, _ new: String) throws {
    let text = try read(file)
    guard text.contains(old) else { throw NotFound(text: old, file: file) }
    try write(text.replacing(old, with: new), to: file)
  }

  struct NotFound: Error {
    let text: String
    let file: String
  }

  // MARK: What a reader does

  /// Runs a chapter: records what each of its `show` and `figure` lines would make.
  func run(_ chapter: String = "01-coin") throws {
    let text = try read("Chapters/\(chapter)/main.swift")
    let source = ChapterSource(text)
    var record = Record(
      chapter: chapter, source: source, libraries: LibraryFingerprints(root: root))
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      if line.contains("show(") {
        try record.append(.printed("heads 0.50\n"), line: index + 1, of: source)
      }
      if line.contains("verdict(") {
        let evidence = "It is $p = 0.5$, by [@eq:1.1]."
        try record.append(
          .verdict(claim: "X1", .partly, evidence), line: index + 1, of: source)
      }
      if line.contains("figure(") {
        let figure = try draw("tosses", in: "figures/\(chapter)")
        try record.append(.figure(figure), line: index + 1, of: source)
      }
    }
    for training in Self.trainings { record.append(training) }
    try write(record.encode(), to: "figures/\(chapter)/record.json")
  }

  /// Writes a drawing and the data that it says it was drawn from, as the library Figures would.
  @discardableResult
  func draw(_ name: String, in folder: String, data: String = "0 1 0.5\n") throws -> Record.Figure {
    let text = "# \(name).svg\n\(data)"
    let provenance = Provenance(ofText: text.utf8)
    let picture = provenance.added(to: Array("<svg></svg>".utf8), format: "svg")
    try write(String(decoding: picture, as: UTF8.self), to: "\(folder)/\(name).svg")
    try write(text, to: "\(folder)/\(name).txt")
    return Record.Figure(
      name: name, caption: "The share of heads $\\bar x$ tends to [@eq:1.1].",
      alt: "A curve that settles at one half.", sources: ["S0-F1"],
      drawnFrom: provenance.fingerprint)
  }

  /// Adds a second chapter that draws a figure of the same name, and runs it.
  func addChapter(_ text: String) throws {
    try write(text, to: "Chapters/02-die/main.swift")
    try run("02-die")
    try weave()
  }

  /// Edits the first chapter's text, then runs and weaves it, so that nothing is stale.
  func editChapter(_ old: String, _ new: String) throws {
    try edit(Self.chapterFile, old, new)
    try run()
    try weave()
  }

  func weave() throws {
    for page in try book.weave() { try write(page.text, to: page.file) }
  }

  // MARK: The book

  static let chapterFile = "Chapters/01-coin/main.swift"
  static let worldFile = "Sources/Proximal/Environments/CartPole.swift"

  static let front = """
    # The book of the coin

    A preface.
    """

  static let back = """
    # Appendix A · Equations

    {{ appendix: equations }}

    # Appendix B · Claims

    {{ appendix: claims }}

    # Appendix C · Sources

    {{ appendix: sources }}

    # Appendix D · Hyperparameters

    {{ appendix: hyperparameters }}

    # Appendix E · Glossary

    {{ appendix: glossary }}

    # Appendix F · Further reading

    A book on coins.

    {{ covers: S0-L }}
    """

  static let claims = """
    id\tplace\tcontext\tclaim\tmeant
    X1\tS0, line 30\tIn a text on coins\tA coin falls heads with chance $p$.\t
    """

  /// A method, the same with one thing changed, and the first once more.
  static let trainings = [("tosses", "0.1"), ("tosses-slow", "0.01"), ("tosses", "0.1")].map {
    TrainingRecord(
      setup: TrainingSetup(
        algorithm: $0, environment: "Coin-v0", environments: 4, rolloutLength: 8, epochs: 2,
        minibatches: 1, hiddenSizes: [16, 16],
        hyperparameters: ["learning rate": $1, "discount": "0.9"]),
      firstSeed: 1, seedCount: 3, steps: 2000)
  }

  static let inventory = """
    id\tkind\tline\tname\tsame as
    S0-E1\tequation\t17\tmean of a toss\t
    S0-E2\tequation\t20\tmean of a toss, again\tS0-E1
    S0-F1\tfigure\t23\tshare of heads\t
    S0-i1\tformula in passing\t25\tworked example\t
    S0-L\treading list\t40\tbooks\t
    """

  static let glossary = """
    term\t中文\tmeaning\talso\tneeds no definition
    mean\t均值\tThe sum of the values $x_i$ divided by their number.\t\t
    """

  static let weights = """
    chapter\tweight\twhat it buys
    coin\t$R - b$\ta beginning
    """

  static let core = """
    public struct Coin {
      // snippet.toss
      func toss() -> Int {
        // snippet.hide
        precondition(true)
        // snippet.show
        1
      }
      // snippet.end
    }
    """

  /// Code of a library that the chapter is built on.
  static let world = """
    /// Metres per second squared.
    private let gravity = 9.8
    """

  static let tests = """
    import Testing

    @Test("(1.1) X1 the mean of a toss is one half") func mean() {}
    """

  static let chapter = #"""
    /*:
    # 1 · A coin

    How often does it fall heads? See [the mean](#the-mean), [@fig:tosses] and [@eq:1.1].

    ## The mean

    With $x \in \{0, 1\}$:

    $$
    \begin{aligned}
    \mathrm{E}[x] &= \sum_x p(x) x \\
      &= \tfrac{1}{2}
    \end{aligned}
    $$ (1.1) {S0-E1}

    A toss of [the core](Sources/Coin/Coin.swift):

    {{ listing: toss }}
    */

    import Coin

    let coin = Coin()
    // snippet.hide
    let secret = 1
    // snippet.show
    show(coin.toss())

    //: Drawn:

    figure("tosses")

    /*:
    {{ covers: S0-i1 }}
    */
    // snippet.hide
    verdict(on: "X1")
    // snippet.show
    """#
}
