import ArgumentParser
import Testing

@testable import Benchmarks
@testable import ProximalTool

@Suite struct ScalingSeriesTests {
  @Test("each series runs over its powers of two")
  func values() {
    #expect(ScalingSeries.hiddenWidth.values == [16, 32, 64, 128, 256, 512])
    #expect(ScalingSeries.environments.values.first == 1)
    #expect(ScalingSeries.environments.values.last == 1024)
    #expect(ScalingSeries.environments.values.count == 11)
    #expect(ScalingSeries.minibatchRows.values == [32, 64, 128, 256, 512, 1024, 2048, 4096])
  }

  @Test("our trainer takes every point, and steps are whole rollouts", arguments: 0..<3)
  func arguments(index: Int) {
    let series = ScalingSeries.all[index]
    for value in series.values {
      let rollout = series.rolloutSteps(value)
      for (asked, taken) in [(1, rollout), (rollout, rollout), (rollout + 1, 2 * rollout)] {
        let arguments = series.arguments(at: value, steps: asked, cores: 2)
        #expect(throws: Never.self) { try Train.parse(Array(arguments.dropFirst())) }
        #expect(arguments.value(of: "--steps") == taken && arguments.value(of: "--cores") == 2)
      }
    }
  }

  @Test("only what the series names grows")
  func rows() throws {
    for value in ScalingSeries.minibatchRows.values {
      let arguments = ScalingSeries.minibatchRows.arguments(at: value, steps: 1, cores: 1)
      #expect(try #require(arguments.value(of: "--minibatches")) * value == 32 * 128)
      #expect(arguments.value(of: "--environments") == 32)
    }
    for value in ScalingSeries.environments.values {
      let arguments = ScalingSeries.environments.arguments(at: value, steps: 1, cores: 1)
      #expect(arguments.value(of: "--environments") == value)
      #expect(arguments.value(of: "--minibatches") == value)
    }
  }
}

extension [String] {
  /// The whole number that follows an option.
  fileprivate func value(of option: String) -> Int? {
    firstIndex(of: option).flatMap { Int(self[$0 + 1]) }
  }
}
