import Notebook
import PortableTraining
import Proximal
import Testing
import TrainingFiles

@testable import ProximalTool

// One training is under way at a time.
@Suite(.serialized) struct PortableTrainingTests {
  @Test(
    "make portable trains as proximal train does",
    arguments: zip(Int32(0)..<3, ["CartPole-v1", "MiniGrid-DoorKey-5x5-v0", "Pendulum-v1"]))
  func sameWeights(world: Int32, environment: String) throws {
    var plan = TrainingPlan(environment: environment)
    (plan.steps, plan.seed) = (2 * plan.settings.batchSize, 7)
    let run = try Worlds.run(Training(plan: plan), in: environment)

    startTraining(world: world, seed: 7, iterations: 2)
    let first = advanceTraining(to: 1)
    let second = advanceTraining(to: 2)
    #expect(first != second)
    #expect(UInt64(run.outcome.weightsHash, radix: 16) == second)
  }
}
