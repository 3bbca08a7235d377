import Proximal

extension GoldenSchema {
  /// The surrogate with a penalty on the KL divergence, and its gradients.
  static let klPenalty = GoldenSchema(name: "kl_penalty") { golden, _ throws(GoldenError) in
    let logits = try golden["logits"].inputTable()
    let (rows, width) = (logits.count, logits[0].count)
    let oldLogits = try golden["old_logits"].inputTable(rows: rows, columns: width)
    let actions = try golden["actions"].inputIntegers(in: 0...width - 1)
    guard actions.count == rows else { throw try golden["actions"].unlike("\(rows) actions") }
    let advantages = try golden["advantages"].inputFinites(count: rows)
    let beta = try golden["beta"].inputFinite("a number from 0 on") { $0 >= 0 }

    let (new, old) = (distributions(logits), distributions(oldLogits))
    var objective = KLPenalizedSurrogate<Double>(beta: beta)
    objective.update(new, old: old, actions: actions, advantages: advantages)
    var gradient = [Double](repeating: 0, count: rows * width)
    func compareGradient(_ name: String) {
      golden.compare(
        name, tableRows(gradient, columns: width), within: .relative(1e-12))
    }
    golden.compare("surrogate", objective.surrogate.value, within: .relative(1e-12))
    golden.compare("mean_kl_old_new", objective.meanKL, within: .relative(1e-12))
    golden.compare("objective", objective.value, within: .relative(1e-12))
    new.scoreGradient(
      weights: objective.surrogate.scoreWeights, actions: actions, into: &gradient)
    compareGradient("grad_surrogate")
    old.meanDivergenceGradientOfOther(to: new, into: &gradient)
    compareGradient("grad_mean_kl")
    objective.gradient(of: new, old: old, actions: actions, into: &gradient)
    compareGradient("grad_objective")
  }
}

private func distributions(_ logits: [[Double]]) -> CategoricalBatch<Double> {
  var batch = CategoricalBatch<Double>(actionCount: logits[0].count)
  batch.update(logits: logits.flatMap { $0 }, rows: logits.count)
  return batch
}
