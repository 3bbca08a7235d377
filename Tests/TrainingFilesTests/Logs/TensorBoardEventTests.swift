import Testing

@testable import TrainingFiles

struct TensorBoardEventTests {
  /// 1.5 in field 1: the key 0 00001 001, and eight bytes.
  private let wallTime: [UInt8] = [0x09, 0, 0, 0, 0, 0, 0, 0xf8, 0x3f]

  @Test("the first event, by hand")
  func version() {
    let event = TensorBoardEvent(wallTime: 1.5, step: 0, content: .fileVersion("brain.Event:2"))
    // Field 3, text of 13 bytes. A step of 0 is left out.
    #expect(event.encoded == wallTime + [0x1a, 13] + Array("brain.Event:2".utf8))
  }

  @Test("the start of a session, by hand")
  func start() {
    let event = TensorBoardEvent(wallTime: 1.5, step: 1, content: .start)
    // Step 1 in field 2; in field 7 a message of two bytes, whose field 1 is 1.
    #expect(event.encoded == wallTime + [0x10, 1, 0x3a, 2, 0x08, 1])
  }

  @Test("two numbers at step 300, by hand")
  func scalars() {
    let event = TensorBoardEvent(
      wallTime: 1.5, step: 300,
      content: .scalars([.init(tag: "charts/SPS", value: 0.25), .init(tag: "a", value: -2)]))
    // 300 = 2 · 128 + 44, so that its bytes are 44 + 128 and 2.
    let first: [UInt8] = [0x0a, 10] + Array("charts/SPS".utf8) + [0x15, 0, 0, 0x80, 0x3e]
    let second: [UInt8] = [0x0a, 1, 0x61, 0x15, 0, 0, 0, 0xc0]
    let summary = [0x0a, UInt8(first.count)] + first + [0x0a, UInt8(second.count)] + second
    #expect(
      event.encoded == wallTime + [0x10, 0xac, 2, 0x2a, UInt8(summary.count)] + summary)
  }

  @Test("what is encoded is decoded to the same")
  func roundTrip() throws {
    let events = [
      TensorBoardEvent(wallTime: 0, step: 0, content: .fileVersion("")),
      TensorBoardEvent(wallTime: 1.8e9, step: .max, content: .start),
      TensorBoardEvent(
        wallTime: -1, step: 1 << 35,
        content: .scalars((0..<200).map { .init(tag: "tag \($0)", value: Float($0) / 3) })),
      TensorBoardEvent(wallTime: 3, step: 127, content: .scalars([.init(tag: "σ", value: 0)])),
      TensorBoardEvent(wallTime: 3, step: 128, content: .scalars([])),
    ]
    for event in events { #expect(try decodeEvent(event.encoded) == event) }
  }
}

// MARK: - A decoder

struct DecodingError: Error { let reason: String }

/// The events of a file of records; every checksum is looked at.
func decodeRecords(_ bytes: [UInt8]) throws -> [TensorBoardEvent] {
  var events: [TensorBoardEvent] = []
  var rest = bytes[...]
  func take(_ count: Int) throws -> [UInt8] {
    guard rest.count >= count else { throw DecodingError(reason: "torn") }
    defer { rest = rest.dropFirst(count) }
    return Array(rest.prefix(count))
  }
  func number(_ bytes: [UInt8]) -> UInt64 { bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) } }
  while !rest.isEmpty {
    let length = try take(8)
    guard try number(take(4)) == UInt64(TFRecord.maskedChecksum(length)) else {
      throw DecodingError(reason: "checksum of a length")
    }
    let data = try take(Int(number(length)))
    guard try number(take(4)) == UInt64(TFRecord.maskedChecksum(data)) else {
      throw DecodingError(reason: "checksum of data")
    }
    events.append(try decodeEvent(data))
  }
  return events
}

func decodeEvent(_ bytes: [UInt8]) throws -> TensorBoardEvent {
  var event = TensorBoardEvent(wallTime: 0, step: 0, content: .scalars([]))
  for field in try decodeMessage(bytes) {
    switch (field.number, field.value) {
    case (1, .eight(let bits)): event.wallTime = Double(bitPattern: bits)
    case (2, .varint(let step)): event.step = Int(Int64(bitPattern: step))
    case (3, .bytes(let version)):
      event.content = .fileVersion(String(decoding: version, as: UTF8.self))
    case (5, .bytes(let summary)):
      event.content = .scalars(try decodeMessage(summary).map { try decodeScalar($0) })
    case (7, .bytes([0x08, 1])): event.content = .start
    default: throw DecodingError(reason: "field \(field.number)")
    }
  }
  return event
}

private func decodeScalar(_ field: Field) throws -> TensorBoardEvent.Scalar {
  guard field.number == 1, case .bytes(let bytes) = field.value else {
    throw DecodingError(reason: "a summary's field \(field.number)")
  }
  let parts = try decodeMessage(bytes)
  guard parts.count == 2, parts[0].number == 1, case .bytes(let tag) = parts[0].value,
    parts[1].number == 2, case .four(let bits) = parts[1].value
  else { throw DecodingError(reason: "a value's fields") }
  return .init(tag: String(decoding: tag, as: UTF8.self), value: Float(bitPattern: bits))
}

private struct Field {
  enum Value { case varint(UInt64), eight(UInt64), bytes([UInt8]), four(UInt32) }
  let number: Int
  let value: Value
}

private func decodeMessage(_ bytes: [UInt8]) throws -> [Field] {
  var rest = bytes[...]
  func varint() throws -> UInt64 {
    var (value, shift): (UInt64, UInt64) = (0, 0)
    while let byte = rest.popFirst() {
      value |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    throw DecodingError(reason: "a torn number")
  }
  func fixed(_ count: Int) -> UInt64 {
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
  var fields: [Field] = []
  while !rest.isEmpty {
    let key = try varint()
    let value: Field.Value
    switch key & 7 {
    case 0: value = .varint(try varint())
    case 1: value = .eight(fixed(8))
    case 2:
      let count = Int(try varint())
      value = .bytes(Array(rest.prefix(count)))
      rest = rest.dropFirst(count)
    case 5: value = .four(UInt32(fixed(4)))
    default: throw DecodingError(reason: "wire type \(key & 7)")
    }
    fields.append(Field(number: Int(key >> 3), value: value))
  }
  return fields
}
