import Proximal
import Testing

@Suite("GaussianDecoration")
struct GaussianDecorationTests {
  private struct Plain: GaussianDecoration {
    typealias Scalar = Float
    var gaussian = DiagonalGaussianBatch<Float>(dimensions: 1)
  }

  private struct Halved: GaussianDecoration {
    typealias Scalar = Float
    var gaussian = DiagonalGaussianBatch<Float>(dimensions: 1)

    func modes(into actions: inout [Float]) {
      gaussian.modes(into: &actions)
      for i in 0..<rows { actions[i] /= 2 }
    }
  }

  /// All that a policy says of two states.
  private func said<Policy: ActionDistributions>(
    by empty: Policy
  ) -> [[Float]] where Policy.Scalar == Float, Policy.Action == Float {
    var policy = empty
    policy.update(outputs: [0.5, -1], parameters: [0.2], rows: 2)
    var generators = [PCG64(seed: 1), PCG64(seed: 2)]
    var (actions, modes, logs): ([Float], [Float], [Float]) = ([0, 0], [0, 0], [0, 0])
    policy.sample(using: &generators, into: &actions)
    policy.modes(into: &modes)
    policy.logProbabilities(of: actions, into: &logs)
    var (scores, gradient): ([Float], [Float]) = ([0, 0], [0])
    policy.scoreGradient(
      weights: [1, -2], actions: actions, outputs: &scores, gradient: &gradient)
    policy.addEntropyGradient(times: 0.1, outputs: &scores, gradient: &gradient)
    return [
      actions, modes, logs, scores, gradient,
      [Float(policy.meanEntropy)], [policy.placeholderAction],
      [Float(policy.rows), Float(policy.outputCount), Float(policy.freeParameterCount)],
    ]
  }

  @Test("a decoration that changes nothing says what DiagonalGaussianBatch says, to the bit")
  func transparent() {
    #expect(said(by: Plain()) == said(by: DiagonalGaussianBatch<Float>(dimensions: 1)))
    #expect(
      Plain().actionSpace == DiagonalGaussianBatch<Float>(dimensions: 1).actionSpace)
  }

  @Test("what is said otherwise is done otherwise, and the rest stays")
  func changed() {
    let (plain, halved) = (said(by: Plain()), said(by: Halved()))
    #expect(halved[1] == plain[1].map { $0 / 2 })
    #expect(halved[0] == plain[0] && halved[2...] == plain[2...])
  }
}
