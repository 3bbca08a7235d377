import CKernels

/// The elementary functions of Double, as a training computes them: the same bits on every processor,
/// whatever its C library. All but a few results in a million are the doubles nearest to the true
/// values; see the C header for the arguments that have no ordinary result.
///
/// The types that are generic over `Real`, of which derivations and exact tables are made, use that
/// protocol's functions instead.
package enum Elementary {
  /// sin x and cos x, x in radians: the two together cost little more than one.
  package static func sineAndCosine(_ x: Double) -> (sine: Double, cosine: Double) {
    let both = ck_sincos_double(x)
    return (both.sine, both.cosine)
  }

  /// eˣ
  package static func exp(_ x: Double) -> Double { ck_exp_double(x) }

  /// eˣ − 1, exact to the last bit where x is small, too.
  package static func expMinusOne(_ x: Double) -> Double { ck_expm1_double(x) }

  /// ln x
  package static func log(_ x: Double) -> Double { ck_log_double(x) }

  /// ln(1 + x), exact to the last bit where x is small, too.
  package static func log(onePlus x: Double) -> Double { ck_log1p_double(x) }

  /// tanh x
  package static func tanh(_ x: Double) -> Double { ck_tanh_double(x) }

  /// x − b ⌊x / b⌋ for finite x and b > 0, rounded as Python's % rounds it; NaN for other x.
  package static func floorRemainder(_ x: Double, _ b: Double) -> Double {
    // Up to the first turn either way the long division is spared; the results are its, to the bit.
    if x >= 0 && x < b { return x }
    if x < 0 && x >= -b { return x + b }
    if x >= b && x < 2 * b { return x - b }
    guard x.isFinite else { return .nan }
    // Long division: each of its differences is exact.
    var remainder = x.magnitude
    var multiple = b
    while 2 * multiple <= remainder { multiple *= 2 }
    while multiple >= b {
      if remainder >= multiple { remainder -= multiple }
      multiple /= 2
    }
    return x > 0 || remainder == 0 ? remainder : b - remainder
  }
}
