import Files

/// What a golden file of one kind holds, and how the core computes the same.
///
/// A schema reads a case's inputs, has the core compute, and compares each remaining field. Being
/// complete is not left to it: see ``GoldenField``.
struct GoldenSchema: Sendable {
  typealias HeaderCheck =
    @Sendable (_ header: GoldenField, _ cases: [GoldenField]) throws(GoldenError) -> Void
  typealias CaseCheck =
    @Sendable (_ golden: GoldenField, _ header: GoldenField) throws(GoldenError) -> Void

  /// The `header.schema` of its files.
  let name: String
  /// Compares what the header holds beyond descriptions.
  var checkHeader: HeaderCheck = { _, _ in }
  /// Computes and compares one case.
  let checkCase: CaseCheck

  /// Every schema that is built.
  static let all: [GoldenSchema] = [
    .random, .zigguratTables,
    .cartPoleRandom, .cartPoleExtra, .cartPoleTruncation, .pendulum,
    .categorical, .normal,
    .tabularMDP, .klPenalty, .trustRegionStep,
    .miniGridEpisodes, .miniGridFullObservation, .miniGridResets, .miniGridTables,
    .gaeStableBaselines, .gaeCleanRL, .gaeTruncation,
    .clippedSurrogate, .valueLoss, .adam, .ppoUpdate,
  ]

  /// Fields of any header that describe the file in words.
  private static let descriptions = ["what", "versions", "fields", "units"]

  /// Goes through a whole file and returns the name of its schema, if it has one.
  @discardableResult
  static func check(_ document: JSONValue, into tally: GoldenTally) -> String? {
    let file = GoldenField(root: document, tally: tally)
    do {
      let header = try file["header"]
      let name = try header["schema"].inputText()
      let cases = try file["cases"].elements
      guard let schema = all.first(where: { $0.name == name }) else {
        tally.report("no such schema is built, so that nothing in the file is checked")
        return name
      }
      schema.check(header, cases)
      for field in file.unchecked { tally.report("\(field.path): the field is not checked") }
      return name
    } catch {
      tally.report("not a golden file: \(error.message)")
      return nil
    }
  }

  private func check(_ header: GoldenField, _ cases: [GoldenField]) {
    header.attempt { () throws(GoldenError) in
      for name in Self.descriptions { try header.find(name)?.inputWords() }
      try checkHeader(header, cases)
    }
    for golden in cases {
      golden.attempt { () throws(GoldenError) in try compare(golden, header: header) }
    }
  }

  private func compare(_ golden: GoldenField, header: GoldenField) throws(GoldenError) {
    let before = golden.tally.compared
    try checkCase(golden, header)
    if golden.tally.compared == before { throw golden.unlike("something to compare") }
  }
}

extension GoldenField {
  /// Runs `body`; where it fails, the field counts as gone through, since one problem is enough.
  fileprivate func attempt(_ body: () throws(GoldenError) -> Void) {
    do {
      try body()
    } catch {
      tally.report(error.message)
      mark(.input)
    }
  }
}
