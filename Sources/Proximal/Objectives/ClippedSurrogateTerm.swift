import RealModule

/// clip(x, l, r) = max(min(x, r), l): x where it lies in the range, else the nearer end.
@inlinable
public func clip<Scalar: Comparable>(_ x: Scalar, to range: ClosedRange<Scalar>) -> Scalar {
  max(min(x, range.upperBound), range.lowerBound)
}

/// One step's term of the clipped surrogate as a function of its ratio: the form that derivations
/// and tests take apart; ``ClippedSurrogate`` is the same for a batch.
///
///     L(ρ) = min(ρ A, clip(ρ, 1 − ε, 1 + ε) A),   with a dual clip c and A < 0: max(L(ρ), c A)
public struct ClippedSurrogateTerm<Scalar: Real & Sendable>: Sendable {
  /// ρ = π(a|s) / π_old(a|s).
  public let ratio: Scalar
  /// A.
  public let advantage: Scalar
  /// ε.
  public let clipRange: Scalar
  /// c, +∞ where there is no dual clip.
  public let dualClip: Scalar

  /// A term from its parts: ε above 0, c above 1.
  public init(
    ratio: Scalar, advantage: Scalar, clipRange: Scalar, dualClip: Scalar = .infinity
  ) {
    require(clipRange > 0, "a clip range ε is above 0; got \(clipRange)")
    require(dualClip > 1, "a dual clip c is above 1; got \(dualClip)")
    (self.ratio, self.advantage) = (ratio, advantage)
    (self.clipRange, self.dualClip) = (clipRange, dualClip)
  }

  /// clip(ρ, 1 − ε, 1 + ε).
  public var clippedRatio: Scalar { clip(ratio, to: 1 - clipRange...1 + clipRange) }
  /// ρ A, the branch without the clip.
  public var unclipped: Scalar { ratio * advantage }
  /// clip(ρ, 1 − ε, 1 + ε) A, the branch with it.
  public var clipped: Scalar { clippedRatio * advantage }
  /// L(ρ).
  public var value: Scalar {
    let smaller = min(unclipped, clipped)
    return advantage < 0 ? max(smaller, dualClip * advantage) : smaller
  }

  /// Whether `min` takes the unclipped branch, the one that moves with ρ, and no dual clip holds it.
  /// Where the two are equal it does: ∂min(x, y)/∂x = 1 for x ≤ y, the convention of the course notes.
  public var movesWithRatio: Bool {
    unclipped <= clipped && !(advantage < 0 && ratio > dualClip)
  }

  /// ∂L/∂ρ = A where ``movesWithRatio``, else 0.
  ///
  /// At the kinks, ρ = 1 + ε with A > 0 and ρ = 1 − ε or ρ = c with A < 0, the convention gives A: the
  /// derivative on the side of ρ = 1.
  public var derivative: Scalar { movesWithRatio ? advantage : 0 }
}
