import Testing

@testable import ProximalTool

@Suite struct MeasuredProcessTests {
  @Test("what a child prints and how it ends is told; its standard error is not")
  func output() throws {
    let process = try #require(
      MeasuredProcess.run(["sh", "-c", "echo one; echo two >&2; echo three; exit 3"]))
    #expect(process.output == "one\nthree\n" && process.exitCode == 3)
    #expect(process.seconds > 0)
  }

  @Test("more output than a pipe holds comes through whole")
  func longOutput() throws {
    let program = "i=0; while [ $i -lt 20000 ]; do echo 0123456789; i=$((i+1)); done"
    let process = try #require(MeasuredProcess.run(["sh", "-c", program]))
    #expect(process.output.utf8.count == 220_000 && process.exitCode == 0)
  }

  @Test("a child that is killed ends with 128 and the signal's number")
  func killed() throws {
    let process = try #require(MeasuredProcess.run(["sh", "-c", "kill -9 $$"]))
    #expect(process.exitCode == 137)
  }

  @Test("a program that does not exist does not run")
  func missing() {
    #expect(MeasuredProcess.run(["no-such-program-anywhere"]) == nil)
  }

  @Test("the clock runs until the child's end")
  func seconds() throws {
    let process = try #require(MeasuredProcess.run(["sleep", "0.2"]))
    #expect(process.seconds >= 0.2)
  }

  #if os(Linux)
    @Test("the peak of memory is the child's own, not that of the process that started it")
    func peak() throws {
      // More than a shell ever holds, touched, so that it is resident.
      let ballast = [UInt8](repeating: 1, count: 64_000_000)
      let process = try #require(MeasuredProcess.run(["sh", "-c", "sleep 0.2"]))
      let peak = try #require(process.peakBytes)
      #expect(peak > 100_000 && peak < 20_000_000)
      #expect(ballast.last == 1)
    }
  #endif

  @Test("the mark of the highest water is read in kilobytes")
  func status() {
    let text = "Name:\tx\nVmPeak:\t  999 kB\nVmHWM:\t   24064 kB\nVmRSS:\t 1 kB\n"
    #expect(MeasuredProcess.residentPeak(inStatus: text) == 24_064 * 1024)
    #expect(MeasuredProcess.residentPeak(inStatus: "Name:\tx\n") == nil)
  }

  @Test("two children run at once, and each is told apart")
  func sideBySide() throws {
    let runs = MeasuredProcess.runSideBySide(
      [["sh", "-c", "sleep 0.3; echo a"], ["sh", "-c", "sleep 0.3; echo b"]], cores: [0, 0])
    #expect(runs.map { $0?.output } == ["a\n", "b\n"])
    // One after the other would take the second twice as long from its launch.
    #expect(try #require(runs[1]).seconds < 0.58)
  }
}
