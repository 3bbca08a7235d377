/// What an exercise throws until somebody solves it. Tells in one line which file to edit.
public struct Unsolved: Error, CustomStringConvertible {
  public let description: String

  /// - Parameter exercise: its number in the book, `"1.4"`: chapter 1, fourth in the list.
  public init(_ exercise: String, function: String = #function) {
    let chapter = exercise.prefix { $0 != "." }
    let name = function.prefix { $0 != "(" }
    description = """
      exercise \(exercise) is not yet solved: write `\(name)` in \
      Exercises/Stubs/Chapter\(chapter).swift
      """
  }
}
