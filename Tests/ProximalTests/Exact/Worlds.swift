import Proximal
import RealModule
import TestSupport
import Testing

/// Two states, no chance, γ = 1/2, small enough to solve on paper.
///
/// In state 0 action 0 stays and pays 1, action 1 goes to state 1. In state 1 action 0 goes back to
/// state 0 and pays 2, action 1 stays.
let twoRooms = TabularMDP(
  transition: [[[1, 0], [0, 1]], [[1, 0], [0, 1]]],
  reward: [[1, 0], [2, 0]], start: [1, 0], discount: 0.5)

/// A door that opens one time in four: action 0 tries it for a cost of 1, action 1 waits for 2.
/// Behind it the episode is over.
let door = TabularMDP(
  transition: [[[0.75, 0.25], [1, 0]], [[0, 1], [0, 1]]],
  reward: [[-1, -2], [0, 0]], start: [1, 0], discount: 1, terminalStates: [1])

/// An MDP and two policies drawn from a seed.
struct RandomWorld: CustomTestStringConvertible {
  let seed: UInt64
  let mdp: TabularMDP
  let policy: TabularPolicy
  let other: TabularPolicy

  init(seed: UInt64, states: Int = 4, actions: Int = 3, discount: Double = 0.8) {
    var generator = SplitMix64(seed: seed)
    self.seed = seed
    mdp = .random(states: states, actions: actions, discount: discount, using: &generator)
    policy = .random(states: states, actions: actions, scale: 2, using: &generator)
    other = .random(states: states, actions: actions, scale: 2, using: &generator)
  }

  var testDescription: String { "seed \(seed)" }

  static let several = (1...5).map { RandomWorld(seed: $0) }
}

// MARK: - The formulas again, in other words

/// exp z_a / Σ_b exp z_b, for each state.
func softmax<T: DifferentiableScalar>(_ logits: [T], actions: Int) -> [T] {
  let exponentials = logits.map { T.exp($0) }
  return exponentials.indices.map { i in
    let row = (i / actions * actions)..<((i / actions + 1) * actions)
    return exponentials[i] / exponentials[row].reduce(0, +)
  }
}

/// J = Σ_t γᵗ Σ_s P(s_t = s) Σ_a π(a|s) r(s,a): the state's distribution carried forward, step by
/// step. The core goes backward, or solves.
func returnForward<T: DifferentiableScalar>(
  _ mdp: TabularMDP, logits: [T], steps: Int
) -> T {
  let constant = { (x: Double) in T(floatLiteral: x) }
  let (states, actions) = (mdp.stateCount, mdp.actionCount)
  let policy = softmax(logits, actions: actions)
  var occupancy = mdp.start.map(constant)
  var sum: T = 0
  for _ in 0..<steps {
    var next = [T](repeating: 0, count: states)
    for i in policy.indices {
      let weight = occupancy[i / actions] * policy[i]
      sum += weight * constant(mdp.reward[i])
      for s in 0..<states {
        next[s] += constant(mdp.discount * mdp.transition[i * states + s]) * weight
      }
    }
    occupancy = next
  }
  return sum
}
