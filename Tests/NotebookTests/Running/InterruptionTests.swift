import Foundation
import Testing

@testable import Notebook

struct InterruptionTests {
  @Test("Ctrl-C ends a run with 130")
  func interrupt() async {
    await #expect(processExitsWith: .exitCode(130)) { beStopped(by: SIGINT) }
  }

  @Test("`kill` ends a run with 143")
  func terminate() async {
    await #expect(processExitsWith: .exitCode(143)) { beStopped(by: SIGTERM) }
  }

  @Test("a terminal that closes ends a run with 129")
  func hangUp() async {
    await #expect(processExitsWith: .exitCode(129)) { beStopped(by: SIGHUP) }
  }

  @Test("under nohup a run goes on")
  func nohup() async {
    await #expect(processExitsWith: .exitCode(7)) {
      signal(SIGHUP, SIG_IGN)
      Interruption.prepare()
      kill(getpid(), SIGHUP)
      usleep(200_000)
      exit(7)
    }
  }

  @Test("a second preparation does not undo the first")
  func twice() async {
    await #expect(processExitsWith: .exitCode(129)) {
      signal(SIGHUP, SIG_DFL)
      Interruption.prepare()
      Interruption.prepare()
      kill(getpid(), SIGHUP)
      usleep(5_000_000)
      exit(0)
    }
  }
}

/// Gets the signal, and would end with another code if that did nothing.
private func beStopped(by number: Int32) {
  // The test runner may have been started where it is ignored.
  signal(SIGHUP, SIG_DFL)
  Interruption.prepare()
  kill(getpid(), number)
  usleep(5_000_000)
  exit(0)
}
