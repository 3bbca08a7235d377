import Proximal
import RealModule
import TestSupport
import Testing

@Suite("RunningMoments")
struct RunningMomentsTests {
  @Test("batch after batch equals two passes over everything, far from zero too")
  func twoPasses() {
    var generator = SplitMix64(seed: 9)
    var moments = RunningMoments()
    var all: [Double] = []
    for size in [5, 1, 40, 3] {
      let batch = (0..<size).map { _ in Float.random(in: 1000...1003, using: &generator) }
      moments.add(batch)
      all += batch.map { Double($0) }
      let mean = all.reduce(0, +) / Double(all.count)
      let variance = all.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(all.count)
      #expect(moments.count == Double(all.count))
      expectClose(moments.mean, mean, tolerance: 1e-14)
      expectClose(moments.variance, variance, tolerance: 1e-11)
      expectClose(moments.standardDeviation, Double.sqrt(variance), tolerance: 1e-11)
    }
  }

  @Test("before anything has been seen the spread is 1; an empty batch changes nothing")
  func empty() {
    var moments = RunningMoments()
    #expect((moments.count, moments.mean, moments.variance) == (0, 0, 1))
    moments.add([2, 4])
    let before = moments
    moments.add([])
    #expect(moments == before)
    #expect((moments.count, moments.mean, moments.variance) == (2, 3, 1))
  }

  @Test("moments go on from where they were")
  func restored() {
    var moments = RunningMoments()
    moments.add([1, 2, 4])
    var restored = RunningMoments(
      count: moments.count, mean: moments.mean, variance: moments.variance)
    for number in [7.0, -3] {
      moments.add(number)
      restored.add(number)
    }
    expectClose(
      [restored.count, restored.mean, restored.variance],
      [moments.count, moments.mean, moments.variance], tolerance: 1e-14)
  }

  @Test("moments that no numbers have are refused")
  func impossible() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = RunningMoments(count: 1, mean: 0, variance: -1)
    }
    expectMessage(result, "got 0.0 and -1.0 of 1.0")
  }
}
