import Proximal

extension TrainingPlan {
  /// What the plan does that leaves little or nothing to learn, a sentence each; mostly there is none.
  public var warnings: [String] {
    let settings = settings
    let actor = longestStep(settings.learningRate, settings.adamEpsilon)
    let critic = longestStep(
      settings.criticLearningRate ?? settings.learningRate,
      settings.criticAdamEpsilon ?? settings.adamEpsilon)
    let smallest = settings.batchSize / settings.minibatchCount
    let deviation = settings.logStandardDeviation.map { highest($0) }
    let cases: [(Bool, String)] = [
      (
        isTooShort(actor), "Adam's steps are so short that the actor's weights round them away"
      ),
      (
        isTooShort(critic),
        "Adam's steps are so short that the critic's weights round them away"
      ),
      (settings.valueCoefficient == 0, "with a value coefficient of 0 the critic does not learn"),
      (
        settings.clipRange.map(isLost) ?? false,
        "1 + ε is 1 in single precision: a ratio that has moved at all is clipped"
      ),
      (
        settings.valueClipRange.map(isLost) ?? false,
        "the value clip range is lost in rounding: a value that has moved at all is clipped"
      ),
      (
        settings.normalisesAdvantages && smallest == 1,
        "some minibatches have one step, whose advantage is normalised to 0: it teaches nothing"
      ),
      (
        settings.discount == 0,
        "with γ = 0 every action is judged by its own reward alone, not by what follows"
      ),
      (
        deviation.map { $0 < -16 } ?? false,
        "σ is so small that every action is the mean, and nothing else is tried"
      ),
    ]
    return cases.filter(\.0).map(\.1)
  }

  /// The longest way that one of Adam's steps moves a weight. The gradient is at most m long, so
  /// that |m̂| / (√v̂ + ε) is about m / (m + ε) at most.
  private func longestStep(_ rate: Schedule, _ epsilon: Double) -> Double {
    let norm = settings.maximumGradientNorm.map { $0 / ($0 + epsilon) } ?? 1
    return highest(rate) * norm
  }

  private func highest(_ schedule: Schedule) -> Double {
    max(schedule.ends.first, schedule.ends.last)
  }

  /// Whether single precision loses it beside a ratio or a value near 1.
  private func isLost(_ change: Double) -> Bool { 1 + Float(change) == 1 }

  /// Whether it loses such a step beside a weight: those of 64 orthogonal rows are about √2 / √64.
  private func isTooShort(_ step: Double) -> Bool { 0.18 + Float(step) == 0.18 }
}
