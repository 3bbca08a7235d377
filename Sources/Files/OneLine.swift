extension String {
  /// The text as a message may hold it, whatever file it came from: one line, nothing that a terminal
  /// would act upon, and of a very long text only both ends.
  package var oneLine: String {
    let scalars = unicodeScalars
    let isLong = scalars.count > 320
    let kept = isLong ? Array(scalars.prefix(200)) + ["…"] + scalars.suffix(80) : Array(scalars)
    return kept.map(\.printable).joined()
  }
}

extension Unicode.Scalar {
  /// The character, or its number where it would break the line or steer the terminal.
  fileprivate var printable: String {
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator:
      "\\u{\(String(value, radix: 16))}"
    default: String(self)
    }
  }
}
