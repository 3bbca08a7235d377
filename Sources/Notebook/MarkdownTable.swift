/// A table in Markdown.
///
/// - Parameters:
///   - header: names of the columns.
///   - rows: one cell a column; cells are Markdown already.
///   - numbersRight: whether all columns but the first are set to the right.
package func markdownTable(
  _ header: [String], _ rows: [[String]], numbersRight: Bool = false
) -> String {
  let rule = header.indices.map { numbersRight && $0 > 0 ? "---:" : "---" }
  return ([header, rule] + rows).map { "| \($0.joined(separator: " | ")) |" }
    .joined(separator: "\n")
}
