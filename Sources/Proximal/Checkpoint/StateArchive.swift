/// The state of a training as a row of bytes: what a checkpoint holds.
///
/// One traversal both writes and reads. A type that can be archived passes its parts by, each once and
/// in a fixed order; an archive that is written appends them, one that is read puts the stored ones
/// in their place. What is written and what is read can thus never differ.
///
/// Numbers are little-endian; a float is its bits, so NaN and −0 come back as they went. An array is
/// preceded by its count.
public struct StateArchive: Sendable {
  /// What has been written, or is being read.
  public private(set) var bytes: [UInt8]
  /// Whether parts are taken from the archive rather than added to it.
  public let isReading: Bool
  /// Whether every float that has been read is a number and finite.
  public private(set) var isFinite = true
  private var position = 0

  /// An empty archive to be written.
  public init() { (bytes, isReading) = ([], false) }

  /// An archive to be read.
  public init(reading bytes: [UInt8]) { (self.bytes, isReading) = (bytes, true) }

  /// Whether everything has been read.
  public var isAtEnd: Bool { bytesLeft == 0 }
  /// How many bytes have not been read yet.
  public var bytesLeft: Int { bytes.count - position }

  // MARK: Single numbers

  /// Eight bytes, the lowest first.
  public mutating func visit(_ value: inout UInt64) throws(StateArchiveError) {
    guard isReading else {
      for shift in stride(from: 0, to: 64, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(shift)))
      }
      return
    }
    value = try take(8)
  }

  /// Eight bytes, as of an `Int64`.
  /// - Throws: ``StateArchiveError/beyondInt(_:)`` where `Int` is narrower and cannot hold it.
  public mutating func visit(_ value: inout Int) throws(StateArchiveError) {
    var bits = UInt64(bitPattern: Int64(value))
    try visit(&bits)
    let stored = Int64(bitPattern: bits)
    guard let number = Int(exactly: stored) else { throw .beyondInt(stored) }
    value = number
  }

  /// The eight bytes of its bits. What is read may be NaN or infinite; ``isFinite`` then is false.
  public mutating func visit(_ value: inout Double) throws(StateArchiveError) {
    var bits = value.bitPattern
    try visit(&bits)
    value = Double(bitPattern: bits)
    isFinite = isFinite && value.isFinite
  }

  /// Sixteen bytes, the lowest first.
  public mutating func visit(_ value: inout UInt128) throws(StateArchiveError) {
    var (low, high) = (UInt64(truncatingIfNeeded: value), UInt64(truncatingIfNeeded: value >> 64))
    try visit(&low)
    try visit(&high)
    value = UInt128(high) << 64 | UInt128(low)
  }

  /// Its bits, in the lower four of eight bytes. What is read may be NaN or infinite; ``isFinite``
  /// then is false.
  public mutating func visit(_ value: inout Float) throws(StateArchiveError) {
    var bits = UInt64(value.bitPattern)
    try visit(&bits)
    value = Float(bitPattern: UInt32(truncatingIfNeeded: bits))
    isFinite = isFinite && value.isFinite
  }

  /// A number that must lie in `range`, such as an index; `name` is what an error calls it.
  public mutating func visit(
    _ value: inout Int, in range: ClosedRange<Int>, _ name: String
  ) throws(StateArchiveError) {
    try visit(&value)
    guard range.contains(value) else { throw .outOfRange(name, value, range) }
  }

  /// A number of things or steps; `name` is what an error calls it.
  public mutating func visit(count: inout Int, _ name: String) throws(StateArchiveError) {
    // So far a double counts too.
    try visit(&count, in: 0...Int(clamping: Int64(1) << 53), name)
  }

  // MARK: Arrays

  /// An array that keeps its length.
  public mutating func visit(_ values: inout [Float]) throws(StateArchiveError) {
    try checkCount(values.count)
    guard isReading else {
      // The machines of this course are little-endian: the bytes lie as they are to be written.
      return values.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }
    for i in values.indices { values[i] = Float(bitPattern: UInt32(try take(4))) }
    isFinite = isFinite && values.allSatisfy { $0.isFinite }
  }

  /// An array that keeps its length.
  public mutating func visit(_ values: inout [Double]) throws(StateArchiveError) {
    try checkCount(values.count)
    for i in values.indices { try visit(&values[i]) }
  }

  /// An array of numbers from a range that keeps its length.
  public mutating func visit(
    _ values: inout [Int], in range: ClosedRange<Int>, _ name: String
  ) throws(StateArchiveError) {
    try checkCount(values.count)
    for i in values.indices { try visit(&values[i], in: range, name) }
  }

  /// Bytes that keep their number.
  public mutating func visit(_ values: inout [UInt8]) throws(StateArchiveError) {
    try checkCount(values.count)
    guard isReading else { return bytes.append(contentsOf: values) }
    for i in values.indices { values[i] = UInt8(try take(1)) }
  }

  /// Parts that are archives of their own, as many as there are.
  public mutating func visit<Part: Archivable>(_ parts: inout [Part]) throws(StateArchiveError) {
    try checkCount(parts.count)
    for i in parts.indices { try parts[i].archive(in: &self) }
  }

  private mutating func checkCount(_ count: Int) throws(StateArchiveError) {
    var stored = count
    try visit(&stored)
    guard stored == count else { throw .otherCount(stored: stored, expected: count) }
  }

  /// The next `count` bytes, the lowest first.
  private mutating func take(_ count: Int) throws(StateArchiveError) -> UInt64 {
    guard count <= bytes.count - position else { throw .tooShort(bytes.count) }
    var value: UInt64 = 0
    for i in 0..<count { value |= UInt64(bytes[position + i]) << UInt64(8 * i) }
    position += count
    return value
  }
}

/// Something whose state can be written to a ``StateArchive`` and read from one.
///
/// What is fixed at its making, such as settings and sizes, is no part of the state: to read, make one
/// with the same settings and let it take the state over.
public protocol Archivable {
  /// Passes every part of the state by, in a fixed order.
  mutating func archive(in archive: inout StateArchive) throws(StateArchiveError)
}

/// Why an archive could not be read.
public enum StateArchiveError: Error, Equatable, CustomStringConvertible {
  /// It ends before everything has been read; it has this many bytes.
  case tooShort(Int)
  /// An array has another length than the one that is to take it over.
  case otherCount(stored: Int, expected: Int)
  /// A number lies outside the range that makes sense.
  case outOfRange(String, Int, ClosedRange<Int>)
  /// A number is larger than this machine's `Int`, which may have 32 bits, can hold.
  case beyondInt(Int64)
  /// A number is NaN or infinite, which no training that goes on has.
  case notFinite
  /// Something is left when everything has been read.
  case tooLong(Int)

  public var description: String {
    switch self {
    case .tooShort(let count): "the state ends after \(count) bytes, before it is complete"
    case .otherCount(let stored, let expected):
      "the state has \(stored) numbers where this training has \(expected)"
    case .outOfRange(let name, let value, let range):
      "\(name) is \(value), outside \(range.lowerBound) … \(range.upperBound)"
    case .beyondInt(let value): "a number of the state is \(value), too large for this machine"
    case .notFinite: "a number of the state is NaN or infinite"
    case .tooLong(let count): "\(count) bytes are left when the state is complete"
    }
  }
}
