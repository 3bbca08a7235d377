import Dispatch
import Foundation
import Synchronization

/// How far an experiment has come, shown while it runs: a live bar on a terminal, a plain line for
/// each finished run elsewhere. All of it goes to standard error.
final class Progress: Sendable {
  private let label: String
  private let totalSteps: Int
  private let started = ContinuousClock.now
  private let steps = Atomic(0)
  /// The latest return as the bits of a Double; NaN until an episode has ended.
  private let latestReturn = Atomic(Double.nan.bitPattern)
  private let timer = Mutex<(any DispatchSourceTimer)?>(nil)

  init(label: String, totalSteps: Int) {
    self.label = label
    self.totalSteps = totalSteps
    guard Console.isTerminal(.error) else { return }
    timer.withLock { timer in
      let source = DispatchSource.makeTimerSource(queue: .global())
      source.schedule(deadline: .now() + 0.1, repeating: 0.1)
      source.setEventHandler { [self] in draw() }
      source.resume()
      timer = source
    }
  }

  func add(steps count: Int, return latest: Double?) {
    steps.wrappingAdd(count, ordering: .relaxed)
    if let latest { latestReturn.store(latest.bitPattern, ordering: .relaxed) }
  }

  /// A run is through: off a terminal, this is the moment to say so.
  func finished(_ run: TrainingRun) {
    guard !Console.isTerminal(.error) else { return }
    let result = run.outcome.finalReturn.map { "return \(roundedReturn($0))" } ?? "no episode ended"
    Console.write(
      "\(label), seed \(run.seed): \(grouped(run.outcome.steps)) steps, \(result), "
        + "\(grouped(Int(run.stepsPerSecond))) steps/s\n", to: .error)
  }

  /// Takes the bar away.
  func close() {
    timer.withLock { timer in
      guard let source = timer else { return }
      source.cancel()
      timer = nil
      Console.write("\r\u{1B}[K", to: .error)
    }
  }

  private func draw() {
    timer.withLock { timer in
      guard timer != nil else { return }
      Console.write("\r\u{1B}[K" + line(), to: .error)
    }
  }

  private func line() -> String {
    let taken = steps.load(ordering: .relaxed)
    let elapsed = (ContinuousClock.now - started) / .seconds(1)
    let width = 24
    let full = min(width, taken * width / max(totalSteps, 1))
    let bar = String(repeating: "█", count: full) + String(repeating: "░", count: width - full)
    let latest = Double(bitPattern: latestReturn.load(ordering: .relaxed))
    let result = latest.isNaN ? "" : "  return \(roundedReturn(latest))"
    let rate = grouped(Int(Double(taken) / max(elapsed, 1e-9)))
    return "\(label) \(bar) \(grouped(taken)) of \(grouped(totalSteps)) steps  \(rate)/s\(result)"
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
  public func add(steps: Int, return latest: Double?) {
    progress?.add(steps: steps, return: latest)
  }
}
