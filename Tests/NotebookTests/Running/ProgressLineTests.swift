import Testing

@testable import Notebook

struct ProgressLineTests {
  private let line = ProgressLine(
    label: "CartPole-v1", totalSteps: 500_000, steps: 120_000, seconds: 60, latestReturn: 97.5,
    notes: [
      ProgressNote("KL", 0.00311, decimals: 4),
      ProgressNote("clipped", 5.2, decimals: 0, unit: "%"),
      ProgressNote("EV", 0.93, decimals: 2),
    ])
  private let figures = "return 97.5  KL 0.0031  clipped 5%  EV 0.93  2,000/s  3 min 10 s left"

  @Test("it says how far, how good, how fast and how long: 120,000 steps in a minute leave 190 s")
  func text() {
    #expect(line.text == "CartPole-v1  120,000 of 500,000 steps  \(figures)")
    #expect(line.secondsLeft == 190)
    let start = ProgressLine(label: "Pendulum-v1", totalSteps: 10)
    #expect(start.text == "Pendulum-v1  0 of 10 steps  0/s")
    #expect(start.secondsLeft == nil)
    let end = ProgressLine(label: "Pendulum-v1", totalSteps: 10, steps: 10, seconds: 5)
    #expect(end.text == "Pendulum-v1  10 of 10 steps  2/s")
  }

  @Test("where there is little room the steps are shortened, then the label goes, then the bar")
  func room() {
    let percent = "24%  \(figures)"
    #expect(
      line.text(columns: 200)
        == "CartPole-v1 █████░░░░░░░░░░░░░░░░░░░ 120,000 of 500,000 steps  \(figures)")
    #expect(line.text(columns: 110) == "CartPole-v1 █████░░░░░░░░░░░░░░░░░ \(percent)")
    #expect(line.text(columns: 90) == "███░░░░░░░░░░░ \(percent)")
    #expect(line.text(columns: 80) == "░░░░ \(percent)")
    #expect(line.text(columns: 79) == percent)
    #expect(line.text(columns: 12) == "24%  return")
  }

  @Test("no line reaches the terminal's last column", arguments: 0...200)
  func width(columns: Int) {
    #expect(line.text(columns: columns).count <= max(columns - 1, 0))
  }

  @Test("what an earlier process did counts for how far it is, not for how fast")
  func skipping() {
    var line = self.line
    line.skippedSteps = 60_000
    #expect(line.rate == 1000)
    #expect(line.secondsLeft == 380)
    #expect(line.text.contains("120,000 of 500,000 steps"))
  }

  @Test(
    "times are rounded up to what people say",
    arguments: [
      (0.2, "1 s"), (59, "59 s"), (59.5, "1 min 0 s"), (3599, "59 min 59 s"), (3600, "1 h 0 min"),
      (90_000, "25 h 0 min"),
    ])
  func durations(seconds: Double, text: String) {
    #expect(duration(seconds) == text)
  }

  @Test("a diverged number is shown as it is")
  func diverged() {
    #expect(ProgressNote("KL", .nan, decimals: 4).text == "KL nan")
    #expect(ProgressNote("EV", -.infinity, decimals: 2).text == "EV -inf")
  }
}
