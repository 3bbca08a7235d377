import Files
import Foundation
import Proximal

/// `monitor.csv`: one row an episode, in the layout of Stable-Baselines3's `Monitor`.
///
///     #{"t_start": 1795285859.5775745, "env_id": "CartPole-v1"}
///     r,l,t,TimeLimit.truncated
///     8.0,8,0.00097,False
///
/// r is the episode's return and t the seconds from the start to its end, both rounded to six
/// decimals, l its length; the last column says whether a time limit cut it off, as `Monitor` writes
/// it with `info_keywords=("TimeLimit.truncated",)`. As there, the first line ends in a line feed and the others in a
/// carriage return and a line feed. `stable_baselines3.common.monitor.load_results(folder)` reads
/// it.
final class MonitorLog {
  static let name = "monitor.csv"
  private static let columns = "r,l,t,TimeLimit.truncated\r\n"

  private let file: LogFile
  /// The time of the last row.
  private var lastTime: Double
  /// Where the last report stood.
  private var (lastSteps, lastSeconds): (Double, Double)

  /// - Parameters:
  ///   - episodes: how many rows to keep of a log that is there already.
  ///   - earlier: where the training stood when it was stopped.
  ///   - startedAt: seconds since 1970, for the first line of a new log.
  init(
    in folder: String, environment: String, keeping episodes: Int,
    after earlier: (steps: Double, seconds: Double) = (0, 0), startedAt: Double
  ) throws(FileError) {
    let path = "\(folder)/\(Self.name)"
    var lines = episodes > 0 ? try Self.lines(of: path) : []
    if lines.isEmpty {
      lines = ["#{\"t_start\": \(startedAt), \"env_id\": \"\(environment)\"}\n", Self.columns]
    }
    let kept = lines.prefix(2 + episodes)
    try AtomicFile.write(kept.joined(), to: path)
    file = try LogFile(appendingTo: path)
    (lastSteps, lastSeconds) = earlier
    lastTime = kept.last.flatMap(Self.time) ?? 0
  }

  /// Adds the episodes that ended in one iteration.
  func record(_ report: IterationReport) throws(FileError) {
    defer { (lastSteps, lastSeconds) = (Double(report.steps), report.seconds) }
    guard !report.episodes.isEmpty else { return }
    var rows = ""
    for (episode, end) in zip(report.episodes, report.episodeEnds) {
      let time = time(atStep: end, of: report)
      let truncated = episode.status == .truncated ? "True" : "False"
      rows += "\(Self.rounded(episode.episodeReturn)),\(episode.length),\(time),\(truncated)\r\n"
    }
    try file.append(Array(rows.utf8))
  }

  func close() throws(FileError) { try file.close() }

  /// When an episode ended: on the straight line between the two reports around it.
  ///
  /// Times always grow, by a millionth of a second if need be, for `load_results` sorts by them and
  /// would leave rows of one time in any order.
  private func time(atStep step: Int, of report: IterationReport) -> Double {
    let share = (Double(step) - lastSteps) / max(Double(report.steps) - lastSteps, 1)
    let time = lastSeconds + share * (report.seconds - lastSeconds)
    lastTime = (1e6 * max(time, lastTime + 1e-6)).rounded() / 1e6
    return lastTime
  }

  /// To six decimals, as Python's `round(number, 6)`.
  private static func rounded(_ number: Double) -> Double {
    number == number.rounded() ? number : Double(String(format: "%.6f", number)) ?? number
  }

  private static func time(ofRow row: String) -> Double? {
    row.split(separator: ",").dropFirst(2).first.flatMap { Double($0) }
  }

  /// The whole lines of a log; none where there is no log. A torn last line is left out.
  private static func lines(of path: String) throws(FileError) -> [String] {
    let lines = try LogText.lines(ofFileAt: path) ?? []
    guard let first = lines.first else { return [] }
    guard first.hasPrefix("#{") else {
      throw FileError(path: path, action: "read", reason: "line 1: not the head of a monitor's log")
    }
    // A log that was torn in its head has no rows yet.
    guard lines.count > 1 else { return [] }
    guard lines[1] == columns else {
      throw FileError(
        path: path, action: "read", reason: "line 2: the columns are not \(columns.dropLast())")
    }
    return lines
  }
}
