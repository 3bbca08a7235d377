import Files
import Foundation
import Notebook
import Proximal
import TestSupport
import Testing
import TrainingFiles

@testable import ProximalTool

struct BestAgentTests {
  /// 200 iterations of 16 steps, which climb and fall.
  private let plan = {
    var plan = TrainingPlan(environment: "CartPole-v1")
    (plan.steps, plan.seed) = (3200, 7)
    (plan.settings.environmentCount, plan.settings.rolloutLength) = (2, 8)
    plan.settings.minibatchCount = 2
    plan.settings.hiddenSizes = [8]
    plan.settings.learningRate = .linear(from: 0.02, to: 0)
    return plan
  }()

  private func search(every interval: Int, _ path: String = "") -> BestAgent<
    CategoricalBatch<Float>
  > {
    BestAgent(every: interval, path: path, distributions: CategoricalBatch(actionCount: 2))
  }

  /// A training of the plan that hands over the agent of every iteration.
  private func agents() -> [(steps: Int, agent: ActorCritic<CategoricalBatch<Float>>)] {
    var ppo = start()
    var agents: [(steps: Int, agent: ActorCritic<CategoricalBatch<Float>>)] = []
    while !ppo.isFinished {
      ppo.iterate()
      agents.append((ppo.stepCount, ppo.agent))
    }
    return agents
  }

  private func start() -> PPO<CartPole, CategoricalBatch<Float>> {
    PPO(
      CartPole(), distributions: CategoricalBatch(actionCount: 2), settings: plan.settings,
      totalSteps: plan.steps, seed: 7)
  }

  private func mean(_ agent: ActorCritic<CategoricalBatch<Float>>, _ stream: RandomStream) -> Double
  {
    let episodes = agent.play(CartPole(), episodes: 100, seed: 7, stream: stream)
    return episodes.reduce(0) { $0 + $1.episodeReturn } / 100
  }

  @Test("due when a multiple of the interval is passed, and at the end")
  func due() {
    let search = search(every: 100)
    #expect(!search.isDue(from: 0, to: 99, isLast: false))
    #expect(search.isDue(from: 99, to: 100, isLast: false))
    #expect(!search.isDue(from: 100, to: 199, isLast: false))
    #expect(search.isDue(from: 150, to: 420, isLast: false))
    #expect(search.isDue(from: 100, to: 110, isLast: true))
  }

  @Test("kept is the first of the best by its own episodes, judged by those of the last agent")
  func kept() throws {
    // Looked at after 160, 320, … steps: every tenth iteration.
    let candidates = agents().filter { $0.steps.isMultiple(of: 160) }
    let returns = candidates.map { mean($0.agent, .selection) }
    let best = candidates[returns.firstIndex(of: returns.max()!)!]
    try #require(best.steps < 3200, "the plan is meant to fall again")
    try withFolder { folder in
      let (last, kept) = ("\(folder)/a.safetensors", "\(folder)/a.best.safetensors")
      let run = try Worlds.run(
        Training(plan: plan, savePath: last, best: (kept, 160)), in: plan.environment)
      let saved = try SavedAgent(contentsOf: kept)
      #expect(
        saved.steps == best.steps && saved.actor.parameterHash == best.agent.actor.parameterHash)
      #expect(
        run.outcome.best
          == .init(steps: best.steps, evaluationReturn: mean(best.agent, .evaluation)))
      // The training does not notice.
      let undisturbed = "\(folder)/undisturbed"
      _ = try Worlds.run(Training(plan: plan, savePath: undisturbed), in: plan.environment)
      #expect(try RegularFile.read(last) == RegularFile.read(undisturbed))
    }
  }

  @Test("of two that are equally good the first is kept")
  func ties() throws {
    try withFolder { folder in
      var search = search(every: 1, "\(folder)/kept")
      for steps in [16, 32] {
        try search.offer(saved(agents()[9].agent, steps: steps), in: CartPole())
      }
      #expect(search.agent?.steps == 16)
      #expect(try SavedAgent(contentsOf: "\(folder)/kept").steps == 16)
    }
  }

  private func saved(_ agent: ActorCritic<CategoricalBatch<Float>>, steps: Int) -> SavedAgent {
    SavedAgent(
      environment: plan.environment, algorithm: "ppo-clip", seed: UInt64(plan.seed), steps: steps,
      actor: agent.actor, critic: agent.critic)
  }

  @Test("a training that was interrupted keeps the same best agent")
  func resumed() throws {
    // The best comes before the interruption, and nothing after it beats it.
    let returns = agents().filter { $0.steps.isMultiple(of: 160) }.map {
      mean($0.agent, .selection)
    }
    try #require(returns.firstIndex(of: returns.max()!)! < 10)
    try withFolder { folder in
      let (whole, kept) = ("\(folder)/whole", "\(folder)/kept")
      _ = try Worlds.run(Training(plan: plan, best: (whole, 160)), in: plan.environment)
      // A hundred iterations, then a checkpoint, and no more.
      do {
        let first = try CheckpointFolder("\(folder)/state", plan: plan)
        var (ppo, search) = (start(), search(every: 160, kept))
        for _ in 0..<100 {
          ppo.iterate()
          if ppo.stepCount.isMultiple(of: 160) {
            try search.offer(saved(ppo.agent, steps: ppo.stepCount), in: CartPole())
          }
          try first.offer(ppo, seconds: 0)
        }
      }
      let second = try CheckpointFolder("\(folder)/state", plan: plan)
      _ = try Worlds.run(
        Training(plan: plan, checkpoints: second, resumes: true, best: (kept, 160)),
        in: plan.environment)
      #expect(try RegularFile.read(kept) == RegularFile.read(whole))
    }
  }

  @Test("what another training left is not taken up")
  func foreign() throws {
    try withFolder { folder in
      var search = search(every: 1, "\(folder)/kept")
      let agent = agents()[199].agent
      let saved = SavedAgent(
        environment: "CartPole-v1", algorithm: "ppo-clip", seed: 9, steps: 3200,
        actor: agent.actor, critic: agent.critic)
      try saved.save(to: "\(folder)/kept")
      try search.resume("CartPole-v1", seed: 7, in: CartPole())
      #expect(search.agent == nil)
      try search.resume("Pendulum-v1", seed: 9, in: CartPole())
      #expect(search.agent == nil)
      try search.resume("CartPole-v1", seed: 9, in: CartPole())
      #expect(search.agent?.steps == 3200)
    }
  }
}
