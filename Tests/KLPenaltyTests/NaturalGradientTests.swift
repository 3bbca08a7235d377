import Proximal
import RealModule
import TestSupport
import Testing

@Suite("The natural gradient")
struct NaturalGradientTests {
  private let bandit = TabularMDP.bandit(rewards: [1, 2, 4])
  private let here = [0.4, -0.3]

  private func arms(_ z: [Double]) -> TabularPolicy { TabularPolicy(logits: [[z[0], z[1], 0]]) }

  /// ∇J and F in the two free logits.
  private var slope: [Double] { Array(bandit.policyGradient(of: arms(here))[0..<2]) }
  private var fisher: [Double] {
    let f = bandit.fisherInformation(of: arms(here))
    return [f[0], f[1], f[3], f[4]]
  }

  private func times(_ m: [Double], _ v: [Double]) -> [Double] {
    [m[0] * v[0] + m[1] * v[1], m[2] * v[0] + m[3] * v[1]]
  }
  private func transpose(_ m: [Double]) -> [Double] { [m[0], m[2], m[1], m[3]] }
  private func product(_ a: [Double], _ b: [Double]) -> [Double] {
    [
      a[0] * b[0] + a[1] * b[2], a[0] * b[1] + a[1] * b[3],
      a[2] * b[0] + a[3] * b[2], a[2] * b[1] + a[3] * b[3],
    ]
  }

  /// The step (4.18) for θ = Mφ + …, in φ.
  private func step(_ m: [Double], delta: Double) -> [Double] {
    let g = times(transpose(m), slope)
    let f = product(transpose(m), product(fisher, m))
    let x = solveLinearSystem(matrix: f, rightSide: g)!
    return x.map { $0 * (2 * delta / dot(g, x)).squareRoot() }
  }

  @Test("(4.18) of all steps with ½ΔᵀFΔ = δ the natural one climbs most, and β = g/FΔ")
  func steepest() {
    let delta = 0.01
    let best = step([1, 0, 0, 1], delta: delta)
    expectClose(dot(best, times(fisher, best)) / 2, delta, tolerance: 1e-15)
    let beta = (dot(slope, solveLinearSystem(matrix: fisher, rightSide: slope)!) / (2 * delta))
      .squareRoot()
    expectClose(slope, times(fisher, best).map { beta * $0 }, tolerance: 1e-13)
    for turn in 1..<360 {
      let angle = Double(turn) * Double.pi / 180
      let raw = [Double.cos(angle), Double.sin(angle)]
      let length = (2 * delta / dot(raw, times(fisher, raw))).squareRoot()
      #expect(dot(slope, raw.map { $0 * length }) <= dot(slope, best) + 1e-14)
    }
  }

  @Test(
    "(4.18) near the exact problem: β but for √δ of itself, the probabilities but for δ, KL for δ√δ"
  )
  func smallSteps() {
    let natural = corridor.naturalGradient(of: old)
    let squared = dot(corridor.policyGradient(of: old), natural)
    /// The step for δ = root².
    func step(_ root: Double) -> TabularPolicy {
      old.moved(along: natural, stepSize: root * (2 / squared).squareRoot())
    }
    func priceError(_ root: Double) -> Double {
      (squared / 2).squareRoot() / root / multiplier(root * root) - 1
    }
    func chanceError(_ root: Double) -> Double {
      distance(step(root).probabilities, leashed(multiplier(root * root)).probabilities)
    }
    expectClose(observedOrder(ofError: priceError, step: 0.002), 1, tolerance: 0.05)
    expectClose(observedOrder(ofError: chanceError, step: 0.002), 2, tolerance: 0.05)
    expectClose(
      observedOrder(ofError: { meanKL(step($0)) - $0 * $0 }, step: 0.02), 3, tolerance: 0.1)
    // The book's table: the price of (4.18) over the one at the fence.
    for (delta, percent) in [(1e-4, 0.45), (1e-3, 1.7), (1e-2, 8.3), (0.1, 51)] {
      expectClose(100 * priceError(delta.squareRoot()), percent, tolerance: 0.02)
    }
  }

  @Test("(4.18) for a table of logits F A = (1 − γ) g; conjugate gradients find A/(1 − γ)")
  func table() {
    let fisher = corridor.fisherInformation(of: old)
    let gradient = corridor.policyGradient(of: old)
    let solution = ConjugateGradient(iterations: 6, residualTolerance: 1e-28).solve(gradient) {
      v, product in
      for i in 0..<6 { product[i] = dot(Array(fisher[6 * i..<6 * i + 6]), v) }
    }
    expectClose(solution.x, corridor.naturalGradient(of: old), tolerance: 1e-10)
    let advantages = corridor.advantages(of: old)
    let centred = advantages.indices.map { i in
      (advantages[i] - (advantages[i / 2 * 2] + advantages[i / 2 * 2 + 1]) / 2) / (1 - 0.9)
    }
    expectClose(solution.x, centred, tolerance: 1e-10)
    let product = (0..<6).map { dot(Array(fisher[6 * $0..<6 * $0 + 6]), advantages) }
    expectClose(product, gradient.map { (1 - 0.9) * $0 }, tolerance: 1e-12)
  }

  @Test("(4.18) every solution of F x = g is one step in policies, but for states never visited")
  func solutions() {
    // Nobody comes to state 2.
    let world = TabularMDP(
      transition: [
        [[1, 0, 0], [0, 1, 0]], [[0.5, 0.5, 0], [0, 1, 0]], [[1, 0, 0], [0, 0, 1]],
      ],
      reward: [[1, 0], [0, 2], [5, -5]], start: [1, 0, 0], discount: 0.9)
    let fisher = world.fisherInformation(of: old)
    let slope = world.policyGradient(of: old)
    func times(_ x: [Double]) -> [Double] {
      (0..<6).map { dot(Array(fisher[6 * $0..<6 * $0 + 6]), x) }
    }
    let natural = world.naturalGradient(of: old)
    expectClose(times(natural), slope, tolerance: 1e-12)
    expectClose(Array(natural[4...]), [0, 0], tolerance: 1e-15)
    // A constant added to a state's logits solves the system as well, and is the same policy.
    let raised = zip(natural, [3.0, 3, -2, -2, 0, 0]).map { $0 + $1 }
    expectClose(times(raised), slope, tolerance: 1e-12)
    let chances = old.moved(along: natural, stepSize: 0.1).probabilities
    expectClose(
      old.moved(along: raised, stepSize: 0.1).probabilities, chances, tolerance: 1e-14)
    // In the state that is never visited every x solves it, and not every x is the same policy.
    let anything = zip(natural, [0.0, 0, 0, 0, 4, -4]).map { $0 + $1 }
    expectClose(times(anything), slope, tolerance: 1e-12)
    let others = old.moved(along: anything, stepSize: 0.1).probabilities
    #expect((others[4] - chances[4]).magnitude > 0.1)
  }

  @Test("(4.19) Dᵀ F D v is the mean of score · (scoreᵀ v); conjugate gradients find F⁻¹g")
  func products() {
    var generator = PCG64(seed: 53)
    let network = MLP<Double>(sizes: [3, 4, 3], outputGain: 1, using: &generator)
    let states = (0..<30).map { _ in 2 * generator.random() - 1 }
    let n = network.parameterCount
    var pass = MLP<Double>.Pass()
    var dense = [Double](repeating: 0, count: n * n)
    for t in 0..<10 {
      let state = Array(states[3 * t..<3 * t + 3])
      network.forward(state, rows: 1, &pass)
      let policy = TabularPolicy(logits: [Array(pass.output[0..<3])])
      for action in 0..<3 {
        pass.outputGradient = policy.score(of: action, in: 0)
        var score = [Double](repeating: 0, count: n)
        network.backward(state, &pass, into: &score)
        for i in 0..<n * n {
          dense[i] += policy.probability(of: action, in: 0) * score[i / n] * score[i % n] / 10
        }
      }
    }
    var fisher = FisherVectorProduct(policy: network, observations: states, rows: 10, damping: 0)
    let v = (0..<n).map { _ in generator.random() - 0.5 }
    var got = v
    fisher.apply(to: v, into: &got)
    expectClose(got, (0..<n).map { dot(Array(dense[$0 * n..<($0 + 1) * n]), v) }, tolerance: 1e-13)

    // With damping F is invertible, and the long way is there to compare.
    for i in 0..<n { dense[i * n + i] += 0.01 }
    let exact = solveLinearSystem(matrix: dense, rightSide: v)!
    var damped = FisherVectorProduct(policy: network, observations: states, rows: 10, damping: 0.01)
    let solver = ConjugateGradient(iterations: 200, residualTolerance: 1e-26)
    let solution = solver.solve(v) { damped.apply(to: $0, into: &$1) }
    expectClose(solution.x, exact, tolerance: 1e-9)
    let early = ConjugateGradient(iterations: 1).solve(v) { damped.apply(to: $0, into: &$1) }
    #expect(zip(early.x, exact).contains { ($0 - $1).magnitude > 1 }, "one step is not enough")
  }

  @Test("(4.20) a linear change of knobs leaves the natural step as it is, and moves the plain one")
  func linear() {
    let m = [2.0, 1, 0, 0.5]
    for m in [m, [0.0, -3, 1, 0.2], [-0.4, 1, 1, 5]] {
      for delta in [1e-4, 1e-2, 0.3] {
        expectClose(
          times(m, step(m, delta: delta)), step([1, 0, 0, 1], delta: delta), tolerance: 1e-13)
      }
      // g_φᵀ F_φ⁻¹ g_φ = gᵀ F⁻¹ g, which the length is made of.
      let (g, f) = (times(transpose(m), slope), product(transpose(m), product(fisher, m)))
      let length = dot(g, solveLinearSystem(matrix: f, rightSide: g)!)
      let expected = dot(slope, solveLinearSystem(matrix: fisher, rightSide: slope)!)
      expectClose(length, expected, tolerance: 1e-13)
    }
    let plain = times(m, times(transpose(m), slope))
    #expect(distance(plain, slope) > 0.5 * distance(slope, [0, 0]))
  }

  @Test("(4.21) under θ = sinh φ the natural steps part at order 2; plain steps at order 1")
  func bent() {
    let root = here.map { (1 + $0 * $0).squareRoot() }
    let phi = zip(here, root).map { Double.log($0 + $1) }
    func natural(_ size: Double) -> Double {
      let bent = step([root[0], 0, 0, root[1]], delta: size * size)
      let end = zip(phi, bent).map { Double.sinh($0 + $1) }
      return distance(end, zip(here, step([1, 0, 0, 1], delta: size * size)).map { $0 + $1 })
    }
    func plain(_ size: Double) -> Double {
      let end = (0..<2).map { Double.sinh(phi[$0] + size * root[$0] * slope[$0]) }
      return distance(end, (0..<2).map { here[$0] + size * slope[$0] })
    }
    expectClose(observedOrder(ofError: natural, step: 0.002), 2, tolerance: 0.05)
    expectClose(observedOrder(ofError: plain, step: 0.002), 1, tolerance: 0.05)
  }
}
