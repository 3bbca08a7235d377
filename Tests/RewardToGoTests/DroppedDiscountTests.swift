import Proximal
import RealModule
import TestSupport
import Testing

@Suite("The update that drops γᵗ")
struct DroppedDiscountTests {
  /// u for any number type in the world of home and beach, written out from its four episodes.
  ///
  /// Logits α at home and β at the beach; x and y the chances to go.
  private func update<Scalar: DifferentiableScalar>(
    _ alpha: Scalar, _ beta: Scalar, discount: Scalar, keepingDiscount: Bool = false
  ) -> [Scalar] {
    let (x, y) = (logistic(alpha), logistic(beta))
    let factor = keepingDiscount ? discount : 1
    // Chance × Σ_t w_t ∇log π: to the beach and stay, pays 1; to the beach and on, pays ½.
    let stays = x * (1 - y)
    let goesOn = x * y
    return [
      (stays + goesOn / 2) * discount * (1 - x),
      factor * (stays * (-y) + goesOn * (1 - y) / 2),
    ]
  }

  private func logistic<Scalar: DifferentiableScalar>(_ z: Scalar) -> Scalar {
    1 / (1 + Scalar.exp(-z))
  }

  /// The same by the core's enumeration, `[S × A]`.
  private func enumerated(
    _ world: TabularMDP, _ policy: TabularPolicy, horizon: Int, keepingDiscount: Bool = false
  ) -> [Double] {
    world.trajectories(of: policy, horizon: horizon).moments { tau in
      policy.weightedScore(
        along: tau,
        weights: tau.rewards.indices.map {
          (keepingDiscount ? power(world.discount, $0) : 1)
            * toGo(tau.rewards, from: $0, discount: world.discount)
        })
    }.mean
  }

  @Test("(2.11) the Jacobian of u is not symmetric: off the diagonal it differs by the factor γ")
  func jacobian() {
    for gamma in [0.0, 0.5, 0.9, 1] {
      for (alpha, beta) in [(0.4, -0.3), (-1.0, 2.0)] {
        let policy = TabularPolicy(logits: [[0, alpha], [0, beta], [0, 0]])
        let u = enumerated(TabularMDP.beach.discounted(by: gamma), policy, horizon: 2)
        expectClose([u[1], u[3]], update(alpha, beta, discount: gamma), tolerance: 1e-15)
        func cross(keepingDiscount: Bool) -> (home: Double, beach: Double) {
          let home = derivative(
            of: {
              update(Dual(alpha), $0, discount: Dual(gamma), keepingDiscount: keepingDiscount)[0]
            }, at: beta)
          let beach = derivative(
            of: {
              update($0, Dual(beta), discount: Dual(gamma), keepingDiscount: keepingDiscount)[1]
            }, at: alpha)
          return (home, beach)
        }
        let (x, y) = (logistic(alpha), logistic(beta))
        let dropped = cross(keepingDiscount: false)
        expectClose(
          dropped.home, -gamma / 2 * x * (1 - x) * y * (1 - y), tolerance: 1e-15)
        expectClose(dropped.home, gamma * dropped.beach, tolerance: 1e-15)
        #expect(dropped.beach < -1e-3)
        let kept = cross(keepingDiscount: true)
        expectClose(kept.home, kept.beach, tolerance: 1e-15, "a gradient's Jacobian is symmetric")
      }
    }
  }

  /// Σ_t fᵗ P(s_t = s), by listing: d for f = 1, d_γ for f = γ.
  private func visits(
    _ world: TabularMDP, _ policy: TabularPolicy, horizon: Int, factor: Double
  ) -> [Double] {
    world.trajectories(of: policy, horizon: horizon).moments { tau in
      (0..<world.stateCount).map { s in
        tau.states.indices.reduce(0) { $0 + (tau.states[$1] == s ? power(factor, $1) : 0) }
      }
    }.mean
  }

  /// In cell 0 you may stay for a while or go on to cell 1, from which every action leads out. So
  /// both are acted in at any step, and 40 steps leave less than 1e-20 of the probability.
  private static let loop = TabularMDP(
    transition: [
      [[0.3, 0, 0.7], [0, 1, 0]], [[0, 0, 1], [0, 0, 1]], [[0, 0, 1], [0, 0, 1]],
    ],
    reward: [[1, -0.5], [-1, 2], [0, 0]], start: [0.8, 0.2, 0], discount: 0.8, terminalStates: [2])

  @Test("(2.12) with a logit for every pair, u is ∇J with each state's part stretched by d/d_γ")
  func stretched() {
    let stayer = TabularPolicy(logits: [[1.2, -0.2], [0.8, 0], [0, 0]])
    for (world, policy, horizon) in [
      (Self.loop, stayer, 40), (Self.loop, goer, 40), (.beach, goer, 2),
    ] {
      // u and both visits from the list of trajectories, ∇J from the linear system.
      let u = enumerated(world, policy, horizon: horizon)
      let gradient = world.policyGradient(of: policy)
      let often = visits(world, policy, horizon: horizon, factor: 1)
      let discounted = visits(world, policy, horizon: horizon, factor: world.discount)
      for i in 0..<4 {
        expectClose(u[i], often[i / 2] / discounted[i / 2] * gradient[i], tolerance: 1e-14)
      }
      #expect(dot(u, gradient) > 0, "to first order you still climb")
      let stretch = zip(often, discounted).prefix(2).map { $0 / $1 }
      #expect((stretch[1] - stretch[0]).magnitude > 0.03, "both states alike would prove nothing")
      let slopes = centralDifference(
        of: { world.expectedReturn(of: TabularPolicy(logits: $0, actionCount: 2)) },
        at: policy.logits)
      expectClose(gradient, slopes, tolerance: 1e-9)
    }
  }

  @Test("(2.13) blind to the state: u changes its sign at p = 2γ/(1 + γ), ∇J never does")
  func blind() {
    for gamma in [0.3, 0.5, 0.9] {
      let world = TabularMDP.beach.discounted(by: gamma)
      for p in [0.1, 0.4, 0.65, 0.7, 0.97] {
        let logit = Double.log(p / (1 - p))
        let policy = TabularPolicy(logits: [[0, logit], [0, logit], [0, 0]])
        let u = enumerated(world, policy, horizon: 2)
        let gradient = enumerated(world, policy, horizon: 2, keepingDiscount: true)
        let expected = p * (1 - p) * (gamma - (1 + gamma) * p / 2)
        expectClose(u[1] + u[3], expected, tolerance: 1e-15)
        expectClose(gradient[1] + gradient[3], gamma * p * (1 - p) * (1 - p), tolerance: 1e-15)
        #expect((u[1] + u[3] < 0) == (p > 2 * gamma / (1 + gamma)))
        // J = γ p (1 − p/2), by the core and by automatic differentiation.
        expectClose(world.expectedReturn(of: policy), gamma * p * (1 - p / 2), tolerance: 1e-15)
        let slope = derivative(
          of: { z in
            let p = logistic(z)
            return Dual(gamma) * p * (1 - p / 2)
          }, at: logit)
        expectClose(slope, gradient[1] + gradient[3], tolerance: 1e-15)
      }
    }
  }
}
