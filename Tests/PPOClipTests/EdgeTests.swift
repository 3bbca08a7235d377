import Notebook
import Proximal
import RealModule
import TestSupport
import Testing

@testable import ppo_clip

@Suite("Exactly on a bound")
struct EdgeTests {
  @Test("X20 one-sided derivatives on the bounds, and what the notes and PyTorch 2.15 say there")
  func table() {
    // ρ, A, from the left, from the right; the last as PyTorch 2.15 returned it.
    for (ratio, a, left, right, pyTorch) in [
      (0.8, 1.75, 1.75, 1.75, 0.875), (1.2, 1.75, 1.75, 0, 0.875), (0.8, -1.75, 0, -1.75, -0.875),
      (1.2, -1.75, -1.75, -1.75, -0.875),
    ] {
      let f = { (r: Double) in clippedSurrogate(r, advantage: a, clipRange: 0.2) }
      expectClose(oneSidedDerivative(of: f, at: ratio, side: .left), left, tolerance: 1e-9)
      expectClose(oneSidedDerivative(of: f, at: ratio, side: .right), right, tolerance: 1e-9)
      let step = ClippedSurrogateTerm(ratio: ratio, advantage: a, clipRange: 0.2)
      #expect(step.derivative == a, "the notes' convention")
      #expect(slope(step, first: 1, second: 0, onBound: 1) == step.derivative)
      #expect(slope(step, first: 0.5, second: 0.5, onBound: 0) == pyTorch)
    }
  }

  @Test("inside, where the branches tie as well, all conventions give A; outside too")
  func offTheBounds() {
    for step in steps(500, seed: 95) {
      #expect(slope(step.term, first: 1, second: 0, onBound: 1) == step.term.derivative)
      #expect(slope(step.term, first: 0.5, second: 0.5, onBound: 0) == step.term.derivative)
    }
  }

  @Test("a run in which no ratio hits a bound is the same to the bit, whatever counts there")
  func training() {
    for seed in 1...3 {
      func run(_ slope: Slope) -> (outcome: TrainingOutcome, records: [UpdateRecord]) {
        train(seed: UInt64(seed), steps: 15_000, report: .silent) {
          ClippedUpdate($0, slope: slope)
        }
      }
      func hash(_ slope: Slope) -> String { run(slope).outcome.weightsHash }
      let hashes = [Slope.withMin, .onBound(0), .onBound(0.5), .onBound(1)].map(hash)
      let records = run(.withMin).records
      #expect(records.reduce(0) { $0 + $1.onBound } == 0)
      #expect(records.contains { $0.flatFraction > 0.02 }, "the clip should have been at work")
      #expect(Set(hashes).count == 1)
      #expect(hash(.clipAlone) != hashes[0])
    }
  }

  @Test("a ratio that does hit a bound weighs as it was told to, and no other does")
  func onBound() {
    // The clip range is made from a ratio, so that the ratio is the bound.
    var probe = ClippedSurrogate<Float>(clipRange: 1)
    let logs: [Float] = [0.2, 0.1, 0.5, 0]
    let advantages: [Float] = [2, 2, 2, 2]
    func take(_ objective: inout ClippedSurrogate<Float>) {
      objective.update(
        logProbabilities: logs, oldLogProbabilities: [0, 0, 0, 0], advantages: advantages, rows: 4)
    }
    take(&probe)
    var objective = ClippedSurrogate<Float>(clipRange: Double(probe.ratios[0]) - 1)
    take(&objective)
    var record = UpdateRecord()
    record.noteEpoch(objective, rows: 4)
    #expect(record.onBound == 1 && record.ratios == 4)
    let whole = Slope.withMin.weights(objective, advantages)
    #expect(whole[0] == probe.ratios[0] * 2 / 4 && whole[2] == 0)
    #expect(Slope.onBound(1).weights(objective, advantages) == whole)
    let half = Slope.onBound(0.5).weights(objective, advantages)
    #expect(half[0] == whole[0] / 2 && half[1...] == whole[1...])
  }
}
