/// The critic's loss of a batch: half the mean squared distance of its values from their targets,
///
///     L^V = (1/2N) Σₜ (V(sₜ) − Rₜ)²
///
/// or, with a clip range c, the form that punishes a value for having left its old one behind:
///
///     L^V = (1/2N) Σₜ max((V(sₜ) − Rₜ)², (V^clip(sₜ) − Rₜ)²),
///     V^clip(sₜ) = V_old(sₜ) + clip(V(sₜ) − V_old(sₜ), −c, c)
///
/// Source of the second: OpenAI Baselines, `ppo2`, 2017; it is not in the PPO paper.
///
/// Make one and use it again: it grows to the largest batch it has seen and then allocates nothing.
public struct ValueLoss<Scalar: NetworkScalar>: Sendable {
  /// c; nil for the plain loss.
  public let clipRange: Double?
  /// L^V, summed in Double.
  public private(set) var value = 0.0
  /// ∂L^V/∂V(sₜ), `[rows]`; the array may be longer.
  public private(set) var gradient: [Scalar] = []

  /// - Parameter clipRange: c > 0, or nil for the plain loss.
  public init(clipRange: Double?) {
    if let clipRange {
      require(clipRange > 0, "a value clip range is above 0; got \(clipRange)")
    }
    self.clipRange = clipRange
  }

  /// - Parameters:
  ///   - values: V(sₜ), `[rows]`.
  ///   - oldValues: V_old(sₜ), the values when the data were collected, `[rows]`; without a clip range
  ///     they are not looked at.
  ///   - targets: Rₜ, `[rows]`.
  ///   - rows: N, at least 1.
  @specialized(where Scalar == Float)
  public mutating func update(
    values: [Scalar], oldValues: [Scalar], targets: [Scalar], rows: Int
  ) {
    require(
      rows > 0 && values.count >= rows && targets.count >= rows
        && (clipRange == nil || oldValues.count >= rows),
      "a value loss of \(rows) steps needs as many values, old values and targets, one at least; got "
        + "\(values.count), \(oldValues.count) and \(targets.count)")
    if gradient.count < rows { gradient = [Scalar](repeating: 0, count: rows) }
    let reach = clipRange.map { Scalar($0) }
    var sum = 0.0
    // snippet.value-loss
    for t in 0..<rows {
      let error = values[t] - targets[t]
      var loss = error * error
      // ∂/∂V ½ (V − R)² = V − R
      gradient[t] = error / Scalar(rows)
      if let reach, abs(values[t] - oldValues[t]) > reach {
        let clipped = oldValues[t] + clip(values[t] - oldValues[t], to: -reach...reach)
        let clippedLoss = (clipped - targets[t]) * (clipped - targets[t])
        if clippedLoss > loss {
          // max takes the clipped branch, which does not move with V.
          loss = clippedLoss
          gradient[t] = 0
        }
      }
      sum += Double(loss)
    }
    value = sum / Double(2 * rows)
    // snippet.end
  }

  /// Packs, or unpacks, the mean.
  mutating func visit(_ parcel: inout Parcel) { parcel.visit(&value) }
}
