import RealModule

/// Exercise 4.7: a divergence of two distributions.
public func divergence(from p: [Double], to q: [Double]) throws -> Double {
  // KL(p ‖ q) = Σ_a p(a) log (p(a) / q(a)), and 0 log 0 is 0   (4.4)
  zip(p, q).reduce(0) { sum, pair in
    pair.0 == 0 ? sum : sum + pair.0 * Double.log(pair.0 / pair.1)
  }
}

/// Exercise 4.7: its gradient with respect to the logits of the second.
public func divergenceGradient(from p: [Double], toLogits logits: [Double]) throws -> [Double] {
  // Only −Σ_a p(a) log q(a) moves, each log by 1[a = b] − q(b): ∂ KL / ∂z_b = q(b) − p(b)   (1.7)
  let exponentials = logits.map(Double.exp)
  let normaliser = exponentials.reduce(0, +)
  return zip(exponentials, p).map { $0 / normaliser - $1 }
}

/// Exercise 4.8: the natural step.
public func naturalStep(
  gradient: [Double], direction: [Double], delta: Double
) throws -> [Double] {
  // Δ = √(2δ / gᵀF⁻¹g) F⁻¹g   (4.18)
  let squaredLength = zip(gradient, direction).reduce(0) { $0 + $1.0 * $1.1 }
  if squaredLength == 0 { return direction.map { _ in 0 } }
  let stretch = Double.sqrt(2 * delta / squaredLength)
  return direction.map { stretch * $0 }
}

/// Exercise 4.9: conjugate gradients.
public func conjugateGradients(
  product: ([Double]) -> [Double], rightSide: [Double], iterations: Int
) throws -> [Double] {
  func dot(_ x: [Double], _ y: [Double]) -> Double { zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } }
  var x = rightSide.map { _ in 0.0 }
  var (residual, direction) = (rightSide, rightSide)
  var squaredResidual = dot(residual, residual)
  for _ in 0..<iterations where squaredResidual > 0 {
    let image = product(direction)
    // α = rᵀr / dᵀFd,  x ← x + α d,  r ← r − α F d
    let step = squaredResidual / dot(direction, image)
    x = zip(x, direction).map { $0 + step * $1 }
    residual = zip(residual, image).map { $0 - step * $1 }
    // d ← r + (rᵀr, new by old) d
    let before = squaredResidual
    squaredResidual = dot(residual, residual)
    direction = zip(residual, direction).map { $0 + squaredResidual / before * $1 }
  }
  return x
}

/// Exercise 4.10: the adaptive penalty.
public func nextPenalty(beta: Double, meanKL: Double, target: Double) throws -> Double {
  // β ← β/2 if d < d_targ / 1.5,  2β if d > 1.5 d_targ,  else β   (4.23)
  if meanKL < target / 1.5 { return beta / 2 }
  if meanKL > 1.5 * target { return 2 * beta }
  return beta
}
