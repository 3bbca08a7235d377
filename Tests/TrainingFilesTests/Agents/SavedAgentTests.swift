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
private let normalised = SavedAgent(
  environment: "Pendulum-v1", algorithm: "ppo-clip", seed: 1, steps: 5,
  actor: network([3, 2], seed: 3), critic: network([3, 1], seed: 4),
  logStandardDeviation: [-0.5, 0.25],
  observationNormalisation: ObservationNormalisation(
    mean: [0.5, -2, 0], variance: [0.25, 0, 16], bound: 10))

private func fault(_ file: SafetensorsFile) -> String? {
  do {
    _ = try SavedAgent(file)
    return nil
  } catch { return error.message }
}

/// The agent's file after a change, and why that is no agent.
private func fault(
  of agent: SavedAgent = discrete, _ change: (inout SafetensorsFile) -> Void
) -> String? {
  var file = agent.tensors
  change(&file)
  return fault(file)
}

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
        "seed": "18446744073709551615", "steps": "500000",
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
    for agent in [discrete, gaussian, normalised] {
      try withFile([], named: "agent.safetensors") { path in
        try agent.save(to: path)
        let bytes = FileManager.default.contents(atPath: path)
        let read = try SavedAgent(contentsOf: path)
        #expect(read.environment == agent.environment)
        #expect(read.algorithm == agent.algorithm)
        #expect(read.seed == agent.seed)
        #expect(read.steps == agent.steps)
        for (read, agent) in [(read.actor, agent.actor), (read.critic, agent.critic)] {
          #expect(read.sizes == agent.sizes)
          #expect(read.hiddenActivation == .tanh)
          #expect(read.parameters.map(\.bitPattern) == agent.parameters.map(\.bitPattern))
        }
        #expect(read.logStandardDeviation == agent.logStandardDeviation)
        #expect(read.observationNormalisation == agent.observationNormalisation)
        try read.save(to: path)
        #expect(FileManager.default.contents(atPath: path) == bytes)
      }
    }
  }

  @Test("a tensor that is missing, unknown or of another shape is named")
  func tensors() {
    for index in discrete.tensors.tensors.indices {
      let name = discrete.tensors.tensors[index].name
      #expect(fault { $0.tensors.remove(at: index) } == "\(name) is missing")
    }
    #expect(
      fault { $0.tensors.append(.init(name: "actor.6.weight", shape: [0], values: [])) }
        == "actor.6.weight is a tensor that no agent has")
    #expect(
      fault { $0.tensors[2].shape = [5, 3] } == "actor.2.weight has the shape [5, 3], not [3, 5]")
    #expect(
      fault { $0.tensors[0].shape = [20] }
        == "actor.0.weight has the shape [20], not that of a layer")
    #expect(
      fault { $0.tensors[0] = .init(name: "actor.0.weight", shape: [5, 0], values: []) }
        == "actor.0.weight has the shape [5, 0], not that of a layer")
    #expect(fault { $0.tensors[1].shape = [1, 5] } == "actor.0.bias has the shape [1, 5], not [5]")
    #expect(
      fault { $0.tensors[1] = .init(name: "actor.0.bias", shape: [4], values: [0, 0, 0, 0]) }
        == "actor.0.bias has the shape [4], not [5]")
    #expect(
      fault(of: gaussian) { $0.tensors[$0.tensors.count - 1].shape = [2] }
        == "actor_logstd has the shape [2], not [1, 2]")
  }

  @Test("parts that do not belong together are refused")
  func parts() {
    #expect(
      fault(of: gaussian) {
        $0.tensors[$0.tensors.count - 1] = .init(name: "actor_logstd", shape: [1, 1], values: [0])
      } == "actor_logstd has 1 numbers for 2 outputs of the actor")
    #expect(
      fault {
        $0.tensors[8] = .init(
          name: "critic.2.weight", shape: [2, 6], values: Array(repeating: 0, count: 12))
        $0.tensors[9] = .init(name: "critic.2.bias", shape: [2], values: [0, 0])
      } == "the critic has 2 outputs, not 1")
    #expect(
      fault {
        $0.tensors[6] = .init(
          name: "critic.0.weight", shape: [6, 3], values: Array(repeating: 0, count: 18))
      } == "the actor sees 4 numbers, the critic 3")
  }

  @Test("words that are missing or make no sense are named")
  func words() {
    for name in discrete.tensors.metadata.keys where name != "format" {
      #expect(
        fault { $0.metadata[name] = nil }
          == "not an agent of this course: \(name) is missing in the metadata")
    }
    for (name, word, expected) in [
      ("activation", "gelu", "tanh or relu"), ("seed", "-1", "a whole number from 0 on"),
      ("steps", "-1", "a whole number from 0 on"), ("steps", "1e6", "a whole number from 0 on"),
      ("actor_hidden_sizes", "5;3", "a list of widths such as 64,64"),
      ("critic_hidden_sizes", "6,", "a list of widths such as 64,64"),
      ("critic_hidden_sizes", "0", "a list of widths such as 64,64"),
    ] {
      #expect(
        fault { $0.metadata[name] = word }
          == "\(name) in the metadata is \"\(word)\"; \(expected) is expected")
    }
    #expect(
      fault { $0.metadata["actor_hidden_sizes"] = "5,4" }
        == "actor.2.weight has the shape [3, 5], not [4, 5]")
    #expect(
      fault { $0.metadata["actor_hidden_sizes"] = "5,3,2" } == "actor.6.weight is missing")
    #expect(
      fault { $0.metadata["critic_hidden_sizes"] = "" }
        == "the critic has 6 outputs, not 1")
  }

  @Test("what observations were normalised by is in the file, to float32")
  func normalisation() {
    let file = normalised.tensors
    #expect(
      file.tensors.suffix(2) == [
        .init(name: "observation_mean", shape: [3], values: [0.5, -2, 0]),
        .init(name: "observation_variance", shape: [3], values: [0.25, 0, 16]),
      ])
    #expect(file.metadata["observation_bound"] == "10.0")
    #expect(gaussian.tensors.metadata["observation_bound"] == nil)
  }

  @Test("statistics that are missing or make no sense are refused")
  func statistics() {
    let last = normalised.tensors.tensors.count - 1
    #expect(
      fault(of: normalised) { $0.tensors.remove(at: last) } == "observation_variance is missing")
    #expect(
      fault(of: normalised) { $0.tensors.remove(at: last - 1) } == "observation_mean is missing")
    #expect(
      fault(of: normalised) { $0.tensors[last].values[1] = -1 }
        == "the number 1 of observation_variance is -1.0, below 0")
    #expect(
      fault(of: normalised) { $0.tensors[last].shape = [1, 3] }
        == "observation_variance has the shape [1, 3], not [3]")
    #expect(
      fault(of: normalised) {
        $0.tensors[last] = .init(name: "observation_variance", shape: [2], values: [1, 1])
      }
        == "observation_mean has 3 numbers, observation_variance 2: as many and at least one are "
        + "expected")
    #expect(
      fault(of: normalised) { file in
        for index in [last - 1, last] {
          (file.tensors[index].shape, file.tensors[index].values) = ([1], [1])
        }
      } == "observation_mean has 1 numbers, the actor sees 3")
    #expect(
      fault(of: normalised) { $0.metadata["observation_bound"] = nil }
        == "not an agent of this course: observation_bound is missing in the metadata")
    for bound in ["0", "nan", "-1", "x"] {
      #expect(
        fault(of: normalised) { $0.metadata["observation_bound"] = bound }
          == "observation_bound in the metadata is \"\(bound)\"; a number above 0 is expected")
    }
  }

  @Test("an error names the file")
  func errors() throws {
    try withFile(try SafetensorsFile(metadata: [:], tensors: []).bytes()) { path in
      let reason = "not an agent of this course: environment is missing in the metadata"
      #expect(throws: FileError(path: path, action: "read", reason: reason)) {
        try SavedAgent(contentsOf: path)
      }
    }
    var diverged = discrete
    diverged.critic.parameters[3] = .infinity
    try withFile([]) { path in
      // The critic's first weights are [4 × 6] here, [6 × 4] in the file.
      let reason = "the number 12 of critic.0.weight is inf"
      #expect(throws: FileError(path: path, action: "write", reason: reason)) {
        try diverged.save(to: path)
      }
    }
  }

  @Test("networks with relu come back as they were: the word in the file makes the difference")
  func relu() throws {
    var agent = discrete
    agent.actor = MLP(
      sizes: agent.actor.sizes, hiddenActivation: .relu, parameters: agent.actor.parameters)
    agent.critic = MLP(
      sizes: agent.critic.sizes, hiddenActivation: .relu, parameters: agent.critic.parameters)
    #expect(agent.tensors.tensors == discrete.tensors.tensors)
    let read = try SavedAgent(agent.tensors)
    let activations = [read.actor.hiddenActivation, read.critic.hiddenActivation]
    #expect(activations == [.relu, .relu])
    #expect(read.tensors == agent.tensors && read.tensors != discrete.tensors)
  }

  @Test("parts that do not belong together are not taken either")
  func misuse() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = SavedAgent(
        environment: "", algorithm: "", seed: 0, steps: 0,
        actor: MLP(sizes: [2, 3], hiddenActivation: .relu), critic: MLP(sizes: [2, 1]))
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(
      message.contains(
        "the actor has relu, the critic tanh between its layers; both are to have the same"))
  }
}
