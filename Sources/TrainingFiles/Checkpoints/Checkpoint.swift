import Proximal

/// The file that a training can be resumed from.
///
///     "proximal checkpoint 2\n"
///     8 bytes   how long the contents are, the lowest first
///     contents  what is trained, as a configuration file says it; the seconds taken; the state
///     4 bytes   CRC-32C of all that stands before
///
/// The checksum tells a file that was torn or overwritten; a file that is whole but belongs to another
/// training is told by its configuration.
struct Checkpoint: Equatable {
  /// All settings of the training: ``TrainingPlan/configuration``.
  var configuration: String
  /// Wall time up to here.
  var seconds: Double
  /// What ``PPO/archived()`` gave.
  var state: [UInt8]

  private static let magic = Array("proximal checkpoint 2\n".utf8)

  /// The file's bytes.
  func encoded() -> [UInt8] {
    var contents = StateArchive()
    var (text, seconds, state) = (Array(configuration.utf8), seconds, state)
    do {
      var count = text.count
      try contents.visit(&count)
      try contents.visit(&text)
      try contents.visit(&seconds)
      count = state.count
      try contents.visit(&count)
      try contents.visit(&state)
    } catch {
      fatalError("what is written cannot be refused: \(error)")
    }
    var bytes = Self.magic
    bytes += littleEndian(UInt64(contents.bytes.count)) + contents.bytes
    return bytes + littleEndian(CRC32C.checksum(bytes))
  }

  init(configuration: String, seconds: Double, state: [UInt8]) {
    (self.configuration, self.seconds, self.state) = (configuration, seconds, state)
  }

  /// Reads a file's bytes.
  init(decoding bytes: [UInt8]) throws(CheckpointFault) {
    guard bytes.starts(with: Self.magic) else {
      throw Self.magic.starts(with: bytes) ? .torn(bytes.count) : .foreign
    }
    let (head, tail) = (Self.magic.count + 8, 4)
    guard bytes.count >= head + tail else { throw .torn(bytes.count) }
    let length = number(bytes[Self.magic.count..<head])
    guard length <= UInt64(bytes.count), bytes.count == head + Int(length) + tail else {
      throw .torn(bytes.count)
    }
    let end = bytes.count - tail
    guard number(bytes[end...]) == UInt64(CRC32C.checksum(Array(bytes[..<end]))) else {
      throw .checksum
    }
    do {
      try self.init(contents: Array(bytes[head..<end]))
    } catch {
      throw .contents(error)
    }
  }

  /// Reads what stands between the length and the checksum.
  init(contents bytes: [UInt8]) throws(StateArchiveError) {
    var contents = StateArchive(reading: bytes)
    func block() throws(StateArchiveError) -> [UInt8] {
      var count = 0
      try contents.visit(&count, in: 0...bytes.count, "the length of a part")
      var block = [UInt8](repeating: 0, count: count)
      try contents.visit(&block)
      return block
    }
    configuration = String(decoding: try block(), as: UTF8.self)
    seconds = 0
    try contents.visit(&seconds)
    state = try block()
    guard contents.isAtEnd else { throw .tooLong(contents.bytesLeft) }
  }
}

/// What is wrong with a checkpoint's bytes.
enum CheckpointFault: Error, Equatable, CustomStringConvertible {
  case foreign
  case torn(Int)
  case checksum
  case contents(StateArchiveError)

  var description: String {
    switch self {
    case .foreign: "this is no checkpoint of proximal train: it does not begin like one"
    case .torn(let count): "the checkpoint is torn: it ends after \(count) bytes"
    case .checksum: "the checkpoint is damaged: its checksum is not that of its bytes"
    case .contents(let error): "the checkpoint cannot be read: \(error)"
    }
  }
}

/// Of bytes, the lowest first.
private func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
  bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
}
