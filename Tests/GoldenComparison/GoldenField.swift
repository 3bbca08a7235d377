import Files

/// A field of a golden file that remembers what has become of it.
///
/// Every field must end as an input, which the core was given, or as compared with what the core
/// computed. What is neither when a file has been gone through was not checked, and is a failure:
/// so no field can be overlooked, whatever a file may hold.
final class GoldenField {
  enum Content {
    /// A number, text, flag or null, or a list or object without anything in it.
    case leaf(JSONValue)
    case list([GoldenField])
    case object([GoldenField])
  }

  enum Use { case none, input, compared }

  /// How the field that holds this one calls it.
  private enum Step {
    case root
    case name(String)
    case index(Int)
  }

  private(set) var content: Content
  private var use = Use.none
  let tally: GoldenTally
  private let step: Step
  private unowned let parent: GoldenField?

  /// The whole of a file. It must outlive the fields inside it.
  convenience init(root: JSONValue, tally: GoldenTally) {
    self.init(root, as: .root, in: nil, tally: tally)
  }

  private init(_ value: JSONValue, as step: Step, in parent: GoldenField?, tally: GoldenTally) {
    (self.step, self.parent, self.tally) = (step, parent, tally)
    content = .leaf(value)
    switch value {
    case .array(let elements) where !elements.isEmpty:
      content = .list(
        elements.enumerated().map { index, element in
          GoldenField(element, as: .index(index), in: self, tally: tally)
        })
    case .object(let members) where !members.isEmpty:
      content = .object(
        members.map { GoldenField($0.value, as: .name($0.name), in: self, tally: tally) })
    default: break
    }
  }
}

// MARK: - Finding fields

extension GoldenField {
  /// The name in the object that holds this field; empty for an element of a list.
  var name: String {
    if case .name(let name) = step { name } else { "" }
  }

  /// Where the field stands in the file: `cases[3].integers["0:10"].draws[4]`.
  var path: String {
    let outer = parent?.path ?? ""
    switch step {
    case .root: return ""
    case .index(let index): return "\(outer)[\(index)]"
    case .name(let name) where !name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }:
      return "\(outer)[\"\(name)\"]"
    case .name(let name): return outer.isEmpty ? name : "\(outer).\(name)"
    }
  }

  /// The fields inside an object, which must have some, or inside a list; empty for the rest.
  private var children: [GoldenField] {
    switch content {
    case .leaf: []
    case .list(let fields), .object(let fields): fields
    }
  }

  /// The field of this name, if there is one.
  func find(_ name: String) -> GoldenField? {
    guard case .object(let fields) = content else { return nil }
    return fields.first { $0.name == name }
  }

  /// The field of this name, which must be there.
  subscript(name: String) -> GoldenField {
    get throws(GoldenError) {
      if let field = find(name) { return field }
      throw GoldenError("\(child(name)): the field is missing")
    }
  }

  /// The fields of an object, of which there must be some.
  var fields: [GoldenField] {
    get throws(GoldenError) {
      guard case .object(let fields) = content else { throw unlike("an object with fields in it") }
      return fields
    }
  }

  /// The elements of a list, of which there must be some.
  var elements: [GoldenField] {
    get throws(GoldenError) {
      guard case .list(let fields) = content else { throw unlike("a list with something in it") }
      return fields
    }
  }

  /// The path that a field of this name would have.
  func child(_ name: String) -> String {
    GoldenField(.null, as: .name(name), in: self, tally: tally).path
  }
}

// MARK: - What has become of it

extension GoldenField {
  /// Marks the field and all that is inside it.
  func mark(_ use: Use) {
    self.use = use
    for child in children { child.mark(use) }
  }

  /// The fields that are neither input nor compared, the outermost of each.
  var unchecked: [GoldenField] {
    if children.isEmpty { return use == .none ? [self] : [] }
    let inside = children.flatMap(\.unchecked)
    return inside.count == children.count && inside.allSatisfy { $0.parent === self }
      ? [self] : inside
  }

  /// What stands in the file, in a few words.
  var summary: String {
    switch content {
    case .leaf(.array): "an empty list"
    case .leaf(.object): "an empty object"
    case .leaf(let value): value.description
    case .list(let elements): "a list of \(elements.count)"
    case .object: "an object"
    }
  }

  /// The error of a field that is not what it should be.
  func unlike(_ expected: String) -> GoldenError {
    GoldenError("\(path): \(expected) is expected, found \(summary)")
  }
}

/// What makes a case impossible to compute: an input that is missing or unusable.
struct GoldenError: Error, Equatable {
  let message: String
  init(_ message: String) { self.message = message }
}
