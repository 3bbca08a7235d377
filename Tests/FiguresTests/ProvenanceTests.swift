import Files
import Foundation
import TestSupport
import Testing

@testable import Figures

@Suite("Provenance")
struct ProvenanceTests {
  // FNV-1a of the one byte 'a', as its authors' page of test vectors has it.
  private let source = Provenance(ofText: "a".utf8)
  private let digits = "af63dc4c8601ec8c"

  private func bytes(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: path)))
  }

  @Test("an SVG ends in a comment with the hash of its text")
  func svg() {
    let picture = Array("<svg><g></g>\n</svg>\n\n".utf8)
    let marked = source.added(to: picture, format: "svg")
    #expect(
      String(decoding: marked, as: UTF8.self)
        == "<svg><g></g>\n<!-- drawn from \(digits) -->\n</svg>\n")
    #expect(Provenance(ofPicture: marked, format: "svg") == source)
  }

  @Test("a GIF ends in a comment extension with the hash of its text, and the trailer")
  func gif() {
    let picture: [UInt8] = Array("GIF89a".utf8) + [0x2C, 0x3B, 0x01, 0x3B]
    let marked = source.added(to: picture, format: "gif")
    let comment = Array("drawn from \(digits)".utf8)
    #expect(marked == picture.dropLast() + [0x21, 0xFE, 27] + comment + [0x00, 0x3B])
    #expect(Provenance(ofPicture: marked, format: "gif") == source)
  }

  @Test("a picture that is empty, is cut off, goes on, or has no comment says nothing")
  func silent() {
    let picture = Array("<svg></svg>\n".utf8)
    let marked = source.added(to: picture, format: "svg")
    let unclosed = marked.dropLast(4) + Array("xyz\n".utf8)
    let cut = Array(marked.dropLast(3))
    let others: [[UInt8]] = [[], picture, cut, marked + marked.prefix(5), Array(unclosed)]
    for other in others {
      #expect(Provenance(ofPicture: other, format: "svg") == nil)
    }
    for length in 0..<marked.count {
      #expect(Provenance(ofPicture: marked.prefix(length), format: "svg") == nil)
    }
    #expect(Provenance(ofPicture: marked, format: "gif") == nil)
    #expect(Provenance(ofPicture: marked, format: "png") == nil)
  }

  @Test("a drawn figure says that it was drawn from the text beside it, an animation too")
  func drawn() throws {
    let scratch = Scratch()
    let figure = try sampleFigure().draw(named: "a", in: scratch.path)
    var panel = Panel.board(columns: 2, rows: 2)
    panel.cells([(0, 0)], color: .gray)
    let animation = try Animation(frames: [panel, panel], secondsPerFrame: 1, width: 40)
      .draw(named: "b", in: scratch.path)
    for (drawing, format) in [(figure, "svg"), (animation, "gif")] {
      let found = Provenance(ofPicture: try bytes(drawing.picture), format: format)
      #expect(found == drawing.provenance)
      #expect(found == Provenance(ofText: try bytes(drawing.data)))
    }
    #expect(figure.provenance != animation.provenance)
  }

  @Test("the same figure under another name has another provenance")
  func names() throws {
    let scratch = Scratch()
    let drawings = try ["a", "b"].map { try sampleFigure().draw(named: $0, in: scratch.path) }
    #expect(drawings[0].provenance != drawings[1].provenance)
  }

  @Test("a picture that was emptied, cut off or exchanged for another is drawn again")
  func repaired() throws {
    let scratch = Scratch()
    try sampleFigure().draw(named: "a", in: scratch.path)
    try sampleFigure().draw(named: "b", in: scratch.path)
    let (good, other) = (try bytes("\(scratch.path)/a.svg"), try bytes("\(scratch.path)/b.svg"))
    for bad in [[], Array(good.dropLast(20)), other] {
      try AtomicFile.write(bad, to: "\(scratch.path)/a.svg")
      #expect(try sampleFigure().draw(named: "a", in: scratch.path).isNew)
      #expect(try bytes("\(scratch.path)/a.svg") == good)
      #expect(try !sampleFigure().draw(named: "a", in: scratch.path).isNew)
    }
  }
}
