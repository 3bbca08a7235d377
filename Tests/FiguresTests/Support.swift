import Files
import Foundation
import TestSupport
import Testing

@testable import Figures

extension Scratch {
  /// A gnuplot of our own that is the shell script `body`; `$here` is this directory.
  func fakeGnuplot(_ body: String) throws -> Gnuplot {
    try gnuplot(withContents: "#!/bin/sh\nhere='\(path)'\n\(body)\n")
  }

  /// A gnuplot that is a file with these contents.
  ///
  /// Another process writes it: were it open for writing here, a program that another test
  /// starts at this moment would hold it open too, and it could not be run ("Text file busy").
  func gnuplot(withContents contents: String) throws -> Gnuplot {
    let directory = "\(path)/bin"
    try AtomicFile.makeDirectory(directory)
    let shell = try Process.run(
      URL(fileURLWithPath: "/bin/sh"),
      arguments: [
        "-c", #"printf %s "$1" > "$2" && chmod 755 "$2""#, "sh", contents,
        "\(directory)/gnuplot",
      ])
    shell.waitUntilExit()
    return Gnuplot(searchPath: directory)
  }
}

/// A small figure that has most of what a figure can have.
func sampleFigure() -> Figure {
  var panel = Panel("Sample", x: "environment steps", y: Axis("return", unit: "reward"))
  let steps = [0.0, 100_000, 200_000]
  panel.band(x: steps, from: [0, 8, 15], to: [2, 12, 25], color: .blue)
  panel.line(x: steps, y: [1, 10, 20.125], color: .blue, label: "mean of π_{θ}")
  panel.horizontalLine(18, label: "solved")
  return Figure(panel)
}

/// What is between `open` and the next `close`, everywhere in the text.
func pieces(of text: String, from open: String, to close: String) -> [String] {
  text.components(separatedBy: open).dropFirst().map {
    $0.components(separatedBy: close)[0]
  }
}

/// The words of an SVG, one entry for each text element, with the marks of XML undone.
func words(in svg: String) -> [String] {
  pieces(of: svg, from: "<text>", to: "</text>").map { element in
    element.replacing(#/<[^>]*>/#, with: "")
      .replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&amp;", with: "&")
      .replacing("\u{A0}", with: " ")
  }
}
