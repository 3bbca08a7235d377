/// A trouble that a log shows.
struct Finding: Equatable, Sendable {
  /// The troubles that the doctor knows.
  enum Trouble: String, CaseIterable, Sendable {
    case notANumber = "A number is not finite"
    case largeKL = "The approximate KL divergence is too large"
    case clipNeverActs = "The clip never acts, though the policy moves far"
    case clipStuckHigh = "The clip stops most of the data"
    case clipStuckAtZero = "The clip fraction is stuck at 0, and nothing is learnt"
    case entropyCollapsed = "The entropy collapsed before anything was learnt"
    case entropyStays = "The entropy does not fall"
    case growingSigma = "σ grows"
    case lowExplainedVariance = "The critic explains next to nothing"
    case explodingValueLoss = "The value loss explodes"
    case gradientShortened = "Every gradient is shortened, and by a lot"
    case flatReturns = "The returns are flat, or nearly"
    case fallingReturns = "The returns fell"
  }

  var trouble: Trouble
  /// What the log says: numbers, and iterations.
  var evidence: String

  /// What usually causes it.
  var cause: String { advice.cause }
  /// Which options of `proximal train` to try.
  var remedy: String { advice.remedy }
  /// Where the book explains it.
  var reading: Section { advice.reading }

  /// A section of the book.
  struct Section: Equatable, Sendable {
    var chapter: Int
    var title: String
  }
}

/// What there is to say about a trouble in every log that has it.
struct Advice {
  var cause: String
  var remedy: String
  var reading: Finding.Section

  init(_ cause: String, try remedy: String, read chapter: Int, _ title: String) {
    (self.cause, self.remedy) = (cause, remedy)
    reading = Finding.Section(chapter: chapter, title: title)
  }
}

extension Finding {
  private var advice: Advice {
    switch trouble {
    case .notANumber:
      Advice(
        "steps so long that the weights left the range of numbers; what comes after is worthless.",
        try: "a --learning-rate ten times smaller; the same for a --critic-learning-rate.",
        read: 6, "Learning rates, and the ε of Adam")
    case .largeKL:
      Advice(
        "a learning rate that is too large, or too many gradient steps on one rollout: the clip "
          + "ends the push, not the movement.",
        try: "a --learning-rate three to ten times smaller, fewer --epochs, or --target-kl 0.02.",
        read: 5, "The clip does not bound the ratio")
    case .clipNeverActs:
      Advice(
        "a clip range so wide that the objective is the one without a clip.",
        try: "--clip-range 0.2.", read: 5, "What goes wrong without it")
    case .clipStuckHigh:
      Advice(
        "a clip range that is too small, or, where the KL is large as well, steps that are too "
          + "long. What is clipped on its way out has no gradient.",
        try: "--clip-range 0.2; where the KL is large, a smaller --learning-rate first.",
        read: 5, "Six cases")
    case .clipStuckAtZero:
      Advice(
        "updates too small to matter: a learning rate that is too small, gradients that Adam's ε "
          + "swallows, or an entropy bonus that holds the policy where it is.",
        try: "a --learning-rate ten times larger, or a smaller --entropy-coefficient.",
        read: 6, "Learning rates, and the ε of Adam")
    case .entropyCollapsed:
      Advice(
        "steps that are too long in the first updates, or too little reward for staying "
          + "undecided. A policy that is sure of itself finds nothing better.",
        try: "a smaller --learning-rate, --target-kl 0.02, or a larger --entropy-coefficient.",
        read: 6, "Entropy, the true one")
    case .entropyStays:
      Advice(
        "an entropy bonus that outweighs the advantages, or advantages that hold nothing but "
          + "noise, as where no reward is found.",
        try: "an --entropy-coefficient ten times smaller; more --steps where a reward is rare.",
        read: 7, "How undecided, and for how long?")
    case .growingSigma:
      Advice(
        "an entropy bonus: the entropy of a Gaussian has no upper end, and the bonus pays for a "
          + "larger σ for ever. Or advantages that are mostly noise.",
        try: "--entropy-coefficient 0, or a smaller --learning-rate.",
        read: 8, "What one update does to σ")
    case .lowExplainedVariance:
      Advice(
        "a critic that cannot follow: its steps are too small or too large, its clip range is too "
          + "narrow for the scale of the rewards, or its targets are mostly noise.",
        try: "--value-clip-range none, --normalise-values, a --critic-learning-rate of its own, or "
          + "a --gae-lambda and a --discount further below 1.",
        read: 6, "What a wrong critic does")
    case .explodingValueLoss:
      Advice(
        "critic steps that are too long, or targets that the critic itself drives up.",
        try: "a smaller --critic-learning-rate, --normalise-values, or a smaller --discount.",
        read: 6, "The scale of the rewards")
    case .gradientShortened:
      Advice(
        "a value loss on a large scale. The norm is taken over both networks: the critic fills "
          + "it, and what is left for the actor may be so little that Adam's ε swallows it.",
        try: "--normalise-values, a smaller --value-coefficient, or a larger --max-gradient-norm.",
        read: 6, "What goes wrong without it: the scale of the rewards")
    case .flatReturns:
      Advice(
        "updates that are too small or too large (see above, if there is more), a reward that is "
          + "never found, or too few steps.",
        try: "more --steps; the environment's own settings, without other options; another --seed.",
        read: 7, "What luck finds")
    case .fallingReturns:
      Advice(
        "an update that went too far, and data from a bad policy ever since.",
        try: "a smaller --learning-rate, --anneal-learning-rate, or --target-kl 0.02.",
        read: 5, "The clip does not bound the ratio")
    }
  }
}
