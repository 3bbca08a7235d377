import Files
import Foundation
import Proximal
import TrainingFiles

/// What a training run was asked to do: the part of its JSON object that is known beforehand.
public struct TrainingSetup: Codable, Equatable, Sendable {
  /// The method's fixed slug, such as `reinforce-baseline`.
  public var algorithm: String
  /// Gymnasium's name for the environment, such as `CartPole-v1`.
  public var environment: String
  /// Environments that are played side by side.
  public var environments: Int
  /// Steps that each environment plays between two updates; for whole episodes, the longest episode.
  public var rolloutLength: Int
  /// Passes over the data of one update.
  public var epochs: Int
  /// Slices of the data in one pass.
  public var minibatches: Int
  /// Widths of the policy's hidden layers.
  public var hiddenSizes: [Int]
  /// Everything else that was set, for the book's list of hyperparameters: a name and a value each.
  public var hyperparameters: [Hyperparameter]

  /// What one setting was called and what it was.
  public struct Hyperparameter: Codable, Equatable, Sendable {
    public let name: String
    public let value: String

    public init(name: String, value: String) {
      (self.name, self.value) = (name, value)
    }
  }

  /// - Parameter hyperparameters: names and values in the order in which they are to be listed.
  public init(
    algorithm: String, environment: String, environments: Int, rolloutLength: Int, epochs: Int,
    minibatches: Int, hiddenSizes: [Int], hyperparameters: KeyValuePairs<String, String> = [:]
  ) {
    self.algorithm = algorithm
    self.environment = environment
    self.environments = environments
    self.rolloutLength = rolloutLength
    self.epochs = epochs
    self.minibatches = minibatches
    self.hiddenSizes = hiddenSizes
    self.hyperparameters = hyperparameters.map { Hyperparameter(name: $0.key, value: $0.value) }
  }

  /// A training by ``PPO`` with these settings.
  public init(algorithm: String, environment: String, settings: PPOSettings) {
    self.init(
      algorithm: algorithm, environment: environment, environments: settings.environmentCount,
      rolloutLength: settings.rolloutLength, epochs: settings.epochs,
      minibatches: settings.minibatchCount, hiddenSizes: settings.hiddenSizes)
    hyperparameters = settings.hyperparameters.map(Hyperparameter.init)
  }
}

/// What a training run came to: the part of its JSON object that is known afterwards.
public struct TrainingOutcome: Codable, Sendable {
  /// The return of each finished training episode, in the order in which they ended.
  public var episodeReturns: [Double]
  /// The environment step, counted over the whole run, at which each of them ended.
  public var episodeEnds: [Int]
  /// Environment steps taken.
  public var steps: Int
  /// Optimiser steps taken.
  public var gradientSteps: Int
  /// A fingerprint of the trained parameters.
  public var weightsHash: String
  /// The mean return of evaluation episodes after the training, where there were any.
  public var evaluationReturn: Double?
  /// Their mean length, in steps.
  public var evaluationLength: Double?
  /// The best agent on the way, where one was looked for.
  public var best: BestAgent?
  /// The mean returns of the training episodes by where they ended, where they were kept.
  public var learningCurve: [CurvePoint]?

  /// An agent of a moment before the end.
  public struct BestAgent: Codable, Equatable, Sendable {
    /// Environment steps that it had been trained for.
    public var steps: Int
    /// Its mean return in the episodes that the last agent is evaluated by.
    public var evaluationReturn: Double

    public init(steps: Int, evaluationReturn: Double) {
      (self.steps, self.evaluationReturn) = (steps, evaluationReturn)
    }
  }

  /// Episodes that ended close to each other.
  public struct CurvePoint: Codable, Equatable, Sendable {
    /// The environment step at which they ended, on average.
    public var step: Double
    public var meanReturn: Double

    public init(step: Double, meanReturn: Double) {
      (self.step, self.meanReturn) = (step, meanReturn)
    }
  }

  public init(
    episodeReturns: [Double], episodeEnds: [Int], steps: Int, gradientSteps: Int,
    weightsHash: String
  ) {
    self.episodeReturns = episodeReturns
    self.episodeEnds = episodeEnds
    self.steps = steps
    self.gradientSteps = gradientSteps
    self.weightsHash = weightsHash
  }

  /// What the policy came to: the mean return of the evaluation, else of the last 100 training
  /// episodes (of all, when there are fewer); nil when no episode ended.
  public var finalReturn: Double? {
    if let evaluationReturn { return evaluationReturn }
    let last = episodeReturns.suffix(100)
    return last.isEmpty ? nil : last.reduce(0, +) / Double(last.count)
  }
}

/// One finished training run: a seed, what was asked, what came, and how long it took.
public struct TrainingRun: Codable, Sendable {
  public let seed: UInt64
  public let setup: TrainingSetup
  public var outcome: TrainingOutcome
  /// Wall time of the training, of all its parts where it was resumed, without the time in which it was
  /// stopped.
  public var seconds: Double

  public init(seed: UInt64, setup: TrainingSetup, outcome: TrainingOutcome, seconds: Double) {
    self.seed = seed
    self.setup = setup
    self.outcome = outcome
    self.seconds = seconds
  }

  public var stepsPerSecond: Double { Double(outcome.steps) / max(seconds, 1e-9) }

  /// The run as a JSON object on one line. Only `seconds` and `stepsPerSecond` may differ between
  /// two runs of the same program with the same options. `finalReturn` is null when no episode ended.
  ///
  /// `bestSteps` and `bestReturn`, and `learningCurve` (pairs of step and mean return), are there
  /// where they are known.
  public func json(chapter: String) -> String {
    var fields: [(String, String)] = [
      ("chapter", quoted(chapter)),
      ("algorithm", quoted(setup.algorithm)),
      ("environment", quoted(setup.environment)),
      ("seed", "\(seed)"),
      ("steps", "\(outcome.steps)"),
      ("environments", "\(setup.environments)"),
      ("rolloutLength", "\(setup.rolloutLength)"),
      ("epochs", "\(setup.epochs)"),
      ("minibatches", "\(setup.minibatches)"),
      ("hiddenSizes", "[\(setup.hiddenSizes.map(String.init).joined(separator: ","))]"),
      ("gradientSteps", "\(outcome.gradientSteps)"),
      ("seconds", "\(seconds)"),
      ("stepsPerSecond", "\(stepsPerSecond)"),
      ("weightsHash", quoted(outcome.weightsHash)),
      ("finalReturn", outcome.finalReturn.map { "\($0)" } ?? "null"),
    ]
    if let best = outcome.best {
      fields += [("bestSteps", "\(best.steps)"), ("bestReturn", "\(best.evaluationReturn)")]
    }
    if let curve = outcome.learningCurve {
      let points = curve.map { "[\($0.step),\($0.meanReturn)]" }
      fields.append(("learningCurve", "[\(points.joined(separator: ","))]"))
    }
    return "{" + fields.map { "\(quoted($0.0)):\($0.1)" }.joined(separator: ",") + "}"
  }

  /// Names and slugs are plain ASCII without quotes, so quoting is all the escaping they need.
  private func quoted(_ text: String) -> String {
    require(
      text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C },
      "names in JSON are plain ASCII without quotes or backslashes; got \(text)")
    return "\"\(text)\""
  }
}
