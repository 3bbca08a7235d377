import Foundation
import Testing

@testable import Notebook

@Suite struct ConsoleTests {
  @Test(
    "an output that takes no more ends the run with one line",
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func full() async {
    let result = await #expect(
      processExitsWith: .exitCode(1), observing: [\.standardErrorContent]
    ) {
      dup2(open("/dev/full", O_WRONLY), 1)
      Console.write("text", to: .output)
    }
    let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(
      said == "error: standard output could not be written: No space left on device\n")
  }

  @Test("a reader that has closed the pipe is no error: the run ends as the system would end it")
  func unread() async {
    let result = await #expect(
      processExitsWith: .signal(SIGPIPE), observing: [\.standardErrorContent]
    ) {
      Interruption.prepare()
      var ends: [Int32] = [0, 0]
      pipe(&ends)
      close(ends[0])
      dup2(ends[1], 1)
      Console.write("text", to: .output)
    }
    let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(!said.contains("error") && !said.contains("output"))
  }

  @Test("more than a pipe holds arrives whole")
  func whole() async {
    let result = await #expect(
      processExitsWith: .exitCode(0), observing: [\.standardErrorContent]
    ) {
      Console.write(String(repeating: "0123456789", count: 20_000), to: .error)
      exit(0)
    }
    #expect(result?.standardErrorContent.count == 200_000)
  }
}
