import Testing

@testable import GoldenComparison

struct ParameterisedNamesTests {
  @Test(
    "the numbers in a name are found",
    arguments: [
      ("uniform_m0.05_0.05", "uniform_#_#", ["-0.05", "0.05"]),
      ("standard_normal_20000", "standard_normal_#", ["20000"]),
      ("integers_0_3000000000_x20000", "integers_#_#_x#", ["0", "3000000000", "20000"]),
      ("space_box_f32_pm2_sample", "space_box_f32_pm#_sample", ["2"]),
    ])
  func found(name: String, pattern: String, expected: [String]) {
    #expect(numbers(in: name, like: pattern) == expected)
  }

  @Test(
    "other names are left alone",
    arguments: [
      ("uniform_low_high_arrays", "uniform_#_#"), ("uniform_1", "uniform_#_#"),
      ("standard_normal", "standard_normal_#"), ("standard_normal_1_2", "standard_normal_#"),
      ("normal_1_", "normal_#_#"), ("", "normal_#_#"), ("xnormal_1_2", "normal_#_#"),
    ])
  func leftAlone(name: String, pattern: String) {
    #expect(numbers(in: name, like: pattern) == nil)
  }
}
