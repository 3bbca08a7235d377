import Proximal

extension GoldenSchema {
  /// One update of TRPO on listed data, for discrete actions and for a Gaussian policy.
  static let trustRegionStep = GoldenSchema(name: "trpo_step") { golden, _ throws(GoldenError) in
    let example = try TrustRegionExample(golden)
    let (network, count) = (example.shape.network(example.parameters), example.rows)
    switch example.shape.kind {
    case .discrete:
      let actions = try golden["actions"].inputIntegers(in: 0...example.shape.outputs - 1)
      guard actions.count == count else { throw try golden["actions"].unlike("\(count) actions") }
      try example.compare(golden, network, actions)
    case .gaussian:
      let actions = try golden["actions"].inputFinites(count: count)
      let free = Array(example.parameters[..<example.shape.freeCount])
      try example.compare(
        golden, GaussianPolicy(network: network, logStandardDeviation: free), actions)
    }
  }
}

/// What an update is given.
private struct TrustRegionExample {
  let shape: PolicyShape
  let rows: Int
  let observations: [Double]
  let oldLogProbabilities: [Double]
  let advantages: [Double]
  /// In the core's order, as is `start`.
  let parameters: [Double]
  let start: [Double]
  let settings: TrustRegionSettings

  init(_ golden: GoldenField) throws(GoldenError) {
    let table = try golden["observations"].inputTable()
    rows = table.count
    observations = table.flatMap { $0 }
    golden.compare("samples", rows)
    shape = try PolicyShape(golden, inputs: table[0].count)
    oldLogProbabilities = try golden["old_log_prob"].inputFinites(count: rows)
    var advantages = try golden["advantages"].inputFinites(count: rows)
    if try golden["normalize_advantage"].inputFlag() {
      normaliseAdvantages(&advantages, rows: rows)
    }
    self.advantages = advantages
    parameters = shape.ordered(try shape.inputParameters(golden["parameters_before"]))
    start = shape.ordered(try golden["cg_start"].inputFinites(count: shape.parameterCount))
    settings = try golden.inputSettings()
  }
}

extension GoldenField {
  fileprivate func inputSettings() throws(GoldenError) -> TrustRegionSettings {
    TrustRegionSettings(
      maxKL: try self["target_kl"].inputFinite("a number above 0") { $0 > 0 },
      cgIterations: try self["cg_max_steps"].inputInteger(in: 1...100_000),
      cgDamping: try self["cg_damping"].inputFinite("a number from 0 on") { $0 >= 0 },
      cgResidualTolerance: try self["cg_residual_tolerance"].inputFinite("a number from 0 on") {
        $0 >= 0
      },
      backtrackFactor: try self["backtrack_factor"].inputFinite("a number between 0 and 1") {
        $0 > 0 && $0 < 1
      },
      lineSearchIterations: try self["line_search_max_iter"].inputInteger(in: 1...100_000),
      divergenceDirection: .newToOld)
  }
}

// MARK: - The update

extension TrustRegionExample {
  private static let precise = Tolerance.relative(1e-11)
  /// Conjugate gradients amplify rounding.
  private static let amplified = Tolerance.relative(1e-5)

  func compare<Policy: TrustRegionPolicy<Double>>(
    _ golden: GoldenField, _ before: Policy, _ actions: [Policy.Distributions.Action]
  ) throws(GoldenError) {
    var policy = before
    var trustRegion = TrustRegion(policy: policy, settings: settings)
    let outcome = trustRegion.update(
      &policy, observations: observations, actions: actions,
      oldLogProbabilities: oldLogProbabilities, advantages: advantages, rows: rows, start: start)
    compareLocal(golden, before, shape.reordered(trustRegion.gradient), outcome)
    golden.compare(
      "search_direction", shape.reordered(trustRegion.searchDirection), within: Self.amplified)
    compareLineSearch(golden, outcome)
    try shape.compare(golden["parameters_after"], policy.parameters, within: Self.amplified)
  }

  /// What holds at the old parameters.
  private func compareLocal(
    _ golden: GoldenField, _ policy: some TrustRegionPolicy<Double>, _ gradient: [Double],
    _ outcome: TrustRegionOutcome
  ) {
    golden.compare("surrogate_before", outcome.surrogateBefore, within: Self.precise)
    golden.compare("mean_kl_before", divergenceFromItself(policy), within: Self.precise)
    golden.compare("gradient", gradient, within: Self.precise)
    golden.compare("fisher_damped", fisher(policy), within: Self.precise)
  }

  private func compareLineSearch(_ golden: GoldenField, _ outcome: TrustRegionOutcome) {
    golden.compare("cg_iterations", outcome.cgIterations)
    golden.compare("sHs", outcome.curvature, within: Self.amplified)
    golden.compare("max_step_size", outcome.stepSize, within: Self.amplified)
    golden.compare("line_search_mean_kl", outcome.meanKLs, within: Self.amplified)
    golden.compare("line_search_tries", outcome.meanKLs.count)
    golden.compare("line_search_success", outcome.isAccepted)
    golden.compare(
      "accepted_coefficient", outcome.acceptedCoefficient, within: .relative(1e-12))
    golden.compare("surrogate_after", outcome.surrogateAfter, within: Self.amplified)
    golden.compare("mean_kl_after", outcome.meanKL, within: Self.amplified)
  }

  private func divergenceFromItself<Policy: TrustRegionPolicy<Double>>(_ policy: Policy) -> Double {
    var pass = MLP<Double>.Pass()
    policy.network.forward(observations, rows: rows, &pass)
    var distributions = policy.noDistributions
    distributions.update(outputs: pass.output, parameters: policy.parameters, rows: rows)
    return distributions.meanDivergence(to: distributions)
  }

  /// F + λI, column by column, in the file's order.
  private func fisher(_ policy: some TrustRegionPolicy<Double>) -> [[Double]] {
    var product = FisherVectorProduct(
      policy: policy, observations: observations, rows: rows, damping: settings.cgDamping)
    return (0..<shape.parameterCount).map { column in
      var unit = [Double](repeating: 0, count: shape.parameterCount)
      unit[column] = 1
      var result = unit
      product.apply(to: shape.ordered(unit), into: &result)
      return shape.reordered(result)
    }
  }
}

// MARK: - Parameters

/// The shape of a policy with one hidden layer, and how its parameters are ordered.
///
/// A file has weights as `[outputs][inputs]`, the core as `[inputs × outputs]`.
private struct PolicyShape {
  enum Kind { case discrete, gaussian }

  let kind: Kind
  let inputs: Int
  let hidden: Int
  let outputs: Int

  init(_ golden: GoldenField, inputs: Int) throws(GoldenError) {
    kind =
      switch try golden["action_kind"].inputText() {
      case "discrete": .discrete
      case "gaussian": .gaussian
      default: throw try golden["action_kind"].unlike("discrete or gaussian")
      }
    let tensors = try golden["parameters_before"].elements
    guard tensors.count == (kind == .discrete ? 4 : 5) else {
      throw try golden["parameters_before"].unlike("the parameters of two layers")
    }
    self.inputs = inputs
    hidden = try tensors[tensors.count - 3].elements.count
    outputs = try tensors[tensors.count - 1].elements.count
    golden.compare("parameter_names", names)
    golden.compare("env_id", kind == .discrete ? "CartPole-v1" : "Pendulum-v1")
    // One action component is what a list of actions holds.
    guard kind == .discrete || outputs == 1 else {
      throw tensors[tensors.count - 1].unlike("one number")
    }
  }

  var freeCount: Int { kind == .discrete ? 0 : outputs }

  /// A list of numbers or a table of them.
  private struct Tensor {
    var rows = 1
    let columns: Int
    var isList = true
    var count: Int { rows * columns }
  }

  private var tensors: [Tensor] {
    let layers = [
      Tensor(rows: hidden, columns: inputs, isList: false), Tensor(columns: hidden),
      Tensor(rows: outputs, columns: hidden, isList: false), Tensor(columns: outputs),
    ]
    return kind == .discrete ? layers : [Tensor(columns: outputs)] + layers
  }

  private var names: [String] {
    let layer = "mlp_extractor.policy_net.0"
    let layers = ["\(layer).weight", "\(layer).bias", "action_net.weight", "action_net.bias"]
    return kind == .discrete ? layers : ["log_std"] + layers
  }

  var parameterCount: Int { tensors.reduce(0) { $0 + $1.count } }

  /// Where the core has each of the file's parameters.
  private var places: [Int] {
    var first = 0
    return tensors.flatMap { tensor in
      defer { first += tensor.count }
      return (0..<tensor.count).map {
        first + $0 % tensor.columns * tensor.rows + $0 / tensor.columns
      }
    }
  }

  /// From the file's order to the core's.
  func ordered(_ numbers: [Double]) -> [Double] {
    var result = numbers
    for (place, number) in zip(places, numbers) { result[place] = number }
    return result
  }

  /// From the core's order to the file's.
  func reordered(_ numbers: [Double]) -> [Double] { places.map { numbers[$0] } }

  func network(_ parameters: [Double]) -> MLP<Double> {
    MLP(sizes: [inputs, hidden, outputs], parameters: Array(parameters[freeCount...]))
  }

  /// The parameters, flat in the file's order.
  func inputParameters(_ field: GoldenField) throws(GoldenError) -> [Double] {
    var numbers: [Double] = []
    for (tensor, shape) in zip(try field.elements, tensors) {
      numbers +=
        shape.isList
        ? try tensor.inputFinites(count: shape.columns)
        : try tensor.inputTable(rows: shape.rows, columns: shape.columns).flatMap { $0 }
    }
    return numbers
  }

  /// Compares parameters in the core's order with the file's tensors.
  func compare(
    _ field: GoldenField, _ parameters: [Double], within tolerance: Tolerance
  ) throws(GoldenError) {
    let fields = try field.elements
    guard fields.count == tensors.count else { throw field.unlike("\(tensors.count) tensors") }
    var rest = reordered(parameters)[...]
    for (tensor, shape) in zip(fields, tensors) {
      let numbers = Array(rest.prefix(shape.count))
      rest = rest.dropFirst(numbers.count)
      if shape.isList {
        tensor.compare(numbers, within: tolerance)
      } else {
        tensor.compare(tableRows(numbers, columns: shape.columns), within: tolerance)
      }
    }
  }
}
