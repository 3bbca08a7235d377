import Proximal

/// All settings of a training.
public enum Settings {
  /// By their groups, in the order of help and of configuration files.
  public static let groups: [(title: String, settings: [Setting])] = [
    ("Run", run), ("Rollout", rollout), ("Objective", objective), ("Optimisation", optimisation),
    ("Networks", networks),
  ]

  /// Every one, in the same order.
  public static let all = groups.flatMap(\.settings)

  /// The only setting that is an argument on the command line and no option.
  public static let environment = Setting(
    "environment", elsewhere: ["env": "", "env-id": "", "gym-id": ""], \.environment,
    .environment, "What is trained, by Gymnasium's name")

  /// What is trained, for how long, and from which seed.
  private static let run = [
    environment,
    Setting(
      "steps", cleanRL: "total-timesteps", sb3: "total-timesteps",
      elsewhere: ["n-timesteps": "", "timesteps": "", "total-steps": ""], \.steps,
      .wholeNumber(from: 1, to: 1_000_000_000_000),
      "Environment steps; what is left over after the last whole rollout is not taken"),
    Setting(
      "seed", sb3: "seed", \.seed, .wholeNumber(from: 0, to: 1_000_000_000_000),
      "Fixes every number of the run"),
  ]

  /// How data is collected.
  private static let rollout = [
    Setting(
      "environments", cleanRL: "num-envs", sb3: "n-envs", \.settings.environmentCount,
      .wholeNumber(from: 1, to: 1_000_000_000), "Environments played side by side"),
    Setting(
      "rollout-length", cleanRL: "num-steps", sb3: "n-steps", \.settings.rolloutLength,
      .wholeNumber(from: 1, to: 1_000_000_000), "Steps of each environment between two updates"),
    Setting(
      "reward-scaling", sb3: "norm-reward",
      elsewhere: ["norm-reward": "return-deviation:10 does the same"],
      \.settings.rewardScaling, .rewardScaling,
      "What is learned from in place of a reward r: none, affine:A:B for (r + A)/B, or "
        + "return-deviation:C for r over the running deviation of the discounted return, cut at ±C",
      listed: "rewards"),
    Setting(
      "normalise-observations", sb3: "norm-obs", elsewhere: ["normalize-observations": ""],
      \.settings.normalisesObservations, .yesOrNo,
      "Whether each component of the observations gets mean 0 and standard deviation 1",
      listed: "observations", words: ["yes": "normalised", "no": "as they are"]),
  ]

  /// What is climbed: advantages, the clipped surrogate, the value loss, the entropy bonus.
  private static let objective = [
    Setting(
      "discount", cleanRL: "gamma", sb3: "gamma", \.settings.discount, .number(from: 0, to: 1),
      "The discount γ", listed: "discount"),
    Setting(
      "gae-lambda", sb3: "gae-lambda", elsewhere: ["lambda": "", "lam": ""], \.settings.gaeLambda,
      .number(from: 0, to: 1), "λ of generalised advantage estimation", listed: "λ"),
    Setting(
      "target-lambda", \.settings.targetLambda, .either(.number(from: 0, to: 1), or: "none"),
      "λ of the critic's targets, or none for that of the advantages", listed: "λ of the targets",
      words: ["none": "the same"]),
    Setting(
      "bootstrap-truncated", \.settings.bootstrapsTruncated, .yesOrNo,
      "Whether the value of what a time limit cut off is added back", listed: "time limit",
      words: ["yes": "bootstrapped", "no": "taken for an end"]),
    Setting(
      "normalise-advantages", cleanRL: "norm-adv", sb3: "normalize-advantage",
      elsewhere: ["normalize-advantages": ""],
      \.settings.normalisesAdvantages, .yesOrNo,
      "Whether each minibatch's advantages get mean 0 and standard deviation 1",
      listed: "advantages", words: ["yes": "normalised per minibatch", "no": "as they are"]),
    Setting(
      "clip-range", cleanRL: "clip-coef", sb3: "clip-range",
      elsewhere: ["clip": "", "clip-ratio": "", "clip-param": "", "clip-epsilon": ""],
      \.settings.clipRange, .either(.positiveNumber, or: "none"),
      "ε of the clipped surrogate, or none for no clip", listed: "clip range"),
    Setting(
      "value-clip-range", sb3: "clip-range-vf",
      elsewhere: [
        "clip-vloss": "a number clips, as CleanRL does with its clip-coef; none does not"
      ],
      \.settings.valueClipRange, .either(.positiveNumber, or: "none"),
      "The clip range of the value loss, or none for no clip", listed: "value clip range"),
    Setting(
      "value-coefficient", cleanRL: "vf-coef", sb3: "vf-coef",
      elsewhere: ["value-coef": "", "vf-coeff": ""],
      \.settings.valueCoefficient, .number(from: 0, to: 1e6), "The weight of the value loss",
      listed: "value coefficient"),
    Setting(
      "normalise-values", elsewhere: ["normalize-values": ""], \.settings.normalisesValues,
      .yesOrNo, "Whether the critic learns targets of mean 0 and standard deviation 1",
      listed: "targets", words: ["yes": "normalised", "no": "as they are"]),
    Setting(
      "entropy-coefficient", cleanRL: "ent-coef", sb3: "ent-coef",
      elsewhere: ["entropy-coeff": "", "beta": ""],
      \.settings.entropyCoefficient, .schedule(from: 0, to: 1e6),
      "The weight of the entropy bonus; A:B runs from A to B along a straight line",
      listed: "entropy coefficient"),
  ]

  /// How the objective is climbed.
  private static let optimisation = [
    Setting(
      "epochs", cleanRL: "update-epochs", sb3: "n-epochs", elsewhere: ["num-epochs": ""],
      \.settings.epochs, .wholeNumber(from: 1, to: 1_000_000),
      "Passes over the data of one rollout"),
    Setting(
      "minibatches", cleanRL: "num-minibatches", sb3: "batch-size",
      elsewhere: [
        "batch-size":
          "it counts minibatches, environments × rollout-length / batch-size of them for the same",
        "minibatch-size":
          "it counts minibatches, environments × rollout-length / minibatch-size for the same",
        "n-minibatches": "", "nminibatches": "",
      ],
      \.settings.minibatchCount, .wholeNumber(from: 1, to: 1_000_000_000),
      "Slices of the data in one pass; where they cannot be of one size, sizes differ by one"),
    Setting(
      "target-kl", sb3: "target-kl", \.settings.targetKL, .either(.positiveNumber, or: "none"),
      "Ends an update after an epoch whose approximate KL exceeds it, or none for no such end",
      listed: "target KL"),
    Setting(
      "extra-critic-epochs", \.settings.extraCriticEpochs, .wholeNumber(from: 0, to: 1_000_000),
      "Further passes in which only the critic learns", listed: "further critic epochs"),
    Setting(
      "learning-rate", sb3: "learning-rate",
      elsewhere: ["lr": "", "alpha": "", "step-size": "", "pi-lr": ""],
      \.settings.writtenLearningRate, property: "learningRate",
      .schedule(from: 1e-12, to: 10, endingFrom: 0),
      "Adam's step size α, at the start; A:B runs from A to B along a straight line",
      listed: "learning rate", as: { $0.settings.learningRate.description }),
    Setting(
      "anneal-learning-rate", cleanRL: "anneal-lr", \.settings.annealsLearningRate,
      property: "learningRate", .yesOrNo,
      "Whether the learning rates fall to 0 along a straight line"),
    Setting(
      "critic-learning-rate", elsewhere: ["vf-lr": "", "critic-lr": "", "value-lr": ""],
      \.settings.writtenCriticLearningRate, property: "criticLearningRate",
      .either(.schedule(from: 1e-12, to: 10, endingFrom: 0), or: "none"),
      "Adam's α for the critic, or none for the actor's", listed: "critic's learning rate",
      as: { $0.settings.criticLearningRate?.description ?? "the same" }),
    Setting(
      "adam-epsilon", elsewhere: ["eps": "", "adam-eps": ""], \.settings.adamEpsilon,
      .number(from: 1e-12, to: 1), "Adam's ε", listed: "Adam's ε"),
    Setting(
      "critic-adam-epsilon", \.settings.criticAdamEpsilon,
      .either(.number(from: 1e-12, to: 1), or: "none"),
      "Adam's ε for the critic, or none for the actor's", listed: "critic's Adam's ε",
      words: ["none": "the same"]),
    Setting(
      "max-gradient-norm", cleanRL: "max-grad-norm", sb3: "max-grad-norm",
      elsewhere: ["grad-clip": ""],
      \.settings.maximumGradientNorm, .either(.positiveNumber, or: "none"),
      "The longest gradient, or none for no limit", listed: "greatest gradient norm"),
  ]

  /// What is trained.
  private static let networks = [
    Setting(
      "hidden-sizes", sb3: "net-arch", elsewhere: ["hidden-size": "", "hidden-layers": ""],
      \.settings.hiddenSizes, .widths(to: 65_536),
      "Widths of the hidden layers of both networks, or none for two linear ones"),
    Setting(
      "activation", sb3: "activation-fn", \.settings.hiddenActivation,
      .oneOf("tanh|relu", Activation.named), "What follows every hidden layer of both networks",
      listed: "activation"),
    Setting(
      "log-standard-deviation", sb3: "log-std-init",
      elsewhere: [
        "log-std-init": "a number holds log σ there; learned begins at 0", "log-std": "",
      ],
      \.settings.logStandardDeviation, .either(.schedule(from: -20, to: 5), or: "learned"),
      "log σ of a Gaussian policy: learned, or set to A, or from A to B (A:B) along a straight line",
      listed: "log σ", words: ["learned": "learned, where there is one"]),
  ]
}
