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
  /// 1 − Var(R_t − V(s_t)) / Var(R_t): 1 for a critic that knew everything, 0 for one that knew no
  /// more than the mean.
  private(set) var explainedVariance = 0.0

  private let normalises: Bool
  private let bootstrapsTruncated: Bool
  private var moments = RunningMoments()
  private var pass = MLP<Float>.Pass()
  /// One for each worker.
  private var passes: [MLP<Float>.Pass] = []
  private var cutOff: [Float] = []

  init(normalises: Bool, bootstrapsTruncated: Bool) {
    self.normalises = normalises
    self.bootstrapsTruncated = bootstrapsTruncated
  }

  /// Evaluates the whole rollout in large batches: a row's value does not depend on its neighbours, so
  /// these are the bits that the critic would have given step by step.
  ///
  /// - Parameter normalisation: of the last observations of truncated episodes, which the rollout holds
  ///   as the world gave them.
  mutating func update<Action>(
    _ critic: MLP<Float>, rollout: Rollout<Action>, nextObservations: [Float],
    normalisation: ObservationNormalisation? = nil, workers: Workers = .alone
  ) {
    if values.count != rollout.count {
      values = [Float](repeating: 0, count: rollout.count)
      (finalValues, oldOutputs) = (values, values)
      nextValues = [Float](repeating: 0, count: rollout.environmentCount)
    }
    while passes.count < workers.count { passes.append(MLP<Float>.Pass()) }
    evaluate(critic, rollout.observations, workers, with: &passes, into: &oldOutputs)
    for t in values.indices { values[t] = value(ofOutput: oldOutputs[t]) }
    critic.forward(nextObservations, rows: rollout.environmentCount, &pass)
    for n in nextValues.indices { nextValues[n] = value(ofOutput: pass.output[n]) }
    guard bootstrapsTruncated else { return }
    let width = rollout.observationCount
    for t in 0..<rollout.count where rollout.truncated[t] {
      cutOff.removeAll(keepingCapacity: true)
      cutOff.append(contentsOf: rollout.finalObservations[t * width..<(t + 1) * width])
      normalisation?.apply(to: cutOff, rows: 1, into: &cutOff)
      critic.forward(cutOff, rows: 1, &pass)
      finalValues[t] = value(ofOutput: pass.output[0])
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
    if targets.count != returns.count { targets = returns }
    explainedVariance = share(of: returns)
    for t in returns.indices { targets[t] = returns[t] }
    guard normalises else { return }
    moments.add(returns)
    let (mean, deviation) = (moments.mean, max(moments.standardDeviation, 1e-8))
    for t in returns.indices {
      targets[t] = Float((Double(returns[t]) - mean) / deviation)
    }
  }

  private func value(ofOutput output: Float) -> Float {
    normalises && moments.count > 0
      ? Float(moments.mean + moments.standardDeviation * Double(output)) : output
  }

  private mutating func share(of returns: [Float]) -> Double {
    var (all, errors) = (RunningMoments(), RunningMoments())
    all.add(returns)
    for t in returns.indices { targets[t] = returns[t] - values[t] }
    errors.add(targets)
    return all.variance > 0 ? 1 - errors.variance / all.variance : 0
  }
}

extension CriticValues: Archivable {
  /// The moments of the targets; all else is made anew in every iteration.
  mutating func archive(in archive: inout StateArchive) throws(StateArchiveError) {
    try moments.archive(in: &archive)
  }
}

/// The critic's output for every row of `observations`, each worker a range of rows, 256 at a time: what
/// lies between the layers then stays in the cache, however long the rollout.
private func evaluate(
  _ critic: MLP<Float>, _ observations: [Float], _ workers: Workers,
  with passes: inout [MLP<Float>.Pass], into outputs: inout [Float]
) {
  let (count, pieces) = (outputs.count, workers.count)
  passes.withUnsafeMutableBufferPointer { passes in
    outputs.withUnsafeMutableBufferPointer { outputs in
      let (pass, output) = (passes.baseAddress!, outputs.baseAddress!)
      workers.share(pieces) { piece in
        let end = (piece + 1) * count / pieces
        for first in stride(from: piece * count / pieces, to: end, by: 256) {
          let rows = min(256, end - first)
          critic.forward(observations, from: first, rows: rows, &pass[piece])
          for row in 0..<rows { output[first + row] = pass[piece].output[row] }
        }
      }
    }
  }
}
