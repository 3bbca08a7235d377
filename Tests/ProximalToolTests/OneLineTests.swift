import Foundation
import Testing

@testable import ProximalTool

private func message(_ header: String) -> String? {
  let bytes = littleEndian(UInt64(header.utf8.count)) + Array(header.utf8)
  do {
    _ = try SafetensorsFile(parsing: bytes)
    return nil
  } catch { return error.message }
}

struct OneLineTests {
  @Test("what would break the line or steer a terminal is written as its number")
  func control() {
    #expect("plain “text” – σ, 😀".oneLine == "plain “text” – σ, 😀")
    #expect("a\nb\r\nc\u{1b}[2J\u{7f}".oneLine == #"a\u{a}b\u{d}\u{a}c\u{1b}[2J\u{7f}"#)
    #expect("\u{2028}\u{202e}\u{85}".oneLine == #"\u{2028}\u{202e}\u{85}"#)
  }

  @Test("of a very long text both ends are left")
  func long() {
    let most = String(repeating: "a", count: 320)
    #expect(most.oneLine == most)
    let text = String(repeating: "a", count: 100_000) + " is no number"
    #expect(text.oneLine.unicodeScalars.count == 281)
    #expect(text.oneLine.hasPrefix("aaaa") && text.oneLine.hasSuffix("aaa is no number"))
    // Marks without end on one letter are one character.
    let marked = "e" + String(repeating: "\u{301}", count: 100_000)
    #expect(marked.oneLine.unicodeScalars.count == 281)
  }

  @Test("a name in a file cannot add lines to the message about it")
  func names() throws {
    #expect(message(#"{"a\nb\u001b[2J":7}"#) == #"a\u{a}b\u{1b}[2J is 7, not an object"#)
    #expect(
      message(#"{"a":{"dtype":"F\n64"}}"#)
        == #"a has the dtype "F\u{a}64"; only "F32" is read"#)
    let ones = Array(repeating: "1", count: 100_000).joined(separator: ",")
    let many = message(#"{"a":{"dtype":"F32","shape":[\#(ones)],"data_offsets":[0,0]}}"#)
    #expect(many?.count == 281 && many?.hasSuffix("does not fit 0 bytes of float32") == true)

    let document = try JSONValue(
      parsing: Array(#"{"header":{"schema":"a\nb"},"cases":[1]}"#.utf8))
    #expect(
      GoldenReport(document: document, name: "golden.json").lines == [
        #"FAILED  golden.json  (a\u{a}b): no such schema is built, so that nothing in the file is "#
          + "checked"
      ])
    try withFile(#"{"a\nb":1,"a\nb":2}"#.utf8) { path in
      #expect(
        GoldenReport(path: path, name: "golden.json").lines == [
          #"FAILED  \#(path): not JSON: line 1, column 17: the name "a\u{a}b" occurs twice"#
        ])
    }
    let error = CheckpointError(file: "checkpoint", reason: "it has a\nb")
    #expect(error.description == #"checkpoint: it has a\u{a}b"#)
  }
}
