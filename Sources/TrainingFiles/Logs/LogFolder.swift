import Files
import Foundation
import Proximal
import SystemPackage

/// `--log DIR`: everything that other programs read of a training, in one folder.
///
/// - `monitor.csv`: episodes, as Stable-Baselines3's `Monitor` writes them;
/// - `events.out.tfevents.…`: curves for TensorBoard;
/// - `progress.csv`: every number of every iteration, for `proximal doctor` and for tables;
/// - `settings.conf`: what was trained, and with which version.
///
/// Every iteration is in the files before the next begins. The folder belongs to one training: a
/// second one is refused while the first runs, and afterwards unless it goes on from it or replaces it.
public final class LogFolder: TrainingWatcher {
  /// The file's name that keeps the settings.
  public static let settingsName = "settings.conf"

  private let lock: FolderLock
  private let monitor: MonitorLog
  private let tensorBoard: TensorBoardLog
  private let progress: ProgressLog

  /// What happens to the log that a folder holds already.
  public enum Existing: Equatable, Sendable {
    /// It stays as it is, and the folder is refused.
    case refused
    /// It is removed.
    case replaced
    /// What it has up to so many environment steps stays, where it is of the same settings.
    case resumed(atStep: Int)

    var firstStep: Int { if case .resumed(let step) = self { step } else { 0 } }
  }

  /// Opens the folder, which is made if it is missing.
  ///
  /// - Parameters:
  ///   - path: of the folder.
  ///   - plan: what is trained.
  ///   - existing: what becomes of an earlier log.
  ///   - now: seconds since 1970.
  public init(
    _ path: String, plan: TrainingPlan, existing: Existing = .refused,
    now: @escaping () -> Double = { Date().timeIntervalSince1970 }
  ) throws(LogFolderError) {
    do throws(FileError) {
      try AtomicFile.makeDirectory(path)
      lock = try FolderLock(path, for: "log")
    } catch {
      throw .file(error)
    }
    try Self.prepare(path, for: plan, existing)
    do throws(FileError) {
      progress = try ProgressLog(in: path, resumingAt: existing.firstStep)
      monitor = try MonitorLog(
        in: path, environment: plan.environment, keeping: progress.episodes,
        after: (progress.earlier?[.steps] ?? 0, progress.earlier?[.seconds] ?? 0),
        startedAt: now())
      tensorBoard = try TensorBoardLog(in: path, resumingAt: existing.firstStep, now: now)
      try AtomicFile.write(
        "# \(Version.line)\n\(plan.configuration)", to: "\(path)/\(Self.settingsName)")
    } catch {
      throw .file(error)
    }
  }

  /// Writes the iteration into all files.
  public func record(_ report: IterationReport) throws {
    let row = ProgressRow(report)
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

// MARK: - What is there already

extension LogFolder {
  /// Whether a folder holds a log of something: an iteration or an episode, whoever wrote it.
  public static func holdsLog(_ path: String) throws(FileError) -> Bool {
    for (name, headLines) in [(ProgressLog.name, 1), (MonitorLog.name, 2)] {
      if try LogText.lines(ofFileAt: "\(path)/\(name)")?.count ?? 0 > headLines { return true }
    }
    return false
  }

  private static func prepare(
    _ path: String, for plan: TrainingPlan, _ existing: Existing
  ) throws(LogFolderError) {
    do throws(FileError) {
      guard try holdsLog(path) else { return }
      if existing == .replaced { return try removeLog(in: path) }
    } catch {
      throw .file(error)
    }
    guard case .resumed(let step) = existing else { throw .earlierLog(path) }
    guard let earlier = try settings(in: path) else {
      // Of an earlier version: taken where there is a checkpoint to go on from.
      if step > 0 { return }
      throw .earlierLog(path)
    }
    let fault: TrainingPlan.Difference?
    do {
      fault = try plan.comparison(withStored: earlier, in: "\(path)/\(settingsName)").fault
    } catch {
      throw .unreadableSettings(error)
    }
    if let (stored, here) = fault {
      throw .otherTraining(path, stored: stored, here: here)
    }
  }

  private static func settings(in path: String) throws(LogFolderError) -> String? {
    do throws(FileError) {
      return try LogText.lines(ofFileAt: "\(path)/\(settingsName)")?.joined()
    } catch {
      throw .file(error)
    }
  }

  /// All that an earlier training left, its event files too: TensorBoard would show them as parts of
  /// this one.
  private static func removeLog(in path: String) throws(FileError) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    let ours = [ProgressLog.name, MonitorLog.name, settingsName]
    for name in names where ours.contains(name) || name.hasPrefix(TensorBoardLog.prefix) {
      try FileError.telling("remove", "\(path)/\(name)") {
        if unlink("\(path)/\(name)") != 0 { throw Errno(rawValue: errno) }
      }
    }
  }
}

/// Why a folder is not logged to.
public enum LogFolderError: Error, Equatable, CustomStringConvertible {
  /// A file or folder cannot be read, written or locked.
  case file(FileError)
  /// It holds a log that this training does not go on from.
  case earlierLog(String)
  /// It holds settings that are none.
  case unreadableSettings(ConfigurationFile.Fault)
  /// It holds a log of other settings: the first line in which they differ.
  case otherTraining(String, stored: String, here: String)

  /// One line.
  public var description: String {
    switch self {
    case .file(let error): "\(error)"
    case .unreadableSettings(let fault): "\(fault)"
    case .earlierLog(let path): "\(path) holds the log of an earlier training"
    case .otherTraining(let path, let stored, let here):
      "\(path) holds the log of another training: it has \(stored.oneLine), this one \(here.oneLine)"
    }
  }
}
