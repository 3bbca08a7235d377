#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Programs, as a shell finds them.
package enum Executable {
  /// Directories, separated by colons: the environment's `PATH`.
  package static var searchPath: String { getenv("PATH").map { String(cString: $0) } ?? "" }

  /// The path of the first program of that name on a search path, or nil where there is none.
  ///
  /// - Parameter name: one that holds a slash is a path already, and is not looked for.
  package static func path(of name: String, on searchPath: String = searchPath) -> String? {
    if name.contains("/") { return name }
    return searchPath.split(separator: ":").map { "\($0)/\(name)" }.first {
      RegularFile.exists($0) && access($0, X_OK) == 0
    }
  }
}
