import Testing

@testable import Figures

@Suite struct GridTests {
  private func panel(_ title: String = "", curves: Int = 1, legend: Bool = false) -> Panel {
    var panel = Panel(title, x: "environment steps", y: "return")
    for (index, color) in Color.lines.prefix(curves).enumerated() {
      panel.line(x: [0, 1], y: [0, Double(index)], color: color, label: "the method \(index)")
    }
    panel.usesLegend = legend
    return panel
  }

  /// The plotting areas, as (left, right, top, bottom) in pixels, and the canvas.
  private func areas(_ figure: Figure) throws -> (canvas: [Double], areas: [[Double]]) {
    let text = figure.script(for: .svg).text
    let size = try #require(text.firstMatch(of: /size ([0-9.]+),([0-9.]+)/))
    let canvas = [Double(size.1)!, Double(size.2)!]
    let sides = ["l", "r", "t", "b"].map { side in
      text.split(separator: "\n").compactMap { line in
        line.hasPrefix("set \(side)margin at screen ")
          ? Double(line.split(separator: " ").last!) : nil
      }
    }
    return (
      canvas,
      sides[0].indices.map { index in
        [
          sides[0][index] * canvas[0], sides[1][index] * canvas[0],
          (1 - sides[2][index]) * canvas[1], (1 - sides[3][index]) * canvas[1],
        ]
      }
    )
  }

  @Test("every picture is as wide as the page, so that its text has one size there")
  func width() throws {
    for figure in [Figure(panel()), Figure(panel(), panel()), everyLayerFigure()] {
      #expect(try areas(figure).canvas[0] == Grid.pictureWidth)
      let sizes = figure.script(for: .svg).text.matches(of: /font ',([0-9.]+)'/).map(\.1)
      #expect(Set(sizes).isSubset(of: ["19", "20", "21", "24"]) && !sizes.isEmpty)
    }
  }

  @Test("the smallest letters are 7 pixels high where the page is 360 pixels wide")
  func smallest() throws {
    var indexed = panel("a_{t}^{2}")
    indexed.text("V_{θ}^{π}", at: Point(0.5, 0))
    for figure in [Figure(indexed), everyLayerFigure()] {
      let svg = try String(decoding: figure.svg(named: "a"), as: UTF8.self)
      let sizes = svg.matches(of: /font-size="([0-9.]+)"/).compactMap { Double($0.1) }
      #expect(sizes.min()! * 360 / Grid.pictureWidth >= 7, "\(sizes.min()!)")
    }
  }

  @Test("titles and a legend are added to the canvas and take nothing from the plotting area")
  func room() throws {
    let bare = try areas(Figure(panel()))
    let (canvas, area) = try areas(Figure(panel("a title", curves: 8, legend: true), title: "b"))
    let heights = [bare.areas[0], area[0]].map { $0[3] - $0[2] }
    #expect(heights.allSatisfy { abs($0 - 380) < 0.01 })
    #expect(canvas[1] > bare.canvas[1] + 80)
    #expect(heights[0] / bare.canvas[1] > 0.75)
  }

  @Test("of two panels and of two rows, too, the plots are more than half of the height")
  func shares() throws {
    let pair = try areas(Figure(panel("a", curves: 6), panel("b", curves: 6)))
    #expect((pair.areas[0][3] - pair.areas[0][2]) / pair.canvas[1] > 0.57)
    let four = try areas(Figure(panels: [panel("a"), panel("b"), panel("c"), panel("d")]))
    #expect((four.areas[0][3] - four.areas[0][2]) * 2 / four.canvas[1] > 0.57)
  }

  @Test("never are three panels with axes abreast; what is over stands below, in the whole width")
  func abreast() throws {
    for columns in [nil, 3, 6] {
      let figure = Figure(panels: (0..<5).map { panel("\($0)") }, columns: columns)
      let areas = try areas(figure).areas
      #expect(figure.columns == 2)
      #expect(areas[0][2] == areas[1][2] && areas[1][2] < areas[2][2])
      #expect(areas[4][0] == areas[0][0] && areas[4][1] > areas[1][0])
      #expect(areas.allSatisfy { $0[1] <= Grid.pictureWidth })
    }
    let board = Panel.board(columns: 2, rows: 2)
    var filled = board
    filled.cells([(0, 0)], color: .gray)
    let strip = Figure(panels: [Panel](repeating: filled, count: 8), columns: 4)
    #expect(strip.columns == 4)
    #expect(Figure(panels: [panel(), panel()], columns: 1).columns == 1)
  }

  @Test("a title that is too long for its panel goes on in a second line")
  func longTitles() throws {
    let title = "a title of so many words that no panel of two has the width for it"
    let layout = PanelLayout(panel(title), medium: .svg)
    let lines = layout.titleLines(cellWidth: 409)
    #expect(lines.count == 2 && lines.joined(separator: " ") == title)
    #expect(PanelLayout(panel("short"), medium: .svg).titleLines(cellWidth: 409) == ["short"])
  }
}
