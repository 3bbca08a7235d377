extension TrainingPlan {
  /// A setting that two plans have different values for, as the two lines.
  public typealias Difference = (stored: String, here: String)

  /// How this plan differs from the one that is stored, where a training is to go on from it: in its
  /// number of steps it may.
  ///
  /// - Parameter place: what a fault of the stored text calls it.
  /// - Returns: the allowed difference, and the first of the others.
  func comparison(
    withStored configuration: String, in place: String
  ) throws(ConfigurationFile.Fault) -> (allowed: [Difference], fault: Difference?) {
    let stored = try TrainingPlan(configuration: configuration, path: place)
    func difference(_ setting: Setting) -> Difference {
      ("\(setting.name) = \(setting.text(stored))", "\(setting.name) = \(setting.text(self))")
    }
    let differing = differences(from: stored)
    return (
      differing.filter { $0.name == "steps" }.map(difference),
      differing.first { $0.name != "steps" }.map(difference)
    )
  }
}
