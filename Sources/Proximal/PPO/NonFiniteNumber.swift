/// A number that came out as NaN or infinite, and where it was first met: the training cannot go on.
public struct NonFiniteNumber: Error, Equatable, CustomStringConvertible {
  /// The iteration, from 1.
  public var iteration: Int
  /// What is not finite, such as “the gradient's length”, and what it is instead.
  public var quantity: String
  public var value: Double
  /// The first layer, of the actor and then of the critic, where weights, or else gradients, are not
  /// finite; nil where all are.
  public var layer: String?

  @usableFromInline
  func inIteration(_ number: Int) -> Self {
    var error = self
    error.iteration = number
    return error
  }

  public var description: String {
    "iteration \(iteration): \(quantity) is \(value)"
      + (layer.map { ", first in \($0)" } ?? "; the weights and their gradients are finite")
  }
}

extension PPOLossParts {
  /// The first of them that is not finite.
  var nonFinite: (quantity: String, value: Double)? {
    let all = [
      ("the policy's loss", policyLoss), ("the value loss", valueLoss), ("the entropy", entropy),
      ("the approximate KL divergence", approximateKL),
    ]
    return all.first { !$0.1.isFinite }
  }

  var isFinite: Bool {
    (policyLoss + valueLoss + entropy + approximateKL).isFinite
  }
}

extension ActorCritic where Scalar == Float {
  /// The first layer whose weights are not finite, else the first whose gradient is not.
  func firstNonFiniteLayer(_ gradient: ActorCriticGradient<Float>) -> String? {
    let parameters = [
      actor.firstNonFiniteLayer(in: actor.parameters).map { "the actor's \($0)" },
      freeParameters.contains { !$0.isFinite } ? "the policy's free parameters" : nil,
      critic.firstNonFiniteLayer(in: critic.parameters).map { "the critic's \($0)" },
    ]
    let gradients = [
      actor.firstNonFiniteLayer(in: gradient.actor).map { "the gradient of the actor's \($0)" },
      gradient.freeParameters.contains { !$0.isFinite }
        ? "the gradient of the policy's free parameters" : nil,
      critic.firstNonFiniteLayer(in: gradient.critic).map {
        "the gradient of the critic's \($0)"
      },
    ]
    return (parameters + gradients).lazy.compactMap(\.self).first
  }
}

extension MLP where Scalar == Float {
  /// The first layer in whose part of an array, laid out like the parameters, not all is finite.
  fileprivate func firstNonFiniteLayer(in numbers: [Float]) -> String? {
    for l in 0..<sizes.count - 1 {
      let range = weightRange(ofLayer: l).lowerBound..<biasRange(ofLayer: l).upperBound
      if numbers[range].contains(where: { !$0.isFinite }) {
        return "layer \(l + 1) of \(sizes.count - 1) (\(sizes[l]) → \(sizes[l + 1]))"
      }
    }
    return nil
  }
}

/// Whether a sum of squares, which NaN and ∞ make infinite or NaN, says that all are finite.
func allFinite(_ numbers: [Float]) -> Bool {
  numbers.withUnsafeBufferPointer { numbers in
    guard let first = numbers.baseAddress else { return true }
    return Float.sumOfSquares(first, count: numbers.count).isFinite
  }
}
