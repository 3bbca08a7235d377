import CKernels
import Testing

struct SineAndCosineTests {
  private func expect(
    _ x: Double, sine: Double, cosine: Double, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let both = ck_sincos_double(x)
    expectSameBits(both.sine, sine, "sin(\(x))", sourceLocation: sourceLocation)
    expectSameBits(both.cosine, cosine, "cos(\(x))", sourceLocation: sourceLocation)
  }

  @Test("sin and cos are mpmath's at random arguments, hard ones and the neighbours of k π/2")
  func mpmath() { expectHeldAgainstMpmath([.sin, .cos]) }

  @Test(
    "sin and cos are the C library's in extended precision",
    arguments: [.sin, .cos] as [ElementaryFunction])
  func library(function: ElementaryFunction) { expectHeldAgainstLibrary(function) }

  @Test("sin and cos at ±0, tiny, infinite and NaN arguments")
  func specialValues() {
    expect(0, sine: 0, cosine: 1)
    expect(-0.0, sine: -0.0, cosine: 1)
    for tiny in [Double.leastNonzeroMagnitude, .leastNormalMagnitude, 1e-200, 0x1.fffp-28] {
      expect(tiny, sine: tiny, cosine: 1)
      expect(-tiny, sine: -tiny, cosine: 1)
    }
    for x in [Double.infinity, -.infinity, .nan, .signalingNaN] {
      expect(x, sine: .nan, cosine: .nan)
    }
  }

  @Test("sin(π/6) by hand: ½ minus half the distance of π/6's double from it, times cos")
  func byHand() {
    // π/6 = 0x1.0c152382d7365846…p-1, so the double is 0x1.1a…p-55 too small, less than an ulp of ½.
    let x = Double.pi / 6
    #expect(ck_sincos_double(x).sine == (0.5).nextDown)
    #expect(ck_sincos_double(.pi / 3).cosine == (0.5).nextUp)
  }

  @Test("sin is odd and cos even, to the bit, and sin² + cos² = 1 up to rounding")
  func symmetry() {
    var generator = SplitMix64(seed: 3)
    for _ in 0..<50_000 {
      let x = ElementaryFunction.sin.argument(using: &generator)
      let (here, there) = (ck_sincos_double(x), ck_sincos_double(-x))
      #expect(here.sine == -there.sine && here.cosine == there.cosine, "\(x)")
      #expect((here.sine * here.sine + here.cosine * here.cosine - 1).magnitude < 0x1p-51, "\(x)")
    }
  }

  @Test("Where the reductions meet, and next to a multiple of π/512, nothing is lost")
  func reductions() {
    for n in [1, 2, 255, 256, 257, 511, 512, 1024, 100_000, 667_543] {
      var x = Double(n) * (.pi / 512)
      for _ in 0..<3 {
        for function in [ElementaryFunction.sin, .cos] {
          #expect(errorAgainstSum(function, x) <= 0x1p-52, "\(function)(\(x))")
        }
        x = x.nextUp
      }
    }
    for x in [4095.999, (4096.0).nextDown, 4096, (4096.0).nextUp, 4096.001] {
      for function in [ElementaryFunction.sin, .cos] {
        #expect(errorAgainstSum(function, x) <= 0x1p-52, "\(function)(\(x))")
      }
    }
  }

  /// The difference from sin(a + b) = sin a cos b + cos a sin b, a half and b the other half of x.
  private func errorAgainstSum(_ function: ElementaryFunction, _ x: Double) -> Double {
    let half = ck_sincos_double(x / 2)
    let expected =
      function == .sin
      ? 2 * half.sine * half.cosine : (half.cosine - half.sine) * (half.cosine + half.sine)
    return (function(x) - expected).magnitude
  }

  @Test("sin and cos have these bits on every machine")
  func bits() { #expect(hashOfResults([.sin, .cos]) == 8_136_375_349_545_795_521) }
}
