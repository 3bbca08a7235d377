/// A JSON document as it was written.
///
/// Booleans stay apart from numbers, integers from reals, and the members of an object keep their
/// order.
package enum JSONValue: Equatable, Sendable {
  case null
  case bool(Bool)
  /// A number written without point and exponent that fits 64 bits.
  case integer(Int)
  /// Every other number: the double nearest to the text.
  case real(Double)
  case text(String)
  case array([JSONValue])
  case object([Member])

  package struct Member: Equatable, Sendable {
    package var name: String
    package var value: JSONValue

    package init(name: String, value: JSONValue) {
      (self.name, self.value) = (name, value)
    }
  }
}

extension JSONValue: CustomStringConvertible {
  /// The value in one short line, for messages: long texts and containers are only outlined.
  package var description: String {
    switch self {
    case .null: "null"
    case .bool(let flag): "\(flag)"
    case .integer(let number): "\(number)"
    case .real(let number): "\(number)"
    case .text(let text): text.count > 60 ? "\"\(text.prefix(60))…\"" : "\"\(text)\""
    case .array(let elements): "a list of \(elements.count)"
    case .object(let members): "an object of \(members.count)"
    }
  }
}
