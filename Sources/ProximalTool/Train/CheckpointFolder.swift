import Files
import Foundation
import Notebook
import Proximal

/// `--checkpoint DIR` and `--resume DIR`: the folder where a training leaves its state, and when.
///
/// There is one checkpoint in it, in the file `checkpoint`. The next one is written beside it and then
/// takes its place, so that at every moment a whole one is there.
final class CheckpointFolder {
  /// A checkpoint is due after so many iterations, or so many seconds, whichever comes first.
  static let iterations = 100
  static let seconds = 1.0

  let path: String
  /// Whether the training begins from what is there.
  let resumes: Bool
  private let configuration: String
  private var iteration = 0
  private var time = ContinuousClock.now
  private var isWritten = false

  private var file: String { "\(path)/checkpoint" }

  /// Opens the folder, which is made if it is missing.
  init(_ path: String, plan: TrainingPlan, resumes: Bool) throws(FileError) {
    (self.path, self.resumes) = (path, resumes)
    configuration = ConfigurationFile.text(of: plan)
    try AtomicFile.makeDirectory(path)
    removeUnfinished()
  }

  /// Writes a checkpoint if one is due.
  func offer<World: Archivable, Distributions>(
    _ ppo: PPO<World, Distributions>, seconds: Double
  ) throws {
    let now = ContinuousClock.now
    guard
      ppo.iteration >= iteration + Self.iterations || now - time >= .seconds(Self.seconds)
        || ppo.isFinished
    else { return }
    let checkpoint = Checkpoint(
      configuration: configuration, seconds: seconds, state: ppo.archived())
    try AtomicFile.write(checkpoint.encoded(), to: file)
    (iteration, time, isWritten) = (ppo.iteration, now, true)
  }

  /// Takes over the state that is there, and returns the seconds that it took to get there. Where there
  /// is none it says so, and the training begins anew.
  func resume<World: Archivable, Distributions>(
    _ ppo: inout PPO<World, Distributions>
  ) throws(CheckpointError) -> Double {
    guard let bytes = try read() else {
      Console.write(
        "\(path) holds no complete checkpoint: the training starts from the beginning\n",
        to: .error)
      return 0
    }
    let checkpoint: Checkpoint
    do throws(CheckpointFault) {
      checkpoint = try Checkpoint(decoding: bytes)
    } catch {
      throw CheckpointError(file: file, reason: "\(error)")
    }
    if let (stored, here) = checkpoint.difference(from: configuration) {
      throw CheckpointError(
        file: file,
        reason: "the checkpoint is of another training: it has \(stored), this one \(here)")
    }
    do {
      try ppo.resume(from: checkpoint.state)
    } catch {
      throw CheckpointError(file: file, reason: "the checkpoint does not fit: \(error)")
    }
    (iteration, isWritten) = (ppo.iteration, true)
    Console.write(
      "resumed from \(file) at step \(grouped(ppo.stepCount))\n", to: .error)
    return checkpoint.seconds
  }

  /// What to tell somebody whose training has just been stopped.
  var whatIsLeft: String {
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
struct CheckpointError: Error, CustomStringConvertible {
  var file: String
  var reason: String
  var description: String { "\(file): \(reason.oneLine)" }
}
