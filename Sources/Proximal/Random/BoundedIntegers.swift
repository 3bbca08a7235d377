extension PCG64 {
  /// An integer from `range`, all equally likely: NumPy's `integers(low, high)` of 64-bit integers.
  ///
  /// A range of one value draws nothing.
  @inlinable
  public mutating func integer(in range: Range<Int>) -> Int {
    require(
      !range.isEmpty, "an integer can only be drawn from a range that holds one; got \(range)")
    return integer(in: range.lowerBound...(range.upperBound - 1))
  }

  /// An integer from a closed range, which may be all of `Int`.
  @inlinable
  public mutating func integer(in range: ClosedRange<Int>) -> Int {
    let width = UInt64(bitPattern: Int64(range.upperBound) &- Int64(range.lowerBound))
    return range.lowerBound &+ Int(truncatingIfNeeded: integer(upTo: width))
  }

  /// An element of `elements`, all equally likely.
  @inlinable
  public mutating func choice<Elements: RandomAccessCollection>(
    _ elements: Elements
  ) -> Elements.Element {
    require(!elements.isEmpty, "a choice needs at least one element; the collection is empty")
    let offset = integer(in: 0..<elements.count)
    return elements[elements.index(elements.startIndex, offsetBy: offset)]
  }

  /// An integer from 0 to `maximum`, both included, by as few bits as it needs: none for 0, 32 up
  /// to 2^32 − 1, otherwise 64.
  @inlinable
  mutating func integer(upTo maximum: UInt64) -> UInt64 {
    switch maximum {
    case 0: 0
    case ..<UInt64(UInt32.max): UInt64(integer32(below: UInt32(maximum) + 1))
    case UInt64(UInt32.max): UInt64(next32())
    case ..<UInt64.max: integer64(below: maximum + 1)
    default: next()
    }
  }

  /// Lemire's method: of the 2^32 equally likely words w, the high half of w · n is 0 … n − 1.
  ///
  /// Each result covers ⌊2^32 / n⌋ or one more words. The surplus, 2^32 mod n words with the
  /// smallest low halves, is drawn again; the division is only done when it may matter.
  ///
  /// Source: D. Lemire, "Fast Random Integer Generation in an Interval", ACM Transactions on
  /// Modeling and Computer Simulation 29 (2019).
  @inlinable
  mutating func integer32(below n: UInt32) -> UInt32 {
    var product = UInt64(next32()) &* UInt64(n)
    if UInt32(truncatingIfNeeded: product) < n {
      let surplus = (0 &- n) % n
      while UInt32(truncatingIfNeeded: product) < surplus {
        product = UInt64(next32()) &* UInt64(n)
      }
    }
    return UInt32(truncatingIfNeeded: product >> 32)
  }

  /// The same with 64-bit words and a 128-bit product.
  @inlinable
  mutating func integer64(below n: UInt64) -> UInt64 {
    var product = (next() as UInt64).multipliedFullWidth(by: n)
    if product.low < n {
      let surplus = (0 &- n) % n
      while product.low < surplus {
        product = (next() as UInt64).multipliedFullWidth(by: n)
      }
    }
    return product.high
  }
}
