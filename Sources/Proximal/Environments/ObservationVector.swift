/// An observation as a network takes it: a fixed number of floats.
public protocol ObservationVector: Sendable {
  /// How many floats an observation has.
  static var count: Int { get }

  /// Writes the observation into the `count` elements of `floats` from index `start` on.
  func write(to floats: inout MutableSpan<Float>, at start: Int)
}

extension ObservationVector {
  /// Writes the observation into the `count` elements of `floats` from index `start` on.
  ///
  /// For buffers that are stored beside other arrays. Do not take `mutableSpan` of one of several
  /// arrays of a struct: the optimiser of Swift 6.3.1 then takes the others for unshared as well
  /// and writes into arrays that a caller has kept.
  @inlinable
  public func write(to floats: inout [Float], at start: Int) {
    floats.withUnsafeMutableBufferPointer { buffer in
      var span = MutableSpan(_unsafeElements: buffer)
      write(to: &span, at: start)
    }
  }
}

extension SIMD where Scalar == Float, Self: ObservationVector {
  /// One float for each component.
  @inlinable
  public static var count: Int { Self.scalarCount }

  /// Writes the components in order.
  @inlinable
  public func write(to floats: inout MutableSpan<Float>, at start: Int) {
    for index in indices {
      floats[start + index] = self[index]
    }
  }
}

extension SIMD2: ObservationVector where Scalar == Float {}
extension SIMD3: ObservationVector where Scalar == Float {}
extension SIMD4: ObservationVector where Scalar == Float {}
