import Files
import Proximal
import TrainingFiles

/// `proximal play`: a file of tensors and the agent in it.
func read(_ bytes: [UInt8]) {
  do {
    try check(SafetensorsFile(parsing: bytes))
  } catch {
    checkMessage((error as? SafetensorsFault)?.message ?? "")
  }
}

private func check(_ file: SafetensorsFile) throws(SafetensorsFault) {
  // What was read can be written, and is then the same.
  guard let again = try? SafetensorsFile(parsing: file.bytes()),
    (again.tensors, again.metadata) == (file.tensors, file.metadata)
  else { fatalError("tensors that were read do not come back") }
  let agent = try SavedAgent(file)
  precondition(agent.actor.parameters.allSatisfy(\.isFinite), "a weight is not finite")
  precondition(agent.critic?.parameters.allSatisfy(\.isFinite) != false, "a weight is not finite")
  // What was read can be written, and is then the same agent.
  guard let same = try? SavedAgent(agent.tensors), same.actor.parameters == agent.actor.parameters,
    same.actionSpace == agent.actionSpace
  else { fatalError("an agent that was read does not come back") }
  _ = agent.act(on: [Float](repeating: 0.5, count: agent.actor.inputCount))
}

func seeds(from paths: [String]) -> [[UInt8]] {
  var generator = PCG64(seed: 1)
  func network(_ sizes: [Int]) -> MLP<Float> {
    var network = MLP<Float>(sizes: sizes)
    for i in network.parameters.indices {
      network.parameters[i] = Float(generator.standardNormal())
    }
    return network
  }
  let agents = [
    SavedAgent(
      environment: "CartPole-v1", algorithm: "ppo-clip", seed: 1, steps: 512,
      actor: network([4, 3, 2]), critic: network([4, 2, 2, 1])),
    SavedAgent(
      environment: "Pendulum-v1", algorithm: "ppo-clip", seed: .max, steps: 0,
      actor: network([3, 1]), critic: network([3, 2, 1]), logStandardDeviation: [-0.5]),
    SavedAgent(
      actor: network([6, 3, 5]), actionSpace: .multiDiscrete(counts: [2, 3]),
      observationForm: .init(key: "image", divisors: [10, 5, 2]),
      observationNormalisation: ObservationNormalisation(count: 6)),
  ]
  let empty = SafetensorsFile(metadata: [:], tensors: [])
  // The layout of Stable-Baselines3.
  let names = [
    "actor.0": "mlp_extractor.policy_net.0", "actor.2": "action_net",
    "critic.0": "mlp_extractor.value_net.0", "critic.2": "mlp_extractor.value_net.2",
    "critic.4": "value_net",
  ]
  var foreign = agents[0].tensors
  foreign.metadata = [:]
  for (ours, theirs) in names {
    for index in foreign.tensors.indices {
      let parts = foreign.tensors[index].name.split(separator: ".")
      if parts.count == 3, "\(parts[0]).\(parts[1])" == ours {
        foreign.tensors[index].name = "policy.\(theirs).\(parts[2])"
      }
    }
  }
  return (agents.map(\.tensors) + [empty, foreign]).map { try! $0.bytes() }
}

/// Another header with its right length, and sometimes another length of the data.
func mutated(_ bytes: [UInt8], _ dice: inout Dice) -> [UInt8]? {
  guard bytes.count >= 8 else { return nil }
  let length = bytes[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
  guard length <= UInt64(bytes.count - 8) else { return nil }
  var data = Array(bytes[(8 + Int(length))...])
  guard let header = try? JSONValue(parsing: Array(bytes[8..<8 + Int(length)])) else { return nil }
  let text = Array((dice.roll(4) > 0 ? header.mutated(&dice) : header).encoded.utf8)
  if !data.isEmpty {
    let index = dice.roll(data.count)
    switch dice.roll(8) {
    case 0: data.removeLast(index + 1)
    case 1: data += data[index...]
    case 2: data[index] = [0, 0x7f, 0x80, 0xff][dice.roll(4)]
    default: break
    }
  }
  return littleEndian(UInt64(text.count)) + text + data
}
