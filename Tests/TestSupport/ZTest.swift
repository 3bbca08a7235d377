import RealModule

/// Whether a sample mean agrees with an expectation: z = (x̄ − μ) / (s / √n), which for many samples
/// of the right mean is about normal.
///
/// The test passes if |z| is within the bound that a normal variable keeps with probability
/// `confidence`. Several expectations tested at once, the components of a gradient for example,
/// keep their bounds all together with that probability (Bonferroni).
public struct ZTest: CustomStringConvertible, Sendable {
  public let mean: Double
  public let expected: Double
  /// s / √n, s with divisor n − 1.
  public let standardError: Double
  public let sampleCount: Int
  public let confidence: Double
  /// The largest |z| that passes.
  public let bound: Double

  public init(
    _ samples: [Double], expected: Double, confidence: Double = 0.999, simultaneous: Int = 1
  ) {
    guard samples.count > 1, confidence > 0, confidence < 1 else {
      fatalError(
        """
        a z-test needs two samples and a confidence between 0 and 1; \
        got \(samples.count) samples and \(confidence)
        """)
    }
    let n = Double(samples.count)
    let mean = samples.reduce(0, +) / n
    let sumOfSquares = samples.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.mean = mean
    self.expected = expected
    standardError = .sqrt(sumOfSquares / (n - 1) / n)
    sampleCount = samples.count
    self.confidence = confidence
    bound = twoSidedNormalBound(confidence: 1 - (1 - confidence) / Double(simultaneous))
  }

  public var z: Double { mean == expected ? 0 : (mean - expected) / standardError }
  public var passes: Bool { z.magnitude <= bound }

  public var description: String {
    """
    mean of \(sampleCount) samples \(mean) ± \(standardError), expected \(expected): \
    z = \(z), bound \(bound) at confidence \(confidence)
    """
  }
}

/// One z-test for each component of a sample of vectors, all at once.
public func zTests(
  _ samples: [[Double]], expected: [Double], confidence: Double = 0.999
) -> [ZTest] {
  expected.indices.map { i in
    ZTest(
      samples.map { $0[i] }, expected: expected[i], confidence: confidence,
      simultaneous: expected.count)
  }
}

/// The z with P(|Z| ≤ z) = confidence for a standard normal Z: erfc(z / √2) = 1 − confidence,
/// by bisection.
public func twoSidedNormalBound(confidence: Double) -> Double {
  var (low, high) = (0.0, 40.0)
  for _ in 0..<100 {
    let middle = (low + high) / 2
    if Double.erfc(middle / .sqrt(2)) > 1 - confidence { low = middle } else { high = middle }
  }
  return high
}
