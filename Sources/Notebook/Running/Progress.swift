import Dispatch
import Files
import Foundation
import Synchronization

/// How far an experiment has come, shown while it runs: a live bar on a terminal; elsewhere a plain
/// line for each finished run, or one now and then. All of it goes to standard error.
final class Progress: Sendable {
  private let started = RunningTime.shared.seconds
  private let isLive = Console.isTerminal(.error)
  private let line: Mutex<ProgressLine>
  private let timer = Mutex<(any DispatchSourceTimer)?>(nil)
  /// When the next plain line is due, in seconds.
  private let due = Mutex(pause(after: 0))

  /// - Parameter tellsNowAndThen: whether a run off a terminal tells how far it is.
  init(label: String, totalSteps: Int, tellsNowAndThen: Bool = false) {
    line = Mutex(ProgressLine(label: label, totalSteps: totalSteps))
    guard isLive || tellsNowAndThen else { return }
    let interval = isLive ? 0.1 : 1
    timer.withLock { timer in
      let source = DispatchSource.makeTimerSource(queue: .global())
      source.schedule(deadline: .now() + interval, repeating: interval)
      source.setEventHandler { [self] in isLive ? draw() : tell() }
      source.resume()
      timer = source
    }
  }

  /// How long the next plain line waits: seldom enough that hours do not fill a file.
  static func pause(after seconds: Double) -> Double { min(max(seconds / 10, 5), 60) }

  /// The line as it is now.
  var now: ProgressLine {
    var line = self.line.withLock { $0 }
    line.seconds = RunningTime.shared.seconds - started
    return line
  }

  func skip(steps count: Int) {
    line.withLock { line in
      line.steps += count
      line.skippedSteps += count
    }
  }

  func add(steps count: Int, return latest: Double?, notes: [ProgressNote]) {
    line.withLock { line in
      line.steps += count
      if let latest { line.latestReturn = latest }
      line.notes = notes
    }
  }

  /// A run is through: off a terminal, this is the moment to say so.
  func finished(_ run: TrainingRun) {
    guard !isLive else { return }
    let result = run.outcome.finalReturn.map { "return \(roundedReturn($0))" } ?? "no episode ended"
    Console.write(
      "\(now.label), seed \(run.seed): \(counted(run.outcome.steps, "step", grouped)), \(result), "
        + "\(grouped(Int(run.stepsPerSecond))) steps/s\n", to: .error)
  }

  /// Takes the bar away.
  func close() {
    timer.withLock { timer in
      guard let source = timer else { return }
      source.cancel()
      timer = nil
      if isLive { _ = Console.attempt("\r\u{1B}[K", to: .error) }
    }
  }

  private func draw() {
    timer.withLock { timer in
      guard timer != nil else { return }
      // A terminal that has hung up is no fault of the training: SIGHUP says what becomes of it.
      let text = now.text(columns: Console.columns(of: .error))
      _ = Console.attempt("\r\u{1B}[K" + text, to: .error)
    }
  }

  private func tell() {
    timer.withLock { timer in
      let line = now
      guard timer != nil, line.seconds >= due.withLock({ $0 }) else { return }
      due.withLock { $0 = line.seconds + Self.pause(after: line.seconds) }
      Console.write(line.text + "\n", to: .error)
    }
  }
}

/// What a training loop calls to say how far it is.
public struct ProgressReport: Sendable {
  let progress: Progress?

  /// Says nothing to anybody: for tests.
  public static var silent: Self { Self(progress: nil) }

  /// - Parameters:
  ///   - steps: environment steps taken since the last call.
  ///   - latest: the mean return of the episodes that have just ended, if any did.
  ///   - notes: what else is known of the latest update.
  public func add(steps: Int, return latest: Double?, notes: [ProgressNote] = []) {
    progress?.add(steps: steps, return: latest, notes: notes)
  }

  /// Steps that an earlier process took: they count for how far it is, not for how fast.
  public func skip(steps: Int) {
    progress?.skip(steps: steps)
  }
}
