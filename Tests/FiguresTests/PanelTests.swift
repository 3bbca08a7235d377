import Testing

@testable import Figures

@Suite struct PanelTests {
  @Test("series of unequal length, empty ones and those of NaN alone trap")
  func misuse() async {
    await #expect(processExitsWith: .failure) {
      var panel = Panel()
      panel.line(x: [1, 2], y: [1])
    }
    await #expect(processExitsWith: .failure) {
      var panel = Panel()
      panel.line(x: [], y: [])
    }
    await #expect(processExitsWith: .failure) {
      var panel = Panel()
      panel.points(x: [1, .nan], y: [.nan, 2])
    }
    await #expect(processExitsWith: .failure) {
      var panel = Panel()
      panel.heatMap([[1, 2], [3]])
    }
    await #expect(processExitsWith: .failure) {
      var panel = Panel()
      panel.bars(["a", "b"], heights: [1])
    }
    await #expect(processExitsWith: .failure) { _ = Figure(Panel()).script(for: .svg) }
  }

  @Test("the message of a trap says what was expected and what came")
  func message() async throws {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var panel = Panel()
      panel.band(x: [1, 2, 3], from: [1, 2, 3], to: [1])
    }
    let output = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    #expect(output.contains("a band needs one high for each x; got 1 for 3"), "\(output)")
  }

  @Test("a NaN divides a band in two and leaves a gap in a line")
  func gaps() {
    var panel = Panel()
    panel.band(x: [0, 1, 2, 3, 4], from: [0, 0, .nan, 0, 0], to: [1, 1, 1, 1, 1])
    panel.line(x: [0, 1, 2, 3, 4], y: [0, 0, .nan, 0, 0])
    let blocks = Figure(panel).script(for: .svg).statements.compactMap { statement in
      if case .data(let block) = statement { block } else { nil }
    }
    #expect(blocks.map(\.name) == ["$band1", "$band2", "$line3"])
    #expect(blocks.map(\.rows.count) == [2, 2, 5])
  }

  @Test("a heat map without its bar has the same colours, and the bar's room")
  func colorBar() {
    func script(_ shows: Bool) -> String {
      var panel = Panel()
      panel.heatMap([[1, 2], [3, 4]], from: 0, to: 5, label: "worth")
      panel.showsColorBar = shows
      return Figure(panel).script(for: .svg).text
    }
    for shows in [true, false] {
      #expect(script(shows).contains("set palette maxcolors 64"))
      #expect(script(shows).contains("set cbrange [0:5]"))
      #expect(script(shows).contains("set colorbox user") == shows)
      #expect(script(shows).contains("unset colorbox") != shows)
      #expect(script(shows).contains("worth") == shows)
    }
    func rightMargin(_ script: String) -> Double? {
      script.firstMatch(of: /set rmargin at screen ([0-9.]+)/).flatMap { Double($0.1) }
    }
    #expect(rightMargin(script(false))! > rightMargin(script(true))!)
  }

  @Test("an arrow between boxes runs from edge to edge")
  func arrows() {
    let left = Panel.Box(centre: Point(0, 0), width: 2, height: 1)
    let right = Panel.Box(centre: Point(10, 0), width: 4, height: 1)
    let above = Panel.Box(centre: Point(0, 5), width: 2, height: 2)
    func corners(_ ends: ArrowLayer.Ends) -> [Point] {
      ArrowLayer(ends: ends, color: .gray, dash: .solid).corners
    }
    #expect(corners(.boxes(left, right)) == [Point(1, 0), Point(8, 0)])
    #expect(corners(.boxes(left, above)) == [Point(0, 0.5), Point(0, 4)])
    #expect(
      corners(.around(right, left, .below, 1))
        == [Point(10, -0.5), Point(10, -1.5), Point(0, -1.5), Point(0, -0.5)])
  }

  @Test("the names of vertical lines that are close stand in rows of their own")
  func verticalNames() {
    var panel = Panel()
    panel.line(x: [0, 10], y: [0, 1])
    for (x, label) in [(5.0, "the mean"), (5.2, "the median"), (9, "far off")] {
      panel.verticalLine(x, label: label)
    }
    let names = PanelLayout(panel, medium: .svg).verticalNames(
      in: Area(left: 0, right: 500, top: 0, bottom: 300))
    #expect(names.map(\.row) == [0, 1, 0])
  }

  @Test("panels of a grid have their plotting areas in line")
  func alignment() throws {
    let lines = everyLayerFigure().script(for: .svg).text.split(separator: "\n")
    func margins(_ side: String) -> [Substring] {
      lines.filter { $0.hasPrefix("set \(side)margin") }
    }
    for (side, first, second) in [("l", 0, 2), ("r", 0, 2), ("t", 0, 1), ("t", 2, 3)] {
      #expect(margins(side).count == 6)
      #expect(margins(side)[first] == margins(side)[second])
    }
  }
}
