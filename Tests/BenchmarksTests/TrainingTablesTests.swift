import Foundation
import Testing

@testable import Benchmarks

@Suite struct TrainingTablesTests {
  private func times(_ runs: [(steps: Int, seconds: Double, wall: Double)]) -> TrainingTimes {
    var times = TrainingTimes()
    for run in runs {
      let line = #"{"steps": \#(run.steps), "seconds": \#(run.seconds), "final_return": 10}"#
      let process = MeasuredProcess(
        output: line, exitCode: 0, seconds: run.wall, peakBytes: 1_000_000)
      times.add((TrainingReport(printed: line)!, process))
    }
    return times
  }

  @Test("a contender's numbers are medians over the rounds")
  func medians() {
    let times = times([(1000, 1, 3), (1000, 2, 6), (1000, 4, 5)])
    #expect(times.rate == 500 && times.start == 2 && times.peakBytes == 1e6)
    // 3, 6 and 5 s from launch to exit, as they were.
    #expect(times.whole(steps: 1000) == 5)
    // 2 + 10, 4 + 20 and 1 + 40 s for ten times the steps.
    #expect(times.whole(steps: 10_000) == 24)
    #expect(TrainingTimes().rate.isNaN)
  }

  @Test("the README's table has a column an environment and names ours over theirs")
  func summary() {
    var cartPole = TrainingComparison(BenchedTraining.all[0])
    cartPole.ours = times([(300_000, 1, 1.1)])
    cartPole.peers = [.baselines: times([(7_500, 1, 4)]), .jax: times([(160_000, 1, 9)])]
    var pendulum = TrainingComparison(BenchedTraining.all[2])
    pendulum.ours = times([(100_000, 1, 1.1)])
    pendulum.peers = [.baselines: times([(2_500, 1, 4)])]
    pendulum.skipped = [.jax: "none"]
    #expect(
      TrainingTables.summary([cartPole, pendulum], heading: "Today.") == """
        Today.

        | steps/s of training, one core | CartPole-v1 | Pendulum-v1 |
        | --- | ---: | ---: |
        | **Proximal** | **300,000** | **100,000** |
        | Stable-Baselines3 | 7,500 (40 ×) | 2,500 (40 ×) |
        | PureJaxRL-style (JAX) | 160,000 (1.88 ×) | – |
        """)
  }

  @Test("a peer on two cores stands beside ours on two cores")
  func twoCores() {
    var comparison = TrainingComparison(BenchedTraining.all[3])
    comparison.ours = times([(10_000, 1, 3)])
    comparison.onTwoCores = times([(18_000, 1, 3)])
    comparison.peerOnTwoCores = times([(3_000, 1, 9)])
    #expect(
      comparison.remarks.contains(
        "Stable-Baselines3, a process an environment, on two cores: 3,000 steps/s; ours are 6.00 × "
          + "that."))
  }

  @Test("a row has rate, ratio, the rest, the whole run, memory and return")
  func rows() {
    var comparison = TrainingComparison(BenchedTraining.all[0].shortened(to: 100_000))
    comparison.ours = times([(100_000, 0.5, 0.6)])
    comparison.peers = [.sbx: times([(10_000, 1, 11)])]
    comparison.skipped = [.envPool: "ModuleNotFoundError: no"]
    #expect(
      comparison.rows == [
        ["Proximal", "200,000", "1.00 ×", "0.10", "0.6", "1.00 ×", "1.0", "100,000: 10.00"],
        ["SBX (JAX)", "10,000", "20 ×", "10.00", "20.0", "33 ×", "1.0", "10,000: 10.00"],
      ])
    #expect(
      comparison.remarks.last
        == "Stable-Baselines3 on EnvPool skipped: ModuleNotFoundError: no.")
  }

  @Test("rates have three digits and commas between their thousands")
  func thousands() {
    let rates = [999.6, 1_234, 56_789, 316_499, 1_999_500, 0, .nan]
    #expect(
      rates.map(TrainingTables.thousands) == [
        "1,000", "1,230", "56,800", "316,000", "2,000,000", "–", "–",
      ])
    let ratios = [1.234, 9.96, 45.4, .nan].map(TrainingTables.ratio)
    #expect(ratios == ["1.23 ×", "10 ×", "45 ×", "–"])
  }

  @Test("without all chapters there is no sum over the book")
  func book() {
    let built = ChapterTime(name: "gae", trainingSeconds: 20, wallSeconds: 12)
    let missing = ChapterTime(name: "kl-penalty", trainingSeconds: nil, wallSeconds: nil)
    let whole = BookTable.section([built, built], baselines: 50, heading: "Today.")
    #expect(whole.contains("| all | 40.0 | 24.0 |") && whole.contains("take 0.80 times"))
    let part = BookTable.section([built, missing], baselines: 50, heading: "Today.")
    #expect(part.contains("| kl-penalty | skipped | skipped |\n| all | skipped | skipped |"))
    #expect(part.contains("Skipped: a chapter is not built"))
  }

  @Test("the chapters are those of the book, in its order")
  func chapters() {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let names = BenchBook.chapterNames(in: root.appending(path: "Chapters").path)
    #expect(names.first == "before-you-start" && names.last == "epilogue")
    #expect(names.contains("kl-penalty") && !names.contains { $0.contains(".") || $0.isEmpty })
  }
}
