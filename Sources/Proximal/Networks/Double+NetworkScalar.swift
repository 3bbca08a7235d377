import RealModule

/// Double precision: the definitions themselves, one loop an index. Nothing here is fast; gradient
/// checks and worked examples run on it, and the C kernels are tested against it.
extension Double: NetworkScalar {
  public static func product(
    _ c: UnsafeMutablePointer<Double>, _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>,
    bias: UnsafePointer<Double>?, rows: Int, inner: Int, columns: Int, activation: Activation
  ) {
    for i in 0..<rows {
      for j in 0..<columns {
        var sum = bias?[j] ?? 0
        for k in 0..<inner { sum += a[i * inner + k] * b[k * columns + j] }
        c[i * columns + j] = activation.apply(to: sum)
      }
    }
  }

  public static func productLeftTransposed(
    _ c: UnsafeMutablePointer<Double>, _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>,
    rows: Int, inner: Int, columns: Int, accumulate: Bool
  ) {
    for i in 0..<rows {
      for j in 0..<columns {
        var sum = accumulate ? c[i * columns + j] : 0
        for k in 0..<inner { sum += a[k * rows + i] * b[k * columns + j] }
        c[i * columns + j] = sum
      }
    }
  }

  public static func productRightTransposed(
    _ c: UnsafeMutablePointer<Double>, _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>,
    rows: Int, inner: Int, columns: Int, output: UnsafePointer<Double>, activation: Activation
  ) {
    for i in 0..<rows {
      for j in 0..<columns {
        var sum = 0.0
        for k in 0..<inner { sum += a[i * inner + k] * b[j * inner + k] }
        c[i * columns + j] = sum
      }
    }
    activationBackward(c, output: output, count: rows * columns, activation: activation)
  }

  public static func columnSums(
    _ sums: UnsafeMutablePointer<Double>, _ a: UnsafePointer<Double>, rows: Int, columns: Int,
    accumulate: Bool
  ) {
    for j in 0..<columns {
      var sum = accumulate ? sums[j] : 0
      for i in 0..<rows { sum += a[i * columns + j] }
      sums[j] = sum
    }
  }

  public static func activationBackward(
    _ gradient: UnsafeMutablePointer<Double>, output: UnsafePointer<Double>, count: Int,
    activation: Activation
  ) {
    for i in 0..<count { gradient[i] *= activation.slope(atOutput: output[i]) }
  }

  public static func logSoftmaxRows(
    _ y: UnsafeMutablePointer<Double>, _ logits: UnsafePointer<Double>, rows: Int, columns: Int
  ) {
    for row in 0..<rows {
      let z = UnsafeBufferPointer(start: logits + row * columns, count: columns)
      let largest = z.max() ?? 0
      let logNormaliser = Elementary.log(z.reduce(0) { $0 + Elementary.exp($1 - largest) })
      for column in 0..<columns {
        y[row * columns + column] = z[column] - largest - logNormaliser
      }
    }
  }

  public static func exponentials(
    _ y: UnsafeMutablePointer<Double>, _ x: UnsafePointer<Double>, count: Int
  ) {
    for i in 0..<count { y[i] = Elementary.exp(x[i]) }
  }

  public static func logarithms(
    _ y: UnsafeMutablePointer<Double>, _ x: UnsafePointer<Double>, count: Int
  ) {
    for i in 0..<count { y[i] = Elementary.log(x[i]) }
  }

  public static func hyperbolicTangents(
    _ y: UnsafeMutablePointer<Double>, _ x: UnsafePointer<Double>, count: Int
  ) {
    for i in 0..<count { y[i] = Elementary.tanh(x[i]) }
  }

  public static func sumOfSquares(_ x: UnsafePointer<Double>, count: Int) -> Double {
    var sum = 0.0
    for i in 0..<count { sum += x[i] * x[i] }
    return sum
  }

  public static func addScaled(
    _ sum: UnsafeMutablePointer<Double>, _ x: UnsafePointer<Double>, by factor: Double, count: Int,
    accumulate: Bool
  ) {
    for i in 0..<count { sum[i] = (accumulate ? sum[i] : 0).addingProduct(factor, x[i]) }
  }

  public static func scale(_ x: UnsafeMutablePointer<Double>, by factor: Double, count: Int) {
    for i in 0..<count { x[i] *= factor }
  }

  public static func adam(
    _ parameters: UnsafeMutablePointer<Double>, firstMoment: UnsafeMutablePointer<Double>,
    secondMoment: UnsafeMutablePointer<Double>, gradient: UnsafePointer<Double>, count: Int,
    beta1: Double, beta2: Double, stepSize: Double, rootCorrection: Double, epsilon: Double
  ) {
    for i in 0..<count {
      firstMoment[i] = beta1 * firstMoment[i] + (1 - beta1) * gradient[i]
      secondMoment[i] = beta2 * secondMoment[i] + (1 - beta2) * gradient[i] * gradient[i]
      let root = secondMoment[i].squareRoot() / rootCorrection + epsilon
      parameters[i] -= stepSize * firstMoment[i] / root
    }
  }
}

extension Activation {
  /// f(z).
  fileprivate func apply(to z: Double) -> Double {
    switch self {
    case .identity: z
    case .tanh: Elementary.tanh(z)
    case .relu: z > 0 ? z : 0
    }
  }

  /// f'(z), written with the output y = f(z): 1, 1 − y², or 1 where y is positive.
  fileprivate func slope(atOutput y: Double) -> Double {
    switch self {
    case .identity: 1
    case .tanh: 1 - y * y
    case .relu: y > 0 ? 1 : 0
    }
  }
}
