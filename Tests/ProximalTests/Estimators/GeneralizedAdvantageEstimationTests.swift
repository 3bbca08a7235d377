import Proximal
import TestSupport
import Testing

@Suite("GeneralizedAdvantageEstimation")
struct GeneralizedAdvantageEstimationTests {
  /// Three steps of one environment, γ = λ = ½.
  private func handWorked(
    terminated: [Bool] = [false, false, false], truncated: [Bool] = [false, false, false]
  ) -> GeneralizedAdvantageEstimation<Double> {
    var estimation = GeneralizedAdvantageEstimation<Double>(discount: 0.5, lambda: 0.5)
    estimation.update(
      rewards: [1, 2, 3], values: [0.5, 1, 2], nextValues: [4], terminated: terminated,
      truncated: truncated, finalValues: [100, 6, 100])
    return estimation
  }

  @Test("three steps by hand: going on, terminated, truncated, and both at once")
  func byHand() {
    // δ = 1, 2, 3
    #expect(handWorked().advantages == [1.6875, 2.75, 3])
    #expect(handWorked().returns == [2.1875, 3.75, 5])
    // δ₁ = 2 − 1: nothing follows.
    let terminated = handWorked(terminated: [false, true, false])
    #expect(terminated.advantages == [1.25, 1, 3])
    // δ₁ = 2 + ½ · 6 − 1: what the time limit cut off had a value.
    #expect(handWorked(truncated: [false, true, false]).advantages == [2, 4, 3])
    let both = handWorked(terminated: [false, true, false], truncated: [false, true, false])
    #expect(both.advantages == terminated.advantages)
  }

  @Test("at the end of the rollout: cut by the next value, terminated, truncated")
  func lastStep() {
    let last = [false, false, true]
    #expect(handWorked(terminated: last).advantages[2] == 1)
    // 3 + ½ · 100 − 2: not the value of the next episode's first observation.
    #expect(handWorked(truncated: last).advantages[2] == 51)
  }

  @Test(
    "the recursion equals the double sum, over random episodes", arguments: [0.0, 0.3, 0.95, 1])
  func doubleSum(lambda: Double) {
    for seed in 1...20 {
      let rollout = RandomRollout(seed: UInt64(seed))
      let estimation = rollout.estimate(Double.self, lambda: lambda)
      expectClose(
        estimation.advantages, rollout.doubleSums(lambda: lambda), tolerance: 1e-13,
        "seed \(seed)")
      expectClose(
        estimation.returns, zip(estimation.advantages, rollout.values).map { $0 + $1 },
        tolerance: 0)
    }
  }

  @Test("λ = 0 is the temporal-difference error, to the bit")
  func temporalDifference() {
    let rollout = RandomRollout(seed: 5)
    let estimation = rollout.estimate(Double.self, lambda: 0)
    #expect(estimation.advantages == rollout.rewards.indices.map { rollout.error($0) })
  }

  @Test("λ = 1 is the discounted return, with what follows an unfinished episode, minus V")
  func monteCarlo() {
    let rollout = RandomRollout(seed: 6)
    let estimation = rollout.estimate(Double.self, lambda: 1)
    let expected = rollout.rewards.indices.map { first in
      var (sum, factor, t) = (0.0, 1.0, first)
      while true {
        sum += factor * rollout.rewards[t]
        factor *= rollout.discount
        if rollout.isLastOfItsKind(t) { break }
        t += rollout.width
      }
      return sum + factor * rollout.nextValue(t) - rollout.values[first]
    }
    expectClose(estimation.advantages, expected, tolerance: 1e-13)
  }

  @Test("nothing leaks over the end of an episode or between environments, to the bit")
  func leaks() {
    let rollout = RandomRollout(seed: 7)
    let estimation = rollout.estimate(Float.self, lambda: 0.9)
    for n in 0..<rollout.width {
      let alone = rollout.environment(n).estimate(Float.self, lambda: 0.9)
      let column = stride(from: n, to: rollout.rewards.count, by: rollout.width)
      #expect(alone.advantages == column.map { estimation.advantages[$0] })
    }
    for cut in rollout.rewards.indices where rollout.terminated[cut] || rollout.truncated[cut] {
      var other = rollout
      let following = stride(
        from: cut + rollout.width, to: rollout.rewards.count, by: rollout.width)
      for t in following {
        other.rewards[t] += 5
        other.values[t] -= 3
      }
      other.nextValues[cut % rollout.width] = 77
      let changed = other.estimate(Float.self, lambda: 0.9)
      for t in stride(from: cut, through: 0, by: -rollout.width) {
        #expect(changed.advantages[t] == estimation.advantages[t])
      }
    }
  }

  @Test("a time limit is no end: final values count where an episode was truncated, only there")
  func finalValues() {
    let rollout = RandomRollout(seed: 8)
    let estimation = rollout.estimate(Double.self, lambda: 0.9)
    var other = rollout
    for t in rollout.rewards.indices { other.finalValues[t] += 1 }
    let changed = other.estimate(Double.self, lambda: 0.9)
    for t in rollout.rewards.indices where rollout.terminated[t] || rollout.truncated[t] {
      let counts = rollout.truncated[t] && !rollout.terminated[t]
      expectClose(
        changed.advantages[t] - estimation.advantages[t], counts ? rollout.discount : 0,
        tolerance: 1e-12)
    }
  }

  @Test("a rollout of another size after the first")
  func resized() {
    var estimation = GeneralizedAdvantageEstimation<Float>(discount: 0.5, lambda: 0.5)
    for count in [6, 2, 4] {
      let zeros = [Float](repeating: 0, count: count)
      let flags = [Bool](repeating: false, count: count)
      estimation.update(
        rewards: zeros.map { _ in 1 }, values: zeros, nextValues: [0, 0], terminated: flags,
        truncated: flags, finalValues: zeros)
      #expect(estimation.advantages.count == count)
      #expect(estimation.advantages.suffix(2) == [1, 1])
    }
  }

  @Test("what cannot be estimated is refused, with what came")
  func refused() async {
    let discount = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = GeneralizedAdvantageEstimation<Float>(discount: 1.5, lambda: 0.9) }
    expectMessage(discount, "a discount γ lies from 0 to 1; got 1.5")
    let lambda = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = GeneralizedAdvantageEstimation<Float>(discount: 0.9, lambda: -0.1) }
    expectMessage(lambda, "GAE's λ lies from 0 to 1; got -0.1")
    let shapes = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var estimation = GeneralizedAdvantageEstimation<Float>(discount: 0.9, lambda: 0.9)
      estimation.update(
        rewards: [1, 1, 1], values: [1, 1, 1], nextValues: [1, 1], terminated: [false],
        truncated: [false], finalValues: [0])
    }
    expectMessage(shapes, "a rollout of 2 environments needs T × 2 rewards")
  }
}

/// Twelve steps of three environments, with ends of all kinds.
private struct RandomRollout {
  let width: Int
  let discount = 0.9
  var rewards: [Double]
  var values: [Double]
  var nextValues: [Double]
  var terminated: [Bool]
  var truncated: [Bool]
  var finalValues: [Double]

  init(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    func numbers(_ count: Int) -> [Double] {
      (0..<count).map { _ in Double.random(in: -2...2, using: &generator) }
    }
    width = 3
    (rewards, values, finalValues, nextValues) = (numbers(36), numbers(36), numbers(36), numbers(3))
    terminated = numbers(36).map { $0 > 1.4 }
    truncated = numbers(36).map { $0 > 1.4 }
  }

  /// One environment's part alone.
  func environment(_ n: Int) -> Self { Self(n, of: self) }

  private init(_ n: Int, of all: Self) {
    let places = Array(stride(from: n, to: all.rewards.count, by: all.width))
    width = 1
    rewards = places.map { all.rewards[$0] }
    values = places.map { all.values[$0] }
    nextValues = [all.nextValues[n]]
    terminated = places.map { all.terminated[$0] }
    truncated = places.map { all.truncated[$0] }
    finalValues = places.map { all.finalValues[$0] }
  }

  func estimate<Scalar: BinaryFloatingPoint & Sendable>(
    _ type: Scalar.Type, lambda: Double
  ) -> GeneralizedAdvantageEstimation<Scalar> {
    func scalars(_ numbers: [Double]) -> [Scalar] { numbers.map { Scalar($0) } }
    var estimation = GeneralizedAdvantageEstimation<Scalar>(discount: discount, lambda: lambda)
    estimation.update(
      rewards: scalars(rewards), values: scalars(values), nextValues: scalars(nextValues),
      terminated: terminated, truncated: truncated, finalValues: scalars(finalValues))
    return estimation
  }

  /// Whether no later step of the rollout belongs to the episode of step t.
  func isLastOfItsKind(_ t: Int) -> Bool {
    terminated[t] || truncated[t] || t + width >= rewards.count
  }

  /// What follows step t is worth this much.
  func nextValue(_ t: Int) -> Double {
    if terminated[t] { return 0 }
    if truncated[t] { return finalValues[t] }
    return t + width < rewards.count ? values[t + width] : nextValues[t % width]
  }

  /// δ_t = r_t + γ V(s_{t+1}) − V(s_t)
  func error(_ t: Int) -> Double { rewards[t] + discount * nextValue(t) - values[t] }

  /// Σ_l (γλ)^l δ_{t+l}, term by term.
  func doubleSums(lambda: Double) -> [Double] {
    rewards.indices.map { first in
      var (sum, factor, t) = (0.0, 1.0, first)
      while true {
        sum += factor * error(t)
        factor *= discount * lambda
        if isLastOfItsKind(t) { return sum }
        t += width
      }
    }
  }
}
