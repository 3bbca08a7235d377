import ArgumentParser
import Proximal

/// How data is collected.
struct RolloutOptions: SettingGroup {
  @Option(.environments) var environments: Int?
  @Option(.rolloutLength) var rolloutLength: Int?
  @Option(.rewardScaling) var rewardScaling: RewardScaling?
  @Flag(.normaliseObservations) var normaliseObservations: Bool?

  static let choices: [Choice<Self>] = [
    Choice(.environments, \.environments), Choice(.rolloutLength, \.rolloutLength),
    Choice(.rewardScaling, \.rewardScaling),
    Choice(.normaliseObservations, \.normaliseObservations),
  ]
}

extension Setting where Value == Int {
  static var environments: Self {
    Self(
      "environments", "num-envs", field: \.settings.environmentCount,
      form: .wholeNumber(from: 1, to: 1_000_000_000), "Environments played side by side")
  }
  static var rolloutLength: Self {
    Self(
      "rollout-length", "num-steps", field: \.settings.rolloutLength,
      form: .wholeNumber(from: 1, to: 1_000_000_000),
      "Steps of each environment between two updates")
  }
}

extension Setting where Value == RewardScaling {
  static var rewardScaling: Self {
    Self(
      "reward-scaling", field: \.settings.rewardScaling, form: .rewardScaling,
      "What is learned from in place of a reward r: none, affine:A:B for (r + A)/B, or "
        + "return-deviation:C for r over the running deviation of the discounted return, cut at ±C")
  }
}

extension Setting where Value == Bool {
  static var normaliseObservations: Self {
    Self(
      "normalise-observations", field: \.settings.normalisesObservations, form: .yesOrNo,
      "Whether each component of the observations gets mean 0 and standard deviation 1")
  }
}
