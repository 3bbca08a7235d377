import ArgumentParser
import Foundation
import Notebook
import Proximal
import TrainingFiles
import Testing

@testable import Benchmarks
@testable import ProximalTool

@Suite struct BenchWorldsTests {
  private func result(_ environment: String, _ returns: [Double], best: Double?) -> WorldResult {
    WorldResult(
      environment: environment, steps: 61_440, returns: returns,
      weights: returns.map { "hash of \($0)" }, seconds: 2.26, seed: 101,
      machine: "2026-01-31, a machine", bestReturn: best)
  }

  @Test("a seed is solved from 0.9 of the best return on, a world by nine seeds of ten")
  func solved() {
    let nine = [0.85] + Array(repeating: 0.855, count: 9)
    #expect(result("MiniGrid-Empty-5x5-v0", nine, best: 0.95).solved == 9)
    #expect(result("MiniGrid-Empty-5x5-v0", nine, best: 0.95).isSolved)
    let eight = [0.85, 0.85] + Array(repeating: 0.86, count: 8)
    #expect(!result("MiniGrid-Empty-5x5-v0", eight, best: 0.95).isSolved)
    // Of three seeds all must be.
    #expect(!result("MiniGrid-Empty-5x5-v0", [0.9, 0.9, 0], best: 0.95).isSolved)
    #expect(result("Pendulum-v1", [-150, -200, -201], best: nil).solved == 2)
    let hopper = result("gymnasium:Hopper-v5", [1400, 1500, 1600], best: nil)
    #expect(hopper.solved == 2 && hopper.isSolved)
    #expect(!result("gymnasium:Hopper-v5", [1399, 1500, 1600], best: nil).isSolved)
  }

  @Test("a row has the interquartile mean, its interval, the best, and what others publish")
  func row() {
    let door = result("MiniGrid-DoorKey-5x5-v0", [0.9, 0.96, 0.96, 0.1], best: 0.97)
    #expect(
      door.row == [
        "MiniGrid-DoorKey-5x5-v0", "61,440", "0.930",
        "\(roundedTo3(door.interval.low)) … \(roundedTo3(door.interval.high))", "0.970", "3 of 4",
        "2.3", "0.964 (100k)", "2026-01-31, a machine",
      ])
    #expect(door.interval.low < 0.93 && door.interval.high >= 0.93)
    let pendulum = result("Pendulum-v1", [-150], best: nil).row
    #expect(pendulum[4] == "–" && pendulum[7] == "-172.2 (100k)")
    #expect(result("MiniGrid-LavaGapS5-v0", [0.9], best: 0.95).row[7] == "none")
  }

  private func roundedTo3(_ number: Double) -> String { String(format: "%.3f", number) }

  @Test("Gymnasium's worlds are left out with a word where no Python can play them, others never")
  func leftOut() throws {
    let (hopper, none) = ("gymnasium:Hopper-v5", try BenchWorlds.parse([]))
    #expect(none.reasonToLeaveOut("CartPole-v1") == nil)
    #expect(none.reasonToLeaveOut(hopper) == "no Python is given; `make gymnasium` makes one")
    for python in ["/no/such/python", "false"] {
      let given = try BenchWorlds.parse(["--python", python])
      #expect(given.reasonToLeaveOut(hopper) == "\(python) has no gymnasium, or no mujoco")
    }
    #expect(try BenchWorlds.parse(["--python", "true"]).reasonToLeaveOut(hopper) == nil)
  }

  @Test("rows that a table has are found again, and no others")
  func rows() {
    let old = result("Pendulum-v1", [-150], best: nil).row
    let table = markdownTable(WorldResult.header, [old], numbersRight: true)
    let text = "| a | b |\n| --- | ---: |\n| 1 | 2 |\n\n\(table)\n"
    #expect(MarkdownRows.of(text, below: WorldResult.header) == ["Pendulum-v1": old])
    let summary = WorldTable.summary([old])
    #expect(summary.hasPrefix("| world | steps | return, IQM | best possible | seeds solved | "))
    #expect(summary.hasSuffix("| Pendulum-v1 | 61,440 | -150.0 | – | 1 of 1 | 2.3 |"))
  }

  @Test("the best return: known ways, and a bound that no start exceeds")
  func best() throws {
    #expect(BestReturn.of("CartPole-v1")?.value == 500)
    #expect(BestReturn.of("Pendulum-v1") == nil && BestReturn.of("gymnasium:Hopper-v5") == nil)
    // Five steps of at most a hundred.
    let room = try #require(BestReturn.of("MiniGrid-Empty-5x5-v0"))
    #expect(abs(room.value - 0.955) < 1e-12)
    // Two walks and a turn at the least, and the gap is no detour to the right or down: nine steps.
    let gap = try #require(BestReturn.of("MiniGrid-LavaGapS7-v0"))
    #expect(gap.value <= 1 - 0.9 * 9 / 196 && gap.value > 1 - 0.9 * 13 / 196)
    let moving = try #require(BestReturn.of("MiniGrid-Dynamic-Obstacles-5x5-v0"))
    #expect(moving.value > 0.8 && moving.value < room.value)
  }

  @Test("all worlds of the trainer are asked for, in its order, from seeds that chose nothing")
  func options() throws {
    let all = try BenchWorlds.parse([])
    #expect(all.environments == Worlds.ids + ["gymnasium:Hopper-v5"] && all.seed == 101)
    #expect(all.seeds(of: "CartPole-v1") == 10 && all.seeds(of: "gymnasium:Hopper-v5") == 3)
    #expect(!all.write && !all.check)
    let few = try BenchWorlds.parse(["--seeds", "2", "--steps", "20000", "--python", "py"])
    #expect(few.seeds(of: "gymnasium:Hopper-v5") == 2)
    let (own, hopper) = (few.command(for: "CartPole-v1"), few.command(for: "gymnasium:Hopper-v5"))
    #expect(Array(own.suffix(2)) == ["--steps", "20000"])
    #expect(Array(hopper.suffix(4)) == ["--steps", "20000", "--python", "py"])
    #expect(throws: Never.self) { try Train.parse(Array(own[2...])) }
    let some = try BenchWorlds.parse(["Pendulum-v1", "--seeds", "3", "--check"])
    #expect(some.environments == ["Pendulum-v1"] && some.check)
    #expect(some.seeds(of: "gymnasium:Hopper-v5") == 3)
    let error = #expect(throws: (any Error).self) { try BenchWorlds.parse(["Foo-v0"]) }
    #expect(error.map { BenchWorlds.message(for: $0) }?.contains("is allowed") == true)
  }
}
