extension PPOSettings {
  /// What a paper's appendix would list beside the sizes of rollout, minibatches and networks: each
  /// setting's name in the field's words, and its value.
  public var hyperparameters: KeyValuePairs<String, String> {
    [
      "learning rate": learningRate.description,
      "critic's learning rate": criticLearningRate?.description ?? "the same",
      "Adam's ε": "\(adamEpsilon)",
      "critic's Adam's ε": criticAdamEpsilon.map { "\($0)" } ?? "the same",
      "discount": "\(discount)", "λ": "\(gaeLambda)",
      "λ of the targets": targetLambda.map { "\($0)" } ?? "the same",
      "clip range": clipRange == .infinity ? "none" : "\(clipRange)",
      "value clip range": valueClipRange.map { "\($0)" } ?? "none",
      "value coefficient": "\(valueCoefficient)",
      "entropy coefficient": entropyCoefficient.description,
      "greatest gradient norm": maxGradientNorm == .infinity ? "none" : "\(maxGradientNorm)",
      "target KL": targetKL.map { "\($0)" } ?? "none",
      "log σ": logStandardDeviation?.description ?? "learned, where there is one",
      "further critic epochs": "\(extraCriticEpochs)",
      "advantages": normalisesAdvantages ? "normalised per minibatch" : "as they are",
      "targets": normalisesValues ? "normalised" : "as they are",
      "observations": normalisesObservations ? "normalised" : "as they are",
      "rewards": rewardScaling.description,
      "time limit": bootstrapsTruncated ? "bootstrapped" : "taken for an end",
    ]
  }
}
