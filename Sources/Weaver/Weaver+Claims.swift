import Notebook

/// A claim and how its trial ended, as the chapter told it.
struct Trial {
  let claim: Claim
  let verdict: Verdict
  let inquiry: Inquiry
  /// Markdown, woven; for a table's cell.
  let evidence: String

  /// `**Wrong.**`
  var heading: String { "**\(verdict.words)\(inquiry.remark).**" }
}

extension Weaver {
  func tests(of claim: Claim) -> [AssertingTest] {
    manuscript.tests.filter { $0.claims.contains(claim.id) }
  }

  /// The trial where it takes place: what is said, how it came out, the number, the tests.
  mutating func weave(
    _ verdict: Verdict, on id: String, by inquiry: Inquiry, _ evidence: String, line: Int?
  ) {
    let evidence = Self.withMinusSigns(evidence)
    guard let claim = manuscript.claims.first(where: { $0.id == id }) else {
      return note(
        line, "the claim '\(id)' is unknown", do: "take an id from \(Manuscript.claimsFile)")
    }
    if trials.contains(where: { $0.claim == claim }) {
      return note(line, "claim \(id) is tried twice", do: "keep one verdict")
    }
    let trial = Trial(
      claim: claim, verdict: verdict, inquiry: inquiry,
      evidence: inline(evidence, line: line, inTable: true))
    trials.append(trial)
    let tests = tests(of: claim).map(Self.link(to:)).joined(separator: "; ")
    let lead = inquiry == .trial ? "Tried by" : "Tests that bear on it:"
    pieces.append(
      """
      <a id="\(claim.anchor)"></a>

      > **On trial: \(id)** (\(claim.place)). *The notes say:* \(inline(claim.text, line: line))
      >
      > \(trial.heading) \(inline(evidence, line: line))
      >
      > <sub>\(lead) \(tests).</sub>
      """)
  }

  /// The text with a minus sign in place of each hyphen before a number; code and mathematics stay.
  static func withMinusSigns(_ text: String) -> String {
    InlineMarkdown(text).spans.map { span in
      switch span {
      case .code(let code): return code
      case .mathematics(let formula): return "$\(formula)$"
      case .text(let text):
        var signed = ""
        for (index, character) in zip(text.indices, text) {
          let isSign =
            character == "-" && text[text.index(after: index)...].first?.isNumber == true
            && signed.last.map { $0 == " " || $0 == "(" } ?? true
          signed.append(isSign ? "−" : character)
        }
        return signed
      }
    }.joined()
  }

  /// All claims in the order of their list: what is said, how it came out in the words of its box,
  /// where in the book, and the tests.
  mutating func claimTable() -> String {
    let rows = manuscript.claims.map { claim in
      let trial = trials.first { $0.claim == claim }
      let tests = tests(of: claim).map(Self.link(to:)).joined(separator: "; ")
      return [
        "[\(claim.id)](#\(claim.anchor))", claim.place,
        inline(claim.text, line: claim.line, inTable: true),
        trial.map { "\($0.heading) \($0.evidence)" } ?? "",
        trial?.inquiry == .lookup ? "looked up; bearing on it: \(tests)" : tests,
      ]
    }
    return markdownTable(
      ["Claim", "Where", "The notes say", "Verdict and number", "Tried by"], rows)
  }
}
