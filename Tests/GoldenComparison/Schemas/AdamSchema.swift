import Proximal

extension GoldenSchema {
  /// Steps of Adam along listed gradients: the parameters and both moments after each.
  static let adam = GoldenSchema(name: "adam") { golden, _ throws(GoldenError) in
    var parameters = try golden["start"].inputFinites()
    var adam = try golden.inputAdam(parameterCount: parameters.count)
    let fields = try golden["gradients"].elements
    let gradients = try golden["gradients"].inputTable(
      rows: fields.count, columns: parameters.count)
    let after = try golden["after"].elements
    guard after.count == gradients.count else {
      throw try golden["after"].unlike("\(gradients.count) steps")
    }
    for (step, gradient) in zip(after, gradients) {
      adam.descend(&parameters, along: gradient)
      step.compare("parameter", parameters, within: .relative(1e-12))
      step.compare("exp_avg", adam.firstMoment, within: .relative(1e-12))
      step.compare("exp_avg_sq", adam.secondMoment, within: .relative(1e-12))
    }
  }
}

extension GoldenField {
  fileprivate func inputAdam(parameterCount: Int) throws(GoldenError) -> Adam<Double> {
    let betas = try self["betas"].inputFinites(count: 2)
    guard betas.allSatisfy({ (0..<1).contains($0) }) else {
      throw try self["betas"].unlike("two numbers from 0 to below 1")
    }
    return Adam(
      parameterCount: parameterCount, learningRate: try inputLearningRate("learning_rate"),
      beta1: betas[0], beta2: betas[1], epsilon: try inputPositive("eps"))
  }
}
