extension PPOSettings {
  // snippet.minigrid-settings
  /// What solves the MiniGrid worlds of chapter 8.
  public static var miniGrid: PPOSettings {
    var settings = PPOSettings()
    settings.environmentCount = 8
    settings.rolloutLength = 64
    settings.epochs = 10
    settings.minibatchCount = 8
    settings.learningRate = .linear(from: 1e-3, to: 0)
    settings.entropyCoefficient = .constant(0.002)
    settings.normalisesAdvantages = false
    settings.valueClipRange = nil
    settings.targetKL = 0.02
    settings.adamEpsilon = 1e-4
    return settings
  }
  // snippet.end
}
