import Foundation
import Proximal

@testable import ProximalTool
@testable import TrainingFiles

extension LoggedSettings {
  /// Of a world of which nobody knows what is good.
  static let defaults = LoggedSettings.known(PPOSettings(), environment: "Foreign-v0")

  /// The defaults with a change.
  static func with(
    environment: String = "Foreign-v0", _ change: (inout PPOSettings) -> Void
  ) -> LoggedSettings {
    var settings = PPOSettings()
    change(&settings)
    return .known(settings, environment: environment)
  }
}

/// The log of a run in which all is well, of a policy with discrete actions: 100 iterations in
/// which returns rise from 20 to 200 until the thirtieth and stay there, entropy and value loss fall, and a tenth of the ratios is
/// clipped.
func healthyRun(_ count: Int = 100) -> ProgressTable {
  ProgressTable(
    rows: (0..<count).map { i in
      let progress = Double(i) / Double(count - 1)
      // Some noise that is the same everywhere.
      let noise = Foundation.sin(Double(7 * i))
      let mean = 20 + 180 * min(Double(i) / 30, 1) + 3 * noise
      return [
        .iteration: Double(i + 1), .iterationCount: Double(count), .steps: Double(512 * (i + 1)),
        .totalSteps: Double(512 * count), .gradientSteps: Double(16 * (i + 1)),
        .updateGradientSteps: 16, .seconds: Double(i + 1), .stepsPerSecond: 512, .episodes: 8,
        .episodesSoFar: Double(8 * (i + 1)), .meanReturn: mean, .smallestReturn: mean / 2,
        .largestReturn: 2 * mean, .meanLength: mean, .learningRate: 2.5e-4 * (1 - progress),
        .policyLoss: -0.01, .valueLoss: 40 - 30 * progress, .entropy: 0.69 - 0.3 * progress,
        .approximateKL: 0.008 + 0.002 * noise, .clipFraction: 0.1 + 0.02 * noise,
        .gradientNorm: 2, .explainedVariance: 0.9 * progress,
        .truncatedFraction: 0,
      ]
    })
}

/// The same with continuous actions: σ falls from 1 to 0.5.
func healthyGaussianRun() -> ProgressTable {
  healthyRun().changed { i, row in
    row[.standardDeviation] = 1 - 0.5 * Double(i) / 99
    row[.entropy] = 1.419 + Foundation.log(row[.standardDeviation]!)
  }
}

extension ProgressTable {
  /// The table after a change to each row, whose index counts from 0.
  func changed(_ change: (_ index: Int, _ row: inout ProgressRow) -> Void) -> ProgressTable {
    ProgressTable(
      rows: rows.enumerated().map { index, row in
        var row = row
        change(index, &row)
        return row
      })
  }

  /// The table with returns that only vary by chance about `mean`.
  func withFlatReturns(_ mean: Double = 20) -> ProgressTable {
    changed { i, row in
      row[.meanReturn] = mean + 3 * Foundation.sin(Double(7 * i))
      row[.smallestReturn] = mean / 2
      row[.largestReturn] = 2 * mean + 4
    }
  }

  /// The table with one number in all rows, or in some.
  func with(
    _ column: Metric, _ value: Double, in rows: Range<Int> = 0..<Int.max
  ) -> ProgressTable {
    changed { if rows.contains($0) { $1[column] = value } }
  }

  /// Of a training with the defaults.
  var troubles: [Finding.Trouble] { troubles(.defaults) }

  func troubles(_ settings: LoggedSettings) -> [Finding.Trouble] {
    Diagnosis(of: self, settings: settings).findings.map(\.trouble)
  }

  func evidence(of trouble: Finding.Trouble, _ settings: LoggedSettings = .defaults) -> String? {
    Diagnosis(of: self, settings: settings).findings.first { $0.trouble == trouble }?.evidence
  }
}
