import Files
import Foundation
import Proximal
import TestSupport
import Testing

@testable import TrainingFiles

private func network(_ sizes: [Int], seed: UInt64) -> MLP<Float> {
  var generator = PCG64(seed: seed)
  var network = MLP<Float>(sizes: sizes)
  for index in network.parameters.indices {
    network.parameters[index] = Float(generator.standardNormal())
  }
  return network
}

private let discrete = SavedAgent(
  environment: "CartPole-v1", algorithm: "ppo-clip", seed: .max, steps: 500_000,
  actor: network([4, 5, 3, 2], seed: 1), critic: network([4, 6, 1], seed: 2))
private let gaussian = SavedAgent(
  environment: "Pendulum-v1", algorithm: "ppo-clip", seed: 1, steps: 0,
  actor: network([3, 2], seed: 3), critic: network([3, 64, 64, 1], seed: 4),
  logStandardDeviation: [-0.5, 0.25])
/// By no program of this course, with relu, and without a critic.
private let divided: SavedAgent = {
  var actor = MLP<Float>(sizes: [6, 4, 5], hiddenActivation: .relu)
  actor.parameters = network(actor.sizes, seed: 5).parameters
  return SavedAgent(
    actor: actor, actionSpace: .multiDiscrete(counts: [2, 3]),
    observationForm: .init(key: "image", divisors: [10, 5, 2]))
}()
private let normalised = SavedAgent(
  environment: "Pendulum-v1", algorithm: "ppo-clip", seed: 1, steps: 5,
  actor: network([3, 2], seed: 3), critic: network([3, 1], seed: 4),
  logStandardDeviation: [-0.5, 0.25],
  observationNormalisation: ObservationNormalisation(
    mean: [0.5, -2, 0], variance: [0.25, 0, 16], bound: 3, epsilon: 1e-6, seen: 1024))

struct SavedAgentTests {
  @Test("the names, shapes and words are those that PyTorch users expect")
  func names() {
    let file = discrete.tensors
    #expect(
      file.tensors.map { "\($0.name) \($0.shape)" } == [
        "actor.0.weight [5, 4]", "actor.0.bias [5]", "actor.2.weight [3, 5]", "actor.2.bias [3]",
        "actor.4.weight [2, 3]", "actor.4.bias [2]",
        "critic.0.weight [6, 4]", "critic.0.bias [6]", "critic.2.weight [1, 6]",
        "critic.2.bias [1]",
      ])
    #expect(
      file.metadata == [
        "format": "pt", "environment": "CartPole-v1", "algorithm": "ppo-clip",
        "actor_hidden_sizes": "5,3", "critic_hidden_sizes": "6", "activation": "tanh",
        "seed": "18446744073709551615", "steps": "500000", "action_space": "Discrete(2)",
      ])
    #expect(
      gaussian.tensors.tensors.last
        == .init(name: "actor_logstd", shape: [1, 2], values: [-0.5, 0.25]))
  }

  @Test("weights are transposed: an output's weights stand together")
  func layout() {
    // y = x W + b with W = [[1, 2, 3], [4, 5, 6]] and b = (7, 8, 9).
    let actor = MLP<Float>(sizes: [2, 3], parameters: [1, 2, 3, 4, 5, 6, 7, 8, 9])
    let agent = SavedAgent(
      environment: "", algorithm: "", seed: 0, steps: 0, actor: actor,
      critic: MLP(sizes: [2, 1], parameters: [10, 11, 12]))
    #expect(
      agent.tensors.tensors == [
        .init(name: "actor.0.weight", shape: [3, 2], values: [1, 4, 2, 5, 3, 6]),
        .init(name: "actor.0.bias", shape: [3], values: [7, 8, 9]),
        .init(name: "critic.0.weight", shape: [1, 2], values: [10, 11]),
        .init(name: "critic.0.bias", shape: [1], values: [12]),
      ])
  }

  @Test("an agent comes back to the bit, and saving it again gives the same bytes")
  func roundTrip() throws {
    for agent in [discrete, gaussian, normalised, divided] {
      try withFile([], named: "agent.safetensors") { path in
        try agent.save(to: path)
        let bytes = FileManager.default.contents(atPath: path)
        let read = try SavedAgent(contentsOf: path)
        #expect(read.environment == agent.environment)
        #expect(read.algorithm == agent.algorithm)
        #expect(read.seed == agent.seed)
        #expect(read.steps == agent.steps)
        for (read, agent) in [(read.actor, agent.actor), (read.critic, agent.critic)] {
          #expect(read?.sizes == agent?.sizes)
          #expect(read?.hiddenActivation == agent?.hiddenActivation)
          #expect(read?.parameters.map(\.bitPattern) == agent?.parameters.map(\.bitPattern))
        }
        #expect(read.actionSpace == agent.actionSpace)
        #expect(read.observationForm == agent.observationForm)
        #expect(read.remarks == [])
        #expect(read.logStandardDeviation == agent.logStandardDeviation)
        #expect(read.observationNormalisation == agent.observationNormalisation)
        try read.save(to: path)
        #expect(FileManager.default.contents(atPath: path) == bytes)
      }
    }
  }

  @Test("what observations were normalised by is in the file, to float32")
  func normalisation() {
    let file = normalised.tensors
    #expect(
      file.tensors.suffix(2) == [
        .init(name: "observation_mean", shape: [3], values: [0.5, -2, 0]),
        .init(name: "observation_variance", shape: [3], values: [0.25, 0, 16]),
      ])
    #expect(file.metadata["observation_bound"] == "3.0")
    #expect(file.metadata["observation_epsilon"] == "1e-06")
    #expect(file.metadata["observation_count"] == "1024.0")
    #expect(gaussian.tensors.metadata["observation_bound"] == nil)
  }

  @Test("how the input is made and what comes out is in the file")
  func words() {
    let words = divided.tensors.metadata
    #expect(words["observation_key"] == "image" && words["observation_divisors"] == "10.0,5.0,2.0")
    #expect(words["activation"] == "relu" && words["action_space"] == "MultiDiscrete([2 3])")
    #expect(words["critic_hidden_sizes"] == nil && words["environment"] == nil)
    #expect(gaussian.tensors.metadata["action_space"] == "Box(-inf, inf, (2,), float32)")
  }

  @Test("an error names the file")
  func errors() throws {
    try withFile(try SafetensorsFile(metadata: [:], tensors: []).bytes()) { path in
      let reason =
        "no policy is in it: looked for actor.0.weight, actor_mean.0.weight, action_net.weight; found "
        + "nothing"
      #expect(throws: FileError(path: path, action: "read", reason: reason)) {
        try SavedAgent(contentsOf: path)
      }
    }
    var diverged = discrete
    diverged.critic?.parameters[3] = .infinity
    try withFile([]) { path in
      // The critic's first weights are [4 × 6] here, [6 × 4] in the file.
      let reason = "critic.0.weight holds inf at index 12"
      #expect(throws: FileError(path: path, action: "write", reason: reason)) {
        try diverged.save(to: path)
      }
    }
  }

  @Test("parts that do not belong together are not taken")
  func misuse() async {
    let activation = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = SavedAgent(
        actor: MLP(sizes: [2, 3], hiddenActivation: .relu), critic: MLP(sizes: [2, 1]))
    }
    expectMessage(activation, "the actor and the critic have different activations")
    let critic = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = SavedAgent(actor: MLP(sizes: [2, 3]), critic: MLP(sizes: [3, 1]))
    }
    expectMessage(critic, "the actor sees 2 numbers, the critic 3")
    let space = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = SavedAgent(actor: MLP(sizes: [2, 3]), actionSpace: .discrete(count: 4))
    }
    expectMessage(space, "Discrete(4) takes 4 outputs of the actor, which has 3")
    let divisors = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = SavedAgent(actor: MLP(sizes: [2, 3]), observationForm: .init(divisors: [10, 5, 2]))
    }
    expectMessage(
      divisors, "observations of 2 numbers cannot be divided by [10.0, 5.0, 2.0] in turn")
  }
}
