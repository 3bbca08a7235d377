import Proximal

/// The corridor of chapter 1, a policy for it, and every trajectory of three steps.
let corridor = TabularMDP.corridor
let policy = TabularPolicy(logits: [[0.5, -0.5], [0.2, -0.2], [0.0, 0.3]])
let trajectories = corridor.trajectories(of: policy, horizon: 3)
let exactGradient = corridor.policyGradient(of: policy, horizon: 3)
