import Proximal
import TestSupport
import Testing

@Suite("ValueFunction")
struct ValueFunctionTests {
  private func value(learningRate: Double = 0.01) -> ValueFunction {
    var generator = PCG64(seed: 3)
    return ValueFunction(observationCount: 2, learningRate: learningRate, using: &generator)
  }

  @Test("it comes to the mean of the returns of each state, and stays there")
  func means() {
    // Two states, the first seen with 1 and 3, the second with −1 and 0.
    let (seen, returns): ([Float], [Float]) = ([1, 0, 0, 1, 1, 0, 0, 1], [1, -1, 3, 0])
    var value = value()
    value.fit(seen, to: returns, steps: 1000)
    let learnt = value.values(seen, rows: 4).map { Double($0) }
    expectClose(learnt, [2, -0.5, 2, -0.5], tolerance: 1e-3)
  }

  @Test("the first step is Adam's, against the slope of the squared error by differences")
  func firstStep() {
    let (seen, returns): ([Float], [Float]) = ([0.3, -0.2, 1, 0.5, -0.7, 0.1], [1, 0, -2])
    var fitted = value(learningRate: 0.001)
    let before = fitted.network
    fitted.fit(seen, to: returns, steps: 1)
    func loss(_ parameters: [Float]) -> Double {
      let network = MLP<Double>(
        sizes: before.sizes, parameters: parameters.map { Double($0) })
      var pass = MLP<Double>.Pass()
      network.forward(seen.map { Double($0) }, rows: 3, &pass)
      return (0..<3).reduce(0) {
        $0 + (pass.output[$1] - Double(returns[$1])) * (pass.output[$1] - Double(returns[$1])) / 3
      }
    }
    for i in before.parameters.indices {
      var (up, down) = (before.parameters, before.parameters)
      up[i] += 0.01
      down[i] -= 0.01
      let slope = (loss(up) - loss(down)) / Double(up[i] - down[i])
      // Where the slope is not near zero, Adam's first step has the length of its rate.
      guard slope.magnitude > 1e-3 else { continue }
      let step = Double(fitted.network.parameters[i] - before.parameters[i])
      expectClose(step, slope > 0 ? -0.001 : 0.001, tolerance: 1e-5)
    }
  }

  @Test("a row's value does not depend on the rows beside it")
  func rows() {
    var value = value()
    let together = value.values([1, 2, 3, 4, 5, 6], rows: 3)
    #expect(value.values([3, 4], rows: 1) == [together[1]])
  }
}
