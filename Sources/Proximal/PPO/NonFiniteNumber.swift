/// A number that came out as NaN or infinite, and where it was first met: the training cannot go on.
public struct NonFiniteNumber: Error, Equatable, CustomStringConvertible {
  /// The iteration, from 1; nil until the training has said which.
  public var iteration: Int?
  /// What is not finite, such as “the gradient norm”.
  public var quantity: String
  /// What it is instead: NaN, ∞ or −∞.
  public var value: Double
  /// The first layer, of the actor and then of the critic, where weights, or else gradients, are not
  /// finite; nil where all are.
  public var layer: String?

  public var description: String {
    (iteration.map { "iteration \($0): " } ?? "") + "\(quantity) is \(value)"
      + (layer.map { ", first in \($0)" } ?? "; the weights and their gradients are finite")
  }
}

extension PPOUpdate where Scalar == Float {
  /// Throws unless all numbers are finite; `quantity` is what an error calls one of them.
  func check(_ numbers: [Float], _ quantity: String) throws(NonFiniteNumber) {
    guard allFinite(numbers) else {
      throw fault(quantity, Double(numbers.first { !$0.isFinite } ?? .nan))
    }
  }

  func fault(_ quantity: String, _ value: Double) -> NonFiniteNumber {
    NonFiniteNumber(quantity: quantity, value: value, layer: firstNonFiniteLayer)
  }

  /// The first layer whose weights are not finite, else the first whose gradient is not.
  private var firstNonFiniteLayer: String? {
    let (policy, values) = (actor.network, critic.network)
    return policy.firstNonFiniteLayer(in: policy.parameters).map { "the actor's \($0)" }
      ?? (allFinite(actor.freeParameters) ? nil : "the policy's free parameters")
      ?? values.firstNonFiniteLayer(in: values.parameters).map { "the critic's \($0)" }
      ?? policy.firstNonFiniteLayer(in: actor.gradient).map { "the gradient of the actor's \($0)" }
      ?? (allFinite(actor.freeGradient) ? nil : "the gradient of the policy's free parameters")
      ?? values.firstNonFiniteLayer(in: critic.gradient).map {
        "the gradient of the critic's \($0)"
      }
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
