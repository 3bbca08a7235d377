import Files
import Notebook
import Proximal
import TestSupport
import Testing
import TrainingFiles

@testable import ProximalTool

/// A file, written by hand, of an agent that walks until there is a wall before it and turns to the
/// right there. It knows a wall by Farama's number for it, 2: of the number k of the cell in front it
/// makes max(k − 1, 0) − 2 max(k − 2, 0), which is 1 for a wall, 0 for nothing and −5 for the goal.
///
/// - Parameter divisors: as the metadata have them.
func wallFollower(divisors: String) -> SafetensorsFile {
  // Column 3, row 5 of the view, the first of three channels.
  let front = 3 * (7 * 3 + 5)
  var first = [Float](repeating: 0, count: 2 * 147)
  (first[front], first[147 + front]) = (1, 1)
  var last = [Float](repeating: 0, count: 7 * 2)
  let (right, forward) = (1, 2)
  (last[2 * right], last[2 * right + 1]) = (1, -2)
  var preferences = [Float](repeating: -10, count: 7)
  (preferences[right], preferences[forward]) = (0, 0.5)
  return SafetensorsFile(
    metadata: [
      "environment": "MiniGrid-Empty-5x5-v0", "activation": "relu", "observation_key": "image",
      "observation_divisors": divisors,
    ],
    tensors: [
      .init(name: "actor.0.weight", shape: [2, 147], values: first),
      .init(name: "actor.0.bias", shape: [2], values: [-1, -2]),
      .init(name: "actor.2.weight", shape: [7, 2], values: last),
      .init(name: "actor.2.bias", shape: [7], values: preferences),
    ])
}

private func played(_ agent: SavedAgent, in id: String) throws -> [FinishedEpisode] {
  try Worlds.run(
    Playing(
      agent: agent, path: "a", environment: id, episodes: 5, seed: 1, samples: false, shows: false),
    in: id)
}

@Suite("Worlds whose observations are divided as a file says")
struct RedividedWorldTests {
  @Test("what the agent sees is Farama's image divided by the file's numbers, to the bit")
  func observations() throws {
    let divisors: [Float] = [1, 3, 0.7]
    let rescaling = try #require(
      Rescaling(from: MiniGridView.divisors, to: divisors, count: MiniGridView.length))
    var plain = MiniGrid(DoorKey(size: 6))
    var redivided = RedividedWorld(plain, rescaling)
    var generator = PCG64(seed: 5)
    var (view, seen) = (plain.reset(seed: 3), redivided.reset(seed: 3))
    for step in 0..<600 {
      let expected = view.image.enumerated().map { Float($0.element) / divisors[$0.offset % 3] }
      #expect(seen == expected, "step \(step)")
      let action = generator.integer(in: 0..<7)
      let (next, its) = (plain.step(action), redivided.step(action))
      #expect(next.reward == its.reward && next.status == its.status)
      let over = next.status != .running
      (view, seen) =
        over ? (plain.reset(), redivided.reset()) : (next.observation, its.observation)
    }
  }

  @Test("every number that MiniGrid shows comes back from its quotient, to the bit")
  func quotients() {
    for (divisor, largest) in zip(MiniGridView.divisors, [10, 5, 2]) {
      for k in 0...largest { #expect(Float(k) / divisor * divisor == Float(k)) }
    }
  }

  @Test("where both divide by the same, nothing is rescaled")
  func same() {
    #expect(Rescaling(from: [10, 5, 2], to: [10, 5, 2], count: 147) == nil)
    #expect(Rescaling(from: [10, 5, 2], to: [10, 5, 2, 10, 5, 2], count: 6) == nil)
    #expect(Rescaling(from: [1], to: [1, 1, 1, 1], count: 4) == nil)
    #expect(Rescaling(from: [1], to: [1, 1, 1, 2], count: 4) != nil)
  }

  @Test(
    "a file written by hand, with the divisors 1, is played as its numbers say",
    arguments: ["1", "1,1,1", "1.0"])
  func byHand(divisors: String) throws {
    try withFolder { folder in
      let path = "\(folder)/agent.safetensors"
      try wallFollower(divisors: divisors).write(to: path)
      let agent = try SavedAgent(contentsOf: path)
      for episode in try played(agent, in: "MiniGrid-Empty-5x5-v0") {
        // Two steps, a turn, two steps: 1 − 0.9 · 5/100.
        #expect(episode.length == 5 && episode.episodeReturn == 0.955)
      }
      #expect(
        agent.remarks(in: "MiniGrid-Empty-5x5-v0") == [
          "observations were divided by \(agent.observationForm.divisors!.commaSeparated) there and are "
            + "divided by 10.0,5.0,2.0 here: they are rescaled"
        ])
    }
  }

  @Test("the same weights under the world's divisors are another agent, which finds no wall")
  func otherwise() throws {
    let agent = try SavedAgent(wallFollower(divisors: "10,5,2"))
    for episode in try played(agent, in: "MiniGrid-Empty-5x5-v0") {
      #expect(episode.length == 100 && episode.episodeReturn == 0)
    }
  }

  @Test("first weights twice as large under divisors twice as large are the same agent")
  func twice() throws {
    let id = "MiniGrid-Empty-5x5-v0"
    func doubled(divisors: String) throws -> SavedAgent {
      var file = wallFollower(divisors: divisors)
      file.tensors[0].values = file.tensors[0].values.map { 2 * $0 }
      return try SavedAgent(file)
    }
    #expect(try played(doubled(divisors: "2"), in: id).map(\.length) == [5, 5, 5, 5, 5])
    #expect(try played(doubled(divisors: "1"), in: id).map(\.length) == [100, 100, 100, 100, 100])
  }

  @Test("statistics of observations are those of what the file divides")
  func normalised() {
    // x' = 6/2 = 3, of mean 1 and variance 4: 1.
    let rescaling = Rescaling(from: [1], to: [2], count: 1)!
    let agent = SavedAgent(
      actor: MLP(sizes: [1, 1], parameters: [5, 0]), logStandardDeviation: [0],
      observationNormalisation: ObservationNormalisation(mean: [1], variance: [4]))
    #expect(agent.act(on: rescaling.numbers(of: [6])) == .box([5]))
  }

  @Test(
    "a network that has the divisors in its first weights makes the same of what is not rescaled")
  func folded() {
    let rescaling = Rescaling(from: [10, 5, 2], to: [1, 4, 3], count: 6)!
    var generator = PCG64(seed: 2)
    var network = MLP<Float>(sizes: [6, 5, 2])
    for i in network.parameters.indices {
      network.parameters[i] = Float(generator.uniform(-1, 1))
    }
    let seen = (0..<6).map { _ in Float(generator.uniform(-1, 1)) }
    func outputs(_ network: MLP<Float>, _ input: [Float]) -> [Double] {
      var pass = MLP<Float>.Pass()
      network.forward(input, rows: 1, &pass)
      return pass.output.map(Double.init)
    }
    expectClose(
      outputs(rescaling.folded(into: network), seen), outputs(network, rescaling.numbers(of: seen)),
      tolerance: 1e-6)
  }

  @Test("it is drawn as the world inside is, and where that cannot be drawn, it cannot")
  func drawn() throws {
    let rescaling = try #require(Rescaling(from: [10, 5, 2], to: [1], count: 147))
    var grid = MiniGrid(EmptyRoom(size: 5))
    var redivided = RedividedWorld(grid, rescaling)
    _ = (grid.reset(seed: 1), redivided.reset(seed: 1))
    #expect(redivided.drawing == grid.drawing)
    #expect((redivided as any Environment) is any DrawnEnvironment)
    let cart = RedividedWorld(CartPole(), Rescaling(from: [1], to: [2], count: 4)!)
    #expect(!((cart as any Environment) is any DrawnInCharacters))
    #expect((cart as any Environment) is any DrawnEnvironment)
  }
}
