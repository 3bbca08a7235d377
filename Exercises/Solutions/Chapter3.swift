import RealModule

/// Exercise 3.4: the distribution of least variance.
public func bestProposal(target: [Double], gains: [Double]) throws -> [Double] {
  // q(x) = p(x) |f(x)| / Σ_x′ p(x′) |f(x′)|: the second moment Σ p² f² / q of (3.4) is then the
  // square of Σ p |f|, and by Cauchy and Schwarz it can be no less.
  let products = zip(target, gains).map { $0 * $1.magnitude }
  let sum = products.reduce(0, +)
  return products.map { $0 / sum }
}

/// Exercise 3.6: how many samples weighted ones are worth.
public func effectiveSampleSize(logRatios: [Double]) throws -> Double {
  // A factor common to all ratios cancels; with the largest at 1 nothing overflows.
  let largest = logRatios.max()!
  let ratios = logRatios.map { Double.exp($0 - largest) }
  // n_eff = (Σ_i ρ_i)² / Σ_i ρ_i²   (3.6)
  let sum = ratios.reduce(0, +)
  return sum * sum / ratios.reduce(0) { $0 + $1 * $1 }
}

/// Exercise 3.7: the self-normalised estimate.
public func selfNormalisedMean(values: [Double], ratios: [Double]) throws -> Double {
  // μ̃ = Σ_i ρ_i f(x_i) / Σ_i ρ_i
  zip(values, ratios).reduce(0) { $0 + $1.0 * $1.1 } / ratios.reduce(0, +)
}

/// Exercise 3.8: each reward with the ratios up to it.
public func perDecisionReturn(rewards: [Double], ratios: [Double]) throws -> Double {
  // Σ_t ρ_{0:t} r_t,  ρ_{0:t} = ρ_0 ρ_1 ⋯ ρ_t   (3.12)
  var (sum, product) = (0.0, 1.0)
  for (reward, ratio) in zip(rewards, ratios) {
    product *= ratio
    sum += product * reward
  }
  return sum
}
