import Testing

@testable import Figures

@Suite struct NightTests {
  @Test("a colour is written in one way, whichever way gnuplot wrote it")
  func hexadecimal() {
    #expect(
      withHexadecimalColors("<a fill='rgb(  6, 118, 203)' stroke=\"rgb(255,0,16)\" d='M'/>")
        == "<a fill='#0676cb' stroke=\"#ff0010\" d='M'/>")
    for same in ["rgb(1,2)", "rgb(1,2,300)", "rgb(a,b,c)", "rgb(1,2,3", "rgb", "θ rgb(", ""] {
      #expect(withHexadecimalColors(same) == same)
    }
  }

  @Test("colours, words, tints and paper have each a colour for dark pages; others have none")
  func colours() {
    for color in Color.allCases {
      #expect(Night.colour(for: color.line) == color.night)
      #expect(Night.colour(for: color.text) == color.night)
    }
    #expect(Night.colour(for: 0xFFFFFF) == 0x0D1117)
    // A box's tint: 0.14 of the colour, the rest is the page.
    let tint = Night.colour(for: Color.blue.line.tinted(0.14))
    #expect(tint == Paper.ground.night.mixed(with: Color.blue.night, 0.14))
    for other in [0x123456, (0x000000 as RGB).fixed, Paper.ground.day.fixed] as [RGB] {
      #expect(Night.colour(for: other) == nil)
    }
  }

  @Test("the axis has a contrast of 3 : 1 on both pages, and what stands back has less")
  func paper() {
    #expect(Paper.axis.day.contrast(with: Paper.ground.day) >= 3)
    #expect(Paper.axis.night.contrast(with: Paper.ground.night) >= 3)
    for paper in [Paper.grid, .boardLine] {
      #expect(paper.day.contrast(with: Paper.ground.day) < 3)
      #expect(paper.night.contrast(with: Paper.ground.night) < 3)
    }
  }

  @Test("words on a tinted box can be read by day and by night")
  func tints() {
    for color in Color.allCases {
      let day = color.line.tinted(0.14)
      let night = Paper.ground.night.mixed(with: color.night, 0.14)
      #expect(Color.black.text.contrast(with: day) >= 4.5)
      #expect(Color.black.night.contrast(with: night) >= 4.5)
    }
  }

  @Test("every colour that the commands name has one for dark pages, but those of a heat map")
  func complete() {
    let script = everyLayerFigure().script(for: .svg)
    let known = Set(Night(of: script).changes.map { $0.day.hexadecimal })
    let named = Set(script.text.matches(of: /rgb '(#[0-9a-f]{6})'/).map { String($0.1) })
    let kept = [0x000000, 0xFFFFFF].map { (ink: RGB) in ink.fixed.hexadecimal }
    #expect(named.subtracting(known).isSubset(of: kept), "\(named.subtracting(known))")
    for hues in [ColorScale.Hues.sequential, .diverging] {
      let scale = ColorScale(hues: hues, from: -1, to: 1, values: [], label: "")
      let cells = (0..<64).map { scale.color(of: Double($0) / 31.5 - 1).hexadecimal }
      #expect(known.isDisjoint(with: cells))
    }
  }

  @Test("what lies on a heat map keeps its colours with it, what stands beside it does not")
  func onCells() {
    var panel = Panel("Map", x: "x", y: "y")
    panel.heatMap([[1, 2], [3, 4]])
    panel.line(x: [0, 2], y: [0, 2], color: .vermilion)
    panel.text("here", at: Point(0.5, 1.5))
    let days = Set(Night(of: Figure(panel).script(for: .svg)).changes.map(\.day.hexadecimal))
    #expect(!days.contains(Color.vermilion.line.hexadecimal))
    // Of the title and the axes.
    #expect(days.contains(Color.black.text.hexadecimal))
    let script = Figure(panel).script(for: .svg).text
    #expect(script.contains(Color.vermilion.line.fixed.quoted))
    let words = script.split(separator: "\n").first { $0.hasPrefix("set label 'here'") }
    #expect(words?.contains((0x000000 as RGB).fixed.quoted) == true)
    for color in Color.allCases {
      let (same, fixed) = (color.line, color.line.fixed)
      #expect(same.hexadecimal != fixed.hexadecimal && abs(same.blue - fixed.blue) < 0.004)
      #expect(Night.colour(for: fixed) == nil, "\(color)")
    }
  }

  /// The colour of the words, as the script has it.
  private func color(of words: String, in figure: Figure) throws -> RGB {
    let line = try #require(
      figure.script(for: .svg).text.split(separator: "\n").first {
        $0.hasPrefix("set label '\(words)'")
      })
    let digits = try #require(line.split(separator: "textcolor rgb '#").last).prefix(6)
    return RGB(integerLiteral: try #require(UInt32(digits, radix: 16)))
  }

  @Test(
    "words on a cell can be read, on both pages, since neither changes: contrast 4.5 : 1",
    arguments: [ColorScale.Hues.sequential, .diverging])
  func wordsOnCells(hues: ColorScale.Hues) throws {
    for step in 0...40 {
      let value = Double(step) / 20 - 1
      var panel = Panel("Map", x: "x", y: "y")
      panel.heatMap([[value, 0]], colors: hues, from: -1, to: 1, values: [["in", ""]])
      panel.text("over", at: Point(0.9, 0.3), align: .right)
      let cell = ColorScale(hues: hues, from: -1, to: 1, values: [], label: "").color(of: value)
      for words in ["in", "over"] {
        let ink = try color(of: words, in: Figure(panel))
        #expect(ink.contrast(with: cell) >= 4.5, "\(value)")
        #expect(Night.colour(for: ink) == nil)
      }
    }
  }

  @Test("words beside the cells of a heat map can be read on both pages: contrast 4.5 : 1")
  func wordsBesideCells() throws {
    var panel = Panel("Map", x: Axis(from: 0, to: 3), y: Axis(from: 0, to: 2))
    panel.showsAxes = false
    panel.heatMap([[.nan, 2], [3, 4]], x: 0...2, y: 0...2)
    // In an empty cell, beside the map, and from a cell's edge into an empty one.
    let places = [Point(0.5, 1.5), Point(2.5, 1), Point(0, 1.2)]
    for (words, place) in zip(["empty", "beside", "from"], places) {
      panel.text(words, at: place, color: .gray, align: words == "from" ? .left : .center)
    }
    for words in ["empty", "beside", "from"] {
      let day = try color(of: words, in: Figure(panel))
      let night = try #require(Night.colour(for: day), "\(words)")
      #expect(day.contrast(with: Paper.ground.day) >= 4.5)
      #expect(night.contrast(with: Paper.ground.night) >= 4.5)
    }
    panel.text("on", at: Point(1.5, 0.5), color: .gray)
    #expect(try Night.colour(for: color(of: "on", in: Figure(panel))) == nil)
  }

  @Test("a terminal has its own black for words on a map")
  func terminal() {
    var panel = Panel("Map", x: "x", y: "y")
    panel.heatMap([[1, 2]], values: [["a", "b"]])
    let text = Figure(panel).script(for: .terminal(colored: true)).text
    #expect(text.contains("set label 'b'") && !text.contains("textcolor"))
  }

  @Test("the picture has the rules within it, and every colour that it draws with is in them")
  func style() throws {
    var panel = Panel("T", x: "x", y: "y")
    panel.line(x: [0, 1], y: [0, 1], color: .trpo, marker: .diamond, label: "TRPO")
    panel.bars(x: [0.5], heights: [1], width: 0.2, color: .surrogate, label: "ρA")
    let svg = try String(decoding: Figure(panel).svg(named: "a"), as: UTF8.self)
    #expect(svg.contains("@media (prefers-color-scheme: dark) {\n[fill=\"#"))
    #expect(svg.contains("[stroke=\"#8c3b88\"]{stroke:#ab7fbd}"))
    #expect(svg.contains("[fill=\"#ffffff\"]{fill:#0d1117}"))
    #expect(!svg.contains("rgb("))
    let body = try #require(svg.split(separator: "</style>").last)
    let drawn = Set(
      body.matches(of: /(?:fill|stroke|color) ?= ?["'](#[0-9a-f]{6})["']/).map { String($0.1) })
    #expect(drawn.count > 5)
    for color in drawn { #expect(svg.contains("[fill=\"\(color)\"]{fill:"), "\(color)") }
  }

  @Test("the text beside the picture says which colours change, so that a change of them redraws")
  func provenance() {
    let script = Figure(Panel.concepts()).script(for: .svg)
    for concept in Concept.allCases {
      let (day, night) = (concept.color.line.hexadecimal, concept.color.night.hexadecimal)
      #expect(script.text.contains("# On a dark page \(day) is \(night).\n"))
    }
    let terminal = sampleFigure().script(for: .terminal(colored: true))
    #expect(!terminal.text.contains("dark page"))
  }
}
