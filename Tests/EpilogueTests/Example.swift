import Proximal
import RealModule
import TestSupport

@testable import epilogue

/// The chapter's model of preferences.
let model = PreferenceModel.fitted(to: comparisons(500, seed: 1))

/// A policy some way from the reference, another for every seed.
func somePolicy(_ seed: UInt64, scale: Double = 1) -> TabularPolicy {
  var generator = PCG64(seed: seed)
  let direction = Language.reference.logits.map { _ in 2 * generator.random() - 1 }
  return Language.reference.moved(along: direction, stepSize: scale)
}

/// Every answer: a walk from the prompt, written out once more without the chapter's states.
let everyAnswer: [Answer] = (0..<2).flatMap { prompt in
  (0...4).flatMap { length in
    (0..<Int.pow(3, length)).map { code in
      Answer(prompt: prompt, words: (0..<length).map { code / Int.pow(3, $0) % 3 })
    }
  }
}

extension Int {
  static func pow(_ base: Int, _ exponent: Int) -> Int {
    (0..<exponent).reduce(1) { product, _ in product * base }
  }
}

/// The tokens of an answer: its words and a full stop, unless four words have filled it.
func tokens(_ answer: Answer) -> [Int] { answer.words + (answer.words.count < 4 ? [3] : []) }

/// log π(y|x) for any number type, from logits `[draft × token]`.
func logProbability<Scalar: DifferentiableScalar>(
  of answer: Answer, logits: [Scalar]
) -> Scalar {
  tokens(answer).indices.reduce(Scalar(floatLiteral: 0)) { sum, t in
    let draft = Answer(prompt: answer.prompt, words: Array(answer.words.prefix(t)))
    let row = 4 * Language.drafts.firstIndex(of: draft)!
    let z = Array(logits[row..<row + 4])
    let normaliser = z.reduce(Scalar(floatLiteral: 0)) { $0 + Scalar.exp($1) }
    return sum + z[tokens(answer)[t]] - Scalar.log(normaliser)
  }
}

/// E[R] − β KL(π‖π_ref), (10.6), for any number type: a sum over whole answers.
func wholeObjective<Scalar: DifferentiableScalar>(
  logits: [Scalar], beta: Double, _ reward: (Answer) -> Double
) -> Scalar {
  everyAnswer.reduce(Scalar(floatLiteral: 0)) { sum, answer in
    let new = logProbability(of: answer, logits: logits)
    let reference = logProbability(of: answer, logits: Language.reference.logits)
    let price = Scalar(floatLiteral: beta) * (new - Scalar(floatLiteral: reference))
    let half = Scalar(floatLiteral: 0.5)
    return sum + half * Scalar.exp(new) * (Scalar(floatLiteral: reward(answer)) - price)
  }
}

func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
