import CKernels
import Testing

struct ExponentialTests {
  static let functions: [ElementaryFunction] = [.exp, .expm1, .tanh]

  @Test("eˣ, eˣ − 1 and tanh x are mpmath's at random arguments and hard ones")
  func mpmath() { expectHeldAgainstMpmath(Self.functions) }

  @Test("eˣ, eˣ − 1 and tanh x are the C library's in extended precision", arguments: functions)
  func library(function: ElementaryFunction) { expectHeldAgainstLibrary(function) }

  @Test("eˣ at its special values and thresholds")
  func exponential() {
    let expected: [(Double, Double)] = [
      (0, 1), (-0.0, 1), (1, 0x1.5bf0a8b145769p+1), (.infinity, .infinity), (-.infinity, 0),
      (.nan, .nan), (0x1p-54, 1), (-0x1p-54, 1), (0x1p-52, 1 + 0x1p-52),
      (0x1.62e42fefa39efp+9, 0x1.fffffffffff2ap+1023), (0x1.62e42fefa39f0p+9, .infinity),
      (-0x1.74910d52d3051p+9, .leastNonzeroMagnitude), (-0x1.74910d52d3052p+9, 0),
      (.greatestFiniteMagnitude, .infinity), (-.greatestFiniteMagnitude, 0),
    ]
    for (x, y) in expected { expectSameBits(ck_exp_double(x), y, "exp(\(x))") }
  }

  @Test("eˣ − 1 at its special values")
  func lessOne() {
    let tiny = Double.leastNonzeroMagnitude
    let expected: [(Double, Double)] = [
      (0, 0), (-0.0, -0.0), (tiny, tiny), (-tiny, -tiny), (1e-300, 1e-300),
      (1, 0x1.b7e151628aed3p+0), (.infinity, .infinity), (-.infinity, -1), (.nan, .nan),
      (-37, (-1.0).nextUp), (-38, -1), (-1e300, -1), (710, .infinity), (0x1p-53, 0x1p-53),
    ]
    for (x, y) in expected { expectSameBits(ck_expm1_double(x), y, "expm1(\(x))") }
  }

  @Test("tanh at its special values")
  func hyperbolicTangent() {
    let tiny = Double.leastNonzeroMagnitude
    let expected: [(Double, Double)] = [
      (0, 0), (-0.0, -0.0), (tiny, tiny), (-tiny, -tiny), (1e-10, 1e-10),
      (.infinity, 1), (-.infinity, -1), (.nan, .nan), (19, (1.0).nextDown), (19.1, 1), (-1e300, -1),
    ]
    for (x, y) in expected { expectSameBits(ck_tanh_double(x), y, "tanh(\(x))") }
  }

  @Test("None of them ever falls, and tanh is odd to the bit", arguments: functions)
  func shape(function: ElementaryFunction) {
    // Neighbours about the places where the table's entry, the power of two or the formula changes.
    let places = [
      -745, -708.3964185322641, -37.43, -1, -0.3465735902799726, -0.0027, 0x1p-28, 0x1p-54, 0.0027,
      0.3465735902799727, 1, 19.06, 20,
    ]
    for place in places {
      var x = place
      for _ in 0..<500 { x = x.nextDown }
      var last = function(x)
      for _ in 0..<1000 {
        x = x.nextUp
        let y = function(x)
        #expect(y >= last, "\(function)(\(x)) = \(y) after \(last)")
        if function == .tanh { #expect(function(-x) == -y) }
        last = y
      }
    }
  }

  @Test("A denormal power is rounded once: next to 2⁻¹⁰⁷⁴ (n + ½) it goes to the right side")
  func denormals() {
    for n in [0, 1, 2, 3, 10, 1000, 123_457, 1 << 30, 1 << 51] {
      let x = ck_log_double(Double(n) + 0.5) - 1074 * 0.693_147_180_559_945_3
      let (below, above) = (ck_exp_double(x - 1e-12), ck_exp_double(x + 1e-12))
      #expect(below <= Double(n + 1) * .leastNonzeroMagnitude)
      #expect(above >= Double(n) * .leastNonzeroMagnitude)
      #expect(above - below <= Double(max(1, n)) * 0x1p-38 * 0x1p-1074 + 0x1p-1074)
    }
  }

  @Test("eˣ, eˣ − 1 and tanh x have these bits on every machine")
  func bits() { #expect(hashOfResults(Self.functions) == 13_238_224_314_706_336_700) }
}
