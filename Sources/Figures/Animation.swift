import Files

/// Pictures that follow one another, as a GIF that plays for ever.
///
///     try Animation(frames: boards, secondsPerFrame: 0.5).draw(named: "episode", in: "figures")
///
/// The frames hold no words: how letters are drawn depends on the fonts of the machine, and the same
/// data must give the same bytes everywhere. Captions stand below the frames in the letters that the
/// GIF library has built in.
public struct Animation: Sendable {
  public var frames: [Panel]
  public var secondsPerFrame: Double
  /// The width of the picture in pixels; its height follows from the frames' proportions.
  public var width: Int
  /// One for each frame, or none.
  public var captions: [String]

  /// - Parameters:
  ///   - frames: panels without axes, titles or names, all of the same proportions.
  ///   - captions: a line for each frame, in ASCII without single quotes, seven pixels a letter.
  public init(
    frames: [Panel], secondsPerFrame: Double, width: Int = 320, captions: [String] = []
  ) {
    require(!frames.isEmpty, "an animation needs a frame; got none")
    require(
      secondsPerFrame >= 0.01 && width >= 16,
      "a frame stands for a hundredth of a second or more, on 16 pixels or more; got "
        + "\(secondsPerFrame) s and \(width)")
    require(
      frames.allSatisfy { !$0.showsAxes && $0.title.isEmpty && $0.aspectRatio != nil },
      "the frames of an animation are diagrams without words")
    require(
      captions.isEmpty || captions.count == frames.count,
      "an animation has a caption for each frame or none; got \(captions.count) for "
        + "\(frames.count)")
    for caption in captions {
      require(
        caption.utf8.allSatisfy { (0x20..<0x7F).contains($0) && $0 != 0x27 }
          && Self.letterWidth * caption.utf8.count <= width - 2 * Self.captionEdge,
        "a caption is a line of ASCII without single quotes that fits below its frame, "
          + "\(Self.letterWidth) of \(width) pixels a letter; got \(caption)")
    }
    (self.frames, self.secondsPerFrame) = (frames, secondsPerFrame)
    (self.width, self.captions) = (width, captions)
  }

  /// A caption of several parts, which begin at equal shares of the picture's width.
  ///
  /// - Parameters:
  ///   - parts: each narrower than its share.
  ///   - width: of the picture, in pixels.
  public static func caption(_ parts: [String], width: Int) -> String {
    parts.enumerated().reduce(into: "") { caption, part in
      let start = part.offset * width / parts.count / letterWidth
      require(
        part.offset == 0 || caption.count < start,
        "a part of a caption is narrower than its share, \(start / max(part.offset, 1)) letters; "
          + "got \(parts)")
      caption += String(repeating: " ", count: start - caption.count) + part.element
    }
  }

  /// Of the built-in letters called `medium`, pixels.
  private static let letterWidth = 7
  private static let captionEdge = 6
  private static let captionHeight = 22
}

extension Animation {
  /// Draws the frames to `name.gif`, and writes their data and commands to `name.txt` beside it, by
  /// the rules of ``Figure/draw(named:in:redraw:gnuplot:)``.
  @discardableResult
  public func draw(
    named name: String, in directory: String, redraw: Bool = false, gnuplot: Gnuplot = Gnuplot()
  ) throws(FigureError) -> Drawing {
    try Picture(name: name, ending: "gif", script: script).draw(in: directory, redraw: redraw) {
      () throws(FigureError) in
      try gif(named: name, gnuplot: gnuplot)
    }
  }

  /// The bytes of the picture alone.
  ///
  /// - Parameter name: what errors call it.
  public func gif(
    named name: String, gnuplot: Gnuplot = Gnuplot()
  ) throws(FigureError) -> [UInt8] {
    try gnuplot.bytes(script, figure: name, closing: [0x3B])
  }

  /// One `plot` after the other; each is a frame.
  var script: Script {
    let frameHeight = (Double(width) * frames[0].aspectRatio!).rounded()
    let height = frameHeight + Double(captions.isEmpty ? 0 : Self.captionHeight)
    let canvas = Canvas(width: Double(width), height: height, isPicture: true)
    let delay = Int((secondsPerFrame * 100).rounded())
    let letters = captions.isEmpty ? "" : " medium"
    var script = Script()
    // Which ends lines have without being told differs between versions of gnuplot.
    script.add(
      "set terminal gif butt animate delay \(delay) loop 0 size \(width),\(Int(height))\(letters)")
    var blockCount = 1
    for (index, frame) in frames.enumerated() {
      let layout = PanelLayout(frame, medium: .svg)
      let area = Area(left: 0, right: Double(width), top: 0, bottom: frameHeight)
      let plot = PanelPlot(
        layout, frame: PlotFrame(area: area, x: layout.x, y: layout.y), cell: area,
        canvas: canvas, firstBlock: blockCount)
      require(
        !plot.hasWords, "the frames of an animation hold no words, which look different elsewhere")
      blockCount += plot.blocks.count
      script.statements += plot.statements(
        heading: captions.isEmpty ? [] : [command(forCaption: captions[index], on: canvas)])
    }
    return script
  }

  private func command(forCaption caption: String, on canvas: Canvas) -> String {
    let middle = Pixel(
      Double(Self.captionEdge), canvas.height - Double(Self.captionHeight) / 2)
    return "set label '\(caption)' at \(canvas.screen(middle)) left noenhanced"
  }
}
