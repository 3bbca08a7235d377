import Proximal
import RealModule
import TestSupport
import Testing

@Suite("TrustRegion")
struct TrustRegionTests {
  /// One state in which the input is 0, so that the logits are the two biases; each action once,
  /// from the uniform policy, with advantages 1 and −1.
  private struct Bandit {
    var policy: MLP<Double>
    var trustRegion: TrustRegion<MLP<Double>>

    init(settings: TrustRegionSettings, biases: [Double] = [0, 0]) {
      policy = MLP(sizes: [1, 2], parameters: [0.4, -0.3] + biases)
      trustRegion = TrustRegion(policy: policy, settings: settings)
    }

    private var logProbabilities: [Double] {
      Categorical(logits: Array(policy.parameters[2...])).logProbabilities
    }

    mutating func update(advantages: [Double] = [1, -1]) -> TrustRegionOutcome {
      trustRegion.update(
        &policy, observations: [0, 0], actions: [0, 1], oldLogProbabilities: logProbabilities,
        advantages: advantages, rows: 2)
    }

    mutating func naturalGradientStep() -> TrustRegionOutcome {
      trustRegion.naturalGradientStep(
        &policy, observations: [0, 0], actions: [0, 1], oldLogProbabilities: logProbabilities,
        advantages: [1, -1], rows: 2)
    }
  }

  @Test("a hand-worked update: a bandit with two arms", arguments: [0.0, 0.5])
  func handWorked(damping: Double) {
    var bandit = Bandit(settings: TrustRegionSettings(maxKL: 0.02, cgDamping: damping))
    let outcome = bandit.update()
    // ∇L = (½, −½) for the biases, along which F is ½: s = ∇L / (½ + λ), sᵀF s = ½ / (½ + λ)
    let scale = 1 / (0.5 + damping)
    expectClose(bandit.trustRegion.gradient, [0, 0, 0.5, -0.5], tolerance: 1e-15)
    expectClose(
      bandit.trustRegion.searchDirection, [0, 0, scale / 2, -scale / 2], tolerance: 1e-15)
    expectClose(outcome.curvature, scale / 2, tolerance: 1e-15)
    let shift = Double.sqrt(2 * 0.02 / (scale / 2)) * scale / 2
    expectClose(bandit.policy.parameters, [0.4, -0.3, shift, -shift], tolerance: 1e-15)
    // KL(old‖new) = log cosh Δ, L = tanh Δ
    expectClose(outcome.meanKL, Double.log(Double.cosh(shift)), tolerance: 1e-15)
    expectClose(outcome.surrogateAfter, Double.tanh(shift), tolerance: 1e-15)
    #expect(outcome.surrogateBefore == 0)
    #expect(outcome.acceptedCoefficient == 1 && outcome.cgIterations == 1)
  }

  @Test("the other direction of the divergence: KL(new‖old) = Δ tanh Δ − log cosh Δ")
  func otherDirection() {
    var bandit = Bandit(
      settings: TrustRegionSettings(
        maxKL: 0.02, cgDamping: 0, divergenceDirection: .newToOld))
    let expected = 0.2 * Double.tanh(0.2) - Double.log(Double.cosh(0.2))
    expectClose(bandit.update().meanKL, expected, tolerance: 1e-15)
  }

  /// From the policy (0.9, 0.1) back to the middle, a large step overshoots δ = ½ when it is whole.
  private static let overshooting = TrustRegionSettings(maxKL: 0.5, cgDamping: 0)

  @Test("a step that leaves the trust region is shortened until it is inside")
  func shortened() {
    var bandit = Bandit(settings: Self.overshooting, biases: [0, Double.log(9)])
    let outcome = bandit.update(advantages: [1, 0])
    #expect(outcome.isAccepted && outcome.acceptedCoefficient < 1)
    #expect(outcome.meanKL < 0.5 && outcome.meanKL == outcome.meanKLs.last)
    #expect(outcome.meanKLs.dropLast().allSatisfy { $0 >= 0.5 })
    expectClose(
      outcome.acceptedCoefficient, Double.pow(0.8, outcome.meanKLs.count - 1), tolerance: 1e-15)
  }

  @Test("a search that fails leaves the parameters as they were, to the bit")
  func failed() {
    var settings = Self.overshooting
    settings.lineSearchIterations = 1
    var bandit = Bandit(settings: settings, biases: [0, Double.log(9)])
    let before = bandit.policy.parameters
    let outcome = bandit.update(advantages: [1, 0])
    #expect(bandit.policy.parameters == before)
    #expect(!outcome.isAccepted && outcome.acceptedCoefficient == 0 && outcome.meanKL == 0)
    #expect(outcome.meanKLs.count == 1 && outcome.meanKLs[0] >= 0.5)
    #expect(outcome.surrogateAfter == outcome.surrogateBefore)
  }

  @Test("the natural gradient step is the whole step, even where the search would refuse it")
  func wholeStep() {
    var bandit = Bandit(settings: Self.overshooting, biases: [0, Double.log(9)])
    let before = bandit.policy.parameters
    let outcome = bandit.naturalGradientStep()
    #expect(outcome.acceptedCoefficient == 1 && outcome.meanKL > 0.5)
    let moved = zip(before, bandit.trustRegion.searchDirection).map { $0 + outcome.stepSize * $1 }
    expectClose(bandit.policy.parameters, moved, tolerance: 1e-15)
  }

  @Test("without any advantage there is no direction, and the policy stays")
  func noDirection() {
    var bandit = Bandit(settings: TrustRegionSettings())
    let outcome = bandit.update(advantages: [0, 0])
    #expect(bandit.policy.parameters == [0.4, -0.3, 0, 0])
    #expect(!outcome.isAccepted && outcome.stepSize == 0 && outcome.meanKLs.isEmpty)
  }

  @Test("the search direction is the dense solution of (F + λI) s = ∇L, for both kinds of policy")
  func denseSolve() throws {
    let example = TrustRegionExample()
    func check<Policy: TrustRegionPolicy<Double>>(
      _ policy: Policy, _ actions: [Policy.Distributions.Action]
    ) throws {
      var settings = TrustRegionSettings(cgIterations: 200, cgResidualTolerance: 1e-26)
      settings.cgDamping = 0.05
      var trustRegion = TrustRegion(policy: policy, settings: settings)
      var updated = policy
      trustRegion.update(
        &updated, observations: example.observations, actions: actions,
        oldLogProbabilities: [-1, -0.5, -2, -0.7], advantages: example.advantages, rows: 4)
      let fisher = example.fisher(policy, damping: 0.05)
      let exact = try #require(
        solveLinearSystem(matrix: fisher, rightSide: trustRegion.gradient))
      expectClose(trustRegion.searchDirection, exact, tolerance: 1e-9)
    }
    try check(example.categorical, example.actions)
    try check(example.gaussian, example.actionVectors)
  }

  @Test(
    "the step taken is the first whose divergence is below δ and whose surrogate is larger",
    arguments: [0.01, 1, 30], [UInt64](1...6))
  func firstAcceptable(maxKL: Double, seed: UInt64) {
    let example = TrustRegionExample(seed: seed)
    var policy = example.categorical
    let old = logProbabilities(policy, example)
    let settings = TrustRegionSettings(maxKL: maxKL, cgDamping: 0.01, lineSearchIterations: 30)
    var trustRegion = TrustRegion(policy: policy, settings: settings)
    let outcome = trustRegion.update(
      &policy, observations: example.observations, actions: example.actions,
      oldLogProbabilities: old, advantages: example.advantages, rows: 4)
    func value(_ policy: MLP<Double>) -> Double {
      zip(zip(logProbabilities(policy, example), old), example.advantages)
        .reduce(0) { $0 + Double.exp($1.0.0 - $1.0.1) * $1.1 } / 4
    }
    var coefficient = 1.0
    for (attempt, divergence) in outcome.meanKLs.enumerated() {
      var moved = example.categorical
      moved.parameters = zip(moved.parameters, trustRegion.searchDirection).map {
        $0 + coefficient * outcome.stepSize * $1
      }
      let expected = example.categoricalKL(example.categorical.parameters, moved.parameters)
      expectClose(divergence, expected, tolerance: 1e-12)
      let isAcceptable = expected < maxKL && value(moved) > value(example.categorical)
      #expect(isAcceptable == (attempt == outcome.meanKLs.count - 1))
      coefficient *= 0.8
    }
    #expect(outcome.isAccepted)
    expectClose(outcome.surrogateAfter, value(policy), tolerance: 1e-12)
  }

  /// log π(aₜ|sₜ) by the one-distribution form.
  private func logProbabilities(
    _ policy: MLP<Double>, _ example: TrustRegionExample
  ) -> [Double] {
    let outputs = plainOutputs(policy, policy.parameters, example.observations, rows: 4)
    return (0..<4).map { t in
      Categorical(logits: Array(outputs[2 * t..<2 * t + 2]))
        .logProbability(of: example.actions[t])
    }
  }

  @Test("in single precision an update agrees with double and is the same to the bit when repeated")
  func singlePrecision() {
    let example = TrustRegionExample()
    let observations = example.observations.map { Float($0) }
    let advantages = example.advantages.map { Float($0) }
    let start = GaussianPolicy(
      network: MLP<Float>(
        sizes: TrustRegionExample.sizes,
        parameters: example.categorical.parameters.map { Float($0) }),
      logStandardDeviation: [0.3, -0.4])
    func updated() -> [Float] {
      var policy = start
      var trustRegion = TrustRegion(policy: policy)
      trustRegion.update(
        &policy, observations: observations, actions: example.actionVectors.map { Float($0) },
        oldLogProbabilities: [-1, -0.5, -2, -0.7], advantages: advantages, rows: 4)
      return policy.parameters
    }
    var exact = example.gaussian
    var trustRegion = TrustRegion(policy: exact)
    trustRegion.update(
      &exact, observations: example.observations, actions: example.actionVectors,
      oldLogProbabilities: [-1, -0.5, -2, -0.7], advantages: example.advantages, rows: 4)
    expectClose(updated().map { Double($0) }, exact.parameters, tolerance: 1e-4)
    #expect(exact.parameters != example.gaussian.parameters)
    #expect(updated().map(\.bitPattern) == updated().map(\.bitPattern))
  }
}
