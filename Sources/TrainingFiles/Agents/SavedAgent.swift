import Files
import Proximal

/// A trained agent as it lies on disk: its networks, and what trained them.
///
/// The tensors have the names and the layout that PyTorch gives a module with two attributes,
/// `actor` and `critic`, each an `nn.Sequential(Linear, Tanh, Linear, Tanh, …, Linear)`, or with ReLU
/// in place of Tanh, as `activation` among the words about them says, so that
/// `load_state_dict` takes them as they are: `actor.0.weight` `[outputs × inputs]`, `actor.0.bias`
/// `[outputs]`, `actor.2.weight`, …, `critic.0.weight`, …. A Gaussian policy has `actor_logstd`
/// `[1 × n]` besides; an agent that saw normalised observations has their statistics, `observation_mean`
/// and `observation_variance`, `[n]`. Weights are not rounded; the statistics are, to float32.
public struct SavedAgent: Sendable {
  /// Gymnasium's name of the environment.
  public var environment: String
  /// What trained it: `ppo-clip`.
  public var algorithm: String
  /// Of the training.
  public var seed: UInt64
  /// The environment steps of the training.
  public var steps: Int
  /// Gives the logits, or the mean of a Gaussian.
  public var actor: MLP<Float>
  /// Gives V(s).
  public var critic: MLP<Float>
  /// log σ of a Gaussian policy, one number for each component of an action; nil where actions are
  /// discrete.
  public var logStandardDeviation: [Float]?
  /// What both networks are shown in place of an observation, where they were trained so.
  public var observationNormalisation: ObservationNormalisation?

  /// Writes the agent whole, or leaves what was there.
  public func save(to path: String) throws(FileError) {
    try tensors.write(to: path)
  }

  /// Reads an agent. Whatever is in the file, there is an agent that can act, or one error.
  public init(contentsOf path: String) throws(FileError) {
    let file = try SafetensorsFile(contentsOf: path)
    do {
      self = try Self(file)
    } catch {
      throw FileError(path: path, action: "read", reason: error.message)
    }
  }

  /// An agent from its parts, which must fit together: else this traps and says what does not.
  public init(
    environment: String, algorithm: String, seed: UInt64, steps: Int, actor: MLP<Float>,
    critic: MLP<Float>, logStandardDeviation: [Float]? = nil,
    observationNormalisation: ObservationNormalisation? = nil
  ) {
    (self.environment, self.algorithm) = (environment, algorithm)
    (self.seed, self.steps) = (seed, steps)
    (self.actor, self.critic) = (actor, critic)
    self.logStandardDeviation = logStandardDeviation
    self.observationNormalisation = observationNormalisation
    if let fault { fatalError(fault) }
  }

  /// Why the parts do not make an agent, if they do not.
  private var fault: String? {
    if actor.hiddenActivation != critic.hiddenActivation {
      return "the actor has \(actor.hiddenActivation), the critic \(critic.hiddenActivation) "
        + "between its layers; both are to have the same"
    }
    if actor.hiddenActivation.name == nil { return "networks with tanh or relu are saved" }
    if critic.outputCount != 1 { return "the critic has \(critic.outputCount) outputs, not 1" }
    if critic.inputCount != actor.inputCount {
      return "the actor sees \(actor.inputCount) numbers, the critic \(critic.inputCount)"
    }
    if let count = logStandardDeviation?.count, count != actor.outputCount {
      return "\(Names.logStandardDeviation) has \(count) numbers for \(actor.outputCount) outputs "
        + "of the actor"
    }
    if let count = observationNormalisation?.mean.count, count != actor.inputCount {
      return "\(Names.observationMean) has \(count) numbers, the actor sees \(actor.inputCount)"
    }
    return nil
  }
}

/// What the tensors and the words about them are called.
private enum Names {
  static let actor = "actor"
  static let critic = "critic"
  static let logStandardDeviation = "actor_logstd"
  static let observationMean = "observation_mean"
  static let observationVariance = "observation_variance"
  static let observationBound = "observation_bound"
  static let environment = "environment"
  static let algorithm = "algorithm"
  static let activation = "activation"
  static let seed = "seed"
  static let steps = "steps"

  static func hiddenSizes(of network: String) -> String { "\(network)_hidden_sizes" }

  /// Activations have places of their own in an `nn.Sequential`, but no parameters.
  static func weight(_ network: String, _ layer: Int) -> String { "\(network).\(2 * layer).weight" }
  static func bias(_ network: String, _ layer: Int) -> String { "\(network).\(2 * layer).bias" }
}

// MARK: - To tensors

extension SavedAgent {
  /// The agent as a file holds it.
  public var tensors: SafetensorsFile {
    var tensors = actor.tensors(named: Names.actor) + critic.tensors(named: Names.critic)
    if let logStandardDeviation {
      tensors.append(
        .init(
          name: Names.logStandardDeviation, shape: [1, logStandardDeviation.count],
          values: logStandardDeviation))
    }
    if let observationNormalisation { tensors += observationNormalisation.tensors }
    return SafetensorsFile(metadata: metadata, tensors: tensors)
  }

  private var metadata: [String: String] {
    var words = [
      "format": "pt", Names.environment: environment, Names.algorithm: algorithm,
      Names.hiddenSizes(of: Names.actor): actor.hiddenSizes,
      Names.hiddenSizes(of: Names.critic): critic.hiddenSizes,
      Names.activation: actor.hiddenActivation.name ?? "", Names.seed: "\(seed)",
      Names.steps: "\(steps)",
    ]
    if let bound = observationNormalisation?.bound { words[Names.observationBound] = "\(bound)" }
    return words
  }
}

extension ObservationNormalisation {
  fileprivate var tensors: [SafetensorsFile.Tensor] {
    [(Names.observationMean, mean), (Names.observationVariance, variance)].map { name, values in
      SafetensorsFile.Tensor(name: name, shape: [values.count], values: values.map { Float($0) })
    }
  }
}

extension MLP<Float> {
  /// `64,64`
  fileprivate var hiddenSizes: String {
    sizes.dropFirst().dropLast().map(String.init).joined(separator: ",")
  }

  fileprivate func tensors(named name: String) -> [SafetensorsFile.Tensor] {
    (0..<sizes.count - 1).flatMap { layer in
      let (inputs, outputs) = (sizes[layer], sizes[layer + 1])
      let weights = Array(parameters[weightRange(ofLayer: layer)])
      return [
        SafetensorsFile.Tensor(
          name: Names.weight(name, layer), shape: [outputs, inputs],
          values: transposed(weights, rows: inputs, columns: outputs)),
        SafetensorsFile.Tensor(
          name: Names.bias(name, layer), shape: [outputs],
          values: Array(parameters[biasRange(ofLayer: layer)])),
      ]
    }
  }
}

/// `[rows × columns]` as `[columns × rows]`, both row-major.
private func transposed(_ matrix: [Float], rows: Int, columns: Int) -> [Float] {
  (0..<matrix.count).map { matrix[$0 % rows * columns + $0 / rows] }
}

// MARK: - From tensors

extension SavedAgent {
  /// The agent that a file holds.
  /// - Throws: ``SafetensorsFault`` when the tensors are not those of an agent.
  public init(_ file: SafetensorsFile) throws(SafetensorsFault) {
    environment = try file.word(Names.environment)
    algorithm = try file.word(Names.algorithm)
    guard let activation = Activation(named: try file.word(Names.activation)) else {
      throw try file.unusable(Names.activation, alternatives(Activation.named.map(\.name)))
    }
    guard let seed = UInt64(try file.word(Names.seed)) else {
      throw try file.unusable(Names.seed, "a whole number from 0 on")
    }
    guard let steps = Int(try file.word(Names.steps)), steps >= 0 else {
      throw try file.unusable(Names.steps, "a whole number from 0 on")
    }
    (self.seed, self.steps) = (seed, steps)
    actor = try file.network(Names.actor, activation)
    critic = try file.network(Names.critic, activation)
    logStandardDeviation = file.find(Names.logStandardDeviation)?.values
    observationNormalisation = try file.observationNormalisation()
    if let fault { throw SafetensorsFault(fault) }
    try checkShapes(file)
  }

  /// What is written again must have the tensors that were read: no other shape, none left over.
  private func checkShapes(_ file: SafetensorsFile) throws(SafetensorsFault) {
    let expected = tensors
    for tensor in file.tensors {
      guard let shape = expected.find(tensor.name)?.shape else {
        throw SafetensorsFault("\(tensor.name) is a tensor that no agent has")
      }
      guard tensor.shape == shape else {
        throw SafetensorsFault("\(tensor.name) has the shape \(tensor.shape), not \(shape)")
      }
    }
  }
}

extension SafetensorsFile {
  fileprivate func word(_ name: String) throws(SafetensorsFault) -> String {
    guard let word = metadata[name] else {
      throw SafetensorsFault("not an agent of this course: \(name) is missing in the metadata")
    }
    return word
  }

  fileprivate func unusable(
    _ name: String, _ expected: String
  ) throws(SafetensorsFault) -> SafetensorsFault {
    SafetensorsFault("\(name) in the metadata is \"\(try word(name))\"; \(expected) is expected")
  }

  fileprivate func find(_ name: String) -> Tensor? {
    tensors.first { $0.name == name }
  }

  private func tensor(_ name: String) throws(SafetensorsFault) -> Tensor {
    guard let tensor = find(name) else { throw SafetensorsFault("\(name) is missing") }
    return tensor
  }

  fileprivate func observationNormalisation() throws(SafetensorsFault) -> ObservationNormalisation?
  {
    let names = [Names.observationMean, Names.observationVariance]
    guard names.contains(where: { find($0) != nil }) else { return nil }
    let (mean, variance) = (try tensor(names[0]).values, try tensor(names[1]).values)
    guard mean.count == variance.count, !mean.isEmpty else {
      throw SafetensorsFault(
        "\(names[0]) has \(mean.count) numbers, \(names[1]) \(variance.count): as many and at least "
          + "one are expected")
    }
    if let index = variance.firstIndex(where: { $0 < 0 }) {
      throw SafetensorsFault("the number \(index) of \(names[1]) is \(variance[index]), below 0")
    }
    guard let bound = Double(try word(Names.observationBound)), bound > 0 else {
      throw try unusable(Names.observationBound, "a number above 0")
    }
    return ObservationNormalisation(
      mean: mean.map(Double.init), variance: variance.map(Double.init), bound: bound)
  }

  fileprivate func network(
    _ name: String, _ activation: Activation
  ) throws(SafetensorsFault) -> MLP<Float> {
    let hidden = try hiddenSizes(of: name)
    var sizes: [Int] = []
    var parameters: [Float] = []
    for layer in 0...hidden.count {
      let weight = try tensor(Names.weight(name, layer))
      let bias = try tensor(Names.bias(name, layer))
      guard weight.shape.count == 2, weight.shape.allSatisfy({ $0 > 0 }) else {
        throw SafetensorsFault("\(weight.name) has the shape \(weight.shape), not that of a layer")
      }
      let (outputs, inputs) = (weight.shape[0], weight.shape[1])
      if layer == 0 { sizes = [inputs] }
      let expected = layer < hidden.count ? hidden[layer] : outputs
      guard inputs == sizes[layer], outputs == expected else {
        throw SafetensorsFault(
          "\(weight.name) has the shape \(weight.shape), not \([expected, sizes[layer]])")
      }
      guard bias.shape == [outputs] else {
        throw SafetensorsFault("\(bias.name) has the shape \(bias.shape), not \([outputs])")
      }
      sizes.append(outputs)
      parameters += transposed(weight.values, rows: outputs, columns: inputs) + bias.values
    }
    return MLP(sizes: sizes, hiddenActivation: activation, parameters: parameters)
  }

  private func hiddenSizes(of network: String) throws(SafetensorsFault) -> [Int] {
    let name = Names.hiddenSizes(of: network)
    let texts = try word(name).split(separator: ",", omittingEmptySubsequences: false)
    if texts == [""] { return [] }
    let sizes = texts.compactMap { Int($0) }
    guard sizes.count == texts.count, sizes.allSatisfy({ $0 > 0 }) else {
      throw try unusable(name, "a list of widths such as 64,64")
    }
    return sizes
  }
}
