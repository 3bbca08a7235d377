import ArgumentParser
import Files
import Foundation
import Notebook
import Proximal
import TrainingFiles
import TestSupport
import Testing

@testable import ProximalTool

struct SeedSeriesTests {
  private func train(_ arguments: [String]) throws -> Train {
    try #require(
      try ProximalTool.parseAsRoot(["train", "CartPole-v1", "--steps", "2048"] + arguments)
        as? Train)
  }

  private func series(_ arguments: [String], count: Int, cores: Int) throws -> SeedSeries {
    let train = try train(arguments)
    return SeedSeries(
      plan: try #require(train.plan), count: count, cores: cores, output: train.output)
  }

  @Test("each run is to the bit what it is alone, and so are its files", arguments: [1, 2, 8])
  func alone(cores: Int) throws {
    try withFolder { folder in
      let runs = try series(
        ["--seed", "4", "--save", "\(folder)/a.safetensors", "--log", "\(folder)/log"], count: 3,
        cores: cores
      ).train().runs
      #expect(runs.map(\.seed) == [4, 5, 6])
      for run in runs {
        let alone = try Worlds.run(
          Training(
            plan: #require(train(["--seed", "\(run.seed)"]).plan),
            savePath: "\(folder)/alone.safetensors"), in: "CartPole-v1")
        #expect(run.outcome.weightsHash == alone.outcome.weightsHash)
        #expect(run.outcome.finalReturn == alone.outcome.finalReturn)
        #expect(
          try RegularFile.read("\(folder)/a-seed-\(run.seed).safetensors")
            == RegularFile.read("\(folder)/alone.safetensors"))
        #expect(RegularFile.exists("\(folder)/log/seed-\(run.seed)/monitor.csv"))
      }
      #expect(Set(runs.map(\.outcome.weightsHash)).count == 3)
    }
  }

  @Test("names get the seed before the extension; folders hold one a seed")
  func names() throws {
    let output = try train([
      "--save", "x/agent.safetensors", "--log", "runs", "--checkpoint", "state",
      "--evaluate-every", "100",
    ]).output.named(forSeed: 12)
    #expect(output.save == "x/agent-seed-12.safetensors" && output.log == "runs/seed-12")
    #expect(output.checkpointFolder == "state/seed-12")
    #expect(output.bestAgent == "x/agent-seed-12.best.safetensors")
    #expect(
      output.perRun == [
        "runs/seed-12", "state/seed-12", "x/agent-seed-12.safetensors",
        "x/agent-seed-12.best.safetensors",
      ])
    let other = try train(["--save", "agent", "--resume", "state"]).output.named(forSeed: 0)
    #expect(other.save == "agent-seed-0" && other.resume == "state/seed-0")
    #expect(other.perRun == ["state/seed-0", "agent-seed-0"] && other.bestAgent == nil)
  }

  @Test("the report has a row a seed and the interquartile mean with its interval")
  func report() throws {
    let setup = TrainingSetup(
      algorithm: "ppo-clip", environment: "CartPole-v1", environments: 4, rolloutLength: 128,
      epochs: 4, minibatches: 4, hiddenSizes: [64, 64])
    let runs = [10.0, 20, 30, 400].enumerated().map { index, value in
      var outcome = TrainingOutcome(
        episodeReturns: [], episodeEnds: [], steps: 2048, gradientSteps: 1, weightsHash: "00")
      (outcome.evaluationReturn, outcome.evaluationLength) = (value, value / 2)
      return TrainingRun(seed: UInt64(3 + index), setup: setup, outcome: outcome, seconds: 1.26)
    }
    let text = try series(["--seed", "3", "--save", "a"], count: 4, cores: 1).report(on: runs)
    let lines = text.split(separator: "\n").map(String.init)
    #expect(lines[0] == "CartPole-v1: 2,048 steps from each of 4 seeds, then 100 episodes")
    #expect(
      lines[1].split(separator: " ").map(String.init) == ["seed", "return", "length", "time,", "s"])
    #expect(lines[3].split(separator: " ").map(String.init) == ["3", "10.0", "5.0", "1.3"])
    #expect(lines[7].hasPrefix("interquartile mean of the returns 25.0, 95% interval 1"))
    #expect(
      lines.suffix(4) == ["wrote a-seed-3", "wrote a-seed-4", "wrote a-seed-5", "wrote a-seed-6"])
  }
}
