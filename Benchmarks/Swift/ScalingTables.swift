import Notebook

/// The tables of `bench scaling`.
enum ScalingTables {
  static func section(
    _ curves: [ScalingCurve], _ memory: [MemoryAtLength], heading: String
  ) -> String {
    var parts = ["## As the work grows", heading]
    for curves in bySeries(curves) {
      let series = curves[0].series
      parts += [
        "CartPole-v1, steps/s against \(series.quantity). Fixed: \(series.settings).",
        markdownTable(header(curves), rows(curves), numbersRight: true),
      ]
    }
    parts += [
      "CartPole-v1, the peak of the resident set against the length of the run.",
      markdownTable(["steps", "peak, MB"], memory.map(row), numbersRight: true),
    ]
    return parts.joined(separator: "\n\n")
  }

  /// The same for a terminal.
  static func text(_ curves: [ScalingCurve], _ memory: [MemoryAtLength]) -> String {
    var parts: [String] = []
    for curves in bySeries(curves) {
      var table = Table(header(curves))
      for row in rows(curves) { table.add(row) }
      parts.append("\(curves[0].series.settings)\n\n\(table)")
    }
    var table = Table("steps", "peak, MB")
    for length in memory { table.add(row(length)) }
    return (parts + ["\(table)"]).joined(separator: "\n\n")
  }

  /// The curves of one series together, one for each number of cores.
  static func bySeries(_ curves: [ScalingCurve]) -> [[ScalingCurve]] {
    ScalingSeries.all.map { series in curves.filter { $0.series.quantity == series.quantity } }
      .filter { !$0.isEmpty }
  }

  private static func header(_ curves: [ScalingCurve]) -> [String] {
    [curves[0].series.quantity] + curves.map { coreName($0.cores) }
      + (curves.count == 2 ? ["×"] : [])
  }

  static func coreName(_ cores: Int) -> String { cores == 1 ? "one core" : "two cores" }

  private static func rows(_ curves: [ScalingCurve]) -> [[String]] {
    let rates = curves.map(\.medianRates)
    return curves[0].series.values.indices.map { index in
      let cells = rates.map { TrainingTables.thousands($0[index]) }
      let last = rates.count == 2 ? [TrainingTables.ratio(rates[1][index] / rates[0][index])] : []
      return ["\(curves[0].series.values[index])"] + cells + last
    }
  }

  private static func row(_ length: MemoryAtLength) -> [String] {
    [grouped(length.steps), length.bytes.map { rounded(Double($0) / 1e6, 1) } ?? "–"]
  }
}
