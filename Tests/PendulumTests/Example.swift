import Proximal
import RealModule

/// ∫ f from a to b by Simpson's rule; f must be smooth in between.
func integral(
  from a: Double, to b: Double, intervals: Int = 4000, _ f: (Double) -> Double
) -> Double {
  let h = (b - a) / Double(intervals)
  return (0...intervals).reduce(0.0) { sum, i in
    let weight = i == 0 || i == intervals ? 1.0 : i % 2 == 1 ? 4 : 2
    return sum + weight * f(a + h * Double(i)) * h / 3
  }
}

/// The density (9.2), written out once more.
func density(_ a: Double, _ mean: Double, _ sigma: Double) -> Double {
  let height = 1 / (sigma * Double.sqrt(2 * .pi))
  return height * Double.exp(-(a - mean) * (a - mean) / (2 * sigma * sigma))
}

/// E[f(a)] under N(μ, σ²); `kinks` are where f is not smooth.
func expectation(
  _ mean: Double, _ sigma: Double, kinks: [Double] = [], of f: (Double) -> Double
) -> Double {
  let ends = (mean - 12 * sigma, mean + 12 * sigma)
  let inner = kinks.filter { $0 > ends.0 && $0 < ends.1 }
  let places = [ends.0] + inner + [ends.1]
  return zip(places, places.dropFirst()).reduce(0.0) { sum, part in
    sum + integral(from: part.0, to: part.1) { f($0) * density($0, mean, sigma) }
  }
}

func gaussian(_ mean: Double, _ sigma: Double) -> DiagonalGaussian<Double> {
  DiagonalGaussian(mean: [mean], logStandardDeviation: [Double.log(sigma)])
}

/// The score (9.4) as the core has it: ∂/∂μ, ∂/∂ log σ.
func score(_ a: Double, _ mean: Double, _ sigma: Double) -> [Double] {
  let gradient = gaussian(mean, sigma).logProbabilityGradient(of: [a])
  return gradient.mean + gradient.logStandardDeviation
}

/// Means and deviations from narrow to wide, in the middle and beyond the motor's bounds.
let policies: [(mean: Double, sigma: Double)] = [
  (0, 0.3), (0, 1), (0.7, 2), (-1.5, 0.5), (2, 1), (-2.6, 0.8),
]
