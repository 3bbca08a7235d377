import Proximal
import Testing

@testable import ProximalTool

struct RemedyTests {
  private func advice(
    _ trouble: Finding.Trouble, _ change: (inout PPOSettings) -> Void = { _ in }
  ) -> String {
    var settings = PPOSettings()
    change(&settings)
    return Finding(trouble: trouble, evidence: "", settings: settings).remedy
  }

  @Test("what is so already is not advised")
  func already() {
    // The defaults anneal, and clip the values.
    #expect(!advice(.fallingReturns).contains("--anneal-learning-rate"))
    #expect(
      advice(.fallingReturns) { $0.learningRate = .constant(0.01) }
        == "--learning-rate 0.001 in place of 0.01, --anneal-learning-rate, or --target-kl 0.02.")
    #expect(advice(.lowExplainedVariance).contains("--value-clip-range none"))
    #expect(
      !advice(.lowExplainedVariance) { $0.valueClipRange = nil }.contains("--value-clip-range"))
    #expect(!advice(.largeKL) { $0.targetKL = 0.01 }.contains("--target-kl"))
    #expect(!advice(.largeKL) { $0.epochs = 1 }.contains("--epochs"))
    #expect(!advice(.growingSigma).contains("--entropy-coefficient 0 "))
    #expect(advice(.growingSigma).contains("--entropy-coefficient 0, or"))
    #expect(!advice(.growingSigma) { $0.entropyCoefficient = .constant(0) }.contains("--entropy"))
    #expect(advice(.clipStuckHigh) { $0.clipRange = 0.01 }.hasPrefix("--clip-range 0.2, or"))
    #expect(!advice(.clipStuckHigh).contains("--clip-range"))
  }

  @Test("numbers are those of the run")
  func numbers() {
    #expect(
      advice(.clipStuckAtZero) { $0.learningRate = .linear(from: 1e-6, to: 0) }
        == "--learning-rate 0.001 in place of 1e-6, or --entropy-coefficient 0.001 in place of 0.01."
    )
    // A third of a rate that is below three times the usual one.
    #expect(
      advice(.fallingReturns) { $0.learningRate = .constant(0.0015) }
        .hasPrefix("--learning-rate 0.0005 in place of 0.0015"))
    #expect(
      advice(.tinyMinibatches) { $0.minibatchCount = 512 } == "--minibatches 8 in place of 512.")
    #expect(
      advice(.targetKLStopsAll) { $0.targetKL = 1e-6 } == "--target-kl 0.02 in place of 1e-6.")
  }

  @Test("where all of it is so already, it says so; where nothing is known, all is named")
  func extremes() {
    #expect(
      advice(.clipNeverActs)
        == "the environment's own settings; what usually helps is set already.")
    #expect(
      Finding(trouble: .fallingReturns, evidence: "").remedy
        == "a --learning-rate 3 times smaller, --anneal-learning-rate, or --target-kl 0.02.")
  }
}
