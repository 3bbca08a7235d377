extension PPOSettings {
  // snippet.minigrid-settings
  /// What solves the MiniGrid worlds of chapter 7.
  public static var miniGrid: PPOSettings {
    var settings = PPOSettings()
    settings.environmentCount = 8
    settings.rolloutLength = 64
    settings.epochs = 10
    settings.minibatchCount = 8
    settings.learningRate = .linear(from: 1e-3, to: 0)
    settings.entropyCoefficient = .constant(0.001)
    settings.normalisesAdvantages = false
    settings.valueClipRange = nil
    return settings
  }
  // snippet.end
}
