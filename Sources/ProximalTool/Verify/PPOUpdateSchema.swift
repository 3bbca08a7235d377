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
  private let maxGradientNorm: Double
  private var agent: ActorCritic<CategoricalBatch<Double>>
  private var loss: PPOLoss<CategoricalBatch<Double>>
  private var optimiser: ActorCriticOptimiser<Double>
  private var gradient: ActorCriticGradient<Double>

  init(_ golden: GoldenField) throws(GoldenError) {
    let observations = try golden["observations"].inputTable()
    shape = try AgentTensors(golden, observationCount: observations[0].count)
    agent = try shape.inputAgent(golden["parameters"])
    minibatch = try golden.inputMinibatch(observations, actionCount: shape.actionCount)
    golden.compare("batch", minibatch.rows)
    loss = try golden.inputLoss(agent.distributions)
    optimiser = ActorCriticOptimiser(
      of: agent, learningRate: try golden.inputLearningRate("learning_rate"),
      epsilon: try golden.inputPositive("adam_eps"))
    golden.compare("adam_betas", [optimiser.actor.beta1, optimiser.actor.beta2])
    maxGradientNorm = try golden.inputPositive("max_grad_norm")
    gradient = ActorCriticGradient(of: agent)
  }

  mutating func updateLoss() { loss.update(agent, on: minibatch, gradient: &gradient) }

  func compareLoss(_ update: GoldenField) {
    func compare(_ name: String, _ computed: Double) {
      update.compare(name, computed, within: Self.tolerance)
    }
    compare("loss", loss.value)
    compare("policy_loss", -loss.actor.surrogate.value)
    compare("value_loss", loss.critic.valueLoss.value)
    compare("entropy", loss.actor.entropy)
    compare("approx_kl", loss.actor.surrogate.approximateKL)
    compare("clip_fraction", loss.actor.surrogate.clipFraction)
    // The mean of −log ρ, from the core's log-probabilities.
    let logRatios = zip(loss.actor.logProbabilities, minibatch.oldLogProbabilities).map { $0 - $1 }
    compare("old_approx_kl", -logRatios.reduce(0, +) / Double(minibatch.rows))
  }

  /// Sample by sample, and the gradients before they are shortened.
  func compareSamples(_ update: GoldenField) throws(GoldenError) {
    func compare(_ name: String, _ computed: [Double]) {
      update.compare(name, computed, within: Self.tolerance)
    }
    compare("advantages_used", minibatch.advantages)
    compare("new_log_prob", loss.actor.logProbabilities)
    compare("new_values", loss.critic.values)
    compare("ratio", loss.actor.surrogate.ratios)
    try compareGradient(update["gradients"])
  }

  /// Takes the step.
  mutating func compareStep(_ update: GoldenField, isFirst: Bool) throws(GoldenError) {
    let norm = gradient.shorten(to: maxGradientNorm)
    update.compare("grad_norm_before_clip", norm, within: Self.tolerance)
    var shortened = GradientNorm<Double>()
    shortened.add(gradient.actor)
    shortened.add(gradient.critic)
    update.compare("grad_norm_after_clip", shortened.value, within: Self.tolerance)
    optimiser.step(&agent, along: gradient)
    try compare(update["parameters_after"], agent.actor.parameters, agent.critic.parameters)
    guard isFirst else { return }
    try compareGradient(update["gradients_after_clip"])
    // The actor climbs: its gradient, and so its first moment, is minus the loss's.
    try compare(
      update["adam_exp_avg"], optimiser.actor.firstMoment.map { -$0 },
      optimiser.critic.firstMoment)
    try compare(
      update["adam_exp_avg_sq"], optimiser.actor.secondMoment, optimiser.critic.secondMoment)
  }

  private func compareGradient(_ field: GoldenField) throws(GoldenError) {
    try compare(field, gradient.actor.map { -$0 }, gradient.critic)
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
  fileprivate func inputLoss(
    _ distributions: CategoricalBatch<Double>
  ) throws(GoldenError) -> PPOLoss<CategoricalBatch<Double>> {
    let clipRange = try inputPositive("clip_eps")
    return PPOLoss(
      distributions: distributions, clipRange: clipRange,
      valueClipRange: try self["clip_value_loss"].inputFlag() ? clipRange : nil,
      valueCoefficient: try self["value_coef"].inputFinite(),
      entropyCoefficient: try self["entropy_coef"].inputFinite())
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
