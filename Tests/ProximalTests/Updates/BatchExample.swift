import Proximal
import RealModule

/// A policy on CartPole, a batch that it has collected, and advantages of either sign.
struct BatchExample {
  var policy: MLP<Float>
  let batch: EpisodeBatch<CartPole>
  let advantages: [Float]

  init(seed: UInt64 = 1) {
    var generator = PCG64(seed: seed, stream: .initialisation)
    policy = MLP(sizes: [4, 16, 2], outputGain: 0.5, using: &generator)
    var batch = EpisodeBatch(CartPole(), count: 6, seed: seed)
    _ = batch.collect(with: policy, stepLimit: 10_000)
    self.batch = batch
    advantages = (0..<batch.count).map { _ in Float(generator.uniform(-1, 1)) }
  }

  /// π in the states of the batch.
  func distributions(of policy: MLP<Float>) -> CategoricalBatch<Float> {
    var (pass, distributions) = (MLP<Float>.Pass(), CategoricalBatch<Float>(actionCount: 2))
    policy.forward(batch.observations, rows: batch.count, &pass)
    distributions.update(logits: pass.output, rows: batch.count)
    return distributions
  }

  /// Mean KL(π_old‖π), in Double from the chances alone.
  func divergence(from old: MLP<Float>, to new: MLP<Float>) -> Double {
    let (p, q) = (distributions(of: old).probabilities, distributions(of: new).probabilities)
    var sum = 0.0
    for i in 0..<2 * batch.count {
      sum += Double(p[i]) * (Double.log(Double(p[i])) - Double.log(Double(q[i])))
    }
    return sum / Double(batch.count)
  }
}
