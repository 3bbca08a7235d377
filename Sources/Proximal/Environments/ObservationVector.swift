/// An observation as a network takes it: some floats, in one world always equally many.
///
/// Where their number is known when the program is built, take `SIMD2<Float>` and its like, or an
/// `InlineArray` for a number in between: they lie in registers or on the stack. `[Float]` has any
/// number, and is made anew at every step.
public protocol ObservationVector: Sendable {
  /// How many floats this observation has.
  var count: Int { get }

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

/// An observation whose type says how many floats it has.
public protocol FixedObservationVector: ObservationVector {
  /// How many floats an observation has.
  static var length: Int { get }
}

extension FixedObservationVector {
  @inlinable
  public var count: Int { Self.length }
}

extension SIMD where Scalar == Float, Self: FixedObservationVector {
  /// One float for each component.
  @inlinable
  public static var length: Int { Self.scalarCount }

  /// Writes the components in order.
  @inlinable
  public func write(to floats: inout MutableSpan<Float>, at start: Int) {
    for index in indices {
      floats[start + index] = self[index]
    }
  }
}

extension SIMD2: ObservationVector, FixedObservationVector where Scalar == Float {}
extension SIMD3: ObservationVector, FixedObservationVector where Scalar == Float {}
extension SIMD4: ObservationVector, FixedObservationVector where Scalar == Float {}
extension SIMD8: ObservationVector, FixedObservationVector where Scalar == Float {}
extension SIMD16: ObservationVector, FixedObservationVector where Scalar == Float {}
extension SIMD32: ObservationVector, FixedObservationVector where Scalar == Float {}
extension SIMD64: ObservationVector, FixedObservationVector where Scalar == Float {}

extension InlineArray: ObservationVector where Element == Float {
  /// Writes the elements in order.
  @inlinable
  public func write(to floats: inout MutableSpan<Float>, at start: Int) {
    for index in indices { floats[start + index] = self[index] }
  }
}

extension InlineArray: FixedObservationVector where Element == Float {
  @inlinable
  public static var length: Int { count }
}

extension Array: ObservationVector where Element == Float {
  /// Writes the elements in order.
  @inlinable
  public func write(to floats: inout MutableSpan<Float>, at start: Int) {
    for index in indices { floats[start + index] = self[index] }
  }
}
