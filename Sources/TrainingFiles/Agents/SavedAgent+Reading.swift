import Files
import Proximal

extension SavedAgent {
  /// The agent that a file holds.
  /// - Throws: ``SafetensorsFault`` when the tensors are not those of an agent.
  public init(_ file: SafetensorsFile) throws(SafetensorsFault) {
    guard let layout = AgentLayout(of: file.allNames) else { throw file.hasNoAgent }
    var reader = AgentReader(file, layout)
    let activation = try file.activation()
    environment = file.metadata[MetadataName.environment]
    algorithm = file.metadata[MetadataName.algorithm]
    seed = try file.word(MetadataName.seed, "a whole number from 0 on") { UInt64($0) }
    steps = try file.word(MetadataName.steps, "a whole number from 0 on") {
      Int($0).flatMap { $0 >= 0 ? $0 : nil }
    }
    actor = try reader.network(layout.actor, as: "actor", activation ?? .tanh)
    critic =
      reader.has(layout.critic)
      ? try reader.network(layout.critic, as: "critic", activation ?? .tanh) : nil
    logStandardDeviation = try reader.logStandardDeviation(count: actor.outputCount)
    actionSpace =
      try file.actionSpace()
      ?? Self.actionSpace(of: actor, isGaussian: logStandardDeviation != nil)
    observationForm = ObservationForm(
      key: file.metadata[MetadataName.observationKey], divisors: try file.observationDivisors())
    observationNormalisation = try reader.observationNormalisation()
    if case .box = actionSpace, logStandardDeviation == nil {
      throw reader.missing(TensorName.logStandardDeviation, "log_std")
    }
    if let fault { throw SafetensorsFault(fault) }
    remarks = file.remarks(spare: reader.spare)
    if activation == nil, !actor.hiddenSizes.isEmpty {
      remarks.append("the file names no activation: tanh is taken")
    }
  }
}

/// Takes tensors out of a file and remembers which.
private struct AgentReader {
  private let file: SafetensorsFile
  private let layout: AgentLayout
  private let tensors: [String: SafetensorsFile.Tensor]
  private var used: Set<String> = []

  init(_ file: SafetensorsFile, _ layout: AgentLayout) {
    (self.file, self.layout) = (file, layout)
    tensors = Dictionary(file.tensors.map { ($0.name, $0) }) { first, _ in first }
  }

  /// Names that nothing was taken from, in the file's order.
  var spare: [String] { file.allNames.filter { !used.contains($0) } }

  private mutating func tensor(_ name: String) throws(SafetensorsFault) -> SafetensorsFile.Tensor {
    guard let tensor = tensors[name] else { throw missing(name) }
    used.insert(name)
    return tensor
  }

  /// Why none of these names gives a tensor.
  func missing(_ names: String...) -> SafetensorsFault {
    for name in names {
      if let found = file.unreadable.first(where: { $0.name == name }) {
        return SafetensorsFault(
          "\(name) \(found.reason); finite numbers in F16, BF16, F32 or F64 are read")
      }
    }
    return SafetensorsFault("\(names.joined(separator: " or ")) is missing")
  }
}

// MARK: - Networks

extension AgentReader {
  func has(_ network: AgentLayout.Network) -> Bool {
    !numbers(of: network).isEmpty
      || network.head.map { head in
        file.allNames.contains("\(layout.prefix)\(head).weight")
          || file.allNames.contains("\(layout.prefix)\(head).bias")
      } ?? false
  }

  /// The numbers that a network's layers have in the file.
  private func numbers(of network: AgentLayout.Network) -> Set<Int> {
    let start = "\(layout.prefix)\(network.stem)."
    return Set(
      file.allNames.compactMap { name in
        guard name.hasPrefix(start) else { return nil }
        let rest = name.dropFirst(start.count).split(
          separator: ".", omittingEmptySubsequences: false)
        guard rest.count == 2, rest[1] == "weight" || rest[1] == "bias" else { return nil }
        return Int(rest[0])
      })
  }

  /// The layers' names from the first to the last. Activations have places of their own in an
  /// `nn.Sequential`, but no parameters: layers have even numbers.
  private func layers(
    of network: AgentLayout.Network, hidden: [Int]?
  ) throws(SafetensorsFault) -> [String] {
    let (numbers, start) = (numbers(of: network), "\(layout.prefix)\(network.stem).")
    if let odd = numbers.filter({ $0 % 2 != 0 }).min() {
      throw SafetensorsFault(
        "\(start)\(odd) has parameters, and stands where an activation is expected")
    }
    let found = (numbers.max() ?? -2) / 2 + 1
    let expected = (hidden?.count ?? 0) + (network.head == nil ? 1 : 0)
    // A number too large to be one is a layer too many, not a list that fills the memory.
    guard found <= 1000 else {
      throw SafetensorsFault("\(start)\(numbers.max()!) is one layer too many")
    }
    // Of layers that are expected and not found, the first one is told.
    let names = (0..<max(found, min(expected, found + 1))).map { "\(start)\(2 * $0)" }
    return names + (network.head.map { ["\(layout.prefix)\($0)"] } ?? [])
  }

  mutating func network(
    _ network: AgentLayout.Network, as name: String, _ activation: Activation
  ) throws(SafetensorsFault) -> MLP<Float> {
    let hidden = try file.hiddenSizes(of: name)
    var sizes: [Int] = []
    var parameters: [Float] = []
    for (index, layer) in try layers(of: network, hidden: hidden).enumerated() {
      let weight = try tensor("\(layer).weight")
      let bias = try tensor("\(layer).bias")
      let known = hidden.flatMap { index < $0.count ? $0[index] : nil }
      let (outputs, inputs) = try shape(of: weight, bias, inputs: sizes.last, outputs: known)
      sizes += sizes.isEmpty ? [inputs, outputs] : [outputs]
      parameters += transposed(weight.values, rows: outputs, columns: inputs) + bias.values
    }
    let made = MLP(sizes: sizes, hiddenActivation: activation, parameters: parameters)
    guard hidden == nil || made.hiddenSizes == hidden else {
      throw file.unusable(
        MetadataName.hiddenSizes(of: name),
        "\(made.hiddenSizes.commaSeparated), as the tensors say,")
    }
    return made
  }

  /// A layer's widths. The bias tells which axis of the weights is that of the outputs, so that a matrix
  /// the wrong way round is told as what it is.
  private func shape(
    of weight: SafetensorsFile.Tensor, _ bias: SafetensorsFile.Tensor, inputs: Int?, outputs: Int?
  ) throws(SafetensorsFault) -> (outputs: Int, inputs: Int) {
    guard weight.shape.count == 2, weight.shape.allSatisfy({ $0 > 0 }) else {
      throw SafetensorsFault("\(weight.name): [outputs, inputs] expected, \(weight.shape) found")
    }
    let (rows, columns) = (weight.shape[0], weight.shape[1])
    let outputs = outputs ?? (bias.shape == [columns] ? columns : rows)
    let inputs = inputs ?? (rows != outputs && columns == outputs ? rows : columns)
    guard weight.shape == [outputs, inputs] else {
      throw SafetensorsFault("\(weight.name): \([outputs, inputs]) expected, \(weight.shape) found")
    }
    guard bias.shape == [outputs] else {
      throw SafetensorsFault("\(bias.name): \([outputs]) expected, \(bias.shape) found")
    }
    return (outputs, inputs)
  }
}

// MARK: - What no network has

extension AgentReader {
  /// Nil where there is none.
  mutating func logStandardDeviation(count: Int) throws(SafetensorsFault) -> [Float]? {
    let name = "\(layout.prefix)\(layout.logStandardDeviation)"
    guard file.allNames.contains(name) else { return nil }
    let tensor = try tensor(name)
    guard tensor.shape == [count] || tensor.shape == [1, count] else {
      throw SafetensorsFault("\(name): \([1, count]) expected, \(tensor.shape) found")
    }
    return tensor.values
  }

  mutating func observationNormalisation() throws(SafetensorsFault) -> ObservationNormalisation? {
    let names = [TensorName.observationMean, TensorName.observationVariance]
    guard names.contains(where: { file.allNames.contains($0) }) else { return nil }
    let (mean, variance) = (try tensor(names[0]), try tensor(names[1]))
    guard mean.shape.count == 1, !mean.values.isEmpty else {
      throw SafetensorsFault("\(mean.name): [inputs] expected, \(mean.shape) found")
    }
    guard variance.shape == mean.shape else {
      throw SafetensorsFault("\(variance.name): \(mean.shape) expected, \(variance.shape) found")
    }
    if let index = variance.values.firstIndex(where: { $0 < 0 }) {
      throw SafetensorsFault(
        "\(variance.name) holds \(variance.values[index]) at index \(index), which is below 0")
    }
    guard let bound = try file.positive(MetadataName.observationBound) else {
      throw SafetensorsFault(
        "\(MetadataName.observationBound) is missing in the metadata: where normalised observations "
          + "are cut off")
    }
    return ObservationNormalisation(
      mean: mean.values.map(Double.init), variance: variance.values.map(Double.init), bound: bound,
      epsilon: try file.positive(MetadataName.observationEpsilon) ?? 1e-8,
      seen: try file.positive(MetadataName.observationCount) ?? 1)
  }
}

// MARK: - Words

extension SafetensorsFile {
  /// Of all tensors, those that cannot be read last.
  fileprivate var allNames: [String] { tensors.map(\.name) + unreadable.map(\.name) }

  fileprivate var hasNoAgent: SafetensorsFault {
    let marks = AgentLayout.known.map(\.actor.mark).joined(separator: ", ")
    let names = allNames.isEmpty ? "nothing" : Self.firstFew(allNames)
    return SafetensorsFault("no policy is in it: looked for \(marks); found \(names)")
  }

  /// The first few of many.
  private static func firstFew(_ names: [String]) -> String {
    let rest = names.count > 8 ? " and \(names.count - 8) more" : ""
    return names.prefix(8).joined(separator: ", ") + rest
  }

  /// What somebody who plays the agent should know, a line each.
  fileprivate func remarks(spare: [String]) -> [String] {
    var remarks: [String] = []
    if !convertedTypes.isEmpty {
      remarks.append("numbers in \(convertedTypes.joined(separator: ", ")) were converted to F32")
    }
    if !spare.isEmpty {
      remarks.append("ignored, as no agent needs it: \(Self.firstFew(spare))")
    }
    return remarks.map(\.oneLine)
  }

  /// What a word means; nil where it is not there.
  fileprivate func word<Value>(
    _ name: String, _ expected: String, _ meaning: (String) -> Value?
  ) throws(SafetensorsFault) -> Value? {
    guard let word = metadata[name] else { return nil }
    guard let value = meaning(word) else { throw unusable(name, expected) }
    return value
  }

  fileprivate func unusable(_ name: String, _ expected: String) -> SafetensorsFault {
    SafetensorsFault(
      "\(name) in the metadata is \"\(metadata[name] ?? "")\"; \(expected) is expected")
  }

  fileprivate func positive(_ name: String) throws(SafetensorsFault) -> Double? {
    try word(name, "a number above 0") { text in
      Double(text).flatMap { $0 > 0 && $0.isFinite ? $0 : nil }
    }
  }

  fileprivate func activation() throws(SafetensorsFault) -> Activation? {
    try word(MetadataName.activation, Activation.named.map(\.name).joined(separator: " or ")) {
      Activation(named: $0.lowercased())
    }
  }

  fileprivate func actionSpace() throws(SafetensorsFault) -> ActionSpace? {
    try word(MetadataName.actionSpace, "a space such as Discrete(7)") {
      ActionSpace(gymnasiumText: $0)
    }
  }

  fileprivate func observationDivisors() throws(SafetensorsFault) -> [Float]? {
    try word(MetadataName.observationDivisors, "a list of numbers such as 10,5,2") {
      elements(of: $0) { Float($0).flatMap { SavedAgent.ObservationForm.canDivide($0) ? $0 : nil } }
    }
  }

  fileprivate func hiddenSizes(of network: String) throws(SafetensorsFault) -> [Int]? {
    try word(MetadataName.hiddenSizes(of: network), "a list of widths such as 64,64") { text in
      text.isEmpty ? [] : elements(of: text) { Int($0).flatMap { $0 > 0 ? $0 : nil } }
    }
  }
}

/// The elements of a list with commas, beside which there may be spaces; nil where one of them has no
/// meaning.
private func elements<Element>(of text: String, _ meaning: (Substring) -> Element?) -> [Element]? {
  let parts = text.split(separator: ",", omittingEmptySubsequences: false).map {
    (part: Substring) -> Substring in
    let start = part.drop { $0 == " " }
    return start.lastIndex { $0 != " " }.map { start[...$0] } ?? start[..<start.startIndex]
  }
  let elements = parts.compactMap(meaning)
  return elements.count == parts.count ? elements : nil
}
