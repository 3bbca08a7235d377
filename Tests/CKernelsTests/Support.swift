import CKernels
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A level that this processor runs, with its kernels.
struct Level: Sendable, CustomTestStringConvertible {
  let rawValue: UInt32

  var kernels: ck_kernels { ck_kernels_at(ck_level(rawValue: rawValue))!.pointee }
  var testDescription: String { String(cString: ck_level_name(ck_level(rawValue: rawValue))) }

  static let available = (0..<UInt32(CK_LEVEL_COUNT))
    .filter { ck_level_available(ck_level(rawValue: $0)) }
    .map(Level.init)
}

/// SplitMix64: the same test inputs in every run.
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// Floats of both signs and several magnitudes, so that a sum's order shows in its last bits.
  mutating func floats(_ count: Int) -> [Float] {
    (0..<count).map { _ in
      Float.random(in: -1...1, using: &self) * Float.random(in: 0...4, using: &self)
    }
  }
}

/// The first index at which two arrays differ in a bit; one NaN is as good as another.
func firstDifference(_ a: [Float], _ b: [Float]) -> Int? {
  precondition(a.count == b.count, "compared \(a.count) values with \(b.count)")
  return a.indices.first { a[$0].bitPattern != b[$0].bitPattern && !(a[$0].isNaN && b[$0].isNaN) }
}

/// Expects two arrays to agree bit for bit, and shows the first pair that does not.
func expectSameBits(
  _ actual: [Float], _ expected: [Float], _ what: @autoclosure () -> String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard let i = firstDifference(actual, expected) else { return }
  Issue.record(
    "\(what()): element \(i) of \(actual.count) is \(actual[i]), expected \(expected[i])",
    sourceLocation: sourceLocation)
}

/// Runs a kernel on a buffer that starts off any alignment and has a guard at both ends.
func guarded(
  _ initial: [Float], sourceLocation: SourceLocation = #_sourceLocation,
  _ body: (UnsafeMutablePointer<Float>) -> Void
) -> [Float] {
  let sentinel: Float = -12345.678
  var buffer = [sentinel] + initial + [sentinel, sentinel]
  buffer.withUnsafeMutableBufferPointer { body($0.baseAddress! + 1) }
  let intact = ([buffer[0]] + buffer.suffix(2)).allSatisfy { $0 == sentinel }
  #expect(intact, "a kernel wrote outside its output", sourceLocation: sourceLocation)
  return Array(buffer.dropFirst().dropLast(2))
}

/// An output that a kernel must not read.
func unread(_ count: Int) -> [Float] { Array(repeating: .signalingNaN, count: count) }

/// g·f′(z) from y = f(z), as the kernels round it.
func backward(_ g: Float, _ y: Float, _ activation: ck_activation) -> Float {
  switch activation {
  case CK_TANH: g * Float(1).addingProduct(-y, y)
  case CK_RELU: y > 0 ? g : 0
  default: g
  }
}

/// The gap between floats at `x`, at least the smallest denormal.
func ulp(at x: Double) -> Double {
  let magnitude = x.magnitude
  guard magnitude >= Double(Float.leastNormalMagnitude) else {
    return Double(Float.leastNonzeroMagnitude)
  }
  guard magnitude < 0x1p128 else { return 0x1p104 }
  return Double(sign: .plus, exponent: magnitude.exponent - 23, significand: 1)
}

/// The C library's functions of Double, which the kernels are held against.
enum Oracle {
  static let exp: @Sendable (Double) -> Double = { libraryExp($0) }
  static let log: @Sendable (Double) -> Double = { libraryLog($0) }
  static let tanh: @Sendable (Double) -> Double = { libraryTanh($0) }
}

private func libraryExp(_ x: Double) -> Double { exp(x) }
private func libraryLog(_ x: Double) -> Double { log(x) }
private func libraryTanh(_ x: Double) -> Double { tanh(x) }
