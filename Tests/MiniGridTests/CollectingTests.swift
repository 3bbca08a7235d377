import Proximal
import RealModule
import TestSupport
import Testing

@testable import minigrid

@Suite("Taking the best action, and looking at one's neighbours")
struct CollectingTests {
  @Test("(8.4) the mean number of steps solves the corridor's linear equations")
  func meanSteps() {
    for p in [0.1, 0.35, 0.5, 0.8, 0.99] {
      // Unknown: the steps from the left end, A, B, the right end.
      let matrix = [
        1.0, -1, 0, 0,
        -(1 - p), 1, 0, 0,
        0, 0, 1, -p,
        0, 0, -1, 1,
      ]
      let steps = solveLinearSystem(matrix: matrix, rightSide: [1, 1, 1, 1])!
      let formula = 1 / p + 1 / (1 - p) - 1
      expectClose((steps[1] + steps[2]) / 2, formula, tolerance: 1e-12)
      expectClose(corridor(right: p, limit: 20_000).steps, formula, tolerance: 1e-9)
    }
  }

  @Test("(8.4) it is least at p = ½, where it is 3; without dice half of the starts never arrive")
  func best() {
    func mean(_ p: Double) -> Double { 1 / p + 1 / (1 - p) - 1 }
    #expect(mean(0.5) == 3)
    #expect(stride(from: 0.05, to: 0.96, by: 0.05).allSatisfy { mean($0) >= 3 - 1e-12 })
    for p in [0.0, 1] {
      #expect(corridor(right: p, limit: 1).success == 0.5)
      #expect(corridor(right: p, limit: 1000).success == 0.5)
    }
    #expect(corridor(right: 0.5, limit: 1000).success > 1 - 1e-12)
  }

  @Test("the corridor, walked as its rules say (z-test, 99.9%)")
  func walked() {
    var generator = PCG64(seed: 74)
    let samples = (0..<20_000).map { _ in
      var place = generator.random() < 0.5 ? 1 : 3
      var steps = 0
      while place != 2 {
        let right = place == 0 || (place != 4 && generator.random() < 0.7)
        place += right ? 1 : -1
        steps += 1
      }
      return Double(steps)
    }
    let test = ZTest(samples, expected: 1 / 0.7 + 1 / 0.3 - 1)
    #expect(test.passes, "\(test)")
  }

  @Test("the greedy policy's samples are its modes, and nothing else about it changes")
  func greedy() {
    var greedy = Greedy()
    var plain = CategoricalBatch<Float>(actionCount: 7)
    let logits = (0..<14).map { Float(($0 * 5) % 7) * 0.3 }
    greedy.update(outputs: logits, parameters: [], rows: 2)
    plain.update(logits: logits, rows: 2)
    var generators = [PCG64(seed: 1), PCG64(seed: 2)]
    var (drawn, modes) = ([0, 0], [0, 0])
    for _ in 0..<20 {
      greedy.sample(using: &generators, into: &drawn)
      plain.modes(into: &modes)
      #expect(drawn == modes)
    }
    #expect(greedy.categorical.logProbabilities == plain.logProbabilities)
  }

  @Test("(8.5) every ratio is 1, to the last bit, unless the policy looks at its neighbours")
  func ratios() {
    for seed in 1...3 {
      let alone = firstRatios(normalises: false, seed: UInt64(seed))
      #expect(alone.count == 64 && alone.allSatisfy { $0 == 1 })
      let together = firstRatios(normalises: true, seed: UInt64(seed))
      #expect(together.contains { $0 < 0.8 || $0 > 1.2 })
    }
  }

  @Test("(8.5) the same in training: the ratios of PPO's first minibatch are 1")
  func firstMinibatch() {
    let agent = ActorCritic(
      observationCount: MiniGridView.length, hiddenSizes: [64, 64],
      distributions: CategoricalBatch<Float>(actionCount: 7), seed: 5)
    var collector = RolloutCollector(
      MiniGrid(EmptyRoom(size: 8)), distributions: agent.distributions, environmentCount: 8,
      rolloutLength: 16, seed: 5)
    collector.collect(with: agent)
    let rollout = collector.rollout
    var pass = MLP<Float>.Pass()
    var new = agent.distributions
    agent.actor.forward(rollout.observations, rows: rollout.count, &pass)
    new.update(logits: pass.output, rows: rollout.count)
    var logs = [Float](repeating: 0, count: rollout.count)
    new.logProbabilities(of: rollout.actions, into: &logs)
    #expect(logs == rollout.logProbabilities)
  }

  @Test("a steady gradient c moves Adam by c / (c + ε) of its step size")
  func steady() {
    for c in [1e-2, 1e-4, 1e-6] {
      for epsilon in [1e-5, 1e-4] {
        expectClose(
          steadyStep(Float(c), epsilon: epsilon), c / (c + epsilon), tolerance: 1e-5)
      }
    }
  }

  @Test("normalised columns have mean 0 and standard deviation 1")
  func normalisation() {
    let x: [Float] = [1, 10, 2, -4, 6, 0]
    let y = batchNormalised(x, rows: 3, columns: 2)
    for column in 0..<2 {
      let values = (0..<3).map { Double(y[$0 * 2 + column]) }
      expectClose(values.reduce(0, +) / 3, 0, tolerance: 1e-6)
      expectClose(values.reduce(0) { $0 + $1 * $1 } / 3, 1, tolerance: 1e-5)
    }
  }

  @Test("argmax takes the most probable action, the first of several, in each state")
  func argmaxOfPolicy() {
    let states = MiniGridStateSpace(of: EmptyRoom(size: 5))
    var policy = states.uniformPolicy
    policy[3] = 0.4
    policy[5] = 0.4
    let certain = argmax(policy, in: states)
    #expect(Array(certain[0..<7]) == [0, 0, 0, 1, 0, 0, 0])
    #expect(Array(certain[7..<14]) == [1, 0, 0, 0, 0, 0, 0])
  }
}
