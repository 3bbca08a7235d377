import Proximal

extension GoldenSchema {
  /// Updates of PPO on one fixed batch: losses, gradients, clipping, Adam, parameters.
  static let ppoUpdate = GoldenSchema(name: "ppo_update") { golden, _ throws(GoldenError) in
    var example = try PPOExample(golden)
    let updates = try golden["updates"].elements
    guard updates.count == 5 else { throw try golden["updates"].unlike("5 updates") }
    for (index, update) in updates.enumerated() {
      example.updateLoss()
      example.compareLoss(update)
      if index == 0 { try example.compareSamples(update) }
      try example.compareStep(update, isFirst: index == 0)
    }
  }
}

/// A minibatch, the networks that learn from it, and what they learn with.
private struct PPOExample {
  private static let tolerance = Tolerance.relative(1e-12)

  private let shape: AgentTensors
  private let minibatch: Minibatch<CategoricalBatch<Double>>
  private var update: PPOUpdate<CategoricalBatch<Double>>

  init(_ golden: GoldenField) throws(GoldenError) {
    let observations = try golden["observations"].inputTable()
    shape = try AgentTensors(golden, observationCount: observations[0].count)
    minibatch = try golden.inputMinibatch(observations, actionCount: shape.actionCount)
    golden.compare("batch", minibatch.rows)
    update = PPOUpdate(
      of: try shape.inputAgent(golden["parameters"]), settings: try golden.inputSettings())
    golden.compare("adam_betas", [update.actor.adam.beta1, update.actor.adam.beta2])
  }

  private var actor: ActorUpdate<CategoricalBatch<Double>>.Block { update.actor.blocks[0] }
  private var critic: CriticUpdate<Double>.Block { update.critic.blocks[0] }

  mutating func updateLoss() { update.evaluate(minibatch) }

  func compareLoss(_ golden: GoldenField) {
    func compare(_ name: String, _ computed: Double) {
      golden.compare(name, computed, within: Self.tolerance)
    }
    compare("loss", update.loss)
    compare("policy_loss", update.statistics.policyLoss)
    compare("value_loss", update.statistics.valueLoss)
    compare("entropy", update.statistics.entropy)
    compare("approx_kl", update.statistics.approximateKL)
    compare("clip_fraction", update.statistics.clipFraction)
    // The mean of −log ρ, from the core's log-probabilities.
    let logRatios = zip(actor.logProbabilities, minibatch.oldLogProbabilities).map { $0 - $1 }
    compare("old_approx_kl", -logRatios.reduce(0, +) / Double(minibatch.rows))
  }

  /// Sample by sample, and the gradients before they are shortened.
  func compareSamples(_ golden: GoldenField) throws(GoldenError) {
    func compare(_ name: String, _ computed: [Double]) {
      golden.compare(name, computed, within: Self.tolerance)
    }
    compare("advantages_used", minibatch.advantages)
    compare("new_log_prob", actor.logProbabilities)
    compare("new_values", critic.values)
    compare("ratio", actor.surrogate.ratios)
    try compareGradient(golden["gradients"])
  }

  /// Takes the step.
  mutating func compareStep(_ golden: GoldenField, isFirst: Bool) throws(GoldenError) {
    golden.compare(
      "grad_norm_before_clip", update.statistics.gradientNorm, within: Self.tolerance)
    update.step()
    var shortened = GradientNorm<Double>()
    shortened.add(update.actor.gradient)
    shortened.add(update.critic.gradient)
    golden.compare("grad_norm_after_clip", shortened.value, within: Self.tolerance)
    try compare(
      golden["parameters_after"], update.actor.network.parameters,
      update.critic.network.parameters)
    guard isFirst else { return }
    try compareGradient(golden["gradients_after_clip"])
    // The actor climbs: its gradient, and so its first moment, is minus the loss's.
    let (actor, critic) = (update.actor.adam, update.critic.adam)
    try compare(golden["adam_exp_avg"], actor.firstMoment.map { -$0 }, critic.firstMoment)
    try compare(golden["adam_exp_avg_sq"], actor.secondMoment, critic.secondMoment)
  }

  private func compareGradient(_ field: GoldenField) throws(GoldenError) {
    try compare(field, update.actor.gradient.map { -$0 }, update.critic.gradient)
  }

  private func compare(
    _ field: GoldenField, _ actor: [Double], _ critic: [Double]
  ) throws(GoldenError) {
    let (ofActor, ofCritic) = try shape.halves(field)
    shape.actor.compare(ofActor, actor, within: Self.tolerance)
    shape.critic.compare(ofCritic, critic, within: Self.tolerance)
  }
}

/// The two networks' parameters in a file, the actor's first.
private struct AgentTensors {
  let actionCount: Int
  let actor: NetworkTensors
  let critic: NetworkTensors

  init(_ golden: GoldenField, observationCount: Int) throws(GoldenError) {
    actionCount = try golden["n_actions"].inputInteger(in: 1...1000)
    actor = NetworkTensors(sizes: [observationCount, 8, 8, actionCount])
    critic = NetworkTensors(sizes: [observationCount, 8, 8, 1])
    golden.compare("parameter_names", actor.names(of: "actor") + critic.names(of: "critic"))
  }

  func halves(
    _ field: GoldenField
  ) throws(GoldenError) -> (ArraySlice<GoldenField>, ArraySlice<GoldenField>) {
    let fields = try field.elements
    guard fields.count == actor.count + critic.count else {
      throw field.unlike("\(actor.count + critic.count) tensors")
    }
    return (fields[..<actor.count], fields[actor.count...])
  }

  func inputAgent(
    _ field: GoldenField
  ) throws(GoldenError) -> ActorCritic<CategoricalBatch<Double>> {
    let (ofActor, ofCritic) = try halves(field)
    return ActorCritic(
      actor: MLP(sizes: actor.sizes, parameters: try actor.input(ofActor)),
      critic: MLP(sizes: critic.sizes, parameters: try critic.input(ofCritic)),
      distributions: CategoricalBatch(actionCount: actionCount))
  }
}

extension GoldenField {
  fileprivate func inputSettings() throws(GoldenError) -> PPOSettings {
    var settings = PPOSettings()
    settings.clipRange = try inputPositive("clip_eps")
    settings.valueClipRange = try self["clip_value_loss"].inputFlag() ? settings.clipRange : nil
    settings.valueCoefficient = try self["value_coef"].inputFinite()
    settings.entropyCoefficient = .constant(try self["entropy_coef"].inputFinite())
    settings.learningRate = .constant(try inputLearningRate("learning_rate"))
    settings.adamEpsilon = try inputPositive("adam_eps")
    settings.maximumGradientNorm = try inputPositive("max_grad_norm")
    return settings
  }

  /// The batch, with the advantages normalised where the file says so.
  fileprivate func inputMinibatch(
    _ observations: [[Double]], actionCount: Int
  ) throws(GoldenError) -> Minibatch<CategoricalBatch<Double>> {
    let rows = observations.count
    let actions = try self["actions"].inputIntegers(in: 0...actionCount - 1)
    guard actions.count == rows else { throw try self["actions"].unlike("\(rows) actions") }
    var advantages = try self["advantages"].inputFinites(count: rows)
    let (mean, error) = meanAndStandardError(advantages)
    compare("advantage_mean", mean, within: .relative(1e-12))
    compare(
      "advantage_std_unbiased", error * Double(rows).squareRoot(), within: .relative(1e-12))
    if try self["normalise_advantage"].inputFlag() { normaliseAdvantages(&advantages, rows: rows) }
    return Minibatch(
      observations: observations.flatMap { $0 }, actions: actions,
      oldLogProbabilities: try self["old_log_prob"].inputFinites(count: rows),
      oldValues: try self["old_values"].inputFinites(count: rows), advantages: advantages,
      returns: try self["returns"].inputFinites(count: rows))
  }
}
