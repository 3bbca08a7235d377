/// Which way round a step's divergence is measured. To second order in the step both are the same.
public enum DivergenceDirection: Sendable, Equatable {
  /// KL(π_old‖π), as in the TRPO paper and in the penalty of PPO.
  case oldToNew
  /// KL(π‖π_old), as some implementations of TRPO have it.
  case newToOld
}

/// How a ``TrustRegion`` steps.
public struct TrustRegionSettings: Sendable, Equatable {
  /// δ: the mean KL divergence that an update must stay below, in nats.
  public var maxKL: Double
  /// The most iterations of conjugate gradients.
  public var cgIterations: Int
  /// λ, added to the Fisher information's diagonal.
  public var cgDamping: Double
  /// Conjugate gradients end when the squared residual is below this.
  public var cgResidualTolerance: Double
  /// What a rejected step is shortened by.
  public var backtrackFactor: Double
  /// The most steps that the line search tries.
  public var lineSearchIterations: Int
  /// What the line search holds against δ.
  public var divergenceDirection: DivergenceDirection

  /// Each as above; δ is above 0, the factor between 0 and 1, and the line search has a try.
  public init(
    maxKL: Double = 0.01, cgIterations: Int = 15, cgDamping: Double = 0.1,
    cgResidualTolerance: Double = 1e-10, backtrackFactor: Double = 0.8,
    lineSearchIterations: Int = 10, divergenceDirection: DivergenceDirection = .oldToNew
  ) {
    require(maxKL > 0, "a trust region needs a δ above 0; got \(maxKL)")
    require(
      backtrackFactor > 0 && backtrackFactor < 1 && lineSearchIterations > 0,
      "a line search needs a factor between 0 and 1 and a try; got \(backtrackFactor) and "
        + "\(lineSearchIterations)")
    self.maxKL = maxKL
    self.cgIterations = cgIterations
    self.cgDamping = cgDamping
    self.cgResidualTolerance = cgResidualTolerance
    self.backtrackFactor = backtrackFactor
    self.lineSearchIterations = lineSearchIterations
    self.divergenceDirection = divergenceDirection
  }
}

/// What an update of a ``TrustRegion`` came to.
public struct TrustRegionOutcome: Sendable, Equatable {
  /// The part of the whole step that was taken: 1, 0.8, 0.64, …; 0 if none was.
  public internal(set) var acceptedCoefficient = 0.0
  /// The mean KL divergence between the policies before and after; 0 if no step was taken.
  public internal(set) var meanKL = 0.0
  /// The surrogate before the update.
  public internal(set) var surrogateBefore: Double
  /// The surrogate after it.
  public internal(set) var surrogateAfter: Double
  /// The mean KL divergence of every step that was tried.
  public internal(set) var meanKLs: [Double] = []
  /// √(2δ / sᵀF s): the whole step is this times the search direction; 0 if there is no direction.
  public internal(set) var stepSize: Double
  /// sᵀF s.
  public internal(set) var curvature: Double
  /// The iterations that conjugate gradients made.
  public internal(set) var cgIterations: Int

  /// Whether a step was taken.
  public var isAccepted: Bool { acceptedCoefficient > 0 }
}
