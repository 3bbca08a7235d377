import Foundation
import Proximal
import Testing

@testable import TrainingFiles

private typealias Tensor = SafetensorsFile.Tensor

/// Numbers from 1 on.
private func tensor(_ name: String, _ shape: Int...) -> Tensor {
  Tensor(name: name, shape: shape, values: (0..<shape.reduce(1, *)).map { Float($0 + 1) })
}

/// A perceptron of the widths 3, 5 and `outputs`, its layers behind these names.
private func perceptron(_ first: String, _ last: String, outputs: Int) -> [Tensor] {
  [
    tensor("\(first).weight", 5, 3), tensor("\(first).bias", 5),
    tensor("\(last).weight", outputs, 5), tensor("\(last).bias", outputs),
  ]
}

private let proximal = SafetensorsFile(
  metadata: [
    "environment": "Pendulum-v1", "algorithm": "ppo-clip", "seed": "7", "steps": "5",
    "activation": "tanh", "actor_hidden_sizes": "5", "critic_hidden_sizes": "5",
    "action_space": "Box(-2.0, 2.0, (2,), float32)", "observation_bound": "10.0",
  ],
  tensors: perceptron("actor.0", "actor.2", outputs: 2)
    + perceptron("critic.0", "critic.2", outputs: 1)
    + [
      tensor("actor_logstd", 1, 2), tensor("observation_mean", 3),
      tensor("observation_variance", 3),
    ])
private let cleanRL = SafetensorsFile(
  metadata: [:],
  tensors: perceptron("critic.0", "critic.2", outputs: 1)
    + perceptron("actor_mean.0", "actor_mean.2", outputs: 2) + [tensor("actor_logstd", 1, 2)])
private let stableBaselines3 = SafetensorsFile(
  metadata: [:],
  tensors: [tensor("log_std", 2)]
    + perceptron("mlp_extractor.policy_net.0", "action_net", outputs: 2)
    + perceptron("mlp_extractor.value_net.0", "value_net", outputs: 1))

extension SafetensorsFile {
  fileprivate func changed(_ change: (inout Self) -> Void) -> Self {
    var file = self
    change(&file)
    return file
  }

  fileprivate func without(_ name: String) -> Self {
    changed { $0.tensors.removeAll { $0.name == name } }
  }

  fileprivate func with(_ tensor: Tensor) -> Self {
    changed { file in
      file.tensors.removeAll { $0.name == tensor.name }
      file.tensors.append(tensor)
    }
  }

  fileprivate func with(_ name: String, _ word: String?) -> Self {
    changed { $0.metadata[name] = word }
  }

  /// Why it holds no agent, if it does not.
  fileprivate var fault: String? {
    do {
      _ = try SavedAgent(self)
      return nil
    } catch { return error.message }
  }
}

@Suite("Reading agents")
struct SavedAgentReadingTests {
  @Test("the same agent is read from each layout, with and without a prefix")
  func layouts() throws {
    let expected = try SavedAgent(proximal)
    #expect(expected.actor.sizes == [3, 5, 2] && expected.critic?.sizes == [3, 5, 1])
    let prefixed = stableBaselines3.changed { file in
      for index in file.tensors.indices {
        file.tensors[index].name = "policy.\(file.tensors[index].name)"
      }
    }
    for file in [cleanRL, stableBaselines3, prefixed] {
      let agent = try SavedAgent(file)
      #expect(agent.actor.sizes == expected.actor.sizes)
      #expect(agent.actor.parameters == expected.actor.parameters)
      #expect(agent.critic?.parameters == expected.critic?.parameters)
      #expect(agent.logStandardDeviation == [1, 2])
      #expect(agent.environment == nil && agent.steps == nil && agent.seed == nil)
      #expect(agent.actionSpace == .box(low: -.infinity, high: .infinity, count: 2))
      #expect(agent.observationForm == .init() && agent.observationNormalisation == nil)
      #expect(agent.remarks == ["the file names no activation: tanh is taken"])
    }
  }

  @Test("the widths are the tensors': nothing need be said about them")
  func widths() throws {
    let file = proximal.with("actor_hidden_sizes", nil).with("critic_hidden_sizes", nil)
    #expect(try SavedAgent(file).actor.sizes == [3, 5, 2])
    let linear = SafetensorsFile(
      metadata: [:], tensors: [tensor("action_net.weight", 2, 4), tensor("action_net.bias", 2)])
    let agent = try SavedAgent(linear)
    #expect(agent.actor.sizes == [4, 2] && agent.critic == nil)
    #expect(agent.actionSpace == .discrete(count: 2) && agent.remarks == [])
  }

  @Test("an agent without a critic is one")
  func noCritic() throws {
    for (file, part) in [(cleanRL, "critic"), (stableBaselines3, "value_net")] {
      let agent = try SavedAgent(file.changed { $0.tensors.removeAll { $0.name.contains(part) } })
      #expect(agent.critic == nil && agent.actor.sizes == [3, 5, 2])
    }
  }

  @Test("the activation is the one that the file names")
  func activation() throws {
    for (word, expected) in [("relu", Activation.relu), ("ReLU", .relu), ("Tanh", .tanh)] {
      let agent = try SavedAgent(cleanRL.with("activation", word))
      #expect(
        agent.actor.hiddenActivation == expected && agent.critic?.hiddenActivation == expected)
      #expect(agent.remarks == [])
    }
  }

  @Test("tensors that no agent needs are named and ignored")
  func spare() throws {
    let file = proximal.with(tensor("optimiser.step")).with(tensor("old.actor.0.weight", 2, 2))
    #expect(
      try SavedAgent(file).remarks
        == ["ignored, as no agent needs it: optimiser.step, old.actor.0.weight"])
    let many = (0..<10).reduce(proximal) { $0.with(tensor("t\($1)")) }
    #expect(
      try SavedAgent(many).remarks
        == ["ignored, as no agent needs it: t0, t1, t2, t3, t4, t5, t6, t7 and 2 more"])
  }

  @Test("converted numbers are told, and one that cannot be read is told where it is looked for")
  func types() throws {
    func file(_ types: [String: String]) throws -> SafetensorsFile {
      var (entries, data): ([String], [UInt8]) = ([], [])
      for (name, shape) in [
        ("action_net.weight", "[1,1]"), ("action_net.bias", "[1]"), ("n", "[]"),
      ] {
        let type = types[name] ?? "F32"
        let size = ["F16": 2, "F32": 4, "I64": 8][type]!
        entries.append(
          #""\#(name)":{"dtype":"\#(type)","shape":\#(shape),"#
            + #""data_offsets":[\#(data.count),\#(data.count + size)]}"#)
        data += [UInt8](repeating: 0, count: size)
      }
      let header = Array("{\(entries.joined(separator: ","))}".utf8)
      return try SafetensorsFile(parsing: littleEndian(UInt64(header.count)) + header + data)
    }
    #expect(
      try SavedAgent(file(["action_net.weight": "F16", "n": "I64"])).remarks == [
        "numbers in F16 were converted to F32", "ignored, as no agent needs it: n",
      ])
    #expect(
      try file(["action_net.bias": "I64"]).fault
        == #"action_net.bias has the dtype "I64"; finite numbers in F16, BF16, F32 or F64 are read"#
    )
  }

  @Test("a tensor that is missing is named")
  func missing() {
    for file in [proximal, cleanRL, stableBaselines3] {
      for tensor in file.tensors {
        let fault = file.without(tensor.name).fault
        switch tensor.name {
        case "log_std": #expect(fault == nil)
        case "actor_logstd" where file == cleanRL: #expect(fault == nil)
        case "actor_logstd": #expect(fault == "actor_logstd or log_std is missing")
        default: #expect(fault == "\(tensor.name) is missing")
        }
      }
    }
    #expect(
      SafetensorsFile(metadata: [:], tensors: [tensor("fc1.weight", 2, 2)]).fault
        == "no policy is in it: looked for actor.0.weight, actor_mean.0.weight, action_net.weight; "
        + "found fc1.weight")
  }

  @Test("a layer that is left out is missed, where nothing tells the widths")
  func gap() {
    let deep = SafetensorsFile(
      metadata: [:],
      tensors: [0, 2, 4, 6].flatMap {
        [tensor("actor.\($0).weight", 4, 4), tensor("actor.\($0).bias", 4)]
      })
    #expect(deep.fault == nil)
    #expect(
      deep.without("actor.2.weight").without("actor.2.bias").fault == "actor.2.weight is missing")
    #expect(
      deep.with(tensor("actor.1.weight", 4)).fault
        == "actor.1 has parameters, and stands where an activation is expected")
    #expect(
      deep.with(tensor("actor.\(Int.max - 1).weight", 4)).fault
        == "actor.\(Int.max - 1) is one layer too many")
    #expect(
      proximal.with("actor_hidden_sizes", "5,2").fault == "actor.4.weight is missing")
    #expect(
      proximal.with("actor_hidden_sizes", "").fault
        == "actor_hidden_sizes in the metadata is \"\"; 5, as the tensors say, is expected")
  }

  @Test("a matrix the wrong way round is told the right way round", arguments: [true, false])
  func transposedMatrix(saysWidths: Bool) {
    var file = proximal
    if !saysWidths { file.metadata["actor_hidden_sizes"] = nil }
    #expect(
      file.with(tensor("actor.0.weight", 3, 5)).fault
        == "actor.0.weight: [5, 3] expected, [3, 5] found")
    #expect(
      file.with(tensor("actor.2.weight", 5, 2)).fault
        == "actor.2.weight: [2, 5] expected, [5, 2] found")
  }

  @Test("other shapes that do not fit")
  func shapes() {
    #expect(
      proximal.with(tensor("actor.0.weight", 15)).fault
        == "actor.0.weight: [outputs, inputs] expected, [15] found")
    #expect(
      proximal.with(tensor("actor.0.weight", 5, 0)).fault
        == "actor.0.weight: [outputs, inputs] expected, [5, 0] found")
    #expect(
      proximal.with(tensor("actor.0.bias", 4)).fault == "actor.0.bias: [5] expected, [4] found")
    #expect(
      cleanRL.with(tensor("actor_mean.0.bias", 4)).fault
        == "actor_mean.0.bias: [5] expected, [4] found")
    #expect(
      proximal.with(tensor("actor.0.bias", 1, 5)).fault
        == "actor.0.bias: [5] expected, [1, 5] found")
    #expect(
      proximal.with(tensor("actor_logstd", 2, 1)).fault
        == "actor_logstd: [1, 2] expected, [2, 1] found")
    #expect(
      proximal.with(tensor("critic.0.weight", 5, 4)).fault
        == "the actor sees 3 numbers, the critic 4")
    #expect(
      proximal.with(tensor("critic.2.weight", 2, 5)).with(tensor("critic.2.bias", 2)).fault
        == "the critic has 2 outputs, not 1")
  }

  @Test("words that make no sense are named")
  func words() {
    for (name, word, expected) in [
      ("activation", "gelu", "tanh or relu"), ("seed", "-1", "a whole number from 0 on"),
      ("steps", "-1", "a whole number from 0 on"), ("steps", "1e6", "a whole number from 0 on"),
      ("actor_hidden_sizes", "5;3", "a list of widths such as 64,64"),
      ("critic_hidden_sizes", "5,", "a list of widths such as 64,64"),
      ("critic_hidden_sizes", "0", "a list of widths such as 64,64"),
      ("action_space", "Tuple()", "a space such as Discrete(7)"),
      ("observation_divisors", "10,0,2", "a list of numbers such as 10,5,2"),
      ("observation_divisors", "", "a list of numbers such as 10,5,2"),
      ("observation_divisors", "10,1e-45,2", "a list of numbers such as 10,5,2"),
      ("observation_divisors", "10, ,2", "a list of numbers such as 10,5,2"),
      ("observation_divisors", "1 0,5,2", "a list of numbers such as 10,5,2"),
      ("observation_bound", "0", "a number above 0"),
      ("observation_epsilon", "-1", "a number above 0"),
      ("observation_count", "inf", "a number above 0"),
    ] {
      #expect(
        proximal.with(name, word).fault
          == "\(name) in the metadata is \"\(word)\"; \(expected) is expected")
    }
    #expect(
      proximal.with("action_space", "Discrete(2)").fault
        == "Discrete(2) takes no log σ, and there is one")
    #expect(
      proximal.with("observation_divisors", "10,5").fault
        == "observations of 3 numbers cannot be divided by [10.0, 5.0] in turn")
  }

  @Test("how the input is made is read")
  func input() throws {
    let agent = try SavedAgent(
      proximal.with("observation_key", "image").with("observation_divisors", "10,5,2")
        .with("observation_epsilon", "0.5").with("observation_count", "100"))
    #expect(agent.observationForm == .init(key: "image", divisors: [10, 5, 2]))
    let spaced = try SavedAgent(proximal.with("observation_divisors", " 10, 5 ,2"))
    #expect(spaced.observationForm.divisors == [10, 5, 2])
    #expect(
      agent.observationNormalisation
        == ObservationNormalisation(
          mean: [1, 2, 3], variance: [1, 2, 3], bound: 10, epsilon: 0.5, seen: 100))
  }

  @Test("statistics that are missing or make no sense are refused")
  func statistics() {
    #expect(
      proximal.with("observation_bound", nil).fault
        == "observation_bound is missing in the metadata: where normalised observations are cut off"
    )
    #expect(
      proximal.with(Tensor(name: "observation_variance", shape: [3], values: [0, -1, 1])).fault
        == "observation_variance holds -1.0 at index 1, which is below 0")
    #expect(
      proximal.with(tensor("observation_variance", 1, 3)).fault
        == "observation_variance: [3] expected, [1, 3] found")
    #expect(
      proximal.with(tensor("observation_mean", 0)).fault
        == "observation_mean: [inputs] expected, [0] found")
    #expect(
      proximal.with(tensor("observation_mean", 2)).with(tensor("observation_variance", 2)).fault
        == "the statistics of observations have 2 components, the actor sees 3")
  }
}
