import Proximal

/// A trouble that a log shows.
struct Finding: Equatable, Sendable {
  /// The troubles that the doctor knows.
  enum Trouble: String, CaseIterable, Sendable {
    case notANumber = "A number is not finite"
    case timeLimitTakenForEnd = "A time limit is taken for the end of the world"
    case tinyMinibatches = "The minibatches are too small for normalised advantages"
    case untrainedCritic = "The critic is not trained"
    case shortSighted = "The discount sees only the next few steps"
    case targetKLStopsAll = "The target KL ends every update at once"
    case largeKL = "The approximate KL divergence is too large"
    case clipNeverActs = "The clip never acts, though the policy moves far"
    case clipStuckHigh = "The clip stops most of the data"
    case clipTooNarrow = "The clip stops a policy that hardly moves"
    case clipStuckAtZero = "The clip fraction is stuck at 0, and nothing is learnt"
    case entropyCollapsed = "The entropy collapsed before anything was learnt"
    case entropyStays = "The entropy does not fall"
    case growingSigma = "σ grows"
    case lowExplainedVariance = "The critic explains next to nothing"
    case explodingValueLoss = "The value loss explodes"
    case gradientShortened = "Every gradient is shortened, and by a lot"
    case valueClipTooNarrow = "The value clip range is far below the scale of the values"
    case rewardsTooSmall = "The rewards are too small to be seen"
    case fallingReturns = "The returns fell"
    case stillRising = "The run ended while its returns were rising"
    case flatReturns = "The returns are flat, or nearly"
    case farFromGoal = "The returns are far below what is good"
  }

  var trouble: Trouble
  /// What the log says: numbers, and iterations.
  var evidence: String
  /// What was trained, where the log says so.
  var settings: PPOSettings?

  /// What usually causes it.
  var cause: String { trouble.advice.cause }
  /// Which options of `proximal train` to try; none that the run had already.
  var remedy: String { Remedy.sentence(trouble.advice.remedies, for: settings) }
  /// Where the book explains it.
  var reading: Section { trouble.advice.reading }

  /// A section of the book.
  struct Section: Equatable, Sendable {
    var chapter: Int
    var title: String
  }
}
