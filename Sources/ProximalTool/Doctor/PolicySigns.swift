import Notebook
import Proximal
import TrainingFiles

/// Signs of trouble in the policy's updates.
extension Diagnosis {
  /// Of an iteration's mean approximate KL. Target KLs in use lie between 0.01 and 0.02, and
  /// Stable-Baselines3 and Spinning Up end an update at 1.5 times the target.
  static let largeKL = 0.03
  /// One update so far out may have ruined a run that learnt nothing.
  static let ruinousKL = 10 * largeKL
  /// Beyond a half, most of the rollout teaches nothing. In the median iteration of CartPole,
  /// Pendulum and MiniGrid with the course's own settings it is below 0.2.
  static let highClipFraction = 0.5
  /// Where so many ratios are stopped, the policy has moved to the end of the usual clip range, which
  /// is a KL of about 0.01; this much less of it says that the end is very near.
  static let (busyClip, tinyKL) = (0.1, 1e-4)
  /// Less than one ratio in a thousand.
  static let lowClipFraction = 1e-3
  /// What is left of the entropy, as a share of what it was at the beginning, when a policy hardly
  /// tries anything: with two actions, less than one step in a hundred is another's.
  static let collapsedEntropy = 0.05
  /// The share that is left where a policy has hardly begun to decide.
  static let untouchedEntropy = 0.95
  /// In a run that learns σ falls; by half as much again it has gone the wrong way.
  static let grownSigma = 1.5

  mutating func checkPolicy() {
    checkDivergence()
    checkClipFraction()
    checkEntropy()
    checkSigma()
  }

  private mutating func checkDivergence() {
    let divergences = history.rows.values(.approximateKL)
    guard let largest = divergences.max(),
      let median = history.busyRows.values(.approximateKL).median,
      median > Self.largeKL || (largest > Self.ruinousKL && !hasLearnt)
    else { return }
    report(
      .largeKL,
      "above \(brief(Self.largeKL)) in \(occurrences(.approximateKL) { $0 > Self.largeKL }); "
        + "\(brief(median)) in the median iteration, largest \(brief(largest)) (iteration "
        + "\(iteration(of: .approximateKL, largest))).")
  }

  private mutating func checkClipFraction() {
    let rows = history.busyRows
    guard let median = rows.values(.clipFraction).median else { return }
    if median > Self.highClipFraction {
      report(
        .clipStuckHigh,
        "clip fraction \(brief(median)) in the median iteration"
          + (settings?.clipRange.map { ", with a clip range of \(brief($0))." } ?? "."))
    }
    let divergence = rows.values(.approximateKL).median ?? 0
    if median > Self.busyClip && median <= Self.highClipFraction && divergence < Self.tinyKL {
      report(
        .clipTooNarrow,
        "clip fraction \(brief(median)) at an approximate KL of \(brief(divergence)) in the median "
          + "iteration"
          + (settings?.clipRange.map { ", with a clip range of \(brief($0))." } ?? ".")
      )
    }
    guard rows.share(.clipFraction, { $0 < Self.lowClipFraction }) > 0.95 else { return }
    let evidence =
      "clip fraction below \(brief(Self.lowClipFraction)) in "
      + "\(occurrences(.clipFraction) { $0 < Self.lowClipFraction }); approximate KL "
      + "\(brief(divergence)) in the median iteration."
    if divergence > Self.largeKL {
      report(.clipNeverActs, evidence)
    } else if !hasLearnt, !has(.largeKL) {
      report(.clipStuckAtZero, evidence)
    }
  }

  /// Of policies over discrete actions: the entropy of a Gaussian is another word for its σ.
  private mutating func checkEntropy() {
    guard
      history.rows.values(.standardDeviation).isEmpty, !hasLearnt || isFarFromGoal,
      let start = history.rows.values(.entropy).first, start > 0,
      let end = history.lateRows.values(.entropy).median
    else { return }
    let collapse = history.rows.prefix(history.rows.count / 2).first {
      $0[.entropy].map { $0 < Self.collapsedEntropy * start } ?? false
    }
    if let collapse, end < Self.collapsedEntropy * start {
      report(
        .entropyCollapsed,
        "\(brief(start)) nats at the beginning, \(brief(collapse[.entropy] ?? 0)) in iteration "
          + "\(collapse.number) of \(history.rows.count), \(brief(end)) at the end.")
    } else if end > Self.untouchedEntropy * start, !has(.clipStuckHigh) {
      report(
        .entropyStays,
        "\(brief(start)) nats at the beginning, \(brief(end)) at the end: the policy is as "
          + "undecided as it was.")
    }
  }

  private mutating func checkSigma() {
    let sigmas = history.rows.values(.standardDeviation)
    guard let first = sigmas.first, let last = sigmas.last, last > Self.grownSigma * first else {
      return
    }
    report(
      .growingSigma,
      "\(brief(first)) after iteration \(history.rows[0].number), \(brief(last)) after iteration "
        + "\(history.rows[history.rows.count - 1].number).")
  }

  /// `45 of 195 iterations, from 3 to 190`.
  func occurrences(_ column: Metric, _ isSo: (Double) -> Bool) -> String {
    let found = history.rows.filter { $0[column].map(isSo) ?? false }
    guard let first = found.first, let last = found.last else { return "no iteration" }
    let place =
      found.count == 1 ? "number \(first.number)" : "from \(first.number) to \(last.number)"
    return "\(found.count) of \(history.rows.count) iterations, \(place)"
  }

  func iteration(of column: Metric, _ value: Double) -> Int {
    history.rows.first { $0[column] == value }?.number ?? 0
  }
}
