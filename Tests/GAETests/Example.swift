import Proximal
import RealModule
import TestSupport

/// What the estimators are given: one rollout, step-major, with flags and values of every kind.
struct Segments {
  let width: Int
  let rewards: [Double]
  let values: [Double]
  let nextValues: [Double]
  let terminated: [Bool]
  let truncated: [Bool]
  let finalValues: [Double]

  var stepCount: Int { rewards.count / width }

  /// Random numbers, and ends of both kinds about every fourth step; with `truncates` false no
  /// episode is truncated.
  init(steps: Int, width: Int, seed: UInt64, truncates: Bool = true) {
    var generator = PCG64(seed: seed)
    let count = steps * width
    func numbers(_ count: Int) -> [Double] { (0..<count).map { _ in generator.uniform(-2, 2) } }
    self.width = width
    rewards = numbers(count)
    values = numbers(count)
    nextValues = numbers(width)
    finalValues = numbers(count)
    let dice = (0..<count).map { _ in generator.integer(in: 0..<8) }
    terminated = dice.map { $0 == 0 || $0 == 2 }
    truncated = dice.map { truncates && ($0 == 1 || $0 == 2) }
  }

  /// The core's answer.
  func estimate(discount: Double, lambda: Double) -> GeneralizedAdvantageEstimation<Double> {
    var estimator = GeneralizedAdvantageEstimation<Double>(discount: discount, lambda: lambda)
    estimator.update(
      rewards: rewards, values: values, nextValues: nextValues, terminated: terminated,
      truncated: truncated, finalValues: finalValues)
    return estimator
  }

  /// The steps of one environment's episodes, in order, and V of what each ended with.
  func episodes(of environment: Int) -> [(steps: [Int], lastValue: Double)] {
    var (all, current) = ([(steps: [Int], lastValue: Double)](), [Int]())
    for t in 0..<stepCount {
      let i = t * width + environment
      current.append(i)
      if terminated[i] || truncated[i] {
        all.append((current, terminated[i] ? 0 : finalValues[i]))
        current = []
      }
    }
    return current.isEmpty ? all : all + [(current, nextValues[environment])]
  }

  /// V(s_i), …, and then V of what the episode ended with.
  func values(_ episode: (steps: [Int], lastValue: Double)) -> [Double] {
    episode.steps.map { values[$0] } + [episode.lastValue]
  }
}

func power(_ x: Double, _ n: Int) -> Double { (0..<n).reduce(1.0) { power, _ in power * x } }

/// δ_t of an episode, written out: `values` has one element more than `rewards`.
func residuals(_ rewards: [Double], _ values: [Double], discount: Double) -> [Double] {
  rewards.indices.map { rewards[$0] + discount * values[$0 + 1] - values[$0] }
}

/// A world with a policy and values that are wrong in a random way, at every step another.
struct WrongCritic {
  let world: TabularMDP
  let policy: TabularPolicy
  let horizon: Int
  /// e_t(s), `[horizon + 1][S]`, 0 at the end.
  let errors: [[Double]]
  let right: [[Double]]

  init(seed: UInt64, horizon: Int = 4, scale: Double = 1) {
    var generator = PCG64(seed: seed)
    world = TabularMDP.random(states: 2, actions: 2, discount: 0.8, using: &generator)
    policy = TabularPolicy.random(states: 2, actions: 2, scale: 1.5, using: &generator)
    self.horizon = horizon
    errors = (0...horizon).map { t in
      (0..<2).map { _ in t == horizon ? 0 : scale * generator.uniform(-1, 1) }
    }
    let byStepsToGo = world.values(of: policy, horizon: horizon)
    right = (0...horizon).map { byStepsToGo[horizon - $0] }
  }

  /// V(s_t) = V_π(s_t) + e_t(s_t) along a trajectory.
  func values(along tau: TabularTrajectory) -> [Double] {
    (tau.states + [tau.finalState]).enumerated().map { t, s in right[t][s] + errors[t][s] }
  }

  /// E[f(τ) | s_t, a_t], by listing trajectories.
  func mean(state: Int, action: Int, at t: Int, of f: (TabularTrajectory) -> Double) -> Double {
    var (sum, chance) = (0.0, 0.0)
    for (tau, p) in world.trajectories(of: policy, horizon: horizon)
    where tau.states[t] == state && tau.actions[t] == action {
      sum += p * f(tau)
      chance += p
    }
    return sum / chance
  }

  /// A_π with as many steps to go as are left at step t.
  func advantage(state: Int, action: Int, at t: Int) -> Double {
    let next = world.nextStates(from: state, action: action)
    let future = zip(next, right[t + 1]).reduce(0) { $0 + $1.0 * $1.1 }
    return world.reward(state: state, action: action) + world.discount * future - right[t][state]
  }
}
