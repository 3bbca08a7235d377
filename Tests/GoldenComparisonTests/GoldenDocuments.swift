import Files
import Foundation
import Testing

@testable import GoldenComparison

/// The golden files that the tests carry.
enum Golden {
  static let folder = Bundle.module.url(forResource: "Golden", withExtension: nil)!
  static let names = [
    "adam", "cartpole_extra", "cartpole_random", "cartpole_truncation", "categorical",
    "gae_cleanrl", "gae_sb3", "gae_truncation", "kl_penalty", "minigrid_doorkey_5x5",
    "minigrid_dynamic_obstacles_5x5", "minigrid_empty_random_5x5", "minigrid_full_observation",
    "minigrid_lavagaps5", "minigrid_resets", "minigrid_tables", "normal", "pendulum", "ppo_clip",
    "ppo_update", "rng", "rng_ziggurat_tables", "tabular_mdp", "trpo_step", "value_loss",
  ]

  /// The schema of a file: its name, but for the episodes in a MiniGrid world.
  static func schema(_ name: String) -> String {
    let isOfOneWorld = GoldenSchema.all.allSatisfy { $0.name != name }
    return isOfOneWorld ? "minigrid_episodes" : name
  }

  static func path(_ name: String) -> String {
    folder.appendingPathComponent("\(name).json").path
  }

  static func document(_ name: String) throws -> JSONValue {
    try GoldenFile.read(path(name))
  }

  /// The document, of the many draws in `rng` only those of the smallest and the largest seed, of
  /// the updates in `trpo_step` one of each kind of policy, the second a search that failed, of
  /// those in `ppo_update` one whose gradient is left alone and one whose gradient is shortened, of
  /// the seeds in a MiniGrid file the first and the last.
  static func excerpt(_ name: String) throws -> JSONValue {
    let document = try document(name)
    let lists = [
      "rng": ["cases", "header.seeds"], "trpo_step": ["cases"], "ppo_update": ["cases"],
      "gae_cleanrl": ["cases"], "gae_sb3": ["cases"], "gae_truncation": ["cases"],
      "minigrid_doorkey_5x5": ["cases"], "minigrid_dynamic_obstacles_5x5": ["cases"],
      "minigrid_empty_random_5x5": ["cases"], "minigrid_lavagaps5": ["cases"],
    ]
    return try lists[name, default: []].reduce(document) { document, path in
      let list = try document.place(path)
      let last = name == "ppo_update" ? list.children[1] : list.children.last!
      let ends = [list.children.first!.value, last.value]
      return document.replacing(list, with: .array(ends))
    }
  }
}

// MARK: - Doctoring documents

/// A value inside a document: the way to it, and how a report calls it.
struct Place {
  var indices: [Int] = []
  var path = ""
  let value: JSONValue

  /// The values directly inside.
  var children: [Place] {
    switch value {
    case .array(let elements):
      elements.enumerated().map { index, element in
        Place(indices: indices + [index], path: "\(path)[\(index)]", value: element)
      }
    case .object(let members):
      members.enumerated().map { index, member in
        Place(indices: indices + [index], path: path(to: member.name), value: member.value)
      }
    default: []
    }
  }

  /// Calls `body` with this place and all inside it.
  func visit(_ body: (Place) -> Void) {
    body(self)
    for child in children { child.visit(body) }
  }

  /// The place of this path, inside this one.
  func find(_ path: String) -> Place? {
    if path == self.path { return self }
    return children.lazy.filter { path.hasPrefix($0.path) }.compactMap { $0.find(path) }.first
  }

  private func path(to name: String) -> String {
    let isPlain = name.utf8.allSatisfy { !"-.:".utf8.contains($0) }
    return isPlain ? (path.isEmpty ? name : "\(path).\(name)") : "\(path)[\"\(name)\"]"
  }
}

extension JSONValue {
  /// The places in the document that fulfil the condition.
  func places(where condition: (Place) -> Bool) -> [Place] {
    var places: [Place] = []
    Place(value: self).visit { if condition($0) { places.append($0) } }
    return places
  }

  /// The place of this path.
  func place(_ path: String) throws -> Place {
    try #require(Place(value: self).find(path), "there is no \(path)")
  }

  /// The document with another value in a place.
  func replacing(_ place: Place, with value: JSONValue) -> JSONValue {
    replacing(place.indices[...], with: value)
  }

  private func replacing(_ indices: ArraySlice<Int>, with value: JSONValue) -> JSONValue {
    guard let index = indices.first else { return value }
    switch self {
    case .array(var elements):
      elements[index] = elements[index].replacing(indices.dropFirst(), with: value)
      return .array(elements)
    case .object(var members):
      members[index].value = members[index].value.replacing(indices.dropFirst(), with: value)
      return .object(members)
    default: return self
    }
  }

  /// A value of the same type that says something else, by as little as anything here may notice.
  ///
  /// - Parameter amount: how much a number is changed, relative to max(1, |x|).
  func doctored(by amount: Double = 1e-9) -> JSONValue {
    switch self {
    case .null: .bool(false)
    case .bool(let flag): .bool(!flag)
    case .integer(let number): .integer(number + 1)
    case .real(let number): .real(number + amount * max(1, abs(number)))
    case .text("nan"), .text("inf"), .text("-inf"): .real(0.3)
    case .text(let text): .text(text.dropLast() + (text.hasSuffix("1") ? "0" : "1"))
    case .array, .object: self
    }
  }
}

extension Collection {
  /// About `count` of the elements, evenly spread.
  func sample(_ count: Int) -> [Element] {
    let step = Swift.max(1, self.count / count)
    return enumerated().filter { $0.offset % step == 0 }.map(\.element)
  }
}
