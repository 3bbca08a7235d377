import Files
import ArgumentParser
import Foundation
import Notebook
import Weaver

/// `proximal weave [--check]`: the book from the chapters and from what they printed and drew.
struct Weave: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Weave book.md and its pages from the chapters and what they printed and drew.",
    discussion: """
      Run the chapters first: `make book` does both. With --check nothing is written; every problem \
      is named with its place and its remedy, and the exit code is 1 if there is one.
      """)

  @Flag(help: "Write nothing; say what is stale, missing or unproven.")
  var check = false

  @Option(
    help: ArgumentHelp("The root of the repository.", valueName: "DIR"))
  var root = "."

  func run() throws {
    let book = Book(root: URL(fileURLWithPath: root))
    if check { report(book.check()) } else { write(book) }
  }

  private func write(_ book: Book) {
    do {
      let files = try book.weave()
      for page in files { try write(page, of: book) }
      Console.write("wove \(files[0].file) and \(files.count - 1) pages\n", to: .output)
    } catch let error as WeavingError {
      report(error.problems)
    } catch {
      Console.fail("\(error)")
    }
  }

  private func write(_ page: Page, of book: Book) throws {
    let file = book.root.appending(path: page.file)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try AtomicFile.write(page.text, to: file.path)
  }

  private func report(_ problems: [Problem]) {
    for problem in problems { Console.write("\(problem)\n", to: .error) }
    guard problems.isEmpty else {
      Console.fail("\(problems.count) problem\(problems.count == 1 ? "" : "s") in the book")
    }
    Console.write(
      "the book is fresh: every equation tested, every claim tried, every source covered\n",
      to: .output)
  }
}
