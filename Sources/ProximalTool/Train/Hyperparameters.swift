import ArgumentParser
import Proximal

/// Every hyperparameter of PPO as an option. What is not given keeps the environment's default.
///
/// The first name of each is the course's; the second, where there is one, CleanRL's.
struct Hyperparameters: ParsableArguments {
  @Option(
    name: [.customLong("environments"), .customLong("num-envs")], parsing: .unconditional,
    help: "Environments played side by side.", transform: positive)
  var environments: Int?

  @Option(
    name: [.customLong("rollout-length"), .customLong("num-steps")], parsing: .unconditional,
    help: "Steps of each environment between two updates.", transform: positive)
  var rolloutLength: Int?

  @Option(
    name: [.customLong("epochs"), .customLong("update-epochs")], parsing: .unconditional,
    help: "Passes over the data of one rollout.", transform: positive)
  var epochs: Int?

  @Option(
    name: [.customLong("minibatches"), .customLong("num-minibatches")], parsing: .unconditional,
    help: "Slices of the data in one pass.", transform: positive)
  var minibatches: Int?

  @Option(
    name: [.customLong("discount"), .customLong("gamma")], parsing: .unconditional,
    help: "The discount γ.", transform: number(in: 0...1))
  var discount: Double?

  @Option(
    parsing: .unconditional, help: "λ of generalised advantage estimation.",
    transform: number(in: 0...1))
  var gaeLambda: Double?

  @Option(
    name: [.customLong("clip-range"), .customLong("clip-coef")], parsing: .unconditional,
    help: "ε of the clipped surrogate.", transform: positiveNumber)
  var clipRange: Double?

  @Option(
    parsing: .unconditional, help: "The clip range of the value loss, or none.",
    transform: numberOrNone)
  var valueClipRange: Limit?

  @Option(
    name: [.customLong("value-coefficient"), .customLong("vf-coef")], parsing: .unconditional,
    help: "The weight of the value loss.", transform: number(in: 0...1e6))
  var valueCoefficient: Double?

  @Option(
    name: [.customLong("entropy-coefficient"), .customLong("ent-coef")], parsing: .unconditional,
    help: "The weight of the entropy bonus.", transform: number(in: 0...1e6))
  var entropyCoefficient: Double?

  @Option(
    name: [.customLong("max-gradient-norm"), .customLong("max-grad-norm")],
    parsing: .unconditional, help: "The longest gradient, or none.", transform: numberOrNone)
  var maxGradientNorm: Limit?

  @Option(
    name: .customLong("target-kl"), parsing: .unconditional,
    help: "Ends an update after an epoch whose approximate KL exceeds it, or none.",
    transform: numberOrNone)
  var targetKL: Limit?

  @Option(
    parsing: .unconditional, help: "Adam's step size α, at the start.", transform: positiveNumber)
  var learningRate: Double?

  @Flag(
    name: [.customLong("anneal-learning-rate"), .customLong("anneal-lr")],
    inversion: .prefixedNo, help: "Whether the learning rates fall to 0 along a straight line.")
  var annealLearningRate: Bool?

  @Option(
    parsing: .unconditional, help: "Adam's α for the critic, where it has its own.",
    transform: positiveNumber)
  var criticLearningRate: Double?

  @Option(parsing: .unconditional, help: "Adam's ε.", transform: positiveNumber)
  var adamEpsilon: Double?

  @Option(
    parsing: .unconditional, help: "Adam's ε for the critic, where it has its own.",
    transform: positiveNumber)
  var criticAdamEpsilon: Double?

  @Option(
    parsing: .unconditional, help: "Further passes in which only the critic learns.",
    transform: wholeNumberFromZero)
  var extraCriticEpochs: Int?

  @Flag(
    name: [.customLong("normalise-advantages"), .customLong("norm-adv")], inversion: .prefixedNo,
    help: "Whether each minibatch's advantages get mean 0 and standard deviation 1.")
  var normaliseAdvantages: Bool?

  @Flag(
    inversion: .prefixedNo,
    help: "Whether the critic learns targets of mean 0 and standard deviation 1.")
  var normaliseValues: Bool?

  @Flag(
    inversion: .prefixedNo,
    help: "Whether the value of what a time limit cut off is added back.")
  var bootstrapTruncated: Bool?

  @Option(
    parsing: .unconditional, help: "Widths of the hidden layers, such as 64,64.",
    transform: widths)
  var hiddenSizes: [Int]?

  /// The defaults with what was asked for in their place.
  func settings(over defaults: PPOSettings) -> PPOSettings {
    var settings = defaults
    func set<Value>(_ field: WritableKeyPath<PPOSettings, Value>, _ value: Value?) {
      if let value { settings[keyPath: field] = value }
    }
    set(\.environmentCount, environments)
    set(\.rolloutLength, rolloutLength)
    set(\.epochs, epochs)
    set(\.minibatchCount, minibatches)
    set(\.discount, discount)
    set(\.gaeLambda, gaeLambda)
    set(\.clipRange, clipRange)
    set(\.valueClipRange, valueClipRange.map(\.value))
    set(\.valueCoefficient, valueCoefficient)
    set(\.entropyCoefficient, entropyCoefficient.map { .constant($0) })
    set(\.maxGradientNorm, maxGradientNorm.map { $0.value ?? .infinity })
    set(\.targetKL, targetKL.map(\.value))
    set(\.adamEpsilon, adamEpsilon)
    set(\.criticAdamEpsilon, criticAdamEpsilon)
    set(\.extraCriticEpochs, extraCriticEpochs)
    set(\.normalisesAdvantages, normaliseAdvantages)
    set(\.normalisesValues, normaliseValues)
    set(\.bootstrapsTruncated, bootstrapTruncated)
    set(\.hiddenSizes, hiddenSizes)
    settings.learningRate = schedule(learningRate, over: defaults.learningRate)
    if criticLearningRate != nil || defaults.criticLearningRate != nil {
      settings.criticLearningRate = schedule(
        criticLearningRate, over: defaults.criticLearningRate ?? defaults.learningRate)
    }
    return settings
  }

  /// The learning rate from `start`, annealed if that is asked for, or else as the default is.
  private func schedule(_ start: Double?, over defaults: Schedule) -> Schedule {
    let anneals = annealLearningRate ?? (defaults.value(at: 1) == 0)
    let first = start ?? defaults.value(at: 0)
    return anneals ? .linear(from: first, to: 0) : .constant(first)
  }
}

/// A number that may also be `none`.
struct Limit: Sendable { var value: Double? }

@Sendable private func positive(_ text: String) throws -> Int {
  guard let number = Int(text), (1...1_000_000_000).contains(number) else {
    throw ValidationError("a whole number from 1 to 1000000000 is allowed")
  }
  return number
}

@Sendable private func wholeNumberFromZero(_ text: String) throws -> Int {
  guard let number = Int(text), (0...1_000_000).contains(number) else {
    throw ValidationError("a whole number from 0 to 1000000 is allowed")
  }
  return number
}

private func number(in range: ClosedRange<Double>) -> @Sendable (String) throws -> Double {
  { text in
    guard let number = Double(text), range.contains(number) else {
      throw ValidationError("a number from \(range.lowerBound) to \(range.upperBound) is allowed")
    }
    return number
  }
}

@Sendable private func positiveNumber(_ text: String) throws -> Double {
  guard let number = Double(text), number > 0, number.isFinite else {
    throw ValidationError("a number above 0 is allowed")
  }
  return number
}

@Sendable private func numberOrNone(_ text: String) throws -> Limit {
  if text == "none" { return Limit() }
  guard let number = Double(text), number > 0, number.isFinite else {
    throw ValidationError("a number above 0, or none, is allowed")
  }
  return Limit(value: number)
}

@Sendable private func widths(_ text: String) throws -> [Int] {
  let texts = text.split(separator: ",", omittingEmptySubsequences: false)
  let widths = texts.compactMap { Int($0) }
  guard widths.count == texts.count, widths.allSatisfy({ (1...65_536).contains($0) }) else {
    throw ValidationError("widths from 1 to 65536 with commas between them are allowed")
  }
  return widths
}
