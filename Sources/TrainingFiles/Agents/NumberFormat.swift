/// How a tensor's numbers lie in a file, under the names that safetensors gives the types. Each becomes
/// a float32; all but those of `F64` do so without rounding.
enum NumberFormat: String {
  /// IEEE 754's half precision: 5 bits of exponent, 10 of fraction.
  case float16 = "F16"
  /// The upper half of a float32.
  case bfloat16 = "BF16"
  case float32 = "F32"
  case float64 = "F64"

  /// Of one number.
  var byteCount: Int {
    switch self {
    case .float16, .bfloat16: 2
    case .float32: 4
    case .float64: 8
    }
  }

  /// The numbers that lie there, little-endian. A float64 beyond float32's range becomes infinite.
  func floats(_ bytes: ArraySlice<UInt8>) -> [Float] {
    switch self {
    case .float16: words(bytes).map(float(half:))
    case .bfloat16: words(bytes).map { (word: UInt16) in Float(bitPattern: UInt32(word) << 16) }
    case .float32: words(bytes).map(Float.init(bitPattern:))
    case .float64: words(bytes).map { Float(Double(bitPattern: $0)) }
    }
  }
}

/// Unaligned: a header may have any length.
private func words<Word: FixedWidthInteger & BitwiseCopyable>(_ bytes: ArraySlice<UInt8>) -> [Word]
{
  let size = MemoryLayout<Word>.size
  return bytes.withUnsafeBytes { bytes in
    (0..<bytes.count / size).map {
      Word(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * size, as: Word.self))
    }
  }
}

/// Written out, as not every platform of Swift has `Float16`.
private func float(half bits: UInt16) -> Float {
  let (exponent, fraction) = (Int(bits >> 10 & 0x1f), bits & 0x3ff)
  let magnitude: Float =
    switch exponent {
    case 0: Float(sign: .plus, exponent: -24, significand: Float(fraction))
    case 31: fraction == 0 ? .infinity : .nan
    default: Float(sign: .plus, exponent: exponent - 25, significand: Float(1024 + fraction))
    }
  return bits >> 15 == 0 ? magnitude : -magnitude
}
