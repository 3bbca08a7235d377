import Files

/// Pictures that follow one another, as a GIF that plays for ever.
///
///     try Animation(frames: boards, secondsPerFrame: 0.5).draw(named: "episode", in: "figures")
///
/// The frames hold no words: how letters are drawn depends on the fonts of the machine, and the same
/// data must give the same bytes everywhere.
public struct Animation: Sendable {
  public var frames: [Panel]
  public var secondsPerFrame: Double
  /// The width of the picture in pixels; its height follows from the frames' proportions.
  public var width: Int

  /// - Parameter frames: panels without axes, titles or names, all of the same proportions.
  public init(frames: [Panel], secondsPerFrame: Double, width: Int = 320) {
    require(!frames.isEmpty, "an animation needs a frame; got none")
    require(
      secondsPerFrame >= 0.01 && width >= 16,
      "a frame stands for a hundredth of a second or more, on 16 pixels or more; got "
        + "\(secondsPerFrame) s and \(width)")
    require(
      frames.allSatisfy { !$0.showsAxes && $0.title.isEmpty && $0.aspectRatio != nil },
      "the frames of an animation are diagrams without words")
    (self.frames, self.secondsPerFrame, self.width) = (frames, secondsPerFrame, width)
  }
}

extension Animation {
  /// Draws the frames to `name.gif`, and writes their data and commands to `name.txt` beside it, by
  /// the rules of ``Figure/draw(named:in:redraw:gnuplot:)``.
  @discardableResult
  public func draw(
    named name: String, in directory: String, redraw: Bool = false, gnuplot: Gnuplot = Gnuplot()
  ) throws(FigureError) -> Drawing {
    let script = self.script
    return try Picture(name: name, ending: "gif", script: script).draw(
      in: directory, redraw: redraw
    ) {
      () throws(FigureError) in
      try gnuplot.bytes(script, figure: name, closing: [0x3B])
    }
  }

  /// One `plot` after the other; each is a frame.
  var script: Script {
    let ratio = frames[0].aspectRatio!
    let height = (Double(width) * ratio).rounded()
    let canvas = Canvas(width: Double(width), height: height, isPicture: true)
    let delay = Int((secondsPerFrame * 100).rounded())
    var script = Script()
    script.add("set terminal gif animate delay \(delay) loop 0 size \(width),\(Int(height))")
    var blockCount = 1
    for frame in frames {
      let layout = PanelLayout(frame, medium: .svg)
      let area = Area(left: 0, right: Double(width), top: 0, bottom: height)
      let plot = PanelPlot(
        layout, frame: PlotFrame(area: area, x: layout.x, y: layout.y), cell: area,
        canvas: canvas, firstBlock: blockCount)
      blockCount += plot.blocks.count
      script.statements += plot.statements(heading: [])
    }
    require(
      !script.text.contains("set label"),
      "the frames of an animation hold no words, which look different elsewhere")
    return script
  }
}
