import Files
import Foundation
import Proximal

/// `events.out.tfevents.<seconds since 1970>.<host>`: what TensorBoard shows, under the tags that
/// CleanRL gave them.
///
/// A folder gets a new file each time it is opened. Its second event tells TensorBoard from which
/// step on earlier files no longer count.
final class TensorBoardLog {
  /// How the names of its files begin.
  static let prefix = "events.out.tfevents."

  private let file: LogFile
  private let now: () -> Double

  /// - Parameters:
  ///   - steps: the environment steps taken before; what earlier files say of later ones is void.
  ///   - now: seconds since 1970.
  init(
    in folder: String, resumingAt steps: Int, now: @escaping () -> Double
  ) throws(FileError) {
    self.now = now
    file = try Self.newFile(in: folder, at: Int(now()))
    let version = TensorBoardEvent(
      wallTime: now(), step: 0, content: .fileVersion("brain.Event:2"))
    let start = TensorBoardEvent(wallTime: now(), step: steps + 1, content: .start)
    try append([version, start])
  }

  /// Each episode at the step at which it ended, and the iteration's numbers at its last step.
  func record(_ report: IterationReport, _ row: ProgressRow) throws(FileError) {
    let time = now()
    var events = zip(report.episodes, report.episodeEnds).map { episode, end in
      TensorBoardEvent(
        wallTime: time, step: end,
        content: .scalars([
          .init(tag: "charts/episodic_return", value: Float(episode.episodeReturn)),
          .init(tag: "charts/episodic_length", value: Float(episode.length)),
        ]))
    }
    let scalars = Metric.allCases.compactMap { metric -> TensorBoardEvent.Scalar? in
      guard let tag = metric.definition.tag, let number = row[metric] else { return nil }
      return .init(tag: tag, value: Float(number))
    }
    events.append(.init(wallTime: time, step: report.steps, content: .scalars(scalars)))
    try append(events)
  }

  func close() throws(FileError) { try file.close() }

  private func append(_ events: [TensorBoardEvent]) throws(FileError) {
    try file.append(events.flatMap { TFRecord.bytes(holding: $0.encoded) })
  }

  /// TensorBoard reads the files of a folder in the order of their names, so that the newest must
  /// have the latest second: where one was begun in this second already, the next that is free.
  private static func newFile(in folder: String, at second: Int) throws(FileError) -> LogFile {
    let host = ProcessInfo.processInfo.hostName
    var second = second
    while true {
      let path = "\(folder)/\(prefix)\(second).\(host)"
      if access(path, F_OK) != 0 { return try LogFile(appendingTo: path, mustBeNew: true) }
      second += 1
    }
  }
}
