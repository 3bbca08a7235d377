import Proximal

// REINFORCE's estimate of the gradient, sampled and exact, with any baseline: chapter 1's three arms and
// its corridor.

/// A world whose episodes can be listed, and a plane to look at gradients in.
private struct ListedWorld {
  let world: TabularMDP
  let policy: TabularPolicy
  let horizon: Int
  let episodes: FiniteDistribution<TabularTrajectory>
  let gradient: [Double]
  /// To the right and upwards.
  let plane: [[Double]]

  /// 0 the bandit that pays 50, 60 and 100; 1 the corridor.
  init(_ number: Int32) {
    if number == 0 {
      world = .bandit(rewards: [50, 60, 100])
      policy = .uniform(states: 1, actions: 3)
      horizon = 1
    } else {
      world = .corridor
      policy = TabularPolicy(logits: [[0.5, -0.5], [0.2, -0.2], [0.0, 0.3]])
      horizon = 3
    }
    episodes = world.trajectories(of: policy, horizon: horizon)
    gradient = world.policyGradient(of: policy, horizon: horizon)
    if number == 0 {
      // To the right, the logit of arm 60 rises and that of arm 50 falls; upwards, that of arm 100
      // rises and both the others fall. All estimates lie in this plane, for they sum to zero.
      let (a, b) = (1 / 2.0.squareRoot(), 1 / 6.0.squareRoot())
      plane = [[-a, a, 0], [-b, -b, 2 * b]]
    } else {
      // To the right, along the gradient; upwards, the direction across it in which the estimates
      // without a baseline vary most.
      let along = unit(gradient)
      let (policy, episodes, gradient) = (policy, episodes, gradient)
      var across = unit(without(along, [0, 0, 1, -1, 1, -1]))
      for _ in 0..<200 {
        var next = [Double](repeating: 0, count: across.count)
        for (tau, chance) in episodes {
          let error = zip(policy.score(along: tau), gradient).map { tau.discountedReturn * $0 - $1 }
          let weight = chance * dot(error, across)
          for i in next.indices { next[i] += weight * error[i] }
        }
        across = unit(without(along, next))
      }
      plane = [along, across]
    }
  }

  func inPlane(_ vector: [Double]) -> [Double] { plane.map { dot($0, vector) } }

  /// (R − b) z of an episode.
  func estimate(_ tau: TabularTrajectory, baseline: Double) -> [Double] {
    policy.score(along: tau).map { (tau.discountedReturn - baseline) * $0 }
  }

  func moments(baseline: Double) -> Moments {
    episodes.moments { estimate($0, baseline: baseline) }
  }

  /// Var of one episode's estimate in the plane: to the right, upwards, and the covariance of the two.
  func covariance(baseline: Double) -> [Double] {
    let truth = inPlane(gradient)
    return [(0, 0), (1, 1), (0, 1)].map { i, j in
      episodes.expectation { tau in
        let place = inPlane(estimate(tau, baseline: baseline))
        return (place[i] - truth[i]) * (place[j] - truth[j])
      }
    }
  }

  var meanReturn: Double { episodes.expectation { $0.discountedReturn } }

  /// b*, the E[R ‖z‖²] / E[‖z‖²] of (1.14).
  var bestBaseline: Double {
    let policy = policy
    func squared(_ tau: TabularTrajectory) -> Double {
      let score = policy.score(along: tau)
      return dot(score, score)
    }
    return episodes.expectation { $0.discountedReturn * squared($0) }
      / episodes.expectation { squared($0) }
  }
}

func dot(_ x: [Double], _ y: [Double]) -> Double { zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } }
private func unit(_ x: [Double]) -> [Double] {
  let length = dot(x, x).squareRoot()
  return x.map { $0 / length }
}
private func without(_ part: [Double], _ x: [Double]) -> [Double] {
  let share = dot(x, part)
  return zip(x, part).map { $0 - share * $1 }
}

/// A batch's estimate is `weighted` minus b times `scores`.
private struct SampledBatch {
  var weighted: [Double]
  var scores: [Double]
}

private struct Sampling {
  let world: ListedWorld
  let size: Int
  var generator: PCG64
  var batches: [SampledBatch] = []

  mutating func draw() {
    let zero = world.gradient.map { _ in 0.0 }
    var batch = SampledBatch(weighted: zero, scores: zero)
    for _ in 0..<size {
      let tau = world.world.sampleTrajectory(
        of: world.policy, horizon: world.horizon, using: &generator)
      for (i, score) in world.policy.score(along: tau).enumerated() {
        batch.weighted[i] += tau.discountedReturn * score / Double(size)
        batch.scores[i] += score / Double(size)
      }
    }
    batches.append(batch)
  }

  func estimates(baseline: Double) -> [[Double]] {
    batches.map { batch in zip(batch.weighted, batch.scores).map { $0 - baseline * $1 } }
  }
}

nonisolated(unsafe) private var sampling: Sampling?

/// Begins anew, with batches of `size` episodes of the three arms (0) or of the corridor (1). Lays down
/// the gradient's place in the plane, the mean return, the best baseline b*, and the squared length of
/// the gradient.
@_cdecl("estimates_begin")
public func estimatesBegin(world: Int32, size: Int32, seed: Double) -> Int32 {
  let listed = ListedWorld(world)
  sampling = Sampling(world: listed, size: Int(size), generator: PCG64(seed: UInt64(seed)))
  return Desk.answer(
    listed.inPlane(listed.gradient)
      + [listed.meanReturn, listed.bestBaseline, dot(listed.gradient, listed.gradient)])
}

/// Draws so many batches more.
@_cdecl("estimates_draw")
public func estimatesDraw(batches: Int32) {
  for _ in 0..<batches { sampling!.draw() }
}

/// Lays down, for a baseline: the variance of a batch's estimate, summed over its components; its
/// variance in the plane, to the right and upwards, and the covariance of the two; the mean square
/// distance of those drawn from the gradient (0 where none is); their mean in the plane; the share of
/// them that point downhill; and the place in the plane of each.
@_cdecl("estimates_at")
public func estimatesAt(baseline: Double) -> Int32 {
  let sampling = sampling!
  let (world, size) = (sampling.world, Double(sampling.size))
  let estimates = sampling.estimates(baseline: baseline)
  let count = Double(max(1, estimates.count))
  let truth = world.gradient
  var mean = truth.map { _ in 0.0 }
  var spread = 0.0
  for estimate in estimates {
    for i in mean.indices { mean[i] += estimate[i] / count }
    spread += zip(estimate, truth).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / count
  }
  let downhill = Double(estimates.count { dot($0, truth) < 0 }) / count
  let variance = world.moments(baseline: baseline).totalVariance / size
  let covariance = world.covariance(baseline: baseline).map { $0 / size }
  return Desk.answer(
    [variance] + covariance + [spread] + world.inPlane(mean) + [downhill]
      + estimates.flatMap { world.inPlane($0) })
}

/// Lays down the variance of one episode's estimate, divided by the batch's size, for `count` baselines
/// from `from` to `to`: the parabola (1.13).
@_cdecl("estimates_parabola")
public func estimatesParabola(from: Double, to: Double, count: Int32) -> Int32 {
  let sampling = sampling!
  return Desk.answer(
    (0..<Int(count)).map { index in
      let baseline = from + (to - from) * Double(index) / Double(count - 1)
      return sampling.world.moments(baseline: baseline).totalVariance / Double(sampling.size)
    })
}

/// The probability that a batch of so many pulls of the three arms points downhill, by listing how often
/// each arm can come.
@_cdecl("estimates_downhill")
public func estimatesDownhill(baseline: Double) -> Double {
  let sampling = sampling!
  let (world, size) = (sampling.world, sampling.size)
  let pulls = world.episodes
  let slopes = pulls.outcomes.map { dot(world.estimate($0, baseline: baseline), world.gradient) }
  var total = 0.0
  // The probability of `first` of the first arm and `second` of the second, from row to row.
  var row = 1.0
  for _ in 0..<size { row *= pulls.probabilities[2] }
  for first in 0...size {
    var chance = row
    for second in 0...(size - first) {
      let third = size - first - second
      let slope =
        Double(first) * slopes[0] + Double(second) * slopes[1] + Double(third) * slopes[2]
      if slope < 0 { total += chance }
      chance *=
        Double(third) / Double(second + 1) * pulls.probabilities[1] / pulls.probabilities[2]
    }
    row *=
      Double(size - first) / Double(first + 1) * pulls.probabilities[0] / pulls.probabilities[2]
  }
  return total
}
