import ArgumentParser
import Proximal

/// What is trained.
struct NetworkOptions: SettingGroup {
  @Option(.hiddenSizes) var hiddenSizes: [Int]?
  @Option(.logStandardDeviation) var logStandardDeviation: OrWord<Schedule>?

  static let choices: [Choice<Self>] = [
    Choice(.hiddenSizes, \.hiddenSizes), Choice(.logStandardDeviation, \.logStandardDeviation),
  ]
}

extension Setting where Value == [Int] {
  static var hiddenSizes: Self {
    Self(
      "hidden-sizes", field: \.settings.hiddenSizes, form: .widths(to: 65_536),
      "Widths of the hidden layers of both networks")
  }
}

extension Setting where Value == OrWord<Schedule> {
  static var logStandardDeviation: Self {
    Self(
      "log-standard-deviation", field: \.settings.logStandardDeviation.orWord,
      form: .either(.schedule(from: -20, to: 5), or: "learned"),
      "log σ of a Gaussian policy: learned, or set to A, or from A to B (A:B) along a straight line"
    )
  }
}
