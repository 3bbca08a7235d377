/// What there is to say about a trouble in every log that has it.
struct Advice {
  var cause: String
  var remedies: [Remedy]
  var reading: Finding.Section

  init(_ cause: String, try remedies: [Remedy], read chapter: Int, _ title: String) {
    (self.cause, self.remedies) = (cause, remedies)
    reading = Finding.Section(chapter: chapter, title: title)
  }
}

extension Finding.Trouble {
  var advice: Advice {
    switch self {
    case .notANumber:
      Advice(
        "steps so long that the weights left the range of numbers; what comes after is worthless.",
        try: [.smallerLearningRate(), .smallerCriticLearningRate],
        read: 7, "Learning rates, and the ε of Adam")
    case .timeLimitTakenForEnd:
      Advice(
        "--no-bootstrap-truncated: the critic is told that nothing follows, and from what it sees it "
          + "cannot know when.",
        try: [.bootstrap], read: 7, "What goes wrong without it: the time limit")
    case .tinyMinibatches:
      Advice(
        "too many minibatches. An advantage alone, less its own mean, is 0; of two only the order is "
          + "left.",
        try: [.fewerMinibatches], read: 7, "Advantages of mean zero and spread one")
    case .untrainedCritic:
      Advice(
        "--value-coefficient 0: the advantages are returns less a number that nobody learnt.",
        try: [.usualValueCoefficient], read: 6, "What a wrong critic does")
    case .shortSighted:
      Advice(
        "a discount so small that what an action brings later does not count.",
        try: [.largerDiscount], read: 2, "The discount that most programs drop")
    case .targetKLStopsAll:
      Advice(
        "a target KL so small that the first epoch exceeds it, whatever the data say.",
        try: [.noTargetKL], read: 5, "The clip does not bound the ratio")
    default: ofUpdates
    }
  }

  private var ofUpdates: Advice {
    switch self {
    case .largeKL:
      Advice(
        "a learning rate that is too large, or too many gradient steps on one rollout: the clip "
          + "ends the push, not the movement.",
        try: [.smallerLearningRate(), .fewerEpochs, .targetKL],
        read: 5, "The clip does not bound the ratio")
    case .clipNeverActs:
      Advice(
        "a clip range so wide that the objective is the one without a clip.",
        try: [.usualClipRange], read: 5, "What goes wrong without it")
    case .clipStuckHigh:
      Advice(
        "a clip range that is too small, or, where the KL is large as well, steps that are too "
          + "long. What is clipped on its way out has no gradient.",
        try: [.usualClipRange, .smallerLearningRate()], read: 5, "Six cases")
    case .clipTooNarrow:
      Advice(
        "a clip range that is too small: a ratio has left it after the first steps of an update, and "
          + "the rest of the data teach nothing.",
        try: [.usualClipRange], read: 5, "Six cases")
    case .clipStuckAtZero:
      Advice(
        "updates too small to matter: a learning rate that is too small, gradients that Adam's ε "
          + "swallows, or an entropy bonus that holds the policy where it is.",
        try: [
          .usualGradients, .smallerAdamEpsilon, .largerLearningRate, .smallerEntropy,
          .widerNetworks,
        ],
        read: 7, "Learning rates, and the ε of Adam")
    case .entropyCollapsed:
      Advice(
        "steps that are too long in the first updates, or too little reward for staying "
          + "undecided. A policy that is sure of itself finds nothing better.",
        try: [.smallerLearningRate(), .targetKL, .largerEntropy],
        read: 7, "Entropy, the true one")
    case .entropyStays:
      Advice(
        "an entropy bonus that outweighs the advantages, or advantages that hold nothing but "
          + "noise, as where no reward is found.",
        try: [.smallerEntropy, .moreSteps], read: 8, "How undecided, and for how long?")
    case .growingSigma:
      Advice(
        "an entropy bonus: the entropy of a Gaussian has no upper end, and the bonus pays for a "
          + "larger σ for ever. Or advantages that are mostly noise.",
        try: [.noEntropy, .smallerLearningRate()], read: 9, "What one update does to σ")
    default: ofValuesAndReturns
    }
  }

  private var ofValuesAndReturns: Advice {
    switch self {
    case .lowExplainedVariance:
      Advice(
        "a critic that cannot follow: its steps are too small or too large, its clip range is too "
          + "narrow for the scale of the rewards, or its targets are mostly noise.",
        try: [
          .noValueClip, .normaliseValues, .ownCriticLearningRate, .smallerLambda, .smallerDiscount,
        ],
        read: 6, "What a wrong critic does")
    case .explodingValueLoss:
      Advice(
        "critic steps that are too long, or targets that the critic itself drives up.",
        try: [.smallerCriticLearningRate, .normaliseValues, .smallerDiscount],
        read: 7, "The scale of the rewards")
    case .gradientShortened:
      Advice(
        "a value loss on a large scale, or a limit that is too small. The norm is taken over both "
          + "networks: the critic fills it, and what is left for the actor may be so little that "
          + "Adam's ε swallows it.",
        try: [
          .usualGradients, .scaleRewards, .normaliseValues, .smallerValueCoefficient,
          .largerGradients,
        ],
        read: 7, "What goes wrong without it: the scale of the rewards")
    case .valueClipTooNarrow:
      Advice(
        "rewards on a large scale, and a value clip range that was made for small ones: what lies "
          + "further off has no gradient.",
        try: [.noValueClip, .scaleRewards, .normaliseValues], read: 7, "The scale of the rewards")
    case .rewardsTooSmall:
      Advice(
        "rewards that were divided by too much, beside an entropy bonus that was not.",
        try: [.scaleRewards, .normaliseAdvantages], read: 7, "The scale of the rewards")
    case .fallingReturns:
      Advice(
        "an update that went too far, and data from a bad policy ever since.",
        try: [.smallerLearningRate(3), .annealLearningRate, .targetKL],
        read: 5, "The clip does not bound the ratio")
    case .stillRising:
      Advice(
        "a budget that is too short for these settings.",
        try: [.moreSteps, .largerLearningRate], read: 8, "What luck finds")
    case .farFromGoal:
      Advice(
        "a policy that has found something better than its beginning and looks no further, or data "
          + "and steps that do not reach.",
        try: [.widerNetworks, .largerLambda, .largerEntropy, .moreSteps, .anotherSeed], read: 8,
        "What luck finds")
    default:
      Advice(
        "updates that are too small or too large (see above, if there is more), a reward that is "
          + "never found, or too few steps.",
        try: [.widerNetworks, .largerLambda, .moreSteps, .anotherSeed], read: 8, "What luck finds")
    }
  }
}
