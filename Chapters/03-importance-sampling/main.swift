// snippet.hide
import Figures
import Foundation
import Notebook
import Proximal

// snippet.show

/*:
# 3 · Importance sampling

Chapter 2 plays sixteen episodes, takes one gradient step, and throws the episodes away, although
the policy has hardly changed. Why not learn from them again?

Three learners on CartPole differ in one number: their *epochs*, the gradient steps that they take
on each batch of episodes.

{{ picture: learning-curves }}

Four epochs learn sooner than one. Thirty-two do not learn the task: reuse helps green and ruins
red.

**The question.** How do you learn from episodes that an older policy played, and how far can you
trust them?

{{ here }}

The new factor $\rho_t$ is the *probability ratio*: the probability of the action $a_t$ under the
policy that you are improving, divided by its probability under the policy that took it. Actions
that have become likelier count more.
*/

let chapter = Chapter(
  3, "importance-sampling",
  "Data of an older policy, weighted: exact on small examples, run to ruin on CartPole-v1.",
  seeds: 10, steps: 200_000)

/*:
## Somebody else's samples

You want the mean of $f$ under a distribution $p$. The average of samples from $p$ is right on
average:

$$
\mathbb{E}_{x \sim p}[f(x)] \approx \frac{1}{n} \sum_{i=1}^{n} f(x_i), \qquad \mathbb{E}\left[
\frac{1}{n} \sum_{i=1}^{n} f(x_i) \right] = \mathbb{E}_{x \sim p}[f(x)]
$$ (3.1) {S2-E14}

But your samples come from another distribution $q$. Multiply and divide by $q(x)$, which must not
be zero where $p(x) f(x)$ is not:

$$
\begin{aligned} \mathbb{E}_{x \sim p}[f(x)] & = \sum_x p(x) f(x) = \sum_x q(x) \, \frac{p(x)}{q(x)}
\,
f(x) \\ & = \mathbb{E}_{x \sim q}\left[ \rho(x) f(x) \right], \qquad \rho(x) = \frac{p(x)}{q(x)}
\end{aligned}
$$ (3.2) {S2-E15 S2-E16 S2-i1}

The factor $\rho(x)$ is the *importance weight*. The identity is exact, for integrals too, if you
divide by the distribution that was sampled.

Try it on the whole numbers from −8 to 8, with two bells, $p$ on the left and $q$ on the right, and
$f(x) = x$. The bells stand so far apart that $\rho(x)$ is simply $2^{-x}$.
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
The weights turn the wrong sign into the right one, on average. But most samples from $q$ fall on
the right, where $f$ is positive; the few on the left carry weights up to $2^8$. How many samples
until you can trust the sign? Guess.

{{ box: The probability of a wrong sign, without simulation }}
The bells are mirror images with centres $\mp m$ and standard deviation $2.5$, so that
$\rho(x) = e^{-2 m x / 2.5^2}$. With $m = \frac{1}{2} \cdot 2.5^2 \log 2$ that is $2^{-x}$.

Every $\rho(x) f(x)$ is a multiple of $1/128$. So a sum of $n$ of them lies on a lattice, and one
more sample is a convolution: `sums[top + k]` is the probability that the sum is $k$ of these units.
The last line lists every sample of four, as a check.
*/

/// The probability that the sum of n draws is above zero, for n = 1 … most, by convolution.
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

/*:
{{ end }}
*/

// snippet.hide
var picture = Panel(x: "x", y: Axis("probability", from: 0, to: 0.2))
picture.bars(x: places.map { $0 - 0.2 }, heights: p.probabilities, width: 0.4, color: .blue)
picture.bars(x: places.map { $0 + 0.2 }, heights: q.probabilities, width: 0.4, color: .orange)
picture.text("p", at: Point(-3.8, 0.178), color: .blue)
picture.text("q", at: Point(4.2, 0.178), color: .orange)
picture.text("f < 0", at: Point(-6.6, 0.19), color: .gray)
picture.text("f > 0", at: Point(6.6, 0.19), color: .gray)
picture.verticalLine(0)
var wrongSign = Panel(
  x: Axis("samples n", scale: .logarithmic),
  y: Axis("probability of the wrong sign", from: 0, to: 1))
wrongSign.line(
  x: (1...mostSamples).map(Double.init), y: wrongFromQ, color: .orange)
wrongSign.text("from q, weighted", at: Point(12, 0.62), color: .orange, align: .left)
wrongSign.line(x: (1...32).map(Double.init), y: wrongFromP, color: .blue)
wrongSign.text("from p", at: Point(1.3, 0.19), color: .blue, align: .left)
figure(
  "wrong-sign",
  "Left: the samples come from q, the question is about p. Right: the probability, computed exactly, "
    + "that the average of n samples says "
    + "that the mean of f is positive. It is negative.",
  alt:
    "Two mirrored bells, p on the left where f is negative and q on the right. Beside them the "
    + "probability of a wrong sign against n: it falls within a few samples from p, and slowly from q.",
  covers: ["S2-F6"], Figure(picture, wrongSign))
// snippet.show

/*:
{{ covers: S2-i2 }}
On the right of [@fig:wrong-sign] the blue curve is down after about ten samples; the orange one
takes about a hundred. With up to four samples from $q$ the sign is wrong more often than not: rare
large errors balance many small ones. In [@fig:dots] one draw of forty weighs more than all the
others together. That variance is the price.
*/

// snippet.hide
// Forty draws from q.
var dotGenerator = PCG64(seed: 3)
let dotSampler = TabularPolicy(logits: [q.probabilities.map { log($0) }])
let dots = (0..<40).map { _ in places[dotSampler.sampleAction(in: 0, using: &dotGenerator)] }

/// Draws piled up over their places, each a disc whose area is its weight.
func dotPanel(_ title: String, _ weight: (Double) -> Double) -> Panel {
  var panel = Panel(
    title, x: Axis("x", from: -8.6, to: 8.6), y: Axis(from: 0, to: 4.3, ticks: .none))
  // A unit is as long upwards as it is to the right, so that a disc is round.
  panel.aspectRatio = 4.3 / 17.2
  panel.verticalLine(0)
  var heights: [Double: Double] = [:]
  for x in dots {
    let radius = 0.2 * weight(x).squareRoot()
    let middle = heights[x, default: 0] + radius
    heights[x] = middle + radius
    let disc = (0..<48).map { step in
      let angle = 2 * Double.pi * Double(step) / 48
      return Point(x + radius * cos(angle), middle + radius * sin(angle))
    }
    panel.region(disc, color: .orange, opacity: 0.75)
  }
  return panel
}
/// How much of the whole weight is that of these draws, in per cent.
func weightShare(_ some: [Double]) -> String {
  rounded(100 * some.map(rho).reduce(0, +) / dots.map(rho).reduce(0, +), 0) + "%"
}
let (negative, positive) = (dots.filter { $0 < 0 }, dots.filter { $0 > 0 })
let heaviest = [dots.min()!]
var countedPanel = dotPanel("40 draws from q, all counted alike") { _ in 1 }
countedPanel.text("f < 0: \(negative.count) draws", at: Point(-5, 3.7))
countedPanel.text("f > 0: \(positive.count) draws", at: Point(6, 3.7))
var weightedPanel = dotPanel("the same 40, each as large as its weight", rho)
weightedPanel.text("f < 0: \(weightShare(negative)) of the weight", at: Point(-5, 3.7))
weightedPanel.text(
  "one draw:\n\(weightShare(heaviest))", at: Point(heaviest[0] - 1.3, 1.13), align: .right)
weightedPanel.text("f > 0: \(weightShare(positive)) of the weight", at: Point(5.4, 3.7))
figure(
  "dots",
  "A sample of forty from q, piled up over its places. Above, all count alike. Below, the area of "
    + "each is its weight, $\\rho(x) = 2^{-x}$: the \(negative.count) draws where f is negative have "
    + "\(weightShare(negative)) of the weight, and one of them \(weightShare(heaviest)).",
  alt:
    "Two piles of discs over x. Above, forty discs of one size, most of them on the right. Below, "
    + "the same discs, those on the left large and those on the right down to specks.",
  Figure(countedPanel, weightedPanel, columns: 1))
// snippet.show

/*:
## What it costs

{{ detour: The variance of a weighted average, and how many samples of your own it is worth. }}

The variance of anything is

$$
\mathrm{Var}(X) = \mathbb{E}[X^2] - (\mathbb{E}[X])^2
$$ (3.3) {S2-E17}

Put $X = \rho f$ with $x \sim q$. The mean is $\mathbb{E}_p[f]$ by (3.2). In the second moment one
of the two factors $\rho$ turns $q$ into $p$, and the other one stays:

$$
\begin{aligned} \mathrm{Var}_{x \sim q}\left( \rho(x) f(x) \right) & = \mathbb{E}_{x \sim q}\left[
\rho(x)^2 f(x)^2 \right] - (\mathbb{E}_{x \sim p}[f(x)])^2 \\ & = \mathbb{E}_{x \sim p}\left[ f(x)^2
\rho(x) \right] - (\mathbb{E}_{x \sim p}[f(x)])^2 \end{aligned}
$$ (3.4) {S2-E18}

With samples of $p$ itself the $\rho$ that stayed would be one. It is large where $p$ is large and
$q$ is small. From here on let $q$ be positive wherever $p$ is. Take $f = 1$ to see the weights
alone. Their mean is one; their variance is called the divergence $\chi^2$ (*chi squared*):

$$
\begin{aligned} \mathbb{E}_{x \sim q}[\rho(x)] & = 1 \\ \mathrm{Var}_{x \sim q}(\rho(x)) & = \sum_x
q(x) \left( \frac{p(x)}{q(x)} - 1 \right)^2 = \chi^2 = \sum_x \frac{(p(x) - q(x))^2}{q(x)}
\end{aligned}
$$ (3.5)

How many unweighted samples are $n$ weighted ones worth? With equal weights, $n$; if all but one are
zero, 1. The usual answer is the *effective sample size*. Divide its numerator and denominator by
$n^2$: both then contain averages, which approach their means. By (3.3) and (3.5)
the mean of $\rho^2$ is $1 + \chi^2$, so

$$
n_{\mathrm{eff}} = \frac{\left( \sum_i \rho_i \right)^2}{\sum_i \rho_i^2}, \qquad
\frac{n_{\mathrm{eff}}}{n} \to \frac{(\mathbb{E}_q[\rho])^2}{\mathbb{E}_q[\rho^2]} = \frac{1}{1 +
\chi^2}
$$ (3.6)

Now move $q$ to the right, away from $p$. The exact columns come from (3.4) and (3.6), the sampled
ones from 1000 draws.
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
In the last rows the sampled variance leaves the exact one ([@fig:distance], left). It depends on a
few draws from the tail of $q$, and a sample without them looks better than it is: *the weights that
would raise the alarm have not been drawn.* A small effective sample size is a warning. A large one
is no promise.

## Dividing by the weights' own sum

{{ detour: An estimate that never leaves the range of f, and the small bias that it costs. }}

The weights have mean one, but their average over a sample differs from one. Divide by it, and you
have a weighted average of the $f(x_i)$:

$$
\tilde\mu = \frac{\sum_i \rho_i f(x_i)}{\sum_i \rho_i}
$$

This *self-normalised* estimator is in general biased. Let $p$ be positive for each of finitely many
outcomes, so that no average weight is near zero. Write $\mu = \mathbb{E}_p[f]$ and a bar for the
average over the sample, and expand around the means of the two averages:

$$
\tilde\mu - \mu = \frac{\overline{\rho (f - \mu)}}{\bar\rho} \approx \overline{\rho(f-\mu)} \,
\left( 1 - (\bar\rho - 1) \right)
$$

The first term has mean zero. The mean of the product
$\overline{\rho(f - \mu)} \, (\bar\rho - 1)$ is the covariance of the two averages: one $n$-th of
that for a single draw, $\mathbb{E}_q[\rho (f - \mu) \cdot \rho]$. What is left out begins with a
product of *three* such deviations, whose mean is of order $n^{-2}$. To the same order, the variance
comes from the first term alone. So

$$
\mathbb{E}[\tilde\mu] - \mu = -\frac{1}{n} \, \mathbb{E}_{x \sim q}\left[ \rho(x)^2 (f(x) - \mu)
\right] + O(n^{-2})
$$ (3.7)

$$
\mathrm{Var}(\tilde\mu) = \frac{1}{n} \, \mathbb{E}_{x \sim q}\left[ \rho(x)^2 (f(x) - \mu)^2
\right] + O(n^{-2})
$$ (3.8)

In (3.8) $f - \mu$ has taken the place of the $f$ of (3.4), so a large constant added to $f$ does no
harm. Here is every sample of up to ten draws, for three outcomes.
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
With one sample the weights cancel: nothing has been corrected. From there the bias falls as $1/n$,
the error only as $1/\sqrt n$, so with many samples the bias no longer matters. For few samples
(3.7) and (3.8) are rough; at ten (3.8) is still a quarter too small.

## Trajectories

Now let $x$ be a trajectory that the old policy $\pi_{\theta'}$ played; you ask about the new one,
$\pi_\theta$. Its probability is the product (1.1). In the quotient the start and the dynamics
cancel:

$$
\rho(\tau) = \frac{p_\theta(\tau)}{p_{\theta'}(\tau)} = \prod_{t=0}^{T-1} \rho_t, \qquad \rho_t =
\frac{\pi_\theta(a_t \mid s_t)}{\pi_{\theta'}(a_t \mid s_t)}
$$ (3.9) {S0-E10 S3-E11}

You need not know the world. Put this into the policy gradient (1.6):

$$
\nabla_\theta J(\theta) = \mathbb{E}_{\tau \sim p_\theta}\left[ R(\tau) \, \nabla_\theta \log
p_\theta(\tau) \right] = \mathbb{E}_{\tau \sim p_{\theta'}}\left[ \rho(\tau) \, R(\tau) \,
\nabla_\theta \log p_\theta(\tau) \right]
$$ (3.10) {S2-E19}

For fresh data, $\theta = \theta'$, every ratio is one and you are back in chapter 1.
{{ covers: S4-V1 S4-V2 }}

{{ box: The corridor agrees to six decimals; and a caution }}
(The old policy must give a positive probability to every action that the new one may take; every
softmax does.) The new policy is one gradient step of size 1 away from the old one:
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
A trajectory that has become twice as likely *counts* twice. That need not mean more reward. Take 3
off every return, and for most of the likelier trajectories the weighted return *falls*.
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
{{ end }}

### A product of many factors

The weight $\rho(\tau)$ is exact. The catch is the number of factors. Let the data come from a fair
coin, and the new policy lean to 0.6 against 0.4: every toss multiplies the weight by 1.2 or 0.8.

{{ box: The mean, the median and the variance of the product }}
For $T$ independent steps that are all alike,

$$
\begin{aligned} \mathbb{E}[\rho(\tau)] & = 1 \\ \mathbb{E}[\log \rho(\tau)] & = -T \cdot
\mathrm{KL}(\pi_{\theta'} \Vert \pi_\theta) \\ \mathrm{Var}(\rho(\tau)) & = (1 + \chi^2)^T - 1
\end{aligned}
$$ (3.11)

where $\mathrm{KL}(q \Vert p) = \sum_x q(x) \log \frac{q(x)}{p(x)}$; chapter 4 explains it. (For
independent factors the mean of the product is the product of the means, one for $\rho_t$ and, by
(3.5), $1 + \chi^2$ for $\rho_t^2$. The logarithm turns the product into a sum; the mean of one
$\log \rho_t$ is minus that sum.) Unless the two policies are the same, the typical weight,
$e^{\mathbb{E}[\log \rho]}$, goes to zero, and the variance grows exponentially.
*/

let coin = [0.5, 0.5]
let leaning = [0.6, 0.4]
let divergence = zip(coin, leaning).map { $0 * log($0 / $1) }.reduce(0, +)
let chiSquare = zip(coin, leaning).map { ($1 - $0) * ($1 - $0) / $0 }.reduce(0, +)

/// The distribution of ρ(τ) over T tosses: k heads have the binomial probability.
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
{{ end }}
*/

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
A straight line on the logarithmic axis of [@fig:horizon] is exponential: the median dies out, the
standard deviation explodes. At 200 steps half of all trajectories weigh no more than 0.0169, but
the mean is still 1: a few heavy ones make up for the rest. CartPole has up to 500: you want fewer
factors.

### Only what has happened

{{ detour: Which ratios you may drop without harm, and what a single one costs. }}

(From here to (3.15) the discount is 1 and $T$ is fixed.) The reward at step $t$ cannot depend on
what is done after it, and each later ratio has mean one, given what came before:
$\sum_a \pi_{\theta'}(a \mid s) \frac{\pi_\theta(a \mid s)}{\pi_{\theta'}(a \mid s)} = 1$. So drop
the later ratios, the last one first. Write $\rho_{0:t} = \rho_0 \rho_1 \cdots \rho_t$:

$$
\mathbb{E}_{\theta'}\left[ \rho_{0:t} \, r_t \right] = \mathbb{E}_{\theta'}\left[ \rho(\tau) \, r_t
\right] = \mathbb{E}_{\theta}[r_t]
$$ (3.12)

This is the *per-decision* weight. With the causality of chapter 2 it gives the gradient. Each pair
of an action at $t$ and a reward at $t' \ge t$ needs the ratios up to the reward:

$$
\nabla_\theta J(\theta) = \mathbb{E}_{\theta'}\left[ \sum_t \nabla_\theta \log \pi_\theta(a_t \mid
s_t) \sum_{t' \ge t} \rho_{0:t'} \, r_{t'} \right]
$$ (3.13)

It is tempting to stop at the action: ratios up to $t$, rewards from $t$ on. Then the ratios make
$s_0, a_0, \ldots, s_t, a_t$ as likely as the new policy makes them, but after $t$ the *old* policy
plays. With $\pi_\theta \nabla_\theta \log \pi_\theta = \nabla_\theta \pi_\theta$, (1.4),

$$
\begin{aligned} & \mathbb{E}_{\theta'}\left[ \sum_t \rho_{0:t} \, \nabla_\theta \log \pi_\theta(a_t
\mid s_t) \, G_t \right] \\ & \qquad = \sum_t \sum_s P_\theta(s_t = s) \sum_a \nabla_\theta \,
\pi_\theta(a \mid s) \, Q_{\theta',t}(s, a) \end{aligned}
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
on the corridor.
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
let names = ["trajectory", "per decision", "up to the action", "single step"]
let colors: [Color] = [.vermilion, .orange, .green, .blue]
let shapes: [PointShape] = [.diamond, .square, .triangle, .circle]
let horizonTicks = lengths.dropFirst().map(Double.init)
var spreadPanel = Panel(
  "the single step varies least …",
  x: Axis("steps T", ticks: .at(horizonTicks)),
  y: Axis("variance of one episode's estimate", scale: .logarithmic))
var biasPanel = Panel(
  "… and its mean is furthest off", x: Axis("steps T", ticks: .at(horizonTicks)),
  y: Axis("error of the mean", unit: "% of the gradient", from: 0, to: 60))
for (k, name) in names.enumerated() {
  spreadPanel.line(
    x: horizonTicks, y: comparisons.dropFirst().map { $0[k].variance }, color: colors[k],
    marker: shapes[k], label: name)
  biasPanel.line(
    x: horizonTicks, y: comparisons.dropFirst().map { 100 * $0[k].off }, color: colors[k],
    marker: shapes[k], label: name)
}
(spreadPanel.usesLegend, biasPanel.usesLegend) = (true, true)
biasPanel.text("trajectory, per decision: none", at: Point(4.5, 5))
figure(
  "weighings",
  "Four estimates of the gradient from old data, by enumeration. Left, on a logarithmic axis, "
    + "their variance. Right, how far their means are from the gradient, in per cent of its length. "
    + "The single-step ratio varies least and is furthest off.",
  alt:
    "Left, four rising curves of variance against the number of steps, the trajectory's highest, "
    + "then per decision, up to the action, and the single step. Right, the error: none for the first "
    + "two, 30 to 38 per cent up to the action, 35 to 52 for the single step.",
  Figure(spreadPanel, biasPanel))
// snippet.show

/*:
From two steps to seven ([@fig:weighings]) the variance with the trajectory's weight goes from 2.792
to 780.130, with the single-step ratio from 1.511 to 54.581. The price is a bias of a third to a
half of the gradient. It is of first order in the step from $\theta'$ to $\theta$, which is large
here.

## The state distribution

So ask about one action at a time. Sort the sum over an episode by its states, now with the
discount. Let $d_\theta(s) = \sum_t \gamma^t P_\theta(s_t = s)$ be the discounted visits of
$\pi_\theta$ to $s$. Write $\mathbb{E}_\theta[f(s, a)]$ for
$\mathbb{E}[\sum_t \gamma^t f(s_t, a_t)] = \sum_s d_\theta(s) \sum_a \pi_\theta(a \mid s) f(s, a)$,
a sum over visits, not a mean. Then (2.9) reads, on new data and on old,

$$
\begin{aligned} \nabla_\theta J(\theta) & = \mathbb{E}_{\theta}\left[ A_\theta(s, a) \,
\nabla_\theta
\log \pi_\theta(a \mid s) \right] \\ & = \mathbb{E}_{\theta'}\left[ \frac{d_\theta(s) \,
\pi_\theta(a \mid s)}{d_{\theta'}(s) \, \pi_{\theta'}(a \mid s)} \, A_\theta(s, a) \, \nabla_\theta
\log \pi_\theta(a \mid s) \right] \end{aligned}
$$ (3.16) {S2-E20}

This is exact, but you know neither $d_\theta$ nor $A_\theta$. The next step carries the rest of the
course, so take a minute: replace both by the old ones, $d_{\theta'}$ and $A_{\theta'}$. The result
is again a gradient, since $\pi_\theta \nabla_\theta \log \pi_\theta = \nabla_\theta \pi_\theta$ by
(1.4), and nothing else contains $\theta$:

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

At $\theta = \theta'$ nothing has been replaced: the surrogate's gradient is the policy gradient,
exactly, and its value is zero, by (2.7). One ratio is left. It corrects the probability of the
action, but not which states you meet, nor what is done after the action. Chapters 4 and 5 climb
this function, too, each with a brake of its own.

{{ box: Which policy stands in the denominator? }}
(From here on the corridor has no last step; $\gamma < 1$ keeps the sums finite. The weights in
$\mathbb{E}_\theta$ sum to the discounted number of steps.)

The pairs $s, a$ come from the *old* policy, so the old policy stands in the denominator. Here are
four readings of the new policy's expected advantage in the middle cell, with discount 0.9; (3.18)
has the first.
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
The last row is right as well, but it needs data from the new policy.
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
{{ end }}

Why may you leave those two out? A policy that walks right *does* meet other states. But a short
step makes small errors. Let $\theta$ be a step of length $\alpha$ away from $\theta'$. Then

$$
\begin{aligned} \lVert d_\theta - d_{\theta'} \rVert & = O(\alpha) \\ \lVert \nabla
L_{\theta'}(\theta) - \nabla J(\theta) \rVert & = O(\alpha) \\ J(\theta) - J(\theta') -
L_{\theta'}(\theta) & = O(\alpha^2) \end{aligned}
$$ (3.19)

In general the states and the gradient *are* wrong at first order. Only the surrogate's *height* is
better: at $\theta'$ both it and its slope are right.
{{ covers: S2-V3 }}

{{ box: Why these orders; the code of the figure below, and its table }}
All three errors are smooth in $\theta$ and zero at $\theta'$, so none is larger than first order.
Two smooth functions that agree in value and slope differ only at second order.
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

/*:
{{ end }}
*/

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
  color: .surrogate)
farPanel.text("J(θ') + L(θ)", at: Point(6, 14.4), color: .surrogate)
farPanel.line(
  x: farSteps,
  y: farSteps.map { discounted.expectedReturn(of: old.moved(along: direction, stepSize: $0)) },
  color: .trueObjective)
farPanel.text("J(θ)", at: Point(6, 24), color: .trueObjective)
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

/*:
On the right of [@fig:orders] surrogate and return leave one point in the same direction, then
separate. Here the surrogate promises too little; in chapter 4 it will promise too much. Trust it
only near the policy where it was built. It does not say how near.
{{ covers: S4-V6 }}

{{ box: Are the new advantages enough? }}
Put the new advantages back, and leave out the states' ratio alone: the gradient is still wrong at
first order.
*/

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
{{ end }}

## CartPole

The ratio is the exponential of a difference:

$$
\rho_t = \exp\left( \log \pi_\theta(a_t \mid s_t) - \log \pi_{\theta'}(a_t \mid s_t) \right)
$$ {S0-i8}

> **Algorithm 3 · Several epochs, weighted by the ratio**
>
> 1. Begin with a fresh policy $\theta$.
> 2. Play $N = 16$ episodes to their ends with $\pi_\theta$.
> 3. In each, from its end backwards, $G_t = r_t + \gamma \, G_{t+1}$. Then $A_t = G_t - \bar G$,
>    with the mean $\bar G$ over the batch.
> 4. Store each action's $\log \pi_{\theta'}(a_t \mid s_t)$.
> 5. Do lines 6 to 8 once for each epoch:
> 6. $\rho_t = \exp(\log \pi_\theta(a_t \mid s_t) - \log \pi_{\theta'}(a_t \mid s_t))$.
> 7. $\hat g = \frac{1}{N} \sum \rho_t A_t \, \nabla_\theta \log \pi_\theta(a_t \mid s_t)$.
> 8. $\theta \leftarrow \theta + \eta \, \hat g$, paced by Adam.
> 9. Forget the episodes. Go on with 2.

(`importance` is an argument so that you can break it later.)
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

// snippet.loop
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
// snippet.end

/*:
**What changed since chapter 2.** The epochs and the ratio are new. The critic rests until chapter
4: what it added did not show again on fresh seeds. The baseline is the mean of *this* batch, not of
the last: every surrogate begins at zero, at the price of a small bias.

{{ box: Line by line; the small bias; code of the runs and the table }}

{{ changes: reward-to-go → importance-sampling }}

The batch's mean contains the return it is subtracted from. That costs a small bias, as in (1.15),
though one that need not lie along the gradient.

The first quarter was chosen because the curves part there, which flatters a difference.
*/

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

/*:
{{ end }}
*/

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
In the first quarter of [@fig:learning-curves] four epochs have a mean return of 312.2,
one has 171.5. The interval of the difference excludes zero, on ten fresh seeds (`--seed 11`), too.
Four epochs do not end up better, and their band is wider. And thirty-two?

## What goes wrong

Take one batch apart. Each of ten runs learns with one epoch for 30,000 steps, then climbs the
surrogate of its next batch by forty gradient steps. Watch this surrogate, that of a second batch
(which nobody climbs), and the return of new episodes.

{{ box: The code of the climb, and its numbers }}
The optimiser goes on as it stands. Each look plays sixteen episodes.
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

/*:
{{ end }}
*/

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
    + "the old policy as well; the return rises for four steps and then falls. "
    + "Interquartile mean over ten seeds and 95% bootstrap band.",
  alt:
    "Four panels against gradient steps: the surrogate, the return of the policy, quantiles of "
    + "the ratio on a logarithmic axis, and the effective share of samples.",
  Figure(
    climbPanel(
      "surrogate",
      [("this batch", .surrogate, { $0.surrogate }), ("second batch", .vermilion, { $0.unseen })]),
    climbPanel(
      Axis("return of an episode", from: 0), [(nil, .trueObjective, { $0.episodeReturn })]),
    climbPanel(
      Axis("ratio ρ", scale: .logarithmic),
      [
        ("largest", .vermilion, { $0.most }), ("95 %", .purple, { $0.high }),
        ("median", .black, { $0.median }), ("5 %", .green, { $0.low }),
      ]),
    climbPanel(
      Axis("effective share", from: 0, to: 1.05), [(nil, .skyBlue, { $0.share })])))
// snippet.show

/*:
The surrogate (top left in [@fig:ruin], orange) rises at every look. The return beside it falls,
after a few steps, from 243.7 to 81.1.

Each advantage is a single noisy return, so the longer you climb, the more you learn the accidents
of one batch: on the second (red) the surrogate reaches 0.85, in place of 1.42. But, surprisingly,
it rises there too. On the *old* states the new policy ever more often takes the actions that did
well. The surrogate ignores the states that the new policy reaches, and what it does after the
action. No larger batch brings back what (3.17) dropped.

{{ box: The lower panels: why no alarm goes off }}
On the evidence of one batch, one in twenty of the old policy's actions is almost ruled out. The
large ratios rise ever more slowly, because a probability cannot exceed one. And the effective
sample size (3.6) still says that half of the batch is good, while more than half of the return is
gone. It measures the spread of the ratios on the old states; a state that the old policy never met
has no weight in it.
{{ end }}

**The next question:** how far may you go? Chapter 4 measures the distance between the two policies
and keeps it small.

## The same thing in a supervised learner's words

{{ detour: If you know supervised learning: the update is a weighted cross-entropy, in slope but not in value. }}

In (1.16) REINFORCE was a cross-entropy with a weight on each sample. Now there are two weights, the
advantage and the ratio, both held fixed while you differentiate. Let $k$ run over the $M$ pairs of
a batch:

$$
\begin{aligned} & -\nabla_\theta \left( -\frac{1}{M} \sum_k \rho_k A_k \log \pi_\theta(a_k \mid s_k)
\right) \\ & \qquad = \frac{1}{M} \sum_k \rho_k A_k \nabla_\theta \log \pi_\theta(a_k \mid s_k) =
\nabla_\theta \, \frac{1}{M} \sum_k \frac{\pi_\theta(a_k \mid s_k)}{\pi_{\theta'}(a_k \mid s_k)} A_k
\end{aligned}
$$ (3.20)

On the left the ratio is a number; on the right it is a function of $\theta$, and is differentiated.
The gradients agree, to 14 digits in the tests; the values are unrelated.
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
## Try to break it

**Upside down.** Divide the old probability by the new one:

```diff
-  probabilityRatios(logProbabilities: new, old: old)
+  probabilityRatios(logProbabilities: old, old: new)
```

With one epoch every ratio is one, and nothing changes. With four, take a bad action that has just
become less likely: what weight does it get next?

{{ box: The code that runs four epochs with another weight }}
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

/*:
{{ end }}
*/

show("four epochs, upside down: \(upsideDown)")

/*:
More than one, so each further epoch pushes the action down harder: the correction has become a
feedback. (“Lost”: compared with the four epochs above.) A test with one epoch cannot see this
mistake.

{{ box: The exact weight: why be content with one ratio? }}
By (3.9) it is the product over the episode, the sum in the exponent:

```diff
-  probabilityRatios(logProbabilities: new, old: old)
+  probabilityRatios(logProbabilities: summed(new, episodes), old: summed(old, episodes))
```

What does (3.11) make you expect?
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
The interval of the loss contains zero: no difference shows. The exact weight may be less reliable:
the interval of its mean is more than twice as wide as that of the four epochs above. Four epochs go
only three steps away from the data.
{{ end }}

{{ box: The baseline outside the parentheses }}
Forget the parentheses of $\rho_t (G_t - b)$:

```diff
-    rho * (toGo - b)
+    rho * toGo - b
```

On the corridor, exactly: the gradient for *right* minus that for *left* in the
middle cell.
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
Inside the parentheses the baseline is free. Outside, every unit of $b$ adds the same error. A
policy's score has mean zero over its *own* actions, (1.11). These are the old policy's; only $\rho$
turns them into the new one's. This mistake, too, hides in the first epoch.
{{ end }}

## To remember

- Weight each sample of another distribution by the ratio of probabilities, (3.2). That is exact;
  its price is variance.
- Keep one ratio and the old advantages, and you climb the surrogate, (3.18): right to first order
  near the old policy, no guide far away.
- Use a batch a few times: four epochs learn sooner than one; thirty-two do not learn CartPole in
  200,000 steps.

## Five questions

1. The old policy never takes an action that the new one takes. What do a million of its samples
   miss?

{{ box: Answer }}
All that the action leads to. No weight can bring it back. A softmax
gives no action the probability zero; but its rarest actions are hardly ever seen.
{{ end }}

2. The mean of $\rho(\tau)$ is one, yet after 200 tosses most weights are near zero. Where is the
   rest?

{{ box: Answer }}
In a few sequences with unusually many heads and enormous weights. A sample without them averages
far below one, and nothing in it says so.
{{ end }}

3. (3.17) replaces two things. For each, invent a mistake that the surrogate cannot see.

{{ box: Answer }}
Visits: the new policy walks into a state that the old one never met. Advantages: they suppose that
the *old* policy goes on after the action; the new one may go on worse.
{{ end }}

4. Why is the surrogate's gradient wrong at first order, its value only at second, (3.19)?

{{ box: Answer }}
The error of the value is that of the slope, added up along the way: order $\alpha$, over a way of
length $\alpha$.
{{ end }}

5. What would you conclude if the surrogate had *fallen* on the second batch?

{{ box: Answer }}
That the accidents of one batch may explain the ruin, and a larger batch may cure it. The surrogate
rises, so part of the fault is its own.
{{ end }}

## Exercises

Where it says *write … as*, a function waits for you in
[`Exercises/Stubs/Chapter3.swift`](Exercises/Stubs/Chapter3.swift). Put your answer there;
`make exercises CHAPTER=3` says whether it is right, and if not, for which numbers. Solutions that
pass the same tests stand in
[`Exercises/Solutions/Chapter3.swift`](Exercises/Solutions/Chapter3.swift). Look when you are done,
or stuck.

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
