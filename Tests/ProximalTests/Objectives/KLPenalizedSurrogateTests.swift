import Proximal
import RealModule
import TestSupport
import Testing

@Suite("KLPenalizedSurrogate")
struct KLPenalizedSurrogateTests {
  @Test("a hand-worked step: one state, two actions, β = 2")
  func handWorked() {
    var old = CategoricalBatch<Double>(actionCount: 2)
    var new = old
    old.update(logits: [0, 0], rows: 1)
    new.update(logits: [Double.log(3), 0], rows: 1)
    var objective = KLPenalizedSurrogate<Double>(beta: 2)
    objective.update(new, old: old, actions: [0], advantages: [4])
    // ρ = 0.75 / 0.5, KL(½, ½ ‖ ¾, ¼) = ½ log ⅔ + ½ log 2
    let divergence = Double.log(4.0 / 3) / 2
    expectClose(objective.surrogate.value, 6, tolerance: 1e-15)
    expectClose(objective.meanKL, divergence, tolerance: 1e-15)
    expectClose(objective.value, 6 - 2 * divergence, tolerance: 1e-15)
    var gradient = [7.0, 7]
    objective.gradient(of: new, old: old, actions: [0], into: &gradient)
    // 6 (1 − ¾, −¼) − 2 (¾ − ½, ¼ − ½)
    expectClose(gradient, [1, -1], tolerance: 1e-14)
  }

  @Test("value and gradient equal the definition and its automatic derivative")
  func gradientByDuals() {
    let example = PenaltyExample()
    let (new, old) = (example.batch(example.logits), example.batch(example.oldLogits))
    var objective = KLPenalizedSurrogate<Double>(beta: 1.7)
    objective.update(new, old: old, actions: example.actions, advantages: example.advantages)
    var rows = [Double](repeating: 7, count: 9)
    objective.gradient(of: new, old: old, actions: example.actions, into: &rows)
    func value(_ logits: [Dual<Double>]) -> Dual<Double> { example.value(logits, beta: 1.7) }
    expectClose(
      objective.value, value(example.logits.map { Dual($0) }).value, tolerance: 1e-14)
    expectClose(rows, gradient(of: value, at: example.logits), tolerance: 1e-14)
  }

  @Test("single precision agrees with double")
  func singlePrecision() {
    let example = PenaltyExample()
    var new = CategoricalBatch<Float>(actionCount: 3)
    var old = new
    new.update(logits: example.logits.map { Float($0) }, rows: 3)
    old.update(logits: example.oldLogits.map { Float($0) }, rows: 3)
    var objective = KLPenalizedSurrogate<Float>(beta: 1.7)
    objective.update(
      new, old: old, actions: example.actions, advantages: example.advantages.map { Float($0) })
    var rows = [Float](repeating: 7, count: 9)
    objective.gradient(of: new, old: old, actions: example.actions, into: &rows)
    func value(_ logits: [Dual<Double>]) -> Dual<Double> { example.value(logits, beta: 1.7) }
    expectClose(
      objective.value, value(example.logits.map { Dual($0) }).value, tolerance: 1e-6)
    expectClose(
      rows.map { Double($0) }, gradient(of: value, at: example.logits), tolerance: 1e-6)
  }
}

/// Three steps with three actions each.
struct PenaltyExample {
  let logits = [0.3, -0.7, 1.1, 0.0, 0.5, -2.0, 0.9, 0.8, 0.7]
  let oldLogits = [0.1, -0.2, 0.4, 1.0, 0.0, 0.3, -0.5, 0.6, 0.0]
  let actions = [1, 0, 2]
  let advantages = [2.0, -0.5, 1.25]

  func batch(_ logits: [Double]) -> CategoricalBatch<Double> {
    var batch = CategoricalBatch<Double>(actionCount: 3)
    batch.update(logits: logits, rows: 3)
    return batch
  }

  /// (1/N) Σ ρ A − β (1/N) Σ KL(π_old‖π), from the logits alone.
  func value(_ logits: [Dual<Double>], beta: Double) -> Dual<Double> {
    var sum = Dual<Double>(0)
    for t in 0..<3 {
      let z = Array(logits[3 * t..<3 * t + 3])
      let old = oldLogits[3 * t..<3 * t + 3].map { Dual($0) }
      let logRatio = logSoftmax(z)[actions[t]] - logSoftmax(old)[actions[t]]
      sum += Dual<Double>.exp(logRatio) * Dual(advantages[t]) - Dual(beta) * klDivergence(old, z)
    }
    return sum / Dual(3)
  }
}
