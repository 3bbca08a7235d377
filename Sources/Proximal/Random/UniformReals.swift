extension PCG64 {
  /// A double from [0, 1): one of the 2^53 multiples of 2^-53, all equally likely.
  @inlinable
  public mutating func random() -> Double {
    let bits: UInt64 = next()
    return Double(Int64(truncatingIfNeeded: bits >> 11)) * 0x1p-53
  }

  /// A float from [0, 1): one of the 2^24 multiples of 2^-24, all equally likely.
  ///
  /// Takes 32 bits, so two of them share one 64-bit draw.
  @inlinable
  public mutating func randomFloat() -> Float {
    Float(Int32(truncatingIfNeeded: next32() >> 8)) * 0x1p-24
  }

  /// A double from [low, high): low + (high − low) · u, with u from `random()`.
  @inlinable
  public mutating func uniform(_ low: Double, _ high: Double) -> Double {
    low + (high - low) * random()
  }
}
