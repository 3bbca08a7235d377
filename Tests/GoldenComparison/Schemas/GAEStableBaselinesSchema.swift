import Proximal

extension GoldenSchema {
  /// Advantages as Stable-Baselines3's buffer computes them, equal in float32 to the last bit.
  static let gaeStableBaselines = GoldenSchema(name: "gae_sb3") { golden, _ throws(GoldenError) in
    golden.compare("convention", "stable_baselines3")
    let inputs = try AdvantageInputs(golden, nextValues: "last_values", areSingle: true)
    let ends = inputs.ends(
      starts: try golden["episode_starts"].inputBits(count: inputs.count),
      next: try golden["last_dones"].inputBits(count: inputs.environmentCount))

    let single = inputs.estimate(Float.self, terminated: ends)
    let double = inputs.estimate(Double.self, terminated: ends)
    golden.compare("advantages", single.advantages)
    golden.compare("returns", single.returns)
    // The short rollouts alone have them.
    let isShort = inputs.count == 16 * inputs.environmentCount
    golden.compare(
      "advantages_f64", isShort ? double.advantages : nil, within: .relative(1e-12))
    let errors = zip(single.advantages, double.advantages).map { abs(Double($0) - $1) }
    golden.compare("max_abs_float32_error", errors.max(), within: .relative(1e-12))
  }
}
