extension PCG64 {
  /// Puts `elements` in a random order, every order equally likely (Fisher and Yates).
  ///
  /// Equal to NumPy's `shuffle`, for which at most 2^32 elements are accepted here.
  @inlinable
  public mutating func shuffle<Element>(_ elements: inout [Element]) {
    require(
      UInt64(elements.count) <= 1 << 32,
      "shuffle takes at most 2^32 elements; got \(elements.count)")
    elements.withUnsafeMutableBufferPointer { elements in
      for last in stride(from: elements.count - 1, to: 0, by: -1) {
        elements.swapAt(last, Int(maskedInteger(upTo: UInt32(last))))
      }
    }
  }

  /// The numbers 0 … n − 1 in a random order.
  @inlinable
  public mutating func permutation(_ n: Int) -> [Int] {
    require(n >= 0, "a permutation has a length of 0 or more; got \(n)")
    var order = Array(0..<n)
    shuffle(&order)
    return order
  }

  /// An integer from 0 to `maximum`, both included, by trial: draw just enough bits until they fit.
  ///
  /// Not Lemire's method of `integer(in:)`: NumPy keeps this older one for shuffling.
  @inlinable
  mutating func maskedInteger(upTo maximum: UInt32) -> UInt32 {
    let mask = UInt32.max &>> UInt32(truncatingIfNeeded: maximum.leadingZeroBitCount)
    var candidate: UInt32
    repeat {
      candidate = next32() & mask
    } while candidate > maximum
    return candidate
  }
}
