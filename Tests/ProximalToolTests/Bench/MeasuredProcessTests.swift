import Foundation
import Notebook
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

  @Test("and no longer: a child that does nothing takes less than Foundation's own waiting does")
  func noSeconds() throws {
    let times = try (0..<20).map { _ in try #require(MeasuredProcess.run(["true"])).seconds }
    #expect(try #require(times.min()) < 0.04)
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

  @Test(
    "whoever stops the run stops its children, and what they have started ignoring does not help")
  func interruption() async throws {
    let mark = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    await #expect(processExitsWith: .exitCode(130)) { [mark = mark as String] in
      Interruption.prepare()
      _ = MeasuredProcess.run(["sh", "-c", "kill -INT $PPID; sleep 1; : > '\(mark)'"])
    }
    try await Task.sleep(for: .seconds(2))
    #expect(!FileManager.default.fileExists(atPath: mark))
  }

  @Test("two children run at once, and each is told apart")
  func sideBySide() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let pipe = folder.appending(path: "pipe").path
    try #require(mkfifo(pipe, 0o600) == 0)
    // The first hears what the second says, which it can do only while both run. Were it alone, the
    // alarm would end its waiting.
    let runs = MeasuredProcess.runSideBySide(
      [
        ["perl", "-e", "alarm 20; exec 'cat', $ARGV[0]", pipe],
        ["sh", "-c", "echo said; echo heard > '\(pipe)'"],
      ], cores: [0, 0])
    #expect(runs.map { $0?.output } == ["heard\n", "said\n"])
  }
}
