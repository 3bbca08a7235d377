import Testing

@testable import Notebook

struct ProgressTests {
  @Test("what is reported stands in the line")
  func reporting() {
    let progress = Progress(label: "x", totalSteps: 1000)
    let report = ProgressReport(progress: progress)
    report.skip(steps: 300)
    report.add(steps: 100, return: 5, notes: [ProgressNote("KL", 1, decimals: 0)])
    report.add(steps: 100, return: nil, notes: [ProgressNote("KL", 2, decimals: 0)])
    let line = progress.now
    #expect(line.steps == 500 && line.skippedSteps == 300)
    // No episode ended: the latest return is still that of before.
    #expect(line.latestReturn == 5)
    #expect(line.notes == [ProgressNote("KL", 2, decimals: 0)])
    #expect(line.seconds > 0)
    progress.close()
  }

  @Test("plain lines are seconds apart at first, a minute later on, and few over ten hours")
  func pauses() {
    #expect(Progress.pause(after: 0) == 5)
    #expect(Progress.pause(after: 200) == 20)
    #expect(Progress.pause(after: 1e6) == 60)
    var (seconds, lines) = (Progress.pause(after: 0), 0)
    while seconds < 36_000 {
      seconds += Progress.pause(after: seconds)
      lines += 1
    }
    #expect((500...700).contains(lines))
  }
}
