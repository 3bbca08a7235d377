import Proximal
import RealModule
import TestSupport
import Testing

@testable import ppo_clip

@Suite("Pulling back")
struct PullingBackTests {
  private func walk(_ slope: (Double, Double) -> Double) -> [Double] {
    (0..<150).reduce(into: [twoArms(0.2)]) { path, _ in
      path.append(
        climbed(
          path.last!, from: twoArms(0.5), advantages: [-0.5, 0.5], stepSize: 0.2, slope: slope))
    }.map { $0.probability(of: 1, in: 0) }
  }

  @Test("from the wrong side the smaller of the two comes back and stops; the clip alone stays")
  func bandit() {
    let withMin = walk { ClippedSurrogateTerm(ratio: $0, advantage: $1, clipRange: 0.2).derivative }
    let alone = walk { $0 >= 0.8 && $0 <= 1.2 ? $1 : 0 }
    let plain = walk { $1 }
    expectClose(alone, alone.map { _ in 0.2 }, tolerance: 1e-15)
    #expect(zip(withMin, withMin.dropFirst()).allSatisfy { $0 <= $1 })
    // It stops within one step beyond the bound ρ = 1.2 of the better arm.
    #expect(withMin.last! >= 0.6 && withMin.last! < 0.63 && withMin[100] == withMin.last!)
    #expect(plain.last! > 0.95)
  }

  @Test("a step of the exact gradient is the slope of Σ π_old L: by dual numbers")
  func exactGradient() {
    let (old, z) = (twoArms(0.5), [0.3, -0.4])
    let slope = gradient(
      of: { x in
        (0..<2).reduce(Dual<Double>(0)) { sum, arm in
          let ratio = Dual<Double>.exp(
            logSoftmax(x)[arm] - Dual(old.logProbability(of: arm, in: 0)))
          return sum + Dual(0.5)
            * clippedSurrogate(ratio, advantage: [-0.5, 0.5][arm], clipRange: 0.2)
        }
      }, at: z)
    let step = climbed(
      TabularPolicy(logits: [z]), from: old, advantages: [-0.5, 0.5], stepSize: 1
    ) { ClippedSurrogateTerm(ratio: $0, advantage: $1, clipRange: 0.2).derivative }
    expectClose(zip(step.logits, z).map { $0 - $1 }, slope, tolerance: 1e-14)
    #expect(slope[1] > 0.1)
  }

  @Test("the clip alone has no weight in cases 3 and 6 as well, and the same in 1, 2, 4 and 5")
  func clipAlone() {
    let rows: [(Float, Float)] = [(1.1, 1), (1.1, -1), (0.5, 1), (0.5, -1), (1.5, 1), (1.5, -1)]
    let objective = batchObjective(
      rows.map { (ratio: $0.0, advantage: $0.1) }, clipRange: 0.2)
    let advantages = rows.map(\.1)
    let alone = Slope.clipAlone.weights(objective, advantages)
    let withMin = Slope.withMin.weights(objective, advantages)
    #expect(withMin.map { $0 != 0 } == [true, true, true, false, false, true])
    #expect(alone.map { $0 != 0 } == [true, true, false, false, false, false])
    #expect(alone[0...1] == withMin[0...1])
  }
}
