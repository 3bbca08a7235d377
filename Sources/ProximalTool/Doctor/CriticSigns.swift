import Notebook
import Proximal
import TrainingFiles

/// Signs of trouble in the critic's updates.
extension Diagnosis {
  /// A critic that knows no more than the mean explains 0; one that was never trained, by chance a tenth.
  static let lowExplainedVariance = 0.2
  /// Below this a critic adds noise of its own, also where returns rise in spite of it.
  static let negativeExplainedVariance = -0.1
  /// What is left of the value loss, as a share of what it was, when the critic knows nearly all
  /// there is to know. What remains unexplained then is next to nothing.
  static let settledValueLoss = 0.01
  /// Values grow with returns, and their squared errors with the squares; on its way from 20 to 500
  /// a run on CartPole makes this loss about five times as large.
  static let explodedValueLoss = 30.0
  /// How many times too long a gradient has to be. Adam does not care for its length, up to the
  /// point where its ε swallows what is left.
  static let longGradient = 100.0

  /// How many value clip ranges the critic may be off. With CleanRL's settings for CartPole, which
  /// learn, it is off by fifty.
  static let manyClipRanges = 150.0
  /// What a critic that is right to so small a part of the returns' range does not see is the reward.
  static let lostReward = 3e-3

  mutating func checkCritic() {
    checkExplainedVariance()
    checkValueLoss()
    checkGradient()
    checkValueClip()
    checkRewardScale()
  }

  /// Whether the critic is off by so many value clip ranges that it cannot get there in a run.
  private mutating func checkValueClip() {
    guard let range = settings?.valueClipRange, settings?.normalisesValues == false,
      let loss = history.lateRows.values(.valueLoss).median
    else { return }
    // L^V is half of the squared error.
    let error = (2 * loss).squareRoot()
    guard error > Self.manyClipRanges * range else { return }
    report(
      .valueClipTooNarrow,
      "the critic's values are off by \(brief(error)) at the end, and may move by \(brief(range)) an "
        + "update.")
  }

  /// Whether what the critic learns is on another scale than the returns: rewards that were scaled
  /// down so far that the entropy bonus is all that is left.
  private mutating func checkRewardScale() {
    guard let trend, !trend.hasLearnt, !trend.isConstant, settings?.normalisesAdvantages == false,
      !has(.shortSighted), let loss = history.lateRows.values(.valueLoss).median
    else { return }
    let range = trend.lastRange.upperBound - trend.lastRange.lowerBound
    guard (2 * loss).squareRoot() < Self.lostReward * range else { return }
    report(
      .rewardsTooSmall,
      "the critic is off by \(brief((2 * loss).squareRoot())), where returns of \(brief(range)) more "
        + "and less are earned.")
  }

  private mutating func checkExplainedVariance() {
    guard
      let explained = history.lateRows.values(.explainedVariance).median,
      let early = history.firstRows.values(.valueLoss).median,
      let late = history.lateRows.values(.valueLoss).median,
      late > Self.settledValueLoss * early, trend?.isConstant != true
    else { return }
    let limit = hasLearnt ? Self.negativeExplainedVariance : Self.lowExplainedVariance
    guard explained < limit else { return }
    report(
      .lowExplainedVariance,
      "explained variance \(brief(explained)) in the median iteration of the last "
        + "\(history.lateRows.count); value loss \(brief(early)) at the beginning, "
        + "\(brief(late)) at the end.")
  }

  private mutating func checkValueLoss() {
    guard
      let early = history.firstRows.values(.valueLoss).median,
      let late = history.lateRows.values(.valueLoss).median,
      let largest = history.rows.values(.valueLoss).max(),
      hasGrown(from: early, to: late) || exceedsReturns
    else { return }
    report(
      .explodingValueLoss,
      "\(brief(early)) in the median of the first three iterations, \(brief(largest)) in iteration "
        + "\(iteration(of: .valueLoss, largest)), \(brief(late)) at the end.")
  }

  /// Whether five iterations in a row had a loss far beyond the first, and it stayed there or the
  /// run learnt nothing. Where all returns were alike at first there was nothing to be wrong about,
  /// and any loss looks large beside that.
  private func hasGrown(from early: Double, to late: Double) -> Bool {
    let returns = ends(of: history.firstRows)
    guard let smallest = returns.min(), let largest = returns.max(), smallest < largest else {
      return false
    }
    let losses = history.rows.values(.valueLoss)
    let medians = losses.indices.dropLast(4).compactMap { Array(losses[$0..<$0 + 5]).median }
    let hasExploded = medians.contains { $0 > Self.explodedValueLoss * early }
    return hasExploded && (late > Self.explodedValueLoss / 3 * early || !hasLearnt)
  }

  /// Whether the critic was off by more than any return so far, three times or more. One that says
  /// 0 is not, where rewards are of one sign, and its loss has the factor 1/2 besides.
  private var exceedsReturns: Bool {
    var largest = 0.0
    let count = history.rows.count { row in
      largest = ends(of: [row]).map(\.magnitude).reduce(largest, max)
      return largest > 0 && row[.valueLoss] ?? 0 > largest * largest
    }
    return count >= 3
  }

  private func ends(of rows: [ProgressRow]) -> [Double] {
    rows.values(.smallestReturn) + rows.values(.largestReturn)
  }

  private mutating func checkGradient() {
    guard let limit = settings?.maximumGradientNorm else { return }
    let share = history.rows.share(.gradientNorm) { $0 > Self.longGradient * limit }
    guard share > 0.75, let median = history.rows.values(.gradientNorm).median else { return }
    report(
      .gradientShortened,
      "longer than \(Int(Self.longGradient)) times the \(brief(limit)) that is allowed in "
        + "\(occurrences(.gradientNorm) { $0 > Self.longGradient * limit }); median "
        + "\(brief(median)).")
  }
}
