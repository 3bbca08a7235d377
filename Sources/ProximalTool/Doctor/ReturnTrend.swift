import TrainingFiles

/// What became of the returns between the beginning of a run and its end.
struct ReturnTrend {
  /// The iterations' mean returns where episodes ended: of a twentieth of them at the beginning
  /// (three at least), and of a fifth at the end.
  let first, last: Double
  /// Of the fifth in the middle of the run, and the standard error of `last` − `middle`.
  let middle, middleError: Double
  /// Whether each fifth was better than the one before.
  let ascends: Bool
  /// The best fifth's, and its standard error.
  let best, bestError: Double
  /// The standard deviation of the iterations' means at the end.
  let spread: Double
  /// The standard error of `last` − `first`. Each part brings its own variance, but the beginning
  /// no more than the end: where it varies more, the run learns already, and that is not chance.
  let error: Double
  /// The same where the returns fell: three means at the beginning may lie together by luck, so that
  /// both parts bring the larger variance.
  let fallError: Double
  /// The range of the episodes of the last fifth.
  let lastRange: ClosedRange<Double>

  /// Fewer iterations with an episode say nothing.
  static let fewest = 10

  /// Nil where there is too little to judge.
  init?(_ history: RunHistory) {
    let rows = history.rows.filter { $0[.meanReturn] != nil }
    let means = rows.values(.meanReturn)
    guard means.count >= Self.fewest else { return nil }
    let early = Array(means.prefix(max(means.count / 20, 3)))
    let late = Array(means.suffix(max(means.count / 5, 3)))
    first = early.mean!
    last = late.mean!
    let fifths = (0..<5).map { Array(means[$0 * means.count / 5..<($0 + 1) * means.count / 5]) }
    let bestFifth = fifths.max { $0.mean! < $1.mean! }!
    best = bestFifth.mean!
    bestError = (bestFifth.variance / Double(bestFifth.count)).squareRoot()
    spread = late.variance.squareRoot()
    middle = fifths[2].mean!
    ascends = zip(fifths, fifths.dropFirst()).allSatisfy { $0.mean! < $1.mean! }
    middleError =
      (fifths[2].variance / Double(fifths[2].count) + late.variance / Double(late.count))
      .squareRoot()
    let chance = min(early.variance, late.variance)
    error = (chance / Double(early.count) + late.variance / Double(late.count)).squareRoot()
    let wide = max(early.variance, late.variance)
    fallError = (wide / Double(early.count) + wide / Double(late.count)).squareRoot()
    let tail = Array(rows.suffix(late.count))
    let low = tail.values(.smallestReturn).min() ?? last
    lastRange = low...max(tail.values(.largestReturn).max() ?? last, low)
  }

  private var gain: Double { last - first }

  /// Whether the returns rose, beyond chance and by an amount that matters: by more than three
  /// standard errors, and by a quarter of where they began. A run that learns fast began high;
  /// there ten times what is left of chance at the end will do.
  var hasLearnt: Bool {
    gain > 3 * error && (gain >= first.magnitude / 4 || gain > 10 * spread)
  }

  /// Whether they rose to the very end: in the second half by an eighth of the whole gain, and by so many
  /// standard errors or from fifth to fifth of the run.
  func isRising(byErrors count: Double) -> Bool {
    hasLearnt && last - middle > gain / 8 && (last - middle > count * middleError || ascends)
  }

  /// Whether they ended below the beginning by a quarter, or lost more than half of a gain, beyond
  /// chance.
  var hasFallen: Bool {
    let chance = 3 * max(error, bestError)
    let hadGained = best - first > chance
    return (gain < -3 * fallError && -gain > first.magnitude / 4)
      || (hadGained && best - last > max((best - first) / 2, chance))
  }

  /// Whether every episode at the end had the same return.
  var isConstant: Bool { lastRange.lowerBound == lastRange.upperBound }
}
