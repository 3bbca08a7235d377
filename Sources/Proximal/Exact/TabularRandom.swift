/// Worlds and policies drawn at random, for claims about all of them.
extension TabularMDP {
  /// An MDP drawn at random: every distribution uniformly from all there are (Dirichlet with all
  /// parameters 1), every reward uniformly from −1 to 1.
  public static func random(
    states: Int, actions: Int, discount: Double, using generator: inout some RandomNumberGenerator
  ) -> TabularMDP {
    let transition = (0..<states).map { _ in
      (0..<actions).map { _ in randomDistribution(states, using: &generator) }
    }
    let reward = (0..<states).map { _ in
      (0..<actions).map { _ in 2 * unitUniform(using: &generator) - 1 }
    }
    return TabularMDP(
      transition: transition, reward: reward,
      start: randomDistribution(states, using: &generator), discount: discount)
  }
}

extension TabularPolicy {
  /// A policy with logits drawn uniformly from −`scale` to `scale`.
  public static func random(
    states: Int, actions: Int, scale: Double, using generator: inout some RandomNumberGenerator
  ) -> TabularPolicy {
    let logits = (0..<(states * actions)).map { _ in
      scale * (2 * unitUniform(using: &generator) - 1)
    }
    return TabularPolicy(logits: logits, actionCount: actions)
  }
}

/// Independent exponential numbers divided by their sum lie uniformly on the simplex.
private func randomDistribution(
  _ count: Int, using generator: inout some RandomNumberGenerator
) -> [Double] {
  let exponentials = (0..<count).map { _ in
    -Elementary.log(onePlus: -unitUniform(using: &generator))
  }
  let sum = exponentials.reduce(0, +)
  return exponentials.map { $0 / sum }
}
