import Notebook

/// Follows a text's boxes and detours: what is open at a place, and what is wrong with how they open
/// and close.
///
/// A *box* is what stands between `{{ box: Title }}` and `{{ end }}`; boxes may stand in boxes. A
/// *detour* is a section with `{{ detour: … }}` directly below its heading; it reaches to the next
/// heading of its level or a higher one. Both are woven folded.
struct Folds {
  /// What is to be written before a block of prose, or in place of it.
  enum Step: Equatable {
    case close
    case openBox(title: String, line: Int)
    case openDetour(purpose: String, line: Int)
  }

  /// The lines at which the boxes that are open begin, the outermost first.
  private var boxes: [Int] = []
  /// The level of the heading of the detour that is open.
  private var detour: Int?
  /// The level of the heading that stands directly above.
  private var headingAbove: Int?

  private var faults: [Fault] = []

  typealias Fault = (line: Int, what: String, remedy: String)

  /// Whether what stands here is woven folded.
  var isFolded: Bool { detour != nil || !boxes.isEmpty }

  mutating func follow(_ block: ProseBlock) -> [Step] {
    defer { if case .heading(_, let level, _) = block { headingAbove = level } }
    let above = headingAbove
    headingAbove = nil
    switch block {
    case .heading(let line, let level, _): return pass(headingOf: level, at: line.number)
    case .directive("box", let title, let line):
      boxes.append(line)
      return [.openBox(title: title, line: line)]
    case .directive("end", _, let line): return endBox(at: line)
    case .directive("detour", let purpose, let line):
      return begin(detour: purpose, below: above, at: line)
    case .directive, .markdown, .fence, .display: return []
    }
  }

  /// Code stands here.
  mutating func passCell() {
    headingAbove = nil
  }

  /// The text ends here.
  mutating func finish() -> [Step] {
    let steps = closeBoxes(before: "the end of the text") + endDetour()
    headingAbove = nil
    return steps
  }

  /// What has been wrong since the last time that this was asked.
  mutating func takeFaults() -> [Fault] {
    defer { faults = [] }
    return faults
  }

  private mutating func pass(headingOf level: Int, at line: Int) -> [Step] {
    let endsDetour = detour.map { level <= $0 } ?? false
    if level > 2, !endsDetour, !boxes.isEmpty {
      faults.append(
        (line, "a heading stands in a box", "make it bold text, or end the box above it"))
      return []
    }
    let closed = closeBoxes(before: "the heading in line \(line)")
    return closed + (endsDetour ? endDetour() : [])
  }

  private mutating func endBox(at line: Int) -> [Step] {
    guard boxes.popLast() != nil else {
      faults.append((line, "this end ends nothing", "take it out, or write {{ box: Title }} above"))
      return []
    }
    return [.close]
  }

  private mutating func begin(detour purpose: String, below level: Int?, at line: Int) -> [Step] {
    if detour != nil {
      faults.append((line, "a detour stands in a detour", "take the inner one out"))
      return []
    }
    guard let level, 2...3 ~= level else {
      faults.append(
        (line, "a detour is a whole section", "put it directly below a heading with ## or ###"))
      return []
    }
    detour = level
    return [.openDetour(purpose: purpose, line: line)]
  }

  private mutating func closeBoxes(before place: String) -> [Step] {
    for line in boxes {
      faults.append((line, "the box is not closed before \(place)", "write {{ end }}"))
    }
    defer { boxes = [] }
    return boxes.map { _ in .close }
  }

  private mutating func endDetour() -> [Step] {
    defer { detour = nil }
    return detour == nil ? [] : [.close]
  }
}
