import Files

/// One picture of one or more panels.
///
///     try Figure(panel).draw(named: "learning-curves", in: "figures")
public struct Figure: Sendable {
  public var title: String
  public var panels: [Panel]
  /// How many panels stand side by side.
  public private(set) var columns: Int

  /// - Parameter columns: how many panels stand side by side, two by default. Panels that have axes
  ///   are at most two abreast, so that their words can be read: more go on below.
  public init(_ panels: Panel..., title: String = "", columns: Int? = nil) {
    self.init(panels: panels, title: title, columns: columns)
  }

  public init(panels: [Panel], title: String = "", columns: Int? = nil) {
    require(!panels.isEmpty, "a figure needs at least one panel; got none")
    let columns = columns ?? 2
    require(columns >= 1, "a figure has at least one column; got \(columns)")
    let most = panels.contains(where: \.showsAxes) ? 2 : panels.count
    (self.title, self.panels) = (title, panels)
    self.columns = min(columns, most, panels.count)
  }
}

/// What `Figure.draw` left on the disk.
public struct Drawing: Equatable, Sendable {
  public var name: String
  /// The path of the picture.
  public var picture: String
  /// The path of its data and commands.
  public var data: String
  /// What the picture says that it was drawn from.
  public var provenance: Provenance
  /// Whether the picture was drawn, because it was missing or out of date.
  public var isNew: Bool
}

extension Figure {
  /// Draws the figure to `name.svg`, and writes its data and commands to `name.txt` beside it.
  ///
  /// Nothing is drawn when both files are there, the text says what it would say again, and the
  /// picture's ``Provenance`` is that text. The picture depends on the text alone, so the same data
  /// gives the same bytes.
  ///
  /// - Parameters:
  ///   - name: the files' name without its ending.
  ///   - directory: where they go; it is made where it is missing.
  ///   - redraw: draw whatever is there.
  ///   - gnuplot: which gnuplot draws.
  @discardableResult
  public func draw(
    named name: String, in directory: String, redraw: Bool = false, gnuplot: Gnuplot = Gnuplot()
  ) throws(FigureError) -> Drawing {
    try Picture(name: name, ending: "svg", script: script(for: .svg)).draw(
      in: directory, redraw: redraw
    ) {
      () throws(FigureError) in
      try svg(named: name, gnuplot: gnuplot)
    }
  }

  /// The bytes of the picture alone.
  ///
  /// - Parameter name: what errors call it, and its accessible title where it has no other.
  public func svg(
    named name: String, gnuplot: Gnuplot = Gnuplot()
  ) throws(FigureError) -> [UInt8] {
    let script = script(for: .svg)
    let output = try gnuplot.run(script, figure: name, closing: "</svg>")
    return Array(tidied(output, title: accessibleTitle(name), night: Night(of: script)).utf8)
  }

  /// The figure in characters, as gnuplot's `dumb` terminal draws it.
  ///
  /// - Parameters:
  ///   - columns, rows: the size in characters.
  ///   - colored: whether it holds colour codes for a terminal.
  public func preview(
    columns: Int = 80, rows: Int = 24, colored: Bool = false, gnuplot: Gnuplot = Gnuplot()
  ) throws(FigureError) -> String {
    let medium = Medium.terminal(colored: colored)
    let canvas = Canvas(
      width: Double(max(columns, 20)), height: Double(max(rows, 8)), isPicture: false)
    let output = try gnuplot.run(
      script(for: medium, canvas: canvas), figure: accessibleTitle("preview"))
    return withoutSpaceAround(output)
  }

  private func accessibleTitle(_ name: String) -> String {
    let titles = [title] + panels.map(\.title)
    return titles.first { !$0.isEmpty }.map { MarkedText($0).plain } ?? name
  }
}

/// A terminal's drawing without the form feed before it, spaces at the ends of lines, and empty
/// lines at the end.
func withoutSpaceAround(_ drawing: String) -> String {
  var lines = drawing.drop { $0 == "\u{0C}" }.split(
    separator: "\n", omittingEmptySubsequences: false)
  for index in lines.indices {
    while lines[index].last == " " { lines[index].removeLast() }
  }
  while lines.last?.isEmpty == true { lines.removeLast() }
  return lines.joined(separator: "\n") + "\n"
}

/// The SVG without the line that names gnuplot's version, with the figure's own title, and with its
/// colours for dark pages.
func tidied(_ svg: String, title: String, night: Night) -> String {
  let lines = withHexadecimalColors(svg).split(separator: "\n", omittingEmptySubsequences: false)
    .compactMap { line -> String? in
      if line.hasPrefix("<desc>Produced by GNUPLOT") { return nil }
      guard line.hasPrefix("<title>") else { return String(line) }
      return "<title>\(escapedForXML(title))</title>\n\(night.style)"
    }
  return lines.joined(separator: "\n")
}

private func escapedForXML(_ text: String) -> String {
  text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
}
