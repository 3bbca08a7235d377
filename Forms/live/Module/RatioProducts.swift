import Proximal

// The weight of a trajectory, a product of ratios, for a new policy on the data of an old one: a coin that
// falls heads with another probability. Chapter 3's figure "horizon".

/// A policy that takes action 1 with this probability.
func coin(_ heads: Double) -> TabularPolicy {
  TabularPolicy(logits: [[Elementary.log(1 - heads), Elementary.log(heads)]])
}

private struct RatioProducts {
  let old: TabularPolicy
  let new: TabularPolicy

  init(old: Double, new: Double) { (self.old, self.new) = (coin(old), coin(new)) }

  func logRatio(_ action: Int) -> Double {
    new.logProbability(of: action, in: 0) - old.logProbability(of: action, in: 0)
  }

  /// ρ(τ) of T tosses with this many heads.
  func product(heads: Int, tosses: Int) -> Double {
    Elementary.exp(Double(heads) * logRatio(1) + Double(tosses - heads) * logRatio(0))
  }

  /// KL(old‖new) of one toss, and χ².
  var divergence: Double { old.klDivergence(to: new)[0] }
  var chiSquare: Double {
    (0..<2).reduce(0) { sum, action in
      let (p, q) = (new.probability(of: action, in: 0), old.probability(of: action, in: 0))
      return sum + (p - q) * (p - q) / q
    }
  }

  /// The values that these shares of the probability do not exceed; `heads` is the distribution of the
  /// number of heads under the old policy.
  func quantiles(_ shares: [Double], heads: [Double]) -> [Double] {
    let tosses = heads.count - 1
    let rising = logRatio(1) >= logRatio(0)
    var (below, next) = (0.0, 0)
    var found: [Double] = []
    for place in 0...tosses {
      let count = rising ? place : tosses - place
      below += heads[count]
      while next < shares.count && below >= shares[next] {
        found.append(product(heads: count, tosses: tosses))
        next += 1
      }
    }
    while found.count < shares.count {
      found.append(product(heads: rising ? tosses : 0, tosses: tosses))
    }
    return found
  }
}

/// Lays down, for 1 to `most` tosses, the quantiles of 5%, 50% and 95% of the weight of a trajectory, its
/// standard deviation, and the effective share of the samples; in front of all the KL of one toss and its
/// χ².
@_cdecl("ratio_products")
public func ratioProducts(old: Double, new: Double, most: Int32) -> Int32 {
  let products = RatioProducts(old: old, new: new)
  let heads = products.old.probability(of: 1, in: 0)
  let chiSquare = products.chiSquare
  var distribution = [1.0]
  // (1 + χ²)^T, the mean of ρ².
  var square = 1.0
  var result = [products.divergence, chiSquare]
  for _ in 0..<most {
    let (tails, more) = (distribution + [0], [0] + distribution)
    distribution = zip(tails, more).map { (1 - heads) * $0 + heads * $1 }
    square *= 1 + chiSquare
    result += products.quantiles([0.05, 0.5, 0.95], heads: distribution)
    // Rounding may leave less than one where the policies are the same.
    result += [max(0, square - 1).squareRoot(), 1 / max(1, square)]
  }
  return Desk.answer(result)
}

/// Draws trajectories of the old policy. Lays down their effective sample size, and their weights.
@_cdecl("ratio_draws")
public func ratioDraws(
  old: Double, new: Double, tosses: Int32, count: Int32, seed: Double
) -> Int32 {
  let products = RatioProducts(old: old, new: new)
  var generator = PCG64(seed: UInt64(seed))
  let weights = (0..<count).map { _ in
    let heads = (0..<tosses).reduce(0) { sum, _ in
      sum + products.old.sampleAction(in: 0, using: &generator)
    }
    return products.product(heads: heads, tosses: Int(tosses))
  }
  return Desk.answer([effectiveSampleSize(of: weights)] + selfNormalisedWeights(weights))
}
