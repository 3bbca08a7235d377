import Proximal
import TestSupport
import Testing

@Suite("ValueLoss")
struct ValueLossTests {
  private func loss(
    _ value: Double, old: Double, target: Double, clipRange: Double? = 0.2
  ) -> ValueLoss<Double> {
    var loss = ValueLoss<Double>(clipRange: clipRange)
    loss.update(values: [value], oldValues: [old], targets: [target], rows: 1)
    return loss
  }

  @Test("the worked examples: V_old 1, R 2, c 0.2; V 1.5 costs 0.64, V 0.7 costs 1.69, times ½")
  func workedExamples() {
    // V 1.5: (1.5 − 2)² = 0.25, clipped to 1.2: 0.64. The clipped branch wins and does not move.
    let above = loss(1.5, old: 1, target: 2)
    expectClose(2 * above.value, 0.64, tolerance: 1e-15)
    #expect(above.gradient == [0])
    // V 0.7: 1.69, clipped to 0.8: 1.44. The plain branch wins.
    let below = loss(0.7, old: 1, target: 2)
    expectClose(2 * below.value, 1.69, tolerance: 1e-15)
    expectClose(below.gradient, [-1.3], tolerance: 1e-15)
    expectClose(loss(1.5, old: 1, target: 2, clipRange: nil).value, 0.125, tolerance: 1e-15)
  }

  @Test("within the range the clip changes nothing, gradient included")
  func within() {
    for value in [0.85, 1, 1.15] {
      let (clipped, plain) = (
        loss(value, old: 1, target: 2), loss(value, old: 1, target: 2, clipRange: nil)
      )
      #expect(clipped.value == plain.value)
      #expect(clipped.gradient == plain.gradient)
    }
  }

  @Test("the clipped loss is never below the plain one")
  func pessimism() {
    var generator = SplitMix64(seed: 3)
    for _ in 0..<500 {
      let (value, old, target) = (
        Double.random(in: -2...2, using: &generator), Double.random(in: -2...2, using: &generator),
        Double.random(in: -2...2, using: &generator)
      )
      let plain = loss(value, old: old, target: target, clipRange: nil).value
      #expect(loss(value, old: old, target: target).value >= plain)
    }
  }

  @Test(
    "value and gradient equal the definition and its automatic derivative", arguments: [nil, 0.3])
  func gradientByDuals(clipRange: Double?) {
    let values = [0.3, -1.2, 2.0, 0.9, -0.1], old = [0.1, -0.2, 1.0, 1.5, -0.2]
    let targets = [1.0, 0.4, 0.2, 0.0, -3.0]
    var loss = ValueLoss<Double>(clipRange: clipRange)
    loss.update(values: values, oldValues: old, targets: targets, rows: 5)
    func definition(_ values: [Dual<Double>]) -> Dual<Double> {
      var sum = Dual<Double>(0)
      for t in 0..<5 {
        let plain = (values[t] - Dual(targets[t])) * (values[t] - Dual(targets[t]))
        guard let c = clipRange else {
          sum += plain
          continue
        }
        var moved = values[t] - Dual(old[t])
        moved = moved < Dual(-c) ? Dual(-c) : moved > Dual(c) ? Dual(c) : moved
        let error = Dual(old[t]) + moved - Dual(targets[t])
        sum += error * error > plain ? error * error : plain
      }
      return sum / Dual(10)
    }
    expectClose(loss.value, definition(values.map { Dual($0) }).value, tolerance: 1e-15)
    expectClose(loss.gradient, gradient(of: definition, at: values), tolerance: 1e-15)
    // Each branch must have been tried.
    #expect(loss.gradient.contains(0) == (clipRange != nil))
  }

  @Test("a target midway between the value and the clipped one: a tie, which the plain loss has")
  func tie() {
    // V 1.5 is clipped to 1.25; either is ⅛ from the target, and every number is a dyadic one.
    var loss = ValueLoss<Double>(clipRange: 0.25)
    loss.update(values: [1.5], oldValues: [1], targets: [1.375], rows: 1)
    #expect(loss.value == 0.5 * 0.125 * 0.125)
    #expect(loss.gradient == [0.125])
  }

  @Test("single precision agrees with double, and a smaller batch counts its own rows alone")
  func singlePrecision() {
    var loss = ValueLoss<Float>(clipRange: 0.2)
    loss.update(
      values: [9, 9, 9], oldValues: [0, 0, 0], targets: [0, 0, 0], rows: 3)
    loss.update(values: [1.5, 0.7, 9], oldValues: [1, 1, 1], targets: [2, 2, 2], rows: 2)
    expectClose(loss.value, (0.64 + 1.69) / 4, tolerance: 1e-6)
    expectClose(loss.gradient[..<2].map { Double($0) }, [0, -0.65], tolerance: 1e-6)
  }

  @Test("the plain loss does not look at old values; the clipped one must have them")
  func oldValues() async {
    var plain = ValueLoss<Float>(clipRange: nil)
    plain.update(values: [3], oldValues: [], targets: [1], rows: 1)
    #expect(plain.value == 2)
    let missing = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var clipped = ValueLoss<Float>(clipRange: 0.2)
      clipped.update(values: [3], oldValues: [], targets: [1], rows: 1)
    }
    expectMessage(missing, "needs as many values, old values and targets")
    let range = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = ValueLoss<Float>(clipRange: 0) }
    expectMessage(range, "a value clip range is above 0; got 0.0")
  }
}
