import Proximal
import TestSupport
import Testing

@Suite("Schedule")
struct ScheduleTests {
  @Test("a constant stays", arguments: [0.0, 0.4, 1])
  func constant(progress: Double) {
    #expect(Schedule.constant(0.01).value(at: progress) == 0.01)
  }

  @Test(
    "a line goes from one end to the other, both reached exactly",
    arguments: [(0.0, 2.5e-4), (0.25, 1.875e-4), (0.5, 1.25e-4), (1, 0)])
  func linear(progress: Double, expected: Double) {
    #expect(Schedule.linear(from: 2.5e-4, to: 0).value(at: progress) == expected)
  }

  @Test("a line may rise")
  func rising() {
    expectClose(Schedule.linear(from: -1, to: 3).value(at: 0.75), 2, tolerance: 1e-15)
  }
}
