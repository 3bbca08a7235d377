/// What the critic says about a rollout, before the update: the values that advantages are made of,
/// and the targets that the critic is to learn.
///
/// With normalisation the critic's output v stands for the value V = μ + σ v, where μ and σ are the
/// mean and standard deviation of all targets so far; it then learns (R − μ)/σ, whatever the scale
/// of the rewards.
struct CriticValues: Sendable {
  /// V(s_t), `[T × N]`.
  private(set) var values: [Float] = []
  /// V of the observation after the last step, `[N]`.
  private(set) var nextValues: [Float] = []
  /// V of the last observation of the episode that was truncated at step t, `[T × N]`; the other
  /// elements mean nothing.
  private(set) var finalValues: [Float] = []
  /// The critic's own outputs for s_t, before they are made into values, `[T × N]`: what a clipped
  /// value loss measures the critic's movement from, so that before the first step there is none.
  private(set) var oldOutputs: [Float] = []
  /// R_t as the critic is to learn it, `[T × N]`.
  private(set) var targets: [Float] = []
  /// How much of the returns' variance V(s_t) explains.
  private(set) var explainedVariance = 0.0

  private let normalises: Bool
  private let bootstrapsTruncated: Bool
  var moments = RunningMoments()
  private var passes = [MLP<Float>.Pass()]

  init(normalises: Bool, bootstrapsTruncated: Bool) {
    self.normalises = normalises
    self.bootstrapsTruncated = bootstrapsTruncated
  }

  /// Evaluates the whole rollout in large batches: a row's value does not depend on its neighbours, so
  /// these are the bits that the critic would have given step by step.
  mutating func update<Action>(
    _ critic: MLP<Float>, rollout: Rollout<Action>, workers: Workers = .alone
  ) {
    if values.count != rollout.count {
      values = [Float](repeating: 0, count: rollout.count)
      (finalValues, oldOutputs) = (values, values)
      nextValues = [Float](repeating: 0, count: rollout.environmentCount)
    }
    critic.evaluate(rollout.observations, workers, &passes, into: &oldOutputs)
    for t in values.indices { values[t] = value(ofOutput: oldOutputs[t]) }
    critic.evaluate(rollout.nextObservations, .alone, &passes, into: &nextValues)
    for n in nextValues.indices { nextValues[n] = value(ofOutput: nextValues[n]) }
    guard bootstrapsTruncated else { return }
    for t in 0..<rollout.count where rollout.truncated[t] {
      critic.forward(rollout.finalObservations, from: t, rows: 1, &passes[0])
      finalValues[t] = value(ofOutput: passes[0].output[0])
    }
  }

  /// Estimates the advantages of a rollout with these values.
  func estimate<Action>(
    _ estimator: inout GeneralizedAdvantageEstimation<Float>, rollout: Rollout<Action>
  ) {
    estimator.update(
      rewards: rollout.rewards, values: values, nextValues: nextValues,
      terminated: rollout.terminated, truncated: rollout.truncated, finalValues: finalValues)
  }

  /// Takes R_t = Â_t + V(s_t).
  mutating func setTargets(_ returns: [Float]) {
    explainedVariance = Proximal.explainedVariance(of: returns, by: values)
    copy(returns, to: &targets, count: returns.count)
    guard normalises else { return }
    moments.add(returns)
    let (mean, deviation) = (moments.mean, max(moments.standardDeviation, 1e-8))
    for t in returns.indices { targets[t] = Float((Double(returns[t]) - mean) / deviation) }
  }

  private func value(ofOutput output: Float) -> Float {
    normalises && moments.count > 0
      ? Float(moments.mean + moments.standardDeviation * Double(output)) : output
  }
}
