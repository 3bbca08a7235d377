import Foundation
import TestSupport
import Testing

@testable import Figures

@Suite struct AnimationTests {
  private func frame(column: Int, quarterTurns: Int = 0) -> Panel {
    var panel = Panel.board(columns: 4, rows: 2)
    panel.cells([(0, 0), (3, 1)], color: .gray)
    panel.boardLines(columns: 4, rows: 2)
    panel.boardAgent(column: column, row: 1, quarterTurns: quarterTurns)
    return panel
  }

  private func animation() -> Animation {
    Animation(frames: (0..<3).map { frame(column: $0) }, secondsPerFrame: 0.5, width: 80)
  }

  private func bytes(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: path)))
  }

  @Test("it is a GIF of so many frames that plays for ever, the same bytes each time")
  func reproducible() throws {
    let (one, two) = (Scratch(), Scratch())
    let drawing = try animation().draw(named: "walk", in: one.path)
    #expect(drawing.isNew && drawing.picture == "\(one.path)/walk.gif")
    try animation().draw(named: "walk", in: two.path)
    let gif = try bytes(drawing.picture)
    #expect(gif == (try bytes("\(two.path)/walk.gif")))
    #expect(String(decoding: gif.prefix(6), as: UTF8.self) == "GIF89a")
    // A graphic control extension stands before each frame: 21 F9 04, flags, the delay in 1/100 s.
    let starts = gif.indices.dropLast(6).filter { Array(gif[$0..<$0 + 3]) == [0x21, 0xF9, 0x04] }
    #expect(starts.count == 3)
    #expect(starts.allSatisfy { gif[$0 + 4] == 50 && gif[$0 + 5] == 0 })
    #expect(String(decoding: gif, as: Unicode.ASCII.self).contains("NETSCAPE2.0"))
    // 80 pixels by 40.
    #expect(Array(gif[6..<10]) == [80, 0, 40, 0])
  }

  @Test("it is drawn again only when its data changed or a file is missing")
  func freshness() throws {
    let scratch = Scratch()
    try animation().draw(named: "walk", in: scratch.path)
    #expect(try !animation().draw(named: "walk", in: scratch.path).isNew)
    var other = animation()
    other.frames[2] = frame(column: 3)
    #expect(try other.draw(named: "walk", in: scratch.path).isNew)
    try FileManager.default.removeItem(atPath: "\(scratch.path)/walk.gif")
    #expect(try other.draw(named: "walk", in: scratch.path).isNew)
    #expect(try other.draw(named: "walk", in: scratch.path, redraw: true).isNew)
    #expect(scratch.files == ["walk.gif", "walk.txt"])
  }

  @Test("a GIF that was cut off leaves no file")
  func incomplete() throws {
    let scratch = Scratch()
    let fake = try scratch.fakeGnuplot("cat > /dev/null; printf 'GIF89a'")
    #expect(throws: FigureError.self) {
      try animation().draw(named: "walk", in: scratch.path, gnuplot: fake)
    }
    #expect(scratch.files == ["bin"])
  }

  @Test("captions stand below the frames, one each, in letters that are built in")
  func captions() throws {
    var captioned = animation()
    captioned = Animation(
      frames: captioned.frames, secondsPerFrame: 0.5, width: 80,
      captions: ["step 0", "step 1", "100% #2"])
    let text = captioned.script.text
    #expect(text.hasPrefix("set terminal gif butt animate delay 50 loop 0 size 80,62 medium\n"))
    let labels = text.split(separator: "\n").filter { $0.hasPrefix("set label") }
    #expect(labels.count == 3 && labels[2].hasPrefix("set label '100% #2' at screen "))
    #expect(labels.allSatisfy { $0.hasSuffix(" noenhanced") && !$0.contains("font") })
    let gif = try captioned.gif(named: "walk")
    #expect(Array(gif[6..<10]) == [80, 0, 62, 0])
    #expect(try gif == captioned.gif(named: "walk"))
    captioned.captions[1] = "step 2"
    #expect(try gif != captioned.gif(named: "walk"))
  }

  @Test("the parts of a caption begin at equal shares of the width, in whole letters")
  func captionParts() {
    // 80 and 160 pixels of 240, seven a letter.
    let caption = Animation.caption(["one", "two", "three"], width: 240)
    let starts = ["one", "two", "three"].map { part in
      caption.distance(from: caption.startIndex, to: caption.firstRange(of: part)!.lowerBound)
    }
    #expect(starts == [0, 11, 22])
    #expect(Animation.caption(["alone"], width: 240) == "alone")
  }

  @Test("a part that runs into the next is refused")
  func wideParts() async {
    await #expect(processExitsWith: .failure) {
      _ = Animation.caption(["eleven lett", "two", "three"], width: 240)
    }
  }

  @Test(
    "captions that are too many, too long, or not of plain letters are refused",
    arguments: [["one"], ["1", "2", "much too long"], ["1", "2", "π"], ["1", "2", "'"]])
  func unfitCaptions(captions: [String]) async {
    await #expect(processExitsWith: .failure) { [captions] in
      var panel = Panel.board(columns: 2, rows: 2)
      panel.cells([(0, 0)], color: .gray)
      _ = Animation(
        frames: [panel, panel, panel], secondsPerFrame: 1, width: 80, captions: captions)
    }
  }

  @Test("the bytes alone are those that are drawn into the file, before it says what from")
  func bytesAlone() throws {
    let scratch = Scratch()
    let drawing = try animation().draw(named: "walk", in: scratch.path)
    let (alone, drawn) = try (animation().gif(named: "walk"), bytes(drawing.picture))
    #expect(drawn.starts(with: alone.dropLast()) && drawn.count > alone.count)
  }

  @Test("words in a frame are refused")
  func words() async {
    await #expect(processExitsWith: .failure) {
      var panel = Panel.board(columns: 2, rows: 2)
      panel.text("here", at: Point(1, 1))
      _ = Animation(frames: [panel], secondsPerFrame: 1).script
    }
  }
}

@Suite struct BoardTests {
  @Test("row 0 is at the top, and the agent points clockwise from the right")
  func orientation() throws {
    var panel = Panel.board(columns: 3, rows: 2)
    panel.cells([(2, 0)], color: .green)
    panel.boardAgent(column: 0, row: 1, quarterTurns: 1)
    let text = Figure(panel).script(for: .svg).text.replacing(#/ +/#, with: " ")
    // left, right, bottom, top
    #expect(text.contains("\n 2 3 1 2\n"), "\(text)")
    // Down: the tip below the middle (0.5, 0.5).
    #expect(text.contains("0.5 0.14"), "\(text)")
    #expect(Panel.boardPoint(column: 2, row: 0, rows: 2) == Point(2.5, 1.5))
  }

  @Test("a quarter of a colour is three quarters white")
  func share() {
    var panel = Panel.board(columns: 1, rows: 1)
    panel.cells([(0, 0)], color: .black, share: 0)
    #expect(Figure(panel).script(for: .svg).text.contains("fillcolor rgb '#ffffff'"))
  }
}
