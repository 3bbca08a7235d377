import Notebook
import Testing

@testable import Weaver

struct VocabularyTests {
  private static func term(_ english: String, also: [String] = []) -> Term {
    Term(english: english, chinese: "", meaning: "", also: also, exemption: nil, line: 1)
  }

  private static let terms = [
    term("policy"), term("policy gradient"), term("generalised advantage estimation (GAE)"),
    term("early stopping (by KL)"), term("TD residual"), term("reward-to-go"),
    term("KL divergence", also: ["Kullback–Leibler divergence", "KL"]), term("batch"),
  ]

  /// The words found in a text, as they stand there; those in italics with their asterisks.
  private func words(in text: String) -> [String] {
    let lines = text.numberedLines
    return Vocabulary(Self.terms).terms(in: RunningText(lines)).map { found in
      let word =
        found.start.line == found.end.line
        ? String(
          Array(lines[found.start.line - 1].text)[found.start.column..<found.end.column])
        : "line \(found.start.line) to \(found.end.line)"
      return found.isDefinition ? "*\(word)*" : word
    }
  }

  @Test(
    "a word is found in the singular and the plural, at the beginning of a sentence and in italics",
    arguments: [
      ("A policy, policies and Policy’s end; the policymaker.", ["policy", "policies", "Policy"]),
      (
        "Batches of *batches*, but **batch** and *a batch*.",
        ["Batches", "*batches*", "batch", "batch"]
      ),
      ("The *policy gradient* is no policy.", ["*policy gradient*", "policy"]),
      (
        "Generalised advantage estimation, GAE; not gae.",
        ["Generalised advantage estimation", "GAE"]
      ),
      ("KL, the *Kullback–Leibler divergence*.", ["KL", "*Kullback–Leibler divergence*"]),
      ("A reward-to-go, no reward-to-going.", ["reward-to-go"]),
      ("Early stopping by KL.", ["Early stopping", "KL"]),
      ("TD, residual; td residual", []),
      ("a policy-gradient", []),
    ])
  func forms(text: String, found: [String]) {
    #expect(words(in: text) == found)
  }

  @Test("a word may break over two lines")
  func twoLines() {
    #expect(words(in: "The TD\n  residual and a\npolicy.") == ["line 1 to 2", "policy"])
  }

  @Test(
    "code, mathematics, links, references, tags, tables and block quotes are no running text",
    arguments: [
      "`policy`, ``batch` policy``", "$policy$", "[the policy](#policy)", "[a\npolicy](#x)",
      "[@fig:policy]", "<a id=\"policy\"></a>", "| policy | batch |", "> **Algorithm** policy",
    ])
  func masked(text: String) {
    #expect(words(in: text) == [])
    #expect(words(in: "\(text)\nbatch") == ["batch"])
  }
}
