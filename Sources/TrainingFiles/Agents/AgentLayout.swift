/// Where a file has the parts of an agent: what its author's program calls them.
///
/// | layout | actor | critic | log σ |
/// |---|---|---|---|
/// | Proximal, CleanRL | `actor.0.weight`, `actor.2.weight`, … | `critic.0.weight`, … | `actor_logstd` |
/// | CleanRL, continuous | `actor_mean.0.weight`, … | `critic.0.weight`, … | `actor_logstd` |
/// | Stable-Baselines3 | `mlp_extractor.policy_net.0.weight`, …, `action_net.weight` | `mlp_extractor.value_net.0.weight`, …, `value_net.weight` | `log_std` |
///
/// All names may stand behind the same prefix, such as `policy.`.
struct AgentLayout: Equatable {
  /// A network: its layers are numbered, but for the last one of Stable-Baselines3, which has a name.
  struct Network: Equatable {
    /// What stands before the number.
    var stem: String
    /// The last layer, where it is not numbered.
    var head: String?

    /// A tensor that is there wherever the network is.
    var mark: String { "\(head ?? "\(stem).0").weight" }
  }

  var actor: Network
  var critic: Network
  var logStandardDeviation: String
  /// Before all names: empty, or ending in a point.
  var prefix = ""

  static let known = [
    AgentLayout(
      actor: Network(stem: "actor"), critic: Network(stem: "critic"),
      logStandardDeviation: TensorName.logStandardDeviation),
    AgentLayout(
      actor: Network(stem: "actor_mean"), critic: Network(stem: "critic"),
      logStandardDeviation: TensorName.logStandardDeviation),
    AgentLayout(
      actor: Network(stem: "mlp_extractor.policy_net", head: "action_net"),
      critic: Network(stem: "mlp_extractor.value_net", head: "value_net"),
      logStandardDeviation: "log_std"),
  ]

  /// The first of the known layouts whose actor is among the names, and the shortest prefix.
  init?(of names: [String]) {
    for layout in Self.known {
      let prefixes = names.compactMap { layout.actor.prefix(of: $0) }
      if let prefix = prefixes.min(by: { $0.utf8.count < $1.utf8.count }) {
        self = layout
        self.prefix = prefix
        return
      }
    }
    return nil
  }

  private init(actor: Network, critic: Network, logStandardDeviation: String) {
    (self.actor, self.critic) = (actor, critic)
    self.logStandardDeviation = logStandardDeviation
  }
}

extension AgentLayout.Network {
  /// What stands before the name of one of the network's tensors; nil where it is another's.
  fileprivate func prefix(of name: String) -> String? {
    let ends = ["weight", "bias"]
    guard let point = name.lastIndex(of: "."),
      ends.contains(String(name[name.index(after: point)...]))
    else { return nil }
    var layer = name[..<point]
    if let head, let prefix = Self.prefix(of: layer, before: head) { return prefix }
    guard let number = layer.lastIndex(of: "."), Int(layer[layer.index(after: number)...]) != nil
    else { return nil }
    layer = layer[..<number]
    return Self.prefix(of: layer, before: stem)
  }

  private static func prefix(of name: Substring, before end: String) -> String? {
    guard name.hasSuffix(end) else { return nil }
    let prefix = name.dropLast(end.count)
    return prefix.isEmpty || prefix.hasSuffix(".") ? String(prefix) : nil
  }
}
