import Files
import Proximal

/// A trained agent as it lies on disk: its networks, what they are shown, and what trained them.
///
/// The tensors have the names and the layout that PyTorch gives a module with two attributes,
/// `actor` and `critic`, each an `nn.Sequential(Linear, Tanh, Linear, Tanh, …, Linear)`, or with ReLU
/// in place of Tanh, as `activation` among the words about them says, so that
/// `load_state_dict` takes them as they are: `actor.0.weight` `[outputs × inputs]`, `actor.0.bias`
/// `[outputs]`, `actor.2.weight`, …, `critic.0.weight`, …. A Gaussian policy has `actor_logstd`
/// `[1 × n]` besides; an agent that saw normalised observations has their statistics, `observation_mean`
/// and `observation_variance`, `[n]`. Weights are not rounded; the statistics are, to float32.
///
/// Agents of CleanRL and of Stable-Baselines3 are read too; the README has a table of their tensors.
public struct SavedAgent: Sendable {
  /// Gymnasium's name of the environment; nil where the file does not say.
  public var environment: String?
  /// What trained it: `ppo-clip`.
  public var algorithm: String?
  /// Of the training.
  public var seed: UInt64?
  /// The environment steps of the training.
  public var steps: Int?
  /// Gives the logits, or the mean of a Gaussian.
  public var actor: MLP<Float>
  /// Gives V(s); nil where the file has none. An agent acts without it.
  public var critic: MLP<Float>?
  /// log σ of a Gaussian policy, one number for each component of an action; nil where actions are
  /// discrete.
  public var logStandardDeviation: [Float]?
  /// What its actions are.
  public var actionSpace: ActionSpace
  /// How a network's input is made of what the environment shows.
  public var observationForm: ObservationForm
  /// What both networks are shown in place of that input, where they were trained so.
  public var observationNormalisation: ObservationNormalisation?
  /// What was passed over, converted or assumed when the agent was read, a line each.
  public internal(set) var remarks: [String] = []

  /// How a network's input is made of an environment's observation, before it is normalised.
  public struct ObservationForm: Equatable, Sendable {
    /// Where observations are dictionaries in Gymnasium, the entry that is shown: `image`.
    public var key: String?
    /// By what the numbers are divided, in turn and over again; nil where nothing is known about it.
    ///
    /// The environments of this course divide by themselves: what they write is a network's input.
    public var divisors: [Float]?

    /// Whether a number can be a divisor: one so small that quotients overflow cannot.
    static func canDivide(_ number: Float) -> Bool { number.isFinite && number.magnitude >= 1e-30 }

    /// A form from its parts.
    public init(key: String? = nil, divisors: [Float]? = nil) {
      (self.key, self.divisors) = (key, divisors)
    }
  }

  /// Writes the agent whole, or leaves what was there.
  public func save(to path: String) throws(FileError) {
    try tensors.write(to: path)
  }

  /// Reads an agent. Whatever is in the file, there is an agent that can act, or one error.
  public init(contentsOf path: String) throws(FileError) {
    let file = try SafetensorsFile(contentsOf: path)
    do {
      self = try Self(file)
    } catch {
      throw FileError(path: path, action: "read", reason: error.message)
    }
  }

  /// An agent from its parts, which must fit together: else this traps and says what does not.
  ///
  /// - Parameters:
  ///   - environment: Gymnasium's name of it.
  ///   - algorithm: what trained the agent.
  ///   - seed: of the training.
  ///   - steps: of the training, in the environment.
  ///   - actor: gives the logits, or the mean of a Gaussian; its activations are tanh or ReLU.
  ///   - critic: gives V(s), from what the actor is shown and with the actor's activations.
  ///   - logStandardDeviation: log σ of a Gaussian policy, one number for each output of the actor.
  ///   - actionSpace: where none is given, one index out of as many as the actor has outputs, or, where
  ///     there is a log σ, a vector of as many numbers.
  ///   - observationForm: how a network's input is made of an observation.
  ///   - observationNormalisation: what the networks are shown in place of that input.
  public init(
    environment: String? = nil, algorithm: String? = nil, seed: UInt64? = nil, steps: Int? = nil,
    actor: MLP<Float>, critic: MLP<Float>? = nil, logStandardDeviation: [Float]? = nil,
    actionSpace: ActionSpace? = nil, observationForm: ObservationForm = ObservationForm(),
    observationNormalisation: ObservationNormalisation? = nil
  ) {
    (self.environment, self.algorithm) = (environment, algorithm)
    (self.seed, self.steps) = (seed, steps)
    (self.actor, self.critic) = (actor, critic)
    self.logStandardDeviation = logStandardDeviation
    self.actionSpace =
      actionSpace ?? Self.actionSpace(of: actor, isGaussian: logStandardDeviation != nil)
    self.observationForm = observationForm
    self.observationNormalisation = observationNormalisation
    if let fault { fatalError(fault) }
  }

  /// What is likely where nothing is said about it.
  static func actionSpace(of actor: MLP<Float>, isGaussian: Bool) -> ActionSpace {
    let count = actor.outputCount
    return isGaussian
      ? .box(low: -.infinity, high: .infinity, count: count) : .discrete(count: count)
  }

  /// Why the parts do not make an agent, if they do not.
  var fault: String? { networkFault ?? actionFault ?? observationFault }

  private var networkFault: String? {
    if actor.hiddenActivation.name == nil { return "only networks with tanh or relu are saved" }
    guard let critic else { return nil }
    if critic.hiddenActivation != actor.hiddenActivation {
      return "the actor and the critic have different activations"
    }
    if actor.hiddenActivation.name == nil { return "networks with tanh or relu are saved" }
    if critic.outputCount != 1 { return "the critic has \(critic.outputCount) outputs, not 1" }
    if critic.inputCount != actor.inputCount {
      return "the actor sees \(actor.inputCount) numbers, the critic \(critic.inputCount)"
    }
    return nil
  }

  private var actionFault: String? {
    if let count = logStandardDeviation?.count, count != actor.outputCount {
      return "log σ has \(count) numbers for \(actor.outputCount) outputs of the actor"
    }
    guard actionSpace.outputCount == actor.outputCount else {
      return "\(actionSpace.gymnasiumText) takes \(actionSpace.outputCount) outputs of the actor, "
        + "which has \(actor.outputCount)"
    }
    if case .box = actionSpace {
      return logStandardDeviation == nil
        ? "\(actionSpace.gymnasiumText) takes a log σ, and there is none" : nil
    }
    return logStandardDeviation != nil
      ? "\(actionSpace.gymnasiumText) takes no log σ, and there is one" : nil
  }

  private var observationFault: String? {
    if let divisors = observationForm.divisors,
      divisors.isEmpty || actor.inputCount % divisors.count != 0
        || !divisors.allSatisfy(ObservationForm.canDivide)
    {
      return "observations of \(actor.inputCount) numbers cannot be divided by \(divisors) in turn"
    }
    if let count = observationNormalisation?.mean.count, count != actor.inputCount {
      return "the statistics of observations have \(count) components, the actor sees "
        + "\(actor.inputCount)"
    }
    return nil
  }

}
