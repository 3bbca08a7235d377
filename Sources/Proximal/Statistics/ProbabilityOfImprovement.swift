/// How often a run of one method beats a run of another.
///
///     P(X > Y) = (1 / nm) Σᵢ Σⱼ (1[xᵢ > yⱼ] + ½ 1[xᵢ = yⱼ])
///
/// ½ says that neither is better. It looks at order alone: the sizes of the differences do not count.
///
/// Source: Agarwal et al., “Deep reinforcement learning at the edge of the statistical precipice”,
/// NeurIPS 2021, section 4.3; ties count ½ as in Mann and Whitney's U.
///
/// - Parameters:
///   - first: xᵢ, one value a run.
///   - second: yⱼ, one value a run.
public func probabilityOfImprovement(_ first: [Double], over second: [Double]) -> Double {
  require(
    !first.isEmpty && !second.isEmpty,
    "a comparison needs at least one value a side; got "
      + "\(first.count) and \(second.count)")
  var score = 0.0
  for x in first {
    for y in second { score += x > y ? 1 : x == y ? 0.5 : 0 }
  }
  return score / Double(first.count * second.count)
}

/// The bootstrap interval of ``probabilityOfImprovement(_:over:)``: both samples are drawn anew,
/// independently.
public func bootstrapInterval(
  ofImprovement first: [Double], over second: [Double], confidence: Double = 0.95,
  resamples: Int = 2000, using generator: inout PCG64
) -> Interval {
  require(!first.isEmpty && !second.isEmpty, "a bootstrap needs at least one value a side")
  var (a, b) = (first, second)
  let shares = (0..<resamples).map { _ in
    for i in a.indices { a[i] = first[generator.integer(in: 0..<first.count)] }
    for i in b.indices { b[i] = second[generator.integer(in: 0..<second.count)] }
    return probabilityOfImprovement(a, over: b)
  }
  return percentileInterval(of: shares, confidence: confidence)
}
