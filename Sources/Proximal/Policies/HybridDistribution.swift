import RealModule

/// A choice that may come with a number: what to do, and, for some kinds, how strongly.
///
///     log π(k, x) = log π(k) + m_k log N(x; μ_k, σ_k²),   H = H(π) + Σ_k π(k) m_k H(N_k)
///
/// where m_k is 1 for a kind that has a parameter and 0 for one that has none. A kind that is masked
/// has the logit −∞.
public struct HybridDistribution<Scalar: Real & Sendable>: Sendable {
  /// The kinds.
  public let kinds: Categorical<Scalar>
  /// The parameter of each kind; nil for a kind that has none.
  public let parameters: [DiagonalGaussian<Scalar>?]

  /// - Parameters:
  ///   - logits: of the kinds.
  ///   - mean: μ of the parameter, one for each kind.
  ///   - logStandardDeviation: log σ of the parameter, one for each kind.
  ///   - hasParameter: m, one flag for each kind.
  public init(
    logits: [Scalar], mean: [Scalar], logStandardDeviation: [Scalar], hasParameter: [Bool]
  ) {
    require(
      [mean.count, logStandardDeviation.count, hasParameter.count]
        .allSatisfy { $0 == logits.count },
      "a hybrid action needs one mean, deviation and flag for each of \(logits.count) kinds")
    kinds = Categorical(logits: logits)
    parameters = hasParameter.indices.map { kind in
      guard hasParameter[kind] else { return nil }
      return DiagonalGaussian(
        mean: [mean[kind]], logStandardDeviation: [logStandardDeviation[kind]])
    }
  }

  /// log π(k, x); x does not matter where the kind has no parameter.
  public func logProbability(of kind: Int, _ x: Scalar) -> Scalar {
    let parameter = parameters[kind].map { $0.logProbability(of: [x]) } ?? 0
    return kinds.logProbability(of: kind) + parameter
  }

  /// H = H(kinds) + Σ_k π(k) H(parameter of k), in nats; a kind without a parameter adds none.
  public var entropy: Scalar {
    parameters.indices.reduce(kinds.entropy) { sum, kind in
      sum + kinds.probabilities[kind] * (parameters[kind]?.entropy ?? 0)
    }
  }
}

extension HybridDistribution<Double> {
  /// The score with respect to the logits and the means, each `[n]`: that of the kind, and, in the
  /// kind that was chosen, m (x − μ) / σ².
  public func score(of kind: Int, _ x: Double) -> (logits: [Double], mean: [Double]) {
    var mean = [Double](repeating: 0, count: parameters.count)
    if let parameter = parameters[kind] {
      mean[kind] = parameter.logProbabilityGradient(of: [x]).mean[0]
    }
    return (kinds.logProbabilityGradient(of: kind), mean)
  }

  /// Draws a kind, and then its parameter; 0 where there is none.
  public func sample(using generator: inout PCG64) -> (kind: Int, x: Double) {
    let u = generator.random()
    var cumulative = 0.0
    var kind = kinds.count - 1
    for k in 0..<kinds.count {
      cumulative += kinds.probabilities[k]
      if u < cumulative {
        kind = k
        break
      }
    }
    let x = parameters[kind].map { gaussian in
      gaussian.mean[0] + Elementary.exp(gaussian.logStandardDeviation[0])
        * generator.standardNormal()
    }
    return (kind, x ?? 0)
  }
}
