import RealModule

/// The order p at which an approximation converges as its step falls, from the steps h, h/2, h/4:
///
///     p ≈ log₂ (‖a(h) − a(h/2)‖ / ‖a(h/2) − a(h/4)‖)
///
/// It needs no exact answer. A central difference gives 2, if h is small enough for its leading
/// error to rule and large enough for rounding not to.
public func observedOrder(of approximation: (Double) -> [Double], step h: Double) -> Double {
  let (coarse, middle, fine) = (approximation(h), approximation(h / 2), approximation(h / 4))
  return .log2(distance(coarse, middle) / distance(middle, fine))
}

/// The order p at which an error falls to zero with its step: p ≈ log₂ (e(h) / e(h/4)) / 2.
public func observedOrder(ofError error: (Double) -> Double, step h: Double) -> Double {
  .log2(error(h).magnitude / error(h / 4).magnitude) / 2
}

/// ‖x − y‖.
public func distance(_ x: [Double], _ y: [Double]) -> Double {
  Double.sqrt(zip(x, y).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) })
}
