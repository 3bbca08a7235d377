import Proximal

extension GoldenSchema {
  /// Categorical distributions over logits: log-probabilities, entropy, divergences, gradients.
  static let categorical = GoldenSchema(name: "categorical") {
    golden, _ throws(GoldenError) in
    _ = try golden["name"].inputText()
    let p = try golden["logits"].inputCategorical()
    let q = try golden["logits_q"].inputCategorical()
    guard p.count == q.count else { throw try golden["logits_q"].unlike("\(p.count) logits") }

    let tolerance = Tolerance.relative(1e-12)
    let actions = 0..<p.count
    golden.compare("log_probs_all", p.logProbabilities, within: tolerance)
    golden.compare("probs", p.probabilities, within: tolerance)
    golden.compare("log_prob", actions.map(p.logProbability), within: tolerance)
    golden.compare("grad_log_prob", actions.map(p.logProbabilityGradient), within: tolerance)
    golden.compare("entropy", p.entropy, within: tolerance)
    golden.compare("grad_entropy", p.entropyGradient, within: tolerance)
    golden.compare("kl_p_q", p.divergence(to: q), within: tolerance)
    golden.compare("grad_kl_p_q_wrt_logits", p.divergenceGradient(to: q), within: tolerance)
    golden.compare(
      "grad_kl_p_q_wrt_logits_q", p.divergenceGradientOfOther(to: q), within: tolerance)
    golden.compare("kl_q_p", q.divergence(to: p), within: tolerance)
    golden.compare("grad_kl_q_p_wrt_logits", q.divergenceGradientOfOther(to: p), within: tolerance)
    golden.compare("grad_kl_q_p_wrt_logits_q", q.divergenceGradient(to: p), within: tolerance)
  }
}

extension GoldenField {
  /// A distribution given by its logits; −∞ masks an action, and one must be left.
  fileprivate func inputCategorical() throws(GoldenError) -> Categorical<Double> {
    let logits = try inputDoubles()
    guard logits.contains(where: \.isFinite), !logits.contains(.infinity) else {
      throw unlike("logits, at least one of them finite and none infinite but -inf")
    }
    return Categorical(logits: logits)
  }
}
