import ArgumentParser
import Foundation
import Notebook
import Proximal
import Testing
import TrainingFiles

@testable import ProximalTool

struct TrainingDefaultsTests {
  @Test("every world has defaults that make whole rollouts' worth of sense", arguments: Worlds.ids)
  func complete(id: String) throws {
    let defaults = TrainingDefaults(of: id)
    #expect(throws: Never.self) { try TrainingPlan(environment: id).check() }
    let isMiniGrid = id.hasPrefix("MiniGrid")
    // Nothing of a MiniGrid training's steps is left over.
    #expect(!isMiniGrid || defaults.steps.isMultiple(of: defaults.settings.batchSize))
    #expect((defaults.reason != nil) == (isMiniGrid && defaults.settings != .miniGrid))
  }

  @Test(
    "the worlds of the book keep the settings and the steps of chapter 8",
    arguments: [
      ("MiniGrid-Empty-5x5-v0", 61_440), ("MiniGrid-Empty-6x6-v0", 61_440),
      ("MiniGrid-Empty-8x8-v0", 61_440), ("MiniGrid-DoorKey-5x5-v0", 102_400),
    ])
  func book(id: String, steps: Int) {
    #expect(TrainingDefaults(of: id).settings == .miniGrid)
    #expect(TrainingDefaults(of: id).steps == steps)
  }

  @Test("a difference is what the table says and nothing else")
  func differences() {
    for id in MiniGridWorlds.ids where id.contains("Dynamic") {
      var expected = PPOSettings.miniGrid
      expected.entropyCoefficient = .constant(0.02)
      #expect(TrainingDefaults(of: id).settings == expected)
    }
    var expected = PPOSettings.miniGrid
    (expected.environmentCount, expected.rolloutLength) = (16, 128)
    #expect(TrainingDefaults(of: "MiniGrid-LavaCrossingS9N2-v0").settings == expected)
  }

  @Test("help tells which worlds differ and why, and which one is not solved")
  func help() {
    let help = ProximalTool.helpMessage(for: Train.self, columns: 400)
    #expect(TrainingDefaults.differences.count == 5)
    for line in TrainingDefaults.differences { #expect(help.contains(line), "\(line)") }
    #expect(help.contains("every world but MiniGrid-FourRooms-v0"))
  }

  @Test("the README's table and that of the results have every world, with the steps of today")
  func tables() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    for file in ["README.md", "Benchmarks/results-worlds.md"] {
      let lines = try String(contentsOf: root.appending(path: file), encoding: .utf8)
        .split(separator: "\n")
      for id in Worlds.ids {
        let defaults = TrainingDefaults(of: id)
        let batch = defaults.settings.batchSize
        let steps = (defaults.steps / batch * batch).formatted(
          .number.locale(Locale(identifier: "en_US")))
        #expect(lines.contains { $0.hasPrefix("| \(id) | \(steps) |") }, "\(id) in \(file)")
      }
    }
  }

  @Test("a world in which chapter 8's settings stand still is learned: obstacles that move")
  func obstacles() throws {
    var plan = TrainingPlan(environment: "MiniGrid-Dynamic-Obstacles-5x5-v0")
    // A quarter of the steps, so that it takes seconds.
    plan.steps /= 4
    let run = try Worlds.run(Training(plan: plan), in: plan.environment)
    #expect(try #require(run.outcome.finalReturn) > 0.8)
  }
}
