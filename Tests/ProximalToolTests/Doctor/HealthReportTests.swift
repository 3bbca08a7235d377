import Proximal
import Testing

@testable import ProximalTool
@testable import TrainingFiles

struct HealthReportTests {
  private func report(_ table: ProgressTable) -> String {
    HealthReport(of: table, named: "runs/a", settings: .defaults).description
  }

  @Test("with nothing to find it says so, with the main numbers")
  func healthy() {
    #expect(
      report(healthyRun()) == """
        runs/a: 100 of 100 iterations, 51,200 of 51,200 steps, 800 episodes

                            beginning      end
        ──────────────────  ─────────  ───────
        mean return                28      201
        episode length             28      201
        truncated episodes          0        0
        approximate KL        0.00931  0.00844
        clip fraction           0.113    0.104
        entropy                 0.687    0.419
        explained variance    0.00909    0.814
        value loss               39.7     12.9
        gradient norm               2        2

        Medians of the first 3 and of the last 20 iterations.

        Nothing alarming.

        """)
  }

  @Test("a finding has evidence, cause, remedy and section")
  func finding() {
    #expect(
      report(healthyRun().with(.gradientNorm, 60)).hasSuffix(
        """
        1. Every gradient is shortened, and by a lot
           Seen     longer than 100 times the 0.5 that is allowed in 100 of 100 iterations, from 1
                    to 100; median 60.
           Usually  a value loss on a large scale, or a limit that is too small. The norm is taken
                    over both networks: the critic fills it, and what is left for the actor may be
                    so little that Adam's ε swallows it.
           Try      --reward-scaling return-deviation:10 in place of none, --normalise-values, a
                    smaller --value-coefficient than 0.5, or a larger --max-gradient-norm than 0.5.
           Read     chapter 7 of book.md, “What goes wrong without it: the scale of the rewards”

        1 finding.

        """))
  }

  @Test("a run that has just begun, or began with NaN, is no reason to despair")
  func fewRows() {
    #expect(report(ProgressTable()) == "runs/a: no iteration has been logged yet\n")
    let short = report(ProgressTable(rows: Array(healthyRun().rows.prefix(9))))
    #expect(short.contains("9 of 100 iterations, 4,608 of 51,200 steps, 72 episodes"))
    #expect(
      short.hasSuffix(
        "Nothing alarming, but too short to judge: the returns need 10 iterations in which an "
          + "episode ends.\n"))
    let broken = report(healthyRun().with(.policyLoss, .nan))
    #expect(broken.hasPrefix("runs/a: 100 iterations\n\n1. A number is not finite\n"))
  }

  @Test("a log without settings is judged, and what is not known is said")
  func unknown() {
    let run = healthyRun().changed { _, row in row[.truncatedFraction] = nil }
    let report = HealthReport(
      of: run, named: "runs/a", settings: .unknown("there is no runs/a/settings.conf"))
    #expect(
      report.description.hasSuffix(
        """
        Nothing alarming.

        What was set is not known: there is no runs/a/settings.conf. An option that is
        named above may have been given already; time limits, minibatches, the length of
        gradients and what a good return is were not judged.

        The log does not say which episodes a time limit cut off.

        """))
  }

  /// Settings that can be blamed for as much as possible.
  private let blamed = LoggedSettings.with(environment: "CartPole-v1") {
    ($0.bootstrapsTruncated, $0.minibatchCount) = (false, $0.batchSize)
    ($0.valueCoefficient, $0.discount, $0.targetKL) = (0, 0, 1e-6)
  }

  @Test("whatever numbers a log holds, there is a report", arguments: Metric.allCases)
  func doctored(column: Metric) {
    for number in [-Double.infinity, -1e308, -1, 0, 1e-308, 0.5, 1e308, .infinity, .nan, nil] {
      for rows in [0..<100, 0..<1, 99..<100, 30..<70] {
        let run = healthyRun().changed { i, row in
          if rows.contains(i) { row[column] = number }
        }
        for settings in [.unknown("why"), blamed, LoggedSettings.defaults] {
          let report = HealthReport(of: run, named: "runs/a", settings: settings)
          #expect(report.description.hasPrefix("runs/a: "))
        }
        #expect(report(run.withFlatReturns()).hasPrefix("runs/a: "))
      }
    }
  }

  @Test("lines are broken between words")
  func wrapping() {
    #expect(wrapped("one two three", width: 7, indent: 2) == "one two\n  three")
    #expect(wrapped("one two three", width: 6, indent: 2) == "one\n  two\n  three")
    #expect(wrapped("unbreakable", width: 3, indent: 2) == "unbreakable")
    #expect(wrapped("", width: 3, indent: 2) == "")
  }
}
