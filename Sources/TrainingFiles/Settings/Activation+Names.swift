import Proximal

extension Activation {
  /// What hidden layers may have, with PyTorch's names in small letters.
  static let named: [(name: String, value: Activation)] = [("tanh", .tanh), ("relu", .relu)]

  /// nil for what makes no sense between layers.
  var name: String? { Self.named.first { $0.value == self }?.name }

  init?(named name: String) {
    guard let value = Self.named.first(where: { $0.name == name })?.value else { return nil }
    self = value
  }
}
