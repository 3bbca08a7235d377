/// Traps with `message` where the caller made a mistake.
///
/// `precondition` would keep its message to itself in an optimised build, and this package is
/// optimised in debug too. The core, which imports nothing, has a function like it of its own.
@inlinable
package func require(
  _ condition: Bool, _ message: @autoclosure () -> String, file: StaticString = #fileID,
  line: UInt = #line
) {
  if !condition { fatalError(message(), file: file, line: line) }
}
