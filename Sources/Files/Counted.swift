/// How many there are of something: `1 step`, `2 steps`.
///
/// - Parameter text: writes the number.
package func counted(
  _ count: Int, _ noun: String, _ text: (Int) -> String = { "\($0)" }
) -> String {
  "\(text(count)) \(noun)\(count == 1 ? "" : "s")"
}
