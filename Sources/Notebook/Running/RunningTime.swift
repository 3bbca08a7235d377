import Dispatch
import Foundation
import Synchronization

/// The time in which this process ran: without those in which it was stopped (Ctrl-Z, `kill -STOP`)
/// and went on later (`fg`, `kill -CONT`), and without those in which the machine slept.
///
/// That a process was stopped it learns when it goes on; since when, from a pulse that stood still.
public final class RunningTime: Sendable {
  public static let shared = RunningTime()

  /// How often the pulse beats, in seconds: a pause is known so exactly.
  private static let beat = 0.05

  private struct State {
    var lastBeat = SuspendingClock.now
    /// The longest gap between beats of the latest second, and when it ended.
    var gap = Duration.zero
    var gapEnd = SuspendingClock.now
    var paused = Duration.zero
  }
  private let started = SuspendingClock.now
  private let state = Mutex(State())
  private let timer = Mutex<(any DispatchSourceTimer)?>(nil)

  private init() {
    hasContinued.store(false, ordering: .relaxed)
    signal(SIGCONT) { _ in hasContinued.store(true, ordering: .relaxed) }
    timer.withLock { timer in
      let source = DispatchSource.makeTimerSource(queue: .global())
      source.schedule(deadline: .now() + Self.beat, repeating: Self.beat)
      source.setEventHandler { _ = RunningTime.shared.seconds }
      source.resume()
      timer = source
    }
  }

  /// Seconds since this was first asked.
  public var seconds: Double {
    state.withLock { state in
      let now = SuspendingClock.now
      let gap = now - state.lastBeat
      if gap >= state.gap || now - state.gapEnd > .seconds(1) {
        (state.gap, state.gapEnd) = (gap, now)
      }
      if hasContinued.exchange(false, ordering: .relaxed) {
        // On a busy machine other threads go on, and ask here, before the signal is told.
        state.paused += state.gap
        state.gap = .zero
      }
      state.lastBeat = now
      return (now - started - state.paused) / .seconds(1)
    }
  }
}

/// Set by the signal's handler, which may do no more.
private let hasContinued = Atomic(false)
