import RealModule

/// Exercise 9.6: the log-density of a squashed action.
public func squashedLogDensity(
  of torque: Double, mean: Double, logDeviation: Double
) throws -> Double {
  let squashed = torque / 2
  // du = 2 (1 − tanh² a) da, so the density of u is that of a divided by 2 (1 − tanh² a).
  return logNormal(.atanh(squashed), mean: mean, logDeviation: logDeviation)
    - .log(2 * (1 - squashed * squashed))
}

/// Exercise 9.8: the log-density of several components.
public func gaussianLogDensity(
  of action: [Double], mean: [Double], logDeviation: [Double]
) throws -> Double {
  action.indices.reduce(0) {
    $0 + logNormal(action[$1], mean: mean[$1], logDeviation: logDeviation[$1])
  }
}

/// Exercise 9.8: the score of several components.
public func gaussianScore(
  of action: [Double], mean: [Double], logDeviation: [Double]
) throws -> (mean: [Double], logDeviation: [Double]) {
  var score = (mean: [Double](), logDeviation: [Double]())
  for i in action.indices {
    // ∂ log N / ∂μ = ζ/σ,  ∂ log N / ∂ log σ = ζ² − 1   (9.4)
    let deviation = Double.exp(logDeviation[i])
    let zeta = (action[i] - mean[i]) / deviation
    score.mean.append(zeta / deviation)
    score.logDeviation.append(zeta * zeta - 1)
  }
  return score
}

/// Exercise 9.9: the log-probability of a clipped action.
public func clippedLogProbability(
  of torque: Double, mean: Double, logDeviation: Double
) throws -> Double {
  // log Φ(l) at −2, log (1 − Φ(h)) at 2, with l = (−2 − μ)/σ and h = (2 − μ)/σ; in between (9.3)
  let zeta = (torque - mean) / Double.exp(logDeviation)
  switch torque {
  case -2: return .log(.erfc(-zeta / .sqrt(2)) / 2)
  case 2: return .log(.erfc(zeta / .sqrt(2)) / 2)
  default: return logNormal(torque, mean: mean, logDeviation: logDeviation)
  }
}

/// log N(a; μ, σ) = −½ ζ² − log σ − ½ log 2π   (9.3)
private func logNormal(_ action: Double, mean: Double, logDeviation: Double) -> Double {
  let zeta = (action - mean) / Double.exp(logDeviation)
  return -zeta * zeta / 2 - logDeviation - Double.log(2 * .pi) / 2
}
