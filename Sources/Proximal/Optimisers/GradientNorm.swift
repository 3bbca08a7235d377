/// Shortens a gradient that is longer than allowed, and leaves its direction.
///
///     g ← g · min(1, max / (‖g‖ + 1e-6))
///
/// The gradient may lie in several arrays; ‖g‖ is the length of all of them together.
///
/// Source: Pascanu, Mikolov and Bengio, “On the difficulty of training recurrent neural networks”,
/// ICML 2013, algorithm 1; the 1e-6 is PyTorch's.
public struct GradientNorm<Scalar: NetworkScalar>: Sendable {
  /// ‖g‖², of what has been added so far, in Double.
  private var squares = 0.0

  /// Of no gradient yet: 0.
  public init() {}

  /// ‖g‖ before any shortening.
  public var value: Double { squares.squareRoot() }

  /// Counts one part of the gradient in.
  public mutating func add(_ gradient: [Scalar]) {
    gradient.withUnsafeBufferPointer { gradient in
      guard let first = gradient.baseAddress else { return }
      squares += Scalar.sumOfSquares(first, count: gradient.count)
    }
  }

  /// Counts in what another has been given.
  public mutating func add(_ other: Self) { squares += other.squares }

  /// Scales one part of the gradient so that the whole is at most `maximum` long; nil is no limit.
  public func shorten(_ gradient: inout [Scalar], to maximum: Double?) {
    guard let maximum else { return }
    let factor = maximum / (value + 1e-6)
    guard factor < 1 else { return }
    gradient.withUnsafeMutableBufferPointer { gradient in
      guard let first = gradient.baseAddress else { return }
      Scalar.scale(first, by: Scalar(factor), count: gradient.count)
    }
  }
}
