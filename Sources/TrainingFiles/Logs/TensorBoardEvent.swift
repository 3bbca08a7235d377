/// What TensorBoard calls an event: something that happened at a step and at a time, as a message
/// of protocol buffers.
///
///     message Event {
///       double wall_time = 1;  int64 step = 2;
///       string file_version = 3;  Summary summary = 5;  SessionLog session_log = 7;
///     }
///     message Summary { repeated Value value = 1; }
///     message Value { string tag = 1; float simple_value = 2; }
///     message SessionLog { SessionStatus status = 1; }   // START = 1
struct TensorBoardEvent: Equatable, Sendable {
  enum Content: Equatable, Sendable {
    /// The first event of every file.
    case fileVersion(String)
    /// From this step on, what earlier files of the folder say is void.
    case start
    case scalars([Scalar])
  }

  /// A number under its name.
  struct Scalar: Equatable, Sendable {
    var tag: String
    var value: Float
  }

  /// Seconds since 1970.
  var wallTime: Double
  var step: Int
  var content: Content

  /// The message's bytes.
  var encoded: [UInt8] {
    var message = ProtocolBuffer()
    message.add(field: 1, double: wallTime)
    // A number that is 0 is left out, as everywhere in protocol buffers.
    if step != 0 { message.add(field: 2, integer: step) }
    switch content {
    case .fileVersion(let version): message.add(field: 3, bytes: Array(version.utf8))
    case .scalars(let scalars): message.add(field: 5, bytes: Self.summary(of: scalars))
    case .start: message.add(field: 7, bytes: Self.startOfSession)
    }
    return message.bytes
  }

  private static func summary(of scalars: [Scalar]) -> [UInt8] {
    var summary = ProtocolBuffer()
    for scalar in scalars {
      var value = ProtocolBuffer()
      value.add(field: 1, bytes: Array(scalar.tag.utf8))
      value.add(field: 2, float: scalar.value)
      summary.add(field: 1, bytes: value.bytes)
    }
    return summary.bytes
  }

  private static var startOfSession: [UInt8] {
    var session = ProtocolBuffer()
    session.add(field: 1, integer: 1)
    return session.bytes
  }
}

/// A message of protocol buffers, field after field: a key, which is the field's number and how its
/// value is written, and the value.
struct ProtocolBuffer {
  private(set) var bytes: [UInt8] = []

  /// Whole numbers: seven bits a byte, the lowest first; the top bit says that more follow.
  mutating func add(field: Int, integer: Int) {
    add(varint: UInt64(field << 3 | 0))
    add(varint: UInt64(bitPattern: Int64(integer)))
  }

  mutating func add(field: Int, double: Double) {
    add(varint: UInt64(field << 3 | 1))
    bytes += littleEndian(double.bitPattern)
  }

  /// Text, or a message inside this one.
  mutating func add(field: Int, bytes inner: [UInt8]) {
    add(varint: UInt64(field << 3 | 2))
    add(varint: UInt64(inner.count))
    bytes += inner
  }

  mutating func add(field: Int, float: Float) {
    add(varint: UInt64(field << 3 | 5))
    bytes += littleEndian(float.bitPattern)
  }

  private mutating func add(varint: UInt64) {
    var rest = varint
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
