import RealModule

/// What a layer applies to each of its outputs.
public enum Activation: Sendable, Hashable {
  /// f(z) = z, tanh z, max(z, 0).
  case identity, tanh, relu
}

/// A number type that a network can be computed in.
///
/// `Float` goes through the C kernels and is what training uses. `Double` is written out below in
/// plain Swift loops: slow, obvious, and precise enough to check gradients by differences. The two
/// run the very same networks, so what is proven in `Double` is proven of the code that trains.
///
/// All matrices are row-major. Pointers must hold as many elements as the shapes say.
public protocol NetworkScalar: Real, BinaryFloatingPoint, BitwiseCopyable, Sendable {
  /// C `[rows × columns]` = f(A `[rows × inner]` · B `[inner × columns]` + bias `[columns]`)
  static func product(
    _ c: UnsafeMutablePointer<Self>, _ a: UnsafePointer<Self>, _ b: UnsafePointer<Self>,
    bias: UnsafePointer<Self>?, rows: Int, inner: Int, columns: Int, activation: Activation)
  /// C `[rows × columns]` = (accumulate ? C : 0) + Aᵀ · B, with A `[inner × rows]` and
  /// B `[inner × columns]`
  static func productLeftTransposed(
    _ c: UnsafeMutablePointer<Self>, _ a: UnsafePointer<Self>, _ b: UnsafePointer<Self>,
    rows: Int, inner: Int, columns: Int, accumulate: Bool)
  /// C `[rows × columns]` = A `[rows × inner]` · Bᵀ ⊙ f'(z), with B `[columns × inner]`, and f'(z)
  /// written with the activation's output f(z) `[rows × columns]`
  static func productRightTransposed(
    _ c: UnsafeMutablePointer<Self>, _ a: UnsafePointer<Self>, _ b: UnsafePointer<Self>,
    rows: Int, inner: Int, columns: Int, output: UnsafePointer<Self>, activation: Activation)
  /// sums `[columns]` = (accumulate ? sums : 0) + Σ over rows of A `[rows × columns]`
  static func columnSums(
    _ sums: UnsafeMutablePointer<Self>, _ a: UnsafePointer<Self>, rows: Int, columns: Int,
    accumulate: Bool)
  /// gradient ← gradient · f'(z), written with the activation's output y = f(z)
  static func activationBackward(
    _ gradient: UnsafeMutablePointer<Self>, output: UnsafePointer<Self>, count: Int,
    activation: Activation)
  /// y `[rows × columns]` = logits − log Σ exp(logits), row by row; a logit of −∞ stays −∞
  static func logSoftmaxRows(
    _ y: UnsafeMutablePointer<Self>, _ logits: UnsafePointer<Self>, rows: Int, columns: Int)
  /// y = exp(x), element by element
  static func exponentials(_ y: UnsafeMutablePointer<Self>, _ x: UnsafePointer<Self>, count: Int)
  /// y = log x, element by element, for x > 0
  static func logarithms(_ y: UnsafeMutablePointer<Self>, _ x: UnsafePointer<Self>, count: Int)
  /// y = tanh x, element by element
  static func hyperbolicTangents(
    _ y: UnsafeMutablePointer<Self>, _ x: UnsafePointer<Self>, count: Int)
  /// Σ x², in Double
  static func sumOfSquares(_ x: UnsafePointer<Self>, count: Int) -> Double
  /// sum ← (accumulate ? sum : 0) + factor · x, fused
  static func addScaled(
    _ sum: UnsafeMutablePointer<Self>, _ x: UnsafePointer<Self>, by factor: Self, count: Int,
    accumulate: Bool)
  /// x ← factor · x
  static func scale(_ x: UnsafeMutablePointer<Self>, by factor: Self, count: Int)
  /// One step of Adam on `count` numbers; see ``Adam`` for the equations.
  static func adam(
    _ parameters: UnsafeMutablePointer<Self>, firstMoment: UnsafeMutablePointer<Self>,
    secondMoment: UnsafeMutablePointer<Self>, gradient: UnsafePointer<Self>, count: Int,
    beta1: Double, beta2: Double, stepSize: Double, rootCorrection: Double, epsilon: Double)
}
