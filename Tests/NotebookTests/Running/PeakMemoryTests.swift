import Foundation
import Testing

@testable import Notebook

@Suite struct PeakMemoryTests {
  @Test("the mark of the highest water is read in kilobytes")
  func status() {
    let text = "Name:\tx\nVmPeak:\t  999 kB\nVmHWM:\t   24064 kB\nVmRSS:\t 1 kB\n"
    #expect(PeakMemory.peak(inStatus: text) == 24_064 * 1024)
    #expect(PeakMemory.peak(inStatus: "Name:\tx\n") == nil)
  }

  @Test("this process's own peak covers what it has just touched, in bytes")
  func own() throws {
    let ballast = [UInt8](repeating: 1, count: 64_000_000)
    let peak = try #require(PeakMemory.ofThisProcess)
    #expect(ballast.last == 1 && peak > 64_000_000 && peak < 64_000_000_000)
  }
}
