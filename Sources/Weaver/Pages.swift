import Notebook

/// A part of the book in a file of its own, beside what it was woven from, so that opening the folder
/// where code is shown is reading the chapter.
public struct Page: Equatable, Sendable {
  /// From the repository's root: `Chapters/05-ppo-clip/README.md`.
  public let file: String
  public let text: String

  /// Where Markdown is shown, larger pages may appear as plain text.
  static let maximumBytes = 250_000
}

/// The pages that a woven book falls into: its beginning with the contents, a page a chapter, a page an
/// appendix. Links lead to the page on which their target stands.
struct Pages {
  /// A page before its links are made.
  private struct Draft {
    let file: String
    let title: String
    var pieces: [String] = []
    var text: String { pieces.joined(separator: "\n\n") + "\n" }
  }

  private let drafts: [Draft]
  /// Where the anchors of the book stand, each by its name on its page.
  private var places: [String: (page: Int, name: String)] = [:]

  static let front = "Chapters/README.md"
  static let shortPath = "two-evenings-or-two-weeks"

  init(of pieces: [String], chapters: [Manuscript.Chapter]) {
    var drafts = [Draft(file: Self.front, title: "Contents")]
    for piece in pieces {
      if let title = Self.title(piece), let file = Self.file(of: title, in: chapters),
        !drafts.contains(where: { $0.file == file })
      {
        drafts.append(Draft(file: file, title: title))
      }
      drafts[drafts.count - 1].pieces.append(piece)
    }
    self.drafts = drafts
    place(in: Anchors(of: pieces.joined(separator: "\n\n")))
  }

  private static func title(_ piece: String) -> String? {
    guard let (level, title) = ProseParser.heading(piece), level == 1 else { return nil }
    return title
  }

  /// The page that begins with a heading; nothing for what belongs to the beginning of the book.
  static func file(of title: String, in chapters: [Manuscript.Chapter]) -> String? {
    if let chapter = chapters.first(where: { title.hasPrefix("\($0.number) · ") }) {
      return "Chapters/\(chapter.directory)/README.md"
    }
    guard let letter = title.dropping(prefix: "Appendix ") else { return nil }
    return "Chapters/appendices/\(Anchors.slug(String(letter)).replacing("--", with: "-")).md"
  }

  /// The same headings and names, in the same order, stand in the book and on its pages.
  private mutating func place(in book: Anchors) {
    var headings = book.headings[...]
    for (page, draft) in drafts.enumerated() {
      let own = Anchors(of: draft.text)
      for heading in own.headings {
        guard let inBook = headings.popFirst() else { break }
        places[inBook.slug] = (page, heading.slug)
      }
      for name in own.names where places[name] == nil { places[name] = (page, name) }
    }
  }

  var all: [Page] {
    drafts.indices.map { index in
      let here = drafts[index].file
      let body = Relinking.relinked(drafts[index].text) { target(of: $0, on: index) }
      let way = way(around: index)
      let isFront = here == Self.front
      let text =
        isFront
        ? "\(body)\n\(way)\n"
        : "\(Weaver.header)\n\n\(way)\n\n\(body)\n\(way)\n"
      return Page(file: here, text: text)
    }
  }

  /// The pages before and after, the contents and the short path.
  private func way(around index: Int) -> String {
    func link(_ words: String, _ page: Int, _ anchor: String = "") -> String {
      "[\(words)](\(Self.path(to: drafts[page].file, from: drafts[index].file))\(anchor))"
    }
    var ways: [String] = []
    if index > 1 { ways.append(link("← \(drafts[index - 1].title)", index - 1)) }
    if index > 0 {
      ways.append(link("Contents", 0))
      ways.append(link("The short path", 0, "#\(Self.shortPath)"))
    }
    if index + 1 < drafts.count { ways.append(link("\(drafts[index + 1].title) →", index + 1)) }
    return ways.joined(separator: " · ")
  }

  /// A link of the book as it has to be on a page.
  private func target(of link: String, on page: Int) -> String {
    if let anchor = link.dropping(prefix: "#") {
      guard let place = places[String(anchor)] else { return link }
      if place.page == page { return "#\(place.name)" }
      return "\(Self.path(to: drafts[place.page].file, from: drafts[page].file))#\(place.name)"
    }
    if link.contains(":") || link.hasPrefix("//") { return link }
    return Self.path(to: link, from: drafts[page].file)
  }

  /// The way from one file to another, both from the root.
  static func path(to file: String, from page: String) -> String {
    var (to, from) = (file.split(separator: "/"), page.split(separator: "/").dropLast())
    while to.count > 1, let first = to.first, first == from.first {
      to.removeFirst()
      from.removeFirst()
    }
    return (from.map { _ in ".." } + to.map(String.init)).joined(separator: "/")
  }
}
