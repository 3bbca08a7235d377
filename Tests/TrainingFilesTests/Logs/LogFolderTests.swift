import Files
import Foundation
import Proximal
import TestSupport
import Testing

@testable import TrainingFiles

struct LogFolderTests {
  private func folder(
    _ path: String, _ existing: LogFolder.Existing = .refused, seed: Int = 1
  ) throws -> LogFolder {
    var plan = TrainingPlan(environment: "CartPole-v1")
    plan.seed = seed
    return try LogFolder(path, plan: plan, existing: existing, now: { 1000.5 })
  }

  /// A log of three iterations.
  private func writeLog(_ path: String) throws {
    let log = try folder(path)
    for report in realReports() { try log.record(report) }
    try log.close()
  }

  private func rows(_ path: String) throws -> [ProgressRow] {
    try #require(try ProgressTable(contentsOf: "\(path)/progress.csv")).rows
  }

  @Test("every iteration is in all files before the next begins")
  func files() throws {
    try withFolder { above in
      let path = "\(above)/runs/a"
      let log = try folder(path)
      for (index, report) in realReports().enumerated() {
        try log.record(report)
        let row = try #require(try rows(path).last)
        #expect(try rows(path).count == index + 1)
        let episodes = text("\(path)/monitor.csv").split(separator: "\r\n").count - 1
        #expect(row[.episodesSoFar] == Double(episodes))
        let events = try decodeRecords(
          contents("\(path)/events.out.tfevents.1000.\(ProcessInfo.processInfo.hostName)"))
        #expect(events.last?.step == report.steps)
        #expect(events.count == 2 + index + 1 + episodes)
      }
      try log.close()
      let settings = text("\(path)/settings.conf").split(separator: "\n")
      let plan = TrainingPlan(environment: "CartPole-v1")
      #expect(
        settings.dropFirst().joined(separator: "\n") + "\n"
          == plan.configuration.replacing("\n\n", with: "\n"))
      #expect(settings[0].hasPrefix("# Proximal \(Version.current), "))
    }
  }

  @Test("a run that was stopped and resumed leaves the rows of one that never was")
  func resumption() throws {
    let reports = realReports()
    try withFolder { path in
      try writeLog(path)
      let (progress, monitor) = (text("\(path)/progress.csv"), text("\(path)/monitor.csv"))
      for steps in [128, 256, 384] {
        let resumed = try folder(path, .resumed(atStep: steps))
        for report in reports where report.steps > steps { try resumed.record(report) }
        #expect(text("\(path)/progress.csv") == progress)
        #expect(text("\(path)/monitor.csv") == monitor)
      }
      // Killed before its first checkpoint.
      _ = try folder(path, .resumed(atStep: 0))
      #expect(try rows(path).isEmpty)
    }
  }

  @Test("the log of an earlier run is not touched, unless it is to be replaced")
  func earlierRun() throws {
    try withFolder { path in
      try writeLog(path)
      let (progress, files) = (text("\(path)/progress.csv"), try names(path))
      #expect(throws: LogFolderError.earlierLog(path)) { try folder(path) }
      #expect(text("\(path)/progress.csv") == progress)
      #expect(try names(path) == files)
      let words = LogFolderError.earlierLog("a").description
      #expect(words == "a holds the log of an earlier training")
      try write("", to: "\(path)/notes.txt")
      _ = try folder(path, .replaced)
      #expect(try rows(path).isEmpty)
      // One file of events, which is the new one, and what is none of ours.
      #expect(try names(path) == (files + ["notes.txt"]).sorted())
    }
  }

  @Test("other programs' logs are logs too", arguments: ["progress.csv", "monitor.csv"])
  func foreign(name: String) throws {
    try withFolder { path in
      try write("time/iterations\n\n1\n", to: "\(path)/\(name)")
      #expect(throws: LogFolderError.earlierLog(path)) { try folder(path) }
    }
  }

  @Test("a log in which nothing stands yet is none")
  func nothingYet() throws {
    try withFolder { path in
      _ = try folder(path)
      _ = try folder(path, seed: 2)
      #expect(try LogFolder.holdsLog(path) == false)
    }
  }

  @Test("a run is gone on with in its own log alone")
  func otherTraining() throws {
    try withFolder { path in
      try writeLog(path)
      let error = #expect(throws: LogFolderError.self) {
        try folder(path, .resumed(atStep: 256), seed: 2)
      }
      #expect(
        error?.description
          == "\(path) holds the log of another training: it has seed = 1, this one seed = 2")
      try FileManager.default.removeItem(atPath: "\(path)/settings.conf")
      // As an earlier version left it: there has to be a checkpoint.
      #expect(throws: LogFolderError.earlierLog(path)) { try folder(path, .resumed(atStep: 0)) }
      _ = try folder(path, .resumed(atStep: 256), seed: 2)
      #expect(try rows(path).count == 2)
    }
  }

  @Test("two runs at once do not write into one folder")
  func locked() throws {
    try withFolder { path in
      let first = try folder(path)
      let reason = "a training that is running writes its log there"
      #expect(throws: LogFolderError.file(FileError(path: path, action: "write", reason: reason))) {
        try folder(path, .replaced)
      }
      try first.record(report(1))
      #expect(try rows(path).count == 1)
    }
  }

  private func names(_ path: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }

  @Test("a folder that cannot be is named")
  func unwritable() throws {
    try withFolder { path in
      try write("", to: "\(path)/file")
      #expect(
        throws: LogFolderError.file(
          FileError(path: "\(path)/file", action: "make the directory", reason: "Not a directory"))
      ) { try folder("\(path)/file") }
      try FileManager.default.createDirectory(
        atPath: "\(path)/monitor.csv", withIntermediateDirectories: true)
      #expect(
        throws: LogFolderError.file(
          FileError(
            path: "\(path)/monitor.csv", action: "read", reason: "a folder, not a file"))
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
        print(row["r"], int(row["l"]), row["TimeLimit.truncated"])
      """
    try withFolder { path in
      let log = try folder(path)
      let reports = realReports()
      for report in reports { try log.record(report) }
      let expected = reports.flatMap(\.episodes).map { "\($0.episodeReturn) \($0.length) False\n" }
      #expect(try PythonPeer.run(script, path) == expected.joined())
    }
  }
}
