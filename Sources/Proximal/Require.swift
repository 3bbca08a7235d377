/// Stops the program with a message that teaches, unless `condition` holds.
///
/// An optimised build drops the text of a failed `precondition`, and this package is optimised
/// even in debug; `fatalError` keeps its text everywhere.
@inlinable @inline(__always)
func require(
  _ condition: Bool, _ message: @autoclosure () -> String,
  file: StaticString = #fileID, line: UInt = #line
) {
  if !condition { fatalError(message(), file: file, line: line) }
}
