import Proximal
import RealModule
import TestSupport
import Testing

@Suite("The self-normalised estimator")
struct SelfNormalisedTests {
  private func moments(_ pair: Pair, n: Int) -> Moments {
    pair.samples(of: n).moments { draws in
      let shares = selfNormalisedWeights(draws.map(pair.rho))
      return [zip(draws, shares).reduce(0) { $0 + pair.f[$1.0] * $1.1 }]
    }
  }

  /// Richardson: n·y(n) = c + d/n + …, so 2·(2n·y(2n)) − n·y(n) is c up to 1/n².
  private func limit(_ y: (Int) -> Double, n: Int) -> Double {
    2 * Double(2 * n) * y(2 * n) - Double(n) * y(n)
  }

  @Test("(3.7) the bias is −E_q[ρ²(f − μ)]/n: listed for n up to 48, the rest falls as 1/n²")
  func bias() {
    for pair in gentlePairs {
      let leading = -pair.q.expectation {
        pair.rho($0) * pair.rho($0) * (pair.f[$0] - pair.mean)
      }
      func bias(_ n: Int) -> Double { moments(pair, n: n).mean[0] - pair.mean }
      func rest(_ n: Int) -> Double { (bias(n) - leading / Double(n)).magnitude }
      expectClose(Double.log2(rest(24) / rest(48)), 2, tolerance: 0.1)
      #expect((limit(bias, n: 24) / leading - 1).magnitude < 2e-3)
    }
  }

  @Test("(3.8) the variance is E_q[ρ²(f − μ)²]/n, the rest falls as 1/n²")
  func variance() {
    for pair in gentlePairs {
      let leading = pair.q.expectation {
        let deviation = pair.rho($0) * (pair.f[$0] - pair.mean)
        return deviation * deviation
      }
      func variance(_ n: Int) -> Double { moments(pair, n: n).variance[0] }
      func rest(_ n: Int) -> Double { (variance(n) - leading / Double(n)).magnitude }
      expectClose(Double.log2(rest(24) / rest(48)), 2, tolerance: 0.1)
      #expect((limit(variance, n: 24) / leading - 1).magnitude < 2e-3)
    }
  }

  @Test("samples without their order have the moments of samples drawn one by one")
  func unordered() {
    let oneByOne = pair.q.independentDraws(4).moments { draws in
      let shares = selfNormalisedWeights(draws.map(pair.rho))
      return [zip(draws, shares).reduce(0) { $0 + pair.f[$1.0] * $1.1 }]
    }
    expectClose(moments(pair, n: 4).mean, oneByOne.mean, tolerance: 1e-14)
    expectClose(moments(pair, n: 4).variance, oneByOne.variance, tolerance: 1e-13)
  }

  @Test("with one sample it is f under q; a constant added to f moves it and nothing else")
  func oneSampleAndConstant() {
    let underQ = pair.q.expectation { pair.f[$0] }
    expectClose(moments(pair, n: 1).mean[0], underQ, tolerance: 1e-14)
    let raised = Pair(p: pair.p, q: pair.q.probabilities, f: pair.f.map { $0 + 100 })
    expectClose(moments(raised, n: 3).mean[0], moments(pair, n: 3).mean[0] + 100, tolerance: 1e-12)
    expectClose(moments(raised, n: 3).variance, moments(pair, n: 3).variance, tolerance: 1e-10)
    let plain = pair.q.moments { [pair.rho($0) * pair.f[$0]] }.variance[0]
    let plainRaised = raised.q.moments { [raised.rho($0) * raised.f[$0]] }.variance[0]
    #expect(plainRaised > 100 * plain)
  }
}
