import Notebook
import Proximal
import TrainingFiles

/// Troubles whose cause can be read off the settings.
extension Diagnosis {
  /// With fewer transitions in a minibatch little is left of its normalised advantages: of one it is
  /// 0, of two ±1 whatever they were.
  static let fewestTransitions = 4
  /// Once so many episodes are cut off, what the critic learns of their ends matters.
  static let someTruncated = 0.1
  /// How many steps a horizon 1/(1 − γ) must see ahead.
  static let shortHorizon = 5.0

  mutating func checkSettings() {
    guard let settings else { return }
    checkTimeLimit(settings)
    checkMinibatches(settings)
    checkCriticTraining(settings)
    checkHorizon(settings)
    checkTargetKL(settings)
  }

  private mutating func checkTimeLimit(_ settings: PPOSettings) {
    guard !settings.bootstrapsTruncated,
      let share = history.lateRows.values(.truncatedFraction).mean, share > Self.someTruncated
    else { return }
    report(
      .timeLimitTakenForEnd,
      "a time limit cut off \(percent(share)) of the late episodes, and what would have come after it "
        + "counted as 0.")
  }

  private mutating func checkMinibatches(_ settings: PPOSettings) {
    guard settings.normalisesAdvantages, settings.minibatchSize < Self.fewestTransitions else {
      return
    }
    let size = settings.minibatchSize
    report(
      .tinyMinibatches,
      "\(settings.minibatchCount) minibatches of a rollout of \(settings.batchSize) steps have "
        + "\(size) transition\(size == 1 ? "" : "s") each.")
  }

  private mutating func checkCriticTraining(_ settings: PPOSettings) {
    guard settings.valueCoefficient == 0 else { return }
    let explained = history.lateRows.values(.explainedVariance).median.map { brief($0) }
    report(
      .untrainedCritic,
      "the value loss counts with the weight 0; explained variance \(explained ?? "unknown") at the "
        + "end.")
  }

  private mutating func checkHorizon(_ settings: PPOSettings) {
    let horizon = 1 / (1 - settings.discount)
    guard horizon < Self.shortHorizon, !hasLearnt || isFarFromGoal,
      let length = history.lateRows.values(.meanLength).median, length > 2 * horizon
    else { return }
    report(
      .shortSighted,
      "a discount of \(brief(settings.discount)) sees \(brief(horizon)) steps ahead; an episode has "
        + "\(brief(length)).")
  }

  private mutating func checkTargetKL(_ settings: PPOSettings) {
    guard let target = settings.targetKL, target < 0.1 * Self.largeKL, settings.epochs > 1,
      let steps = history.busyRows.values(.updateGradientSteps).median,
      steps <= Double(settings.minibatchCount), !isSolved
    else { return }
    report(
      .targetKLStopsAll,
      "the median update ended after \(brief(steps)) of "
        + "\(settings.epochs * settings.minibatchCount) gradient steps, by a target of "
        + "\(brief(target)).")
  }

  func percent(_ share: Double) -> String { "\(rounded(100 * share, 0))%" }
}
