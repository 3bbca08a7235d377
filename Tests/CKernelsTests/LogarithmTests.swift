import CKernels
import Testing

struct LogarithmTests {
  static let functions: [ElementaryFunction] = [.log, .log1p]

  @Test("ln x and ln(1 + x) are mpmath's at random arguments and hard ones")
  func mpmath() { expectHeldAgainstMpmath(Self.functions) }

  @Test("ln x and ln(1 + x) are the C library's in extended precision", arguments: functions)
  func library(function: ElementaryFunction) { expectHeldAgainstLibrary(function) }

  @Test("ln x at its special values")
  func logarithm() {
    let expected: [(Double, Double)] = [
      (1, 0), (0, -.infinity), (-0.0, -.infinity), (.infinity, .infinity), (-.infinity, .nan),
      (-1, .nan), (.nan, .nan), (-.leastNonzeroMagnitude, .nan), (2, 0x1.62e42fefa39efp-1),
      (0.5, -0x1.62e42fefa39efp-1), ((1.0).nextUp, 0x1.fffffffffffffp-53),
      ((1.0).nextDown, -0x1.0000000000000p-53),
      (.leastNonzeroMagnitude, -0x1.74385446d71c3p+9),
      (.leastNormalMagnitude, -0x1.6232bdd7abcd2p+9),
      (.greatestFiniteMagnitude, 0x1.62e42fefa39efp+9),
    ]
    for (x, y) in expected { expectSameBits(ck_log_double(x), y, "log(\(x))") }
  }

  @Test("ln(1 + x) at its special values")
  func onePlus() {
    let tiny = Double.leastNonzeroMagnitude
    let expected: [(Double, Double)] = [
      (0, 0), (-0.0, -0.0), (tiny, tiny), (-tiny, -tiny), (1e-300, 1e-300), (-1, -.infinity),
      ((-1.0).nextDown, .nan), (-.infinity, .nan), (.infinity, .infinity), (.nan, .nan),
      (1, 0x1.62e42fefa39efp-1), (-0.5, -0x1.62e42fefa39efp-1), (-0x1p-53, -0x1p-53),
      ((-1.0).nextUp, -53 * 0.693_147_180_559_945_3),
      (.greatestFiniteMagnitude, 0x1.62e42fefa39efp+9),
    ]
    for (x, y) in expected { expectSameBits(ck_log1p_double(x), y, "log1p(\(x))") }
  }

  @Test("ln(1 + x) of x = y − 1 is ln y where y − 1 is exact")
  func together() {
    var generator = SplitMix64(seed: 4)
    for _ in 0..<50_000 {
      let y = Double.random(in: 0.5...2, using: &generator)
      #expect(ck_log1p_double(y - 1) == ck_log_double(y))
    }
  }

  @Test("Neither ever falls where the table's entry or the exponent changes", arguments: functions)
  func shape(function: ElementaryFunction) {
    for interval in 0...130 {
      let place = 0.6875 + Double(interval) * (interval < 80 ? 0x1p-8 : 0x1p-7)
      var x = (interval < 80 ? place : 1 + Double(interval - 80) * 0x1p-7)
      if function == .log1p { x -= 1 }
      for _ in 0..<50 { x = x.nextDown }
      var last = function(x)
      for _ in 0..<100 {
        x = x.nextUp
        let y = function(x)
        #expect(y >= last, "\(function)(\(x)) = \(y) after \(last)")
        last = y
      }
    }
  }

  @Test("ln x and ln(1 + x) have these bits on every machine")
  func bits() { #expect(hashOfResults(Self.functions) == 12_884_320_563_199_953_247) }
}
