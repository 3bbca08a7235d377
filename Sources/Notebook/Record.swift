import Foundation

/// What a run of a chapter printed and drew, in order: the link between a run and the book.
///
/// It is kept as `figures/NN-name/record.json`, one entry a line. Entries hold places, not line
/// numbers (see ``ChapterSource``), and never a time, a rate, a path or the machine: the book woven
/// from it is the same everywhere.
public struct Record: Equatable, Sendable {
  /// The chapter's directory, `01-reinforce`.
  public let chapter: String
  /// ``ChapterSource/fingerprint`` of the code that ran.
  public let fingerprint: String
  /// The code of the libraries that the chapter was built on.
  public let libraries: LibraryFingerprints
  /// What the run printed and drew, in order.
  public private(set) var entries: [Entry] = []
  /// What was trained, in order; each once.
  public private(set) var trainings: [TrainingRecord] = []

  /// One thing that a run made, and the line of code that made it.
  public struct Entry: Equatable, Sendable {
    /// The ordinal of the line among the chapter's lines of code.
    public let place: Int
    /// What was made there.
    public let content: Content
  }

  /// What one call made.
  public enum Content: Equatable, Sendable {
    /// Text as it was printed.
    case printed(String)
    /// A drawing.
    case figure(Figure)
    /// How a claim of the sources came out, by what inquiry, and on what evidence (Markdown).
    case verdict(claim: String, Verdict, by: Inquiry = .trial, String)
  }

  /// A drawing in the book.
  public struct Figure: Equatable, Sendable {
    /// Names the file and is what prose refers to: `[@fig:learning-curves]`.
    public let name: String
    /// The file's extension.
    public let format: String
    /// The sentence below the figure; Markdown.
    public let caption: String
    /// What the figure shows, for a reader who does not see it; plain text.
    public let alt: String
    /// The ids of the figures in the sources that it stands for.
    public let sources: [String]
    /// The fingerprint of its data and commands (Figures' `Provenance`).
    public let drawnFrom: String

    /// A drawing kept in `figures/NN-name/` as `name.format`.
    public init(
      name: String, format: String = "svg", caption: String, alt: String, sources: [String] = [],
      drawnFrom: String
    ) {
      self.name = name
      self.format = format
      self.drawnFrom = drawnFrom
      self.caption = caption
      self.alt = alt
      self.sources = sources
    }

    /// The drawing's file name, `learning-curves.svg`.
    public var fileName: String { "\(name).\(format)" }
    /// The file of its data and commands, `learning-curves.txt`.
    public var dataFileName: String { "\(name).txt" }
  }

  /// The record of a run that has not made anything yet.
  /// - Parameters:
  ///   - chapter: the chapter's directory, `01-reinforce`.
  ///   - source: the code that runs.
  ///   - libraries: the code that it is built on.
  public init(chapter: String, source: ChapterSource, libraries: LibraryFingerprints) {
    self.init(chapter: chapter, fingerprint: source.fingerprint, libraries: libraries)
  }

  /// Adds what the code at `line` (a `#line`, from 1) of `source` has just made.
  /// - Throws: ``RecordError/noCode(chapter:line:)`` when the file has changed since it was built.
  public mutating func append(
    _ content: Content, line: Int, of source: ChapterSource
  ) throws(RecordError) {
    guard let place = source.place(ofLine: line) else {
      throw .noCode(chapter: chapter, line: line)
    }
    entries.append(Entry(place: place, content: content))
  }

  /// Adds what was trained, unless the same was trained before.
  public mutating func append(_ training: TrainingRecord) {
    if !trainings.contains(training) { trainings.append(training) }
  }
}

/// A record that cannot be made or read.
public enum RecordError: Error, Equatable, CustomStringConvertible {
  /// Something was shown from a line on which the chapter's file has no code.
  case noCode(chapter: String, line: Int)
  /// The text is not a record.
  case unreadable(why: String)

  /// One line for people.
  public var description: String {
    switch self {
    case .noCode(let chapter, let line):
      "line \(line) of chapter \(chapter) holds no code; build the chapter again and run it"
    case .unreadable(let why):
      "not a record of a chapter: \(why)"
    }
  }
}

// MARK: - As text

extension Record {
  /// The record as JSON, one entry a line, so that a change shows as the lines it changed.
  public func encode() -> String {
    """
    {
    "chapter": \(Self.json(chapter)),
    "fingerprint": \(Self.json(fingerprint)),
    "libraries": {
    \(libraryLines)
    },
    "trainings": \(Self.list(trainings.map { Self.json($0) })),
    "entries": \(Self.list(entries.map { Self.json(Line($0)) }))
    }

    """
  }

  private var libraryLines: String {
    libraries.digits.sorted { $0.key < $1.key }
      .map { "\(Self.json($0.key)): \(Self.json($0.value))" }.joined(separator: ",\n")
  }

  private static func list(_ lines: [String]) -> String {
    lines.isEmpty ? "[]" : "[\n\(lines.joined(separator: ",\n"))\n]"
  }

  /// Reads what ``encode()`` wrote.
  public static func decode(_ text: String) throws(RecordError) -> Record {
    let file: File
    do {
      file = try JSONDecoder().decode(File.self, from: Data(text.utf8))
    } catch {
      throw .unreadable(why: reason(error))
    }
    var record = Record(
      chapter: file.chapter, fingerprint: file.fingerprint,
      libraries: LibraryFingerprints(digits: file.libraries))
    record.trainings = file.trainings
    for line in file.entries { record.entries.append(try line.entry) }
    return record
  }

  private init(chapter: String, fingerprint: String, libraries: LibraryFingerprints) {
    self.chapter = chapter
    self.fingerprint = fingerprint
    self.libraries = libraries
  }

  private static func json(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Strings, integers and lists of them alone are encoded, which cannot fail.
    guard let data = try? encoder.encode(value) else { fatalError("a string is JSON") }
    return String(decoding: data, as: UTF8.self)
  }

  private static func reason(_ error: any Error) -> String {
    switch error {
    case DecodingError.keyNotFound(let key, _): "it has no field '\(key.stringValue)'"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      "the field '\(context.codingPath.last?.stringValue ?? "")' is of the wrong kind"
    default: "it is not JSON"
    }
  }

  private struct File: Decodable {
    let chapter: String
    let fingerprint: String
    let libraries: [String: String]
    let trainings: [TrainingRecord]
    let entries: [Line]
  }

  /// An entry as it stands in the file: flat, with only the fields that it has.
  private struct Line: Codable {
    var place: Int
    var printed: String?
    var figure: String?
    var format: String?
    var caption: String?
    var alt: String?
    var sources: [String]?
    var drawnFrom: String?
    var claim: String?
    var verdict: Verdict?
    /// Left out where it is a trial.
    var inquiry: Inquiry?
    var evidence: String?

    init(_ entry: Entry) {
      place = entry.place
      switch entry.content {
      case .printed(let text):
        printed = text
      case .figure(let drawing):
        figure = drawing.name
        format = drawing.format
        caption = drawing.caption
        alt = drawing.alt
        sources = drawing.sources.isEmpty ? nil : drawing.sources
        drawnFrom = drawing.drawnFrom
      case .verdict(let id, let came, let how, let why):
        claim = id
        verdict = came
        inquiry = how == .trial ? nil : how
        evidence = why
      }
    }

    var entry: Entry {
      get throws(RecordError) {
        if let printed {
          return Entry(place: place, content: .printed(printed))
        }
        if let claim, let verdict, let evidence {
          return Entry(
            place: place,
            content: .verdict(claim: claim, verdict, by: inquiry ?? .trial, evidence))
        }
        guard let figure, let format, let caption, let alt, let drawnFrom else {
          throw .unreadable(
            why: "the entry at place \(place) is no printed text, figure or verdict")
        }
        let drawing = Figure(
          name: figure, format: format, caption: caption, alt: alt, sources: sources ?? [],
          drawnFrom: drawnFrom)
        return Entry(place: place, content: .figure(drawing))
      }
    }
  }
}
