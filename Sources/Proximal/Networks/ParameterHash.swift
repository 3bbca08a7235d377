extension MLP where Scalar == Float {
  /// A fingerprint of the parameters, 16 hexadecimal digits: equal for equal bits.
  public var parameterHash: String { Proximal.parameterHash(parameters) }
}

/// A fingerprint of parameters, 16 hexadecimal digits: equal for equal bits.
///
/// FNV-1a over the little-endian bytes. It tells runs apart; it is no protection against intent.
public func parameterHash(_ parameters: [Float]) -> String {
  var hash: UInt64 = 0xcbf2_9ce4_8422_2325
  for parameter in parameters {
    for shift in stride(from: 0, to: 32, by: 8) {
      hash =
        (hash ^ UInt64(truncatingIfNeeded: (parameter.bitPattern >> shift) & 0xff))
        &* 0x100_0000_01b3
    }
  }
  let digits = String(hash, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}
