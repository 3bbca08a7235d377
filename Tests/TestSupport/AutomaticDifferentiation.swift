extension Dual: DifferentiableScalar {}

/// ∂f/∂x_i for every i, one evaluation of f each.
public func gradient<Scalar>(
  of f: ([Dual<Scalar>]) -> Dual<Scalar>, at x: [Scalar]
) -> [Scalar] {
  x.indices.map { i in
    var point = x.map { Dual($0) }
    point[i].derivative = 1
    return f(point).derivative
  }
}

/// df/dx.
public func derivative<Scalar>(of f: (Dual<Scalar>) -> Dual<Scalar>, at x: Scalar) -> Scalar {
  f(Dual(x, derivative: 1)).derivative
}

/// ∂²f / ∂x_i ∂x_j, `[n × n]`, row-major: the gradient of the gradient.
public func hessian(
  of f: ([Dual<Dual<Double>>]) -> Dual<Dual<Double>>, at x: [Double]
) -> [Double] {
  x.indices.flatMap { i in
    gradient(of: { point in gradient(of: f, at: point)[i] }, at: x)
  }
}
