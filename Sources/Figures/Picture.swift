import Files

/// A picture's two files: itself, and beside it the script that draws it.
struct Picture {
  var name: String
  /// `svg` or `gif`.
  var ending: String
  var script: Script

  /// Draws the picture unless both files are there, the text says what it would say again, and the
  /// picture says that it was drawn from that text.
  ///
  /// - Parameter render: gives the picture's bytes.
  func draw(
    in directory: String, redraw: Bool, _ render: () throws(FigureError) -> [UInt8]
  ) throws(FigureError) -> Drawing {
    require(
      isFileName(name),
      "a figure's name is made of letters, digits, - and _; got \"\(name)\"")
    let base = directory.isEmpty || directory.hasSuffix("/") ? directory : directory + "/"
    let text = heading + script.text
    let provenance = Provenance(ofText: text.utf8)
    var drawing = Drawing(
      name: name, picture: "\(base)\(name).\(ending)", data: "\(base)\(name).txt",
      provenance: provenance, isNew: false)
    if isFresh(drawing, text: text) && !redraw { return drawing }
    let picture = provenance.added(to: try render(), format: ending)
    do throws(FileError) {
      if !directory.isEmpty { try AtomicFile.makeDirectory(directory) }
      // The picture first: if we are stopped between the two, the next run draws again.
      try AtomicFile.write(picture, to: drawing.picture)
      try AtomicFile.write(text, to: drawing.data)
    } catch {
      throw .file(figure: name, error)
    }
    drawing.isNew = true
    return drawing
  }

  private func isFresh(_ drawing: Drawing, text: String) -> Bool {
    guard let picture = try? RegularFile.read(drawing.picture),
      let data = try? RegularFile.read(drawing.data)
    else { return false }
    return data == Array(text.utf8)
      && Provenance(ofPicture: picture, format: ending) == drawing.provenance
  }

  private var heading: String {
    """
    # The data and the commands of \(name).\(ending). This is a gnuplot script as it stands:
    #   gnuplot -d \(name).txt > \(name).\(ending)


    """
  }
}

private func isFileName(_ name: String) -> Bool {
  !name.isEmpty
    && name.unicodeScalars.allSatisfy { scalar in
      scalar == "-" || scalar == "_" || scalar.isASCII && scalar.properties.isAlphabetic
        || ("0"..."9").contains(scalar)
    }
}
