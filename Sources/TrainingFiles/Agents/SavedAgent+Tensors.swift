import Proximal

/// What the words about an agent are called.
enum MetadataName {
  static let environment = "environment"
  static let algorithm = "algorithm"
  static let activation = "activation"
  static let seed = "seed"
  static let steps = "steps"
  static let actionSpace = "action_space"
  static let observationKey = "observation_key"
  static let observationDivisors = "observation_divisors"
  static let observationBound = "observation_bound"
  static let observationEpsilon = "observation_epsilon"
  static let observationCount = "observation_count"

  static func hiddenSizes(of network: String) -> String { "\(network)_hidden_sizes" }
}

/// What tensors are called that no network has.
enum TensorName {
  static let logStandardDeviation = "actor_logstd"
  static let observationMean = "observation_mean"
  static let observationVariance = "observation_variance"
}

extension SavedAgent {
  /// The agent as a file holds it.
  public var tensors: SafetensorsFile {
    var tensors = actor.tensors(named: "actor")
    if let critic { tensors += critic.tensors(named: "critic") }
    if let logStandardDeviation {
      tensors.append(
        .init(
          name: TensorName.logStandardDeviation, shape: [1, logStandardDeviation.count],
          values: logStandardDeviation))
    }
    if let observationNormalisation { tensors += observationNormalisation.tensors }
    return SafetensorsFile(metadata: metadata, tensors: tensors)
  }

  private var metadata: [String: String] {
    var words = [
      "format": "pt", MetadataName.activation: actor.hiddenActivation.name!,
      MetadataName.actionSpace: actionSpace.gymnasiumText,
      MetadataName.hiddenSizes(of: "actor"): actor.hiddenSizes.commaSeparated,
    ]
    words[MetadataName.hiddenSizes(of: "critic")] = critic?.hiddenSizes.commaSeparated
    words[MetadataName.environment] = environment
    words[MetadataName.algorithm] = algorithm
    words[MetadataName.seed] = seed.map { "\($0)" }
    words[MetadataName.steps] = steps.map { "\($0)" }
    words[MetadataName.observationKey] = observationForm.key
    words[MetadataName.observationDivisors] = observationForm.divisors?.commaSeparated
    if let observationNormalisation {
      words[MetadataName.observationBound] = "\(observationNormalisation.bound)"
      words[MetadataName.observationEpsilon] = "\(observationNormalisation.epsilon)"
      words[MetadataName.observationCount] = "\(observationNormalisation.seen)"
    }
    return words
  }
}

extension ObservationNormalisation {
  fileprivate var tensors: [SafetensorsFile.Tensor] {
    [(TensorName.observationMean, mean), (TensorName.observationVariance, variance)].map {
      name, values in
      SafetensorsFile.Tensor(name: name, shape: [values.count], values: values.map { Float($0) })
    }
  }
}

extension MLP<Float> {
  /// `[64, 64]`
  package var hiddenSizes: [Int] { Array(sizes.dropFirst().dropLast()) }

  fileprivate func tensors(named name: String) -> [SafetensorsFile.Tensor] {
    (0..<sizes.count - 1).flatMap { layer in
      let (inputs, outputs) = (sizes[layer], sizes[layer + 1])
      let weights = Array(parameters[weightRange(ofLayer: layer)])
      // Activations have places of their own in an `nn.Sequential`, but no parameters.
      return [
        SafetensorsFile.Tensor(
          name: "\(name).\(2 * layer).weight", shape: [outputs, inputs],
          values: transposed(weights, rows: inputs, columns: outputs)),
        SafetensorsFile.Tensor(
          name: "\(name).\(2 * layer).bias", shape: [outputs],
          values: Array(parameters[biasRange(ofLayer: layer)])),
      ]
    }
  }
}

/// `[rows × columns]` as `[columns × rows]`, both row-major.
func transposed(_ matrix: [Float], rows: Int, columns: Int) -> [Float] {
  (0..<matrix.count).map { matrix[$0 % rows * columns + $0 / rows] }
}

extension Array {
  /// `64,64`
  package var commaSeparated: String { map { "\($0)" }.joined(separator: ",") }
}
