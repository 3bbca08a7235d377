import CKernels
import RealModule

extension Activation {
  var kernelCode: ck_activation {
    switch self {
    case .identity: CK_IDENTITY
    case .tanh: CK_TANH
    case .relu: CK_RELU
    }
  }
}

/// Single precision: every operation is a C kernel.
extension Float: NetworkScalar {
  public static func product(
    _ c: UnsafeMutablePointer<Float>, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
    bias: UnsafePointer<Float>?, rows: Int, inner: Int, columns: Int, activation: Activation
  ) {
    ck_product(c, a, b, bias, rows, inner, columns, activation.kernelCode)
  }

  public static func productLeftTransposed(
    _ c: UnsafeMutablePointer<Float>, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
    rows: Int, inner: Int, columns: Int, accumulate: Bool
  ) {
    ck_product_left_transposed(c, a, b, rows, inner, columns, accumulate)
  }

  public static func productRightTransposed(
    _ c: UnsafeMutablePointer<Float>, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
    rows: Int, inner: Int, columns: Int, output: UnsafePointer<Float>, activation: Activation
  ) {
    ck_product_right_transposed(
      c, a, b, rows, inner, columns, output, activation.kernelCode)
  }

  public static func columnSums(
    _ sums: UnsafeMutablePointer<Float>, _ a: UnsafePointer<Float>, rows: Int, columns: Int,
    accumulate: Bool
  ) {
    ck_column_sums(sums, a, rows, columns, accumulate)
  }

  public static func activationBackward(
    _ gradient: UnsafeMutablePointer<Float>, output: UnsafePointer<Float>, count: Int,
    activation: Activation
  ) {
    ck_activation_backward(gradient, output, count, activation.kernelCode)
  }

  public static func logSoftmaxRows(
    _ y: UnsafeMutablePointer<Float>, _ logits: UnsafePointer<Float>, rows: Int, columns: Int
  ) {
    ck_log_softmax_rows(y, logits, rows, columns)
  }

  public static func exponentials(
    _ y: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, count: Int
  ) {
    ck_exp(y, x, count)
  }

  public static func logarithms(
    _ y: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, count: Int
  ) {
    ck_log(y, x, count)
  }

  public static func hyperbolicTangents(
    _ y: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, count: Int
  ) {
    ck_tanh(y, x, count)
  }

  public static func sumOfSquares(_ x: UnsafePointer<Float>, count: Int) -> Double {
    ck_sum_of_squares(x, count)
  }

  public static func addScaled(
    _ sum: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, by factor: Float, count: Int,
    accumulate: Bool
  ) {
    ck_add_scaled(sum, x, factor, count, accumulate)
  }

  public static func scale(_ x: UnsafeMutablePointer<Float>, by factor: Float, count: Int) {
    ck_scale(x, factor, count)
  }

  public static func adam(
    _ parameters: UnsafeMutablePointer<Float>, firstMoment: UnsafeMutablePointer<Float>,
    secondMoment: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>, count: Int,
    beta1: Double, beta2: Double, stepSize: Double, rootCorrection: Double, epsilon: Double
  ) {
    ck_adam(
      parameters, firstMoment, secondMoment, gradient, count, Float(beta1), Float(beta2),
      Float(stepSize), Float(rootCorrection), Float(epsilon))
  }
}
