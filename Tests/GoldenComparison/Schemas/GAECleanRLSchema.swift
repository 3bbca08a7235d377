import Proximal

extension GoldenSchema {
  /// Advantages as CleanRL's loop computes them, in double.
  static let gaeCleanRL = GoldenSchema(name: "gae_cleanrl") { golden, _ throws(GoldenError) in
    golden.compare("convention", "cleanrl")
    let inputs = try AdvantageInputs(golden, nextValues: "next_value", areSingle: false)
    let ends = inputs.ends(
      starts: try golden["dones"].inputBits(count: inputs.count),
      next: try golden["next_done"].inputBits(count: inputs.environmentCount))

    let estimation = inputs.estimate(Double.self, terminated: ends)
    golden.compare("advantages", estimation.advantages, within: .relative(1e-12))
    golden.compare("returns", estimation.returns, within: .relative(1e-12))
  }
}
