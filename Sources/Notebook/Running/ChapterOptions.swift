import ArgumentParser
import Files
import Synchronization

/// The command line that every chapter has. Nothing needs an option to work.
public struct ChapterOptions: ParsableCommand, Sendable {
  public static var configuration: CommandConfiguration {
    let chapter = Description.current.withLock { $0 }
    return CommandConfiguration(commandName: chapter.name, abstract: chapter.abstract)
  }

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The first seed (default: 1).", valueName: "S"),
    transform: wholeNumber(atLeast: 0))
  public var seed: Int = 1

  @Option(
    name: .customLong("seeds"), parsing: .unconditional,
    help: ArgumentHelp(
      "How many seeds to run, S … S+N−1 (default: \(Description.current.withLock { $0.seeds })).",
      valueName: "N"),
    transform: wholeNumber(atLeast: 1, atMost: 100_000))
  public var seedCount: Int = Description.current.withLock { $0.seeds }

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Environment steps of each training run (default: \(Description.current.withLock { $0.steps })).
      """, valueName: "N"),
    transform: wholeNumber(atLeast: 1))
  public var steps: Int = Description.current.withLock { $0.steps }

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The folder that figures go to, made if absent (default: figures).", valueName: "DIR"),
    transform: nonEmptyPath)
  public var figures: String = usualFigures

  /// The folder of the figures of the book, from the repository's root.
  static let usualFigures = "figures"

  @Flag(
    help: """
      One JSON object per training run on standard output and nothing else; people's text goes to \
      standard error.
      """)
  public var json = false

  @Flag(help: "Draw the figures in the terminal as well.")
  public var preview = false

  @Flag(help: "Draw every figure anew, even where its data have not changed.")
  public var redraw = false

  public init() {}

  /// The seeds to run, S … S+N−1.
  public var seeds: [UInt64] { (0..<seedCount).map { UInt64(seed + $0) } }

  /// What differs from chapter to chapter. It is set once, before the command line is read, because
  /// the parser asks the type, not a value, for names and defaults.
  struct Description: Sendable {
    var name = "chapter"
    var abstract = ""
    var seeds = 1
    var steps = 1

    static let current = Mutex(Description())
  }
}

/// Reads a whole number, and says what is allowed when it is not one.
package func wholeNumber(
  atLeast least: Int, atMost most: Int = 1_000_000_000_000
) -> @Sendable (String) throws -> Int {
  { text in
    guard let number = Int(written: text), (least...most).contains(number) else {
      throw ValidationError("a whole number from \(least) to \(most) is allowed")
    }
    return number
  }
}

/// Reads the path of a folder, and refuses an empty one.
@Sendable package func nonEmptyPath(_ text: String) throws -> String {
  guard !text.isEmpty else { throw ValidationError("the name of a folder is allowed") }
  return text
}
