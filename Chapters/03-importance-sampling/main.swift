// snippet.hide
import Figures
import Foundation
import Notebook
import Proximal

// snippet.show

/*:
# 3 · Importance sampling

**The question.** The last chapter left a loop that plays sixteen episodes, takes one gradient step,
and throws the episodes away. After the step they come from a policy that you no longer have. But
the new policy is almost the old one. Can you take a second step with the same data?

You can, if you weight the data. Actions that the new policy takes more often count more; actions
that it takes less often count less. The sum stays the same; its score weight gains one factor:

$$
g = \sum_t w_t \, \nabla_\theta \log \pi_\theta(a_t \mid s_t), \qquad w_t = \rho_t A_t, \qquad
\rho_t = \frac{\pi_\theta(a_t \mid s_t)}{\pi_{\theta'}(a_t \mid s_t)}
$$

Here $\theta'$ is the policy that collected the data, $\theta$ the one that you are improving, and
$A_t$ how much better the action was than usual. You will see where the *probability ratio* $\rho_t$
comes from, which part of the exact weight it keeps and which it drops, and how far you can trust
old data.
*/

let chapter = Chapter(
  3, "importance-sampling",
  "Data of an older policy, weighted: exact on small examples, run to ruin on CartPole-v1.",
  seeds: 10, steps: 200_000)

/*:
## Somebody else's samples

You want the mean of $f$ under a distribution $p$. With samples from $p$ you would take their
average, which is right on average:

$$
\mathbb{E}_{x \sim p}[f(x)] \approx \frac{1}{n} \sum_{i=1}^{n} f(x_i), \qquad \mathbb{E}\left[
\frac{1}{n} \sum_{i=1}^{n} f(x_i) \right] = \mathbb{E}_{x \sim p}[f(x)]
$$ (3.1) {S2-E14}

But you only have samples from another distribution $q$. Multiply and divide by $q(x)$, which must
not be zero where $p(x) f(x)$ is not:

$$
\mathbb{E}_{x \sim p}[f(x)] = \sum_x p(x) f(x) = \sum_x q(x) \, \frac{p(x)}{q(x)} \, f(x) =
\mathbb{E}_{x \sim q}\left[ \rho(x) f(x) \right], \qquad \rho(x) = \frac{p(x)}{q(x)}
$$ (3.2) {S2-E15 S2-E16 S2-i1}

The factor $\rho(x)$ is the *importance weight*. The identity is exact: nothing has been
approximated. It also holds for an integral in place of the sum. The denominator must be the
distribution that was sampled; with any other the identity fails.

Here is the classic example, on the whole numbers from −8 to 8. Two bells: $p$ stands on the left,
$q$ on the right, and $f(x) = x$ is negative on the left and positive on the right. The bells are
mirror images, normal in shape with standard deviation $2.5$. If their centres are $\mp m$, their
quotient is $\rho(x) = e^{-2 m x / 2.5^2}$; we take $m = \frac{1}{2} \cdot 2.5^2 \log 2$, so that
$\rho(x) = 2^{-x}$.
*/

let places = (-8...8).map(Double.init)

/// A bell on the whole numbers: the softmax of a parabola.
func bell(center: Double) -> FiniteDistribution<Double> {
  let logits = places.map { -($0 - center) * ($0 - center) / (2 * 2.5 * 2.5) }
  let shape = TabularPolicy(logits: [logits])
  return FiniteDistribution(places, probabilities: shape.probabilities)
}

let shift = 2.5 * 2.5 * log(2) / 2
let p = bell(center: -shift)
let q = bell(center: shift)
func rho(_ x: Double) -> Double { exp2(-x) }

show("E_p[f]    = \(rounded(p.expectation { $0 }, 6))")
show("E_q[ρ f]  = \(rounded(q.expectation { rho($0) * $0 }, 6))")
show("E_q[f]    = \(rounded(q.expectation { $0 }, 6))")

/*:
The true mean is negative. But most samples from $q$ fall on the right, where $f$ is positive. The
few on the left carry weights up to $2^8$; until enough of them appear, the average has the wrong
sign. How likely is that? Every $\rho(x) f(x)$ is a multiple of $1/128$, so a sum of $n$ of them
lies on a lattice, and adding one more sample is a convolution: `sums[top + k]` is the probability
that the sum is $k$ of these units. No simulation is needed.
*/

/// The chance that the sum of n draws is above zero, for n = 1 … most, by convolution.
func chanceOfPositiveSum(_ steps: [Int], _ chances: [Double], most: Int) -> [Double] {
  let top = steps.max()! * most
  // Below −top nothing can bring a sum back above zero: such sums need not be kept.
  var sums = [Double](repeating: 0, count: 2 * top + 1)
  sums[top] = 1
  return (1...most).map { _ in
    var next = [Double](repeating: 0, count: sums.count)
    for (step, chance) in zip(steps, chances) where -step < sums.count {
      for i in max(0, -step)..<min(sums.count, sums.count - step) {
        next[i + step] += chance * sums[i]
      }
    }
    sums = next
    return sums[(top + 1)...].reduce(0, +)
  }
}

let mostSamples = 256
let wrongFromQ = chanceOfPositiveSum(
  places.map { Int(128 * rho($0) * $0) }, q.probabilities, most: mostSamples)
let wrongFromP = chanceOfPositiveSum(places.map { Int($0) }, p.probabilities, most: 32)
var signs = Table("samples n", "wrong sign from p", "wrong sign from q, weighted")
for n in [1, 2, 4, 8, 16, 32, 64, 128, 256] {
  let own = n <= 32 ? rounded(wrongFromP[n - 1], 4) : ""
  signs.add("\(n)", own, rounded(wrongFromQ[n - 1], 4))
}
show(signs)

let everyFour = q.independentDraws(4).expectation { draws in
  draws.reduce(0) { $0 + rho($1) * $1 } > 0 ? 1 : 0
}
show("n = 4, by listing every sample of four from q: \(rounded(everyFour, 4))")

// snippet.hide
var picture = Panel(x: "x", y: Axis("chance", from: 0, to: 0.2))
picture.bars(x: places.map { $0 - 0.2 }, heights: p.probabilities, width: 0.4, color: .blue)
picture.bars(x: places.map { $0 + 0.2 }, heights: q.probabilities, width: 0.4, color: .orange)
picture.text("p", at: Point(-3.8, 0.178), color: .blue)
picture.text("q", at: Point(4.2, 0.178), color: .orange)
picture.text("f < 0", at: Point(-6.6, 0.19), color: .gray)
picture.text("f > 0", at: Point(6.6, 0.19), color: .gray)
picture.verticalLine(0)
var wrongSign = Panel(
  x: Axis("samples n", scale: .logarithmic),
  y: Axis("chance of the wrong sign", from: 0, to: 1))
wrongSign.line(
  x: (1...mostSamples).map(Double.init), y: wrongFromQ, color: .orange, label: "from q,\nweighted")
wrongSign.line(x: (1...32).map(Double.init), y: wrongFromP, color: .blue, label: "from p")
figure(
  "wrong-sign",
  "Left: the samples come from q, the question is about p. Right: the chance, computed exactly, "
    + "that the average of n samples says "
    + "that the mean of f is positive. It is negative.",
  alt:
    "Two mirrored bells, p on the left where f is negative and q on the right. Beside them the "
    + "chance of a wrong sign against n: it falls within a few samples from p, and slowly from q.",
  covers: ["S2-F6"], Figure(picture, wrongSign))
// snippet.show

/*:
{{ covers: S2-i2 }}
On the right of [@fig:wrong-sign] the blue curve is down after about ten samples (the table stops it
at 32); the orange one takes about a hundred. With up to four samples from $q$ the estimate is right
on average but has the wrong sign more often than not: rare large errors downwards balance many
small ones upwards. That is what a large variance looks like.

## What it costs

The variance of anything is

$$
\mathrm{Var}(X) = \mathbb{E}[X^2] - (\mathbb{E}[X])^2
$$ (3.3) {S2-E17}

Put $X = \rho f$ with $x \sim q$. The mean is $\mathbb{E}_p[f]$ by (3.2). In the second moment one
of the two factors $\rho$ turns $q$ into $p$, and the other one stays:

$$
\mathrm{Var}_{x \sim q}\left( \rho(x) f(x) \right) = \mathbb{E}_{x \sim q}\left[ \rho(x)^2 f(x)^2
\right] - (\mathbb{E}_{x \sim p}[f(x)])^2 = \mathbb{E}_{x \sim p}\left[ f(x)^2 \rho(x) \right] -
(\mathbb{E}_{x \sim p}[f(x)])^2
$$ (3.4) {S2-E18}

With samples of $p$ itself it would be $\mathbb{E}_p[f^2] - (\mathbb{E}_p[f])^2$. The difference is
the $\rho$ that stayed, which is large where $p$ is large and $q$ is small. From here on let $q$ be
positive wherever $p$ is. Take $f = 1$ to see the weights alone. Their mean is one; their variance
is called the divergence $\chi^2$ (*chi squared*):

$$
\mathbb{E}_{x \sim q}[\rho(x)] = 1, \qquad \mathrm{Var}_{x \sim q}(\rho(x)) = \sum_x q(x) \left(
\frac{p(x)}{q(x)} - 1 \right)^2 = \chi^2 = \sum_x \frac{(p(x) - q(x))^2}{q(x)}
$$ (3.5)

How many unweighted samples are $n$ weighted ones worth? If all weights are equal, $n$; if all but
one are zero, 1. The usual answer is the *effective sample size*, which you compute from the weights
alone. Divide its numerator and denominator by $n^2$: both then contain averages, which approach
their means for many samples. By (3.3) and (3.5) the mean of $\rho^2$ is $1 + \chi^2$, so

$$
n_{\mathrm{eff}} = \frac{\left( \sum_i \rho_i \right)^2}{\sum_i \rho_i^2}, \qquad
\frac{n_{\mathrm{eff}}}{n} \to \frac{(\mathbb{E}_q[\rho])^2}{\mathbb{E}_q[\rho^2]} = \frac{1}{1 +
\chi^2}
$$ (3.6)

Now keep $p$ and move $q$ to the right, away from it. The exact columns come from (3.4) and (3.6),
the sampled ones from 1000 draws.
*/

/// (3.4) and (3.6) for a bell q that stands `distance` to the right of p.
func exactCost(distance: Double) -> (variance: Double, share: Double) {
  let q = bell(center: -shift + distance)
  let chance = Dictionary(uniqueKeysWithValues: zip(places, zip(p.probabilities, q.probabilities)))
  func rho(_ x: Double) -> Double { chance[x]!.0 / chance[x]!.1 }
  let mean = p.expectation { $0 }
  let variance = p.expectation { $0 * $0 * rho($0) } - mean * mean
  return (variance, 1 / q.expectation { rho($0) * rho($0) })
}

/// The same from 1000 draws.
func sampledCost(distance: Double, seed: UInt64) -> (variance: Double, share: Double) {
  let q = bell(center: -shift + distance)
  let sampler = TabularPolicy(logits: [q.probabilities.map { log($0) }])
  var generator = PCG64(seed: seed)
  let draws = (0..<1000).map { _ in sampler.sampleAction(in: 0, using: &generator) }
  let weights = draws.map { p.probabilities[$0] / q.probabilities[$0] }
  let error = meanAndStandardError(zip(draws, weights).map { places[$0] * $1 }).standardError
  return (error * error * 1000, effectiveSampleSize(of: weights) / 1000)
}

let distances = [0.0, 1, 2, 3, 4, 5, 6]
let exactCosts = distances.map(exactCost)
let sampledCosts = distances.map { sampledCost(distance: $0, seed: 3) }
var costs = Table("distance", "variance", "sampled", "n_eff / n", "sampled")
for (i, distance) in distances.enumerated() {
  costs.add(
    rounded(distance, 0), rounded(exactCosts[i].variance, 1), rounded(sampledCosts[i].variance, 1),
    rounded(exactCosts[i].share, 4), rounded(sampledCosts[i].share, 4))
}
show(costs)

// snippet.hide
let fineDistances = (0...60).map { Double($0) / 10 }
let fineCosts = fineDistances.map(exactCost)
var costPanel = Panel(x: "distance of q from p", y: Axis("variance of ρ f", scale: .logarithmic))
costPanel.line(x: fineDistances, y: fineCosts.map(\.variance), color: .gray, label: "exact")
costPanel.points(
  x: distances, y: sampledCosts.map(\.variance), color: .orange, label: "1000 draws")
var sharePanel = Panel(
  x: "distance of q from p", y: Axis("effective share of the samples", from: 0, to: 1.05))
sharePanel.line(x: fineDistances, y: fineCosts.map(\.share), color: .gray, label: "exact")
sharePanel.points(x: distances, y: sampledCosts.map(\.share), color: .orange, label: "1000 draws")
figure(
  "distance",
  "As q leaves p the variance grows by orders of magnitude and the samples lose their worth. "
    + "Lines: (3.4) and (3.6). Points: "
    + "one sample of 1000 draws each.",
  alt:
    "Left, the variance of the weighted estimate growing by orders of magnitude with the "
    + "distance. Right, the effective share of samples falling from one towards zero.",
  Figure(costPanel, sharePanel))
// snippet.show

/*:
Look at the last rows, or at the left panel of [@fig:distance], where the points far to the right
leave the line. When $q$ is far away, the sampled variance depends on a few draws from its tail. A
sample without them looks better than it is: *the weights that would raise the alarm have not been
drawn.* A small effective sample size is a warning. A large one is no promise.

### Dividing by the weights' own sum

The weights have mean one, but their average over a sample differs from one. Divide by that average,
and the estimate becomes a weighted average of the $f(x_i)$, which never leaves their range:

$$
\tilde\mu = \frac{\sum_i \rho_i f(x_i)}{\sum_i \rho_i}
$$

This is the *self-normalised* estimator. A quotient of two averages is biased in general. Let $p$ be
positive for each of finitely many outcomes, so that no sample has an average weight near zero.
Write $\mu = \mathbb{E}_p[f]$ and expand the quotient around the means of the two averages,
$\tilde\mu - \mu = \overline{\rho (f - \mu)} / \bar\rho \approx \overline{\rho(f-\mu)} \, (1 - (\bar\rho - 1))$,
where the bar is the average over the sample. The first term has mean zero. The product of the two
averages, $\overline{\rho(f - \mu)} \, (\bar\rho - 1)$, has their covariance for its mean: one
$n$-th of the covariance for a single draw, which is $\mathbb{E}_q[\rho (f - \mu) \cdot \rho]$. What
was left out is a third moment of averages, of order $n^{-2}$. To the same order, the variance comes
from the first term alone. So

$$
\mathbb{E}[\tilde\mu] - \mu = -\frac{1}{n} \, \mathbb{E}_{x \sim q}\left[ \rho(x)^2 (f(x) - \mu)
\right] + O(n^{-2})
$$ (3.7)

$$
\mathrm{Var}(\tilde\mu) = \frac{1}{n} \, \mathbb{E}_{x \sim q}\left[ \rho(x)^2 (f(x) - \mu)^2
\right] + O(n^{-2})
$$ (3.8)

Compare (3.8) with (3.4): $f - \mu$ has taken the place of $f$. Add a large constant to $f$: the
plain estimator gets worse, the self-normalised one does not. With three outcomes you can list every
sample of up to ten draws.
*/

let rare = FiniteDistribution([0, 1, 2], probabilities: [0.2, 0.3, 0.5])  // q
let target = [0.5, 0.3, 0.2]  // p
let gains = [5.0, 6, 8]  // f
let weight = (0..<3).map { target[$0] / rare.probabilities[$0] }
let mu = (0..<3).map { target[$0] * gains[$0] }.reduce(0, +)

/// The weighted average of a sample, plain and self-normalised.
func estimates(_ draws: [Int]) -> [Double] {
  let shares = selfNormalisedWeights(draws.map { weight[$0] })
  return [
    draws.map { weight[$0] * gains[$0] }.reduce(0, +) / Double(draws.count),
    zip(draws, shares).map { gains[$0] * $1 }.reduce(0, +),
  ]
}

let sampleMoments = (1...10).map { rare.independentDraws($0).moments(of: estimates) }
let firstBias = -rare.expectation { weight[$0] * weight[$0] * (gains[$0] - mu) }
let firstVariance = rare.expectation {
  weight[$0] * weight[$0] * (gains[$0] - mu) * (gains[$0] - mu)
}
var normalised = Table(
  "n", "bias, plain", "bias", "(3.7)", "variance, plain", "variance", "(3.8)")
for n in [1, 2, 4, 6, 8, 10] {
  let moments = sampleMoments[n - 1]
  normalised.add(
    "\(n)", rounded(moments.mean[0] - mu, 4), rounded(moments.mean[1] - mu, 4),
    rounded(firstBias / Double(n), 4), rounded(moments.variance[0], 4),
    rounded(moments.variance[1], 4), rounded(firstVariance / Double(n), 4))
}
show(normalised)

/*:
With one sample the weights cancel and $\tilde\mu$ is $f(x_1)$ with $x_1 \sim q$: nothing has been
corrected. From there the bias falls as $1/n$, the error of either estimator only as $1/\sqrt n$:
with many samples the bias no longer matters. For few samples (3.7) and (3.8) are rough; at ten
(3.8) is still a quarter too small.

## Trajectories

Now let $x$ be a whole trajectory. Take $q$ from the policy $\pi_{\theta'}$ that collected it, and
$p$ from the policy $\pi_\theta$ that you want to know about. The probability of a trajectory is the
product (1.1). In the quotient the start and the dynamics cancel. The old policy must give a
positive probability to every action that the new one may take, as every softmax does:

$$
\rho(\tau) = \frac{p_\theta(\tau)}{p_{\theta'}(\tau)} = \prod_{t=0}^{T-1} \rho_t, \qquad \rho_t =
\frac{\pi_\theta(a_t \mid s_t)}{\pi_{\theta'}(a_t \mid s_t)}
$$ (3.9) {S0-E10 S3-E11}

Again you need not know the world. Put this into the policy gradient (1.6), and the gradient at
$\theta$ becomes an expectation over old data:

$$
\nabla_\theta J(\theta) = \mathbb{E}_{\tau \sim p_\theta}\left[ R(\tau) \, \nabla_\theta \log
p_\theta(\tau) \right] = \mathbb{E}_{\tau \sim p_{\theta'}}\left[ \rho(\tau) \, R(\tau) \,
\nabla_\theta \log p_\theta(\tau) \right]
$$ (3.10) {S2-E19}

For fresh data, $\theta = \theta'$, every ratio is one and you are back in chapter 1.
{{ covers: S4-V1 S4-V2 }}

Try it on the corridor. The new policy is one gradient step of size 1 away from the old one:
*/

let corridor = TabularMDP.corridor
let old = TabularPolicy(logits: [[0.5, -0.5], [0.2, -0.2], [0.0, 0.3]])
let slope = corridor.policyGradient(of: old, horizon: 3)
let new = old.moved(along: slope, stepSize: 1)

/// ρ_0, ρ_1, … along a trajectory.
func ratios(_ tau: TabularTrajectory, _ new: TabularPolicy, _ old: TabularPolicy) -> [Double] {
  zip(tau.states, tau.actions).map {
    new.probability(of: $1, in: $0) / old.probability(of: $1, in: $0)
  }
}

let oldData = corridor.trajectories(of: old, horizon: 3)
let reweighted = oldData.moments { tau in
  let weight = ratios(tau, new, old).reduce(1, *) * tau.discountedReturn
  return new.score(along: tau).map { weight * $0 }
}.mean
let newSlope = corridor.policyGradient(of: new, horizon: 3)
var offPolicy = Table("logit", "∇J at θ", "(3.10) with data of θ'", "∇J at θ'")
for i in slope.indices {
  offPolicy.add(
    "θ(\(i / 2), \(i % 2 == 0 ? "←" : "→"))", rounded(newSlope[i], 6), rounded(reweighted[i], 6),
    rounded(slope[i], 6))
}
show(offPolicy)

/*:
A caution: a trajectory that has become twice as likely *counts* twice. That need not mean more
reward: a return of −1 then counts as −2.
*/

/// Of the trajectories that the new policy makes likelier, how many have a higher weighted return,
/// and how many a lower one, when every episode costs `toll`.
func likelier(toll: Double) -> (all: Int, higher: Int, lower: Int) {
  let pairs = oldData.outcomes.map {
    (rho: ratios($0, new, old).reduce(1, *), gain: $0.discountedReturn - toll)
  }.filter { $0.rho > 1 }
  return (
    pairs.count, pairs.count { $0.rho * $0.gain > $0.gain },
    pairs.count { $0.rho * $0.gain < $0.gain }
  )
}
let (free, tolled) = (likelier(toll: 0), likelier(toll: 3))

// snippet.hide
verdict(
  on: "X24", .partly,
  "It gets a larger weight; the weighted return is higher only where the return is positive. Of "
    + "the \(oldData.count) trajectories of three steps in the corridor the step makes "
    + "\(free.all) likelier: "
    + "\(free.higher) of them have their return raised and \(free.all - free.higher), which earn "
    + "nothing, keep it. Take 3 off every return, and \(tolled.lower) of the same \(tolled.all) "
    + "are *lowered*, \(tolled.higher) raised, and \(tolled.all - tolled.lower - tolled.higher), "
    + "which now earn nothing, stay."
)
// snippet.show

/*:
### A product of many factors

The weights are right on average. The catch is the length. Suppose the steps are alike and
independent, as when you pull the same two arms again and again. Then $\rho(\tau)$ is a product of
$T$ independent factors, and

$$
\mathbb{E}[\rho(\tau)] = 1, \qquad \mathbb{E}[\log \rho(\tau)] = -T \cdot \mathrm{KL}(\pi_{\theta'}
\Vert \pi_\theta), \qquad \mathrm{Var}(\rho(\tau)) = (1 + \chi^2)^T - 1
$$ (3.11)

where $\mathrm{KL}(q \Vert p) = \sum_x q(x) \log \frac{q(x)}{p(x)}$ is the KL divergence of the next
chapter. (For independent factors the mean of the product is the product of the means. These are one
for $\rho_t$ and $1 + \chi^2$ for $\rho_t^2$. The logarithm turns the product into a sum; the mean
of one $\log \rho_t$ is minus that KL.) The mean stays one. Unless the two policies are the same,
the typical weight, $e^{\mathbb{E}[\log \rho]}$, goes to zero, and the variance grows exponentially.
More and more trajectories count for next to nothing; a few, ever rarer and heavier, make up for
them.

Take a mild change: the data come from a fair coin, and the new policy leans to 0.6 against 0.4.
*/

let coin = [0.5, 0.5]
let leaning = [0.6, 0.4]
let divergence = zip(coin, leaning).map { $0 * log($0 / $1) }.reduce(0, +)
let chiSquare = zip(coin, leaning).map { ($1 - $0) * ($1 - $0) / $0 }.reduce(0, +)

/// The distribution of ρ(τ) over T tosses: k heads have the binomial chance.
func productOfRatios(tosses: Int) -> FiniteDistribution<Double> {
  var heads = [1.0]
  for _ in 0..<tosses { heads = zip([0] + heads, heads + [0]).map { ($0 + $1) / 2 } }
  let products = (0...tosses).map { pow(1.2, Double($0)) * pow(0.8, Double(tosses - $0)) }
  return FiniteDistribution(products, probabilities: heads)
}

/// The value that a share of the probability does not exceed; the outcomes are sorted.
func quantile(_ distribution: FiniteDistribution<Double>, _ share: Double) -> Double {
  var below = 0.0
  for (value, chance) in distribution {
    below += chance
    if below >= share { return value }
  }
  return distribution.outcomes.last!
}

var horizons = Table("T", "mean", "median", "exp(−T·KL)", "variance", "(1+χ²)^T − 1")
for tosses in [1, 2, 10, 50, 100, 200] {
  let products = productOfRatios(tosses: tosses)
  let mean = products.expectation { $0 }
  horizons.add(
    "\(tosses)", rounded(mean, 6), rounded(quantile(products, 0.5), 4),
    rounded(exp(-Double(tosses) * divergence), 4),
    rounded(products.expectation { ($0 - mean) * ($0 - mean) }, 2),
    rounded(pow(1 + chiSquare, Double(tosses)) - 1, 2))
}
show(horizons)

// snippet.hide
let tosses = (1...100).map { 2 * $0 }
let products = tosses.map(productOfRatios)
var productPanel = Panel(
  x: "steps T", y: Axis("weight of a trajectory", scale: .logarithmic))
let tossCounts = tosses.map(Double.init)
productPanel.band(
  x: tossCounts, from: products.map { quantile($0, 0.05) }, to: products.map { quantile($0, 0.95) },
  color: .blue)
productPanel.line(
  x: tossCounts, y: products.map { quantile($0, 0.5) }, color: .blue, label: "median")
productPanel.line(
  x: tossCounts, y: products.map { $0.expectation { $0 } }, color: .black, label: "mean")
productPanel.line(
  x: tossCounts, y: tossCounts.map { (pow(1 + chiSquare, $0) - 1).squareRoot() }, color: .vermilion,
  label: "standard\ndeviation")
figure(
  "horizon",
  "The weight of a trajectory for a policy of 0.6 and 0.4 on data of 0.5 and 0.5. The band holds "
    + "nine trajectories in ten; it has steps because heads are counted in whole numbers.",
  alt:
    "On a logarithmic axis against the number of steps the mean stays at one, the median falls on "
    + "a straight line, and the standard deviation rises on one.",
  Figure(productPanel))
// snippet.show

/*:
In [@fig:horizon] all three curves become straight lines, and they separate. At 200 steps half of
all trajectories weigh no more than 0.0169, but the mean is still 1.
*/

let hundred = productOfRatios(tosses: 100)
let below = hundred.expectation { $0 < 1 ? 1 : 0 }
let belowTenth = hundred.expectation { $0 < 0.1 ? 1 : 0 }
let meanLog = hundred.expectation { log($0) }
let spread = hundred.expectation { ($0 - 1) * ($0 - 1) }

// snippet.hide
verdict(
  on: "X22", .right,
  "Very likely, as it says. With 0.6 and 0.4 on data of 0.5 and 0.5 and 100 steps "
    + "$\\mathbb{E}[\\log \\rho] = \(rounded(meanLog, 3))$, so the median weight is "
    + "\(rounded(exp(meanLog), 3)); \(rounded(100 * below, 1))% of the weights are below 1, and "
    + "\(rounded(100 * belowTenth, 1))% below 0.1. But that is not why such weights are hard to "
    + "use: their mean is \(rounded(hundred.expectation { $0 }, 3)) all the same, because a few "
    + "are large, and those few make the variance \(rounded(spread, 2))."
)
// snippet.show

/*:
### Only what has happened

(From here to (3.15) the discount is 1 and $T$ is fixed.) Part of the product is not needed. The
reward at step $t$ cannot depend on what is done after it, and the ratio of each later step has mean
one, given what came before:
$\sum_a \pi_{\theta'}(a \mid s) \frac{\pi_\theta(a \mid s)}{\pi_{\theta'}(a \mid s)} = 1$. So you
can drop the later ratios, the last one first. Write $\rho_{0:t} = \rho_0 \rho_1 \cdots \rho_t$:

$$
\mathbb{E}_{\theta'}\left[ \rho_{0:t} \, r_t \right] = \mathbb{E}_{\theta'}\left[ \rho(\tau) \, r_t
\right] = \mathbb{E}_{\theta}[r_t]
$$ (3.12)

This is the *per-decision* weight. The same argument, with the causality of the last chapter, gives
the gradient. Each pair of an action at $t$ and a reward at $t' \ge t$ needs the ratios up to the
reward:

$$
\nabla_\theta J(\theta) = \mathbb{E}_{\theta'}\left[ \sum_t \nabla_\theta \log \pi_\theta(a_t \mid
s_t) \sum_{t' \ge t} \rho_{0:t'} \, r_{t'} \right]
$$ (3.13)

It is tempting to stop at the action: ratios up to $t$, rewards from $t$ on. The result is
different. The ratios make $s_0, a_0, \ldots, s_t, a_t$ as likely as the new policy makes them;
after $t$ the *old* policy plays. With
$\pi_\theta \nabla_\theta \log \pi_\theta = \nabla_\theta \pi_\theta$, (1.4), this gives

$$
\mathbb{E}_{\theta'}\left[ \sum_t \rho_{0:t} \, \nabla_\theta \log \pi_\theta(a_t \mid s_t) \, G_t
\right] = \sum_t \sum_s P_\theta(s_t = s) \sum_a \nabla_\theta \, \pi_\theta(a \mid s) \,
Q_{\theta',t}(s, a)
$$ (3.14)

The states are the new policy's, but the values
$Q_{\theta',t}(s,a) = \mathbb{E}_{\theta'}[G_t \mid s_t = s, a_t = a]$ are the old one's. If you
also drop the ratios *before* $t$, one ratio is left, and the states too are the old policy's:

$$
\mathbb{E}_{\theta'}\left[ \sum_t \rho_t \, \nabla_\theta \log \pi_\theta(a_t \mid s_t) \, G_t
\right] = \sum_t \sum_s P_{\theta'}(s_t = s) \sum_a \nabla_\theta \, \pi_\theta(a \mid s) \,
Q_{\theta',t}(s, a)
$$ (3.15)

This is the *single-step ratio*, used in PPO and most of its kin. Compare the four weights exactly,
on the corridor: how much do the estimates vary, and how far off is their mean?
{{ covers: S4-V3 S4-V4 }}
*/

enum Weighing: CaseIterable { case trajectory, perDecision, upToTheAction, singleStep }

/// The estimate of the gradient at the new policy from one old trajectory.
func estimate(
  _ tau: TabularTrajectory, _ weighing: Weighing, _ new: TabularPolicy, _ old: TabularPolicy
) -> [Double] {
  let rho = ratios(tau, new, old)
  let whole = rho.reduce(1, *)
  var weights = rho.map { _ in 0.0 }
  var upToNow = 1.0
  for t in rho.indices {
    upToNow *= rho[t]
    // r_t counts for the action at t and for every one before it.
    for action in 0...t {
      let factor =
        switch weighing {
        case .trajectory: whole
        case .perDecision: upToNow
        case .upToTheAction: rho[...action].reduce(1, *)
        case .singleStep: rho[action]
        }
      weights[action] += factor * tau.rewards[t]
    }
  }
  return new.weightedScore(along: tau, weights: weights)
}

func length(_ vector: [Double]) -> Double { vector.reduce(0) { $0 + $1 * $1 }.squareRoot() }
func difference(_ x: [Double], _ y: [Double]) -> [Double] { zip(x, y).map { $0 - $1 } }

let lengths = Array(1...7)
let comparisons = lengths.map { horizon in
  let data = corridor.trajectories(of: old, horizon: horizon)
  let truth = corridor.policyGradient(of: new, horizon: horizon)
  return Weighing.allCases.map { weighing in
    let moments = data.moments { estimate($0, weighing, new, old) }
    let off = length(difference(moments.mean, truth)) / max(length(truth), 1e-300)
    return (variance: moments.totalVariance, off: off)
  }
}

var spreads = Table("T", "trajectory", "per decision", "up to the action", "single step")
var biases = Table("T", "trajectory", "per decision", "up to the action", "single step")
for (horizon, row) in zip(lengths, comparisons).dropFirst() {
  let variances = row.map { rounded($0.variance, 3) }
  let errors = row.map { rounded(100 * $0.off, 2) + " %" }
  spreads.add("\(horizon)", variances[0], variances[1], variances[2], variances[3])
  biases.add("\(horizon)", errors[0], errors[1], errors[2], errors[3])
}
show("The variance of one episode's estimate:")
show(spreads)
show("The error of its mean, as a share of the gradient's length:")
show(biases)

// snippet.hide
let names = ["trajectory", "per decision", "up to the\naction", "single step"]
let colors: [Color] = [.vermilion, .orange, .green, .blue]
var spreadPanel = Panel(x: "steps T", y: "variance of one episode's estimate")
for (k, name) in names.enumerated() {
  spreadPanel.line(
    x: lengths.map(Double.init), y: comparisons.map { $0[k].variance }, color: colors[k],
    marker: .circle, label: name)
}
figure(
  "weighings",
  "The variance of four off-policy gradient estimates against the horizon, by enumeration. The "
    + "single-step ratio varies least; it is also the one whose mean is furthest off.",
  alt:
    "Four rising curves of variance against the number of steps; that of the trajectory ratio is "
    + "the highest and that of the single-step ratio the lowest.",
  Figure(spreadPanel))
// snippet.show

/*:
See [@fig:weighings]: from two steps to seven the variance with the trajectory's weight goes from 2.792
to 780.130, with the single-step ratio from 1.511 to 54.581. The price is a bias of a third to a
half of the gradient. The bias is large because the step from $\theta'$ to $\theta$ is large: the
tests find a bias of first order, so half the step has about half the bias. The approximation
ignores the difference between the two policies everywhere except at the action itself: in the
states before it and in the values after it. How bad is that for a small step?

## The state distribution

Now write the gradient with states, and with the discount again. From here on the corridor has no
last step; $\gamma < 1$ keeps the sums finite. Let $d_\theta(s) = \sum_t \gamma^t P_\theta(s_t = s)$
be the discounted visits to $s$, the last chapter's $d_\gamma$; the index now names the policy that
walks. A discounted sum along a trajectory is a sum over visits,
$\mathbb{E}[\sum_t \gamma^t f(s_t, a_t)] = \sum_s d_\theta(s) \sum_a \pi_\theta(a \mid s) f(s, a)$,
and for a function of one pair $\mathbb{E}_\theta[f(s, a)]$ stands for this sum. (It is not a mean:
its weights sum to the discounted number of steps, which is $1/(1 - \gamma)$ without a last step.)
With the advantage $A_\theta$ of the last chapter, (2.9) reads

$$
\nabla_\theta J(\theta) = \mathbb{E}_{\theta}\left[ A_\theta(s, a) \, \nabla_\theta \log
\pi_\theta(a \mid s) \right] = \mathbb{E}_{\theta'}\left[ \frac{d_\theta(s) \, \pi_\theta(a \mid
s)}{d_{\theta'}(s) \, \pi_{\theta'}(a \mid s)} \, A_\theta(s, a) \, \nabla_\theta \log \pi_\theta(a
\mid s) \right]
$$ (3.16) {S2-E20}

This is exact but useless: you know neither $d_\theta$ nor $A_\theta$. So replace both by the old
ones, $d_\theta$ by $d_{\theta'}$ and $A_\theta$ by $A_{\theta'}$. The result is again a gradient.
Since $\pi_\theta \nabla_\theta \log \pi_\theta = \nabla_\theta \pi_\theta$ by (1.4), and nothing
else contains $\theta$,

$$
\mathbb{E}_{\theta'}\left[ \rho(s, a) \, A_{\theta'}(s, a) \, \nabla_\theta \log \pi_\theta(a \mid
s) \right] = \nabla_\theta \, \mathbb{E}_{\theta'}\left[ \rho(s, a) \, A_{\theta'}(s, a) \right]
$$ (3.17) {S2-E21 S2-E22}

The function differentiated on the right is the *surrogate objective*:

$$
L_{\theta'}(\theta) = \mathbb{E}_{\theta'}\left[ \frac{\pi_\theta(a \mid s)}{\pi_{\theta'}(a \mid
s)} \, A_{\theta'}(s, a) \right], \qquad \nabla_\theta L_{\theta'}(\theta') = \nabla_\theta
J(\theta')
$$ (3.18) {S2-E24 S0-E6}

At $\theta = \theta'$ its gradient is the policy gradient, exactly, because there is nothing to
replace. The value there is zero, by (2.7).

Keep the two policies apart. The pairs $s, a$ come from the *old* policy, so the old policy stands
in the denominator. Here are four readings of the new policy's expected advantage in the middle
cell, with discount 0.9; only the first is that of (3.18).
*/

let discounted = corridor.discounted(by: 0.9)
let oldAdvantages = discounted.advantages(of: old)
var readings = Table("actions drawn from", "divided by", "E[(π_θ / divisor) A]")
for (sampler, samplerName) in [(old, "old"), (new, "new")] {
  for (divisor, divisorName) in [(old, "old"), (new, "new")] {
    let value = (0..<2).map { a in
      sampler.probability(of: a, in: 1) * new.probability(of: a, in: 1)
        / divisor.probability(of: a, in: 1) * oldAdvantages[2 + a]
    }
    readings.add(samplerName, divisorName, rounded(value.reduce(0, +), 6))
  }
}
let meanAdvantage = discounted.expectedAdvantages(of: new, over: old)[1]
show("Σ_a π_θ(a) A(a) = \(rounded(meanAdvantage, 6)), where A is the old policy's advantage")
show(readings)

/*:
The last row is right as well, but useless: it needs data from the new policy.
*/

/// E[(π_θ / divisor) A] in the middle cell, actions drawn from `sampler`.
func reading(_ sampler: TabularPolicy, over divisor: TabularPolicy) -> Double {
  (0..<2).reduce(0) { sum, a in
    sum + sampler.probability(of: a, in: 1) * new.probability(of: a, in: 1)
      / divisor.probability(of: a, in: 1) * oldAdvantages[2 + a]
  }
}

// snippet.hide
verdict(
  on: "X10", .wrong,
  "The denominator must be the policy that was sampled. In the corridor actions of the new "
    + "policy, weighted by new over old, give \(rounded(reading(new, over: old), 6)) for an "
    + "expected advantage that is \(rounded(meanAdvantage, 6)); actions of the *old* policy with "
    + "the same ratio give \(rounded(reading(old, over: old), 6)). "
    + "(Without the clip, which chapter 5 puts in; it does not change whose data they are.)")
// snippet.show

/*:
Why may $d_\theta / d_{\theta'}$ be dropped? The dynamics do not depend on $\theta$, but the *states
that you meet* do: a policy that walks to the right is found on the right. The reason is that a
small step makes small errors, of different orders. Let $\theta$ be a step of length $\alpha$ away
from $\theta'$. Then

$$
\lVert d_\theta - d_{\theta'} \rVert = O(\alpha), \qquad \lVert \nabla L_{\theta'}(\theta) - \nabla
J(\theta) \rVert = O(\alpha), \qquad J(\theta) - J(\theta') - L_{\theta'}(\theta) = O(\alpha^2)
$$ (3.19)

All three quantities are smooth in $\theta$ and right at $\theta'$, so no error can be larger than
first order. In general states and gradient are wrong at that order. Only the *value* of the
surrogate is right to first order: it starts with the right value and the right slope, and two
functions that agree in both differ only at second order. Here are all three errors, measured.
{{ covers: S2-V3 }}
*/

let ascent = discounted.policyGradient(of: old)
let direction = ascent.map { $0 / length(ascent) }

/// The errors of visitation, gradient and value after a step of length α.
/// (The core's `surrogate` is J(θ') + L(θ), an estimate of J(θ).)
func surrogateErrors(step alpha: Double) -> [Double] {
  let moved = old.moved(along: direction, stepSize: alpha)
  let visits = difference(discounted.visitation(of: moved), discounted.visitation(of: old))
  let slopes = difference(
    discounted.surrogateGradient(at: moved, around: old), discounted.policyGradient(of: moved))
  let value = discounted.expectedReturn(of: moved) - discounted.surrogate(of: moved, around: old)
  return [length(visits), length(slopes), abs(value)]
}

let stepLengths = (0...8).map { exp2(Double($0) - 9) }
let stepErrors = stepLengths.map(surrogateErrors)

/// The slope of the least-squares line through the points on logarithmic axes.
func fittedOrder(_ x: [Double], _ y: [Double]) -> Double {
  let (u, v) = (x.map { log($0) }, y.map { log($0) })
  let centre = u.reduce(0, +) / Double(u.count)
  let numerator = zip(u, v).map { ($0 - centre) * $1 }.reduce(0, +)
  return numerator / u.map { ($0 - centre) * ($0 - centre) }.reduce(0, +)
}

let quantities = ["states d", "gradient", "value"]
let orders = (0..<3).map { k in
  fittedOrder(Array(stepLengths.prefix(5)), stepErrors.prefix(5).map { $0[k] })
}
var fitted = Table("error of", "α = 1/512", "α = 1/32", "α = 1/2", "fitted order")
for (k, name) in quantities.enumerated() {
  fitted.add(
    name, rounded(stepErrors[0][k], 8), rounded(stepErrors[4][k], 6), rounded(stepErrors[8][k], 4),
    rounded(orders[k], 3))
}
show(fitted)

// snippet.hide
var orderPanel = Panel(
  x: Axis("step length α", scale: .logarithmic), y: Axis("error", scale: .logarithmic))
for (k, color) in [Color.green, .blue, .orange].enumerated() {
  orderPanel.line(
    x: stepLengths, y: stepErrors.map { $0[k] }, color: color, marker: .circle,
    label: "\(quantities[k]):\norder \(rounded(orders[k], 2))")
}
let farSteps = (0...80).map { Double($0) / 8 }
var farPanel = Panel(x: "step length α", y: "expected return")
farPanel.line(
  x: farSteps,
  y: farSteps.map {
    discounted.surrogate(of: old.moved(along: direction, stepSize: $0), around: old)
  },
  color: .orange, label: "J(θ') + L(θ)")
farPanel.line(
  x: farSteps,
  y: farSteps.map { discounted.expectedReturn(of: old.moved(along: direction, stepSize: $0)) },
  color: .blue, label: "J(θ)")
figure(
  "orders",
  "Left: what the surrogate gets wrong after a step of length α along the gradient, on the "
    + "corridor with discount 0.9. "
    + "Right: the surrogate and the truth along the same direction, further out. They touch at "
    + "zero and part.",
  alt:
    "Left, three straight lines on logarithmic axes, two of slope one and one of slope two. "
    + "Right, two curves that leave the same point with the same slope and separate.",
  Figure(orderPanel, farPanel))
// snippet.show

/// The gradient of (3.16) with the new advantages, and the state ratio alone left out.
func withoutStateRatio(at moved: TabularPolicy) -> [Double] {
  let (visits, advantages) = (discounted.visitation(of: old), discounted.advantages(of: moved))
  var sum = [Double](repeating: 0, count: 6)
  for i in 0..<6 {
    let factor = visits[i / 2] * moved.probabilities[i] * advantages[i]
    for (b, score) in moved.score(of: i % 2, in: i / 2).enumerated() {
      sum[i / 2 * 2 + b] += factor * score
    }
  }
  return sum
}
let stateErrors = stepLengths.map { alpha in
  let moved = old.moved(along: direction, stepSize: alpha)
  return length(difference(withoutStateRatio(at: moved), discounted.policyGradient(of: moved)))
}
let stateOrder = fittedOrder(Array(stepLengths.prefix(5)), Array(stateErrors.prefix(5)))

// snippet.hide
verdict(
  on: "X3", .partly,
  "The reason is wrong: the visits do change, at first order (fitted \(rounded(orders[0], 3))), "
    + "and dropping their ratio alone, with the right advantages, puts the gradient wrong at "
    + "first order as well (\(rounded(stateOrder, 3)), by \(rounded(stateErrors[4], 4)) at α = "
    + "1/32). "
    + "What is right to first order, so that for short steps you *may* drop it, is the value of "
    + "the surrogate: its error is of order \(rounded(orders[2], 3)). (Without a step nothing is "
    + "wrong; what goes wrong grows with it.)"
)
// snippet.show

/*:
In the right half of [@fig:orders] the surrogate and the return leave the same point in the same
direction, then separate. Here the surrogate promises too little; on the pier of the next chapter it
will promise too much. So trust it near the policy where it was built, and nowhere else. The
surrogate itself does not say how far that is.
{{ covers: S4-V6 }}

### The same thing in a supervised learner's words

In (1.16) REINFORCE was a cross-entropy with a weight on each sample. Now there are two weights, the
advantage and the ratio, both held fixed while you differentiate. Let $k$ run over the $M$ pairs of
a batch (a mean over steps this time; with $1/N$ it reads the same):

$$
-\nabla_\theta \left( -\frac{1}{M} \sum_k \rho_k A_k \log \pi_\theta(a_k \mid s_k) \right) =
\frac{1}{M} \sum_k \rho_k A_k \nabla_\theta \log \pi_\theta(a_k \mid s_k) = \nabla_\theta \,
\frac{1}{M} \sum_k \frac{\pi_\theta(a_k \mid s_k)}{\pi_{\theta'}(a_k \mid s_k)} A_k
$$ (3.20)

On the left the ratio is a number; on the right it is a function of $\theta$, and is differentiated.
The gradients agree; the tests confirm it to 14 digits. The values are unrelated.
{{ covers: S4-V5 }}
*/

var sampler = PCG64(seed: 5)
let pairs = (0..<20).flatMap { _ in
  let tau = corridor.sampleTrajectory(of: old, horizon: 3, using: &sampler)
  return Array(zip(tau.states, tau.actions))
}

/// The mean over the sampled pairs of what `term` says about state, action, ratio and advantage.
func sampleMean(_ policy: TabularPolicy, _ term: (Int, Int, Double, Double) -> Double) -> Double {
  let terms = pairs.map { s, a in
    term(
      s, a, policy.probability(of: a, in: s) / old.probability(of: a, in: s),
      oldAdvantages[2 * s + a])
  }
  return terms.reduce(0, +) / Double(pairs.count)
}

// The weights of the cross-entropy are those at `new`, whatever the policy is moved to.
func crossEntropy(_ policy: TabularPolicy) -> Double {
  -sampleMean(new) { s, a, rho, advantage in
    rho * advantage * policy.logProbability(of: a, in: s)
  }
}
func sampledSurrogate(_ policy: TabularPolicy) -> Double {
  sampleMean(policy) { _, _, rho, advantage in rho * advantage }
}

var twoLosses = Table("", "cross-entropy, minus", "surrogate")
twoLosses.add("value", rounded(-crossEntropy(new), 6), rounded(sampledSurrogate(new), 6))
for i in slope.indices {
  let nudge = slope.indices.map { $0 == i ? 1e-4 : 0 }
  let (up, down) = (new.moved(along: nudge, stepSize: 1), new.moved(along: nudge, stepSize: -1))
  twoLosses.add(
    "slope, θ(\(i / 2), \(i % 2 == 0 ? "←" : "→"))",
    rounded((crossEntropy(down) - crossEntropy(up)) / 2e-4, 6),
    rounded((sampledSurrogate(up) - sampledSurrogate(down)) / 2e-4, 6))
}
show(twoLosses)

/*:
## CartPole

Now use it. Collect sixteen episodes, remember the log-probabilities of the actions, and take not
one gradient step but several: each pass over the batch is an *epoch*. In the first epoch every
ratio is one, and the step is a plain policy gradient. In the second the policy has moved, and the
ratios make up for it. In the core they are one line, the exponential of a difference:

$$
\rho_t = \exp\left( \log \pi_\theta(a_t \mid s_t) - \log \pi_{\theta'}(a_t \mid s_t) \right)
$$ {S0-i8}

The advantage is the discounted reward-to-go minus its mean over the batch. That mean contains the
return that it is subtracted from, so there is a bias like that of (1.15), which was one part in the
number of episodes; here there are sixteen. (This bias need not lie along the gradient, because one
mean serves all steps.) The rest is the loop that you know.
*/

enum Setting {
  static let learningRate = 0.01  // η
  static let discount: Float = 0.99  // γ
}

/// A_t = G_t − mean G, where G_t = r_t + γ G_{t+1} within each episode.
func advantages(of batch: EpisodeBatch<CartPole>) -> [Float] {
  let returns = rewardsToGo(batch.rewards, episodes: batch.episodes, discount: Setting.discount)
  let mean = returns.reduce(0, +) / Float(returns.count)
  return returns.map { $0 - mean }
}

func logProbabilities(_ distribution: CategoricalBatch<Float>, _ actions: [Int]) -> [Float] {
  actions.indices.map { distribution.logProbability(row: $0, action: actions[$0]) }
}

typealias Importance = @Sendable (_ new: [Float], _ old: [Float], _ episodes: [Int]) -> [Float]

/// ρ_t = exp(log π_θ(a_t|s_t) − log π_θ'(a_t|s_t)), one for each step   (3.17)
@Sendable func singleStepRatios(new: [Float], old: [Float], episodes: [Int]) -> [Float] {
  probabilityRatios(logProbabilities: new, old: old)
}

func train(
  seed: UInt64, steps: Int, epochs: Int, importance: Importance = singleStepRatios,
  report: ProgressReport
) -> (outcome: TrainingOutcome, policy: MLP<Float>, adam: Adam<Float>) {
  var generator = PCG64(seed: seed, stream: .initialisation)
  var policy = MLP<Float>(sizes: [4, 32, 2], outputGain: 0.01, using: &generator)
  var adam = Adam<Float>(
    parameterCount: policy.parameterCount, learningRate: Setting.learningRate)
  var batch = EpisodeBatch(CartPole(), count: 16, seed: seed)
  var pass = MLP<Float>.Pass()
  var distribution = CategoricalBatch<Float>(actionCount: 2)
  var gradient = [Float](repeating: 0, count: policy.parameterCount)

  while batch.collect(with: policy, stepLimit: steps) {
    let advantages = advantages(of: batch)
    var old: [Float] = []
    for epoch in 0..<epochs {
      policy.forward(batch.observations, rows: batch.count, &pass)
      distribution.update(logits: pass.output, rows: batch.count)
      let new = logProbabilities(distribution, batch.actions)
      if epoch == 0 { old = new }
      // w_t = ρ_t A_t / N
      let ratios = importance(new, old, batch.episodes)
      let weights = zip(ratios, advantages).map { $0 * $1 / 16 }
      // ĝ = Σ w_t ∇θ log π(a_t|s_t)
      distribution.scoreGradient(
        weights: weights, actions: batch.actions, into: &pass.outputGradient)
      policy.backward(batch.observations, &pass, into: &gradient)
      // θ ← θ + η ĝ
      adam.ascend(&policy.parameters, along: gradient)
    }
    report.add(steps: batch.count, return: Double(batch.returns.reduce(0, +) / 16))
  }
  let outcome = TrainingOutcome(
    episodeReturns: batch.endedReturns, episodeEnds: batch.endedAtStep, steps: batch.totalSteps,
    gradientSteps: adam.stepCount, weightsHash: policy.parameterHash)
  return (outcome, policy, adam)
}

func setup(_ algorithm: String, epochs: Int, weight: String = "ρ_t") -> TrainingSetup {
  TrainingSetup(
    algorithm: algorithm, environment: "CartPole-v1", environments: 16, rolloutLength: 500,
    epochs: epochs, minibatches: 1, hiddenSizes: [32],
    hyperparameters: [
      "learning rate": "\(Setting.learningRate)", "discount": "\(Setting.discount)",
      "baseline": "mean of the same batch", "importance weight": weight,
    ])
}

let epochCounts = [1, 4, 32]
let results = epochCounts.map { epochs in
  experiment(
    setup(epochs == 1 ? "reward-to-go" : "surrogate", epochs: epochs), chapter.options
  ) { seed, steps, report in
    train(seed: seed, steps: steps, epochs: epochs, report: report).outcome
  }
}

let learning = results.map { learningCurve(of: $0, steps: chapter.options.steps) }

/// The mean height of one run's learning curve over the first quarter of the steps, as in chapter 2.
func firstQuarter(_ run: TrainingRun) -> Double {
  let heights = learningCurve(of: [run], steps: chapter.options.steps).mean
  let first = heights.prefix(max(1, heights.count / 4))
  return first.reduce(0, +) / Double(first.count)
}

func cell(_ values: [Double]) -> String {
  "\(rounded(interquartileMean(values), 1)) (\(Summary(values).range))"
}

let early = results.map { $0.map(firstQuarter) }
var finals = Table("epochs", "first quarter", "last 100 episodes")
for (k, epochs) in epochCounts.enumerated() {
  finals.add(
    "\(epochs)", cell(early[k]), cell(results[k].map { $0.outcome.finalReturn ?? 0 }))
}
show(finals)
var bootstrap = PCG64(seed: 1, stream: .bootstrap)
let sooner = bootstrapInterval(
  ofDifference: early[1], minus: early[0], using: &bootstrap, statistic: interquartileMean)
show("First quarter, four epochs over one: \(rounded(sooner, 1))")

// snippet.hide
var curves = Panel(x: "environment steps", y: Axis("return of an episode", from: 0, to: 520))
for (k, color) in [Color.blue, .green, .vermilion].enumerated() {
  let name = epochCounts[k] == 1 ? "1 epoch" : "\(epochCounts[k]) epochs"
  curves.curve(learning[k], color: color, label: name)
}
figure(
  "learning-curves",
  "CartPole-v1 with one gradient step for each batch, and with several: interquartile mean over "
    + "ten seeds and 95% bootstrap band.",
  alt: "Three learning curves with bands, for one, four and thirty-two epochs on each batch.",
  Figure(curves))
// snippet.show

/*:
## What goes wrong

Take one batch apart. Each of the ten runs learns with one epoch for the first 30,000 steps. Then
`climb` collects one more batch of sixteen episodes and ascends the surrogate on it for forty steps,
with the optimiser as it stands. After every second step look at four things: the surrogate on a
second batch of the old policy, which is never climbed; the return of the policy in sixteen new
episodes, played only to look; the spread of the ratios over the batch; and the effective sample
size of the batch.
*/

/// One look at the policy while it climbs: the surrogate on the batch and on a second one, its
/// return, quantiles of the ratios, and n_eff / n.
struct Look: Sendable {
  var surrogate, unseen, episodeReturn, low, median, high, most, share: Double
}

/// The mean of ρ_t A_t over a batch.
func surrogate(_ ratios: [Float], _ advantages: [Float]) -> Double {
  zip(ratios, advantages).reduce(0) { $0 + Double($1.0 * $1.1) } / Double(ratios.count)
}

func look(
  _ policy: MLP<Float>, _ ratios: [Float], _ advantages: [Float], unseen: Double,
  played: inout EpisodeBatch<CartPole>
) -> Look {
  _ = played.collect(with: policy, stepLimit: .max)
  let sorted = ratios.map(Double.init).sorted()
  func quantile(_ share: Double) -> Double { sorted[Int(share * Double(sorted.count - 1))] }
  return Look(
    surrogate: surrogate(ratios, advantages), unseen: unseen,
    episodeReturn: Double(played.returns.reduce(0, +)) / 16, low: quantile(0.05),
    median: quantile(0.5), high: quantile(0.95), most: sorted.last!,
    share: effectiveSampleSize(of: sorted) / Double(sorted.count))
}

/// Forty gradient steps on the surrogate of one batch, with a look before the first and after every second.
func climb(seed: UInt64) -> [Look] {
  var (_, policy, adam) = train(seed: seed, steps: 30_000, epochs: 1, report: .silent)
  var batch = EpisodeBatch(CartPole(), count: 16, seed: seed + 1000)
  var played = EpisodeBatch(CartPole(), count: 16, seed: seed + 2000)
  var second = EpisodeBatch(CartPole(), count: 16, seed: seed + 3000)
  _ = batch.collect(with: policy, stepLimit: .max)
  _ = second.collect(with: policy, stepLimit: .max)
  let (climbed, unseen) = (advantages(of: batch), advantages(of: second))
  var pass = MLP<Float>.Pass()
  var distribution = CategoricalBatch<Float>(actionCount: 2)
  var gradient = [Float](repeating: 0, count: policy.parameterCount)
  var (old, oldSecond): ([Float], [Float]) = ([], [])
  var looks: [Look] = []
  func logs(_ batch: EpisodeBatch<CartPole>) -> [Float] {
    policy.forward(batch.observations, rows: batch.count, &pass)
    distribution.update(logits: pass.output, rows: batch.count)
    return logProbabilities(distribution, batch.actions)
  }
  for step in 0...40 {
    let newSecond = logs(second)
    let new = logs(batch)
    if step == 0 { (old, oldSecond) = (new, newSecond) }
    let ratios = probabilityRatios(logProbabilities: new, old: old)
    if step % 2 == 0 {
      let ratiosSecond = probabilityRatios(logProbabilities: newSecond, old: oldSecond)
      let onSecond = surrogate(ratiosSecond, unseen)
      looks.append(look(policy, ratios, climbed, unseen: onSecond, played: &played))
    }
    let weights = zip(ratios, climbed).map { $0 * $1 / 16 }
    distribution.scoreGradient(
      weights: weights, actions: batch.actions, into: &pass.outputGradient)
    policy.backward(batch.observations, &pass, into: &gradient)
    adam.ascend(&policy.parameters, along: gradient)
  }
  return looks
}

let seeds = chapter.options.seeds
let climbs = sideBySide(seeds.count) { climb(seed: seeds[$0]) }

/// The interquartile mean over the seeds of what is looked at, after 0, 2, … 40 steps.
func overSeeds(_ quantity: (Look) -> Double) -> [Double] {
  interquartileMeans(over: climbs.map { $0.map(quantity) })
}

var ruin = Table(
  "steps", "surrogate", "second batch", "return", "ρ at 5 %", "ρ at 95 %", "largest ρ", "n_eff / n")
for k in [0, 1, 2, 5, 10, 15, 20] {
  ruin.add(
    "\(2 * k)", rounded(overSeeds(\.surrogate)[k], 2), rounded(overSeeds(\.unseen)[k], 2),
    rounded(overSeeds(\.episodeReturn)[k], 1),
    rounded(overSeeds(\.low)[k], 3), rounded(overSeeds(\.high)[k], 2),
    rounded(overSeeds(\.most)[k], 1),
    rounded(overSeeds(\.share)[k], 3))
}
show(ruin)

/// The same with a band, for the figure.
func curve(_ quantity: (Look) -> Double) -> LearningCurve {
  var bootstrap = PCG64(seed: 3, stream: .bootstrap)
  return LearningCurve(
    steps: (0...20).map { 2 * Double($0) }, values: climbs.map { $0.map(quantity) },
    using: &bootstrap)
}

// snippet.hide
func climbPanel(_ axis: Axis, _ lines: [(String?, Color, (Look) -> Double)]) -> Panel {
  var panel = Panel(x: "gradient steps on one batch", y: axis)
  for (name, color, quantity) in lines {
    panel.curve(curve(quantity), color: color, label: name)
  }
  return panel
}
figure(
  "ruin",
  "Forty gradient steps on the surrogate of one batch. The surrogate rises, on a second batch of "
    + "the old policy as well; the return does not. "
    + "Interquartile mean over ten seeds and 95% bootstrap band.",
  alt:
    "Four panels against gradient steps: the surrogate, the return of the policy, quantiles of "
    + "the ratio on a logarithmic axis, and the effective share of samples.",
  Figure(
    climbPanel(
      "surrogate",
      [("this batch", .orange, { $0.surrogate }), ("second batch", .gray, { $0.unseen })]),
    climbPanel(Axis("return of an episode", from: 0), [(nil, .blue, { $0.episodeReturn })]),
    climbPanel(
      Axis("ratio ρ", scale: .logarithmic),
      [
        ("largest", .vermilion, { $0.most }), ("95 %", .purple, { $0.high }),
        ("median", .black, { $0.median }), ("5 %", .green, { $0.low }),
      ]),
    climbPanel(
      Axis("n_{eff} / n", from: 0, to: 1.05), [(nil, .skyBlue, { $0.share })])))
// snippet.show

/*:
The surrogate (top left in [@fig:ruin], orange) rises at every look. The return beside it does not
follow: for a few steps it stays at its start or a little above, then it falls far. Twenty steps on,
the surrogate still looks good: on *these* states, which the old policy visited, the new one takes
the actions that did well ever more often.

Two things are at work. Each advantage is a single noisy return, so the longer you climb on one
batch, the more you learn its accidents: on the second batch the surrogate reaches only 0.85, in
place of 1.42. But there, too, it rises while the return falls. The surrogate ignores the states
that the new policy reaches, and what the new policy does after the action. (3.17) dropped that
part, and a larger batch does not bring it back.

Look at the warning lights, too. The low ratios go to zero: one in twenty of the old policy's
actions is now almost ruled out, on the evidence of one batch. The large ones rise ever more slowly,
because a probability cannot exceed one. And the effective sample size still says that about half of
the batch is good, while more than half of the return is gone. It only measures the spread of the
single-step ratios on the old states. A state that the old policy never met has no weight in it.

[@fig:learning-curves] shows the same over whole runs. From the same number of environment steps,
four epochs at first learn faster than one: over the first quarter the mean return is 312.2 in place
of 171.5, and the interval of the difference excludes zero. The quarter is that of chapter 2. But it
was chosen because the curves part there, which flatters a difference. So the difference was
measured again on ten fresh seeds (`--seed 11`); the interval excludes zero there, too. Four epochs
do not end up better, and their band is wider. Thirty-two epochs on each batch do not learn the task
in the same number of steps.

## Try to break it

**Upside down.** Divide the old probability by the new one:

```diff
-  probabilityRatios(logProbabilities: new, old: old)
+  probabilityRatios(logProbabilities: old, old: new)
```

With one epoch nothing changes, since every ratio is one. What about four? Think of a bad action
that has just been made less likely: what weight does it get in the next epoch?
*/

func fourEpochs(_ slug: String, _ weight: String, _ importance: @escaping Importance) -> String {
  let setup = setup(slug, epochs: 4, weight: weight)
  let runs = experiment(setup, chapter.options) { seed, steps, report in
    train(seed: seed, steps: steps, epochs: 4, importance: importance, report: report).outcome
  }
  let values = runs.map { $0.outcome.finalReturn ?? 0 }
  var bootstrap = PCG64(seed: 1, stream: .bootstrap)
  let interval = bootstrapInterval(of: values, using: &bootstrap, statistic: interquartileMean)
  let unbroken = results[1].map { $0.outcome.finalReturn ?? 0 }
  let loss = bootstrapInterval(
    ofDifference: unbroken, minus: values, using: &bootstrap, statistic: interquartileMean)
  return
    "\(rounded(interquartileMean(values), 1)) (\(rounded(interval, 1))); lost \(rounded(loss, 1))"
}

let upsideDown = fourEpochs("surrogate-upside-down", "1/ρ_t") { new, old, _ in
  probabilityRatios(logProbabilities: old, old: new)
}
show("four epochs, upside down: \(upsideDown)")

/*:
Its weight is above one, so the action is pushed down harder in the second epoch and harder still in
the third. Good actions that have become likelier count less and less. The correction has become a
feedback. (“Lost” gives the interval of the difference from the four epochs above.) A test with one
epoch, or one that looks at $\theta = \theta'$ only, does not see this mistake.

**The exact weight.** Why be content with one ratio? (3.9) says which weight is right: the product
over the episode, the sum in the exponent:

```diff
-  probabilityRatios(logProbabilities: new, old: old)
+  probabilityRatios(logProbabilities: summed(new, episodes), old: summed(old, episodes))
```

In CartPole an episode has up to 500 steps. Look at (3.11) before you look at the numbers.
*/

/// For each step, the sum over its whole episode.
@Sendable func summed(_ numbers: [Float], _ episodes: [Int]) -> [Float] {
  var sums = [Float](repeating: 0, count: 16)
  for (number, episode) in zip(numbers, episodes) { sums[episode] += number }
  return episodes.map { sums[$0] }
}

let products500 = fourEpochs("surrogate-trajectory", "ρ(τ)") { new, old, episodes in
  probabilityRatios(logProbabilities: summed(new, episodes), old: summed(old, episodes))
}
show("four epochs, the product over the episode: \(products500)")

/*:
The interval of the loss contains zero: no difference shows. The exact weight may well be less
reliable: the interval of its mean is more than twice as wide as that of the four epochs above. Four
epochs go only three steps away from the data; (3.11) says what happens further out.

**The baseline outside.** With $\rho_t (G_t - b)$ the baseline is weighted like the return. Forget
the parentheses:

```diff
-    rho * (toGo - b)
+    rho * toGo - b
```

Here is the effect on the corridor, exact, for the single-step ratio: the gradient for *right* minus
that for *left* in the middle cell. By chapter 1 a baseline is free. Is it here?
*/

/// The mean of Σ_t w_t ∇log π_θ(a_t|s_t) over the old data of three steps.
func meanOverOldData(_ weight: (_ rho: Double, _ toGo: Double) -> Double) -> [Double] {
  oldData.moments { tau in
    let toGo = rewardsToGo(tau.rewards, discount: 1)
    return new.weightedScore(along: tau, weights: zip(ratios(tau, new, old), toGo).map(weight))
  }.mean
}

var parentheses = Table("baseline b", "ρ (G − b)", "ρ G − b")
for b in [0.0, 1, 2, 10] {
  let inside = meanOverOldData { rho, toGo in
    rho * (toGo - b)
  }
  let outside = meanOverOldData { rho, toGo in
    rho * toGo - b
  }
  parentheses.add(
    rounded(b, 0), rounded(inside[3] - inside[2], 4), rounded(outside[3] - outside[2], 4))
}
show(parentheses)

/*:
Inside the parentheses the baseline is free. Outside, every unit of $b$ adds the same error; at
$b = 10$ the difference is 5.5331 in place of 0.6884. The mean of a policy's score is zero over that
policy's *own* actions, (1.11). These actions are the old policy's; only $\rho$ turns them into the
new one's. At $\theta = \theta'$ the two columns are equal, so this mistake, too, hides in the first
epoch.

## Summary

- A mean under $p$ is a mean under $q$ with weights $\rho = p/q$, exactly, (3.2). The price is
  variance, (3.4), large where $q$ is small and $p$ is not.
- The effective sample size (3.6) says what the weights seen so far are worth. It cannot see the
  weights that have not been drawn.
- The self-normalised estimate accepts a bias of order $1/n$, (3.7), for a variance that does not
  depend on a constant in $f$, (3.8).
- The weight of a trajectory is the product of its ratios, (3.9). Its mean is one, its median falls
  and its variance grows exponentially with the length, (3.11). You can drop the ratios after a
  reward without harm, (3.13). Drop those between an action and its reward, or before the action,
  and the estimate is biased, (3.14) and (3.15).
- Keep a single ratio and the old advantages and you ascend the surrogate, (3.18). At the old policy
  its gradient is the policy gradient. A step away the gradient is wrong at first order, the value
  only at second, (3.19).
- On CartPole a few epochs on each batch learn faster than one at first; thirty-two do not learn the
  task in 200,000 steps.

The difference from the last chapter is one line, the ratio. **The next question:** how far may you
go? The surrogate does not know. Chapter 4 measures the distance between the two policies and keeps
it small.

## Exercises

Where it says *write … as*, a function waits for you in
[`Exercises/Stubs/Chapter3.swift`](Exercises/Stubs/Chapter3.swift). Put your answer there;
`make exercises CHAPTER=3` says whether it is right, and if not, for which numbers. Solutions that
pass the same tests stand in
[`Exercises/Solutions/Chapter3.swift`](Exercises/Solutions/Chapter3.swift). Look when you are
through, or stuck.

1. **Predict, then run.** Set `epochCounts` to 1, 2, 8 and 16. Where between four and thirty-two
   does it break? Then lower the learning rate to 0.0025, and look again: what counts, the number of
   epochs or how far the policy moves?
2. **Leave out the ratio.** Replace `ratios` by ones in `train`, so that each epoch does the step of
   chapter 2 again with old data. What does (3.15) become, and which of the curves changes most?
3. **Paper and pencil.** For two arms with probabilities $\tfrac12 \pm \varepsilon$ on data of a
   fair coin, show that $\chi^2 = 4 \varepsilon^2$ and that $\mathrm{KL} = 2 \varepsilon^2$ up to
   $O(\varepsilon^4)$. For how many steps does the standard deviation of $\rho(\tau)$ stay below one
   at $\varepsilon = 0.1$? (To check: 17.)
4. **The best $q$.** Which $q$ makes the variance (3.4) smallest? (By the inequality of Cauchy and
   Schwarz $\sum_x u_x v_x \leq \sqrt{\sum_x u_x^2} \sqrt{\sum_x v_x^2}$. You have to find $u$ and
   $v$.) Write it as [`bestProposal`](Exercises/Stubs/Chapter3.swift). On `target` and `gains` it
   leaves a variance of zero, since all gains are positive. Why is it of no use in practice?
5. **Weigh the states, too.** On the corridor you know $d_\theta$ and $d_{\theta'}$. Put their
   quotient into (3.17) and measure the order of the gradient's error again. The order is still one.
   Which replacement is to blame?
6. **What they are worth.** Write (3.6) as [`effectiveSampleSize`](Exercises/Stubs/Chapter3.swift),
   from log ratios, as they come for whole trajectories. The ratio of 2,000 steps may well be
   $e^{800}$, which no `Double` holds. Why does it not matter?
7. **Their own sum.** Write the self-normalised estimate as
   [`selfNormalisedMean`](Exercises/Stubs/Chapter3.swift). What does it say after a single sample,
   and what does the plain one of (3.2) say? Which of the two is right on average, and which never
   leaves the range of $f$?
8. **Only what came before.** Write the per-decision weight of (3.12) as
   [`perDecisionReturn`](Exercises/Stubs/Chapter3.swift), in one pass. The tests list all
   trajectories of the corridor under the old policy, and expect the return of the new one.
*/

chapter.finish()
