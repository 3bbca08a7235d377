import Proximal
import TestSupport
import Testing

/// The chapter's corridor and policy, and every trajectory of five steps.
let corridor = TabularMDP.corridor
let policy = TabularPolicy(logits: [[0.5, -0.5], [0.2, -0.2], [0.0, 0.3]])
let horizon = 5
let trajectories = corridor.trajectories(of: policy, horizon: horizon)

struct World: Sendable, CustomTestStringConvertible {
  let name: String
  let mdp: TabularMDP
  let policy: TabularPolicy
  let horizon: Int

  var testDescription: String { name }

  /// V with as many steps to go as are left at step t.
  func value(_ state: Int, at t: Int) -> Double {
    mdp.values(of: policy, horizon: horizon - t)[horizon - t][state]
  }

  /// The moments of Σ_t w_t ∇log π(a_t|s_t) over all trajectories.
  func moments(_ weights: (TabularTrajectory) -> [Double]) -> Moments {
    mdp.trajectories(of: policy, horizon: horizon).moments {
      policy.weightedScore(along: $0, weights: weights($0))
    }
  }
}

/// A policy for the four states of ``TabularMDP/cancelling``.
let leaning = TabularPolicy(logits: [[0.3, -0.2], [0.1, 0.5], [-0.4, 0], [0, 0]])
/// A policy for the three states of ``TabularMDP/beach``.
let goer = TabularPolicy(logits: [[0, 0.4], [0, -0.3], [0, 0]])

/// Σ_{t′ ≥ t} γ^{t′−t} r_{t′}, written out once more: the oracle for the recursion.
func toGo(_ rewards: [Double], from t: Int, discount: Double = 1) -> Double {
  var (sum, factor) = (0.0, 1.0)
  for reward in rewards[t...] {
    sum += factor * reward
    factor *= discount
  }
  return sum
}

func power(_ x: Double, _ n: Int) -> Double { (0..<n).reduce(1.0) { power, _ in power * x } }

func dot(_ x: [Double], _ y: [Double]) -> Double { zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } }

/// Worlds in which the claims about all worlds are tried: stochastic, ending and not, with rewards
/// from the first step on, discounted and not.
let worlds: [World] = {
  var generator = PCG64(seed: 31)
  let random = TabularMDP.random(states: 2, actions: 2, discount: 0.8, using: &generator)
  let wanderer = TabularPolicy.random(states: 2, actions: 2, scale: 1.5, using: &generator)
  return [
    World(name: "corridor", mdp: corridor, policy: policy, horizon: 4),
    World(
      name: "discounted corridor", mdp: corridor.discounted(by: 0.7), policy: policy, horizon: 4),
    World(name: "random world", mdp: random, policy: wanderer, horizon: 4),
    World(name: "cancelling", mdp: .cancelling, policy: leaning, horizon: 2),
    World(name: "home and beach", mdp: .beach, policy: goer, horizon: 2),
  ]
}()
