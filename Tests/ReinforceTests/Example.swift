import Proximal
import RealModule
import TestSupport

/// The chapter's corridor and policy, and every trajectory of three steps.
let corridor = TabularMDP.corridor
let policy = TabularPolicy(logits: [[0.5, -0.5], [0.2, -0.2], [0.0, 0.3]])
let trajectories = corridor.trajectories(of: policy, horizon: 3)
let exactGradient = corridor.policyGradient(of: policy, horizon: 3)

/// p_θ(τ) for any number type, written out once more: the oracle for what the core computes.
func trajectoryProbability<Scalar: DifferentiableScalar>(
  _ tau: TabularTrajectory, logits: [Scalar], in world: TabularMDP = corridor
) -> Scalar {
  let states = tau.states + [tau.finalState]
  var product = Scalar(floatLiteral: world.start[states[0]])
  for (t, action) in tau.actions.enumerated() {
    let row = Array(logits[states[t] * 2..<states[t] * 2 + 2])
    let normaliser = Scalar.exp(row[0]) + Scalar.exp(row[1])
    product *= Scalar.exp(row[action]) / normaliser
    let next = Array(world.nextStates(from: states[t], action: action))
    product *= Scalar(floatLiteral: next[states[t + 1]])
  }
  return product
}

func squaredLength(_ vector: [Double]) -> Double { vector.reduce(0) { $0 + $1 * $1 } }
