import Notebook

/// A claim and how its trial ended, as the chapter told it.
struct Trial {
  let claim: Claim
  let verdict: Verdict
  let inquiry: Inquiry
  /// Markdown, woven.
  let evidence: String
  /// `chapter 3, The surrogate`
  let place: String

  /// `**Wrong.**`
  var heading: String { "**\(verdict.words)\(inquiry.remark).**" }
}

extension Weaver {
  func tests(of claim: Claim) -> [AssertingTest] {
    manuscript.tests.filter { $0.claims.contains(claim.id) }
  }

  /// Where the trial takes place a reader is told only that there is one; the appendix has it all.
  mutating func weave(
    _ verdict: Verdict, on id: String, by inquiry: Inquiry, _ evidence: String, line: Int?
  ) {
    guard let claim = manuscript.claims.first(where: { $0.id == id }) else {
      return note(
        line, "the claim '\(id)' is unknown", do: "take an id from \(Manuscript.claimsFile)")
    }
    if trials.contains(where: { $0.claim == claim }) {
      return note(line, "claim \(id) is tried twice", do: "keep one verdict")
    }
    let chapter = "chapter \(chapter?.number ?? 0)"
    trials.append(
      Trial(
        claim: claim, verdict: verdict, inquiry: inquiry,
        evidence: inline(Self.withMinusSigns(evidence), line: line),
        place: section.isEmpty ? chapter : "\(chapter), \(section)"))
    pieces.append(
      "<a id=\"\(claim.trialAnchor)\"></a>The course notes claim something about this: "
        + "[\(id), on trial](#\(claim.anchor)).")
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

}

// MARK: - The appendix

extension Weaver {
  /// All claims in the order of their list, those that are but slips of the pen at the end.
  mutating func claimEntries() -> [String] {
    // The words are those of another file, whose lines a problem has to name.
    let here = file
    file = Manuscript.claimsFile
    defer { file = here }
    var entries: [String] = []
    for claim in manuscript.claims where claim.meant == nil { entries += entry(of: claim) }
    let slips = manuscript.claims.filter { $0.meant != nil }
    if !slips.isEmpty { entries.append("## Slips of the pen") }
    for slip in slips { entries += entry(of: slip) }
    return entries
  }

  /// What is said and in what context, how it came out and by which number, the tests, the way back.
  private mutating func entry(of claim: Claim) -> [String] {
    let head =
      "<a id=\"\(claim.anchor)\"></a>**\(claim.id).** "
      + "\(inline(claim.context, line: claim.line)) (\(claim.place)):"
    let said = "> \(inline(claim.text, line: claim.line))"
    let trial = trials.first { $0.claim == claim }
    let evidence = trial?.evidence ?? ""
    let back = [small(traces(of: claim, trial))]
    guard let meant = claim.meant else {
      return [head, said, "\(trial?.heading ?? "") \(evidence)".trimmed] + back
    }
    return [
      head, said, "What is meant: \(inline(meant, line: claim.line))",
      "<details>\n<summary>What comes of taking it as it is printed</summary>", evidence,
      "</details>",
    ] + back
  }

  /// Where the chapter tells it, and the tests.
  private func traces(of claim: Claim, _ trial: Trial?) -> String {
    let lead = trial?.inquiry == .lookup ? "Tests that bear on it" : "Tests"
    let tests = tests(of: claim).map(Self.link(to:)).joined(separator: "; ")
    let place = trial.map {
      "[\($0.place.first?.uppercased() ?? "")\($0.place.dropFirst())](#\(claim.trialAnchor)). "
    }
    return "\(place ?? "")\(lead): \(tests)."
  }
}
