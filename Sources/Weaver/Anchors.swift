import Notebook

/// A heading of the book.
struct Heading: Equatable {
  let level: Int
  let title: String
  /// What follows `#` in a link to it.
  let slug: String
}

/// The places in a Markdown text that a link can lead to.
struct Anchors {
  private(set) var headings: [Heading] = []
  private(set) var names: Set<String> = []

  init(of text: String) {
    var seen: [String: Int] = [:]
    for line in Self.linesOutsideFences(text) {
      if let (level, title) = ProseParser.heading(line) {
        let slug = Self.slug(title)
        let earlier = seen[slug, default: 0]
        seen[slug] = earlier + 1
        let unique = earlier == 0 ? slug : "\(slug)-\(earlier)"
        headings.append(Heading(level: level, title: title, slug: unique))
        names.insert(unique)
      }
      names.formUnion(Self.identifiers(in: line))
    }
  }

  /// GitHub's rule: the heading's visible text in lower case, letters, digits, marks, `_` and `-`
  /// kept, spaces made hyphens, all else dropped.
  static func slug(_ title: String) -> String {
    var slug = ""
    for scalar in visible(title).lowercased().unicodeScalars {
      if scalar == " " {
        slug += "-"
      } else if scalar == "-" || isWord(scalar) {
        slug.unicodeScalars.append(scalar)
      }
    }
    return slug
  }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .connectorPunctuation:
      true
    default: false
    }
  }

  /// A heading's text without the targets of its links and the marks of emphasis.
  private static func visible(_ title: String) -> String {
    var visible = ""
    var rest = title[...]
    while let character = rest.popFirst() {
      if character == "]", rest.first == "(", let close = rest.firstIndex(of: ")") {
        rest = rest[close...].dropFirst()
      }
      visible.append(character)
    }
    return visible
  }

  private static func identifiers(in line: String) -> [String] {
    line.split(separator: "<a id=\"", omittingEmptySubsequences: false).dropFirst().map {
      String($0.prefix { $0 != "\"" })
    }
  }

  private static func linesOutsideFences(_ text: String) -> [String] {
    var fences = FenceTracker()
    return text.textLines.filter { !fences.contains($0) }
  }
}
