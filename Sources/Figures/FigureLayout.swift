extension Figure {
  /// The commands and the data that draw this figure.
  ///
  /// - Parameter canvas: its size in the medium's units; for a picture it follows from the
  ///   panels.
  func script(for medium: Medium, canvas: Canvas? = nil) -> Script {
    let titleHeight = title.isEmpty ? 0 : medium.line(titleSize(medium)) + medium.edge
    let grid = Grid(
      panels.map { PanelLayout($0, medium: medium) }, columns: columns, canvas: canvas,
      titleHeight: titleHeight)
    var script = Script()
    script.add(terminalCommand(medium, canvas: grid.canvas))
    script.add("set encoding utf8")
    script.add("set multiplot")
    let heading = title.isEmpty ? [] : [titleCommand(medium, canvas: grid.canvas)]
    var blockCount = 1
    for (index, layout) in grid.layouts.enumerated() {
      let plot = PanelPlot(
        layout, frame: grid.frame(of: index), cell: grid.cell(of: index), canvas: grid.canvas,
        firstBlock: blockCount, legend: index == 0 ? grid.legend : nil)
      blockCount += plot.blocks.count
      script.statements += plot.statements(heading: index == 0 ? heading : [])
    }
    script.add("unset multiplot")
    if medium.isPicture { Night(of: script).comments.forEach { script.add($0) } }
    return script
  }

  private func titleSize(_ medium: Medium) -> Double {
    medium.isPicture ? medium.title + 3 : medium.title
  }

  private func terminalCommand(
    _ medium: Medium, canvas: Canvas
  ) -> String {
    let size = "size \(sixDigits(canvas.width)),\(sixDigits(canvas.height))"
    switch medium.kind {
    case .svg:
      return "set terminal svg \(size) fixed enhanced font 'sans-serif,\(sixDigits(medium.size))' "
        + "rounded linewidth 1 background rgb 'white'"
    case .terminal(let colored):
      return "set terminal dumb \(size) enhanced \(colored ? "ansi256" : "mono")"
    }
  }

  private func titleCommand(
    _ medium: Medium, canvas: Canvas
  ) -> String {
    let middle = medium.edge + medium.line(titleSize(medium)) / 2
    let words = MarkedText(title)
    let look =
      medium.isPicture
      ? " font ',\(sixDigits(titleSize(medium)))' textcolor rgb \(Color.black.text.quoted)" : ""
    return "set label \(medium.isPicture ? words.quotedBold : words.quoted) "
      + "at \(canvas.screen(Pixel(medium.edge, middle))) left\(look) front"
  }
}
