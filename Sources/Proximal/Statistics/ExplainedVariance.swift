/// How much of the returns' variance a critic's values explain.
///
///     1 − Var(R − V) / Var(R)
///
/// 1 for a critic that knew everything, 0 for one that knew no more than the mean, less for a worse
/// one; 0, too, where the returns are all the same.
///
/// - Parameters:
///   - returns: R, `[T]`.
///   - values: V, `[T]`.
public func explainedVariance(of returns: [Float], by values: [Float]) -> Double {
  require(
    returns.count == values.count,
    "each return has a value; got \(returns.count) and \(values.count)")
  var (all, errors) = (RunningMoments(), RunningMoments())
  all.add(returns)
  errors.add(returns.count) { returns[$0] - values[$0] }
  return all.variance > 0 ? 1 - errors.variance / all.variance : 0
}
