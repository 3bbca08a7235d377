import Exercises
import RealModule
import TestSupport
import Testing

@Suite("Exercises of chapter 9", .stopsLoopsWithoutEnd)
struct Chapter9ExerciseTests {
  /// ∫ f over an interval by the midpoint rule.
  private func integral(
    from low: Double, to high: Double, pieces: Int = 20_000, of f: (Double) throws -> Double
  ) rethrows -> Double {
    let width = (high - low) / Double(pieces)
    var sum = 0.0
    for piece in 0..<pieces { sum += try f(low + (Double(piece) + 0.5) * width) }
    return sum * width
  }

  @Test("exercise 9.6: in the middle the torque is 2a, so the density is half that of a")
  func squashedByHand() throws {
    expectAnswer(
      "u = 0, μ = 0, σ = 1", try squashedLogDensity(of: 0, mean: 0, logDeviation: 0),
      is: -Double.log(2 * .pi) / 2 - .log(2))
    // a = atanh ½ = ½ log 3, the mean; u = 1 moves 2 (1 − ¼) = 3/2 times as fast as a.
    expectAnswer(
      "u = 1, μ = ½ log 3, σ = e",
      try squashedLogDensity(of: 1, mean: .log(3) / 2, logDeviation: 1),
      is: -1 - Double.log(2 * .pi) / 2 - .log(1.5))
  }

  @Test(
    "exercise 9.6: the density integrates to 1", arguments: [(0.0, -0.7), (0.6, -0.4), (-1, 0)])
  func squashedIsDensity(mean: Double, logDeviation: Double) throws {
    let mass = try integral(from: -2, to: 2) {
      .exp(try squashedLogDensity(of: $0, mean: mean, logDeviation: logDeviation))
    }
    expectAnswer(
      "the integral over u for μ = \(short(mean)), log σ = \(short(logDeviation))", mass, is: 1,
      tolerance: 1e-5)
  }

  @Test("exercise 9.6: its slope in μ is the score of the raw action, (9.4)")
  func squashedScoreIsRaw() throws {
    for action in [-1.2, 0.3, 0.9] {
      let slope = try [0.5 - 1e-5, 0.5 + 1e-5].map {
        try squashedLogDensity(of: 2 * .tanh(action), mean: $0, logDeviation: -0.3)
      }
      expectAnswer(
        "∂ log density / ∂μ at u = 2 tanh \(short(action)), μ = ½, log σ = −0.3",
        (slope[1] - slope[0]) / 2e-5, is: (action - 0.5) * .exp(0.6), tolerance: 1e-7)
    }
  }

  @Test("exercise 9.8: one component and two, worked by hand")
  func gaussianByHand() throws {
    let constant = -Double.log(2 * .pi) / 2
    // ζ = 2, σ = ½; then a second component with ζ = −1, σ = 1.
    let (narrow, wide) = (-2 + Double.log(2) + constant, -0.5 + constant)
    expectAnswer(
      "a = 4, μ = 3, σ = ½",
      try gaussianLogDensity(of: [4], mean: [3], logDeviation: [.log(0.5)]), is: narrow)
    expectAnswer(
      "a = (4, 1), μ = (3, 2), σ = (½, 1)",
      try gaussianLogDensity(of: [4, 1], mean: [3, 2], logDeviation: [.log(0.5), 0]),
      is: narrow + wide)
    let score = try gaussianScore(of: [4, 1], mean: [3, 2], logDeviation: [.log(0.5), 0])
    expectAnswer("a = (4, 1), μ = (3, 2), σ = (½, 1): score in μ", score.mean, is: [4, -1])
    expectAnswer(
      "a = (4, 1), μ = (3, 2), σ = (½, 1): score in log σ", score.logDeviation, is: [3, 0])
  }

  @Test("exercise 9.8: the density integrates to 1, and the score to 0")
  func gaussianIsDensity() throws {
    let (mean, logDeviation) = ([0.4], [-0.5])
    let mass = try integral(from: -6, to: 7) {
      .exp(try gaussianLogDensity(of: [$0], mean: mean, logDeviation: logDeviation))
    }
    expectAnswer("the integral over a for μ = 0.4, log σ = −½", mass, is: 1, tolerance: 1e-7)
    let one = try gaussianScore(of: [0], mean: mean, logDeviation: logDeviation)
    try #require(
      one.mean.count == 1 && one.logDeviation.count == 1,
      "one component, so one number each; got \(one.mean.count) and \(one.logDeviation.count)")
    let scores = try (0..<2).map { part in
      try integral(from: -6, to: 7) { a in
        let score = try gaussianScore(of: [a], mean: mean, logDeviation: logDeviation)
        let zeta = (a - 0.4) * Double.exp(0.5)
        let density = Double.exp(-zeta * zeta / 2 + 0.5) / .sqrt(2 * .pi)
        return density * (part == 0 ? score.mean[0] : score.logDeviation[0])
      }
    }
    expectAnswer(
      "the mean score in μ and in log σ for μ = 0.4, log σ = −½", scores, is: [0, 0],
      tolerance: 1e-7)
  }

  @Test("exercise 9.8: the score is the slope of log N, by dual numbers")
  func gaussianScoreIsSlope() throws {
    let action = [0.7, -1.9, 0.2]
    let parameters = someNumbers(6, seed: 1)
    let oracle = gradient(
      of: { x in
        action.indices.reduce(Dual<Double>(0)) { sum, i in
          let zeta = (Dual<Double>(action[i]) - x[i]) / Dual<Double>.exp(x[3 + i])
          return sum - zeta * zeta * 0.5 - x[3 + i]
        }
      }, at: parameters)
    let score = try gaussianScore(
      of: action, mean: Array(parameters[..<3]), logDeviation: Array(parameters[3...]))
    expectAnswer(
      "three components: score in μ, then in log σ", score.mean + score.logDeviation, is: oracle)
  }

  @Test("exercise 9.9: at a bound, at the other, and in between, worked by hand")
  func clippedByHand() throws {
    expectAnswer(
      "u = 2, μ = 2, σ = 3", try clippedLogProbability(of: 2, mean: 2, logDeviation: .log(3)),
      is: .log(0.5))
    expectAnswer(
      "u = −2, μ = −2, σ = 3", try clippedLogProbability(of: -2, mean: -2, logDeviation: .log(3)),
      is: .log(0.5))
    expectAnswer(
      "u = 0, μ = 1, σ = 1", try clippedLogProbability(of: 0, mean: 1, logDeviation: 0),
      is: -0.5 - Double.log(2 * .pi) / 2)
  }

  @Test(
    "exercise 9.9: two lumps and a density, together 1; the mean score is 0",
    arguments: [(0.0, 0.0), (1.5, 0), (-0.5, 0.7)])
  func clippedIsDistribution(mean: Double, logDeviation: Double) throws {
    func chance(_ torque: Double) throws -> Double {
      .exp(try clippedLogProbability(of: torque, mean: mean, logDeviation: logDeviation))
    }
    let mass = try chance(-2) + chance(2) + integral(from: -2, to: 2, of: chance)
    let place = "μ = \(short(mean)), log σ = \(short(logDeviation))"
    expectAnswer("\(place): both lumps and the integral between", mass, is: 1, tolerance: 1e-7)

    func weightedScore(_ torque: Double) throws -> Double {
      let up = try clippedLogProbability(of: torque, mean: mean + 1e-5, logDeviation: logDeviation)
      let down = try clippedLogProbability(
        of: torque, mean: mean - 1e-5, logDeviation: logDeviation)
      return try chance(torque) * (up - down) / 2e-5
    }
    let score =
      try weightedScore(-2) + weightedScore(2) + integral(from: -2, to: 2, of: weightedScore)
    expectAnswer("\(place): the mean score in μ", score, is: 0, tolerance: 1e-6)
  }
}
