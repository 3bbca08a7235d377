import Testing

@testable import Notebook

struct RecordTests {
  let source = ChapterSource("import Coin\n//: Prose.\nshow(1)\n\nfigure(2)\n")

  let training = TrainingRecord(
    setup: TrainingSetup(
      algorithm: "toss", environment: "Coin-v0", environments: 4, rolloutLength: 8, epochs: 2,
      minibatches: 1, hiddenSizes: [16], hyperparameters: ["ε": "0.2"]),
    firstSeed: 1, seedCount: 3, steps: 2000)

  let libraries = LibraryFingerprints(digits: ["Sources/Coin": "0a", "Sources/CCoin": "0b"])

  private func record() throws -> Record {
    var record = Record(chapter: "01-coin", source: source, libraries: libraries)
    try record.append(.printed("heads\t0.50 \"half\"\n"), line: 3, of: source)
    try record.append(.printed("é / π\n"), line: 3, of: source)
    try record.append(
      .figure(Record.Figure(name: "tosses", caption: "Tosses.", alt: "A curve.", drawnFrom: "0c")),
      line: 5, of: source)
    try record.append(.verdict(claim: "X4", .partly, "Only near."), line: 5, of: source)
    try record.append(
      .verdict(claim: "X5", .notShown, by: .lookup, "Nobody says."), line: 5, of: source)
    record.append(training)
    record.append(training)
    return record
  }

  static let trainingLine =
    #"{"firstSeed":1,"seedCount":3,"setup":{"algorithm":"toss","environment":"Coin-v0","#
    + #""environments":4,"epochs":2,"hiddenSizes":[16],"#
    + #""hyperparameters":[{"name":"ε","value":"0.2"}],"minibatches":1,"rolloutLength":8},"#
    + #""steps":2000}"#

  @Test("a record is written as JSON with one entry a line, and a training once")
  func encoding() throws {
    #expect(
      try record().encode() == #"""
        {
        "chapter": "01-coin",
        "fingerprint": "\#(source.fingerprint)",
        "libraries": {
        "Sources/CCoin": "0b",
        "Sources/Coin": "0a"
        },
        "trainings": [
        \#(Self.trainingLine)
        ],
        "entries": [
        {"place":1,"printed":"heads\t0.50 \"half\"\n"},
        {"place":1,"printed":"é / π\n"},
        {"alt":"A curve.","caption":"Tosses.","drawnFrom":"0c","figure":"tosses","format":"svg","place":2},
        {"claim":"X4","evidence":"Only near.","place":2,"verdict":"partly"},
        {"claim":"X5","evidence":"Nobody says.","inquiry":"lookup","place":2,"verdict":"notShown"}
        ]
        }

        """#)
  }

  @Test("what was written is read back as it was")
  func roundTrip() throws {
    let record = try record()
    #expect(try Record.decode(record.encode()) == record)
    let empty = Record(chapter: "01-coin", source: source, libraries: libraries)
    #expect(try Record.decode(empty.encode()) == empty)
  }

  @Test(
    "a text that is not a record is refused with the reason",
    arguments: [
      ("", "it is not JSON"),
      ("{", "it is not JSON"),
      (#"{"chapter": "a", "entries": []}"#, "it has no field 'fingerprint'"),
      (#"{"chapter": "a", "fingerprint": "", "entries": []}"#, "it has no field 'libraries'"),
      (
        #"{"chapter": "a", "fingerprint": "", "libraries": {}, "entries": []}"#,
        "it has no field 'trainings'"
      ),
      (
        #"{"chapter": 1, "fingerprint": "", "entries": []}"#,
        "the field 'chapter' is of the wrong kind"
      ),
      (
        #"{"chapter": "a", "fingerprint": "", "libraries": {}, "trainings": [], "#
          + #""entries": [{"place": 3, "figure": "f"}]}"#,
        "the entry at place 3 is no printed text, figure or verdict"
      ),
    ])
  func unreadable(text: String, why: String) {
    #expect(throws: RecordError.unreadable(why: why)) { try Record.decode(text) }
  }

  @Test("nothing is recorded from a line without code", arguments: [0, 2, 4, 6])
  func noCode(line: Int) {
    var record = Record(chapter: "01-coin", source: source, libraries: libraries)
    #expect(throws: RecordError.noCode(chapter: "01-coin", line: line)) {
      try record.append(.printed(""), line: line, of: source)
    }
    #expect(record.entries.isEmpty)
  }
}
