/// Σ_i x_i y_i, summed in Double in the order of the indices.
@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
func innerProduct<Scalar: NetworkScalar>(_ x: [Scalar], _ y: [Scalar]) -> Double {
  var sum = 0.0
  for i in x.indices { sum += Double(x[i]) * Double(y[i]) }
  return sum
}

/// y ← y + factor · x
@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
func add<Scalar: NetworkScalar>(_ x: [Scalar], times factor: Double, to y: inout [Scalar]) {
  let factor = Scalar(factor)
  for i in x.indices { y[i] += factor * x[i] }
}

/// Copies the first `count` numbers to the beginning of `copy`, which grows where it is shorter.
@usableFromInline
@specialized(where Scalar == Float)
func copy<Scalar: NetworkScalar>(_ numbers: [Scalar], to copy: inout [Scalar], count: Int) {
  if copy.count < count { copy = [Scalar](repeating: 0, count: count) }
  guard count > 0 else { return }
  copy.withUnsafeMutableBufferPointer { copy in
    numbers.withUnsafeBufferPointer { numbers in
      copy.baseAddress!.update(from: numbers.baseAddress!, count: count)
    }
  }
}
