/// Sets the logits of the actions that are not allowed to −∞, which takes them out of everything.
///
///     z_a = −∞   ⟹   π(a) = 0,   ∂/∂z_a = 0
///
/// Source: S. Huang, S. Ontañón, “A closer look at invalid action masking in policy gradient
/// algorithms”, 2020.
///
/// - Parameters:
///   - logits: z, one for each action.
///   - isAllowed: the mask, one flag for each action, at least one of them true.
public func masked<Scalar: BinaryFloatingPoint>(
  _ logits: [Scalar], allowing isAllowed: [Bool]
) -> [Scalar] {
  require(
    logits.count == isAllowed.count && isAllowed.contains(true),
    "a mask says of each action whether it is allowed, and allows one; got \(isAllowed) for "
      + "\(logits.count) logits")
  return zip(logits, isAllowed).map { $1 ? $0 : -.infinity }
}

/// Categorical distributions in which some actions are never allowed.
///
/// The actions keep their numbers, and the network its outputs; those of the others say nothing.
public struct MaskedCategoricalBatch<Scalar: NetworkScalar>: CategoricalDecoration {
  /// The mask, one flag for each action.
  public let isAllowed: [Bool]
  public var categorical: CategoricalBatch<Scalar>
  private var logits: [Scalar] = []

  /// - Parameter isAllowed: the mask, one flag for each action, at least one of them true.
  public init(allowing isAllowed: [Bool]) {
    require(isAllowed.contains(true), "a mask allows an action; got \(isAllowed)")
    self.isAllowed = isAllowed
    categorical = CategoricalBatch(actionCount: isAllowed.count)
  }

  @specialized(where Scalar == Float)
  public mutating func update(outputs: [Scalar], parameters: [Scalar], rows: Int) {
    if logits.count < outputs.count { logits = outputs }
    for i in 0..<rows * isAllowed.count {
      // snippet.mask
      logits[i] = isAllowed[i % isAllowed.count] ? outputs[i] : -.infinity
      // snippet.end
    }
    categorical.update(logits: logits, rows: rows)
  }
}
