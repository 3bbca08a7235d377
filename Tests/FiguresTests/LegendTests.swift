import Testing

@testable import Figures

@Suite struct LegendTests {
  private func panel(
    _ title: String = "", ends: [Double], names: [String], colors: [Color] = [.blue, .orange]
  ) -> Panel {
    var panel = Panel(title, x: "steps", y: Axis("return", from: 0, to: 10))
    for (index, end) in ends.enumerated() {
      panel.line(x: [0, 1], y: [5, end], color: colors[index], label: names[index])
    }
    return panel
  }

  /// How often the script writes these words.
  private func count(_ words: String, in figure: Figure) -> Int {
    figure.script(for: .svg).text.split(separator: "\n")
      .count { $0.hasPrefix("set label '\(words)' ") }
  }

  private func marks(in figure: Figure) -> Int {
    figure.script(for: .svg).text.split(separator: "\n")
      .count { $0.hasPrefix("set arrow ") && $0.contains("linewidth 2.6") }
  }

  @Test("names stand at the ends of curves where these lie apart, and else in a legend")
  func choice() {
    let names = ["one", "other"]
    #expect(marks(in: Figure(panel(ends: [2, 8], names: names))) == 0)
    #expect(marks(in: Figure(panel(ends: [8, 8.1], names: names))) == 0)
    let three = ["one", "other", "third"]
    let close = panel(ends: [8, 8, 8], names: three, colors: threeColors)
    #expect(marks(in: Figure(close)) == 3)
    let wide = "a name that is longer than a third of the panel"
    #expect(marks(in: Figure(panel(ends: [2, 8], names: ["one", wide]))) == 2)
  }

  @Test("names that two panels share are said once, above them")
  func joined() {
    let long = ["the plain surrogate", "with the penalty"]
    let two = Figure(
      panel("a", ends: [2, 8], names: long), panel("b", ends: [3, 9], names: long))
    #expect(long.allSatisfy { count($0, in: two) == 1 })
    #expect(marks(in: two) == 2)
    let apart = Figure(
      panel("a", ends: [2, 8], names: ["one", "other"]),
      panel("b", ends: [3, 9], names: ["one", "other"]))
    #expect(count("one", in: apart) == 2 && marks(in: apart) == 0)
  }

  @Test(
    "a panel keeps its names at the ends of curves beside one that cannot, unless they share one")
  func partly() {
    let close = panel("a", ends: [8, 8, 8], names: ["one", "two", "six"], colors: threeColors)
    let apart = panel("b", ends: [2, 8], names: ["low", "high"], colors: [.purple, .black])
    #expect(marks(in: Figure(close, apart)) == 3 && marks(in: Figure(apart, apart)) == 0)
    let sharing = panel("b", ends: [2, 8], names: ["low", "one"], colors: [.purple, .blue])
    // All that is in it: one, two, six and low.
    #expect(marks(in: Figure(close, sharing)) == 4)
    #expect(count("one", in: Figure(close, sharing)) == 1)
  }

  private let threeColors: [Color] = [.blue, .orange, .green]

  @Test("panels whose marks mean different things have each its own legend")
  func separate() {
    let (first, second) = (["a mean of a half", "a mean of one"], ["a width of one", "of two"])
    let figure = Figure(
      panel("a", ends: [2, 8], names: first), panel("b", ends: [3, 9], names: second))
    #expect((first + second).allSatisfy { count($0, in: figure) == 1 })
    #expect(marks(in: figure) == 4)
    let legends = figure.panels.map { panel in
      var layout = PanelLayout(panel, medium: .svg)
      layout.moveEndNamesToLegend()
      return layout.legend
    }
    #expect(Legend.joined(legends) == nil)
    #expect(Legend.joined([legends[0], legends[0]]) == legends[0])
  }

  @Test("a legend's rows are as wide as their room, and every name is in one")
  func rows() {
    let names = (0..<7).map {
      LayerName(text: "name \($0)", color: .blue, mark: .line(.solid, marker: nil))
    }
    let legend = Legend(names: names, medium: .svg)
    let rows = legend.rows(width: 400)
    #expect(rows.flatMap { $0 } == names && rows.count > 1)
    for row in rows {
      #expect(row.reduce(0) { $0 + legend.width(of: $1) } <= 400)
    }
    #expect(legend.height(width: 400) == Double(rows.count) * legend.lineHeight)
    #expect(Legend(names: [], medium: .svg).height(width: 400) == 0)
  }

  @Test("a legend shows the whole of a dash and where it begins again", arguments: Dash.allCases)
  func samples(dash: Dash) throws {
    // Two curves that end together with a name that is too long for the end.
    var panel = panel(ends: [8, 8], names: ["one", "a name that is longer than a third of it"])
    panel.line(x: [0, 1], y: [1, 1], color: .black, dash: dash, label: "broken")
    let svg = try String(decoding: Figure(panel).svg(named: "a"), as: UTF8.self)
    let name = LayerName(text: "broken", color: .black, mark: .line(dash, marker: nil))
    let width = Legend(names: [], medium: .svg).markWidth(of: name)
    #expect(width >= 46)
    // What gnuplot makes of the lengths.
    let lines = svg.matches(of: #/stroke-dasharray='([0-9.,]+)'/#).map { match in
      match.1.split(separator: ",").compactMap { Double($0) }
    }
    let drawn = lines.first { $0.count == dash.lengths.count && dashIs(dash, $0) } ?? []
    #expect(drawn.isEmpty == dash.lengths.isEmpty)
    if let stroke = drawn.first { #expect(width >= drawn.reduce(0, +) + stroke - 0.01) }
  }

  /// Whether the lengths are those of the dash, in another unit.
  private func dashIs(_ dash: Dash, _ drawn: [Double]) -> Bool {
    let unit = drawn[0] / Double(dash.lengths.first ?? 1)
    return zip(dash.lengths, drawn).allSatisfy { abs(Double($0) * unit - $1) < 0.1 }
  }

  private func dashes(_ panel: Panel) -> [Dash?] {
    PanelLayout(panel, medium: .svg).panel.layers.map { ($0 as? Curve)?.dash }
  }

  @Test("among lines of other colours each has its colour's dash; alone, in a drawing, or as asked")
  func brokenLines() {
    var both = panel(ends: [2, 8], names: ["one", "other"])
    both.line(x: [0, 1], y: [0, 1], color: .green, dash: .dotted)
    both.band(x: [0, 1], from: [0, 0], to: [1, 1])
    #expect(dashes(both) == [.solid, .dashed, .dotted, nil])
    #expect(
      dashes(panel(ends: [2, 8], names: ["one", "other"], colors: [.orange, .orange]))
        == [.solid, .solid])
    both.showsAxes = false
    #expect(dashes(both).prefix(2) == [.solid, .solid])
    both.showsAxes = true
    let terminal = PanelLayout(both, medium: .terminal(colored: false))
    #expect(terminal.panel.layers.prefix(2).allSatisfy { ($0 as? Curve)?.dash == .solid })
  }
}
