import Notebook
import Proximal
import RealModule
import TestSupport
import Testing

@testable import importance_sampling

@Suite("The chapter's training loop")
struct TrainingTests {
  private static let upsideDown: Importance = { new, old, _ in
    probabilityRatios(logProbabilities: old, old: new)
  }
  private static let product: Importance = { new, old, episodes in
    probabilityRatios(logProbabilities: summed(new, episodes), old: summed(old, episodes))
  }

  private func hash(epochs: Int, _ importance: Importance = singleStepRatios) -> String {
    train(seed: 1, steps: 8_000, epochs: epochs, importance: importance, report: .silent)
      .outcome.weightsHash
  }

  @Test("in the first epoch every ratio is 1: no weighing tells itself apart before the second")
  func firstEpoch() {
    let ofOne = [hash(epochs: 1), hash(epochs: 1, Self.upsideDown), hash(epochs: 1, Self.product)]
    #expect(Set(ofOne).count == 1)
    let ofTwo = [hash(epochs: 2), hash(epochs: 2, Self.upsideDown), hash(epochs: 2, Self.product)]
    #expect(Set(ofTwo).count == 3)
    #expect(ofTwo[0] == hash(epochs: 2), "the same seed gives the same run to the last bit")
  }

  @Test("(3.9) the sum of an episode's log-probabilities stands at each of its steps")
  func sums() {
    #expect(summed([1, 10, 2, 20, 3], [0, 1, 0, 1, 0]) == [6, 30, 6, 30, 6])
  }

  @Test("(3.9) (3.17) new over old, and for a step of its own: 0.6 on 0.3 counts twice")
  func orientation() {
    let (new, old) = ([Float(0.6)], [Float(0.3)])
    func logs(_ x: [Float]) -> [Float] { x.map { Float.log($0) } }
    let ratio = singleStepRatios(new: logs(new), old: logs(old), episodes: [0])
    #expect((ratio[0] - 2).magnitude < 1e-6)
  }

  @Test("one epoch a batch learns CartPole: 400 or more over the last 100 episodes, seeds 1 and 2")
  func learns() {
    for seed in 1...2 {
      let outcome = train(seed: UInt64(seed), steps: 200_000, epochs: 1, report: .silent).outcome
      #expect((outcome.finalReturn ?? 0) >= 400, "seed \(seed)")
    }
  }
}
