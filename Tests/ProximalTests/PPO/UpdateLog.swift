import Proximal

/// Which transitions the update took, minibatch by minibatch.
final class UpdateLog: @unchecked Sendable {
  /// The number of the next action, so that no two transitions have the same.
  var nextAction = 0
  var minibatches: [[Int]] = []
}

/// Two actions, told apart by odd and even: every action drawn is the next number.
struct NumberedActions: ActionDistributions {
  typealias Scalar = Float

  let log: UpdateLog
  private var batch = CategoricalBatch<Float>(actionCount: 2)

  init(log: UpdateLog) { self.log = log }

  var rows: Int { batch.rows }
  var outputCount: Int { 2 }
  var actionSpace: ActionSpace { .discrete(count: 2) }
  var placeholderAction: Int { 0 }
  var freeParameterCount: Int { 0 }
  var meanEntropy: Double { batch.meanEntropy }

  mutating func update(outputs: [Float], parameters: [Float], rows: Int) {
    batch.update(logits: outputs, rows: rows)
  }

  func logProbabilities(of actions: [Int], into logProbabilities: inout [Float]) {
    batch.logProbabilities(of: actions.map { $0 % 2 }, into: &logProbabilities)
  }

  func scoreGradient(
    weights: [Float], actions: [Int], outputs: inout [Float], gradient: inout [Float]
  ) {
    log.minibatches.append(Array(actions[..<rows]))
    batch.scoreGradient(weights: weights, actions: actions.map { $0 % 2 }, into: &outputs)
  }

  func addEntropyGradient(times factor: Float, outputs: inout [Float], gradient: inout [Float]) {
    batch.addEntropyGradient(times: factor, outputs: &outputs, gradient: &gradient)
  }

  func sample(using generators: inout [PCG64], into actions: inout [Int]) {
    for row in 0..<rows {
      actions[row] = log.nextAction
      log.nextAction += 1
    }
  }

  func modes(into actions: inout [Int]) { batch.modes(into: &actions) }
}
