import Proximal

extension GoldenSchema {
  /// Normal distributions with independent components: log-probabilities, entropy, divergence and
  /// gradients.
  static let normal = GoldenSchema(name: "normal") { golden, _ throws(GoldenError) in
    let p = try golden.inputGaussian("mean", "log_std")
    let q = try golden.inputGaussian("mean_q", "log_std_q")
    guard p.count == q.count else { throw try golden["mean_q"].unlike("\(p.count) means") }
    let x = try golden["x"].inputFinites()
    guard x.count == p.count else { throw try golden["x"].unlike("\(p.count) numbers") }

    let tolerance = Tolerance.relative(1e-12)
    let score = p.logProbabilityGradient(of: x)
    let ofP = p.divergenceGradient(to: q)
    let ofQ = p.divergenceGradientOfOther(to: q)
    golden.compare("log_prob", p.logProbability(of: x), within: tolerance)
    golden.compare("log_prob_per_dimension", p.logProbabilities(of: x), within: tolerance)
    golden.compare("grad_log_prob_wrt_mean", score.mean, within: tolerance)
    golden.compare("grad_log_prob_wrt_log_std", score.logStandardDeviation, within: tolerance)
    golden.compare("entropy", p.entropy, within: tolerance)
    golden.compare(
      "grad_entropy_wrt_log_std", p.entropyGradient.logStandardDeviation, within: tolerance)
    golden.compare("kl_p_q", p.divergence(to: q), within: tolerance)
    golden.compare("grad_kl_wrt_mean", ofP.mean, within: tolerance)
    golden.compare("grad_kl_wrt_log_std", ofP.logStandardDeviation, within: tolerance)
    golden.compare("grad_kl_wrt_mean_q", ofQ.mean, within: tolerance)
    golden.compare("grad_kl_wrt_log_std_q", ofQ.logStandardDeviation, within: tolerance)
  }
}

extension GoldenField {
  fileprivate func inputGaussian(
    _ meanName: String, _ logName: String
  ) throws(GoldenError) -> DiagonalGaussian<Double> {
    let mean = try self[meanName].inputFinites()
    let logStandardDeviation = try self[logName].inputFinites()
    guard mean.count == logStandardDeviation.count else {
      throw try self[logName].unlike("\(mean.count) numbers")
    }
    return DiagonalGaussian(mean: mean, logStandardDeviation: logStandardDeviation)
  }
}
