/// ∂f/∂x_i ≈ (f(x + h e_i) − f(x − h e_i)) / 2h for every i; the error falls as h².
public func centralDifference(
  of f: ([Double]) -> Double, at x: [Double], step h: Double = 1e-5
) -> [Double] {
  x.indices.map { i in
    var (above, below) = (x, x)
    above[i] += h
    below[i] -= h
    return (f(above) - f(below)) / (above[i] - below[i])
  }
}

public enum Side: Sendable, CaseIterable { case left, right }

/// The derivative of f at x from one side alone, as at a kink; the error falls as h²:
///
///     f′(x±) ≈ ±(−3 f(x) + 4 f(x ± h) − f(x ± 2h)) / 2h
public func oneSidedDerivative(
  of f: (Double) -> Double, at x: Double, side: Side, step: Double = 1e-4
) -> Double {
  let h = side == .right ? step : -step
  return (-3 * f(x) + 4 * f(x + h) - f(x + 2 * h)) / (2 * h)
}
