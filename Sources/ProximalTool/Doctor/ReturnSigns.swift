import Notebook
import TrainingFiles

/// What the returns themselves say, whatever the cause.
extension Diagnosis {
  /// Of the way from the first returns to a good one. A run that has come less far has not learnt
  /// what there is to learn; one that has come this near may be left alone.
  static let farFromGoal = 1.0 / 3
  static let nearGoal = 0.8

  /// How far the run has come from its beginning to a good return, 1 for all the way; nil where
  /// nobody knows what is good.
  var progress: Double? {
    guard let goal, let trend else { return nil }
    if trend.last >= goal { return 1 }
    return goal > trend.first ? (trend.last - trend.first) / (goal - trend.first) : 0
  }

  /// Whether the returns at the end are good; false, too, where nobody knows.
  var isSolved: Bool { progress.map { $0 >= 1 } ?? false }

  mutating func checkReturns() {
    guard let trend else { return }
    if trend.hasFallen {
      report(
        .fallingReturns,
        "\(ends(of: trend)), \(brief(trend.best)) in the best fifth of the run.")
    } else if isFinished, isRising, progress ?? 0 < Self.nearGoal {
      report(
        .stillRising,
        "mean return \(brief(trend.middle)) in the middle of the run, \(brief(trend.last)) at the end"
          + "\(beside(goal)).")
    } else if !trend.hasLearnt {
      report(.flatReturns, evidenceOfFlatness(trend))
    } else if isFinished, isFarFromGoal {
      report(.farFromGoal, "\(ends(of: trend))\(beside(goal)).")
    } else if isFinished, hasSettledForLess {
      report(
        .farFromGoal,
        "every episode of the last fifth returned \(brief(trend.last)), and earlier ones up to "
          + "\(brief(largestReturn))\(beside(goal)).")
    }
  }

  /// Beyond chance; of a run that is far from good anyway, a hint will do.
  private var isRising: Bool { trend?.isRising(byErrors: isFarFromGoal ? 1 : 2) ?? false }

  /// Whether the run came to its end; one that goes on or was killed may still get there.
  private var isFinished: Bool {
    guard let last = history.rows.last, let all = last[.iterationCount] else { return true }
    return last[.iteration] ?? 0 >= all
  }

  /// Whether it is known what is good, and the run is far from it.
  var isFarFromGoal: Bool {
    guard let goal, let trend, let progress else { return false }
    // Where the beginning was a disaster, as in a world with obstacles, half of the way is nothing yet.
    return progress < Self.farFromGoal || (goal > 0 && trend.last < Self.farFromGoal * goal)
  }

  /// Whether all episodes at the end return the same, which is less than some did by chance before: the
  /// policy has found a way out of doing anything.
  private var hasSettledForLess: Bool {
    guard let trend, trend.isConstant, !isSolved else { return false }
    return largestReturn - trend.last > Self.farFromGoal * (largestReturn - smallestReturn)
  }

  private var largestReturn: Double { history.rows.values(.largestReturn).max() ?? 0 }
  private var smallestReturn: Double { history.rows.values(.smallestReturn).min() ?? 0 }

  private func evidenceOfFlatness(_ trend: ReturnTrend) -> String {
    if trend.isConstant {
      return "\(ends(of: trend)), and every episode of the last fifth has the same."
    }
    return
      "\(ends(of: trend)); the iterations' means vary by \(brief(trend.spread)), so that chance "
      + "alone makes differences of \(brief(trend.error))."
  }

  private func ends(of trend: ReturnTrend) -> String {
    "mean return \(brief(trend.first)) at the beginning, \(brief(trend.last)) at the end"
  }

  private func beside(_ goal: Double?) -> String {
    guard let goal, let environment else { return "" }
    return "; from \(brief(goal)) on a run in \(environment) is called well"
  }
}
