import Notebook
import Proximal

/// What a training is to do: everything that its weights depend on.
struct TrainingPlan: Equatable, Sendable {
  var environment: String
  /// Environment steps.
  var steps: Int
  var seed = 1
  var settings: PPOSettings

  /// The environment's defaults.
  init(environment: String) {
    let defaults = TrainingDefaults(of: environment)
    self.environment = environment
    (steps, settings) = (defaults.steps, defaults.settings)
  }
}

extension TrainingPlan {
  /// Floats that a rollout may take, its networks' activations included: 4 GB.
  static let largestRollout = 1 << 30
  /// Weights that the two networks may have together.
  static let mostWeights = 1 << 25

  /// What makes no sense together, though each setting alone does.
  func check() throws(SettingFault) {
    let (settings, shape) = (self.settings, WorldShape(of: environment))
    let transitions = "\(settings.environmentCount) × \(settings.rolloutLength)"
    guard weights(shape) <= Double(Self.mostWeights) else {
      throw SettingFault(
        .hiddenSizes, in: self,
        "\(shape.observationCount) inputs and \(shape.outputCount) outputs make "
          + "\(rounded(weights(shape), 0)) weights of it; at most \(Self.mostWeights) are allowed")
    }
    guard rolloutFloats(shape) <= Double(Self.largestRollout) else {
      throw SettingFault(
        .rolloutLength, in: self,
        "a rollout of \(transitions) steps needs \(rounded(4 * rolloutFloats(shape) / 1e9, 1)) GB "
          + "of memory; at most 4 GB are allowed")
    }
    guard steps >= settings.batchSize else {
      throw SettingFault(
        .steps, in: self,
        "one rollout takes \(transitions) = \(settings.batchSize) steps; so many or more are allowed"
      )
    }
    guard settings.minibatchCount <= settings.batchSize else {
      throw SettingFault(
        .minibatches, in: self,
        "a rollout has \(transitions) = \(settings.batchSize) steps; so many minibatches or fewer are "
          + "allowed, as none may be empty")
    }
    guard settings.logStandardDeviation == nil || shape.isGaussian else {
      throw SettingFault(
        .logStandardDeviation, in: self,
        "the policy of \(environment) has no σ; learned is allowed")
    }
  }

  /// Counted in floating point: a product of the largest numbers that are allowed overflows an Int.
  private func weights(_ shape: WorldShape) -> Double {
    [shape.outputCount, 1].reduce(0) { sum, outputs in
      let sizes = ([shape.observationCount] + settings.hiddenSizes + [outputs]).map(Double.init)
      return sum + zip(sizes, sizes.dropFirst()).reduce(0) { $0 + ($1.0 + 1) * $1.1 }
    }
  }

  /// Two observations a transition, the critic's activations, and some twenty numbers besides.
  private func rolloutFloats(_ shape: WorldShape) -> Double {
    let each = 2 * shape.observationCount + settings.hiddenSizes.reduce(0, +) + 20
    return Double(settings.environmentCount) * Double(settings.rolloutLength) * Double(each)
  }
}

/// What a plan must know about a world.
private struct WorldShape {
  var observationCount: Int
  /// Of the actor.
  var outputCount: Int
  /// Whether the policy has a σ of its own.
  var isGaussian: Bool

  init(of environment: String) {
    do {
      self = try Worlds.run(Measuring(), in: environment)
    } catch {
      fatalError("measuring throws nothing; got \(error)")
    }
  }

  private init(observationCount: Int, outputCount: Int, isGaussian: Bool) {
    (self.observationCount, self.outputCount) = (observationCount, outputCount)
    self.isGaussian = isGaussian
  }

  private struct Measuring: WorldTask {
    func run<World, Distributions>(
      _ world: World, _ policy: PolicyStart<Distributions>
    ) -> WorldShape
    where
      World: Environment, World.Action.Element == Distributions.Action,
      Distributions.Scalar == Float
    {
      WorldShape(
        observationCount: World.Observation.count, outputCount: policy.distributions.outputCount,
        isGaussian: !policy.freeParameters.isEmpty)
    }
  }
}
