import Files
import Foundation
import Proximal
import Testing

@testable import ProximalTool

struct LogFolderTests {
  private func folder(_ path: String, resumingAt steps: Int = 0) throws -> LogFolder {
    try LogFolder(
      path, environment: "CartPole-v1", settings: PPOSettings(), resumingAt: steps, now: { 1000.5 })
  }

  private func rows(_ path: String) throws -> [ProgressRow] {
    try #require(try ProgressTable(contentsOf: "\(path)/progress.csv")).rows
  }

  @Test("every iteration is in all three files before the next begins")
  func files() throws {
    try withFolder { above in
      let path = "\(above)/runs/a"
      let log = try folder(path)
      for (index, report) in realReports().enumerated() {
        try log.record(report)
        let row = try #require(try rows(path).last)
        #expect(try rows(path).count == index + 1)
        #expect(row[.clipRange] == 0.2 && row[.maxGradientNorm] == 0.5)
        let episodes = text("\(path)/monitor.csv").split(separator: "\r\n").count - 1
        #expect(row[.episodesSoFar] == Double(episodes))
        let events = try decodeRecords(
          contents("\(path)/events.out.tfevents.1000.\(ProcessInfo.processInfo.hostName)"))
        #expect(events.last?.step == report.steps)
        #expect(events.count == 2 + index + 1 + episodes)
      }
      try log.close()
    }
  }

  @Test("a run that was stopped and resumed leaves the rows of one that never was")
  func resumption() throws {
    let reports = realReports()
    try withFolder { path in
      let log = try folder(path)
      for report in reports { try log.record(report) }
      let (progress, monitor) = (text("\(path)/progress.csv"), text("\(path)/monitor.csv"))
      for steps in [128, 256, 384] {
        let resumed = try folder(path, resumingAt: steps)
        for report in reports where report.steps > steps { try resumed.record(report) }
        #expect(text("\(path)/progress.csv") == progress)
        #expect(text("\(path)/monitor.csv") == monitor)
      }
      _ = try folder(path)
      #expect(try rows(path).isEmpty)
    }
  }

  @Test("a folder that cannot be is named")
  func unwritable() throws {
    try withFolder { path in
      try write("", to: "\(path)/file")
      #expect(
        throws: FileError(
          path: "\(path)/file", action: "make the directory", reason: "Not a directory")
      ) { try folder("\(path)/file") }
      try FileManager.default.createDirectory(
        atPath: "\(path)/monitor.csv", withIntermediateDirectories: true)
      #expect(
        throws: FileError(path: "\(path)/monitor.csv", action: "write", reason: "Is a directory")
      ) { try folder(path) }
    }
  }

  @Test("a folder that is removed in the middle of a run is noticed")
  func removed() throws {
    try withFolder { path in
      let log = try folder("\(path)/run")
      try log.record(report(1, episodes: [(50, 1)]))
      try FileManager.default.removeItem(atPath: "\(path)/run")
      #expect(
        throws: FileError(
          path: "\(path)/run/monitor.csv", action: "write", reason: "the file has been removed")
      ) { try log.record(report(2, episodes: [(150, 1)])) }
    }
  }

  @Test("a full disk is named", .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func fullDisk() throws {
    let file = try LogFile(appendingTo: "/dev/full")
    let reason = "No space left on device"
    #expect(throws: FileError(path: "/dev/full", action: "write", reason: reason)) {
      try file.append([1])
    }
  }

  @Test(
    "Stable-Baselines3 itself reads the episodes, in their order",
    .enabled(
      if: PythonPeer.has("stable_baselines3", "pandas"),
      "there is no Python with stable_baselines3 and pandas"))
  func stableBaselines() throws {
    let script = """
      import sys
      from stable_baselines3.common.monitor import load_results
      for _, row in load_results(sys.argv[1]).iterrows():
        print(row["r"], int(row["l"]))
      """
    try withFolder { path in
      let log = try folder(path)
      let reports = realReports()
      for report in reports { try log.record(report) }
      let expected = reports.flatMap(\.episodes).map { "\($0.episodeReturn) \($0.length)\n" }
      #expect(try PythonPeer.run(script, path) == expected.joined())
    }
  }
}
