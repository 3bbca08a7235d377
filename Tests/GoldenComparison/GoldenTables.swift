// Tables: lists of rows, all of one length.

extension GoldenField {
  /// A table of finite numbers, as its rows.
  func inputTable() throws(GoldenError) -> [[Double]] {
    let fields = try elements
    let rows = try fields.map { row throws(GoldenError) in try row.inputFinites() }
    for (field, row) in zip(fields, rows) where row.count != rows[0].count {
      throw field.unlike("\(rows[0].count) numbers")
    }
    return rows
  }

  /// A table of so many rows and columns.
  func inputTable(rows: Int, columns: Int) throws(GoldenError) -> [[Double]] {
    let table = try inputTable()
    guard table.count == rows, table[0].count == columns else {
      throw unlike("a table of \(rows) × \(columns) numbers")
    }
    return table
  }

  /// So many finite numbers.
  func inputFinites(count: Int) throws(GoldenError) -> [Double] {
    let numbers = try inputFinites()
    guard numbers.count == count else { throw unlike("\(count) numbers") }
    return numbers
  }

  /// A finite number that fulfils a condition, said in words.
  func inputFinite(
    _ words: String, where condition: (Double) -> Bool
  ) throws(GoldenError) -> Double {
    let number = try inputFinite()
    guard condition(number) else { throw unlike(words) }
    return number
  }

  /// The field of this name: a number from 0 on.
  func inputLearningRate(_ name: String) throws(GoldenError) -> Double {
    try self[name].inputFinite("a number from 0 on") { $0 >= 0 }
  }

  /// The field of this name: a number above 0.
  func inputPositive(_ name: String) throws(GoldenError) -> Double {
    try self[name].inputFinite("a number above 0") { $0 > 0 }
  }
}

/// The rows of a flat table.
func tableRows<Number>(_ numbers: [Number], columns: Int) -> [[Number]] {
  stride(from: 0, to: numbers.count, by: columns).map { Array(numbers[$0..<$0 + columns]) }
}
