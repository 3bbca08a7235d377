import Proximal
import TestSupport
import Testing

@Suite("Adam")
struct AdamTests {
  @Test("the first step has length α, whatever the gradient's size, up to ε")
  func firstStep() {
    // m̂ = g and v̂ = g², so the step is α g / (|g| + ε).
    var adam = Adam<Double>(parameterCount: 3, learningRate: 0.1, epsilon: 1e-3)
    var parameters = [1.0, 1, 1]
    adam.descend(&parameters, along: [0.5, -200, 0])
    expectClose(
      parameters, [1 - 0.1 * 0.5 / 0.501, 1 + 0.1 * 200 / 200.001, 1], tolerance: 1e-14)
  }

  @Test("in single precision too, to its last bits: powers of β as a Float holds it cancel")
  func firstStepInSinglePrecision() {
    // With β₂ᵗ of the Double 0.999 the step would be 6·10⁻⁶ of itself too long.
    for gradient in [0.5, -200, 3e-3] as [Float] {
      var adam = Adam<Float>(parameterCount: 1, learningRate: 0.5, epsilon: 1e-12)
      var parameters: [Float] = [0]
      adam.descend(&parameters, along: [gradient])
      expectClose(Double(parameters[0].magnitude), 0.5, tolerance: 2e-7)
    }
  }

  @Test("two steps agree with PyTorch's, to 1e-15")
  func againstPyTorch() {
    // torch.optim.Adam in float64, learning rate 2.5e-4, ε 1e-5.
    var adam = Adam<Double>(parameterCount: 3, learningRate: 2.5e-4, epsilon: 1e-5)
    var parameters = [-0.391784042932039, 1.5705986687377678, -1.3611835077786294]
    adam.descend(
      &parameters, along: [0.4606667065248905, -1.1736565243352681, 0.5527459066301804])
    expectClose(
      parameters, [-0.39203403750523974, 1.5708486666076908, -1.3614335032558373],
      tolerance: 1e-15)
    adam.descend(
      &parameters, along: [1.1196151164436536, 0.5002018883609191, 1.3172676055777581])
    expectClose(
      parameters, [-0.39226980027224123, 1.5709297875036388, -1.3616698465320591],
      tolerance: 1e-15)
    expectClose(
      adam.firstMoment, [0.15342151523160547, -0.05560889835408221, 0.181473892154492],
      tolerance: 1e-15)
    expectClose(
      adam.secondMoment,
      [0.0014655396096551266, 0.0016262940965974578, 0.002040416453963686], tolerance: 1e-15)
  }

  @Test("ascending is descending along the negative gradient")
  func ascent() {
    var (up, down) = ([Float](repeating: 0, count: 5), [Float](repeating: 0, count: 5))
    var ascending = Adam<Float>(parameterCount: 5, learningRate: 0.01)
    var descending = ascending
    for step in 1...3 {
      let gradient = (0..<5).map { Float(($0 - 2) * step) }
      ascending.ascend(&up, along: gradient)
      descending.descend(&down, along: gradient.map { -$0 })
    }
    #expect(up == down)
    #expect(ascending.stepCount == 3)
  }

  @Test("single precision follows double closely over 200 steps")
  func singlePrecision() {
    var generator = PCG64(seed: 2)
    var (single, exact) = ([Float](repeating: 0, count: 37), [Double](repeating: 0, count: 37))
    var adam = Adam<Float>(parameterCount: 37, learningRate: 1e-3, epsilon: 1e-5)
    var exactAdam = Adam<Double>(parameterCount: 37, learningRate: 1e-3, epsilon: 1e-5)
    for _ in 0..<200 {
      let gradient = (0..<37).map { _ in Float(generator.standardNormal()) }
      adam.descend(&single, along: gradient)
      exactAdam.descend(&exact, along: gradient.map { Double($0) })
    }
    expectClose(single.map { Double($0) }, exact, tolerance: 2e-6)
  }
}
