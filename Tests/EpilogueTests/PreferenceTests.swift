import Proximal
import RealModule
import TestSupport
import Testing

@testable import epilogue

@Suite("A model of preferences")
struct PreferenceTests {
  private let data = comparisons(500, seed: 1)
  private let other = PreferenceModel(weights: [0.3, -1.1, 0.9])

  /// (10.4) for any number type.
  private func loss<Scalar: DifferentiableScalar>(_ weights: [Scalar]) -> Scalar {
    func reward(_ answer: Answer) -> Scalar {
      zip(weights, PreferenceModel.counts(answer)).reduce(Scalar(floatLiteral: 0)) {
        $0 + $1.0 * Scalar(floatLiteral: $1.1)
      }
    }
    let one = Scalar(floatLiteral: 1)
    return data.reduce(Scalar(floatLiteral: 0)) {
      $0 + Scalar.log(one + Scalar.exp(reward($1.loser) - reward($1.winner)))
    } / Scalar(floatLiteral: 500)
  }

  @Test("(10.2) the odds are exponential in the lead: a softmax over two, and the halves sum to 1")
  func odds() {
    for (a, b) in [(0.0, 0.0), (3, -1), (-2.5, 2), (0.5, 0.4)] {
      let softmax = Categorical(logits: [a, b]).probabilities
      expectClose(logistic(a - b), softmax[0], tolerance: 1e-15)
      expectClose(logistic(a - b) + logistic(b - a), 1, tolerance: 1e-15)
      expectClose(
        Double.log(logistic(a - b) / logistic(b - a)), a - b, tolerance: 1e-13)
    }
  }

  @Test("(10.2) the verdicts are drawn with these probabilities: a z-test over 20,000 comparisons")
  func verdicts() {
    // A verdict less its chance has mean 0; so has that times the lead.
    let sample = comparisons(20_000, seed: 5)
    #expect(sample.allSatisfy { $0.winner.prompt == $0.loser.prompt })
    let surprises = sample.map { pair in
      let lead = trueValue(pair.winner) - trueValue(pair.loser)
      return lead > 0 ? 1 - logistic(lead) : lead < 0 ? -logistic(-lead) : 0
    }
    let test = ZTest(surprises, expected: 0)
    #expect(test.passes, "\(test)")
    // And not by luck of a weak test: with the truth for certain it would fail.
    let certain = surprises.map { $0 < 0 ? -$0 : $0 }
    #expect(!ZTest(certain, expected: 0).passes)
  }

  @Test("(10.3) a constant for each prompt changes no probability, and no loss")
  func shift() {
    func shifted(_ answer: Answer) -> Double { trueValue(answer) + [7.0, -3][answer.prompt] }
    for pair in data {
      let (lead, same) = (
        trueValue(pair.winner) - trueValue(pair.loser), shifted(pair.winner) - shifted(pair.loser)
      )
      expectClose(logistic(lead), logistic(same), tolerance: 1e-14)
    }
    func lossOf(_ value: (Answer) -> Double) -> Double {
      data.reduce(0) { $0 - Double.log(logistic(value($1.winner) - value($1.loser))) } / 500
    }
    expectClose(lossOf(shifted), lossOf(trueValue), tolerance: 1e-14)
    // A constant for every answer but one is another matter.
    #expect(lossOf { trueValue($0) + ($0.words == [2] ? 1 : 0) } > lossOf(trueValue) + 1e-3)
  }

  @Test("(10.4) the loss is minus the log-likelihood over M, and log 2 for a coin")
  func likelihood() {
    let chances = data.map { pair in
      Categorical(logits: [other.reward(pair.winner), other.reward(pair.loser)]).probabilities[0]
    }
    expectClose(
      other.loss(data), -chances.reduce(0) { $0 + Double.log($1) } / 500, tolerance: 1e-13)
    expectClose(PreferenceModel().loss(data), Double.log(2), tolerance: 1e-14)
    expectClose(other.loss(data), loss(other.weights), tolerance: 1e-13)
  }

  @Test("(10.5) its gradient and its curvature: automatic differentiation, once and twice")
  func gradientAndCurvature() {
    expectClose(
      other.lossGradient(data), gradient(of: { loss($0) }, at: other.weights), tolerance: 1e-13)
    let curvature = hessian(of: { loss($0) }, at: other.weights)
    var formula = [Double](repeating: 0, count: 9)
    for pair in data {
      let chance = logistic(other.reward(pair.winner) - other.reward(pair.loser))
      let (won, lost) = (PreferenceModel.counts(pair.winner), PreferenceModel.counts(pair.loser))
      let f = zip(won, lost).map { $0 - $1 }
      for i in 0..<9 { formula[i] += chance * (1 - chance) * f[i / 3] * f[i % 3] / 500 }
    }
    expectClose(curvature, formula, tolerance: 1e-13)
  }

  @Test("(10.5) the fit is at the bottom of the bowl, to a sixty-fourth, and a step away is higher")
  func bottom() throws {
    let sixtyFourths = model.weights.map { $0 * 64 }
    #expect(sixtyFourths.allSatisfy { $0 == $0.rounded() })
    // Newton's step from there: what is left is rounding.
    let step = try #require(
      solveLinearSystem(
        matrix: hessian(of: { loss($0) }, at: model.weights),
        rightSide: model.lossGradient(data)))
    #expect(step.allSatisfy { $0.magnitude <= 1.0 / 128 + 1e-6 }, "\(step)")
    for i in 0..<3 {
      for side in [-0.1, 0.1] {
        var moved = model
        moved.weights[i] += side
        #expect(moved.loss(data) > model.loss(data))
      }
    }
  }

  @Test("to the model four good words are four times as good; people think otherwise")
  func mistake() {
    let repeats = (1...4).map { Answer(prompt: 0, words: [Int](repeating: 0, count: $0)) }
    #expect(repeats.map(model.reward) == (1...4).map { Double($0) * model.weights[0] })
    #expect(repeats.map(trueValue) == [2, 0.5, -1, -2.5])
    let chances = repeats.map { chanceOfWriting($0, Language.reference) }
    #expect(zip(chances, chances.dropFirst()).allSatisfy { $0 > 20 * $1 })
  }
}
