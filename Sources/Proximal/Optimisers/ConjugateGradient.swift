/// Solves A x = b for a symmetric positive definite A of which only products A v are known.
///
/// Each iteration goes to the minimum of ½ xᵀA x − bᵀx along one more direction, conjugate to all
/// before it (pᵢᵀA pⱼ = 0). In exact arithmetic the solution is there after as many iterations as A
/// has distinct eigenvalues, and it is often good enough long before.
///
/// Source: Hestenes and Stiefel, “Methods of conjugate gradients for solving linear systems”, 1952.
public struct ConjugateGradient: Sendable, Equatable {
  /// The most products with A that are spent, the one for the start aside.
  public var iterations: Int
  /// The iterations end when the squared residual ‖b − A x‖² is below this.
  public var residualTolerance: Double

  /// At least one iteration, and a tolerance of 0 or more.
  public init(iterations: Int, residualTolerance: Double = 1e-10) {
    require(
      iterations > 0 && residualTolerance >= 0,
      "conjugate gradients need an iteration and a tolerance of at least 0; got \(iterations) and "
        + "\(residualTolerance)")
    self.iterations = iterations
    self.residualTolerance = residualTolerance
  }

  /// What ``solve(_:start:multiply:)`` found.
  public struct Solution<Scalar: NetworkScalar>: Sendable {
    /// x.
    public internal(set) var x: [Scalar]
    /// How many iterations were made.
    public internal(set) var iterations = 0
    /// ‖b − A x‖², as the recurrence carries it.
    public internal(set) var squaredResidual: Double
  }

  /// Solves A x = b.
  ///
  ///     α = rᵀr / pᵀA p,   x ← x + α p,   r' = r − α A p,   p ← r' + (r'ᵀr' / rᵀr) p
  ///
  /// - Parameters:
  ///   - b: the right side.
  ///   - start: the first x; zero when none is given.
  ///   - multiply: writes A v to its second argument.
  public func solve<Scalar: NetworkScalar>(
    _ b: [Scalar], start: [Scalar]? = nil,
    multiply: (_ v: [Scalar], _ product: inout [Scalar]) -> Void
  ) -> Solution<Scalar> {
    var (residual, product) = (b, [Scalar](repeating: 0, count: b.count))
    if let start {
      require(start.count == b.count, "a start needs \(b.count) numbers; got \(start.count)")
      multiply(start, &product)
      add(product, times: -1, to: &residual)
    }
    var solution = Solution(
      x: start ?? product, squaredResidual: innerProduct(residual, residual))
    var direction = residual
    // snippet.conjugate-gradient
    while solution.squaredResidual >= residualTolerance, solution.iterations < iterations {
      multiply(direction, &product)
      let curvature = innerProduct(direction, product)
      // Nothing is left to go along: the residual is zero, or A is not positive definite.
      guard curvature > 0 else { break }
      let alpha = solution.squaredResidual / curvature
      add(direction, times: alpha, to: &solution.x)
      add(product, times: -alpha, to: &residual)
      let squaredResidual = innerProduct(residual, residual)
      extend(&direction, by: squaredResidual / solution.squaredResidual, from: residual)
      solution.squaredResidual = squaredResidual
      solution.iterations += 1
    }
    // snippet.end
    return solution
  }
}

/// p ← r + β p
@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
private func extend<Scalar: NetworkScalar>(
  _ direction: inout [Scalar], by beta: Double, from residual: [Scalar]
) {
  let beta = Scalar(beta)
  for i in direction.indices { direction[i] = residual[i] + beta * direction[i] }
}
