/// An action as a policy gives it: some elements of one kind, as many as the action space says.
///
/// `Int` and `Float` are actions of one element. For several take `SIMD2<Float>` and its like, or an
/// array, which is made anew at every step.
public protocol ActionVector: Sendable {
  /// `Int` for choices, `Float` for numbers.
  associatedtype Element: ActionElement

  /// Takes the elements of one action, `[width]` of the action space.
  init(elements: Span<Element>)
}

/// What actions are made of: `Int` for choices, `Float` for numbers.
public protocol ActionElement: Sendable {}
extension Int: ActionElement {}
extension Float: ActionElement {}

extension Int: ActionVector {
  @inlinable
  public init(elements: Span<Int>) { self = onlyElement(of: elements) }
}

extension Float: ActionVector {
  @inlinable
  public init(elements: Span<Float>) { self = onlyElement(of: elements) }
}

extension SIMD where Self: ActionVector, Element == Scalar {
  /// Takes the components of one action in order. Traps unless there are as many as the vector has.
  @inlinable
  public init(elements: Span<Scalar>) {
    require(
      elements.count == Self.scalarCount,
      "an action of \(Self.scalarCount) components takes as many numbers; got \(elements.count)")
    self.init()
    for i in indices { self[i] = elements[i] }
  }
}

extension SIMD2: ActionVector where Scalar == Float { public typealias Element = Float }
extension SIMD3: ActionVector where Scalar == Float { public typealias Element = Float }
extension SIMD4: ActionVector where Scalar == Float { public typealias Element = Float }

extension Array: ActionVector where Element: ActionElement {
  @inlinable
  public init(elements: Span<Element>) {
    self.init()
    reserveCapacity(elements.count)
    for i in elements.indices { append(elements[i]) }
  }
}

@inlinable
func onlyElement<Element>(of elements: Span<Element>) -> Element {
  require(
    elements.count == 1,
    "an action of this type is one number; the action space says \(elements.count)")
  return elements[0]
}
