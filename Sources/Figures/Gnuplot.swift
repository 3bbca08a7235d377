import CGnuplotIostream
import Files

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The gnuplot that draws: the first one on a search path.
///
/// It is started without its users' settings, in the C locale, and spoken to through
/// gnuplot-iostream.
public struct Gnuplot: Sendable {
  /// Directories, separated by colons.
  public var searchPath: String

  /// - Parameter searchPath: by default that of the environment.
  public init(searchPath: String? = nil) {
    self.searchPath = searchPath ?? Executable.searchPath
  }

  /// The path of the program, or nil where there is none.
  var program: String? { Executable.path(of: "gnuplot", on: searchPath) }

  /// Throws where there is no such program, or where it does not know the terminals that are to
  /// be drawn with: better known before hours of training than after them.
  ///
  /// - Parameter terminals: by gnuplot's names; by default those of figures and animations.
  public func check(draws terminals: [String] = ["svg", "gif"]) throws(FigureError) {
    guard let program else { throw .gnuplotMissing(figure: nil) }
    var question = Script()
    question.add("set print '-'")
    question.add("print GPVAL_TERMINALS")
    let known = try run(question, figure: nil).split(whereSeparator: \.isWhitespace)
    for terminal in terminals where !known.contains(Substring(terminal)) {
      throw .terminalMissing(terminal, program: program)
    }
  }

  /// Gives gnuplot the script and returns what it writes to standard output.
  ///
  /// - Parameter closing: what stands at the end of a complete picture.
  func run(
    _ script: Script, figure: String?, closing: String = ""
  ) throws(FigureError) -> String {
    String(decoding: try bytes(script, figure: figure, closing: Array(closing.utf8)), as: UTF8.self)
  }

  /// The same, for pictures that are not text.
  func bytes(
    _ script: Script, figure: String?, closing: [UInt8]
  ) throws(FigureError) -> [UInt8] {
    guard let program else { throw .gnuplotMissing(figure: figure) }
    var code: CInt = 0
    guard let session = start(program, &code) else {
      throw .gnuplotUnstartable(figure: figure, reason: String(cString: strerror(code)))
    }
    defer { gnuplot_free(session) }
    for statement in script.statements { send(statement, to: session) }
    var outcome = gnuplot_outcome()
    let failure = gnuplot_finish(session, &outcome)
    guard failure == 0 else {
      throw .gnuplotDied(
        figure: figure, how: "left nothing to read", said: String(cString: strerror(failure)))
    }
    return try picture(of: outcome, figure: figure, closing: closing)
  }

  private func start(_ program: String, _ code: inout CInt) -> OpaquePointer? {
    "--default-settings".withCString { option in
      var arguments: [UnsafePointer<CChar>?] = [option, nil]
      return gnuplot_start(program, &arguments, &code)
    }
  }

  private func send(_ statement: Script.Statement, to session: OpaquePointer) {
    switch statement {
    case .command(let command): gnuplot_send_command(session, command)
    case .data(let block):
      gnuplot_send_command(session, block.opening)
      gnuplot_send_rows(
        session, block.rows.flatMap { $0 }, block.rows.count, block.columns.count)
    }
  }

  private func picture(
    of outcome: gnuplot_outcome, figure: String?, closing: [UInt8]
  ) throws(FigureError) -> [UInt8] {
    let output = Array(bytes(outcome.output, outcome.output_length))
    let said = complaint(in: text(outcome.complaint, outcome.complaint_length))
    if outcome.signal != 0 {
      let name = String(cString: strsignal(outcome.signal))
      throw .gnuplotDied(
        figure: figure, how: "was ended by signal \(outcome.signal) (\(name))", said: said.text)
    }
    if said.isRefusal { throw .gnuplotRefused(figure: figure, said: said.text) }
    if outcome.exit_status != 0 {
      throw .gnuplotDied(
        figure: figure, how: "ended with exit status \(outcome.exit_status)", said: said.text)
    }
    let inked = output.reversed().drop { $0 == 0x0A || $0 == 0x0D || $0 == 0x20 }
    if output.isEmpty || !inked.starts(with: closing.reversed()) {
      throw .pictureIncomplete(figure: figure, said: said.text)
    }
    if !outcome.took_everything {
      throw .gnuplotDied(
        figure: figure, how: "ended before it had read everything", said: said.text)
    }
    return output
  }

  private func text(_ start: UnsafePointer<CChar>?, _ length: Int) -> String {
    String(decoding: bytes(start, length), as: UTF8.self)
  }

  private func bytes(_ start: UnsafePointer<CChar>?, _ length: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : length)
  }
}

/// gnuplot's standard error in one line, and whether it says that a command was refused.
///
/// A refusal looks like this, with a blank line before it:
///
///     plot $line1 using 1:2 with lions
///                                ^
///              line 27: unrecognized plot type
func complaint(in standardError: String) -> (text: String, isRefusal: Bool) {
  let lines = standardError.split(whereSeparator: \.isNewline)
    .map { $0.trimmed }.filter { !$0.isEmpty && $0 != "^" }
  guard let index = lines.firstIndex(where: { reason(in: $0) != nil }),
    let reason = reason(in: lines[index])
  else { return (lines.filter { !$0.contains("warning:") }.joined(separator: "; "), false) }
  guard index > 0, !lines[index - 1].contains("warning:") else { return (reason, true) }
  return ("\(reason), in: \(lines[index - 1])", true)
}

/// `unrecognized plot type` from `line 27: unrecognized plot type`.
private func reason(in line: Substring) -> String? {
  guard line.hasPrefix("line "), let colon = line.firstIndex(of: ":"),
    Int(line.dropFirst(5).prefix { $0 != ":" }) != nil
  else { return nil }
  let reason = line[line.index(after: colon)...].trimmed
  return reason.hasPrefix("warning:") ? nil : String(reason)
}

extension StringProtocol where SubSequence == Substring {
  /// The text without white space around it.
  fileprivate var trimmed: Substring {
    var rest = drop { $0.isWhitespace }
    while let last = rest.last, last.isWhitespace { rest.removeLast() }
    return rest
  }
}
