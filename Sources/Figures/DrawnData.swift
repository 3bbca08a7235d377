import Files

/// The numbers behind a picture that was drawn before, from the text beside it.
///
///     let curves = DrawnData(of: "learning-curves", in: "figures/01-reinforce")
///     curves?.line(named: "baseline")?.y
///
/// So a picture can stand on what another program has measured and drawn, without a second copy of
/// the program or of its numbers.
public struct DrawnData: Sendable {
  /// A line of a picture, and the band about it where it has one.
  public struct Line: Equatable, Sendable {
    public var x: [Double]
    public var y: [Double]
    /// The ends of the band, one of each for each x.
    public var band: (low: [Double], high: [Double])?

    public static func == (a: Line, b: Line) -> Bool {
      a.x == b.x && a.y == b.y && a.band?.low == b.band?.low && a.band?.high == b.band?.high
    }
  }

  private let blocks: [DataBlock]

  /// Reads `name.txt` as ``Figure/draw(named:in:redraw:gnuplot:)`` has written it; nil where it has
  /// not.
  public init?(of name: String, in directory: String) {
    guard let bytes = try? RegularFile.read("\(directory)/\(name).txt") else { return nil }
    self.init(text: String(decoding: bytes, as: UTF8.self))
  }

  init(text: String) {
    var blocks: [DataBlock] = []
    var lines = text.split(separator: "\n")[...]
    while let start = lines.firstIndex(where: { $0.hasPrefix("$") && $0.hasSuffix(" << e") }) {
      let end = lines[start...].firstIndex(of: "e") ?? lines.endIndex
      blocks.append(DataBlock(text: lines[start..<end]))
      lines = lines[min(end + 1, lines.endIndex)...]
    }
    self.blocks = blocks
  }

  /// The first line of this name; nil where the picture has none.
  ///
  /// Its band is the one that was drawn just before it, as ``Panel`` draws learning curves.
  public func line(named name: String) -> Line? {
    let plain = MarkedText(name).plain
    guard
      let place = blocks.firstIndex(where: { $0.name.hasPrefix("$line") && $0.title == plain })
    else { return nil }
    let line = blocks[place].columnValues
    let before = place > 0 && blocks[place - 1].name.hasPrefix("$band") ? blocks[place - 1] : nil
    let band = before?.columnValues
    let isAboutIt = band.map { $0[0] == line[0] } ?? false
    return Line(x: line[0], y: line[1], band: isAboutIt ? (band![1], band![2]) : nil)
  }
}

extension DataBlock {
  /// Reads what ``text`` has written, without the `e` that closes it.
  fileprivate init(text lines: ArraySlice<Substring>) {
    let comments = lines.dropFirst().prefix { $0.hasPrefix("#") }.map { $0.dropFirst() }
    // A title, if there is one, stands before the names of the columns.
    self.init(
      name: String(lines.first!.prefix { $0 != " " }),
      title: comments.count > 1 ? String(comments[0].dropFirst()) : "",
      columns: comments.last.map { $0.split(separator: " ").map(String.init) } ?? [],
      rows: lines.dropFirst(1 + comments.count).map { row in
        row.split(separator: " ").map { Double($0) ?? .nan }
      })
  }

  /// The rows, turned: a list of numbers for each column.
  fileprivate var columnValues: [[Double]] {
    columns.indices.map { column in rows.map { $0[column] } }
  }
}
