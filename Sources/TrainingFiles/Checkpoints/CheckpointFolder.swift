import Files
import Foundation
import Proximal

/// The folder where a training leaves its state, and when.
///
/// There is one checkpoint in it, in the file `checkpoint`. The next one is written beside it and then
/// takes its place, so that at every moment a whole one is there.
public final class CheckpointFolder {
  /// A checkpoint is due after so many iterations, or so many seconds, whichever comes first.
  public static let iterations = 100
  /// See ``iterations``.
  public static let seconds = 1.0

  /// Of the folder.
  public let path: String
  private let plan: TrainingPlan
  private let lock: FolderLock
  private var iteration = 0
  private var time = ContinuousClock.now
  private var isWritten = false

  /// The path of the checkpoint.
  public var file: String { "\(path)/checkpoint" }

  /// Opens the folder, which is made if it is missing, and which no other training can open until this
  /// one is over.
  ///
  /// - Parameters:
  ///   - path: of the folder.
  ///   - plan: what is trained. A checkpoint of other settings is refused.
  public init(_ path: String, plan: TrainingPlan) throws(FileError) {
    (self.path, self.plan) = (path, plan)
    try AtomicFile.makeDirectory(path)
    lock = try FolderLock(path, for: "checkpoint")
    removeUnfinished()
  }

  /// Whether a checkpoint is due.
  public func isDue<World: Archivable, Distributions>(_ ppo: PPO<World, Distributions>) -> Bool {
    ppo.iteration >= iteration + Self.iterations
      || ContinuousClock.now - time >= .seconds(Self.seconds)
      || ppo.isFinished
  }

  /// Writes a checkpoint if one is due.
  public func offer<World: Archivable, Distributions>(
    _ ppo: PPO<World, Distributions>, seconds: Double
  ) throws {
    if isDue(ppo) { try write(ppo, seconds: seconds) }
  }

  /// Writes a checkpoint, due or not.
  public func write<World: Archivable, Distributions>(
    _ ppo: PPO<World, Distributions>, seconds: Double
  ) throws {
    let checkpoint = Checkpoint(
      configuration: plan.configuration, seconds: seconds, state: ppo.archived())
    try AtomicFile.write(checkpoint.encoded(), to: file)
    (iteration, isWritten, time) = (ppo.iteration, true, .now)
  }

  /// What a training goes on from.
  public struct Resumption {
    /// How long it took to get there.
    public var seconds: Double
    /// What is otherwise now: the number of steps, or nothing.
    public var changes: [TrainingPlan.Difference]
  }

  /// Takes over the state that is there; nil where there is none, and the training begins anew.
  public func resume<World: Archivable, Distributions>(
    _ ppo: inout PPO<World, Distributions>
  ) throws(CheckpointError) -> Resumption? {
    guard let bytes = try read() else { return nil }
    let checkpoint: Checkpoint
    do throws(CheckpointFault) {
      checkpoint = try Checkpoint(decoding: bytes)
    } catch {
      throw CheckpointError(file: file, reason: "\(error)")
    }
    let changes = try changes(since: checkpoint)
    do {
      try ppo.resume(from: checkpoint.state)
    } catch {
      let changed = changes.map { "; here \($0.here), there \($0.stored)" }.joined()
      throw CheckpointError(file: file, reason: "the checkpoint does not fit: \(error)\(changed)")
    }
    (iteration, isWritten) = (ppo.iteration, true)
    return Resumption(seconds: checkpoint.seconds, changes: changes)
  }

  /// The changes that are allowed; any other is an error.
  private func changes(
    since checkpoint: Checkpoint
  ) throws(CheckpointError) -> [TrainingPlan.Difference] {
    let (allowed, fault): ([TrainingPlan.Difference], TrainingPlan.Difference?)
    do {
      (allowed, fault) = try plan.comparison(
        withStored: checkpoint.configuration, in: "the checkpoint's settings")
    } catch {
      throw CheckpointError(file: file, reason: "\(error)")
    }
    guard let (stored, here) = fault else { return allowed }
    throw CheckpointError(
      file: file,
      reason: "the checkpoint is of another training: it has \(stored), this one \(here)")
  }

  /// What to tell somebody whose training has just been stopped.
  public var whatIsLeft: String {
    isWritten ? "; the checkpoint of iteration \(iteration) stays in \(path)" : ""
  }

  /// The file's bytes; nil when there is no such file.
  private func read() throws(CheckpointError) -> [UInt8]? {
    do throws(RegularFile.Fault) {
      return try RegularFile.read(file, largestSize: 1 << 30)
    } catch {
      if case .missing = error { return nil }
      throw CheckpointError(file: file, reason: error.reason(largestSize: "1 GB"))
    }
  }

  /// What writes that were killed have left behind.
  private func removeUnfinished() {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    where name.hasPrefix(".checkpoint.") && name.hasSuffix(".tmp") {
      try? FileManager.default.removeItem(atPath: "\(path)/\(name)")
    }
  }
}

/// A checkpoint that a training cannot be resumed from.
public struct CheckpointError: Error, CustomStringConvertible {
  /// The path of the checkpoint.
  public var file: String
  /// Why not.
  public var reason: String
  /// One line.
  public var description: String { "\(file): \(reason.oneLine)" }
}
