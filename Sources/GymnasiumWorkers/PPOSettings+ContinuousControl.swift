import Proximal

extension PPOSettings {
  /// CleanRL's settings for continuous control, `ppo_continuous_action.py`, but for two things: its
  /// 2048 steps of one environment come from 8 environments, 256 steps of each, and a time limit is not
  /// treated as the end of the world.
  public static var continuousControl: PPOSettings {
    var settings = PPOSettings()
    (settings.environmentCount, settings.rolloutLength) = (8, 256)
    (settings.epochs, settings.minibatchCount) = (10, 32)
    settings.learningRate = .linear(from: 3e-4, to: 0)
    settings.entropyCoefficient = .constant(0)
    settings.normalisesObservations = true
    settings.rewardScaling = .byReturnDeviation(bound: 10)
    return settings
  }
}
