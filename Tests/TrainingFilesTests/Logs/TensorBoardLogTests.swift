import Foundation
import Proximal
import TestSupport
import Testing

@testable import TrainingFiles

struct TensorBoardLogTests {
  private func files(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  private func log(_ folder: String, resumingAt steps: Int = 0) throws -> TensorBoardLog {
    try TensorBoardLog(in: folder, resumingAt: steps, now: { 1_795_286_311.75 })
  }

  private func record(_ report: IterationReport, in log: TensorBoardLog) throws {
    try log.record(report, ProgressRow(report))
  }

  @Test("a file begins with its version and the step from which on it counts")
  func head() throws {
    try withFolder { folder in
      _ = try log(folder, resumingAt: 700)
      let names = try files(folder)
      let host = ProcessInfo.processInfo.hostName
      #expect(names == ["events.out.tfevents.1795286311.\(host)"])
      #expect(
        try decodeRecords(contents("\(folder)/\(names[0])")) == [
          .init(wallTime: 1_795_286_311.75, step: 0, content: .fileVersion("brain.Event:2")),
          .init(wallTime: 1_795_286_311.75, step: 701, content: .start),
        ])
    }
  }

  @Test("episodes stand at the step of their end, the update's numbers at its last step")
  func events() throws {
    try withFolder { folder in
      let log = try log(folder)
      try record(report(2, episodes: [(110, 3), (150, 4)], sigma: [0.5, 1]), in: log)
      let events = try decodeRecords(contents("\(folder)/\(files(folder)[0])")).dropFirst(2)
      #expect(events.map(\.step) == [110, 150, 200])
      #expect(events.allSatisfy { $0.wallTime == 1_795_286_311.75 })
      let tags = [
        "charts/learning_rate": 0.25, "charts/SPS": 100, "losses/policy_loss": 0,
        "losses/value_loss": 0, "losses/entropy": 0, "losses/approx_kl": 0, "losses/clipfrac": 0,
        "losses/explained_variance": 0.5, "losses/grad_norm": 0,
        "policy/standard_deviation": 0.75,
      ]
      let scalars = events.map { event -> [String: Double] in
        guard case .scalars(let scalars) = event.content else { return [:] }
        return Dictionary(uniqueKeysWithValues: scalars.map { ($0.tag, Double($0.value)) })
      }
      #expect(
        scalars == [
          ["charts/episodic_return": 3, "charts/episodic_length": 30],
          ["charts/episodic_return": 4, "charts/episodic_length": 40], tags,
        ])
    }
  }

  @Test("each tag has its own number")
  func tags() throws {
    let report = realReports()[2]
    let row = ProgressRow(report)
    let statistics = report.statistics
    let expected: [String: Double] = [
      "charts/learning_rate": report.learningRate, "charts/SPS": 256,
      "losses/policy_loss": statistics.policyLoss, "losses/value_loss": statistics.valueLoss,
      "losses/entropy": statistics.entropy, "losses/approx_kl": statistics.approximateKL,
      "losses/clipfrac": statistics.clipFraction, "losses/grad_norm": statistics.gradientNorm,
      "losses/explained_variance": statistics.explainedVariance,
    ]
    let found = tagged(row)
    #expect(Dictionary(uniqueKeysWithValues: found) == expected)
  }

  @Test("a folder gets a new file each time, later in the order of names")
  func newFiles() throws {
    try withFolder { folder in
      for steps in 0..<12 { _ = try log(folder, resumingAt: steps) }
      let starts = try files(folder).map {
        try decodeRecords(contents("\(folder)/\($0)"))[1].step
      }
      #expect(starts == Array(1...12))
    }
  }

  @Test(
    "TensorBoard itself reads the same numbers, and of a run that was resumed each step once",
    .enabled(if: PythonPeer.has("tensorboard"), "there is no Python with tensorboard"))
  func tensorBoard() throws {
    let script = """
      import sys
      from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
      events = EventAccumulator(sys.argv[1], size_guidance={"scalars": 0})
      events.Reload()
      for tag in events.Tags()["scalars"]:
        for event in events.Scalars(tag):
          print(tag, event.step, event.value, event.wall_time)
      """
    try withFolder { folder in
      let reports = realReports()
      let first = try log(folder)
      for report in reports { try record(report, in: first) }
      // Killed after the third iteration, resumed after the second.
      let second = try log(folder, resumingAt: 256)
      try record(reports[2], in: second)
      let printed = try #require(try PythonPeer.run(script, folder))
      let read = Set(printed.split(separator: "\n").map(String.init))
      #expect(printed.split(separator: "\n").count == read.count)
      #expect(read == Set(reports.flatMap(lines)))
    }
  }

  private func tagged(_ row: ProgressRow) -> [(String, Double)] {
    Metric.allCases.compactMap { metric in
      guard let tag = metric.definition.tag, let number = row[metric] else { return nil }
      return (tag, number)
    }
  }

  private func lines(_ report: IterationReport) -> [String] {
    let row = ProgressRow(report)
    var numbers = tagged(row).map { ($0, report.steps, $1) }
    for (episode, end) in zip(report.episodes, report.episodeEnds) {
      numbers.append(("charts/episodic_return", end, episode.episodeReturn))
      numbers.append(("charts/episodic_length", end, Double(episode.length)))
    }
    return numbers.map { tag, step, value in
      // Python prints a number as Swift does.
      "\(tag) \(step) \(Double(Float(value))) 1795286311.75"
    }
  }
}
