import Testing

@testable import Proximal
@testable import TrainingFiles

struct MetricTests {
  @Test("no two metrics share a column, a tag or words")
  func names() {
    let definitions = Metric.allCases.map(\.definition)
    #expect(Set(definitions.map(\.label)).count == Metric.allCases.count)
    let tags = definitions.compactMap(\.tag)
    #expect(Set(tags).count == tags.count && tags.count == 10)
    for metric in Metric.allCases {
      #expect(metric.rawValue.allSatisfy { $0.isLowercase || $0 == "_" })
    }
  }

  @Test("every number of an update is logged, under its own name")
  func updates() {
    for number in PPOStatistics.Metric.allCases {
      var report = report(1)
      report.statistics[number] = 7.5
      let row = ProgressRow(report)
      let found = Metric.allCases.filter { row[$0] == 7.5 }
      #expect(found.map(\.definition.label) == [number.label])
      // CamelCase there, words with lines between them here.
      let name = number.label.lowercased().replacing(" ", with: "_")
      #expect(found.first?.rawValue == name)
    }
  }

  @Test("the share of the episodes that a time limit cut off")
  func truncation() {
    let ended = report(1, episodes: [(10, 1), (20, 1), (30, 1), (40, 1)], truncated: 3)
    #expect(ProgressRow(ended)[.truncatedFraction] == 0.25)
    #expect(ProgressRow(report(1))[.truncatedFraction] == nil)
  }
}
