import Proximal

extension GoldenSchema {
  /// Advantages where episodes end by termination or truncation, treated in three ways.
  static let gaeTruncation = GoldenSchema(name: "gae_truncation") { golden, _ throws(GoldenError) in
    let inputs = try AdvantageInputs(golden, nextValues: "last_values", areSingle: true)
    let terminated = try golden["terminated"].inputBits(count: inputs.count)
    let truncated = try golden["truncated"].inputBits(count: inputs.count)
    let finalValues = try golden["final_observation_values"].inputFinites(
      count: inputs.count, areSingle: true)
    let ended = zip(terminated, truncated).map { $0 || $1 }
    for t in 0..<inputs.count where !ended[t] && finalValues[t] != 0 {
      throw try golden["final_observation_values"].elements[t].unlike("0, since no episode ended")
    }

    let bootstrapped = inputs.estimate(
      Double.self, terminated: terminated, truncated: truncated, finalValues: finalValues)
    golden.compare(
      "advantages_bootstrapped_f64", bootstrapped.advantages, within: .relative(1e-12))
    golden.compare("returns_bootstrapped_f64", bootstrapped.returns, within: .relative(1e-12))
    golden.compare(
      "advantages_truncation_as_termination_f64",
      inputs.estimate(Double.self, terminated: terminated, truncated: truncated).advantages,
      within: .relative(1e-12))

    // Stable-Baselines3 adds the cut-off future to the reward, in double and rounded to float32, and
    // ends the episode.
    let rewards = (0..<inputs.count).map { t in
      let isCut = truncated[t] && !terminated[t]
      return Double(Float(inputs.rewards[t] + (isCut ? inputs.discount * finalValues[t] : 0)))
    }
    golden.compare("rewards_sb3", rewards)
    golden.compare(
      "advantages_sb3_f32",
      inputs.estimate(Float.self, rewards: rewards, terminated: ended).advantages)
  }
}
