import Proximal

extension GoldenSchema {
  /// The critic's loss, plain and clipped, and its gradients.
  static let valueLoss = GoldenSchema(name: "value_loss") { golden, _ throws(GoldenError) in
    let values = try golden["values"].inputFinites()
    let old = try golden["old_values"].inputFinites(count: values.count)
    let targets = try golden["returns"].inputFinites(count: values.count)
    let reach = try golden.inputPositive("clip")

    func compare(_ name: String, _ computed: some GoldenComparable) {
      golden.compare(name, computed, within: .relative(1e-12))
    }
    func loss(_ values: [Double], clipRange: Double? = nil) -> ValueLoss<Double> {
      var loss = ValueLoss<Double>(clipRange: clipRange)
      loss.update(values: values, oldValues: old, targets: targets, rows: values.count)
      return loss
    }
    /// (V − R)² of each sample: twice the loss of that sample alone.
    func squaredErrors(_ values: [Double]) -> [Double] {
      values.indices.map { t in
        var one = ValueLoss<Double>(clipRange: nil)
        one.update(values: [values[t]], oldValues: [], targets: [targets[t]], rows: 1)
        return 2 * one.value
      }
    }

    let clippedValues = zip(values, old).map { $1 + clip($0 - $1, to: -reach...reach) }
    let (plain, clipped) = (loss(values), loss(values, clipRange: reach))
    compare("values_clipped", clippedValues)
    compare("per_sample_unclipped", squaredErrors(values))
    compare("per_sample_clipped", squaredErrors(clippedValues))
    compare("loss_unclipped", plain.value)
    compare("grad_unclipped", plain.gradient)
    compare("loss_clipped", clipped.value)
    compare("grad_clipped", clipped.gradient)
    // The mean of the squares, without the half.
    compare("mse", 2 * plain.value)
    compare("grad_mse", plain.gradient.map { 2 * $0 })
  }
}
