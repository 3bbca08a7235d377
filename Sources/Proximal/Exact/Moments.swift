/// Mean and variance of a random vector, component by component.
public struct Moments: Sendable, Equatable {
  /// E[x_i].
  public let mean: [Double]
  /// Var[x_i] = E[(x_i − E x_i)²].
  public let variance: [Double]

  /// Σ_i Var[x_i], the trace of the covariance: E‖x − E x‖².
  public var totalVariance: Double { variance.reduce(0, +) }

  init(of vectors: [[Double]], probabilities: [Double]) {
    let dimension = vectors.first?.count ?? 0
    require(
      vectors.allSatisfy { $0.count == dimension },
      "an estimator gives a vector of the same length for every outcome, here \(dimension)")
    func average(_ f: (_ x: Double, _ component: Int) -> Double) -> [Double] {
      var sum = [Double](repeating: 0, count: dimension)
      for (vector, probability) in zip(vectors, probabilities) {
        for i in 0..<dimension { sum[i] += probability * f(vector[i], i) }
      }
      return sum
    }
    let mean = average { x, _ in x }
    self.mean = mean
    // About the mean in a second pass: E[x²] − (E x)² would lose the digits the two share.
    variance = average { x, i in (x - mean[i]) * (x - mean[i]) }
  }
}
