import Foundation
import Notebook
import Proximal
import Testing

@Suite("TrainingRun")
struct TrainingRunTests {
  private let setup = TrainingSetup(
    algorithm: "reinforce-baseline", environment: "CartPole-v1", environments: 16,
    rolloutLength: 500, epochs: 1, minibatches: 2, hiddenSizes: [64, 32])

  private func run(returns: [Double]) -> TrainingRun {
    TrainingRun(
      seed: 7, setup: setup,
      outcome: TrainingOutcome(
        episodeReturns: returns, episodeEnds: returns.indices.map { $0 + 1 }, steps: 2000,
        gradientSteps: 12, weightsHash: "00ff00ff00ff00ff"), seconds: 0.5)
  }

  @Test("the JSON object is one line, and a JSON parser reads every field back")
  func json() throws {
    let line = run(returns: [1, 2, 6]).json(chapter: "reinforce")
    #expect(!line.contains("\n"))
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    #expect(object["chapter"] as? String == "reinforce")
    #expect(object["algorithm"] as? String == "reinforce-baseline")
    #expect(object["environment"] as? String == "CartPole-v1")
    #expect(object["seed"] as? Int == 7 && object["steps"] as? Int == 2000)
    #expect(object["environments"] as? Int == 16 && object["rolloutLength"] as? Int == 500)
    #expect(object["epochs"] as? Int == 1 && object["minibatches"] as? Int == 2)
    #expect(object["hiddenSizes"] as? [Int] == [64, 32])
    #expect(object["gradientSteps"] as? Int == 12)
    #expect(object["seconds"] as? Double == 0.5 && object["stepsPerSecond"] as? Double == 4000)
    #expect(object["weightsHash"] as? String == "00ff00ff00ff00ff")
    #expect(object["finalReturn"] as? Double == 3)
    #expect(object.count == 15, "no field is missing and none is new")
  }

  @Test("the best agent and the learning curve are fields where they are known")
  func optionalFields() throws {
    var run = run(returns: [1])
    run.outcome.best = .init(steps: 1024, evaluationReturn: 0.25)
    run.outcome.learningCurve = [
      .init(step: 12.5, meanReturn: -1), .init(step: 40, meanReturn: 0.5),
    ]
    let line = run.json(chapter: "train")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    #expect(object["bestSteps"] as? Int == 1024 && object["bestReturn"] as? Double == 0.25)
    #expect(object["learningCurve"] as? [[Double]] == [[12.5, -1], [40, 0.5]])
    #expect(object.count == 18)
  }

  @Test("a name that would break the JSON is refused", arguments: ["a\"b", "a\\b", "a\nb", "é"])
  func names(name: String) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      [name] in
      _ = TrainingRunTests().run(returns: []).json(chapter: name)
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("names in JSON are plain ASCII without quotes or backslashes; got "))
  }

  @Test("the final return is the mean of the last hundred episodes, or nothing")
  func finalReturn() {
    let returns = [Double](repeating: -1000, count: 50) + (0..<100).map(Double.init)
    #expect(run(returns: returns).outcome.finalReturn == 49.5)
    #expect(run(returns: []).outcome.finalReturn == nil)
    #expect(run(returns: []).json(chapter: "x").contains("\"finalReturn\":null"))
  }

  @Test("a setup of PPO has the sizes in their places, and lists what else was set")
  func setupOfPPO() {
    var settings = PPOSettings()
    (settings.environmentCount, settings.rolloutLength) = (3, 70)
    (settings.epochs, settings.minibatchCount, settings.hiddenSizes) = (5, 7, [11])
    settings.clipRange = nil
    let setup = TrainingSetup(algorithm: "ppo-clip", environment: "Pendulum-v1", settings: settings)
    #expect((setup.algorithm, setup.environment) == ("ppo-clip", "Pendulum-v1"))
    #expect((setup.environments, setup.rolloutLength) == (3, 70))
    #expect((setup.epochs, setup.minibatches, setup.hiddenSizes) == (5, 7, [11]))
    let listed = Dictionary(uniqueKeysWithValues: setup.hyperparameters.map { ($0.name, $0.value) })
    #expect(listed["clip range"] == "none" && listed["discount"] == "0.99")
  }
}
