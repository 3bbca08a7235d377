import Proximal

// A step on the pier with two knobs, held by a fence or by a leash: chapter 4's figure "trust-region".

extension TabularMDP {
  /// Chapter 4's pier: four planks, the further out the better, and the water after the last.
  static let pier = TabularMDP(
    transition: [
      [[1, 0, 0, 0], [0, 1, 0, 0]], [[1, 0, 0, 0], [0, 0, 1, 0]],
      [[0, 1, 0, 0], [0, 0, 0, 1]], [[0, 0, 1, 0], [1, 0, 0, 0]],
    ],
    reward: [[0, 0], [1, 1], [2, 2], [3, -5]], start: [1, 0, 0, 0], discount: 0.8)
}

/// The logit of right is θ₁ + θ₂ s on plank s.
private func walker(_ theta: [Double]) -> TabularPolicy {
  TabularPolicy(logits: (0..<4).map { [0, theta[0] + theta[1] * Double($0)] })
}

/// What the data of an old policy say of others.
private struct PierData {
  let old: [Double]
  let policy: TabularPolicy
  /// The share of each plank in the discounted visits, and their sum for each logit times the advantage.
  let shares: [Double]
  let worth: Double
  let gains: [Double]
  /// ∇L at the old policy, and F.
  var slope = [0.0, 0]
  var fisher = [0.0, 0, 0, 0]

  init(_ old: [Double]) {
    self.old = old
    policy = walker(old)
    shares = TabularMDP.pier.normalisedVisitation(of: policy)
    worth = TabularMDP.pier.expectedReturn(of: policy)
    let (visits, advantages) = (
      TabularMDP.pier.visitation(of: policy), TabularMDP.pier.advantages(of: policy)
    )
    gains = advantages.indices.map { visits[$0 / 2] * advantages[$0] }
    slope = gradient(at: old, beta: 0)
    for s in 0..<4 {
      // ∂z/∂θ is (1, s), and the information about z is π (1 − π).
      let (knobs, right) = ([1, Double(s)], policy.probability(of: 1, in: s))
      for i in 0..<2 {
        for j in 0..<2 {
          fisher[2 * i + j] += shares[s] * right * (1 - right) * knobs[i] * knobs[j]
        }
      }
    }
  }

  /// L, (4.2).
  func surrogate(_ theta: [Double]) -> Double {
    worth + dot(walker(theta).probabilities, gains)
  }
  func trueReturn(_ theta: [Double]) -> Double { TabularMDP.pier.expectedReturn(of: walker(theta)) }
  func meanKL(_ theta: [Double]) -> Double {
    dot(shares, policy.klDivergence(to: walker(theta)))
  }

  /// ∇(L − β KL): the logit of right on plank s has the slope Σ_a g π (1[a] − π) − β (π − π_old).
  func gradient(at theta: [Double], beta: Double) -> [Double] {
    let new = walker(theta)
    var result = [0.0, 0]
    for s in 0..<4 {
      let right = new.probability(of: 1, in: s)
      let gain = right * (1 - right) * (gains[2 * s + 1] - gains[2 * s])
      let pull = shares[s] * (right - policy.probability(of: 1, in: s))
      result[0] += gain - beta * pull
      result[1] += (gain - beta * pull) * Double(s)
    }
    return result
  }

  func at(_ step: [Double], _ share: Double) -> [Double] { zip(old, step).map { $0 + share * $1 } }
}

extension PierData {
  /// Where L − β KL is highest, from a place on the way: natural steps, halved until they climb.
  func leashed(beta: Double, from start: [Double]) -> [Double] {
    func height(_ theta: [Double]) -> Double { surrogate(theta) - beta * meanKL(theta) }
    var theta = start
    for _ in 0..<60 {
      let slope = gradient(at: theta, beta: beta)
      guard dot(slope, slope) > 1e-16,
        let direction = solveLinearSystem(matrix: fisher, rightSide: slope)
      else { break }
      var length = 1 / beta
      var next = theta
      repeat {
        next = zip(theta, direction).map { $0 + length * $1 }
        length /= 2
      } while height(next) <= height(theta) && length > 1e-9
      if height(next) <= height(theta) { break }
      theta = next
    }
    return theta
  }

  /// How far it is to the ellipse ½ ΔᵀFΔ = δ along a unit vector.
  func reachByForm(_ unit: [Double], delta: Double) -> Double {
    let product = (0..<2).map { dot([fisher[2 * $0], fisher[2 * $0 + 1]], unit) }
    return (2 * delta / dot(unit, product)).squareRoot()
  }

  /// How far it is to a mean KL of δ along a unit vector.
  func reachByKL(_ unit: [Double], delta: Double) -> Double {
    var (low, high) = (0.0, 40.0)
    for _ in 0..<30 {
      let middle = (low + high) / 2
      if meanKL(at(unit, middle)) < delta { low = middle } else { high = middle }
    }
    return low
  }
}

/// The unit vector in a direction in degrees.
private func unit(_ degrees: Double) -> [Double] {
  let both = Elementary.sineAndCosine(degrees * .pi / 180)
  return [both.cosine, both.sine]
}

nonisolated(unsafe) private var data = PierData([0, 2])

/// Makes θ₁, θ₂ the old policy. Lays down L around it, and then J, at the corners of `count` × `count`
/// squares over θ₁ from −2.75 to 2.75 and θ₂ from −0.9 to 4.6, row by row from below.
@_cdecl("pier_data")
public func pierData(theta1: Double, theta2: Double, count: Int32) -> Int32 {
  data = PierData([theta1, theta2])
  let places = (0...Int(count)).map { 5.5 * Double($0) / Double(count) }
  let corners = places.flatMap { up in places.map { [-2.75 + $0, -0.9 + up] } }
  return Desk.answer(
    corners.map { data.surrogate($0) } + corners.map { data.trueReturn($0) })
}

/// Lays down where the leash ends for 31 prices from 300 down to 0.3, one after the other: θ₁, θ₂ and the price.
@_cdecl("pier_leashes")
public func pierLeashes() -> Int32 {
  var place = data.old
  return Desk.answer(
    (0...30).flatMap { index in
      let beta = 300 * Elementary.exp(-Double(index) / 30 * Elementary.log(1000))
      place = data.leashed(beta: beta, from: place)
      return place + [beta]
    })
}

/// What a policy is: θ₁, θ₂, L, J and the mean KL from the old one.
private func facts(_ theta: [Double]) -> [Double] {
  theta + [data.surrogate(theta), data.trueReturn(theta), data.meanKL(theta)]
}

/// Lays down five numbers each, θ₁, θ₂, L, J and the mean KL, for: the old policy, the natural step to the
/// ellipse, that step shortened until (4.22) allows it, the plain gradient as far as the widest circle in
/// the ellipse, and the leash with the price β. Then how often the step was shortened; L and J for 0, 0.02,
/// …, 1.4 of the natural step; and three outlines of 90 places: the fence, the ellipse and the circle.
@_cdecl("pier_step")
public func pierStep(delta: Double, beta: Double) -> Int32 {
  let (data, outline) = (data, (0..<90).map { unit(4 * Double($0)) })
  let direction = solveLinearSystem(matrix: data.fisher, rightSide: data.slope)!
  let length = (2 * delta / dot(data.slope, direction)).squareRoot()
  let natural = direction.map { length * $0 }
  let radius = (0..<180).map { data.reachByForm(unit(2 * Double($0)), delta: delta) }.min()!
  let plain = data.slope.map { radius * $0 / dot(data.slope, data.slope).squareRoot() }
  var (share, shortened) = (1.0, 0.0)
  while shortened < 40
    && (data.meanKL(data.at(natural, share)) >= delta
      || data.surrogate(data.at(natural, share)) <= data.surrogate(data.old))
  {
    share *= 0.8
    shortened += 1
  }
  let along = (0...70).flatMap { index in
    let theta = data.at(natural, 0.02 * Double(index))
    return [data.surrogate(theta), data.trueReturn(theta)]
  }
  let outlines =
    outline.flatMap { data.at($0, data.reachByKL($0, delta: delta)) }
    + outline.flatMap { data.at($0, data.reachByForm($0, delta: delta)) }
    + outline.flatMap { data.at($0, radius) }
  let steps = [
    data.old, data.at(natural, 1), data.at(natural, share), data.at(plain, 1),
    data.leashed(beta: beta, from: data.old),
  ]
  return Desk.answer(steps.flatMap(facts) + [shortened] + along + outlines)
}
