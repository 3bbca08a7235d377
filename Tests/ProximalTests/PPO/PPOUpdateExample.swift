import RealModule
import TestSupport

@testable import Proximal

/// A rollout of one environment, a policy over two numbers that has moved since, and a critic: ratios on
/// both sides of the clip, values on both sides of theirs.
struct PPOUpdateExample<Scalar: NetworkScalar> {
  typealias Policy = DiagonalGaussianBatch<Scalar>

  let agent: ActorCritic<Policy>
  let minibatch: Minibatch<Policy>
  var settings = PPOSettings()

  init(rows: Int) {
    func wave(_ count: Int, _ step: Double) -> [Scalar] {
      (0..<count).map { Scalar(Double.sin(Double($0 + 1) * step)) }
    }
    agent = ActorCritic(
      actor: MLP(sizes: [3, 5, 2], parameters: wave(32, 0.7)), freeParameters: [-0.4, 0.2],
      critic: MLP(sizes: [3, 4, 1], parameters: wave(21, 0.9)),
      distributions: Policy(dimensions: 2))
    let (actions, noise) = (wave(2 * rows, 2.1), wave(rows, 0.37))
    minibatch = Minibatch(
      observations: wave(3 * rows, 1.3), actions: actions,
      oldLogProbabilities: noise.map { -2.2 + 0.6 * $0 }, oldValues: wave(rows, 0.53),
      advantages: wave(rows, 1.7), returns: wave(rows, 0.9).map { 2 * $0 })
    (settings.clipRange, settings.valueClipRange) = (0.2, 0.3)
    (settings.valueCoefficient, settings.entropyCoefficient) = (0.7, .constant(0.1))
    (settings.learningRate, settings.criticLearningRate) = (.constant(0.01), .constant(0.03))
    (settings.adamEpsilon, settings.criticAdamEpsilon) = (1e-3, 1e-2)
    settings.maximumGradientNorm = nil
  }

  /// Rows `places` of the minibatch.
  func block(_ places: Range<Int>) -> Minibatch<Policy> {
    func rows(_ all: [Scalar], _ width: Int = 1) -> [Scalar] {
      Array(all[places.lowerBound * width..<places.upperBound * width])
    }
    return Minibatch(
      observations: rows(minibatch.observations, 3), actions: rows(minibatch.actions, 2),
      oldLogProbabilities: rows(minibatch.oldLogProbabilities),
      oldValues: rows(minibatch.oldValues), advantages: rows(minibatch.advantages),
      returns: rows(minibatch.returns))
  }

  /// L and ∇L of the minibatch cut at `cuts`.
  func evaluated(
    cutAt cuts: [Int] = [], workers: Workers = .alone,
    _ change: (inout PPOSettings) -> Void = { _ in }
  ) -> PPOUpdate<Policy> {
    var settings = settings
    change(&settings)
    var update = PPOUpdate(of: agent, settings: settings)
    let bounds = [0] + cuts + [minibatch.rows]
    let blocks = zip(bounds, bounds.dropFirst()).map { block($0..<$1) }
    update.evaluate(blocks[...], workers: workers)
    return update
  }
}

extension PPOUpdate {
  /// ∇L of the three parts, uphill for the policy and downhill for the critic.
  var gradients: [[Scalar]] { [actor.gradient, actor.freeGradient, critic.gradient] }
  /// The parameters of the three parts.
  var parameters: [[Scalar]] {
    [actor.network.parameters, actor.freeParameters, critic.network.parameters]
  }
}
