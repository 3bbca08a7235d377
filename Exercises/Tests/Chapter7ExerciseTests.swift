import Exercises
import TestSupport
import Testing

@Suite("Exercises of chapter 7", .stopsLoopsWithoutEnd)
struct Chapter7ExerciseTests {
  @Test("exercise 7.6: the chapter's table", arguments: zip([1.5, 0.7, 1.1], [0, -1.3, -0.9]))
  func valueGradientByTable(value: Double, expected: Double) throws {
    let yours = try clippedValueGradient(value: value, oldValue: 1, target: 2, clipRange: 0.2)
    expectAnswer("V = \(value), V_old = 1, R = 2, c = 0.2", yours, is: expected)
  }

  @Test("exercise 7.6: it is the slope of (7.1) by central differences, away from the kinks")
  func valueGradientByDifferences() throws {
    for value in stride(from: -1.93, to: 2, by: 0.2) {
      for target in [-1.5, -0.3, 0.3, 1.4] {
        let oracle = centralDifference(
          of: { v in
            let clipped = min(max(v[0], -0.5), 0.5)
            return max((v[0] - target) * (v[0] - target), (clipped - target) * (clipped - target))
              / 2
          }, at: [value])
        let yours = try clippedValueGradient(
          value: value, oldValue: 0, target: target, clipRange: 0.5)
        expectAnswer(
          "V = \(short(value)), V_old = 0, R = \(short(target)), c = 0.5", yours, is: oracle[0],
          tolerance: 1e-8)
      }
    }
  }

  @Test("exercise 7.6: within the range it is V − R, whatever the rewards' zero")
  func valueGradientMovesWithAConstant() throws {
    for constant in [-100.0, 0, 40] {
      let yours = try clippedValueGradient(
        value: constant + 0.3, oldValue: constant + 0.2, target: constant - 1, clipRange: 0.2)
      expectAnswer(
        "V = b + 0.3, V_old = b + 0.2, R = b − 1, b = \(short(constant)), c = 0.2", yours, is: 1.3)
    }
  }
}
