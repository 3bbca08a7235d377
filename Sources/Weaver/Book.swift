import Foundation
import Notebook

/// The book, `book.md`, and the repository from which it is woven.
///
/// A chapter is `Chapters/NN-name/main.swift`, its prose in `/*: … */` and `//: ` comments. Prose
/// is Markdown as GitHub and pandoc read it, in which the weaver knows
///
/// - `$x$` and `$$ … $$ (1.3) {S2-E5 S0-E1}`: mathematics; a displayed claim carries its label and
///   the ids of what it stands for in the sources. Ordinary LaTeX inside; see `Mathematics`.
/// - `[@eq:1.3]`, `[@fig:learning-curves]`, `[@fig:gae/bias]`: references, the last to a figure of
///   another chapter; `[@chapter:gae]`: a chapter's number.
/// - `[@setting:clip-range]`, `[@default:clip-range]`, `[@sb3:clip-range]`, `[@cleanrl:clip-range]`: the
///   name of a setting of PPO in Swift, its default, and its names in two other programs.
/// - `{{ listing: adam-step }}`: the lines between `// snippet.adam-step` and `// snippet.end`
///   under `Sources`.
/// - `{{ covers: S2-i10 }}`: the text above works out that example of the sources.
/// - `{{ include: Benchmarks/kernels.md }}`: a file as it is.
/// - `{{ appendix: claims }}`: a table that is generated, after the chapters.
/// - `{{ box: Title }}` … `{{ end }}`: what stands between is folded, over prose, code and figures.
/// - `{{ detour: what it is for }}`, directly below a heading: the whole section is folded.
/// - `{{ picture: learning-curves }}`: the drawing of a figure of the chapter, without its caption, away
///   from where it is drawn.
/// - `{{ weights }}`: the table of weights; `{{ here }}`: the chapter's row of it and its neighbours.
/// - `{{ changes: reinforce → reward-to-go }}`: what changed from one chapter's training loop to
///   another's, the lines between `// snippet.loop` and `// snippet.end` in each.
/// - `*TD residual*`: a word of the glossary, in italics by itself, is defined there.
/// - Fenced `diff` blocks: a change to try, of a line of the chapter or of the core.
///
/// Code between `// snippet.hide` and `// snippet.show` runs but is not shown. Below a cell of code
/// stands what its lines printed and drew, which the chapter's ``Record`` holds.
public struct Book: Sendable {
  /// The root of the repository.
  public let root: URL

  /// The book whose repository is at `root`.
  public init(root: URL) {
    self.root = root
  }

  static let fileName = "book.md"

  /// The book in one file, and then its pages: its beginning, each chapter, each appendix, with links
  /// from page to page. The same for the same repository, wherever it is woven.
  ///
  /// Nothing is written. An equation without a test or a dead link does not prevent weaving;
  /// ``check()`` is what finds those.
  /// - Throws: ``WeavingError`` when the text would be incomplete: a chapter has not been run since
  ///   its code changed, or a listing or a file is missing.
  public func weave() throws(WeavingError) -> [Page] {
    let weaver = Weaver(Manuscript(root: root))
    let obstacles = weaver.problems.filter(\.preventsWeaving)
    guard obstacles.isEmpty else { throw WeavingError(problems: obstacles) }
    return weaver.files
  }

  /// Everything that is wrong with the book: the text is stale, a run is, a figure is missing, a
  /// link is dead, an equation has no test, a claim no verdict, a source no place, a number of the
  /// prose was never printed, a word is used before it is defined, a short path is long, mathematics
  /// that not every reader shows, and so on.
  ///
  /// Where a chapter has no record of its code as it is, that is said and no more: the rest is for
  /// after it has been run.
  public func check() -> [Problem] {
    let manuscript = Manuscript(root: root)
    // Half of what follows would be missing from a chapter without a record; a run makes all of it good.
    guard manuscript.chapters.allSatisfy({ $0.record != nil }) else { return manuscript.problems }
    let weaver = Weaver(manuscript)
    let canCompare = !weaver.problems.contains(where: \.preventsWeaving)
    guard canCompare else { return weaver.problems }
    return weaver.problems + weaver.files.compactMap { staleness(of: $0, in: manuscript) }
  }

  private func staleness(of page: Page, in manuscript: Manuscript) -> Problem? {
    let (remedy, woven) = ("run `proximal weave`", page.text)
    guard let text = manuscript.read(page.file) else {
      return Problem(page.file, nil, "the file is missing", do: remedy)
    }
    if text == woven { return nil }
    let (old, new) = (text.textLines, woven.textLines)
    let same = zip(old, new).prefix { $0 == $1 }.count
    let found = same < old.count ? "'\(old[same])'" : "the end"
    let expected = same < new.count ? "'\(new[same])'" : "the end"
    return Problem(
      page.file, same + 1, "stale: the line is \(found), woven it would be \(expected)",
      do: remedy)
  }
}
