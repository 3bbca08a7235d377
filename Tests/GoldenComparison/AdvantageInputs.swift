import Proximal

/// What every file about advantages gives: T steps of N environments, flat, step-major.
struct AdvantageInputs {
  let rewards: [Double]
  let values: [Double]
  /// V of the observation after the last step, `[N]`.
  let nextValues: [Double]
  let discount: Double
  let lambda: Double

  /// - Parameters:
  ///   - nextValues: what the file calls the values after the last step.
  ///   - areSingle: whether its numbers are float32.
  init(
    _ golden: GoldenField, nextValues name: String, areSingle: Bool
  ) throws(GoldenError) {
    nextValues = try golden[name].inputFinites(areSingle: areSingle)
    rewards = try golden["rewards"].inputFinites(areSingle: areSingle)
    values = try golden["values"].inputFinites(count: rewards.count, areSingle: areSingle)
    let unit = "a number from 0 to 1"
    discount = try golden["gamma"].inputFinite(unit) { (0...1).contains($0) }
    lambda = try golden["gae_lambda"].inputFinite(unit) { (0...1).contains($0) }
    guard rewards.count.isMultiple(of: nextValues.count) else {
      throw try golden["rewards"].unlike("a multiple of \(nextValues.count) rewards")
    }
    golden.compare("n_envs", environmentCount)
    golden.compare("n_steps", count / environmentCount)
  }

  var environmentCount: Int { nextValues.count }
  var count: Int { rewards.count }

  /// Whether step t ended an episode, from the flags that came with the observations.
  ///
  /// - Parameters:
  ///   - starts: whether an episode begins with the observation of step t, `[T × N]`.
  ///   - next: the same of the observation after the last step, `[N]`.
  func ends(starts: [Bool], next: [Bool]) -> [Bool] {
    Array(starts.dropFirst(environmentCount)) + next
  }

  /// The core's estimates, in either precision.
  ///
  /// - Parameter finalValues: V of the last observations of truncated episodes; nil for none.
  func estimate<Scalar: BinaryFloatingPoint & Sendable>(
    _ type: Scalar.Type, rewards: [Double]? = nil, terminated: [Bool], truncated: [Bool]? = nil,
    finalValues: [Double]? = nil
  ) -> GeneralizedAdvantageEstimation<Scalar> {
    var estimation = GeneralizedAdvantageEstimation<Scalar>(discount: discount, lambda: lambda)
    estimation.update(
      rewards: (rewards ?? self.rewards).map { Scalar($0) }, values: values.map { Scalar($0) },
      nextValues: nextValues.map { Scalar($0) }, terminated: terminated,
      truncated: truncated ?? terminated.map { _ in false },
      finalValues: finalValues?.map { Scalar($0) } ?? terminated.map { _ in 0 })
    return estimation
  }
}

extension GoldenField {
  /// Flags written as 0 and 1, so many of them.
  func inputBits(count: Int) throws(GoldenError) -> [Bool] {
    let bits = try inputIntegers(in: 0...1)
    guard bits.count == count else { throw unlike("\(count) flags") }
    return bits.map { $0 == 1 }
  }

  /// Numbers; if they are single, such as float32 holds exactly.
  func inputFinites(areSingle: Bool) throws(GoldenError) -> [Double] {
    let numbers = try inputFinites()
    for (element, number) in zip(try elements, numbers)
    where areSingle && Double(Float(number)) != number {
      throw element.unlike("a float32 number")
    }
    return numbers
  }

  func inputFinites(count: Int, areSingle: Bool) throws(GoldenError) -> [Double] {
    let numbers = try inputFinites(areSingle: areSingle)
    guard numbers.count == count else { throw unlike("\(count) numbers") }
    return numbers
  }
}
