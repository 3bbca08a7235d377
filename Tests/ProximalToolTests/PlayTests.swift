import Proximal
import Testing

@testable import ProximalTool

@Suite struct PlayTests {
  private let agent = ActorCritic(
    observationCount: MiniGridView.count, hiddenSizes: [8],
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

  @Test("a drawing has the mission, the grid, and what is carried, on as many lines")
  func drawing() {
    var world = MiniGrid(EmptyRoom(size: 5))
    _ = world.reset(seed: 1)
    #expect(
      world.drawing == "get to the green goal square\n#####\n#>..#\n#...#\n#..G#\n#####\n")
    world.world.agent.carrying = .key(.yellow)
    #expect(world.drawing.hasSuffix("#####\ncarries a yellow key"))
  }

  @Test("every id of MiniGrid can be trained and played", arguments: MiniGridWorlds.ids)
  func ids(id: String) throws {
    #expect(Worlds.ids.contains(id))
    #expect(Worlds.defaults(for: id).settings == .miniGrid)
    #expect(try Worlds.run(ActionCount(), in: id) == (id.contains("Dynamic") ? 3 : 7))
  }

  private struct ActionCount: WorldTask {
    func run<World, Distributions>(
      _ world: World, _ policy: PolicyStart<Distributions>
    ) -> Int
    where World: Environment, World.Action == Distributions.Action, Distributions.Scalar == Float {
      policy.distributions.outputCount
    }
  }
}
