import CKernels
import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// One of the elementary functions of double.
enum ElementaryFunction: String, CaseIterable, Sendable {
  case sin, cos, exp, expm1, log, log1p, tanh

  func callAsFunction(_ x: Double) -> Double {
    switch self {
    case .sin: ck_sincos_double(x).sine
    case .cos: ck_sincos_double(x).cosine
    case .exp: ck_exp_double(x)
    case .expm1: ck_expm1_double(x)
    case .log: ck_log_double(x)
    case .log1p: ck_log1p_double(x)
    case .tanh: ck_tanh_double(x)
    }
  }

  /// An argument as the environments, generators and statistics give, or from all binades.
  func argument(using generator: inout SplitMix64) -> Double {
    if Bool.random(using: &generator) {
      let range: ClosedRange<Double> =
        switch self {
        case .sin, .cos: -10...10
        case .exp: -8...1
        case .expm1: -1...1
        case .log: 0...2
        case .log1p: -1...0
        case .tanh: -3...3
        }
      return Double.random(in: range, using: &generator)
    }
    while true {
      let x = Double(bitPattern: generator.next())
      if x.isFinite && (self != .log || x > 0) && (self != .log1p || x > -1) { return x }
    }
  }
}

/// A line of `Exhaustive/Elementary/cases.txt`: a result of mpmath's as the nearest double and the rest.
struct ElementaryCase {
  let function: ElementaryFunction
  let x: Double
  let nearest: Double
  let rest: Double

  /// How far a result is off, in units of the last place of the nearest double.
  func error(of y: Double) -> Double { ((y - nearest) - rest).magnitude / nearest.ulp }

  static let all: [ElementaryCase] = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Exhaustive/Elementary/cases.txt")
    let text = try! String(contentsOf: file, encoding: .utf8)
    return text.split(separator: "\n").map { line in
      let fields = line.split(separator: " ")
      return ElementaryCase(
        function: ElementaryFunction(rawValue: String(fields[0]))!, x: Double(fields[1])!,
        nearest: Double(fields[2])!, rest: Double(fields[3])!)
    }
  }()

  static func of(_ functions: [ElementaryFunction]) -> [ElementaryCase] {
    all.filter { functions.contains($0.function) }
  }
}

/// Expects every case of these functions to be rounded from a value that is off by some 2⁻⁶⁹ of itself.
func expectHeldAgainstMpmath(_ functions: [ElementaryFunction]) {
  let cases = ElementaryCase.of(functions)
  #expect(cases.count >= 400 * functions.count)
  for c in cases {
    let y = c.function(c.x)
    #expect(c.error(of: y) <= 0.5 + 0x1p-14, "\(c.function)(\(c.x)) = \(y), not \(c.nearest)")
  }
}

/// Expects random results to be within a thousandth of a last place of the nearest double to what
/// another implementation gives, in extended precision where the processor has it.
func expectHeldAgainstLibrary(_ function: ElementaryFunction) {
  var generator = SplitMix64(seed: 15)
  var furthest = (error: 0.0, x: 0.0)
  for _ in 0..<200_000 {
    let x = function.argument(using: &generator)
    let error = errorAgainstLibrary(function, x)
    if !(error <= furthest.error) { furthest = (error, x) }
  }
  #expect(furthest.error <= libraryBound, "\(function)(\(furthest.x))")
}

#if arch(x86_64) && os(Linux)
  /// A result in extended precision has 11 bits more and is off by a unit or two of its last place.
  private let libraryBound = 0.502

  private func errorAgainstLibrary(_ function: ElementaryFunction, _ x: Double) -> Double {
    let y = function(x)
    let expected: Float80 =
      switch function {
      case .sin: sinl(Float80(x))
      case .cos: cosl(Float80(x))
      case .exp: expl(Float80(x))
      case .expm1: expm1l(Float80(x))
      case .log: logl(Float80(x))
      case .log1p: log1pl(Float80(x))
      case .tanh: tanhl(Float80(x))
      }
    let nearest = Double(expected)
    if y == nearest { return 0 }
    return Double((Float80(y) - expected).magnitude / Float80(nearest.ulp))
  }
#else
  /// The other one is rounded, too, and not always to the nearest.
  private let libraryBound = 1.0

  private func errorAgainstLibrary(_ function: ElementaryFunction, _ x: Double) -> Double {
    let y = function(x)
    let expected =
      switch function {
      case .sin: sin(x)
      case .cos: cos(x)
      case .exp: exp(x)
      case .expm1: expm1(x)
      case .log: log(x)
      case .log1p: log1p(x)
      case .tanh: tanh(x)
      }
    return y == expected ? 0 : (y - expected).magnitude / expected.ulp
  }
#endif

/// Expects equal bits; one NaN is as good as another.
func expectSameBits(
  _ y: Double, _ expected: Double, _ what: @autoclosure () -> String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let same = y.bitPattern == expected.bitPattern || (y.isNaN && expected.isNaN)
  #expect(same, "\(what()) = \(y), expected \(expected)", sourceLocation: sourceLocation)
}

/// A hash of 20,000 results of each function (FNV-1a), every NaN as the same NaN.
func hashOfResults(_ functions: [ElementaryFunction]) -> UInt64 {
  var generator = SplitMix64(seed: 16)
  var hash: UInt64 = 0xcbf2_9ce4_8422_2325
  for function in functions {
    for _ in 0..<20_000 {
      let y = function(function.argument(using: &generator))
      let bits = y.isNaN ? Double.nan.bitPattern : y.bitPattern
      for shift in stride(from: UInt64(0), to: 64, by: 8) {
        hash = (hash ^ (bits >> shift & 0xff)) &* 0x100_0000_01b3
      }
    }
  }
  return hash
}
