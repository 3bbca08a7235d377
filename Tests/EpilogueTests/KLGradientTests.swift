import Proximal
import RealModule
import TestSupport
import Testing

@testable import epilogue

@Suite("A price in the reward, or in the loss")
struct KLGradientTests {
  /// The three estimates of chapter 5 with ρ = π_ref/π, for any number type.
  private func estimate<Scalar: DifferentiableScalar>(
    _ which: KLEstimate, _ u: Scalar
  ) -> Scalar {
    let ratio = Scalar.exp(-u)
    switch which {
    case .k1: return -Scalar.log(ratio)
    case .k2: return Scalar(floatLiteral: 0.5) * Scalar.log(ratio) * Scalar.log(ratio)
    case .k3: return ratio - Scalar(floatLiteral: 1) - Scalar.log(ratio)
    }
  }

  private func logSoftmax<Scalar: DifferentiableScalar>(_ z: [Scalar]) -> [Scalar] {
    let normaliser = Scalar.log(z.reduce(Scalar(floatLiteral: 0)) { $0 + Scalar.exp($1) })
    return z.map { $0 - normaliser }
  }

  /// KL(softmax a ‖ softmax b).
  private func divergence<Scalar: DifferentiableScalar>(_ a: [Scalar], _ b: [Scalar]) -> Scalar {
    zip(logSoftmax(a), logSoftmax(b)).reduce(Scalar(floatLiteral: 0)) {
      $0 + Scalar.exp($1.0) * ($1.0 - $1.1)
    }
  }

  private let reference = [0.2, -0.5, 1.0, 0.3]

  @Test(
    "(10.30) (10.31) four arms: k differentiated under fixed samples, by dual numbers",
    arguments: [[0.2, -0.5, 1.0, 0.3], [0.5, 0.1, -0.2, 0.4], [3, -2, 0.5, -4]])
  func fourArms(z: [Double]) {
    let fixed = reference.map { Dual($0) }
    let toReference = gradient(of: { self.divergence($0, fixed) }, at: z)
    let fromReference = gradient(of: { self.divergence(fixed, $0) }, at: z)
    let policy = TabularPolicy(logits: [z])
    let references = logSoftmax(reference)
    func inLoss(_ which: KLEstimate) -> [Double] {
      gradient(
        of: { point in
          let logs = self.logSoftmax(point)
          return (0..<4).reduce(Dual(0)) { sum, a in
            let share = Dual(policy.probabilities[a])
            return sum + share * self.estimate(which, logs[a] - Dual(references[a]))
          }
        }, at: z)
    }
    expectClose(inLoss(.k1), [0, 0, 0, 0], tolerance: 1e-14)
    expectClose(inLoss(.k2), toReference, tolerance: 1e-13)
    expectClose(inLoss(.k3), fromReference, tolerance: 1e-13)
    func inReward(_ which: KLEstimate) -> [Double] {
      (0..<4).reduce(into: [0.0, 0, 0, 0]) { sum, a in
        let k = estimate(which, policy.logProbabilities[a] - references[a])
        for (b, score) in policy.score(of: a, in: 0).enumerated() {
          sum[b] += policy.probabilities[a] * k * score
        }
      }
    }
    expectClose(inReward(.k1), toReference, tolerance: 1e-13)
    expectClose(inReward(.k3), zip(toReference, fromReference).map { $0 - $1 }, tolerance: 1e-13)
    // Both gradients once more, by differences.
    expectClose(
      centralDifference(of: { self.divergence($0, self.reference) }, at: z), toReference,
      tolerance: 1e-9)
    expectClose(
      centralDifference(of: { self.divergence(self.reference, $0) }, at: z), fromReference,
      tolerance: 1e-9)
  }

  @Test(
    "(10.30) (10.31) the chapter's estimates and slopes are those of chapter 5 with ρ = π_ref/π")
  func slopes() {
    for which in [KLEstimate.k1, .k2, .k3] {
      for u in [-3, -0.2, 0, 0.1, 2.5] {
        expectClose(which.value(u), estimate(which, u), tolerance: 1e-13)
        expectClose(
          which.slope(u), derivative(of: { self.estimate(which, $0) }, at: u), tolerance: 1e-13)
      }
    }
  }

  /// log π(y) and KL(π‖π_ref), KL(π_ref‖π) between whole answers, for any number type.
  private func divergences<Scalar: DifferentiableScalar>(
    logits: [Scalar]
  ) -> (toReference: Scalar, fromReference: Scalar) {
    let (zero, half) = (Scalar(floatLiteral: 0), Scalar(floatLiteral: 0.5))
    return everyAnswer.reduce((zero, zero)) { sum, answer in
      let new = logProbability(of: answer, logits: logits)
      let home = Scalar(
        floatLiteral: logProbability(of: answer, logits: Language.reference.logits))
      return (
        sum.0 + half * Scalar.exp(new) * (new - home),
        sum.1 + half * Scalar.exp(home) * (home - new)
      )
    }
  }

  /// Three drafts, all four logits each.
  private let places = [0, 1, 2, 3, 24, 25, 26, 27, 300, 301, 302, 303]

  @Test(
    "(10.30) (10.31) whole answers of the language: both KLs by dual numbers",
    arguments: [7, 8] as [UInt64])
  func wholeAnswers(seed: UInt64) {
    let policy = somePolicy(seed, scale: 1.5)
    func pull(_ which: KLEstimate, _ place: KLPlace) -> [Double] {
      meanPull(of: policy) { priceWeights(which, in: place, $0, policy) }
    }
    let loss = [KLEstimate.k1, .k2, .k3].map { pull($0, .loss) }
    let reward = [KLEstimate.k1, .k3].map { pull($0, .reward) }
    expectClose(loss[0], loss[0].map { _ in 0 }, tolerance: 1e-13)
    // Sample by sample k₁ in the reward is k₂ in the loss.
    #expect(loss[1] == reward[0])
    expectClose(
      reward[1], zip(loss[1], loss[2]).map { $0 - $1 }, tolerance: 1e-12)
    for place in places {
      var point = policy.logits.map { Dual($0) }
      point[place].derivative = 1
      let exact = divergences(logits: point)
      expectClose(loss[1][place], exact.toReference.derivative, tolerance: 1e-12)
      expectClose(loss[2][place], exact.fromReference.derivative, tolerance: 1e-12)
    }
  }

  @Test("(10.32) token by token: each draft's own KL, as often as it is visited; dual numbers")
  func tokenByToken() {
    let policy = somePolicy(7, scale: 1.5)
    // d(s): the answers that pass through s, the prompt with half of the batch.
    let visits = Language.drafts.map { draft in
      everyAnswer.filter {
        $0.prompt == draft.prompt && Array($0.words.prefix(draft.words.count)) == draft.words
      }.reduce(0) { $0 + 0.5 * Double.exp(logProbability(of: $1, logits: policy.logits)) }
    }
    var (toReference, fromReference): ([Double], [Double]) = ([], [])
    for draft in Language.drafts.indices {
      let row = 4 * draft..<4 * draft + 4
      let home = Language.reference.logits[row].map { Dual($0) }
      toReference += gradient(of: { self.divergence($0, home) }, at: Array(policy.logits[row]))
        .map { visits[draft] * $0 }
      fromReference += gradient(of: { self.divergence(home, $0) }, at: Array(policy.logits[row]))
        .map { visits[draft] * $0 }
    }
    func pull(_ which: KLEstimate) -> [Double] {
      Array(
        meanPull(of: policy) { priceWeights(which, in: .lossOfTokens, $0, policy) }
          .prefix(4 * Language.finished))
    }
    expectClose(pull(.k2), toReference, tolerance: 1e-12)
    expectClose(pull(.k3), fromReference, tolerance: 1e-12)
    expectClose(pull(.k1), toReference.map { _ in 0 }, tolerance: 1e-13)
  }

  @Test("(10.32) where a token leads is missing, but for the last tokens, which lead nowhere")
  func whatIsMissing() {
    let policy = somePolicy(7, scale: 1.5)
    let tokens = meanPull(of: policy) { priceWeights(.k2, in: .lossOfTokens, $0, policy) }
    let whole = objectiveGradient(of: policy, beta: 1) { _ in 0 }.map { -$0 }
    let differences = zip(tokens, whole).map { ($0 - $1).magnitude }
    for (draft, answer) in Language.drafts.enumerated() {
      let largest = differences[4 * draft..<4 * draft + 4].max()!
      #expect((largest < 1e-14) == (answer.words.count == Language.mostWords - 1))
    }
    #expect(differences[0..<4].max()! > 0.01)
  }
}
