/// The clipped surrogate objective of a batch: the surrogate, with nothing more to gain from a ratio
/// that has left the clip range in the direction that its advantage favours.
///
///     L^CLIP = (1/N) Σₜ min(ρₜ Aₜ, clip(ρₜ, 1 − ε, 1 + ε) Aₜ)
///     ∇L^CLIP = Σₜ wₜ ∇ log π(aₜ|sₜ),   wₜ = 1[ρₜ Aₜ ≤ clip(ρₜ, 1 − ε, 1 + ε) Aₜ] ρₜ Aₜ / N
///
/// Hand ``scoreWeights`` to the distributions' `scoreGradient`.
///
/// With a dual clip c, a step with Aₜ < 0 counts max(…, c Aₜ): no weight is then larger than c |Aₜ| / N,
/// and a ratio above c is no longer pulled back.
///
/// Sources: Schulman et al., “Proximal policy optimization algorithms”, 2017, eq. 7; for the dual
/// clip, Ye et al., “Mastering complex control in MOBA games with deep reinforcement learning”,
/// AAAI 2020.
///
/// Make one and use it again: it grows to the largest batch it has seen and then allocates nothing.
public struct ClippedSurrogate<Scalar: NetworkScalar>: Sendable {
  /// ε.
  public let clipRange: Double
  /// c, the ratio beyond which a step with a negative advantage has no slope.
  public let dualClip: Double
  /// L^CLIP, summed in Double.
  public private(set) var value = 0.0
  /// The share of the ratios with |ρₜ − 1| > ε, whichever way their advantages pull.
  public private(set) var clipFraction = 0.0
  /// The mean of ρₜ − 1 − log ρₜ: an estimate of KL(π_old‖π) that is never negative.
  ///
  /// Source: J. Schulman, “Approximating KL divergence”, 2020, where it is k₃.
  public private(set) var approximateKL = 0.0
  /// ρₜ, `[rows]`; the array may be longer.
  public private(set) var ratios: [Scalar] = []
  /// wₜ, `[rows]`; the array may be longer.
  public private(set) var scoreWeights: [Scalar] = []

  /// - Parameters:
  ///   - clipRange: ε > 0; +∞ never clips, which leaves the plain ``Surrogate``.
  ///   - dualClip: c > 1; +∞ leaves the dual clip out.
  public init(clipRange: Double, dualClip: Double = .infinity) {
    require(clipRange > 0, "a clip range ε is above 0; got \(clipRange)")
    require(dualClip > 1, "a dual clip c is above 1; got \(dualClip)")
    (self.clipRange, self.dualClip) = (clipRange, dualClip)
  }

  /// - Parameters:
  ///   - logProbabilities: log π(aₜ|sₜ), `[rows]`.
  ///   - oldLogProbabilities: log π_old(aₜ|sₜ), `[rows]`.
  ///   - advantages: Aₜ, `[rows]`.
  ///   - rows: N, at least 1.
  @specialized(where Scalar == Float)
  public mutating func update(
    logProbabilities: [Scalar], oldLogProbabilities: [Scalar], advantages: [Scalar], rows: Int
  ) {
    checkAdvantages(advantages, rows: rows)
    // ρₜ = exp(log π − log π_old)
    computeRatios(
      logProbabilities: logProbabilities, oldLogProbabilities: oldLogProbabilities, rows: rows,
      into: &ratios)
    if scoreWeights.count < rows { scoreWeights = [Scalar](repeating: 0, count: rows) }
    let (lowest, highest) = (Scalar(1 - clipRange), Scalar(1 + clipRange))
    var (sum, outside, divergence) = (0.0, 0, 0.0)
    // snippet.clipped-surrogate
    for t in 0..<rows {
      let unclipped = ratios[t] * advantages[t]
      let clipped = max(min(ratios[t], highest), lowest) * advantages[t]
      // min(ρₜ Aₜ, clip(ρₜ) Aₜ), and wₜ = 1[ρₜ Aₜ ≤ clip(ρₜ) Aₜ] ρₜ Aₜ / N
      sum += Double(min(unclipped, clipped))
      scoreWeights[t] = unclipped <= clipped ? unclipped / Scalar(rows) : 0
      // snippet.end
      outside += ratios[t] < lowest || ratios[t] > highest ? 1 : 0
      let logRatio = Double(logProbabilities[t]) - Double(oldLogProbabilities[t])
      divergence += excess(of: Double(ratios[t]), logRatio)
    }
    if dualClip < .infinity { sum += raiseToFloor(advantages, rows: rows) }
    value = sum / Double(rows)
    clipFraction = Double(outside) / Double(rows)
    approximateKL = divergence / Double(rows)
  }

  /// Takes max(ρₜ Aₜ, c Aₜ) where Aₜ < 0 and ρₜ > c; what the sum gains by it. Since c > 1 > 1 − ε,
  /// such a step was on the branch ρₜ Aₜ.
  @specialized(where Scalar == Float)
  private mutating func raiseToFloor(_ advantages: [Scalar], rows: Int) -> Double {
    let bound = Scalar(dualClip)
    var gain = 0.0
    // snippet.dual-clip
    for t in 0..<rows where advantages[t] < 0 && ratios[t] > bound {
      gain += Double(bound * advantages[t]) - Double(ratios[t] * advantages[t])
      scoreWeights[t] = 0
    }
    // snippet.end
    return gain
  }

  /// Packs, or unpacks, the means.
  mutating func visit(_ parcel: inout Parcel) {
    parcel.visit(&value)
    parcel.visit(&clipFraction)
    parcel.visit(&approximateKL)
  }
}

/// ρ − 1 − log ρ, from ρ and log ρ; never negative.
///
/// ρ is rounded: of nearly equal policies the difference would be what the rounding left of it, and
/// negative half of the time. There the series of eˣ does without ρ: what it leaves out at |x| = 1/8 is
/// 3e-12 of the whole.
@inline(__always)
private func excess(of ratio: Double, _ x: Double) -> Double {
  guard abs(x) < 0.125 else { return ratio - 1 - x }
  // eˣ − 1 − x = x² (1/2! + x/3! + x²/4! + …)
  let tail = 1.0 / 720 + x * (1.0 / 5040 + x / 40320)
  return x * x * (0.5 + x * (1.0 / 6 + x * (1.0 / 24 + x * (1.0 / 120 + x * tail))))
}
