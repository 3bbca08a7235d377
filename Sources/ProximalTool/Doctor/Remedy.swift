import Notebook
import Proximal

/// A change of the settings that may help.
struct Remedy: Sendable {
  /// What to say where nobody knows what was set.
  let general: String
  /// What to say of these settings; nil where they are so already.
  let specific: @Sendable (PPOSettings) -> String?

  init(_ general: String, specific: @escaping @Sendable (PPOSettings) -> String?) {
    (self.general, self.specific) = (general, specific)
  }

  /// The same words, unless the settings are so already.
  init(_ general: String, unless isSo: @escaping @Sendable (PPOSettings) -> Bool) {
    self.init(general) { isSo($0) ? nil : general }
  }

  /// What is no setting and can always be tried.
  init(always text: String) { self.init(text) { _ in text } }

  func text(for settings: PPOSettings?) -> String? {
    if let settings { specific(settings) } else { general }
  }

  /// The remedies that are none of the settings already, as a sentence.
  static func sentence(_ remedies: [Remedy], for settings: PPOSettings?) -> String {
    let texts = remedies.compactMap { $0.text(for: settings) }
    guard let last = texts.last else {
      return "the environment's own settings; what usually helps is set already."
    }
    let others = texts.dropLast()
    return others.isEmpty ? "\(last)." : others.joined(separator: ", ") + ", or \(last)."
  }
}

// MARK: - Optimisation

extension Remedy {
  /// At once down to what works nearly everywhere.
  static func smallerLearningRate(_ divisor: Double = 10) -> Remedy {
    Remedy("a --learning-rate \(brief(divisor)) times smaller") {
      let rate = $0.firstLearningRate
      return "--learning-rate \(brief(min(rate / divisor, usualLearningRate))) in place of "
        + brief(rate)
    }
  }
  /// Up to that, or ten times as large.
  static let largerLearningRate = Remedy("a larger --learning-rate, such as 0.001") {
    guard $0.firstLearningRate < usualLearningRate else { return nil }
    return
      "--learning-rate \(brief(max(usualLearningRate, 10 * $0.firstLearningRate))) in place of "
      + brief($0.firstLearningRate)
  }
  private static let usualLearningRate = 1e-3

  static let annealLearningRate = Remedy("--anneal-learning-rate") {
    if case .constant = $0.learningRate { "--anneal-learning-rate" } else { nil }
  }
  static let smallerCriticLearningRate = Remedy("a smaller --critic-learning-rate") {
    "--critic-learning-rate \(brief($0.firstCriticLearningRate / 10)) in place of "
      + brief($0.firstCriticLearningRate)
  }
  static let ownCriticLearningRate = Remedy(
    "a --critic-learning-rate of its own", unless: { $0.criticLearningRate != nil })
  static let targetKL = Remedy(
    "--target-kl 0.02", unless: { $0.targetKL.map { $0 <= 0.02 } ?? false })
  static let noTargetKL = Remedy("--target-kl 0.02, or none") {
    $0.targetKL.map { "--target-kl \(max(0.02, 10 * $0)) in place of \(brief($0))" }
  }
  static let fewerEpochs = Remedy("fewer --epochs") {
    $0.epochs > 1 ? "fewer --epochs than \($0.epochs)" : nil
  }
  static let largerGradients = Remedy("a larger --max-gradient-norm") {
    $0.maximumGradientNorm.map { "a larger --max-gradient-norm than \(brief($0))" }
  }
  static let usualGradients = Remedy(
    "--max-gradient-norm 0.5", unless: { $0.maximumGradientNorm ?? .infinity >= 0.1 })
  static let smallerAdamEpsilon = Remedy("--adam-epsilon 1e-5", unless: { $0.adamEpsilon <= 1e-4 })
  static let fewerMinibatches = Remedy("fewer --minibatches") {
    "--minibatches \(max($0.batchSize / 64, 1)) in place of \($0.minibatchCount)"
  }
}

// MARK: - Objective

extension Remedy {
  static let usualClipRange = Remedy(
    "--clip-range 0.2", unless: { $0.clipRange.map((0.1...0.3).contains) ?? false })
  static let smallerEntropy = Remedy("an --entropy-coefficient ten times smaller") {
    let coefficient = $0.entropyCoefficient.value(at: 0)
    guard coefficient > 0 else { return nil }
    return "--entropy-coefficient \(brief(coefficient / 10)) in place of \(brief(coefficient))"
  }
  static let noEntropy = Remedy(
    "--entropy-coefficient 0", unless: { $0.entropyCoefficient.value(at: 0) == 0 })
  static let largerEntropy = Remedy("a larger --entropy-coefficient") {
    let coefficient = $0.entropyCoefficient.value(at: 0)
    return "--entropy-coefficient \(brief(max(10 * coefficient, 0.01))) in place of "
      + brief(coefficient)
  }
  static let noValueClip = Remedy("--value-clip-range none", unless: { $0.valueClipRange == nil })
  static let normaliseValues = Remedy("--normalise-values", unless: \.normalisesValues)
  static let normaliseAdvantages = Remedy("--normalise-advantages", unless: \.normalisesAdvantages)
  static let smallerValueCoefficient = Remedy("a smaller --value-coefficient") {
    "a smaller --value-coefficient than \(brief($0.valueCoefficient))"
  }
  static let usualValueCoefficient = Remedy("--value-coefficient 0.5") {
    "--value-coefficient 0.5 in place of \(brief($0.valueCoefficient))"
  }
}

// MARK: - Data

extension Remedy {
  static let scaleRewards = Remedy("--reward-scaling return-deviation:10") {
    if case .byReturnDeviation = $0.rewardScaling {
      nil
    } else {
      "--reward-scaling return-deviation:10 in place of \(said($0.rewardScaling))"
    }
  }
  private static func said(_ scaling: RewardScaling) -> String {
    scaling == .none ? "none" : "the one there is"
  }
  static let bootstrap = Remedy("--bootstrap-truncated", unless: \.bootstrapsTruncated)
  static let smallerDiscount = Remedy("a smaller --discount") {
    $0.discount > 0.9 ? "a smaller --discount than \(brief($0.discount, digits: 4))" : nil
  }
  static let largerDiscount = Remedy("--discount 0.99", unless: { $0.discount >= 0.99 })
  static let smallerLambda = Remedy("a --gae-lambda further below 1") {
    $0.gaeLambda > 0.9 ? "--gae-lambda 0.9 in place of \(brief($0.gaeLambda))" : nil
  }
  static let largerLambda = Remedy("--gae-lambda 0.95", unless: { $0.gaeLambda >= 0.9 })
  static let widerNetworks = Remedy(
    "--hidden-sizes 64,64", unless: { $0.hiddenSizes.allSatisfy { $0 >= 16 } })
  static let moreSteps = Remedy(always: "more --steps")
  static let anotherSeed = Remedy(always: "another --seed")
}

extension PPOSettings {
  /// The actor's α in the first update.
  var firstLearningRate: Double { learningRate.value(at: 0) }
  /// The critic's.
  var firstCriticLearningRate: Double { (criticLearningRate ?? learningRate).value(at: 0) }
  /// Transitions of a minibatch, of the smallest where they differ.
  var minibatchSize: Int { batchSize / max(minibatchCount, 1) }
}
