/// One way to improve a policy on a batch of whole episodes: a penalty, a trust region, a clip.
///
/// A training on whole episodes is the same for all of them; see the chapters 4 and 5.
public protocol PolicyUpdate: Sendable {
  /// What is kept of an update.
  associatedtype Record: Sendable

  /// Changes of the parameters so far.
  var stepCount: Int { get }

  /// Improves the policy that has collected the batch.
  ///
  /// - Parameters:
  ///   - policy: π_old, replaced by π. It maps observations to logits.
  ///   - batch: drawn from π_old, M steps.
  ///   - advantages: Â_t, `[M]`.
  mutating func improve<World>(
    _ policy: inout MLP<Float>, on batch: EpisodeBatch<World>, advantages: [Float]
  ) -> Record
}

/// How far an update went, and at what price.
public struct UpdateDistance: Sendable, Equatable {
  /// The mean over the batch of KL(π_old‖π), in nats.
  public var meanKL: Double
  /// β, what a nat cost; 0 where distance has no price.
  public var beta: Double

  /// A distance in nats and its price; without one the price is 0.
  public init(meanKL: Double, beta: Double = 0) {
    (self.meanKL, self.beta) = (meanKL, beta)
  }
}
