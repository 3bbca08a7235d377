import ArgumentParser
import Foundation
import Notebook
import Proximal
import TestSupport
import Testing

@testable import ProximalTool
@testable import TrainingFiles

@Suite struct PlayTests {
  private let agent = ActorCritic(
    observationCount: MiniGridView.length, hiddenSizes: [8],
    distributions: CategoricalBatch<Float>(actionCount: 7), seed: 4)

  @Test("episodes that are watched are those that are played", arguments: [false, true])
  func watched(samples: Bool) {
    let world = MiniGrid(DoorKey(size: 5))
    var frames: [(episode: Int, step: Int)] = []
    let watched = agent.play(
      world, episodes: 3, seed: 9, firstStart: 40, samples: samples
    ) { episode, step, _ in frames.append((episode, step)) }
    #expect(
      watched == agent.play(world, episodes: 3, seed: 9, firstStart: 40, samples: samples))
    // The start and every step.
    #expect(frames.count == watched.reduce(0) { $0 + $1.length + 1 })
    #expect(frames.filter { $0.episode == 2 }.map(\.step) == Array(0...watched[1].length))
  }

  @Test("an agent that saw normalised observations plays as it was trained")
  func normalised() throws {
    var plan = TrainingPlan(environment: "CartPole-v1")
    plan.settings.normalisesObservations = true
    plan.steps = 8192
    try withFile([], named: "agent.safetensors") { path in
      let run = try Worlds.run(Training(plan: plan, savePath: path), in: plan.environment)
      let agent = try SavedAgent(contentsOf: path)
      #expect(agent.observationNormalisation?.mean.count == 4)
      func play(_ agent: SavedAgent) throws -> [FinishedEpisode] {
        try Worlds.run(
          Playing(
            agent: agent, path: path, environment: "CartPole-v1", episodes: 100, seed: 1,
            samples: false, shows: nil),
          in: plan.environment)
      }
      func mean(_ episodes: [FinishedEpisode]) -> Double {
        episodes.reduce(0) { $0 + $1.episodeReturn } / Double(episodes.count)
      }
      // The evaluation plays other starts; without the statistics the pole falls far sooner.
      let played = mean(try play(agent))
      let evaluated = try #require(run.outcome.evaluationReturn)
      #expect(abs(played - evaluated) < 0.15 * evaluated, "\(played), \(evaluated)")
      var plain = agent
      plain.observationNormalisation = nil
      #expect(mean(try play(plain)) < 0.7 * played)
    }
  }

  @Test(
    "a linear policy and one with relu are trained, saved, loaded and played",
    arguments: ["CartPole-v1", "Pendulum-v1"], [[], [8, 8]])
  func otherNetworks(id: String, hiddenSizes: [Int]) throws {
    var plan = TrainingPlan(environment: id)
    (plan.settings.hiddenSizes, plan.settings.hiddenActivation) = (hiddenSizes, .relu)
    (plan.steps, plan.settings.epochs) = (2 * plan.settings.batchSize, 1)
    try withFile([], named: "agent.safetensors") { path in
      let run = try Worlds.run(Training(plan: plan, savePath: path), in: id)
      let agent = try SavedAgent(contentsOf: path)
      #expect(agent.actor.parameterHash == run.outcome.weightsHash)
      #expect(Array(agent.actor.sizes.dropFirst().dropLast()) == hiddenSizes)
      #expect(agent.actor.hiddenActivation == .relu && agent.critic?.hiddenActivation == .relu)
      let ended = try Worlds.run(
        Playing(
          agent: agent, path: path, environment: id, episodes: 2, seed: 1, samples: false,
          shows: nil), in: id)
      #expect(ended.count == 2 && ended.allSatisfy { $0.length > 0 && $0.episodeReturn.isFinite })
    }
  }

  @Test("watched or not, observations are normalised")
  func watchedNormalised() {
    var agent = ActorCritic(
      observationCount: 4, hiddenSizes: [8], distributions: CategoricalBatch<Float>(actionCount: 2),
      seed: 4)
    let blind = agent.play(CartPole(), episodes: 20, seed: 9, firstStart: 40)
    agent.observationNormalisation = ObservationNormalisation(
      mean: [0.02, -0.1, 0, 0.3], variance: [0.01, 1, 0.002, 2])
    let episodes = agent.play(CartPole(), episodes: 20, seed: 9, firstStart: 40)
    #expect(episodes != blind)
    let watched = agent.play(
      CartPole(), episodes: 20, seed: 9, firstStart: 40, samples: false, watch: { _, _, _ in })
    #expect(watched == episodes)
  }

  @Test("a drawing has the mission, the grid, and what is carried, on as many lines")
  func drawing() {
    var world = MiniGrid(EmptyRoom(size: 5))
    _ = world.reset(seed: 1)
    #expect(
      world.drawing == "get to the green goal square\n#####\n#>..#\n#...#\n#..G#\n#####\n")
    world.world.agent.carrying = .key(.yellow)
    #expect(world.drawing.hasSuffix("#####\ncarries a yellow key"))
  }

  /// One of CleanRL's layout, in half precision, that does not name its environment.
  private static var foreign: String {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Agents/cleanrl-cartpole.safetensors").path
  }

  @Test("with --json an episode is a line, and what was converted is told elsewhere")
  func json() async throws {
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardOutputContent, \.standardErrorContent]
    ) {
      ProximalTool.main([
        "play", Self.foreign, "--environment", "CartPole-v1", "--episodes", "2", "--seed", "101",
        "--json",
      ])
      Foundation.exit(0)
    }
    let output = String(decoding: result?.standardOutputContent ?? [], as: UTF8.self)
    #expect(
      output.contains(
        #"{"episode":1,"seed":101,"return":195.0,"steps":195,"end":"terminated"}"# + "\n"
          + #"{"episode":2,"seed":102,"return":302.0,"steps":302,"end":"terminated"}"# + "\n"))
    expectMessage(result, "\(Self.foreign): numbers in F16 were converted to F32\n")
    expectMessage(result, "\(Self.foreign): the file names no activation: tanh is taken\n")
  }

  @Test("a file that names no environment needs --environment, and one that does not fit is told")
  func environments() async {
    let missing = await #expect(
      processExitsWith: .exitCode(64), observing: [\.standardErrorContent]
    ) { ProximalTool.main(["play", Self.foreign]) }
    expectMessage(
      missing, "Error: Missing expected option '--environment': \(Self.foreign) does not name")
    let other = await #expect(
      processExitsWith: .exitCode(1), observing: [\.standardErrorContent]
    ) { ProximalTool.main(["play", Self.foreign, "--environment", "Pendulum-v1"]) }
    expectMessage(
      other,
      "error: cannot play \(Self.foreign): Pendulum-v1 shows 3 numbers, and the agent sees 4\n")
  }

  @Test("every id of MiniGrid can be trained and played", arguments: MiniGridWorlds.ids)
  func ids(id: String) throws {
    #expect(Worlds.ids.contains(id))
    #expect(try Worlds.run(ActionCount(), in: id) == (id.contains("Dynamic") ? 3 : 7))
  }

  private struct ActionCount: WorldTask {
    func run<World, Distributions>(
      _ world: World, _ policy: PolicyStart<Distributions>
    ) -> Int
    where
      World: Environment, World.Action.Element == Distributions.Action,
      Distributions.Scalar == Float
    {
      policy.distributions.outputCount
    }
  }
}
