import RealModule

/// What a formula needs of its numbers so that one text serves `Double`, `Dual<Double>` and
/// `Dual<Dual<Double>>`.
public protocol DifferentiableScalar:
  AlgebraicField, ElementaryFunctions, Comparable, ExpressibleByFloatLiteral
where FloatLiteralType == Double {}

extension Double: DifferentiableScalar {}
