import Proximal

/// The parameters of a network as a golden file lists them, weights `[outputs][inputs]` and biases
/// `[outputs]` in turn; the core has the weights `[inputs × outputs]`.
struct NetworkTensors {
  let sizes: [Int]

  /// How the file calls them: `actor.0.weight`, `actor.0.bias`, ….
  func names(of network: String) -> [String] {
    (0..<sizes.count - 1).flatMap { ["\(network).\($0).weight", "\(network).\($0).bias"] }
  }

  /// Tensors in the file.
  var count: Int { 2 * (sizes.count - 1) }

  /// The parameters of a network, from tensors of the file.
  func input(_ fields: ArraySlice<GoldenField>) throws(GoldenError) -> [Double] {
    var parameters: [Double] = []
    for (l, first) in zip(
      1..<sizes.count, stride(from: fields.startIndex, to: fields.endIndex, by: 2))
    {
      let weights = try fields[first].inputTable(rows: sizes[l], columns: sizes[l - 1])
      for i in 0..<sizes[l - 1] { parameters += weights.map { $0[i] } }
      parameters += try fields[first + 1].inputFinites(count: sizes[l])
    }
    return parameters
  }

  /// Compares tensors of the file with numbers in the core's order.
  func compare(
    _ fields: ArraySlice<GoldenField>, _ numbers: [Double], within tolerance: Tolerance
  ) {
    let network = MLP<Double>(sizes: sizes)
    for (l, first) in zip(
      1..<sizes.count, stride(from: fields.startIndex, to: fields.endIndex, by: 2))
    {
      let weights = tableRows(
        Array(numbers[network.weightRange(ofLayer: l - 1)]), columns: sizes[l])
      let transposed = (0..<sizes[l]).map { j in weights.map { $0[j] } }
      fields[first].compare(transposed, within: tolerance)
      fields[first + 1].compare(
        Array(numbers[network.biasRange(ofLayer: l - 1)]), within: tolerance)
    }
  }
}
