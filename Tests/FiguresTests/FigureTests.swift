import Files
import Foundation
import TestSupport
import Testing

@testable import Figures

@Suite struct FigureTests {
  @Test("a figure is drawn with the same bytes each time")
  func sameBytes() throws {
    let scratch = Scratch()
    try sampleFigure().draw(named: "a", in: scratch.path)
    let first = (scratch.text("a.svg"), scratch.text("a.txt"))
    try sampleFigure().draw(named: "a", in: scratch.path, redraw: true)
    #expect(scratch.text("a.svg") == first.0)
    #expect(scratch.text("a.txt") == first.1)
    #expect(scratch.files == ["a.svg", "a.txt"])
  }

  @Test("the SVG is complete, white, and does not name gnuplot's version")
  func svg() throws {
    let scratch = Scratch()
    try sampleFigure().draw(named: "a", in: scratch.path)
    let svg = try #require(scratch.text("a.svg"))
    #expect(svg.hasSuffix("</svg>\n\n") || svg.hasSuffix("</svg>\n"))
    #expect(!svg.lowercased().contains("gnuplot 5") && !svg.contains("Produced by"))
    #expect(svg.contains("fill=\"#ffffff\""))
    #expect(svg.contains("<title>Sample</title>"))
    #expect(svg.contains("font-family=\"sans-serif\""))
  }

  @Test("titles, labels with units, names of curves and ticks stand in the SVG as text")
  func labels() throws {
    let scratch = Scratch()
    try sampleFigure().draw(named: "a", in: scratch.path)
    let words = words(in: try #require(scratch.text("a.svg")))
    for label in [
      "Sample", "environment steps", "return (reward)", "mean of πθ", "solved", "0", "50k",
      "100k", "200k", "20",
    ] {
      #expect(words.contains(label), "\(label) is missing among \(words)")
    }
  }

  @Test("the text holds the data in columns under their names")
  func dataText() throws {
    let scratch = Scratch()
    try sampleFigure().draw(named: "a", in: scratch.path)
    let text = try #require(scratch.text("a.txt"))
    #expect(
      text.contains(
        """
        $line2 << e
        # mean of πθ
        #      x      y
               0      1
          100000     10
          200000 20.125
        e

        """), "\(text)")
  }

  @Test("the text is a gnuplot script that draws the same picture")
  func textIsScript() throws {
    let scratch = Scratch()
    try sampleFigure().draw(named: "a", in: scratch.path)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(Gnuplot().program))
    process.arguments = ["-d", "\(scratch.path)/a.txt"]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let drawn = tidied(
      String(decoding: bytes, as: UTF8.self), title: "Sample",
      night: Night(of: sampleFigure().script(for: .svg)))
    let text = try #require(scratch.text("a.txt"))
    let marked = Provenance(ofText: text.utf8).added(to: Array(drawn.utf8), format: "svg")
    #expect(String(decoding: marked, as: UTF8.self) == scratch.text("a.svg"))
  }

  @Test("nothing is rewritten while the text is the same and the picture is there")
  func freshness() throws {
    let scratch = Scratch()
    let none = Gnuplot(searchPath: "")
    let first = try sampleFigure().draw(named: "a", in: scratch.path)
    #expect(first.isNew)
    #expect(first.picture == "\(scratch.path)/a.svg" && first.data == "\(scratch.path)/a.txt")
    // Without a gnuplot: nothing is drawn that is there already.
    let second = try sampleFigure().draw(named: "a", in: scratch.path, gnuplot: none)
    #expect(!second.isNew)
    #expect(throws: FigureError.gnuplotMissing(figure: "a")) {
      try sampleFigure().draw(named: "a", in: scratch.path, redraw: true, gnuplot: none)
    }
  }

  @Test("a figure is drawn again when its data changed, or one of its files is missing")
  func staleness() throws {
    let scratch = Scratch()
    try sampleFigure().draw(named: "a", in: scratch.path)
    for name in ["a.svg", "a.txt"] {
      try FileManager.default.removeItem(atPath: "\(scratch.path)/\(name)")
      #expect(try sampleFigure().draw(named: "a", in: scratch.path).isNew)
    }
    var changed = sampleFigure()
    changed.panels[0].line(x: [0, 1], y: [0, 1])
    #expect(try changed.draw(named: "a", in: scratch.path).isNew)
    #expect(try changed.draw(named: "a", in: scratch.path).isNew == false)
    var renamed = changed
    renamed.panels[0].title = "Other words"
    #expect(try renamed.draw(named: "a", in: scratch.path).isNew)
  }

  @Test("the picture follows from the text: digits that the text does not show change nothing")
  func roundedData() throws {
    func figure(_ value: Double) -> Figure {
      var panel = Panel()
      panel.line(x: [0, 1], y: [0, value])
      return Figure(panel)
    }
    #expect(figure(0.1).script(for: .svg) == figure(0.1 + 1e-9).script(for: .svg))
    #expect(figure(0.1).script(for: .svg) != figure(0.1001).script(for: .svg))
  }

  @Test("a run that stops between the two files draws again")
  func pictureFirst() throws {
    let scratch = Scratch()
    // The text's place is taken by a directory, so that only the picture can be written.
    try FileManager.default.createDirectory(
      atPath: "\(scratch.path)/a.txt", withIntermediateDirectories: true)
    #expect(
      throws: FigureError.file(
        figure: "a",
        FileError(path: "\(scratch.path)/a.txt", action: "write", reason: "Is a directory"))
    ) { try sampleFigure().draw(named: "a", in: scratch.path) }
    #expect(scratch.files == ["a.svg", "a.txt"])
    try FileManager.default.removeItem(atPath: "\(scratch.path)/a.txt")
    #expect(try sampleFigure().draw(named: "a", in: scratch.path).isNew)
  }

  @Test("the directory is made, with those above it")
  func makesDirectory() throws {
    let scratch = Scratch()
    try sampleFigure().draw(named: "a", in: "\(scratch.path)/x/y")
    #expect(scratch.text("x/y/a.svg") != nil)
  }

  @Test("a directory that cannot be made is one line with path and reason")
  func impossibleDirectory() throws {
    let scratch = Scratch()
    let file = "\(scratch.path)/file"
    try AtomicFile.write("x", to: file)
    let error = #expect(throws: FigureError.self) {
      try sampleFigure().draw(named: "a", in: "\(file)/x")
    }
    #expect(
      error?.description
        == "cannot draw the figure a: cannot make the directory \(file): Not a directory")
  }

  #if os(Linux)
    @Test("a figure on a full disk is one line with path and reason, and nothing is left")
    func fullDisk() throws {
      let scratch = Scratch()
      guard mount("tmpfs", scratch.path, "tmpfs", 0, "size=64k") == 0 else {
        try Test.cancel(
          "a small file system cannot be mounted here (\(String(cString: strerror(errno))))")
      }
      defer { umount(scratch.path) }
      let error = #expect(throws: FigureError.self) {
        try everyLayerFigure().draw(named: "all", in: scratch.path)
      }
      #expect(error?.description.hasSuffix("/all.svg: No space left on device") == true)
      #expect(scratch.files == [])
    }
  #endif

  @Test("a figure previews in characters, without colour codes unless asked")
  func preview() throws {
    let plain = try sampleFigure().preview(columns: 70, rows: 18)
    let lines = plain.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 19 && lines.last == "" && lines.allSatisfy { $0.count <= 70 })
    #expect(lines[0] == "Sample" && plain.contains("200k") && plain.contains("solved"))
    #expect(!plain.contains("\u{1B}"))
    #expect(try sampleFigure().preview(colored: true).contains("\u{1B}["))
  }

  @Test("a preview has the numbers at its axes, however wide the terminal is", arguments: 56...100)
  func previewWidths(columns: Int) throws {
    var panel = Panel(x: "steps", y: "return")
    panel.line(x: [0, 100], y: [0, 430])
    let lines = try Figure(panel).preview(columns: columns, rows: 20)
      .split(separator: "\n", omittingEmptySubsequences: false)
    for tick in ["0", "100", "200", "300", "400"] {
      #expect(lines.contains { $0.hasPrefix("\(tick)|") || $0.hasPrefix("  \(tick)|") }, "\(tick)")
    }
  }

  /// Three curves with bands, of which the later ones lie on the earlier ones.
  private func curves(legend: Bool) -> Figure {
    var panel = Panel(x: "steps", y: "return")
    panel.usesLegend = legend
    for (index, color) in [Color.blue, .orange, .green].enumerated() {
      let end = 40 - 12 * Double(index)
      panel.band(x: [0, 100], from: [0, end - 10], to: [4, end + 10], color: color)
      panel.line(x: [0, 100], y: [2, end], color: color, label: color.rawValue)
    }
    return Figure(panel)
  }

  @Test("in a terminal each curve has a character of its own, which stands with its name")
  func previewCurves() throws {
    let lines = try curves(legend: false).preview().split(separator: "\n")
    for (character, name) in [("*", "blue"), ("#", "orange"), ("$", "green")] {
      let row = try #require(lines.firstIndex { $0.hasSuffix(" \(character) \(name)") })
      // The name stands beside the curve's end, or a row off it where others were in the way.
      let ends = lines[max(row - 1, 0)...min(row + 1, lines.count - 1)]
      #expect(ends.contains { $0.contains("\(character)\(character)") }, "\(name)")
      // No later band has covered the curve.
      let columns = Set(
        lines.flatMap { line in
          line.enumerated().filter { String($0.element) == character }.map(\.offset)
        })
      #expect(columns.count > 50, "\(name): \(columns.count)")
    }
    #expect(lines.contains { $0.contains("....") } && !lines.contains { $0.contains("XX") })
    let legend = try curves(legend: true).preview()
    #expect(legend.contains("*** blue") && legend.contains("### orange"), "\(legend)")
  }

  @Test("where the terminal has colours, names have their curves' characters as well")
  func previewColors() throws {
    let colored = try curves(legend: false).preview(colored: true)
    let words = colored.replacing(/\u{1B}\[[0-9;]*m/, with: "")
    #expect(words.contains("* blue") && words.contains("# orange") && words.contains("$ green"))
    for character: Character in ["*", "#", "$"] {
      #expect(words.count { $0 == character } > 50, "\(character): \(words)")
    }
  }

  @Test("no two colours of curves have the same character, and gnuplot draws with it")
  func strokes() throws {
    let colors = Color.lines.filter { $0 != .black && $0 != .gray }
    let characters = colors.map(\.stroke.character) + colors.map(\.brokenStroke)
    #expect(Set(characters + [".", "X", "-", "|", "+", "'"]).count == characters.count + 6)
    for color in colors {
      for dash in Dash.allCases {
        var panel = Panel()
        panel.line(x: [0, 1], y: [0, 1], color: color, dash: dash)
        let drawn = try Figure(panel).preview()
        let (its, other) = (color.stroke.character, color.brokenStroke)
        let (drawnWith, not) = dash == .solid ? (its, other) : (other, its)
        #expect(drawn.count { $0 == drawnWith } > 15, "\(color), \(dash)")
        #expect(!drawn.contains(not), "\(color), \(dash)")
      }
    }
  }

  @Test("in a terminal a broken line is told from a solid one of its colour, and says so")
  func previewDashes() throws {
    var panel = Panel()
    panel.line(x: [0, 1, 2], y: [0, 0, 2], color: .green, label: "solid")
    panel.steps(
      x: [0, .nan, 1, 2], y: [2, 2, 1, 0], color: .green, dash: .dashed, label: "broken")
    let lines = try Figure(panel).preview(columns: 60, rows: 21).split(separator: "\n")
    #expect(lines.contains { $0.hasSuffix("$ solid") }, "\(lines)")
    #expect(lines.contains { $0.hasSuffix("v broken") }, "\(lines)")
    // The step: 1 from the middle on, down to 0 at the end; nothing before the gap.
    let level = try #require(lines.first { $0.contains("vvvvvv") })
    #expect(level.count { $0 == "v" } > 15)
    #expect(lines.count { $0.contains("v") } > 5, "the step goes down")
  }

  @Test("an opaque region hides what is below it, a usual one does not")
  func opacity() {
    func script(_ opacity: Double?) -> String {
      var panel = Panel()
      let corners = [Point(0, 0), Point(1, 0), Point(1, 1)]
      if let opacity { panel.region(corners, opacity: opacity) } else { panel.region(corners) }
      return Figure(panel).script(for: .svg).text
    }
    #expect(script(1).contains("fillstyle solid noborder"))
    #expect(script(nil).contains("fillstyle transparent solid 0.22 noborder"))
  }

  @Test("the bytes alone are those that are drawn into the file, which says what it is drawn from")
  func bytesAlone() throws {
    let scratch = Scratch()
    try sampleFigure().draw(named: "a", in: scratch.path)
    let file = try #require(scratch.text("a.svg"))
    let drawn = file.replacing(/<!-- drawn from [0-9a-f]{16} -->\n/, with: "")
    #expect(drawn.count < file.count)
    let alone = try String(decoding: sampleFigure().svg(named: "a"), as: UTF8.self)
    #expect(drawn.trimmingCharacters(in: .newlines) == alone.trimmingCharacters(in: .newlines))
  }

  @Test("every kind of layer draws, in a picture and in a terminal")
  func everyLayer() throws {
    let scratch = Scratch()
    let figure = everyLayerFigure()
    try figure.draw(named: "all", in: scratch.path)
    let svg = try #require(scratch.text("all.svg"))
    // A scale of nothing makes a picture that some readers refuse.
    #expect(!svg.contains("scale(0.00)") && !svg.lowercased().contains("nan"))
    _ = try figure.preview()
  }

  @Test("figures drawn side by side do not disturb each other")
  func concurrent() async throws {
    let scratch = Scratch()
    let directory = scratch.path
    let pictures = try await withThrowingTaskGroup(of: String.self) { group in
      for index in 0..<8 {
        group.addTask {
          let drawing = try sampleFigure().draw(named: "figure-\(index)", in: directory)
          // Each names the text of its own name at its end.
          return try String(contentsOfFile: drawing.picture, encoding: .utf8)
            .components(separatedBy: "<!-- drawn from ")[0]
        }
      }
      return try await group.reduce(into: Set<String>()) { $0.insert($1) }
    }
    #expect(pictures.count == 1)
  }

  @Test("a name that would leave the directory is refused")
  func names() async {
    await #expect(processExitsWith: .failure) {
      try sampleFigure().draw(named: "../a", in: NSTemporaryDirectory())
    }
    await #expect(processExitsWith: .failure) {
      try sampleFigure().draw(named: "a\nb", in: NSTemporaryDirectory())
    }
  }
}

/// All layers, in several panels.
func everyLayerFigure() -> Figure {
  var curves = Panel("Curves", x: Axis("x", scale: .logarithmic), y: "y")
  curves.line(x: [1, 10, 100], y: [1, .nan, 2], marker: .circle, label: "gap")
  curves.steps(x: [1, 10, 100], y: [1, 2, 3], dash: .dotted, label: "steps")
  curves.points(x: [1, 10], y: [1, 2], from: [0, 1], to: [2, 3], label: "points")
  curves.region([Point(1, 1), Point(10, 1), Point(10, 2)], color: .green, label: "region")
  curves.verticalLine(20, label: "here")
  var bars = Panel("Bars", y: "height")
  bars.bars(
    ["a", "b"], heights: [1, -2], from: [0.5, -2.5], to: [1.5, -1.5], valueLabels: ["1", "−2"],
    label: "first")
  bars.bars(["a", "b"], heights: [2, 3], color: .orange, label: "second")
  var histogram = Panel("Histogram")
  histogram.bars(x: [0, 1, 2], heights: [1, 3, 2], width: 1)
  var map = Panel("Map")
  map.heatMap(
    [[1, .nan], [-2, 0.5]], colors: .diverging, label: "value", values: [["1", ""], ["−2", "½"]])
  var field = Panel("Field")
  field.vectors(x: [0, 1], y: [0, 1], dx: [1, 0], dy: [0, 1])
  field.text("two\nlines", at: Point(0.5, 0.5), align: .left)
  var diagram = Panel.diagram("Diagram", width: 10, height: 4)
  let left = diagram.box("left", at: Point(2, 2), width: 2, height: 1)
  let right = diagram.box("right", at: Point(8, 2), width: 2, height: 1, color: .orange)
  diagram.arrow(from: left, to: right, label: "to")
  diagram.arrow(from: right, to: left, around: .below, distance: 1, label: "and back")
  diagram.arrow(from: Point(1, 3.5), to: Point(9, 3.5), dash: .dashed)
  return Figure(
    panels: [curves, bars, histogram, map, field, diagram], title: "All layers")
}
