import RealModule

/// A normal distribution over action vectors whose components are independent.
///
///     π(x) = Π_i exp(−(x_i − μ_i)² / 2σ_i²) / (σ_i √2π)
///
/// It is given by the mean μ and by log σ, which may be any number, so that a gradient step never
/// makes a standard deviation negative. This is the exact, one-distribution form of what
/// ``DiagonalGaussianBatch`` computes row by row. Entropies and divergences are in nats.
public struct DiagonalGaussian<Scalar: Real & Sendable>: Sendable {
  /// μ, `[n]`.
  public let mean: [Scalar]
  /// log σ, `[n]`.
  public let logStandardDeviation: [Scalar]

  /// A derivative with respect to both parameters.
  public struct Gradient: Sendable, Equatable {
    /// ∂/∂μ, `[n]`.
    public let mean: [Scalar]
    /// ∂/∂ log σ, `[n]`.
    public let logStandardDeviation: [Scalar]
  }

  /// - Parameters:
  ///   - mean: μ, `[n]`, n ≥ 1, finite.
  ///   - logStandardDeviation: log σ, `[n]`, finite.
  public init(mean: [Scalar], logStandardDeviation: [Scalar]) {
    require(
      !mean.isEmpty && mean.count == logStandardDeviation.count,
      "a Gaussian needs as many log standard deviations as means, one at least; got \(mean.count) "
        + "means and \(logStandardDeviation.count)")
    require(
      mean.allSatisfy { $0.isFinite } && logStandardDeviation.allSatisfy { $0.isFinite },
      "a Gaussian's parameters are finite; got mean \(mean), log σ \(logStandardDeviation)")
    self.mean = mean
    self.logStandardDeviation = logStandardDeviation
  }

  /// The number of dimensions, n.
  public var count: Int { mean.count }

  /// σ, `[n]`.
  public var standardDeviation: [Scalar] { logStandardDeviation.map { Scalar.exp($0) } }

  /// log π(x), the sum of ``logProbabilities(of:)``.
  public func logProbability(of action: [Scalar]) -> Scalar {
    logProbabilities(of: action).reduce(0, +)
  }

  /// The log-density of each component, `[n]`.
  ///
  ///     log N(x_i; μ_i, σ_i) = −½ z_i² − log σ_i − ½ log 2π,   z = (x − μ) / σ
  public func logProbabilities(of action: [Scalar]) -> [Scalar] {
    let halfLogTwoPi = Scalar.log(2 * .pi) / 2
    return zip(standardised(action), logStandardDeviation).map { z, logSigma in
      -z * z / 2 - logSigma - halfLogTwoPi
    }
  }

  /// The score's gradient with respect to μ and log σ.
  ///
  ///     ∂ log π(x) / ∂μ_i = z_i / σ_i,   ∂ log π(x) / ∂ log σ_i = z_i² − 1
  public func logProbabilityGradient(of action: [Scalar]) -> Gradient {
    let z = standardised(action)
    return Gradient(
      mean: zip(z, standardDeviation).map { $0 / $1 },
      logStandardDeviation: z.map { $0 * $0 - 1 })
  }

  /// The entropy, in nats; it does not depend on μ.
  ///
  ///     H(π) = Σ_i (log σ_i + ½ log 2πe)
  public var entropy: Scalar {
    let constant = (1 + Scalar.log(2 * .pi)) / 2
    return logStandardDeviation.reduce(0) { $0 + $1 + constant }
  }

  /// The entropy's gradient: ∂H / ∂μ_i = 0, ∂H / ∂ log σ_i = 1.
  public var entropyGradient: Gradient {
    Gradient(mean: mean.map { _ in 0 }, logStandardDeviation: mean.map { _ in 1 })
  }

  /// The Kullback–Leibler divergence of `other` from this distribution, in nats.
  ///
  ///     KL(π‖π') = Σ_i ½ (r_i² − 1) − log r_i + ½ d_i²,   r = σ/σ',   d = (μ − μ') / σ'
  public func divergence(to other: Self) -> Scalar {
    comparison(to: other).reduce(0) { sum, c in
      // ½ (r² − 1) by expm1, so that two distributions nearly the same keep their digits.
      sum + Scalar.expMinusOne(2 * c.logRatio) / 2 - c.logRatio + c.shift * c.shift / 2
    }
  }

  /// The gradient of ``divergence(to:)`` with respect to this distribution's μ and log σ.
  ///
  ///     ∂KL / ∂μ_i = d_i / σ'_i,   ∂KL / ∂ log σ_i = r_i² − 1
  public func divergenceGradient(to other: Self) -> Gradient {
    let comparison = comparison(to: other)
    return Gradient(
      mean: zip(comparison, other.standardDeviation).map { $0.shift / $1 },
      logStandardDeviation: comparison.map { Scalar.expMinusOne(2 * $0.logRatio) })
  }

  /// The gradient of ``divergence(to:)`` with respect to the μ' and log σ' of `other`.
  ///
  ///     ∂KL / ∂μ'_i = −d_i / σ'_i,   ∂KL / ∂ log σ'_i = 1 − r_i² − d_i²
  public func divergenceGradientOfOther(to other: Self) -> Gradient {
    let comparison = comparison(to: other)
    return Gradient(
      mean: zip(comparison, other.standardDeviation).map { -$0.shift / $1 },
      logStandardDeviation: comparison.map {
        -Scalar.expMinusOne(2 * $0.logRatio) - $0.shift * $0.shift
      })
  }

  /// z_i = (x_i − μ_i) / σ_i.
  private func standardised(_ action: [Scalar]) -> [Scalar] {
    require(
      action.count == count, "an action has \(count) components here; got \(action.count)")
    return zip(zip(action, mean), standardDeviation).map { ($0.0 - $0.1) / $1 }
  }

  /// log r_i = log σ_i − log σ'_i and d_i = (μ_i − μ'_i) / σ'_i.
  private func comparison(to other: Self) -> [(logRatio: Scalar, shift: Scalar)] {
    require(
      count == other.count,
      "a divergence compares distributions of as many dimensions; got \(count) and \(other.count)")
    return mean.indices.map { i in
      let shift = (mean[i] - other.mean[i]) / Scalar.exp(other.logStandardDeviation[i])
      return (logStandardDeviation[i] - other.logStandardDeviation[i], shift)
    }
  }
}
