import Notebook

/// Follows a text and knows what of it is on the *short path*: what stands open, apart from the
/// exercises, which everybody leaves for later.
struct ShortPath {
  private var folds = Folds()
  /// The level of the heading of the exercises that it is in.
  private var exercises: Int?

  /// Whether what stands here is woven folded.
  var isFolded: Bool { folds.isFolded }
  var isInExercises: Bool { exercises != nil }
  /// Whether what stands here is read by whoever reads only what is open.
  var isOnPath: Bool { !isFolded && !isInExercises }

  mutating func follow(_ block: ProseBlock) {
    _ = folds.follow(block)
    guard case .heading(_, let level, let title) = block else { return }
    if let outer = exercises, level <= outer { exercises = nil }
    if exercises == nil, title == "Exercises" { exercises = level }
  }

  /// Code stands here.
  mutating func passCell() {
    folds.passCell()
  }
}
