extension MLP where Scalar == Float {
  /// A fingerprint of the parameters, 16 hexadecimal digits: equal for equal bits.
  public var parameterHash: String { Proximal.parameterHash(parameters) }
}

/// A fingerprint of parameters, 16 hexadecimal digits: equal for equal bits.
///
/// ``FNV1a`` over the little-endian bytes.
public func parameterHash(_ parameters: [Float]) -> String {
  var hash = FNV1a()
  for parameter in parameters {
    for shift in stride(from: 0, to: 32, by: 8) {
      hash.add(UInt8(truncatingIfNeeded: parameter.bitPattern >> shift))
    }
  }
  return hash.digits
}
