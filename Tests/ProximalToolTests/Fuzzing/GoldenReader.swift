import Files

@testable import GoldenComparison

/// `proximal verify`: a golden file, from its text to the comparison with the core.
func read(_ bytes: [UInt8]) {
  let document: JSONValue
  do {
    document = try JSONValue(parsing: bytes)
  } catch {
    let tally = GoldenTally()
    tally.report("not JSON: \(error)")
    return checkMessage(tally.firstProblems[0])
  }
  for line in GoldenReport(document: document, name: "golden.json").lines { checkMessage(line) }
}

/// The two shortest cases of each file, or the shortest where these are long.
func seeds(from paths: [String]) -> [[UInt8]] {
  paths.map { path in
    guard case .object(var members) = try! GoldenFile.read(path) else { fatalError(path) }
    for i in members.indices {
      guard members[i].name == "cases", case .array(let cases) = members[i].value else { continue }
      let shortest = cases.sorted { $0.encoded.utf8.count < $1.encoded.utf8.count }.prefix(2)
      let isLong = shortest.last?.encoded.utf8.count ?? 0 > 16384
      members[i].value = .array(Array(shortest.prefix(isLong ? 1 : 2)))
    }
    return Array(JSONValue.object(members).encoded.utf8)
  }
}

func mutated(_ bytes: [UInt8], _ dice: inout Dice) -> [UInt8]? {
  guard let document = try? JSONValue(parsing: bytes) else { return nil }
  return Array(document.mutated(&dice).encoded.utf8)
}
