import TestSupport
import Testing

@testable import Figures

@Suite struct DrawnDataTests {
  private var figure: Figure {
    var panel = Panel("Return", x: "steps", y: "return")
    panel.horizontalLine(9, label: "the maximum")
    panel.band(x: [0, 1, 2], from: [1, 1.5, 2], to: [3, 3.5, 4])
    panel.line(x: [0, 1, 2], y: [2, 2.5, 3], label: "mean of π_{θ}")
    panel.band(x: [0, 2], from: [0, 0], to: [1, 1])
    panel.line(x: [0, 1], y: [1, .nan], label: "no band")
    panel.line(x: [0, 1], y: [7, 8], label: "last")
    return Figure(panel)
  }

  @Test("a line comes back from the text beside the picture, with its band")
  func line() throws {
    let scratch = Scratch()
    try figure.draw(named: "curves", in: scratch.path)
    let data = try #require(DrawnData(of: "curves", in: scratch.path))
    let mean = data.line(named: "mean of π_{θ}")
    #expect(
      mean == DrawnData.Line(x: [0, 1, 2], y: [2, 2.5, 3], band: ([1, 1.5, 2], [3, 3.5, 4])))
    #expect(data.line(named: "last") == DrawnData.Line(x: [0, 1], y: [7, 8], band: nil))
  }

  @Test("a band over other places is not the line's, and a gap stays one")
  func otherBand() throws {
    let line = try #require(DrawnData(text: figure.script(for: .svg).text).line(named: "no band"))
    #expect(line.band == nil && line.y[0] == 1 && line.y[1].isNaN)
  }

  @Test("names that no line has, and files that are not there")
  func absent() {
    let data = DrawnData(text: figure.script(for: .svg).text)
    #expect(data.line(named: "the maximum") == nil && data.line(named: "first") == nil)
    #expect(DrawnData(text: "").line(named: "last") == nil)
    #expect(DrawnData(of: "curves", in: Scratch().path) == nil)
  }
}
