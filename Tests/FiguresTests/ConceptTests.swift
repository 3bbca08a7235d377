import Testing

@testable import Figures

@Suite struct ConceptTests {
  @Test("each concept has a colour of its own, and grey is for what others are measured against")
  func colors() {
    #expect(Set(Concept.allCases.map(\.color)).count == Concept.allCases.count)
    #expect(Concept.reference.color == .gray)
    #expect(Concept.allCases.allSatisfy { Color.lines.contains($0.color) })
    #expect(
      [
        Color.trueObjective, .surrogate, .clipAlone, .ppo, .trpo, .adaptiveKL, .reference,
      ] == Concept.allCases.map(\.color))
  }

  @Test("the drawing of the table has a line and a name for each, from the first downwards")
  func drawing() throws {
    let text = Figure(Panel.concepts()).script(for: .svg).text
    for concept in Concept.allCases {
      #expect(text.contains("'\(concept.rawValue)' at screen"), "\(concept)")
      #expect(text.contains(concept.color.dash.command))
    }
    let heights = try Concept.allCases.map { concept in
      let line = try #require(
        text.split(separator: "\n").first { $0.hasPrefix("set label '\(concept.rawValue)'") })
      return try #require(Double(line.split(separator: " screen ")[2].prefix { $0 != " " }))
    }
    #expect(heights == heights.sorted(by: >))
  }
}
