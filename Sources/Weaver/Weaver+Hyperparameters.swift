import Notebook

// The hyperparameters of every run, as the chapters' records hold them.

extension Weaver {
  /// A heading and a table for each chapter that trains.
  func hyperparameterTables() -> [String] {
    manuscript.chapters.flatMap { chapter -> [String] in
      guard let trainings = chapter.record?.trainings, !trainings.isEmpty else { return [] }
      return ["## Chapter \(chapter.number)", Self.table(of: trainings, chapter: chapter.number)]
    }
  }

  static func table(of trainings: [TrainingRecord], chapter: Int) -> String {
    let rows = trainings.indices.map { index -> [String] in
      let training = trainings[index]
      let setup = training.setup
      return [
        "\(chapter).\(index + 1)", "`\(setup.algorithm)`", setup.environment,
        seeds(of: training), grouped(training.steps),
        "\(setup.environments) × \(setup.rolloutLength)",
        "\(training.epochs.map(String.init).joined(separator: ", ")) × \(setup.minibatches)",
        setup.hiddenSizes.isEmpty
          ? "none" : setup.hiddenSizes.map(String.init).joined(separator: ", "),
        others(of: setup, after: trainings[..<index].map(\.setup), chapter: chapter),
      ]
    }
    return markdownTable(
      [
        "", "algorithm", "environment", "seeds", "steps", "environments × steps",
        "epochs × minibatches", "hidden layers", "all else",
      ], rows)
  }

  private static func seeds(of training: TrainingRecord) -> String {
    let last = training.firstSeed + UInt64(training.seedCount) - 1
    return training.seedCount == 1 ? "\(last)" : "\(training.firstSeed) – \(last)"
  }

  /// The other hyperparameters, or, where an earlier row has nearly the same, what differs from it.
  private static func others(
    of setup: TrainingSetup, after earlier: [TrainingSetup], chapter: Int
  ) -> String {
    let own = setup.hyperparameters
    let model = earlier.firstIndex { $0.hyperparameters.map(\.name) == own.map(\.name) }
    guard let model, !own.isEmpty else { return listed(own) }
    let differing = zip(own, earlier[model].hyperparameters).filter { $0 != $1 }.map(\.0)
    let row = "\(chapter).\(model + 1)"
    return differing.isEmpty ? "as \(row)" : "as \(row), but \(listed(differing))"
  }

  private static func listed(_ settings: [TrainingSetup.Hyperparameter]) -> String {
    settings.map { InlineMarkdown.escaped("\($0.name) \($0.value)") }.joined(separator: "; ")
  }
}
