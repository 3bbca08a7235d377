import Files
import Foundation
import TestSupport
import Testing

@testable import TrainingFiles

/// The length, then the header, then the data.
private func file(_ header: String, data: [UInt8] = [], length: Int? = nil) -> [UInt8] {
  let length = UInt64(length ?? header.utf8.count)
  return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + Array(header.utf8) + data
}

/// The header of one tensor.
private func header(
  dtype: String = #""F32""#, shape: String = "[2]", offsets: String = "[0,8]"
) -> String {
  #"{"a":{"dtype":\#(dtype),"shape":\#(shape),"data_offsets":\#(offsets)}}"#
}

private let twoFloats: [UInt8] = [0, 0, 0x80, 0x3f, 0, 0, 0x20, 0xc0]

private func fault(_ bytes: [UInt8]) -> String? {
  do {
    _ = try SafetensorsFile(parsing: bytes)
    return nil
  } catch {
    return error.message
  }
}

struct SafetensorsFileTests {
  private let small = SafetensorsFile(
    metadata: ["format": "pt", "a": "\"\\\n"],
    tensors: [
      .init(name: "b", shape: [1, 2], values: [1, -2.5]),
      .init(name: "a", shape: [], values: [0.5]),
    ])

  @Test("the bytes of a small file are those written out by hand")
  func byHand() throws {
    let header =
      #"{"__metadata__":{"a":"\"\\\u000a","format":"pt"},"#
      + #""b":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},"#
      + #""a":{"dtype":"F32","shape":[],"data_offsets":[8,12]}}"#
    // And 3 spaces to the next multiple of 8.
    #expect(header.utf8.count == 157)
    let bytes: [UInt8] =
      [160, 0, 0, 0, 0, 0, 0, 0] + Array((header + "   ").utf8)
      + [0, 0, 0x80, 0x3f] + [0, 0, 0x20, 0xc0] + [0, 0, 0, 0x3f]
    #expect(try small.bytes() == bytes)
    #expect(try SafetensorsFile(parsing: bytes) == small)
  }

  @Test("every bit of a finite number comes back, and the data begin at a multiple of 8")
  func roundTrip() throws {
    let values: [Float] = [
      0, -0.0, 0.1, .leastNonzeroMagnitude, -.leastNormalMagnitude, .greatestFiniteMagnitude,
    ]
    for count in 0...values.count {
      for name in ["a", "ab", "abc", "ä\u{1F600}\u{0}\t"] {
        let tensor = SafetensorsFile.Tensor(
          name: name, shape: [count, 1], values: Array(values.prefix(count)))
        let bytes = try SafetensorsFile(metadata: [:], tensors: [tensor]).bytes()
        #expect((bytes.count - 4 * count) % 8 == 0)
        let read = try SafetensorsFile(parsing: bytes).tensors
        #expect(read == [tensor])
        #expect(read[0].values.map(\.bitPattern) == tensor.values.map(\.bitPattern))
      }
    }
  }

  @Test("tensors may lie in another order than their names stand, and fields too")
  func otherOrder() throws {
    let header = """
      {"a": {"data_offsets": [4, 8], "shape": [1], "dtype": "F32"},
       "b": {"dtype": "F32", "shape": [1, 1], "data_offsets": [0, 4]}}
      """
    let read = try SafetensorsFile(parsing: file(header, data: twoFloats))
    #expect(read.metadata == [:])
    #expect(
      read.tensors == [
        .init(name: "a", shape: [1], values: [-2.5]), .init(name: "b", shape: [1, 1], values: [1]),
      ])
  }

  @Test("a file cut off anywhere is refused")
  func truncated() throws {
    let bytes = try small.bytes()
    for count in bytes.indices {
      #expect(fault(Array(bytes[..<count])) != nil, "\(count) bytes")
    }
    #expect(fault(Array(bytes[..<7])) == "7 bytes are too few for a safetensors file")
    #expect(
      fault(Array(bytes[..<100]))
        == "the file is cut off: its header ends at byte 168, the file at 100")
    #expect(
      fault(bytes.dropLast())
        == "a is said to lie at [8, 12] in 11 bytes of data: the file is cut off, or its header "
        + "wrong")
    #expect(fault(bytes + [0]) == "the tensors end at byte 12 of 13 bytes of data")
  }

  @Test("a header that is too long, cut off or no JSON object is refused")
  func headers() {
    for length in [100_000_001, .max] {
      #expect(
        fault(file("{}", length: length))
          == "not a safetensors file, or its header is too long: \(length) bytes, at most 100000000 "
          + "are read")
    }
    #expect(fault(Array("PK\u{3}\u{4}and so on".utf8))?.hasPrefix("not a safetensors file") == true)
    #expect(fault(Array(repeating: 0xff, count: 8))?.hasPrefix("not a safetensors file") == true)
    for (text, reason) in [
      ("", "line 1, column 1: the file is empty"),
      ("{} {}", "line 1, column 4: there is more text after the end of the value"),
      (#"{"a":1,"a":1}"#, #"line 1, column 11: the name "a" occurs twice"#),
      (String(repeating: #"{"a":"#, count: 50_000), "line 1, column 321: nested more than 64 deep"),
    ] { #expect(fault(file(text)) == "the header is not JSON: \(reason)") }
    #expect(fault(file("[1]")) == "the header is a list of 1, not an object")
    #expect(
      fault(file("{}", data: [], length: 3))
        == "the file is cut off: its header ends at byte 11, the file at 10")
    #expect(fault(file("{}")) == nil)
  }

  @Test("metadata are texts")
  func metadata() {
    #expect(fault(file(#"{"__metadata__":3}"#)) == "__metadata__ is 3, not an object")
    #expect(
      fault(file(#"{"__metadata__":{"seed":3}}"#)) == "__metadata__.seed is 3, not a text")
  }

  @Test(
    "a tensor whose type, shape and place do not agree is refused",
    arguments: [
      (header(dtype: #""F64""#), "a of shape [2] does not fit 8 bytes of F64"),
      (header(dtype: #""F16""#), "a of shape [2] does not fit 8 bytes of F16"),
      (header(dtype: "32"), "a has the dtype 32, which is no text"),
      (header(shape: "[3]"), "a of shape [3] does not fit 8 bytes of F32"),
      (header(shape: "[]"), "a of shape [] does not fit 8 bytes of F32"),
      (
        header(shape: "[4611686018427387904,4]"),
        "a of shape [4611686018427387904, 4] does not fit 8 bytes of F32"
      ),
      // Four times this is 8, counted modulo 2^64.
      (
        header(shape: "[4611686018427387906]"),
        "a of shape [4611686018427387906] does not fit 8 bytes of F32"
      ),
      (header(shape: "2"), "a.shape is 2, not a list"),
      (header(shape: "[-2]"), "a.shape holds -2, which is no count"),
      (header(shape: "[2.0]"), "a.shape holds 2.0, which is no count"),
      (header(shape: "[99999999999999999999]"), "a.shape holds 1e+20, which is no count"),
      (header(offsets: "{}"), "a.data_offsets is an object of 0, not a list"),
      (header(offsets: "[0,-8]"), "a.data_offsets holds -8, which is no count"),
      (#"{"a":7}"#, "a is 7, not an object"),
      (#"{"a":{}}"#, "a has no dtype"),
      (#"{"a":{"dtype":"F32"}}"#, "a has no shape"),
      (#"{"a":{"dtype":"F32","shape":[2]}}"#, "a has no data_offsets"),
    ])
  func tensors(header: String, reason: String) {
    #expect(fault(file(header, data: twoFloats)) == reason)
  }

  @Test(
    "a place beyond the data, or turned round, is refused",
    arguments: ["[0,12]", "[8,16]", "[8,0]", "[0]", "[]", "[0,8,8]", "[0,9223372036854775807]"])
  func places(offsets: String) {
    let fault = fault(file(header(offsets: offsets), data: twoFloats))
    #expect(fault?.hasPrefix("a is said to lie at [") == true)
    let reason = "] in 8 bytes of data: the file is cut off, or its header wrong"
    #expect(fault?.hasSuffix(reason) == true)
  }

  @Test("tensors that overlap or leave a gap are refused")
  func tiling() {
    func two(_ first: String, _ second: String) -> String {
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":\#(first)},"#
        + #""b":{"dtype":"F32","shape":[1],"data_offsets":\#(second)}}"#
    }
    func place(_ name: String, _ begin: Int, _ expected: Int) -> String {
      "\(name) begins at byte \(begin) of the data, where \(expected) is expected: tensors overlap "
        + "or leave a gap"
    }
    let data = twoFloats
    #expect(fault(file(two("[0,4]", "[4,8]"), data: data)) == nil)
    #expect(fault(file(two("[0,4]", "[0,4]"), data: data)) == place("b", 0, 4))
    #expect(fault(file(two("[2,6]", "[0,4]"), data: data)) == place("a", 2, 4))
    #expect(fault(file(two("[8,12]", "[0,4]"), data: data + [0, 0, 0, 0])) == place("a", 8, 4))
    #expect(fault(file(two("[8,12]", "[4,8]"), data: data + [0, 0, 0, 0])) == place("b", 4, 0))
    #expect(
      fault(file(two("[0,4]", "[4,8]"), data: data + [0]))
        == "the tensors end at byte 8 of 9 bytes of data")
  }

  @Test("a tensor of a type that holds no floats is named and not read, but its place is checked")
  func otherTypes() throws {
    let header =
      #"{"step":{"dtype":"I64","shape":[1],"data_offsets":[0,8]},"#
      + #""a":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}"#
    let read = try SafetensorsFile(
      parsing: file(header, data: [7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0x3f]))
    #expect(read.tensors == [.init(name: "a", shape: [1], values: [1])])
    #expect(read.unreadable.map(\.name) == ["step"])
    #expect(read.unreadable.map(\.reason) == [#"has the dtype "I64""#])
    #expect(read.convertedTypes == [])
    #expect(
      fault(file(header, data: twoFloats))
        == "a is said to lie at [8, 12] in 8 bytes of data: the file is cut off, or its header wrong"
    )
  }

  @Test("what was converted is told")
  func converted() throws {
    let header =
      #"{"a":{"dtype":"F16","shape":[1,2],"data_offsets":[0,4]},"#
      + #""b":{"dtype":"BF16","shape":[],"data_offsets":[4,6]},"#
      + #""c":{"dtype":"F64","shape":[1],"data_offsets":[6,14]}}"#
    // 1 and −2 in halves; 1 in bfloat16; 0.1 in double.
    let data: [UInt8] =
      [0, 0x3c, 0, 0xc0, 0x80, 0x3f] + littleEndian((0.1).bitPattern)
    let read = try SafetensorsFile(parsing: file(header, data: data))
    #expect(
      read.tensors == [
        .init(name: "a", shape: [1, 2], values: [1, -2]), .init(name: "b", shape: [], values: [1]),
        .init(name: "c", shape: [1], values: [0.1]),
      ])
    #expect(read.convertedTypes == ["F16", "BF16", "F64"])
  }

  @Test("numbers that are not finite are neither read nor written")
  func notFinite() throws {
    for (bits, text) in [
      ([0, 0, 0xc0, 0x7f], "nan"), ([0, 0, 0x80, 0x7f], "inf"), ([0, 0, 0x80, 0xff], "-inf"),
    ] as [([UInt8], String)] {
      let bytes = file(header(), data: [0, 0, 0x80, 0x3f] + bits)
      let read = try SafetensorsFile(parsing: bytes)
      #expect(read.tensors == [] && read.unreadable.map(\.name) == ["a"])
      #expect(read.unreadable.first?.reason == "holds \(text) at index 1")
    }
    try withFile([1], named: "agent.safetensors") { path in
      let diverged = SafetensorsFile(
        metadata: [:], tensors: [.init(name: "w", shape: [2], values: [0, .nan])])
      #expect(
        throws: FileError(path: path, action: "write", reason: "w holds nan at index 1")
      ) { try diverged.write(to: path) }
      #expect(FileManager.default.contents(atPath: path) == Data([1]))
    }
  }

  @Test("a file is replaced whole, and nothing is left beside it")
  func replacing() throws {
    try withFile([1, 2, 3], named: "agent.safetensors") { path in
      try small.write(to: path)
      #expect(try SafetensorsFile(contentsOf: path) == small)
      let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["agent.safetensors"])
    }
  }

  @Test("an error names the file and the fault in one line")
  func errors() throws {
    func error(_ path: String) -> String? {
      do {
        _ = try SafetensorsFile(contentsOf: path)
        return nil
      } catch { return "\(error)" }
    }
    #expect(error("/nowhere/a") == "cannot read /nowhere/a: no such file")
    #expect(error("/dev/zero") == "cannot read /dev/zero: not a regular file")
    #expect(error("/") == "cannot read /: a folder, not a file")
    try withFile([1, 2, 3]) { path in
      #expect(error(path) == "cannot read \(path): 3 bytes are too few for a safetensors file")
      let file = try #require(FileHandle(forWritingAtPath: path))
      try file.truncate(atOffset: UInt64(SafetensorsFile.largestSize) + 1)
      try file.close()
      #expect(error(path) == "cannot read \(path): larger than 512 MB")
    }
  }

  @Test("whatever byte of a file is changed, it is read or refused")
  func doctored() throws {
    let bytes = try small.bytes()
    for index in bytes.indices {
      for flip in [1, 0x80, 0xff] as [UInt8] {
        var doctored = bytes
        doctored[index] ^= flip
        if let read = try? SafetensorsFile(parsing: doctored) { #expect(read != small) }
      }
    }
  }

  @Test("a name in a file cannot add lines to the message about it")
  func names() {
    #expect(fault(file(#"{"a\nb\u001b[2J":7}"#)) == #"a\u{a}b\u{1b}[2J is 7, not an object"#)
    let ones = Array(repeating: "1", count: 100_000).joined(separator: ",")
    let many = fault(file(#"{"a":{"dtype":"F32","shape":[\#(ones)],"data_offsets":[0,0]}}"#))
    #expect(many?.count == 281 && many?.hasSuffix("does not fit 0 bytes of F32") == true)
  }
}
