import Proximal

// What was most likely meant by a name that nothing has.

extension Settings {
  /// The setting of this name, or of CleanRL's.
  public static func named(_ name: String) -> Setting? {
    all.first { $0.names.contains(name) }
  }

  /// The setting that another program calls so: `learning-rate` for `lr`.
  ///
  /// - Parameter written: a name without its dashes, in any program's spelling.
  /// - Returns: the setting, and how to get the same where it means something else there; nil where
  ///   none is known by that name.
  public static func meant(by written: String) -> (setting: Setting, note: String)? {
    var name = written.lowercased().replacing("_", with: "-")
    if name.hasPrefix("no-") { name.removeFirst(3) }
    let known = all.first { setting in
      (setting.names + [setting.stableBaselines3] + setting.elsewhere.map(\.key)).contains(name)
    }
    return known.map { known in
      (known, known.elsewhere.first { $0.key == name }?.value ?? "")
    }
  }

  /// The name that was most likely mistyped; nil where none is like it.
  static func near(_ written: String) -> String? {
    nearest(to: written, among: all.flatMap(\.names))
  }
}

extension Worlds {
  /// The name that was most likely meant by one that no environment has; nil where none is like it.
  public static func meant(by written: String) -> String? {
    let name = written.lowercased()
    let same = ids.first { $0.lowercased() == name || $0.lowercased().dropLast(3) == name }
    return same
      ?? nearest(to: name, among: ids.map { $0.lowercased() }).flatMap { near in
        ids.first { $0.lowercased() == near }
      }
  }
}

/// The name with the fewest letters to change, unless these are too many.
private func nearest(to written: String, among names: [String]) -> String? {
  let near = names.min { editDistance($0, written) < editDistance($1, written) }
  return near.flatMap { editDistance($0, written) <= max(2, written.count / 3) ? $0 : nil }
}

/// Levenshtein's distance: letters to insert, remove or replace.
private func editDistance(_ a: String, _ b: String) -> Int {
  var row = Array(0...b.count)
  for (i, letter) in a.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, other) in b.enumerated() {
      let replaced = diagonal + (letter == other ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
    }
  }
  return row[b.count]
}
