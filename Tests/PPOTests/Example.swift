func dot(_ x: [Double], _ y: [Double]) -> Double { zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } }
func cosine(_ x: [Double], _ y: [Double]) -> Double {
  dot(x, y) / (dot(x, x) * dot(y, y)).squareRoot()
}
