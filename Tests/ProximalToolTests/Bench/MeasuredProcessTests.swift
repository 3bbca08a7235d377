import Foundation
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
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let pipe = folder.appending(path: "pipe").path
    try #require(mkfifo(pipe, 0o600) == 0)
    // The first hears what the second says, which it can do only while both run.
    let runs = MeasuredProcess.runSideBySide(
      [["timeout", "20", "cat", pipe], ["sh", "-c", "echo said; echo heard > '\(pipe)'"]],
      cores: [0, 0])
    #expect(runs.map { $0?.output } == ["heard\n", "said\n"])
  }
}
