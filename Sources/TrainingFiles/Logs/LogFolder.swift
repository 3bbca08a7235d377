import Files
import Foundation
import Proximal

/// `--log DIR`: everything that other programs read of a training, in one folder.
///
/// - `monitor.csv`: episodes, as Stable-Baselines3's `Monitor` writes them;
/// - `events.out.tfevents.…`: curves for TensorBoard;
/// - `progress.csv`: every number of every iteration, for `proximal doctor` and for tables.
///
/// Every iteration is in the files before the next begins.
public final class LogFolder: TrainingWatcher {
  private let monitor: MonitorLog
  private let tensorBoard: TensorBoardLog
  private let progress: ProgressLog
  private let constants: ProgressRow

  /// Opens the folder, which is made if it is missing.
  ///
  /// - Parameters:
  ///   - environment: Gymnasium's name, for `monitor.csv`.
  ///   - settings: of the training; what the doctor compares with is kept.
  ///   - steps: the environment steps at which the training goes on. What an earlier part of it has
  ///     written stays up to there; with 0 the logs begin anew.
  ///   - now: seconds since 1970.
  public init(
    _ path: String, environment: String, settings: PPOSettings, resumingAt steps: Int = 0,
    now: @escaping () -> Double = { Date().timeIntervalSince1970 }
  ) throws(FileError) {
    try AtomicFile.makeDirectory(path)
    progress = try ProgressLog(in: path, resumingAt: steps)
    monitor = try MonitorLog(
      in: path, environment: environment, keeping: progress.episodes,
      after: (progress.earlier?[.steps] ?? 0, progress.earlier?[.seconds] ?? 0), startedAt: now())
    tensorBoard = try TensorBoardLog(in: path, resumingAt: steps, now: now)
    constants = [
      .clipRange: settings.clipRange ?? .infinity,
      .maxGradientNorm: settings.maximumGradientNorm ?? .infinity,
    ]
  }

  /// Writes the iteration into all files.
  public func record(_ report: IterationReport) throws {
    let row = ProgressRow(report).merging(constants) { $1 }
    try monitor.record(report)
    try tensorBoard.record(report, row)
    // Last: who finds a row here finds its episodes there.
    try progress.record(row)
  }

  /// Ends the files.
  public func close() throws {
    try monitor.close()
    try tensorBoard.close()
    try progress.close()
  }
}
