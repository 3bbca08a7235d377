import Files

/// Why a figure was not drawn. Its `description` is one line that names the figure; `figure` is nil
/// before there is one.
public enum FigureError: Error, Equatable, CustomStringConvertible {
  /// There is no gnuplot on the search path.
  case gnuplotMissing(figure: String?)
  /// gnuplot was built without one of the terminals that figures need.
  case terminalMissing(String, program: String)
  /// gnuplot is there and could not be started.
  case gnuplotUnstartable(figure: String?, reason: String)
  /// gnuplot ended before the figure was complete.
  case gnuplotDied(figure: String?, how: String, said: String)
  /// gnuplot did not accept a command.
  case gnuplotRefused(figure: String?, said: String)
  /// gnuplot ended in good order and the picture is empty or has no end.
  case pictureIncomplete(figure: String?, said: String)
  /// A file of the figure could not be read or written.
  case file(figure: String, FileError)

  public var description: String {
    switch self {
    case .gnuplotMissing(let figure):
      "cannot draw \(named(figure)): gnuplot is not installed or not on PATH; "
        + "install it with `make prepare` (or `sudo apt-get install gnuplot-nox`)"
    case .terminalMissing(let terminal, let program):
      "cannot draw figures: \(program) was built without its \(terminal) terminal; install one that "
        + "has it with `make prepare` (or `sudo apt-get install gnuplot-nox`)"
    case .gnuplotUnstartable(let figure, let reason):
      "cannot draw \(named(figure)): gnuplot does not start: \(reason)"
    case .gnuplotDied(let figure, let how, let said):
      "cannot draw \(named(figure)): gnuplot \(how)\(quoted(said))"
    case .gnuplotRefused(let figure, let said):
      "cannot draw \(named(figure)): gnuplot refused a command\(quoted(said))"
    case .pictureIncomplete(let figure, let said):
      "cannot draw \(named(figure)): gnuplot wrote no complete picture\(quoted(said))"
    case .file(let figure, let error):
      "cannot draw the figure \(figure): \(error)"
    }
  }

  private func named(_ figure: String?) -> String { figure.map { "the figure \($0)" } ?? "figures" }

  private func quoted(_ said: String) -> String { said.isEmpty ? "" : ": \(said)" }
}
