import Foundation
import Testing

@testable import Notebook

@Suite(.serialized) struct RunningTimeTests {
  @Test("time passes as on the clock")
  func running() {
    let (before, clock) = (RunningTime.shared.seconds, SuspendingClock.now)
    usleep(200_000)
    let (passed, real) = (RunningTime.shared.seconds - before, SuspendingClock.now - clock)
    #expect(abs(passed - real / .seconds(1)) < 0.05 && passed >= 0.2)
  }

  @Test("a process that was stopped and went on does not count the pause")
  func stopped() async {
    await #expect(processExitsWith: .success) {
      let (before, clock) = (RunningTime.shared.seconds, SuspendingClock.now)
      usleep(300_000)
      // Somebody has to say when it goes on.
      let waker = Process()
      waker.executableURL = URL(fileURLWithPath: "/bin/sh")
      waker.arguments = ["-c", "sleep 2; kill -CONT \(getpid())"]
      try waker.run()
      kill(getpid(), SIGSTOP)
      // The signal that ends the pause would end a sleep, too.
      for _ in 0..<20 { usleep(10_000) }
      let (passed, real) = (RunningTime.shared.seconds - before, SuspendingClock.now - clock)
      exit(real > .seconds(1.8) && (0.4...1.2).contains(passed) ? 0 : 1)
    }
  }
}
