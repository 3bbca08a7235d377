import Proximal

// One batch of CartPole under the clip, gradient step by gradient step: that of chapter 5's figures
// "ratios" and "clip-at-work".

/// Whose slope is climbed.
enum Slope: Int32 {
  /// min(ρA, clip(ρ)A).
  case withMin
  /// clip(ρ)A without the min.
  case clipAlone
  /// ρA.
  case plain

  /// The score weights of the batch that the objective has taken.
  func weights(_ objective: ClippedSurrogate<Float>, _ advantages: [Float]) -> [Float] {
    let (low, high) = (Float(1 - objective.clipRange), Float(1 + objective.clipRange))
    let rows = Float(advantages.count)
    return advantages.indices.map { t in
      let ratio = objective.ratios[t]
      switch self {
      case .withMin: return objective.scoreWeights[t]
      case .clipAlone: return ratio >= low && ratio <= high ? ratio * advantages[t] / rows : 0
      case .plain: return ratio * advantages[t] / rows
      }
    }
  }
}

/// Steps of Adam up the clipped surrogate, (5.13).
struct ClippedUpdate: PolicyUpdate {
  let epochs = 20
  let slope: Slope
  var objective: ClippedSurrogate<Float>
  var adam: Adam<Float>
  var pass = MLP<Float>.Pass()
  var distribution = CategoricalBatch<Float>(actionCount: 2)
  /// log π_old(a_t|s_t), and all of π_old.
  var oldLogs: [Float] = []
  var old = CategoricalBatch<Float>(actionCount: 2)
  var gradient: [Float]
  var stepCount: Int { adam.stepCount }

  init(_ policy: MLP<Float>, clipRange: Double = 0.2, slope: Slope = .withMin) {
    self.slope = slope
    objective = ClippedSurrogate(clipRange: clipRange)
    adam = Adam(parameterCount: policy.parameterCount, learningRate: 0.004)
    gradient = policy.parameters
  }

  /// log π(a_t|s_t); leaves the policy's distributions in `distribution`.
  mutating func logProbabilities<World>(
    _ policy: MLP<Float>, _ batch: EpisodeBatch<World>
  ) -> [Float] {
    policy.forward(batch.observations, rows: batch.count, &pass)
    distribution.update(logits: pass.output, rows: batch.count)
    var result = [Float](repeating: 0, count: batch.count)
    distribution.logProbabilities(of: batch.actions, into: &result)
    return result
  }

  /// Makes the policy π_old.
  mutating func lookUpOld<World>(_ policy: MLP<Float>, on batch: EpisodeBatch<World>) {
    oldLogs = logProbabilities(policy, batch)
    old = distribution
  }

  /// Compares the policy with π_old.
  mutating func compare<World>(
    _ policy: MLP<Float>, on batch: EpisodeBatch<World>, advantages: [Float]
  ) {
    objective.update(
      logProbabilities: logProbabilities(policy, batch), oldLogProbabilities: oldLogs,
      advantages: advantages, rows: batch.count)
  }

  mutating func step<World>(
    _ policy: inout MLP<Float>, on batch: EpisodeBatch<World>, advantages: [Float]
  ) {
    compare(policy, on: batch, advantages: advantages)
    distribution.scoreGradient(
      weights: slope.weights(objective, advantages), actions: batch.actions,
      into: &pass.outputGradient)
    policy.backward(batch.observations, &pass, into: &gradient)
    adam.ascend(&policy.parameters, along: gradient)
  }

  mutating func improve<World>(
    _ policy: inout MLP<Float>, on batch: EpisodeBatch<World>, advantages: [Float]
  ) {
    lookUpOld(policy, on: batch)
    for _ in 0..<epochs { step(&policy, on: batch, advantages: advantages) }
  }
}

/// The batch, and the policies on the way that has been walked on it: one for each gradient step.
private struct WalkedBatch {
  let batch: EpisodeBatch<CartPole>
  let advantages: [Float]
  let start: MLP<Float>
  var parameters: [[Float]]
  /// Of each policy the smallest ratio, the quantiles of 5% and 95%, and the largest.
  var extremes: [[Double]] = []
  var policy: MLP<Float>
  var update: ClippedUpdate

  /// A policy after ten updates of PPO-clip, seed 1, and the batch that it collected next.
  init() {
    var learner = EpisodeLearner(CartPole(), seed: 1) { ClippedUpdate($0) }
    for _ in 0..<10 { _ = learner.iterate(stepLimit: .max) }
    advantages = learner.collect(stepLimit: .max)!
    (start, batch) = (learner.policy, learner.batch)
    policy = start
    parameters = [start.parameters]
    update = ClippedUpdate(start)
  }

  mutating func begin(clipRange: Double, slope: Slope) {
    policy = start
    parameters = [start.parameters]
    extremes = []
    update = ClippedUpdate(start, clipRange: clipRange, slope: slope)
    update.lookUpOld(start, on: batch)
  }

  /// Walks on to a step, but no more than `most` steps at a time; then looks at the batch from there.
  mutating func look(at step: Int, most: Int) -> [Double] {
    for _ in 0..<min(most, max(0, step - parameters.count + 1)) {
      update.step(&policy, on: batch, advantages: advantages)
      // A step begins with a look at the ratios of the policy that it leaves.
      noteExtremes(of: parameters.count - 1)
      parameters.append(policy.parameters)
    }
    let reached = min(step, parameters.count - 1)
    var there = start
    there.parameters = parameters[reached]
    update.compare(there, on: batch, advantages: advantages)
    noteExtremes(of: reached)
    let (objective, rows) = (update.objective, batch.count)
    let weights = update.slope.weights(objective, advantages)
    let flat = weights.indices.map { weights[$0] == 0 && advantages[$0] != 0 }
    let ratios = objective.ratios.prefix(rows).map { Double($0) }
    let summary = [
      Double(reached), Double(flat.count { $0 }) / Double(rows), objective.clipFraction,
      ratios.min()!, ratios.max()!, update.old.meanDivergence(to: update.distribution),
    ]
    return summary + ratios + flat.map { $0 ? 1 : 0 }
  }
}

extension WalkedBatch {
  /// Of the policy after so many steps, with which the update has just compared; once.
  private mutating func noteExtremes(of step: Int) {
    if extremes.count != step { return }
    let sorted = update.objective.ratios.prefix(batch.count).sorted()
    let last = Double(sorted.count - 1)
    extremes.append([0, 0.05, 0.95, 1].map { Double(sorted[Int($0 * last)]) })
  }
}

nonisolated(unsafe) private var walked: WalkedBatch?

/// Collects the batch, where that has not been done, and lays its advantages down.
@_cdecl("clipped_batch")
public func clippedBatch() -> Int32 {
  if walked == nil { walked = WalkedBatch() }
  return Desk.answer(walked!.advantages.map { Double($0) })
}

/// Goes back to the start, with another clip range or slope (0 the min, 1 the clip alone, 2 neither).
@_cdecl("clipped_batch_begin")
public func clippedBatchBegin(clipRange: Double, slope: Int32) {
  walked!.begin(clipRange: clipRange, slope: Slope(rawValue: slope)!)
}

/// Lays down, for each gradient step from 0 to those that are done, the smallest ratio, the quantiles of 5%
/// and 95%, and the largest.
@_cdecl("clipped_batch_extremes")
public func clippedBatchExtremes() -> Int32 { Desk.answer(walked!.extremes.flatMap { $0 }) }

/// Lays down what the batch looks like after so many gradient steps, or after those that are done when
/// `most` more have been taken: the step reached, the share of the batch without a gradient, the clip
/// fraction, the smallest and the largest ratio and the mean KL; then all ratios; then 1 for each
/// transition without a gradient and 0 for the others.
@_cdecl("clipped_batch_look")
public func clippedBatchLook(step: Int32, most: Int32) -> Int32 {
  Desk.answer(walked!.look(at: Int(step), most: Int(most)))
}
