import Figures
import Proximal

/// An environment that can be drawn as it stands.
public protocol DrawnEnvironment: Environment {
  /// How long a step lasts in the world, s, or how long a reader needs for it where a world has no
  /// time.
  static var secondsPerStep: Double { get }

  /// The world without words, in a panel whose proportions are always the same.
  ///
  /// - Parameter action: what was done last, where that can be seen; nil before the first step.
  func drawing(_ title: String, after action: Action?) -> Panel
}

extension DrawnEnvironment {
  /// The world before the first step, or without what was done last.
  public func drawing(_ title: String = "") -> Panel { drawing(title, after: nil) }
}
