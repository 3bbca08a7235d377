import Proximal
import RealModule
import TestSupport
import Testing

@Suite("An expectation from somebody else's samples")
struct WeightedExpectationTests {
  @Test("(3.1) the average of n samples has the mean of f for its mean", arguments: 1...5)
  func monteCarlo(n: Int) {
    let p = FiniteDistribution(pair.f, probabilities: pair.p)
    let mean = p.independentDraws(n).expectation { $0.reduce(0, +) / Double(n) }
    expectClose(mean, 5.9, tolerance: 1e-13)
  }

  @Test("(3.2) E_q[ρ f] = E_p[f]: on paper 5.9, and for distributions drawn at random")
  func identity() {
    expectClose(pair.q.expectation { pair.rho($0) * pair.f[$0] }, 5.9, tolerance: 1e-14)
    for random in randomPairs {
      expectClose(
        random.q.expectation { random.rho($0) * random.f[$0] }, random.mean, tolerance: 1e-12)
    }
  }

  @Test("(3.2) no other denominator will do: samples of q divided by p or by r give something else")
  func denominator() {
    let r = [0.3, 0.4, 0.3]
    for divisor in [pair.p, r] {
      let value = pair.q.expectation { pair.p[$0] / divisor[$0] * pair.f[$0] }
      #expect((value - pair.mean).magnitude > 0.1)
    }
  }

  @Test("(3.3) (3.4) the variance of ρ f is E_p[f² ρ] − (E_p f)²")
  func variance() {
    for random in [pair] + randomPairs {
      let direct = random.q.moments { [random.rho($0) * random.f[$0]] }.variance[0]
      let secondMoment = random.q.expectation {
        random.rho($0) * random.f[$0] * random.rho($0) * random.f[$0]
      }
      expectClose(secondMoment - random.mean * random.mean, direct, tolerance: 1e-12)
      let underP = random.p.indices.reduce(0.0) {
        $0 + random.p[$1] * random.f[$1] * random.f[$1] * random.rho($1)
      }
      expectClose(underP - random.mean * random.mean, direct, tolerance: 1e-12)
    }
    // By hand: 0.5 · 25 · 2.5 + 0.3 · 36 + 0.2 · 64 · 0.4 − 5.9².
    expectClose(
      pair.q.moments { [pair.rho($0) * pair.f[$0]] }.variance[0], 31.25 + 10.8 + 5.12 - 34.81,
      tolerance: 1e-12)
  }

  @Test("(3.4) sampled: 20,000 squared deviations average to it, z-test at 99.9%")
  func sampledVariance() {
    let sampler = TabularPolicy(logits: [pair.q.probabilities.map { Double.log($0) }])
    var generator = PCG64(seed: 31)
    let deviations = (0..<20_000).map { _ in
      let x = sampler.sampleAction(in: 0, using: &generator)
      let deviation = pair.rho(x) * pair.f[x] - 5.9
      return deviation * deviation
    }
    let test = ZTest(deviations, expected: 12.36)
    #expect(test.passes, "\(test)")
  }

  @Test("(3.5) the weights have mean 1 and variance χ²")
  func weights() {
    for random in [pair] + randomPairs {
      let moments = random.q.moments { [random.rho($0)] }
      expectClose(moments.mean[0], 1, tolerance: 1e-13)
      expectClose(moments.variance[0], random.chiSquare, tolerance: 1e-12)
    }
  }

  @Test("(3.6) n_eff by hand: 36/14 for weights 1, 2, 3; n where all are equal; 1 where one is all")
  func effectiveSampleSizes() {
    expectClose(effectiveSampleSize(of: [1, 2, 3]), 36.0 / 14, tolerance: 1e-15)
    expectClose(effectiveSampleSize(of: [0.7, 0.7, 0.7, 0.7]), 4, tolerance: 1e-15)
    #expect(effectiveSampleSize(of: [0, 5, 0]) == 1)
  }

  @Test("(3.6) n_eff/n tends to 1/(1 + χ²): every sample of n listed, an error of order 1/n")
  func effectiveShare() {
    for pair in [pair] + gentlePairs {
      let limit = 1 / (1 + pair.chiSquare)
      func share(_ sample: [Int]) -> Double {
        effectiveSampleSize(of: sample.map(pair.rho)) / Double(sample.count)
      }
      func error(_ n: Int) -> Double { pair.samples(of: n).expectation(of: share) - limit }
      expectClose(Double.log2(error(30) / error(60)), 1, tolerance: 0.15)
      #expect(error(60).magnitude < 0.02)
      // And not on average only: a sample whose share is far off becomes ever rarer.
      func far(_ n: Int) -> Double {
        pair.samples(of: n).expectation { (share($0) - limit).magnitude > 0.05 ? 1 : 0 }
      }
      #expect(far(60) < 0.7 * far(15) || far(60) < 1e-3)
    }
  }

  @Test("(3.6) 1/(1 + χ²) is the effective share of the population")
  func effectivePopulation() {
    for random in [pair] + randomPairs {
      let second = random.q.expectation { random.rho($0) * random.rho($0) }
      expectClose(1 / second, 1 / (1 + random.chiSquare), tolerance: 1e-13)
    }
    // A sample that holds every outcome exactly as often as q says has the limit itself.
    let proportional = [2, 3, 5].enumerated().flatMap { Array(repeating: pair.rho($0), count: $1) }
    expectClose(
      effectiveSampleSize(of: proportional) / 10, 1 / (1 + pair.chiSquare), tolerance: 1e-14)
  }

  @Test(
    "(3.2) the two bells: the mean under p from q, and how often a few samples have the wrong sign",
    arguments: [(1, 0.7475), (2, 0.7236), (4, 0.5412)])
  func wrongSign(n: Int, chance: Double) {
    let places = (-8...8).map(Double.init)
    let shift = 6.25 * Double.log(2) / 2
    func bell(_ center: Double) -> FiniteDistribution<Double> {
      let heights = places.map { Double.exp(-($0 - center) * ($0 - center) / 12.5) }
      let sum = heights.reduce(0, +)
      return FiniteDistribution(places, probabilities: heights.map { $0 / sum })
    }
    let (p, q) = (bell(-shift), bell(shift))
    // Mirror images at this distance have weights that are powers of two.
    for (i, x) in places.enumerated() {
      expectClose(p.probabilities[i] / q.probabilities[i], Double.exp2(-x), tolerance: 1e-12)
    }
    expectClose(
      q.expectation { Double.exp2(-$0) * $0 }, p.expectation { $0 }, tolerance: 1e-12)
    let wrong = q.independentDraws(n).expectation { draws in
      draws.reduce(0) { $0 + Double.exp2(-$1) * $1 } > 0 ? 1 : 0
    }
    expectClose(wrong, chance, tolerance: 1e-4)
  }

  private var randomPairs: [Pair] {
    var generator = SplitMix64(seed: 30)
    return (0..<20).map { _ in
      func distribution() -> [Double] {
        let numbers = (0..<6).map { _ in Double.random(in: 0.05..<1, using: &generator) }
        let sum = numbers.reduce(0, +)
        return numbers.map { $0 / sum }
      }
      return Pair(
        p: distribution(), q: distribution(),
        f: (0..<6).map { _ in Double.random(in: -2..<2, using: &generator) })
    }
  }
}
