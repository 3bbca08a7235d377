/// A setting that may change as training goes on: a learning rate, an entropy coefficient.
public enum Schedule: Sendable, Equatable {
  /// The same from beginning to end.
  case constant(Double)
  /// From one value to another along a straight line.
  case linear(from: Double, to: Double)

  /// The value when a part of the training is over.
  ///
  /// - Parameter progress: from 0 at the first update to 1 after the last.
  public func value(at progress: Double) -> Double {
    switch self {
    case .constant(let value): value
    case .linear(let first, let last): first + (last - first) * progress
    }
  }
}

extension Schedule: CustomStringConvertible {
  /// `0.01`, or `0.00025 → 0.0`.
  public var description: String {
    switch self {
    case .constant(let value): "\(value)"
    case .linear(let first, let last): "\(first) → \(last)"
    }
  }
}
