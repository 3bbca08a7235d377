/// What changed from one text to another, line by line, as a `diff` block shows it.
///
/// A longest common subsequence of the two texts' lines is what stayed; all else was taken away, or
/// is new.
struct Changes {
  enum Line: Equatable {
    case same(String)
    case removed(String)
    case added(String)
  }

  /// Every line of both texts, those that stayed once; where lines were replaced, the old ones first.
  let lines: [Line]

  init(from old: [String], to new: [String]) {
    let lengths = Self.lengthsOfCommonSubsequences(old, new)
    var lines: [Line] = []
    var (i, j) = (0, 0)
    while i < old.count || j < new.count {
      if i < old.count, j < new.count, old[i] == new[j] {
        lines.append(.same(old[i]))
        (i, j) = (i + 1, j + 1)
      } else if i < old.count, j == new.count || lengths[i + 1][j] >= lengths[i][j + 1] {
        lines.append(.removed(old[i]))
        i += 1
      } else {
        lines.append(.added(new[j]))
        j += 1
      }
    }
    self.lines = lines
  }

  /// At `[i][j]` the length of the longest common subsequence of what follows `i` lines of the one and
  /// `j` lines of the other.
  private static func lengthsOfCommonSubsequences(_ old: [String], _ new: [String]) -> [[Int]] {
    let none = [Int](repeating: 0, count: new.count + 1)
    var lengths = [[Int]](repeating: none, count: old.count + 1)
    for i in old.indices.reversed() {
      for j in new.indices.reversed() {
        lengths[i][j] =
          old[i] == new[j]
          ? lengths[i + 1][j + 1] + 1 : max(lengths[i + 1][j], lengths[i][j + 1])
      }
    }
    return lengths
  }
}

extension Changes {
  /// More unchanged lines in a row than these are cut.
  static let longestRun = 3

  /// The lines of a `diff` block; an ellipsis stands for a long run of unchanged lines.
  var block: [String] {
    var block: [String] = []
    var run: [String] = []
    func ended(_ run: [String]) -> [String] { run.count > Self.longestRun ? ["  …"] : run }
    for line in lines {
      switch line {
      case .same(let text): run.append(text.isEmpty ? "" : "  \(text)")
      case .removed(let text):
        block += ended(run) + ["- \(text)"]
        run = []
      case .added(let text):
        block += ended(run) + ["+ \(text)"]
        run = []
      }
    }
    return block + ended(run)
  }
}
