import RealModule

/// Exercise 10.3: the loss of direct preference optimisation.
public func directLoss(
  policy: (won: [Double], lost: [Double]), reference: (won: [Double], lost: [Double]), beta: Double
) throws -> Double {
  let losses = policy.won.indices.map { m in
    // D_m = β log (π(won) / π_ref(won)) − β log (π(lost) / π_ref(lost)). Both answers have the
    // same prompt, so β log Z would stand in both terms, and cancels.
    let won = policy.won[m] - reference.won[m]
    let lost = policy.lost[m] - reference.lost[m]
    return minusLogLogistic(beta * (won - lost))
  }
  // −(1/M) Σ_m log Λ(D_m)   (10.4)
  return losses.reduce(0, +) / Double(losses.count)
}

/// −log Λ(D) = log(1 + e^{−D}), where no exponent is positive.
private func minusLogLogistic(_ lead: Double) -> Double {
  max(-lead, 0) + .log(onePlus: .exp(-lead.magnitude))
}

/// Exercise 10.4: the chances of the best of n.
public func bestOf(_ n: Int, rewards: [Double], chances: [Double]) throws -> [Double] {
  zip(rewards, chances).map { reward, chance in
    if chance == 0 { return 0 }
    var (less, equal) = (0.0, 0.0)
    for (other, share) in zip(rewards, chances) where other <= reward {
      if other == reward { equal += share } else { less += share }
    }
    // The best has reward r with chance P(R ≤ r)^n − P(R < r)^n, and is y with π(y) / P(R = r) of it.
    return chance / equal * (.pow(less + equal, n) - .pow(less, n))
  }
}

/// Exercise 10.5: each answer against the mean of the others.
public func leaveOneOutWeights(_ rewards: [Double]) throws -> [Double] {
  // w_i = (R_i − R̄_{−i}) / k = Σ_j (R_i − R_j) / (k (k − 1)), in which the term j = i is zero.
  let pairs = Double(rewards.count * (rewards.count - 1))
  return rewards.map { reward in rewards.reduce(0) { $0 + (reward - $1) } / pairs }
}
