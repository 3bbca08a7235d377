import Foundation
import Testing
import Weaver

/// Every way in which a book can go wrong, made to happen in a book that is otherwise sound.
///
/// Each test breaks one thing and states the whole list of problems, so that it fails when the
/// break is missed, said at the wrong place, or said twice.
struct BookCheckTests {
  let book: TemporaryBook
  let chapter = TemporaryBook.chapterFile

  init() throws {
    book = try TemporaryBook()
  }

  // MARK: Stale

  @Test("a book that differs from what would be woven is stale, at the first differing line")
  func staleText() throws {
    try book.edit("book.md", "A preface.", "A prelude.")
    #expect(
      book.problems == [
        "book.md:6: stale: the line is 'A prelude.', woven it would be 'A preface.'; "
          + "run `proximal weave`"
      ])
  }

  @Test("a book that ends too soon is stale")
  func truncatedText() throws {
    let lines = try book.read("book.md").split(separator: "\n", omittingEmptySubsequences: false)
    try book.write((lines.prefix(5) + [""]).joined(separator: "\n"), to: "book.md")
    #expect(
      book.problems == [
        "book.md:6: stale: the line is the end, woven it would be 'A preface.'; "
          + "run `proximal weave`"
      ])
  }

  @Test("a missing book is a problem")
  func missingText() throws {
    try book.remove("book.md")
    #expect(book.problems == ["book.md: the file is missing; run `proximal weave`"])
  }

  @Test("editing prose makes the book stale, but not the run")
  func editedProse() throws {
    try book.edit(chapter, "How often does it fall heads?", "How often\n\ndoes it fall heads?")
    #expect(
      book.problems == [
        "book.md:22: stale: the line is 'How often does it fall heads? See [the mean](#the-mean), "
          + "[Figure 1.1](#fig-1.1) and [(1.1)](#eq-1.1).', woven it would be 'How often'; "
          + "run `proximal weave`",
        "Chapters/01-coin/README.md:8: stale: the line is 'How often does it fall heads? See [the "
          + "mean](#the-mean), [Figure 1.1](#fig-1.1) and [(1.1)](#eq-1.1).', woven it would be "
          + "'How often'; run `proximal weave`",
      ])
    try book.weave()
    #expect(book.problems == [])
  }

  static let staleRecord =
    "figures/01-coin/record.json: stale: the code of chapter 1 changed since it was last run; "
    + "run `swift run coin`"

  @Test("a run of other code is stale, and prevents weaving")
  func staleRecord() throws {
    try book.edit(chapter, "coin.toss()", "1 - coin.toss()")
    #expect(book.problems == [Self.staleRecord])
    #expect(throws: WeavingError.self) { try book.woven() }
  }

  @Test("a chapter that was never run has no record, and prevents weaving")
  func missingRecord() throws {
    try book.remove("figures/01-coin/record.json")
    #expect(
      book.problems == [
        "figures/01-coin/record.json: chapter 1 has no record of a run; run `swift run coin`"
      ])
    #expect(throws: WeavingError.self) { try book.woven() }
  }

  @Test("a record cut short is named, and prevents weaving")
  func truncatedRecord() throws {
    let record = try book.read("figures/01-coin/record.json")
    try book.write(String(record.dropLast(20)), to: "figures/01-coin/record.json")
    #expect(
      book.problems == [
        "figures/01-coin/record.json: not a record of a chapter: it is not JSON; "
          + "run `swift run coin`"
      ])
    #expect(throws: WeavingError.self) { try book.woven() }
  }

  @Test("another number in a library makes each chapter stale, and does not prevent weaving")
  func changedLibrary() throws {
    try book.addChapter("//: # 2 · A die\nfigure(\"tosses\")\n//: {{ covers: S0-i1 }}\n")
    try book.edit(TemporaryBook.worldFile, "9.8", "3.7")
    #expect(
      book.problems
        == [("01-coin", 1, "coin"), ("02-die", 2, "die")].map { folder, number, name in
          "figures/\(folder)/record.json: stale: Sources/Proximal changed since chapter \(number) was "
            + "last run; run `swift run \(name)`"
        })
    #expect(try book.woven() == book.read("book.md"))
    try book.run()
    try book.run("02-die")
    #expect(book.problems == [])
  }

  @Test("a changed comment in a library makes nothing stale")
  func changedComment() throws {
    try book.edit(TemporaryBook.worldFile, "Metres per", "On Earth, in metres per")
    #expect(book.problems == [])
  }

  // MARK: Figures

  static let staleFigure =
    ": stale: it is not what chapter 1 drew when it was last run; run `swift run coin`"

  @Test("a drawing that was emptied, or cut off, is stale")
  func emptiedFigure() throws {
    let drawing = try book.read("figures/01-coin/tosses.svg")
    for text in ["", String(drawing.dropLast(10)), "<svg></svg>\n"] {
      try book.write(text, to: "figures/01-coin/tosses.svg")
      #expect(book.problems == ["figures/01-coin/tosses.svg" + Self.staleFigure])
    }
  }

  @Test("a drawing that was exchanged for another is stale, and so are its data")
  func exchangedFigure() throws {
    try book.draw("heads", in: "elsewhere")
    try book.write(book.read("elsewhere/heads.svg"), to: "figures/01-coin/tosses.svg")
    #expect(book.problems == ["figures/01-coin/tosses.svg" + Self.staleFigure])
    try book.write(book.read("elsewhere/heads.txt"), to: "figures/01-coin/tosses.txt")
    #expect(
      book.problems == ["svg", "txt"].map { "figures/01-coin/tosses.\($0)" + Self.staleFigure })
  }

  @Test("a figure drawn by a run that came to no end is stale")
  func halfARun() throws {
    try book.draw("tosses", in: "figures/01-coin", data: "0 1 0.4\n")
    #expect(
      book.problems == ["svg", "txt"].map { "figures/01-coin/tosses.\($0)" + Self.staleFigure })
  }

  @Test("the data of a figure are missing")
  func missingData() throws {
    try book.remove("figures/01-coin/tosses.txt")
    #expect(
      book.problems == [
        "figures/01-coin/tosses.txt: the figure's data are missing; run `swift run coin`"
      ])
  }

  @Test("a figure whose drawing is gone is missing")
  func missingFigure() throws {
    try book.remove("figures/01-coin/tosses.svg")
    #expect(
      book.problems == ["figures/01-coin/tosses.svg: the figure is missing; run `swift run coin`"])
  }

  @Test("a drawing that no figure shows is left over")
  func leftOverFigure() throws {
    try book.write("<svg/>", to: "figures/01-coin/old.svg")
    #expect(
      book.problems == [
        "figures/01-coin/old.svg: no figure of chapter 1 shows this drawing; delete it"
      ])
  }

  @Test("a figure drawn twice under one name is a problem")
  func doubleFigure() throws {
    try book.editChapter("figure(\"tosses\")", "figure(\"tosses\")\nfigure(\"tosses\")")
    #expect(
      book.problems == ["\(chapter):33: the figure 'tosses' is drawn twice; rename one of the two"])
  }

  @Test("code that is cut inside a declaration says so with an ellipsis")
  func cutDeclaration() throws {
    let whole = "// snippet.hide\nlet secret = 1\n// snippet.show\n"
    let cut =
      "func toss() -> Int {\n  // rigged\n  // snippet.hide\n  secret\n  // snippet.show\n}\n"
    try book.editChapter(whole, cut)
    #expect(
      book.problems == [
        "\(chapter):27: a declaration is cut here, and a reader cannot see it; "
          + "write the line '// …' before the cut"
      ])
    try book.editChapter("  // rigged", "  // …")
    #expect(book.problems == [])
  }

  @Test("a path of this machine in what was printed is a problem")
  func printedPath() throws {
    try book.edit("figures/01-coin/record.json", "heads 0.50", "wrote \(book.root.path)/a.svg")
    try book.weave()
    #expect(
      book.problems == [
        "\(chapter):28: the chapter printed the path '\(book.root.path)'; "
          + "show a path from the root"
      ])
  }

  // MARK: Links and references

  @Test(
    "a link to a file or an anchor that does not exist is dead",
    arguments: [
      "Sources/Coin/Dice.swift", "#the-median", "/Sources/Coin/Coin.swift", "#",
      "Sources/../Sources/Coin/Coin.swift",
    ])
  func deadLink(target: String) throws {
    try book.editChapter("(#the-mean)", "(\(target))")
    #expect(
      book.problems == [
        "\(chapter):4: the link to '\(target)' is dead; "
          + "name a file from the repository's root, or an anchor of the book"
      ])
  }

  @Test(
    "links to the web, to files and to anchors of the book are alive",
    arguments: [
      "https://example.org/a#b", "mailto:a@b.c", "Sources/Coin/Coin.swift#L3", "#eq-1.1",
      "#fig-1.1", "#source-s0-e1", "#1--a-coin", "#contents",
    ])
  func liveLink(target: String) throws {
    try book.editChapter("(#the-mean)", "(\(target))")
    #expect(book.problems == [])
  }

  @Test("what looks like a link in code is none")
  func linkInCode() throws {
    try book.editChapter("[the mean](#the-mean)", "`[a](b)`\n\n```\n[a](b) $ {{ c }}\n```\n")
    #expect(book.problems == [])
  }

  @Test(
    "a reference to a figure or an equation that does not exist leads nowhere",
    arguments: ["fig:losses", "eq:1.2", "eq:one", "figure:tosses", "fig:dice/tosses"])
  func deadReference(name: String) throws {
    try book.editChapter("[@fig:tosses]", "[@\(name)]")
    #expect(
      book.problems == [
        "\(chapter):4: the reference [@\(name)] leads nowhere; "
          + "write [@eq:N.M] for an equation, [@fig:name] for a figure or [@chapter:name] for a "
          + "chapter that exists, or [@setting:name], [@default:name], [@sb3:name] or [@cleanrl:name]"
      ])
  }

  // MARK: Equations

  @Test("an equation that no test names is a problem")
  func untested() throws {
    try book.edit("Tests/CoinTests/CoinTests.swift", "(1.1) ", "")
    try book.weave()
    #expect(
      book.problems == [
        "\(chapter):10: no test asserts equation (1.1); "
          + "write one whose name begins with (1.1), as in @Test(\"(1.1) …\")"
      ])
  }

  @Test("a test that names an equation that is nowhere is a problem")
  func testOfNothing() throws {
    try book.edit("Tests/CoinTests/CoinTests.swift", "(1.1) X1 the", "(1.1) (7.2) X1 the")
    try book.weave()
    #expect(
      book.problems == [
        "Tests/CoinTests/CoinTests.swift:3: the test names equation (7.2), which is not in the "
          + "book; name the equation that it asserts"
      ])
  }

  @Test("a label that stands twice is a problem at the second")
  func duplicateLabel() throws {
    try book.editChapter("A toss of", "$$ x = 1 $$ (1.1)\n\nA toss of")
    #expect(
      book.problems == [
        "\(chapter):17: the label (1.1) stands twice; give each equation its own"
      ])
  }

  @Test(
    "labels count up by one, and bear their chapter's number",
    arguments: ["(1.3)", "(1.0)", "(2.2)"])
  func labelOutOfOrder(label: String) throws {
    try book.editChapter("A toss of", "$$ x = 1 $$ \(label)\n\nA toss of")
    try book.edit("Tests/CoinTests/CoinTests.swift", "(1.1) X1 the", "(1.1) \(label) X1 the")
    try book.weave()
    #expect(
      book.problems == [
        "\(chapter):17: the label \(label) is out of order; "
          + "write (1.2) and rename it in the tests and references"
      ])
  }

  @Test("an equation with a label stands in a chapter")
  func labelInFront() throws {
    try book.edit("Chapters/front.md", "A preface.", "$$ x = 1 $$ (1.1)")
    try book.weave()
    #expect(
      book.problems.first
        == "Chapters/front.md:3: the label (1.1) stands outside a chapter; take it out")
  }

  @Test("a display that claims nothing needs neither label nor test")
  func unlabelled() throws {
    try book.editChapter("A toss of", "$$ x = 1 $$\n\nA toss of")
    #expect(book.problems == [])
  }

  @Test(
    "what follows the closing dollars is one label and the sources' ids",
    arguments: ["(1.2) (1.3)", "(1.2) S0-E1", "where x is a number"])
  func afterDisplay(rest: String) throws {
    try book.editChapter("A toss of", "$$ x = 1 $$ \(rest)\n\nA toss of")
    #expect(
      book.problems.first
        == "\(chapter):17: '\(rest)' follows the closing $$; "
        + "write one label and the ids of the sources, as in $$ (1.3) {S2-E5 S0-E1}")
  }

  // MARK: Mathematics

  @Test(
    "a displayed formula outside the subset is a problem",
    arguments: [
      (
        #"\operatorname{E}"#,
        #"uses \operatorname, which not every reader shows; write \mathrm{…}"#
      ),
      (
        #"a \tag{3}"#,
        #"uses \tag, which not every reader shows; put the label after the closing $$"#
      ),
      (#"a \! b"#, #"uses \!, which Markdown changes; leave it out"#),
    ])
  func displayOutsideSubset(formula: String, fault: String) throws {
    try book.editChapter("A toss of", "$$ \(formula) $$\n\nA toss of")
    #expect(book.problems == ["\(chapter):17: the mathematics \(fault)"])
  }

  @Test("an inline formula outside the subset is a problem")
  func inlineOutsideSubset() throws {
    try book.editChapter("How often", "How $\\mbox{often}$")
    #expect(
      book.problems == [
        "\(chapter):4: the mathematics uses \\mbox, which not every reader shows; write \\text{…}"
      ])
  }

  @Test("a dollar without its partner is a problem")
  func loneDollar() throws {
    try book.editChapter("How often", "For $5, how often")
    #expect(
      book.problems == [
        "\(chapter):4: a $ is not closed on its line; close it, or write \\$ for a dollar sign"
      ])
  }

  @Test("mathematics in a heading is a problem")
  func headingMathematics() throws {
    try book.editChapter("## The mean", "## The mean\n\n## $x$ at last")
    #expect(
      book.problems == ["\(chapter):8: mathematics stands in a heading; say it in words"])
  }

  @Test("a display that is not closed in its paragraph is a problem")
  func openDisplay() throws {
    try book.editChapter("{{ covers: S0-i1 }}", "$$\nx = 1\n\ny = 2")
    #expect(
      book.problems == [
        "\(chapter):35: a displayed formula is not closed; "
          + "end it with $$, and leave no blank line in it",
        uncovered(line: 5, "S0-i1", "worked example"),
      ])
  }

  @Test("an indented display is a problem")
  func indentedDisplay() throws {
    try book.editChapter("A toss of", "  $$ x = 1 $$\n\nA toss of")
    #expect(
      book.problems == [
        "\(chapter):17: a displayed formula is indented; start it at the left margin"
      ])
  }

  // MARK: Sources

  @Test("a source's id that is not in the inventory is a problem wherever it is claimed")
  func unknownSource() throws {
    try book.editChapter("(1.1) {S0-E1}", "(1.1) {S0-E9}")
    #expect(
      book.problems == [
        "\(chapter):10: the source id 'S0-E9' is unknown; take an id from Chapters/inventory.tsv",
        uncovered(line: 2, "S0-E1", "mean of a toss"),
        uncovered(line: 3, "S0-E2", "mean of a toss, again"),
      ])
    try book.editChapter("(1.1) {S0-E9}", "(1.1) {S0-E1}")
    try book.editChapter("covers: S0-i1", "covers: S0-i1 S0-i2")
    #expect(
      book.problems == [
        "\(chapter):35: the source id 'S0-i2' is unknown; take an id from Chapters/inventory.tsv"
      ])
    try book.editChapter("covers: S0-i1 S0-i2", "covers: S0-i1")
    try book.edit("Chapters/inventory.tsv", "S0-F1", "S0-F7")
    try book.weave()
    #expect(
      book.problems == [
        "\(chapter):32: the source id 'S0-F1' is unknown; take an id from Chapters/inventory.tsv",
        uncovered(line: 4, "S0-F7", "share of heads"),
      ])
  }

  private func uncovered(line: Int, _ id: String, _ name: String) -> String {
    "Chapters/inventory.tsv:\(line): nothing in the book covers \(id), \(name); "
      + "put {\(id)} behind an equation, or {{ covers: \(id) }} below a text"
  }

  @Test("an item of the sources that nothing covers is a problem, and so is its double")
  func uncoveredSource() throws {
    try book.editChapter(" {S0-E1}", "")
    try book.edit("Chapters/back.md", "{{ covers: S0-L }}", "The end.")
    try book.weave()
    #expect(
      book.problems == [
        uncovered(line: 2, "S0-E1", "mean of a toss"),
        uncovered(line: 3, "S0-E2", "mean of a toss, again"),
        uncovered(line: 6, "S0-L", "books"),
      ])
  }

  // MARK: Claims

  @Test("a claim without a verdict, and one without a test, are problems")
  func untried() throws {
    try book.write(
      TemporaryBook.claims + "\nX2\tS0, line 31\tIn the same text\tIt lands on its edge.\t",
      to: "Chapters/claims.tsv")
    try book.weave()
    #expect(
      book.problems == [
        "Chapters/claims.tsv:3: claim X2 has no verdict; try it: verdict(on: \"X2\", …)",
        "Chapters/claims.tsv:3: no test tries claim X2; "
          + "name it after the labels, as in @Test(\"(9.4) X2 …\")",
      ])
  }

  @Test("a test or a verdict on a claim that nobody made is a problem, and so are two verdicts")
  func unknownClaim() throws {
    try book.edit("Tests/CoinTests/CoinTests.swift", "(1.1) X1", "(1.1) X1 X3")
    try book.weave()
    #expect(
      book.problems == [
        "Tests/CoinTests/CoinTests.swift:3: the test names claim X3, which is not in the book; "
          + "take an id from Chapters/claims.tsv"
      ])
    try book.edit("Tests/CoinTests/CoinTests.swift", "X1 X3", "X1")
    try book.edit("figures/01-coin/record.json", "\"claim\":\"X1\"", "\"claim\":\"X9\"")
    try book.weave()
    #expect(
      book.problems == [
        "\(chapter):38: the claim 'X9' is unknown; take an id from Chapters/claims.tsv",
        "Chapters/claims.tsv:2: claim X1 has no verdict; try it: verdict(on: \"X1\", …)",
      ])
    try book.run()
    try book.editChapter("verdict(on: \"X1\")", "verdict(on: \"X1\")\nverdict(on: \"X1\")")
    #expect(book.problems == ["\(chapter):39: claim X1 is tried twice; keep one verdict"])
  }

  @Test("a verdict's words stand once in the record and once in the book, in the appendix")
  func oneStringOnePlace() throws {
    let evidence = "It is $p = 0.5$, by [@eq:1.1]."
    let words = "**Right in part.** It is $p = 0.5$, by [(1.1)](#eq-1.1)."
    #expect(try occurrences(of: evidence, in: book.read("figures/01-coin/record.json")) == 1)
    #expect(try occurrences(of: words, in: book.woven()) == 1)
    try book.edit("figures/01-coin/record.json", evidence, "It is a half; for *this* coin alone.")
    #expect(
      try occurrences(
        of: "**Right in part.** It is a half; for *this* coin alone.", in: book.woven())
        == 1)
  }

  @Test("what was looked up is not called a trial, and its tests only bear on it")
  func lookedUp() throws {
    try book.edit(
      "figures/01-coin/record.json", "\"verdict\":\"partly\"",
      "\"inquiry\":\"lookup\",\"verdict\":\"notShown\"")
    let woven = try book.woven()
    #expect(
      occurrences(of: "**Not shown (looked up, not tested).** It is $p = 0.5$", in: woven) == 1)
    #expect(woven.contains("(#trial-x1). Tests that bear on it: [the mean of a toss is one half]"))
  }

  @Test("a claim that is a slip of the pen comes last, with what is meant and without a verdict")
  func slip() throws {
    try book.write(
      TemporaryBook.claims + "\nX2\tS0, line 31\tIn the same text\tIt is round.\t",
      to: "Chapters/claims.tsv")
    try book.edit("Chapters/claims.tsv", "chance $p$.\t", "chance $p$.\tthe chance $1 - p$.")
    let text = try book.woven()
    let start = try #require(text.firstRange(of: "# Appendix B · Claims\n\n<a"))
    let end = try #require(text.firstRange(of: "\n\n# Appendix C · Sources\n\n"))
    #expect(
      text[start.lowerBound..<end.lowerBound] == """
        # Appendix B · Claims

        <a id="claim-x2"></a>**X2.** In the same text (S0, line 31):

        > It is round.



        <sub>Tests: .</sub>

        ## Slips of the pen

        <a id="claim-x1"></a>**X1.** In a text on coins (S0, line 30):

        > A coin falls heads with chance $p$.

        What is meant: the chance $1 - p$.

        <details>
        <summary>What comes of taking it as it is printed</summary>

        It is $p = 0.5$, by [(1.1)](#eq-1.1).

        </details>

        <sub>[Chapter 1, The mean](#trial-x1). Tests: \
        [the mean of a toss is one half](Tests/CoinTests/CoinTests.swift).</sub>
        """)
    #expect(text.contains("- [Slips of the pen](#slips-of-the-pen)"))
  }

  private func occurrences(of part: String, in text: String) -> Int {
    text.ranges(of: part).count
  }

  @Test("a hyphen before a number in evidence becomes a minus sign, but in code and formulas")
  func minusSigns() throws {
    let evidence = "It is -1, 1e-5, (-2), `-3`, $x -4$, $p"
    try book.edit("figures/01-coin/record.json", "It is $p", evidence)
    #expect(try book.woven().contains("It is −1, 1e-5, (−2), `-3`, $x -4$, $p"))
  }

  @Test("an id stands once in the list of claims")
  func doubleClaim() throws {
    try book.write(
      TemporaryBook.claims + "\nX1\tS0, line 31\tIn the same text\tIt lands on its edge.\t",
      to: "Chapters/claims.tsv")
    try book.weave()
    #expect(
      book.problems.first == "Chapters/claims.tsv:3: the id X1 stands twice; keep one line")
  }

  // MARK: Numbers

  @Test("a number in the prose that the chapter did not print is a problem, but in exercises")
  func typedNumber() throws {
    try book.editChapter("A toss of", "Half of them, 0.5, by (1.1), $0.7$ and `0.8`.\n\nA toss of")
    #expect(book.problems == [])
    try book.editChapter("Half of them, 0.5", "Half of them, 0.51")
    #expect(
      book.problems == [
        "\(chapter):17: nothing that the chapter printed is 0.51; "
          + "show it, or say it in mathematics if it follows from the text"
      ])
    try book.editChapter("Half of them", "## Exercises\n\nHalf of them")
    #expect(book.problems == [])
  }

  // MARK: Changes to try

  @Test("a line that a diff takes away stands in the chapter's code or in the core")
  func changes() throws {
    let diff = "```diff\n  let coin = Coin()\n-    1\n- let coin = Coin()\n+ let coin = Die()\n```"
    try book.editChapter("A toss of", "\(diff)\n\nA toss of")
    #expect(book.problems == [])
    try book.editChapter("- let coin = Coin()", "- let coin = Card()")
    let problem =
      "\(chapter):20: the line to be changed, 'let coin = Card()', is neither in the chapter nor in "
      + "the core; copy the line as it stands"
    #expect(book.problems == [problem])
    // The last line of a diff counts, too.
    try book.editChapter("\n+ let coin = Die()", "")
    #expect(book.problems == [problem])
  }

  // MARK: Listings

  @Test("a listing that no piece of the core bears is a problem, and prevents weaving")
  func unknownListing() throws {
    try book.edit(chapter, "listing: toss", "listing: throw")
    #expect(
      book.problems == [
        "\(chapter):19: there is no piece 'throw' in Sources; "
          + "mark its lines with // snippet.throw and // snippet.end"
      ])
    #expect(throws: WeavingError.self) { try book.woven() }
  }

  @Test("two pieces of one name are a problem")
  func duplicateListing() throws {
    try book.write("// snippet.toss\n// snippet.end\n", to: "Sources/Dice.swift")
    #expect(
      book.problems == [
        "Sources/Dice.swift:1: the piece 'toss' is also in Sources/Coin/Coin.swift:2; "
          + "give one of the two another name"
      ])
  }

  @Test("a piece that does not end, or ends without beginning, is a problem")
  func unpairedMarkers() throws {
    try book.write("// snippet.end\n// snippet.roll\n", to: "Sources/Dice.swift")
    #expect(
      book.problems == [
        "Sources/Dice.swift:1: snippet.end ends nothing; take it out",
        "Sources/Dice.swift:2: the piece 'roll' does not end; add // snippet.end",
      ])
  }

  @Test("a directive inside a line would be printed as it stands: a problem")
  func directiveInsideALine() throws {
    try book.edit(chapter, "A toss of", "{{ covers: S0-i1 }} A toss of")
    #expect(
      book.problems == [
        "\(chapter):17: a directive stands inside a line; give it a line of its own"
      ])
  }

  @Test("an unknown directive and a missing file to include are problems")
  func unknownDirective() throws {
    try book.edit(chapter, "{{ covers: S0-i1 }}", "{{ cover: S0-i1 }}\n{{ include: a.md }}")
    #expect(
      book.problems == [
        "\(chapter):35: the directive 'cover' is unknown; write one of listing, covers, include, "
          + "appendix, picture, weights, here, changes, box, end and detour",
        "\(chapter):36: there is no file 'a.md'; name a file from the repository's root",
        uncovered(line: 5, "S0-i1", "worked example"),
      ])
  }

  // MARK: Files

  @Test("a chapter begins with its number and title, once")
  func title() throws {
    let remedy = "begin the chapter, once, with '# 1 · …'"
    try book.editChapter("# 1 · A coin", "# 2 · A coin")
    #expect(book.problems == ["\(chapter):2: '# 2 · A coin' does not begin chapter 1; \(remedy)"])
    try book.editChapter("# 2 · A coin", "# 1 · A coin\n# 1 · A die")
    #expect(book.problems == ["\(chapter):3: '# 1 · A die' does not begin chapter 1; \(remedy)"])
    try book.editChapter("# 1 · A coin\n# 1 · A die\n", "")
    #expect(
      book.problems == ["\(chapter):1: the chapter has no title; begin its prose with '# 1 · …'"])
  }

  @Test("a block of code in prose that is not closed is a problem")
  func openFence() throws {
    try book.editChapter("{{ covers: S0-i1 }}", "```\ncode")
    #expect(
      book.problems == [
        "\(chapter):35: a ``` block is not closed; close it",
        uncovered(line: 5, "S0-i1", "worked example"),
      ])
  }

  @Test("an appendix that nobody can make is a problem, and prevents weaving")
  func unknownAppendix() throws {
    try book.edit("Chapters/back.md", "appendix: claims", "appendix: blame")
    #expect(
      book.problems == [
        "Chapters/back.md:7: there is no appendix 'blame'; "
          + "write equations, claims, sources, hyperparameters, glossary or pace"
      ])
    #expect(throws: WeavingError.self) { try book.woven() }
  }

  @Test("a table with a column too few is a problem at its line")
  func brokenTable() throws {
    try book.edit("Chapters/glossary.tsv", "均值\t", "均值")
    #expect(
      book.problems == [
        "Chapters/glossary.tsv:2: the line has 4 columns; "
          + "write the columns term, 中文, meaning, also, needs no definition, with a tab between two"
      ])
  }

  @Test("the inventory names each id once, and sameness points up")
  func inventory() throws {
    try book.edit("Chapters/inventory.tsv", "S0-i1", "S0-E1")
    try book.edit("Chapters/inventory.tsv", "again\tS0-E1", "again\tS9-E1")
    try book.edit(chapter, "{{ covers: S0-i1 }}", "The end.")
    try book.run()
    try book.weave()
    #expect(
      book.problems == [
        "Chapters/inventory.tsv:3: S0-E2 is the same as S9-E1, which is not above; correct it",
        "Chapters/inventory.tsv:5: the id S0-E1 stands twice; keep one line",
        uncovered(line: 3, "S0-E2", "mean of a toss, again"),
      ])
  }

  @Test("two chapters of one number are a problem")
  func chapterNumbers() throws {
    try book.write("", to: "Chapters/01-die/main.swift")
    #expect(
      book.problems.first
        == "Chapters/01-die: 01-coin is chapter 1 too; give one of the two another number")
  }

  @Test("each file that the book needs is named when it is missing")
  func missingFiles() throws {
    for file in [
      "front.md", "back.md", "claims.tsv", "inventory.tsv", "glossary.tsv", "weights.tsv",
    ] {
      try book.remove("Chapters/\(file)")
      #expect(book.problems.contains("Chapters/\(file): the file is missing; restore it"))
    }
  }
}
