extension CategoricalBatch {
  public var outputCount: Int { actionCount }
  /// One index a row.
  public var actionSpace: ActionSpace { .discrete(count: actionCount) }
  public var placeholderAction: Int { 0 }

  /// Draws each row's action; see ``sample(row:using:)``.
  @specialized(where Scalar == Float)
  public func sample(using generators: inout [PCG64], into actions: inout [Int]) {
    checkRoom(actions, generators.count)
    for row in 0..<rows { actions[row] = sample(row: row, using: &generators[row]) }
  }

  /// Takes each row's most probable action; see ``mode(row:)``.
  @specialized(where Scalar == Float)
  public func modes(into actions: inout [Int]) {
    checkRoom(actions, rows)
    for row in 0..<rows { actions[row] = mode(row: row) }
  }

  private func checkRoom(_ actions: [Int], _ generators: Int) {
    require(
      actions.count >= rows && generators >= rows,
      "\(rows) rows need as many generators and room for as many actions; got \(generators) and "
        + "\(actions.count)")
  }
}
