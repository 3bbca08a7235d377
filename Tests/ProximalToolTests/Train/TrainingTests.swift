import Foundation
import Notebook
import Proximal
import TestSupport
import Testing
import TrainingFiles

@testable import ProximalTool

@Suite struct TrainingTests {
  private func plan(steps: Int) -> TrainingPlan {
    var plan = TrainingPlan(environment: "CartPole-v1")
    plan.steps = steps
    plan.settings.learningRate = .constant(1e-3)
    return plan
  }

  @Test(
    "a training that has ended goes on with more steps; at a constant rate as if it had had them")
  func longer() throws {
    try withFolder { folder in
      func train(steps: Int) throws -> String {
        let plan = plan(steps: steps)
        let checkpoints = try CheckpointFolder(folder, plan: plan)
        let run = try Worlds.run(
          Training(plan: plan, checkpoints: checkpoints, resumes: true), in: plan.environment)
        #expect(run.outcome.steps == steps)
        return run.outcome.weightsHash
      }
      let short = try train(steps: 4096)
      #expect(try train(steps: 4096) == short)
      let long = try train(steps: 8192)
      let whole = try Worlds.run(Training(plan: plan(steps: 8192)), in: "CartPole-v1")
      #expect(long == whole.outcome.weightsHash && long != short)
    }
  }

  @Test(
    "an agent that cannot be saved at its place goes beside the checkpoint, and the line says so")
  func rescued() async throws {
    let result = await #expect(processExitsWith: .exitCode(1), observing: [\.standardErrorContent])
    {
      let folder = NSTemporaryDirectory() + "proximal-rescue-\(UUID().uuidString)"
      var plan = TrainingPlan(environment: "CartPole-v1")
      plan.steps = 512
      _ = try Worlds.run(
        Training(
          plan: plan, savePath: "/nowhere/a.safetensors",
          checkpoints: try CheckpointFolder(folder, plan: plan)),
        in: plan.environment)
    }
    let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    let match = try #require(
      said.firstMatch(
        of:
          /error: cannot write \/nowhere\/a.safetensors: .*; the agent is in (.*\/agent.safetensors)/
      ))
    let path = String(match.1)
    #expect(try SavedAgent(contentsOf: path).steps == 512)
    try FileManager.default.removeItem(
      at: URL(filePath: path).deletingLastPathComponent())
  }
}
