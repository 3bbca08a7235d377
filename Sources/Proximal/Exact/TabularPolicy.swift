/// A softmax policy with one logit for every state and action: π(a|s) = exp z(s,a) / Σ_b exp z(s,b).
///
/// The logits are the parameters θ themselves, so a gradient with respect to θ is a table
/// `[S × A]` as well.
public struct TabularPolicy: Sendable, Equatable {
  /// S, the number of states.
  public let stateCount: Int
  /// A, the number of actions in each.
  public let actionCount: Int
  /// θ = z(s, a), `[S × A]`, row-major.
  public let logits: [Double]
  /// log π(a|s), `[S × A]`.
  public let logProbabilities: [Double]
  /// π(a|s), `[S × A]`.
  public let probabilities: [Double]

  /// - Parameters:
  ///   - logits: z(s, a), `[S × A]`, row-major.
  ///   - actionCount: A.
  public init(logits: [Double], actionCount: Int) {
    require(
      actionCount > 0 && !logits.isEmpty && logits.count % actionCount == 0,
      "logits [S × A] come in rows of \(actionCount) actions; got \(logits.count) numbers")
    require(logits.allSatisfy { $0.isFinite }, "logits are finite numbers; got \(logits)")
    self.actionCount = actionCount
    stateCount = logits.count / actionCount
    self.logits = logits
    logProbabilities = stride(from: 0, to: logits.count, by: actionCount).flatMap {
      logSoftmax(logits[$0..<($0 + actionCount)])
    }
    probabilities = logProbabilities.map { Elementary.exp($0) }
  }

  /// - Parameter logits: z(s, a) as `logits[s][a]`.
  public init(logits: [[Double]]) {
    let actions = logits.first?.count ?? 0
    require(
      logits.allSatisfy { $0.count == actions },
      "every state needs as many logits as state 0, \(actions); got \(logits.map { $0.count })")
    self.init(logits: logits.flatMap { $0 }, actionCount: actions)
  }

  /// The policy that takes every action with the same probability: all logits 0.
  public static func uniform(states: Int, actions: Int) -> TabularPolicy {
    TabularPolicy(logits: Array(repeating: 0, count: states * actions), actionCount: actions)
  }

  /// θ + αd: the policy a step of size α away.
  ///
  /// - Parameters:
  ///   - direction: d, `[S × A]`, a gradient for instance.
  ///   - stepSize: α.
  public func moved(along direction: [Double], stepSize: Double) -> TabularPolicy {
    require(
      direction.count == logits.count,
      "a direction has one number for each of the \(logits.count) logits; got \(direction.count)")
    let moved = zip(logits, direction).map { $0 + stepSize * $1 }
    return TabularPolicy(logits: moved, actionCount: actionCount)
  }

  /// π(·|s), `[A]`.
  public func probabilities(in state: Int) -> ArraySlice<Double> { probabilities[row(state)] }

  /// π(a|s).
  public func probability(of action: Int, in state: Int) -> Double {
    probabilities[state * actionCount + action]
  }

  /// log π(a|s).
  public func logProbability(of action: Int, in state: Int) -> Double {
    logProbabilities[state * actionCount + action]
  }

  /// H(s) = −Σ_a π(a|s) log π(a|s), `[S]`.
  public var entropy: [Double] {
    (0..<stateCount).map { s in
      -row(s).reduce(0) { $0 + probabilities[$1] * logProbabilities[$1] }
    }
  }

  /// The places of a state's row in a table `[S × A]`.
  func row(_ state: Int) -> Range<Int> { (state * actionCount)..<((state + 1) * actionCount) }
}

/// log softmax z = z − max z − log Σ_b exp(z_b − max z)
///
/// Taking out the maximum changes nothing but keeps `exp` from overflowing.
private func logSoftmax(_ logits: ArraySlice<Double>) -> [Double] {
  let maximum = logits.max()!
  let logSum = Elementary.log(logits.reduce(0) { $0 + Elementary.exp($1 - maximum) })
  return logits.map { $0 - maximum - logSum }
}
