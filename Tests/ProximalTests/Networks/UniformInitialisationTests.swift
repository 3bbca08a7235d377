import Proximal
import TestSupport
import Testing

@Suite("Uniform initialisation")
struct UniformInitialisationTests {
  @Test("weights and biases fill ±1/√inputs of their own layer, and nothing beyond")
  func reach() {
    var generator = PCG64(seed: 1)
    let network = MLP<Double>(sizes: [4, 400, 100], uniformUsing: &generator)
    for (layer, reach) in [(0, 0.5), (1, 0.05)] {
      for range in [network.weightRange(ofLayer: layer), network.biasRange(ofLayer: layer)] {
        let numbers = network.parameters[range].map { $0 / reach }
        #expect(numbers.allSatisfy { abs($0) <= 1 })
        #expect(numbers.max()! > 0.95 && numbers.min()! < -0.95)
      }
    }
  }

  @Test("the numbers are uniform: mean 0, mean square a third")
  func moments() {
    var generator = PCG64(seed: 2)
    let network = MLP<Double>(sizes: [100, 100], uniformUsing: &generator)
    let numbers = network.parameters[network.weightRange(ofLayer: 0)].map { $0 * 10 }
    for test in zTests(numbers.map { [$0, $0 * $0] }, expected: [0, 1.0 / 3]) {
      #expect(test.passes, "\(test)")
    }
  }

  @Test("the same seed gives the same network")
  func seed() {
    func network(seed: UInt64) -> MLP<Float> {
      var generator = PCG64(seed: seed)
      return MLP(sizes: [4, 8, 2], hiddenActivation: .relu, uniformUsing: &generator)
    }
    #expect(network(seed: 3).parameters == network(seed: 3).parameters)
    #expect(network(seed: 3).parameters != network(seed: 4).parameters)
    #expect(network(seed: 3).hiddenActivation == .relu)
  }
}
