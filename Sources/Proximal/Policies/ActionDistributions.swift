/// A batch of action distributions, one a row, as a policy gives them: their parameters are the
/// outputs of its network and, for some, free parameters that are the same in every state.
///
/// In a vector of all of a policy's parameters the free ones come first.
public protocol ActionDistributions<Scalar>: Sendable {
  /// What the network's outputs are numbers of.
  associatedtype Scalar: NetworkScalar
  /// What an array of actions is made of: one index a row, or the components of one vector a row.
  associatedtype Action: Sendable & BitwiseCopyable

  /// Distributions in the batch.
  var rows: Int { get }
  /// How many outputs the network has for one row.
  var outputCount: Int { get }
  /// The actions that can be drawn; a Gaussian's have no bounds.
  var actionSpace: ActionSpace { get }
  /// What fills an array of actions before any is known.
  var placeholderAction: Action { get }
  /// How many parameters are not outputs of the network.
  var freeParameterCount: Int { get }

  /// Takes the network's outputs, and the free parameters from the beginning of `parameters`.
  mutating func update(outputs: [Scalar], parameters: [Scalar], rows: Int)
  /// log π(aₜ|sₜ), `[rows]`.
  func logProbabilities(of actions: [Action], into logProbabilities: inout [Scalar])
  /// The gradient of Σₜ wₜ log π(aₜ|sₜ) with respect to the outputs, and to the free parameters at
  /// the beginning of `gradient`.
  func scoreGradient(
    weights: [Scalar], actions: [Action], outputs: inout [Scalar], gradient: inout [Scalar])
  /// Adds the gradient of factor · Σₜ H(π(·|sₜ)) to that of the outputs, and of the free parameters
  /// at the beginning of `gradient`.
  func addEntropyGradient(
    times factor: Scalar, outputs: inout [Scalar], gradient: inout [Scalar])
  /// The mean over the rows of the entropy H(π(·|sₜ)), in nats.
  var meanEntropy: Double { get }
  /// Draws the action of each row with a generator of its own, `generators` `[rows]`.
  func sample(using generators: inout [PCG64], into actions: inout [Action])
  /// Takes the most probable action of each row.
  func modes(into actions: inout [Action])
}

extension ActionDistributions {
  /// How many elements of `[Action]` make up the action of one row.
  public var actionWidth: Int { actionSpace.width }
}
