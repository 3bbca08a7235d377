/// Which colours a picture changes on a page that is dark.
struct Night: Equatable {
  struct Change: Equatable {
    var day: RGB
    var night: RGB
  }
  var changes: [Change]

  /// Of the colours that the commands name, those that are known, in the order of their digits.
  ///
  /// The colours of heat maps are in no command but that of the palette, which is left alone: they
  /// stand for values.
  init(of script: Script) {
    var named: Set<String> = [Paper.ground.day.hexadecimal]
    for case .command(let command) in script.statements {
      for rest in command.split(separator: " rgb '").dropFirst() where rest.hasPrefix("#") {
        named.insert(String(rest.prefix(7)))
      }
    }
    changes = named.sorted().compactMap { digits in
      let day = RGB(integerLiteral: UInt32(digits.dropFirst(), radix: 16)!)
      return Self.colour(for: day).map { Change(day: day, night: $0) }
    }
  }

  /// What takes the place of a colour of lines, of words, of paper, or of a tint.
  static func colour(for day: RGB) -> RGB? {
    let digits = day.hexadecimal
    if let paper = Paper.allCases.first(where: { $0.day.hexadecimal == digits }) {
      return paper.night
    }
    for color in Color.allCases
    where [color.line, color.text].contains(where: { $0.hexadecimal == digits }) {
      return color.night
    }
    // A tint keeps its share of the colour, in half hundredths: from 5%, since nearly white is white,
    // to 95%, since nearly the colour is what keeps it on a heat map.
    for color in Color.allCases {
      for step in 10...190 where color.line.tinted(Double(step) / 200).hexadecimal == digits {
        return Paper.ground.night.mixed(with: color.night, Double(step) / 200)
      }
    }
    return nil
  }

  /// Comments for the script, whose text is what says whether a picture is out of date.
  var comments: [String] {
    changes.map { "# On a dark page \($0.day.hexadecimal) is \($0.night.hexadecimal)." }
  }

  /// The rules of an SVG's style sheet. They win over the attributes that gnuplot writes, which
  /// remain for those who read no style sheets.
  var style: String {
    let rules = changes.flatMap { change -> [String] in
      let (day, night) = (change.day.hexadecimal, change.night.hexadecimal)
      return ["fill", "stroke", "color"].map { "[\($0)=\"\(day)\"]{\($0):\(night)}" }
    }
    return """
      <style>
      @media (prefers-color-scheme: dark) {
      \(rules.joined(separator: "\n"))
      }
      </style>
      """
  }
}

/// The SVG with every `rgb(  6, 118, 203)` as `#0672cb`: one way to write a colour, which the rules
/// for dark pages look for.
func withHexadecimalColors(_ svg: String) -> String {
  let (bytes, opening) = (Array(svg.utf8), Array("rgb(".utf8))
  var result: [UInt8] = []
  result.reserveCapacity(bytes.count)
  var index = 0
  while index < bytes.count {
    if bytes[index] == opening[0], bytes[index...].starts(with: opening),
      let close = bytes[index...].firstIndex(of: UInt8(ascii: ")")),
      let color = channels(bytes[(index + opening.count)..<close])
    {
      result += Array(color.hexadecimal.utf8)
      index = close + 1
    } else {
      result.append(bytes[index])
      index += 1
    }
  }
  return String(decoding: result, as: UTF8.self)
}

/// The colour of `6, 118, 203`.
private func channels(_ list: ArraySlice<UInt8>) -> RGB? {
  let parts = list.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
  let values = parts.compactMap { part in
    UInt32(String(decoding: part.drop { $0 == UInt8(ascii: " ") }, as: UTF8.self))
  }
  guard parts.count == 3, values.count == 3, values.allSatisfy({ $0 < 256 }) else { return nil }
  return RGB(integerLiteral: values[0] << 16 | values[1] << 8 | values[2])
}
