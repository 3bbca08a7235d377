import Files

// Changes to JSON that leave it JSON: they reach what lies behind the parser.

extension JSONValue {
  /// The document after one to three changes.
  func mutated(_ dice: inout Dice) -> JSONValue {
    (0...dice.roll(3)).reduce(self) { document, _ in
      var place = dice.roll(document.count)
      let other = document.node(dice.roll(document.count))
      return document.changing(at: &place, other: other, &dice)
    }
  }

  /// Values in the document, itself included.
  private var count: Int {
    switch self {
    case .array(let elements): elements.reduce(1) { $0 + $1.count }
    case .object(let members): members.reduce(1) { $0 + $1.value.count }
    default: 1
    }
  }

  private var children: [JSONValue] {
    switch self {
    case .array(let elements): elements
    case .object(let members): members.map(\.value)
    default: []
    }
  }

  private func node(_ place: Int) -> JSONValue {
    var rest = place - 1
    if rest < 0 { return self }
    for child in children {
      let count = child.count
      if rest < count { return child.node(rest) }
      rest -= count
    }
    return self
  }

  /// Counts `place` down to the value that is changed, and below 0 once that is behind.
  private func changing(at place: inout Int, other: JSONValue, _ dice: inout Dice) -> JSONValue {
    place -= 1
    if place == -1 { return changed(other, &dice) }
    switch self {
    case .array(var elements):
      for i in elements.indices where place >= 0 {
        elements[i] = elements[i].changing(at: &place, other: other, &dice)
      }
      return .array(elements)
    case .object(var members):
      for i in members.indices where place >= 0 {
        members[i].value = members[i].value.changing(at: &place, other: other, &dice)
      }
      return .object(members)
    default: return self
    }
  }

  private func changed(_ other: JSONValue, _ dice: inout Dice) -> JSONValue {
    let limits: [JSONValue] = [
      .null, .bool(true), .integer(0), .integer(-1), .integer(1), .integer(.max), .integer(.min),
      .integer(1 << 32), .integer(256), .real(0.5), .real(1e308), .real(-1e-308), .real(-0.0),
      .text(""), .text("nan"), .text("inf"), .text("-inf"), .text("18446744073709551615"),
      .array([]), .object([]), .array([.array([])]),
    ]
    switch dice.roll(4) {
    case 0: return limits[dice.roll(limits.count)]
    case 1: return other
    default: return nudged(&dice)
    }
  }

  /// Something of the same kind.
  private func nudged(_ dice: inout Dice) -> JSONValue {
    switch self {
    case .null: return .bool(false)
    case .bool(let flag): return .bool(!flag)
    case .integer(let number): return .integer(number &+ (dice.roll(5) - 2))
    case .real(let number): return .real(number * [-1, 2, 0.5, 1e10, 0][dice.roll(5)])
    case .text(let text): return .text(Self.nudged(text, &dice))
    case .array(var elements):
      if elements.isEmpty { return .array([.integer(1)]) }
      let index = dice.roll(elements.count)
      switch dice.roll(3) {
      case 0: elements.remove(at: index)
      case 1: elements.insert(elements[index], at: index)
      default: elements.swapAt(index, dice.roll(elements.count))
      }
      return .array(elements)
    case .object(var members):
      if members.isEmpty { return .object([Member(name: "a", value: .null)]) }
      let index = dice.roll(members.count)
      switch dice.roll(3) {
      case 0: members.remove(at: index)
      case 1: members[index].name = Self.nudged(members[index].name, &dice)
      default: members.swapAt(index, dice.roll(members.count))
      }
      return .object(members)
    }
  }

  private static func nudged(_ text: String, _ dice: inout Dice) -> String {
    var scalars = Array(text.unicodeScalars)
    if scalars.isEmpty { return "0" }
    let index = dice.roll(scalars.count)
    switch dice.roll(3) {
    case 0: scalars.remove(at: index)
    case 1: scalars.insert(scalars[index], at: index)
    default: scalars[index] = ["0", "9", "-", "m", ".", "_", ",", "é"][dice.roll(8)]
    }
    return String(String.UnicodeScalarView(scalars))
  }

  /// The document as text, without spaces.
  var encoded: String {
    switch self {
    case .null: "null"
    case .bool(let flag): "\(flag)"
    case .integer(let number): "\(number)"
    case .real(let number): number.isFinite ? "\(number)" : "0"
    case .text(let text): Self.quoted(text)
    case .array(let elements): "[\(elements.map(\.encoded).joined(separator: ","))]"
    case .object(let members):
      "{\(members.map { "\(Self.quoted($0.name)):\($0.value.encoded)" }.joined(separator: ","))}"
    }
  }

  private static func quoted(_ text: String) -> String {
    let escaped = text.unicodeScalars.map { scalar in
      if scalar == "\"" || scalar == "\\" { return "\\\(scalar)" }
      return scalar.value < 32 ? " " : "\(scalar)"
    }
    return "\"\(escaped.joined())\""
  }
}
