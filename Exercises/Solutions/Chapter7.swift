/// Exercise 7.6: the gradient of the clipped value loss.
public func clippedValueGradient(
  value: Double, oldValue: Double, target: Double, clipRange: Double
) throws -> Double {
  let clipped = oldValue + min(max(value - oldValue, -clipRange), clipRange)
  // V^clip beyond the range does not move: 0 where its square is the larger, else V − R   (7.2)
  return (clipped - target).magnitude > (value - target).magnitude ? 0 : value - target
}
