import Notebook

/// The part of LaTeX that the book's formulas keep to, and the form in which they are woven.
///
/// Two programs have to read the same text. GitHub passes a formula between dollars through
/// Markdown first, which eats a backslash before punctuation (`\\` arrives as `\`, `\{` as `{`),
/// may take `_` and `*` for emphasis and `<` for a tag; pandoc reads it as it stands. An author
/// writes ordinary LaTeX; ``markdownSafe(_:inTable:)`` turns it into an equal formula that is the
/// same before and after Markdown. What has no such form is refused by ``faults(in:)``.
enum Mathematics {
  /// Commands that GitHub or pandoc does not typeset, with what to write instead.
  static let refusedCommands: [String: String] = [
    "operatorname": "write \\mathrm{…}",
    "mbox": "write \\text{…}",
    "phantom": "leave it out", "hphantom": "leave it out", "vphantom": "leave it out",
    "smash": "leave it out",
    "label": "put the label after the closing $$", "tag": "put the label after the closing $$",
    "ref": "refer with [@eq:1.3]", "eqref": "refer with [@eq:1.3]",
    "def": "write it out", "let": "write it out", "newcommand": "write it out",
    "renewcommand": "write it out", "require": "write it out",
    "thinspace": "write \\,", "thickspace": "write \\,", "negthinspace": "leave it out",
    "medspace": "write \\,", "negmedspace": "leave it out", "enspace": "write \\quad",
    "mkern": "write \\,",
    "cr": "write \\\\", "newline": "write \\\\",
    "color": "leave it out", "style": "leave it out", "class": "leave it out",
    "cssId": "leave it out", "href": "put the link in the prose", "unicode": "leave it out",
    "cancel": "leave it out", "verb": "put code in the prose",
    "over": "write \\frac{…}{…}", "atop": "write \\substack{…}", "bmod": "write \\mathrm{mod}",
  ]

  /// Symbols after a backslash for which no form survives both readings.
  static let refusedSymbols: [Character: String] = [
    "!": "leave it out", "%": "write 'per cent' in the prose", "#": "write it in the prose",
    "&": "write it in the prose", "_": "write a subscript", "$": "write it in the prose",
    "(": "write dollars around the formula", "[": "write $$ around the formula",
  ]

  static let environments: Set<String> = [
    "aligned", "gathered", "cases", "array", "matrix", "pmatrix", "bmatrix", "vmatrix",
  ]

  /// Each way in which a formula leaves the subset, with what to write instead.
  static func faults(in formula: String) -> [(what: String, remedy: String)] {
    var found: [(what: String, remedy: String)] = []
    let tokens = self.tokens(of: formula)
    for (index, token) in tokens.enumerated() {
      switch token {
      case .command(let name):
        if let remedy = refusedCommands[name] {
          found.append(("the mathematics uses \\\(name), which not every reader shows", remedy))
        }
      case .symbol("\\"):
        found += rowBreakFaults(before: tokens[(index + 1)...])
      case .symbol(let symbol):
        if let remedy = refusedSymbols[symbol] {
          found.append(("the mathematics uses \\\(symbol), which Markdown changes", remedy))
        }
      case .character(let character):
        if character == "%" || character == "`" || character == "$" {
          found.append(("the mathematics holds a \(character)", "leave it out"))
        }
      }
    }
    return found + unbalanced(tokens) + environmentFaults(formula)
  }

  private static func rowBreakFaults(
    before tokens: ArraySlice<Token>
  ) -> [(what: String, remedy: String)] {
    switch tokens.first(where: { !$0.isSpace }) {
    case .character("["): [("a row break \\\\ is followed by [", "leave the extra space out")]
    case nil, .command("end"): [("a row break \\\\ stands after the last row", "take it out")]
    default: []
    }
  }

  private static func unbalanced(_ tokens: [Token]) -> [(what: String, remedy: String)] {
    var depth = 0
    for token in tokens {
      if token == .character("{") { depth += 1 }
      if token == .character("}") { depth -= 1 }
      if depth < 0 { break }
    }
    var found: [(what: String, remedy: String)] = []
    if depth != 0 { found.append(("the braces of the mathematics do not match", "pair { with }")) }
    let left = tokens.count { $0 == .command("left") }
    let right = tokens.count { $0 == .command("right") }
    if left != right {
      found.append(("there are \(left) \\left and \(right) \\right", "pair \\left with \\right"))
    }
    return found
  }

  private static func environmentFaults(_ formula: String) -> [(what: String, remedy: String)] {
    var open: [String] = []
    for piece in formula.split(separator: "\\").map(String.init) {
      guard let brace = piece.firstIndex(of: "{"), let end = piece.firstIndex(of: "}"), brace < end
      else { continue }
      let name = String(piece[piece.index(after: brace)..<end])
      switch piece[..<brace].trimmed {
      case "begin":
        guard environments.contains(name) else {
          let known = environments.sorted().joined(separator: ", ")
          return [("the environment '\(name)' is not in the book's subset", "use one of \(known)")]
        }
        open.append(name)
      case "end":
        guard open.popLast() == name else {
          return [("\\end{\(name)} closes nothing", "pair it with \\begin{\(name)}")]
        }
      default: continue
      }
    }
    return open.map { ("\\begin{\($0)} is not closed", "add \\end{\($0)}") }
  }
}

// MARK: - The woven form

extension Mathematics {
  /// The same formula in a form that Markdown leaves alone.
  ///
  /// A row break is woven as `\\\ ` (three backslashes and a space): read as it stands, a row
  /// break and a space; read after Markdown, which makes `\` of `\\`, a row break again.
  static func markdownSafe(_ formula: String, inTable: Bool = false) -> String {
    var woven = SafeFormula(inTable: inTable)
    let tokens = self.tokens(of: formula)
    for (index, token) in tokens.enumerated() {
      let next = index + 1 < tokens.count ? tokens[index + 1] : nil
      woven.append(token, before: next)
    }
    return woven.lines
  }

  /// A display as it stands in the book, its number beside the formula.
  ///
  /// The number is part of the formula, since pandoc drops `\tag`.
  static func display(_ formula: String, label: Label?) -> String {
    let number = label.map { " \\qquad \($0)" } ?? ""
    return "$$\n\(markdownSafe(formula))\(number)\n$$"
  }

  private struct SafeFormula {
    let inTable: Bool
    private var text = ""
    private var skipsSpace = false

    init(inTable: Bool) { self.inTable = inTable }

    mutating func append(_ token: Token, before next: Token?) {
      if skipsSpace, token.isSpace { return }
      skipsSpace = false
      switch token {
      case .command(let name): text += "\\" + name
      case .symbol("\\"): breakRow()
      case .symbol(let symbol): append(symbol: symbol)
      case .character(let character): append(character, before: next)
      }
    }

    private mutating func breakRow() {
      while text.last?.isWhitespace == true { text.removeLast() }
      word("\n\\\\\\")
    }

    private mutating func append(symbol: Character) {
      switch symbol {
      case "{": word("\\lbrace")
      case "}": word("\\rbrace")
      case "|": word("\\Vert")
      // Their names, \thinspace and so on, are not known everywhere; a control space is.
      case ",", ":", ";", ">": text += "\\ "
      default: text += "\\" + String(symbol)
      }
    }

    private mutating func append(_ character: Character, before next: Token?) {
      switch character {
      case "<": word("\\lt")
      case ">": word("\\gt")
      case "*": word("\\ast")
      case "|" where inTable: word("\\vert")
      case "~": text += "\\ "
      // After a letter or a digit `_` cannot begin emphasis; after anything else it could.
      case "_" where !(text.last.map { $0.isLetter || $0.isNumber } ?? false): word("_")
      // Else `[a](b)` would be a link and `![` a picture.
      case "(" where text.last == "]", "[" where text.last == "!": text += " " + String(character)
      default: text.append(character)
      }
    }

    /// A command that must not run into a letter after it.
    private mutating func word(_ command: String) {
      text += command + " "
      skipsSpace = true
    }

    /// The lines, none of which begins as a list or a heading would, or ends in a backslash.
    var lines: String {
      text.textLines.map { line in
        let line = line.trimmed
        let digits = line.prefix { $0.isNumber }.count
        let opensList = digits > 0 && [".", ")"].contains(line.dropFirst(digits).first)
        let opensBlock = line.first.map("+-=#".contains) == true || opensList
        return (opensBlock ? "{}" : "") + line + (line.last == "\\" ? " {}" : "")
      }.joined(separator: "\n")
    }
  }
}

// MARK: - Tokens

extension Mathematics {
  enum Token: Equatable {
    /// `\theta`
    case command(String)
    /// `\{`
    case symbol(Character)
    case character(Character)

    var isSpace: Bool {
      if case .character(let character) = self { character.isWhitespace } else { false }
    }
  }

  static func tokens(of formula: String) -> [Token] {
    var tokens: [Token] = []
    var rest = formula[...]
    while let character = rest.popFirst() {
      guard character == "\\", let next = rest.first else {
        tokens.append(.character(character))
        continue
      }
      let name = rest.prefix { $0.isASCII && $0.isLetter }
      if name.isEmpty {
        tokens.append(.symbol(next))
        rest.removeFirst()
      } else {
        tokens.append(.command(String(name)))
        rest = rest.dropFirst(name.count)
      }
    }
    return tokens
  }
}
