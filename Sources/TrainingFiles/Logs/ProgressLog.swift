import Files

/// `progress.csv`: one row an iteration, with the columns of ``Metric``. `proximal doctor`
/// reads it, and every program that reads tables.
public final class ProgressLog {
  /// The file's name in the folder of the logs.
  public static let name = "progress.csv"
  /// The last row of an earlier part of the training.
  let earlier: ProgressRow?
  /// Episodes in the rows so far.
  private(set) var episodes: Int
  private let file: LogFile

  /// - Parameter steps: rows of a log that is there already stay, up to so many environment steps.
  init(in folder: String, resumingAt steps: Int) throws(FileError) {
    let path = "\(folder)/\(Self.name)"
    let table = try ProgressTable(contentsOf: path) ?? ProgressTable()
    let kept = table.rows.prefix { $0[.steps] ?? .infinity <= Double(steps) }
    earlier = kept.last
    episodes = Int(exactly: earlier?[.episodesSoFar] ?? 0) ?? 0
    let rows = kept.map(\.line).joined()
    try AtomicFile.write(ProgressRow.header + rows, to: path)
    file = try LogFile(appendingTo: path)
  }

  func record(_ row: ProgressRow) throws(FileError) {
    episodes += Int(row[.episodes] ?? 0)
    var row = row
    row[.episodesSoFar] = Double(episodes)
    try file.append(Array(row.line.utf8))
  }

  func close() throws(FileError) { try file.close() }
}
