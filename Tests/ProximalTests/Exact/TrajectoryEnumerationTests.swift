import Proximal
import RealModule
import TestSupport
import Testing

@Suite("Every trajectory of a short horizon")
struct TrajectoryEnumerationTests {
  let mdp = TabularMDP.corridor.discounted(by: 0.9)
  let policy = TabularPolicy(logits: [[0.4, -0.3], [0.1, 0.6], [-1.0, 0.2]])
  var trajectories: FiniteDistribution<TabularTrajectory> {
    mdp.trajectories(of: policy, horizon: 3)
  }

  @Test("the corridor has 4, 14, 48 and 164 trajectories of 1, 2, 3 and 4 steps")
  func count() {
    // From an end three branches, one of them to the middle; from the middle four, two to an end.
    let counts = (1...4).map { mdp.trajectories(of: policy, horizon: $0).count }
    #expect(counts == [4, 14, 48, 164])
  }

  @Test("probabilities sum to 1, and each is p(s₀) Π π P")
  func probabilities() {
    expectClose(trajectories.probabilities.reduce(0, +), 1, tolerance: 1e-14)
    for (trajectory, probability) in trajectories {
      expectClose(
        mdp.probability(of: trajectory, under: policy), probability, tolerance: 1e-16)
    }
  }

  @Test("no trajectory comes twice, and they are sorted by s₀, a₀, s₁, a₁, …")
  func sorted() {
    let keys = trajectories.outcomes.map { trajectory in
      zip(trajectory.states, trajectory.actions).flatMap { [$0, $1] } + [trajectory.finalState]
    }
    #expect(zip(keys, keys.dropFirst()).allSatisfy { $0.lexicographicallyPrecedes($1) })
  }

  @Test("one trajectory on paper: right, right, right with a slip at first")
  func onePath() throws {
    let path = try #require(
      trajectories.first { $0.outcome.states == [1, 1, 2] && $0.outcome.actions == [1, 1, 1] })
    let (toRight, ring) = (policy.probability(of: 1, in: 1), policy.probability(of: 1, in: 2))
    #expect(path.outcome.rewards == [0, 0, 3])
    #expect(path.outcome.finalState == 2)
    #expect(path.outcome.count == 3)
    expectClose(path.outcome.discountedReturn, 0.81 * 3, tolerance: 1e-15)
    expectClose(path.probability, toRight * 0.2 * toRight * 0.8 * ring, tolerance: 1e-16)
  }

  @Test("a trajectory stops at a terminal state")
  func terminal() {
    let trajectories = door.trajectories(of: .uniform(states: 2, actions: 2), horizon: 3)
    // Try and fail, try and get out, wait: the middle branch is a leaf.
    #expect(
      trajectories.map(\.outcome.count) == [3, 3, 3, 2, 3, 3, 3, 1, 3, 3, 3, 2, 3, 3, 3])
    for (trajectory, _) in trajectories {
      #expect(trajectory.count == 3 || trajectory.finalState == 1)
    }
    expectClose(trajectories.probabilities.reduce(0, +), 1, tolerance: 1e-15)
  }

  @Test("J: enumeration, recursion and the forward sum agree")
  func expectedReturn() {
    let enumerated = trajectories.expectation { $0.discountedReturn }
    expectClose(mdp.expectedReturn(of: policy, horizon: 3), enumerated, tolerance: 1e-14)
    expectClose(
      returnForward(mdp, logits: policy.logits, steps: 3), enumerated, tolerance: 1e-14)
  }

  @Test("∇ E[R] = E[R ∇ log p]: enumeration, recursion and dual numbers agree")
  func logDerivativeTrick() {
    let enumerated = trajectories.moments { wholeReturn($0) }.mean
    expectClose(
      mdp.policyGradient(of: policy, horizon: 3), enumerated, tolerance: 1e-12)
    let dual = gradient(of: { returnForward(mdp, logits: $0, steps: 3) }, at: policy.logits)
    expectClose(dual, enumerated, tolerance: 1e-12)
  }

  @Test("∇ E[R] against central differences of the enumerated J, which converge with order 2")
  func centralDifferences() {
    let approximation = { (h: Double) in
      centralDifference(
        of: { logits in
          let policy = TabularPolicy(logits: logits, actionCount: 2)
          return mdp.trajectories(of: policy, horizon: 3).expectation { $0.discountedReturn }
        }, at: policy.logits, step: h)
    }
    let exact = trajectories.moments { wholeReturn($0) }.mean
    expectClose(approximation(1e-5), exact, tolerance: 1e-9)
    expectClose(observedOrder(of: approximation, step: 0.02), 2, tolerance: 0.01)
    let order = observedOrder(ofError: { distance(approximation($0), exact) }, step: 0.02)
    expectClose(order, 2, tolerance: 0.01)
  }

  @Test(
    "the score of a trajectory has mean zero, so a baseline changes nothing",
    arguments: [-7, 0.5, 100])
  func baseline(b: Double) {
    expectClose(
      trajectories.moments { policy.score(along: $0) }.mean,
      [0, 0, 0, 0, 0, 0], tolerance: 1e-15)
    let withBaseline = trajectories.moments { trajectory in
      policy.weightedScore(
        along: trajectory, weights: [b, b, b].map { trajectory.discountedReturn - $0 })
    }
    expectClose(
      withBaseline.mean, mdp.policyGradient(of: policy, horizon: 3), tolerance: 1e-12)
  }

  @Test("b* = E[R‖g‖²]/E[‖g‖²] makes the variance smallest: no b beside it does better")
  func optimalBaseline() {
    let squaredNorm = { (trajectory: TabularTrajectory) in
      policy.score(along: trajectory).reduce(0) { $0 + $1 * $1 }
    }
    let best =
      trajectories.expectation { $0.discountedReturn * squaredNorm($0) }
      / trajectories.expectation(of: squaredNorm)
    let variance = { (b: Double) in
      trajectories.moments { wholeReturn($0, baseline: b) }.totalVariance
    }
    // Var(b) = Var(b*) + (b − b*)² E‖g‖², a parabola.
    for offset in [-1, -0.1, 0.1, 1.0] {
      expectClose(
        variance(best + offset),
        variance(best) + offset * offset * trajectories.expectation(of: squaredNorm),
        tolerance: 1e-13)
    }
  }

  @Test("E[∇ log π(a_t|s_t) r_t′] = 0 for every reward r_t′ before the action")
  func causality() {
    for (t, earlier) in [(1, 0), (2, 0), (2, 1)] {
      let product = trajectories.moments { trajectory in
        let weights = (0..<3).map { $0 == t ? trajectory.rewards[earlier] : 0 }
        return policy.weightedScore(along: trajectory, weights: weights)
      }
      expectClose(product.mean, [0, 0, 0, 0, 0, 0], tolerance: 1e-15)
    }
  }

  @Test("reward-to-go keeps the gradient, and in the corridor it varies less")
  func rewardToGo() {
    let rewardToGo = trajectories.moments { trajectory in
      let weights = (0..<3).map { t in
        (t..<3).reduce(0) { $0 + Double.pow(0.9, $1) * trajectory.rewards[$1] }
      }
      return policy.weightedScore(along: trajectory, weights: weights)
    }
    expectClose(rewardToGo.mean, mdp.policyGradient(of: policy, horizon: 3), tolerance: 1e-12)
    let whole = trajectories.moments { wholeReturn($0) }
    #expect(rewardToGo.totalVariance < whole.totalVariance)
  }

  @Test("two steps with r₁ = −r₀: the whole return never varies, reward-to-go does")
  func rewardToGoIsNotAlwaysBetter() {
    // Action 0 or 1 in state 0 wins or loses 1; what was won is lost again in the next step.
    let mdp = TabularMDP(
      transition: [
        [[0, 1, 0], [0, 0, 1]], [[0, 1, 0], [0, 1, 0]], [[0, 0, 1], [0, 0, 1]],
      ],
      reward: [[1, -1], [-1, -1], [1, 1]], start: [1, 0, 0], discount: 1)
    let policy = TabularPolicy.uniform(states: 3, actions: 2)
    let trajectories = mdp.trajectories(of: policy, horizon: 2)
    let whole = trajectories.moments {
      policy.weightedScore(along: $0, weights: [$0.discountedReturn, $0.discountedReturn])
    }
    let toGo = trajectories.moments {
      policy.weightedScore(along: $0, weights: [$0.discountedReturn, $0.rewards[1]])
    }
    #expect(trajectories.allSatisfy { $0.outcome.discountedReturn == 0 })
    #expect(whole.totalVariance == 0)
    expectClose(toGo.mean, [0, 0, 0, 0, 0, 0], tolerance: 1e-15)
    expectClose(toGo.totalVariance, 0.5, tolerance: 1e-15)
  }

  /// (R(τ) − b) ∇ log p(τ).
  private func wholeReturn(_ trajectory: TabularTrajectory, baseline b: Double = 0) -> [Double] {
    let weight = trajectory.discountedReturn - b
    return policy.weightedScore(
      along: trajectory, weights: Array(repeating: weight, count: trajectory.count))
  }
}
