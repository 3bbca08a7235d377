import Proximal
import RealModule
import TestSupport
import Testing

@Suite("Surrogate")
struct SurrogateTests {
  @Test("a hand-worked batch of three steps")
  func handWorked() {
    var surrogate = Surrogate<Double>()
    surrogate.update(
      logProbabilities: [Double.log(0.6), Double.log(0.2), Double.log(0.5)],
      oldLogProbabilities: [Double.log(0.3), Double.log(0.4), Double.log(0.5)],
      advantages: [1, -2, 6], rows: 3)
    expectClose(surrogate.ratios, [2, 0.5, 1], tolerance: 1e-15)
    expectClose(surrogate.value, 7.0 / 3, tolerance: 1e-15)
    expectClose(surrogate.scoreWeights, [2.0 / 3, -1.0 / 3, 2], tolerance: 1e-15)
  }

  @Test("its score weights give the gradient that automatic differentiation gives")
  func gradientByDuals() {
    let example = PenaltyExample()
    var surrogate = Surrogate<Double>()
    let new = example.batch(example.logits)
    var (logs, oldLogs) = ([0.0, 0, 0], [0.0, 0, 0])
    new.logProbabilities(of: example.actions, into: &logs)
    example.batch(example.oldLogits).logProbabilities(of: example.actions, into: &oldLogs)
    surrogate.update(
      logProbabilities: logs, oldLogProbabilities: oldLogs, advantages: example.advantages, rows: 3)
    var rows = [Double](repeating: 7, count: 9)
    new.scoreGradient(weights: surrogate.scoreWeights, actions: example.actions, into: &rows)
    let oracle = gradient(of: { example.value($0, beta: 0) }, at: example.logits)
    expectClose(rows, oracle, tolerance: 1e-14)
  }

  @Test("at the old policy the ratios are 1 and the weights A/N, to the bit")
  func atTheOldPolicy() {
    var surrogate = Surrogate<Float>()
    surrogate.update(
      logProbabilities: [-0.7, -1.3], oldLogProbabilities: [-0.7, -1.3], advantages: [3, -1],
      rows: 2)
    #expect(surrogate.ratios == [1, 1])
    #expect(surrogate.scoreWeights == [1.5, -0.5])
    #expect(surrogate.value == 1)
  }

  @Test("a smaller batch after a larger one counts its own rows alone")
  func shrinking() {
    var surrogate = Surrogate<Double>()
    surrogate.update(
      logProbabilities: [0, 0, 0], oldLogProbabilities: [0, 0, 0], advantages: [1, 2, 3], rows: 3)
    surrogate.update(
      logProbabilities: [0, 0, 0], oldLogProbabilities: [0, 0, 0], advantages: [1, 2, 3], rows: 2)
    #expect(surrogate.value == 1.5)
  }
}
