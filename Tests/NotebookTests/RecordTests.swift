import Notebook
import Testing

struct RecordTests {
  let source = ChapterSource("import Coin\n//: Prose.\nshow(1)\n\nfigure(2)\n")

  private func record() throws -> Record {
    var record = Record(chapter: "01-coin", source: source)
    try record.append(.printed("heads\t0.50 \"half\"\n", sources: ["S0-i1"]), line: 3, of: source)
    try record.append(.printed("é / π\n"), line: 3, of: source)
    try record.append(
      .figure(Record.Figure(name: "tosses", caption: "Tosses.", alt: "A curve.")),
      line: 5, of: source)
    return record
  }

  @Test("a record is written as JSON with one entry a line")
  func encoding() throws {
    #expect(
      try record().encode() == #"""
        {
        "chapter": "01-coin",
        "fingerprint": "\#(source.fingerprint)",
        "entries": [
        {"place":1,"printed":"heads\t0.50 \"half\"\n","sources":["S0-i1"]},
        {"place":1,"printed":"é / π\n"},
        {"alt":"A curve.","caption":"Tosses.","figure":"tosses","format":"svg","place":2}
        ]
        }

        """#)
  }

  @Test("what was written is read back as it was")
  func roundTrip() throws {
    let record = try record()
    #expect(try Record.decode(record.encode()) == record)
    let empty = Record(chapter: "01-coin", source: source)
    #expect(try Record.decode(empty.encode()) == empty)
  }

  @Test(
    "a text that is not a record is refused with the reason",
    arguments: [
      ("", "it is not JSON"),
      ("{", "it is not JSON"),
      (#"{"chapter": "a", "entries": []}"#, "it has no field 'fingerprint'"),
      (
        #"{"chapter": 1, "fingerprint": "", "entries": []}"#,
        "the field 'chapter' is of the wrong kind"
      ),
      (
        #"{"chapter": "a", "fingerprint": "", "entries": [{"place": 3, "figure": "f"}]}"#,
        "the entry at place 3 is neither printed text nor a figure"
      ),
    ])
  func unreadable(text: String, why: String) {
    #expect(throws: RecordError.unreadable(why: why)) { try Record.decode(text) }
  }

  @Test("nothing is recorded from a line without code", arguments: [0, 2, 4, 6])
  func noCode(line: Int) {
    var record = Record(chapter: "01-coin", source: source)
    #expect(throws: RecordError.noCode(chapter: "01-coin", line: line)) {
      try record.append(.printed(""), line: line, of: source)
    }
    #expect(record.entries.isEmpty)
  }
}
