import Proximal
import RealModule
import TestSupport
import Testing

@testable import epilogue

@Suite("Several answers to one prompt")
struct GroupTests {
  private let policy = somePolicy(21)

  /// π(y|x) of every answer to a prompt, and its score, without the chapter's trajectories.
  private func answers(
    to prompt: Int
  ) -> [(answer: Answer, probability: Double, score: [Double])] {
    everyAnswer.filter { $0.prompt == prompt }.map { answer in
      let probability = Double.exp(logProbability(of: answer, logits: policy.logits))
      return (answer, probability, score(of: answer))
    }
  }

  /// ∇ log π(y|x): 1[b = y_t] − π(b|s_t) in the row of each draft on the way.
  private func score(of answer: Answer) -> [Double] {
    var score = policy.logits.map { _ in 0.0 }
    for (t, token) in tokens(answer).enumerated() {
      let draft = Answer(prompt: answer.prompt, words: Array(answer.words.prefix(t)))
      let row = 4 * Language.drafts.firstIndex(of: draft)!
      for b in 0..<4 { score[row + b] -= policy.probabilities[row + b] }
      score[row + token] += 1
    }
    return score
  }

  private func probabilityOfRight(_ prompt: Int) -> Double {
    answers(to: prompt).reduce(0) { $0 + $1.probability * isRight($1.answer) }
  }

  @Test("(10.22) (10.23) over all pairs of answers to a prompt, written out")
  func overAllPairs() {
    var (others, all) = (policy.logits.map { _ in 0.0 }, policy.logits.map { _ in 0.0 })
    for prompt in 0..<2 {
      let answers = answers(to: prompt)
      let rewards = answers.map { model.reward($0.answer) }
      for (i, first) in answers.enumerated() {
        // The mean over y′ of the weight of z, once for each of the two places.
        let (lead, half) = answers.indices.reduce((0.0, 0.0)) { sum, j in
          let mean = (rewards[i] + rewards[j]) / 2
          let chance = answers[j].probability
          return (
            sum.0 + chance * (rewards[i] - rewards[j]), sum.1 + chance * (rewards[i] - mean)
          )
        }
        for (k, z) in first.score.enumerated() {
          others[k] += 0.5 * first.probability * lead * z
          all[k] += 0.5 * first.probability * half * z
        }
      }
    }
    let exact = Language.world(paying: model.reward).policyGradient(of: policy)
    expectClose(others, exact, tolerance: 1e-12)
    expectClose(all, exact.map { 0.5 * $0 }, tolerance: 1e-12)
    expectClose(
      groupGradient(.leaveOneOut, size: 2, of: policy, model.reward), others, tolerance: 1e-12)
    expectClose(
      groupGradient(.groupMean, size: 2, of: policy, model.reward), all, tolerance: 1e-12)
  }

  @Test("(10.22) (10.23) over all groups of K answers of the language", arguments: 2...6)
  func overAllGroups(size: Int) {
    let exact = Language.world(paying: isRight).policyGradient(of: policy)
    let share = Double(size - 1) / Double(size)
    expectClose(
      groupGradient(.leaveOneOut, size: size, of: policy, isRight), exact, tolerance: 1e-12)
    expectClose(
      groupGradient(.groupMean, size: size, of: policy, isRight), exact.map { share * $0 },
      tolerance: 1e-12)
  }

  @Test(
    "(10.22) (10.23) three arms: all groups one by one, ∇E[R] by dual numbers", arguments: 2...5)
  func threeArms(size: Int) {
    let (rewards, logits) = ([0.0, 1, 3], [0.4, -0.3, 0.1])
    let arms = TabularPolicy(logits: [logits])
    let exact = gradient(
      of: { (z: [Dual<Double>]) in
        let normaliser = z.reduce(Dual(0)) { $0 + Dual.exp($1) }
        return zip(z, rewards).reduce(Dual(0)) { $0 + Dual.exp($1.0) / normaliser * Dual($1.1) }
      }, at: logits)
    let groups = FiniteDistribution([0, 1, 2], probabilities: arms.probabilities)
      .independentDraws(size)
    func mean(_ lead: (_ i: Int, _ group: [Double]) -> Double) -> [Double] {
      groups.moments { group in
        let paid = group.map { rewards[$0] }
        return (0..<size).reduce(into: [0.0, 0, 0]) { sum, i in
          let z = arms.score(of: group[i], in: 0)
          for b in 0..<3 { sum[b] += lead(i, paid) * z[b] / Double(size) }
        }
      }.mean
    }
    func meanOfOthers(_ i: Int, _ paid: [Double]) -> Double {
      paid.indices.reduce(0) { $1 == i ? $0 : $0 + paid[$1] / Double(size - 1) }
    }
    expectClose(mean { $1[$0] - meanOfOthers($0, $1) }, exact, tolerance: 1e-13)
    let share = Double(size - 1) / Double(size)
    expectClose(
      mean { $1[$0] - $1.reduce(0, +) / Double(size) }, exact.map { share * $0 },
      tolerance: 1e-13)
    // The chapter's advantages, group by group.
    for group in groups.outcomes {
      let paid = group.map { rewards[$0] }
      let others = paid.indices.map { paid[$0] - meanOfOthers($0, paid) }
      expectClose(GroupAdvantage.leaveOneOut(paid), others, tolerance: 1e-14)
      expectClose(GroupAdvantage.groupMean(paid), others.map { share * $0 }, tolerance: 1e-14)
    }
  }

  @Test("(10.24) two rewards: ∇p times E[σ]/(p(1 − p)), prompt by prompt", arguments: 2...7)
  func deviation(size: Int) {
    let divided = groupGradient(.groupDeviation, size: size, of: policy, isRight)
    let exact = Language.world(paying: isRight).policyGradient(of: policy)
    for prompt in 0..<2 {
      let p = probabilityOfRight(prompt)
      // E[σ] over all 2^K groups of right and wrong.
      let deviation = (0..<1 << size).reduce(0.0) { sum, bits in
        let m = Double(bits.nonzeroBitCount)
        let chance = Double.pow(p, m) * Double.pow(1 - p, Double(size) - m)
        return sum + chance * Double.sqrt(m / Double(size) * (1 - m / Double(size)))
      }
      let factor = deviation / (p * (1 - p))
      expectClose(deviationFactor(size: size, p), factor, tolerance: 1e-12)
      for (draft, answer) in Language.drafts.enumerated() where answer.prompt == prompt {
        let row = 4 * draft..<4 * draft + 4
        expectClose(Array(divided[row]), exact[row].map { factor * $0 }, tolerance: 1e-12)
      }
    }
  }

  @Test("(10.24) by hand: 1 for two answers, √2 for three, whatever p; four answers at one half")
  func deviationByHand() {
    for p in [0.001, 0.2, 0.5, 0.97] {
      expectClose(deviationFactor(size: 2, p), 1, tolerance: 1e-12)
      expectClose(deviationFactor(size: 3, p), Double.sqrt(2), tolerance: 1e-12)
    }
    // m = 1 and m = 3: 8 groups of 16 with σ = √3/4; m = 2: 6 of 16 with σ = 1/2; over 1/4.
    expectClose(
      deviationFactor(size: 4, 0.5), 4 * (0.5 * Double.sqrt(3) / 4 + 0.375 / 2), tolerance: 1e-14)
    expectClose(
      GroupAdvantage.groupDeviation([1, 0, 0, 0]),
      [Double.sqrt(3), -1 / Double.sqrt(3), -1 / Double.sqrt(3), -1 / Double.sqrt(3)],
      tolerance: 1e-14)
    #expect(GroupAdvantage.groupDeviation([1, 1, 1]) == [0, 0, 0])
  }

  @Test("(10.24) at most √(K − 1), which rare answers attain; 1/√(p(1 − p)) for large groups")
  func deviationBound() {
    for size in [2, 3, 4, 8, 16, 64] {
      let bound = Double.sqrt(Double(size - 1))
      for p in [1e-6, 0.01, 0.1, 0.3, 0.5, 0.8, 0.99] {
        #expect(deviationFactor(size: size, p) <= bound * (1 + 1e-12))
      }
      expectClose(deviationFactor(size: size, 1e-9), bound, tolerance: 1e-6)
    }
    for p in [0.2, 0.5, 0.6] {
      // The error falls as 1/K.
      let limit = 1 / Double.sqrt(p * (1 - p))
      let errors = [100, 400].map { limit - deviationFactor(size: $0, p) }
      expectClose(errors[0] / errors[1], 4, tolerance: 0.1)
      // 1/√(p(1 − p)) is the slope of 2 arcsin √p.
      let slope = derivative(of: { Dual(2) * Dual.asin(Dual.sqrt($0)) }, at: p)
      expectClose(slope, limit, tolerance: 1e-14)
    }
  }

  @Test("dividing by the deviation turns the gradient: of several rewards, and of several prompts")
  func turns() {
    let rule = Language.world(paying: isRight).policyGradient(of: policy)
    let divided = groupGradient(.groupDeviation, size: 6, of: policy, isRight)
    #expect(probabilityOfRight(0) / probabilityOfRight(1) < 0.99)
    #expect(cosine(rule, divided) < 1 - 1e-6)
    let exact = Language.world(paying: model.reward).policyGradient(of: policy)
    for prompt in 0..<2 {
      func part(_ gradient: [Double]) -> [Double] {
        gradient.indices.filter { $0 < 4 * Language.finished }.filter {
          Language.drafts[$0 / 4].prompt == prompt
        }.map { gradient[$0] }
      }
      expectClose(cosine(part(rule), part(divided)), 1, tolerance: 1e-12)
      let several = groupGradient(.groupDeviation, size: 2, of: policy, model.reward)
      #expect(cosine(part(exact), part(several)) < 0.999)
    }
  }

  /// E[(R − b)/T] with b a number for each prompt, for any number type.
  private func rewardPerToken<Scalar: DifferentiableScalar>(
    logits: [Scalar], baselines: [Double], _ reward: (Answer) -> Double
  ) -> Scalar {
    everyAnswer.reduce(Scalar(floatLiteral: 0)) { sum, answer in
      let lead = reward(answer) - baselines[answer.prompt]
      let share = Scalar(floatLiteral: 0.5 * lead / Double(tokens(answer).count))
      return sum + share * Scalar.exp(logProbability(of: answer, logits: logits))
    }
  }

  @Test("(10.25) divided by its length: the gradient of E[(R − b)/T], b fixed, by dual numbers")
  func length() {
    for reward in [isRight, trueValue] {
      let formula = rewardGradient(of: policy, perToken: true, reward)
      for size in [2, 3] {
        expectClose(
          groupGradient(.leaveOneOut, size: size, of: policy, perToken: true, reward), formula,
          tolerance: 1e-12)
      }
      let baselines = (0..<2).map { prompt in
        answers(to: prompt).reduce(0) { $0 + $1.probability * reward($1.answer) }
      }
      // Two drafts, all four logits each.
      for place in [0, 1, 2, 3, 24, 25, 26, 27] {
        var point = policy.logits.map { Dual($0) }
        point[place].derivative = 1
        let slope = rewardPerToken(logits: point, baselines: baselines, reward).derivative
        expectClose(formula[place], slope, tolerance: 1e-12)
      }
      expectClose(
        rewardGradient(of: policy, perToken: false, reward),
        Language.world(paying: reward).policyGradient(of: policy), tolerance: 1e-12)
    }
  }

  @Test("(10.25) for the same gain in p: right answers shorter, wrong ones longer than by ∇E[R]")
  func favours() {
    func step(perToken: Bool) -> (right: Double, ofRight: Double, ofWrong: Double) {
      let direction = rewardGradient(of: policy, perToken: perToken, isRight)
      let gain = dot(direction, rewardGradient(of: policy, perToken: false, isRight))
      return lengths(of: policy.moved(along: direction, stepSize: 1e-3 / gain))
    }
    let (plain, divided) = (step(perToken: false), step(perToken: true))
    expectClose(plain.right, divided.right, tolerance: 1e-4)
    #expect(divided.ofRight < plain.ofRight - 1e-4)
    #expect(divided.ofWrong > plain.ofWrong + 1e-4)
  }
}
