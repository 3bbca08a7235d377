// snippet.hide
import Figures
import Foundation
import Notebook
import Proximal
import Synchronization

// snippet.show

/*:
# 4 · The KL penalty and TRPO

**The question.** Chapter 3 squeezed several gradient steps out of one batch, and watched the policy fall apart when it had moved too far from the
one that collected the data. How far may you go? In which units do you measure *far*? And how do you hold the step there?

The answer of this chapter is a *trust region*: a neighbourhood of the old policy, measured by how much the chances of actions change, in which
the surrogate can be believed. There are two ways to stay inside it, a fence (TRPO) and a leash (the KL penalty), and they are the
same thing seen from two sides. In the sum that every chapter ascends, the score weight is that of chapter 3, $w_t = \rho_t A_t$, less what the leash pulls: $\beta \nabla \mathrm{KL}$.
*/

let chapter = Chapter(
  4, "kl-penalty", "Trust regions: the KL penalty, the natural gradient and TRPO on CartPole-v1.",
  seeds: 10, steps: 200_000)

/*:
## What the surrogate does not see

A pier has four planks. Walk right and you come to deeper water, where the fish bite better: a step taken on plank $s$ earns $s$. Walk right from
the last plank and you fall in, which costs 5, and you climb out at the shore. The discount is $\gamma = 0.8$.

You walk in fog and cannot tell the planks apart, so your policy has a single knob: go right with chance $1 / (1 + e^{-\theta})$, wherever you are. Sharing one knob among
states is what every neural network does, only with more knobs.
*/

let pier = TabularMDP(
  transition: [
    [[1, 0, 0, 0], [0, 1, 0, 0]], [[1, 0, 0, 0], [0, 0, 1, 0]],
    [[0, 1, 0, 0], [0, 0, 0, 1]], [[0, 0, 1, 0], [1, 0, 0, 0]],
  ],
  reward: [[0, 0], [1, 1], [2, 2], [3, -5]], start: [1, 0, 0, 0], discount: 0.8)

/// One knob for the whole pier.
func walker(_ theta: Double) -> TabularPolicy {
  TabularPolicy(logits: Array(repeating: [0, theta], count: 4))
}

let careful = walker(-1)

/*:
What does a new policy $\pi'$ gain over the old $\pi$? Take the advantages of the old one, $A_\pi(s, a) = Q_\pi(s, a) - V_\pi(s)$, and follow the *new* one. Along
its trajectory the rewards and the values telescope:

$$
\sum_{t} \gamma^t A_\pi(s_t, a_t) \to \sum_{t} \gamma^t \left( r_t + \gamma V_\pi(s_{t+1}) - V_\pi(s_t) \right) = \sum_t \gamma^t r_t - V_\pi(s_0)
$$

The arrow is the mean over the next state, which turns $r_t + \gamma V_\pi(s_{t+1})$ into $Q_\pi(s_t, a_t)$; in the sum, every $\gamma^{t+1} V_\pi(s_{t+1})$ is taken away again by the next term. Now average over
the trajectories of $\pi'$: on the right stands $J(\pi') - J(\pi)$, because the first state has the same distribution under both. Collect the left side by states, with the *discounted visitation*
$d_\pi(s) = \sum_t \gamma^t \, \mathrm{P}(s_t = s)$, and you have the *performance-difference lemma* (Kakade and Langford, 2002):

$$
J(\pi') - J(\pi) = \sum_s d_{\pi'}(s) \sum_a \pi'(a \mid s) \, A_\pi(s, a)
$$ (4.1) {S0-E4 S0-E5}

It is exact, and it needs $d_{\pi'}$: the states that the *new* policy will visit, where you have not been. Take those of the old policy instead, where you have, and what
you get is the *surrogate*

$$
L_\pi(\pi') = J(\pi) + \sum_s d_\pi(s) \sum_a \pi'(a \mid s) \, A_\pi(s, a)
$$ (4.2) {S0-E6 S2-E27}

Sampled with actions of the old policy, the inner sum becomes $\mathbb{E}_{a \sim \pi}[\rho \, A_\pi]$ with the ratio $\rho = \pi'(a \mid s) / \pi(a \mid s)$: both the states and the actions are drawn from $\pi$, and the ratio would make
no sense otherwise. At $\pi' = \pi$ the surrogate is right, in value and in slope:

$$
L_\pi(\pi) = J(\pi), \qquad \nabla L_\pi(\pi')\big|_{\pi' = \pi} = \nabla J(\pi)
$$ (4.3)

and from there on it is a straight line in the chances, $L_\pi(\pi') - J(\pi')$ growing with the square of the step, while $J$ bends.
*/

var walk = Table("θ", "chance of right", "J", "J(−1) + (4.1)", "surrogate L")
for theta in [-1.0, -0.9, -0.5, 0, 1, 2] {
  let new = walker(theta)
  let byLemma =
    pier.expectedReturn(of: careful) + pier.performanceDifference(of: new, over: careful)
  walk.add(
    rounded(theta, 1), rounded(new.probability(of: 1, in: 0), 3),
    rounded(pier.expectedReturn(of: new), 4), rounded(byLemma, 4),
    rounded(pier.surrogate(of: new, around: careful), 4))
}
show(walk)

// snippet.hide
let knobs = (0...100).map { -1.6 + 0.05 * Double($0) }
func penalised(_ theta: Double, beta: Double) -> Double {
  pier.surrogate(of: walker(theta), around: careful)
    - beta * careful.klDivergence(to: walker(theta))[0]
}
var overshoot = Panel(
  "the whole way", x: "knob θ", y: Axis("return", from: -1, to: 6))
overshoot.verticalLine(-1, label: "old policy")
overshoot.line(
  x: knobs, y: knobs.map { pier.surrogate(of: walker($0), around: careful) }, color: .orange,
  label: "surrogate L")
overshoot.line(
  x: knobs, y: knobs.map { pier.expectedReturn(of: walker($0)) }, color: .blue, label: "true J")
overshoot.line(
  x: knobs, y: knobs.map { penalised($0, beta: 10) }, color: .green, label: "L − 10 KL")
let near = (0...100).map { -1.05 + 0.0012 * Double($0) }
var closeUp = Panel("close to the old policy", x: "knob θ", y: Axis("return", from: 1.35, to: 1.55))
closeUp.verticalLine(-1, label: "old policy")
closeUp.line(
  x: near, y: near.map { pier.surrogate(of: walker($0), around: careful) }, color: .orange,
  label: "L")
closeUp.line(
  x: near, y: near.map { pier.expectedReturn(of: walker($0)) }, color: .blue, dash: .dashed,
  label: "J")
closeUp.line(
  x: near, y: near.map { penalised($0, beta: 10) }, color: .green, label: "L − 10 KL")
closeUp.line(
  x: near, y: near.map { pier.lowerBound(of: walker($0), around: careful) }, color: .purple,
  label: "bound")
figure(
  "overshoot",
  "The surrogate sees the slope and not the water. Who climbs it to the end walks off the pier. The penalised surrogate turns back in time; the "
    + "bound (4.13), which can be trusted blindly, turns back almost at once.",
  alt:
    "Two panels of return against the knob. The surrogate rises for ever; the true return rises, peaks and falls below where it began. The penalised surrogate peaks before the true return does. In the close-up the bound peaks right beside the old policy.",
  Figure(overshoot, closeUp))
// snippet.show

/*:
The surrogate goes on rising to the last. Where the old policy walked, right was good; that the new policy will stand on the last plank all the time, it cannot know. (With a knob for
every state this could not happen on the pier: exercise 1.) So you need a measure of how far the policy has moved, and a price or a limit on it.

## How far apart are two policies?

Not by the length of the step in $\theta$. A distance between policies should compare what they *do*: the chances of actions. The standard one is the
*Kullback–Leibler divergence*,

$$
\mathrm{KL}(p \,\Vert\, q) = \sum_a p(a) \log \frac{p(a)}{q(a)} = \mathbb{E}_{a \sim p}\left[ \log p(a) - \log q(a) \right]
$$ (4.4) {S0-i1}

the mean of a log ratio, under the *first* distribution. Write either the sum with $p$ in it or the expectation without: one who puts $p$ inside the expectation as well counts every action twice over. It is
never negative, and zero only when the two are equal. Since $\log x \leq x - 1$, with equality at $x = 1$ alone,

$$
-\mathrm{KL}(p \,\Vert\, q) = \sum_a p(a) \log \frac{q(a)}{p(a)} \leq \sum_a p(a) \left( \frac{q(a)}{p(a)} - 1 \right) = 0
$$ (4.5)

It is no metric: the two directions differ. $\mathrm{KL}(p \Vert q)$ is large where $p$ does things that $q$ hardly ever does. For two normal distributions the integral can be done by hand: with $\log (p/q) = \log(\sigma_2/\sigma_1) + \frac{(x - \mu_2)^2}{2\sigma_2^2} - \frac{(x - \mu_1)^2}{2\sigma_1^2}$ and,
under $p$, $\mathbb{E}(x - \mu_1)^2 = \sigma_1^2$, $\mathbb{E}(x - \mu_2)^2 = \sigma_1^2 + (\mu_1 - \mu_2)^2$,

$$
\mathrm{KL}\left( N(\mu_1, \sigma_1^2) \,\Vert\, N(\mu_2, \sigma_2^2) \right) = \log \frac{\sigma_2}{\sigma_1} + \frac{\sigma_1^2 + (\mu_1 - \mu_2)^2}{2 \sigma_2^2} - \frac{1}{2}
$$ (4.6)
*/

func kl(_ p: [Double], _ q: [Double]) -> Double {
  Categorical(logits: p.map { log($0) }).divergence(to: Categorical(logits: q.map { log($0) }))
}
func klOfNormals(_ m1: Double, _ s1: Double, _ m2: Double, _ s2: Double) -> Double {
  DiagonalGaussian(mean: [m1], logStandardDeviation: [log(s1)])
    .divergence(to: DiagonalGaussian(mean: [m2], logStandardDeviation: [log(s2)]))
}

let (p, q) = ([0.5, 0.3, 0.2], [0.7, 0.2, 0.1])
let twice = zip(p, q).reduce(0) { $0 + $1.0 * $1.0 * log($1.0 / $1.1) }
var divergences = Table("p, q", "KL(p‖q)", "KL(q‖p)")
divergences.add("(.5 .3 .2), (.7 .2 .1)", rounded(kl(p, q), 5), rounded(kl(q, p), 5))
divergences.add(
  "(.5 .5), (.99 .01)", rounded(kl([0.5, 0.5], [0.99, 0.01]), 5),
  rounded(kl([0.99, 0.01], [0.5, 0.5]), 5))
divergences.add(
  "N(0, 1²), N(0, 2²)", rounded(klOfNormals(0, 1, 0, 2), 5), rounded(klOfNormals(0, 2, 0, 1), 5))
show(divergences)
show(
  "With p inside the expectation too, the first would come out as \(rounded(twice, 5)): negative.")

/*:
Now see why the length of $\theta$ will not do. Move a logit by 1, once where the policy is undecided and once where it is nearly sure; move the mean of a normal distribution
by 0.5, once with a wide one and once with a narrow one. Equal steps in $\theta$, and very unequal steps in what the policy does:
{{ covers: S4-V7 }}
*/

func rightOrLeft(_ theta: Double) -> [Double] {
  let right = 1 / (1 + exp(-theta))
  return [1 - right, right]
}
var unequal = Table("a step in θ", "KL(old‖new)")
unequal.add("logit 0 → 1", rounded(kl(rightOrLeft(0), rightOrLeft(1)), 5))
unequal.add("logit 4 → 5", rounded(kl(rightOrLeft(4), rightOrLeft(5)), 5))
unequal.add("mean 0 → 0.5 with σ = 0.2", rounded(klOfNormals(0, 0.2, 0.5, 0.2), 5))
unequal.add("mean 0 → 0.5 with σ = 2", rounded(klOfNormals(0, 2, 0.5, 2), 5))
show(unequal)

// snippet.hide
let logits = (0...120).map { -6 + 0.1 * Double($0) }
var softStep = Panel(x: "logit θ", y: Axis("chance of right", from: 0, to: 1.05))
softStep.line(x: logits, y: logits.map { rightOrLeft($0)[1] }, color: .gray)
softStep.points(x: [0, 1], y: [0, 1].map { rightOrLeft($0)[1] }, color: .orange, size: 1.2)
softStep.points(x: [4, 5], y: [4, 5].map { rightOrLeft($0)[1] }, color: .blue, size: 1.2)
softStep.text("0 → 1", at: Point(1.2, 0.6), color: .orange, align: .left)
softStep.text("4 → 5", at: Point(4.5, 0.9), color: .blue)
let actionsAxis = (0...240).map { -3 + 0.025 * Double($0) }
func density(_ x: Double, _ mean: Double, _ sigma: Double) -> Double {
  DiagonalGaussian(mean: [mean], logStandardDeviation: [log(sigma)]).logProbability(of: [x])
}
var bells = Panel(x: "action", y: "density")
for (sigma, color) in [(0.2, Color.orange), (2.0, .blue)] {
  for (mean, dash) in [(0.0, Dash.solid), (0.5, .dashed)] {
    bells.line(
      x: actionsAxis, y: actionsAxis.map { exp(density($0, mean, sigma)) }, color: color,
      dash: dash)
  }
}
bells.text("σ = 0.2", at: Point(1.3, 1.7), color: .orange)
bells.text("σ = 2", at: Point(2.2, 0.35), color: .blue)
figure(
  "unequal-steps",
  "Equal steps in $\\theta$. Left: a logit moves by 1, from the left dot of a pair to the right. Right: a mean moves by 0.5, from the solid curve to the dashed. The orange policies have changed beyond recognition, the blue ones hardly.",
  alt:
    "Left: a logistic curve with two pairs of dots a unit apart, steep between the orange pair and flat between the blue. Right: narrow normal densities that barely overlap and wide ones that nearly coincide.",
  Figure(softStep, bells))
// snippet.show

/*:
### Close by, a quadratic form

For small steps there is a simpler measure. Expand $\log \pi_{\theta + \Delta}(a)$ about $\theta$ and take the mean under $\pi_\theta$:

$$
\mathrm{KL}(\pi_\theta \,\Vert\, \pi_{\theta+\Delta}) = - \Delta^\top \, \mathbb{E}[\nabla \log \pi_\theta] - \frac{1}{2} \Delta^\top \, \mathbb{E}[\nabla^2 \log \pi_\theta] \, \Delta + O(\lVert \Delta \rVert^3)
$$

The first term is gone: the mean score is zero, (1.11). What remains is a quadratic form in the *Fisher information* $F$:

$$
\mathrm{KL}(\pi_\theta \,\Vert\, \pi_{\theta + \Delta}) = \frac{1}{2} \Delta^\top F \, \Delta + O(\lVert \Delta \rVert^3)
$$ (4.7)

$$
F = -\mathbb{E}\left[ \nabla^2 \log \pi_\theta \right] = \mathbb{E}\left[ \nabla \log \pi_\theta \, \nabla \log \pi_\theta^\top \right]
$$ (4.8)

The second equality: differentiate $\nabla \log \pi = \nabla \pi / \pi$ once more, $\nabla^2 \log \pi = \nabla^2 \pi / \pi - \nabla \log \pi \, \nabla \log \pi^\top$, and take the mean; $\mathbb{E}[\nabla^2 \pi / \pi] = \nabla^2 \sum_a \pi = \nabla^2 1 = 0$. So you need scores only, and those you
have. The form is the same for both directions of KL: they part company in the third order.

$$
\mathrm{KL}(\pi_\theta \,\Vert\, \pi_{\theta+\Delta}) - \mathrm{KL}(\pi_{\theta+\Delta} \,\Vert\, \pi_\theta) = O(\lVert \Delta \rVert^3)
$$ (4.9)

That is why nobody minds that the sources do not agree on the direction. The penalty of the PPO paper is $\mathrm{KL}(\text{old} \Vert \text{new})$; a common statement of the algorithm, and some libraries' TRPO, have $\mathrm{KL}(\text{new} \Vert \text{old})$. Halve the step, and the difference falls to an eighth:
*/

let three = TabularPolicy(logits: [[0.3, -0.7, 1.1]])
let direction = [0.0, 1.0, 0.0]
var shrinkingSteps = Table("step", "KL(old‖new)", "½ΔᵀFΔ", "KL(old‖new) − KL(new‖old)")
for step in [0.4, 0.2, 0.1, 0.05] {
  let moved = three.moved(along: direction, stepSize: step)
  let (there, back) = (three.klDivergence(to: moved)[0], moved.klDivergence(to: three)[0])
  // ΔᵀFΔ = E[(Δᵀ∇log π)²]
  let form = (0..<3).reduce(0.0) { sum, action in
    let slope = zip(three.score(of: action, in: 0), direction).reduce(0) { $0 + $1.0 * $1.1 }
    return sum + three.probability(of: action, in: 0) * slope * slope * step * step
  }
  shrinkingSteps.add(
    rounded(step, 2), rounded(there, 7), rounded(form / 2, 7), rounded(there - back, 7))
}
show(shrinkingSteps)

/*:
## A bound that is never broken

How wrong can the surrogate be? Subtract (4.2) from (4.1):

$$
J(\pi') - L_\pi(\pi') = \sum_s \left( d_{\pi'}(s) - d_\pi(s) \right) \bar A(s), \qquad \bar A(s) = \sum_a \pi'(a \mid s) \, A_\pi(s, a)
$$

Both factors are small when the policies are close. Measure closeness by the *total variation* $\mathrm{TV}(s) = \frac{1}{2} \sum_a |\pi'(a \mid s) - \pi(a \mid s)|$, and let $\alpha$ be its largest value over the states and $\epsilon = \max_{s, a} |A_\pi(s, a)|$. First factor: $\sum_a \pi(a \mid s) A_\pi(s, a) = 0$, so you may subtract it,

$$
|\bar A(s)| = \left| \sum_a (\pi'(a \mid s) - \pi(a \mid s)) \, A_\pi(s, a) \right| \leq 2 \, \mathrm{TV}(s) \, \epsilon
$$ (4.10)

Second factor: in each step the state distributions drift apart by at most $2 \alpha$ in the sum of absolute differences, so by $2 \alpha t$ in $t$ steps, and $\sum_t \gamma^t t = \gamma / (1 - \gamma)^2$:

$$
\sum_s \left| d_{\pi'}(s) - d_\pi(s) \right| \leq \sum_t \gamma^t \, 2 \alpha t = \frac{2 \alpha \gamma}{(1 - \gamma)^2}
$$ (4.11)

Together the error is at most $4 \alpha^2 \epsilon \gamma / (1 - \gamma)^2$. Last, Pinsker's inequality turns total variation into KL:

$$
\mathrm{TV}(s)^2 \leq \frac{1}{2} \mathrm{KL}(\pi \,\Vert\, \pi')(s) \leq \mathrm{KL}(\pi \,\Vert\, \pi')(s)
$$ (4.12)

and there is the theorem of the TRPO paper (Schulman et al., 2015), which is a little more generous than it need be:

$$
J(\pi') \geq L_\pi(\pi') - C \max_s \mathrm{KL}(\pi \,\Vert\, \pi')(s), \qquad C = \frac{4 \epsilon \gamma}{(1 - \gamma)^2}
$$ (4.13) {S0-E7}

Try it on thousands of worlds drawn at random, with two random policies in each, from nearly equal to very different:
*/

struct Trial {
  var divergence: Double
  var error: Double
  var allowed: Double
}

func trials(_ count: Int, discount: Double, seed: UInt64) -> [Trial] {
  var generator = PCG64(seed: seed)
  return (0..<count).map { index in
    let world = TabularMDP.random(states: 4, actions: 3, discount: discount, using: &generator)
    let old = TabularPolicy.random(states: 4, actions: 3, scale: 2, using: &generator)
    let other = TabularPolicy.random(states: 4, actions: 3, scale: 2, using: &generator)
    let new = old.moved(along: other.logits, stepSize: exp(-Double(index % 5)))
    let divergence = old.klDivergence(to: new).max()!
    let error = world.surrogate(of: new, around: old) - world.expectedReturn(of: new)
    return Trial(
      divergence: divergence, error: error,
      allowed: world.boundCoefficient(around: old) * divergence)
  }
}

let tried = [0.5, 0.9, 0.99].map { trials(2000, discount: $0, seed: 4) }
var looseness = Table(
  "discount", "pairs", "violations", "largest share of C·KL needed", "median share")
for (discount, trials) in zip([0.5, 0.9, 0.99], tried) {
  let shares = trials.map { $0.error.magnitude / $0.allowed }.sorted()
  looseness.add(
    rounded(discount, 2), grouped(trials.count), "\(trials.count { $0.error > $0.allowed })",
    rounded(shares.last!, 6), rounded(shares[shares.count / 2], 6))
}
show(looseness)

// snippet.hide
var cloud = Panel(
  x: Axis("largest KL(old‖new) over the states", scale: .logarithmic),
  y: Axis("return", scale: .logarithmic))
let shown = tried[1].prefix(500)
cloud.points(
  x: shown.map(\.divergence), y: shown.map(\.allowed), color: .orange, size: 0.6,
  label: "what the bound allows, C KL")
cloud.points(
  x: shown.map(\.divergence), y: shown.map(\.error.magnitude), color: .blue, size: 0.6,
  label: "error of the surrogate, |L − J|")
cloud.usesLegend = true
figure(
  "bound",
  "The error of the surrogate and what the bound allows for it, for 500 of the pairs with $\\gamma = 0.9$. Both grow in proportion to KL. The bound holds; between it and the truth there is room.",
  alt:
    "Two clouds of points on logarithmic axes, both rising with slope one; the orange cloud of allowed errors lies far above the blue cloud of actual errors.",
  Figure(cloud))
// snippet.show

/*:
Never violated, and very loose. What is it good for? It tells you that a safe step *exists*. Call the right side of (4.13) $M(\pi')$. It is $J(\pi)$ at $\pi' = \pi$, so

$$
J(\pi') - J(\pi) \geq M(\pi') - M(\pi)
$$ (4.14)

Whatever improves $M$ improves the true return by at least as much. Maximise it, start again from the new policy, and the return rises at every step, with no step size to choose. On the pier, beside the same with a price of 10 in place of $C$:
*/

/// The highest point of a curve with one peak between `low` and `high`, by ternary search.
func peak(_ low: Double, _ high: Double, of f: (Double) -> Double) -> Double {
  var (low, high) = (low, high)
  for _ in 0..<80 {
    let (a, b) = (low + (high - low) / 3, high - (high - low) / 3)
    if f(a) < f(b) { low = a } else { high = b }
  }
  return (low + high) / 2
}

func climb(steps: Int, price: (TabularPolicy) -> Double) -> [Double] {
  (0..<steps).reduce(into: [-1.0]) { thetas, _ in
    let (theta, old) = (thetas.last!, walker(thetas.last!))
    let price = price(old)
    thetas.append(
      peak(theta - 1, theta + 1) {
        pier.surrogate(of: walker($0), around: old) - price * old.klDivergence(to: walker($0))[0]
      })
  }
}

let byTheory = climb(steps: 300) { pier.boundCoefficient(around: $0) }
let byTaste = climb(steps: 300) { _ in 10 }
func pierReturn(_ theta: Double) -> Double { pier.expectedReturn(of: walker(theta)) }
var safety = Table("steps", "J with the bound's C", "J with a price of 10")
for step in [0, 1, 3, 10, 30, 100, 300] {
  safety.add(
    "\(step)", rounded(pierReturn(byTheory[step]), 5), rounded(pierReturn(byTaste[step]), 5))
}
show(safety)
let gains = zip(byTheory, byTheory.dropFirst()).map { pierReturn($1) - pierReturn($0) }
show(
  "J rose in \(gains.count { $0 > 0 }) of \(gains.count) steps; C began at \(rounded(pier.boundCoefficient(around: careful), 1))."
)

/*:
So theory hands you a guarantee that you would not live to enjoy, and shows what shape a practical method must have: *the surrogate, and a hold on the KL*. What follows are ways to hold.

## The fence and the leash

A fence: go as high as you can within a distance $\delta$,

$$
\underset{\theta}{\text{maximise}} \; L(\theta) \quad \text{subject to} \quad \overline{\mathrm{KL}}(\pi_{\text{old}} \,\Vert\, \pi_\theta) \leq \delta
$$ (4.15) {S0-E2 S3-E2 S2-E25}

A leash: go where you like, but distance costs $\beta$ a nat,

$$
\underset{\theta}{\text{maximise}} \; L(\theta) - \beta \, \overline{\mathrm{KL}}(\pi_{\text{old}} \,\Vert\, \pi_\theta)
$$ (4.16) {S0-E3 S0-E8 S3-E3 S3-E4 S2-E26}

Here $\overline{\mathrm{KL}}$ is the mean over the states that you have visited, $\mathbb{E}_{s \sim d_\pi}[\mathrm{KL}(s)]$: the largest KL of (4.13) is out of reach of samples, and it is the distance of *policies*, not of $\theta$. The surrogate is the one *around the old policy*, with the old policy's
states and advantages.
{{ covers: S4-V8 }}

The two are one problem. Where a smooth function is largest on the fence, its gradient cannot have a part along the fence, so it points straight across it; and it does so exactly where the leashed walker comes to rest. These are the conditions of Karush, Kuhn and Tucker:

$$
\nabla L(\theta^{*}) = \beta \, \nabla \overline{\mathrm{KL}}(\theta^{*}), \qquad \beta \geq 0, \qquad \beta \left( \overline{\mathrm{KL}}(\theta^{*}) - \delta \right) = 0
$$ (4.17)

For every $\delta$ there is a $\beta$ that gives the same step. Check it on the corridor of chapter 1, with $\gamma = 0.9$, solving both problems by two methods that do not know of one another. First the fence: walk along it, by the part of $\nabla L$ that is left
when the part along $\nabla \mathrm{KL}$ is taken out, and step back onto it. The ratio of the two gradients at the end is $\beta$. Then the leash, with this $\beta$: plain gradient ascent from the old policy, with no fence in sight.
*/

let corridor = TabularMDP.corridor.discounted(by: 0.9)
let old = TabularPolicy(logits: [[0.5, -0.5], [0.2, -0.2], [0.0, 0.3]])
let visits = corridor.normalisedVisitation(of: old)

func dot(_ x: [Double], _ y: [Double]) -> Double { zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } }
func meanKL(_ new: TabularPolicy) -> Double { dot(visits, old.klDivergence(to: new)) }
/// ∂KL / ∂z(s,a) = d(s) (π'(a|s) − π(a|s))
func klGradient(_ new: TabularPolicy) -> [Double] {
  old.probabilities.indices.map {
    visits[$0 / 2] * (new.probabilities[$0] - old.probabilities[$0])
  }
}

/// The policy between the old one and this, or beyond, at the distance δ.
func pulledBack(_ new: TabularPolicy, to delta: Double) -> TabularPolicy {
  let step = zip(new.logits, old.logits).map { $0 - $1 }
  var length = 1.0
  for _ in 0..<30 {
    length *= (delta / meanKL(old.moved(along: step, stepSize: length))).squareRoot()
  }
  return old.moved(along: step, stepSize: length)
}

func fenced(_ delta: Double) -> (policy: TabularPolicy, beta: Double) {
  let start = corridor.surrogateGradient(at: old, around: old)
  var (policy, beta) = (pulledBack(old.moved(along: start, stepSize: 0.01), to: delta), 0.0)
  for _ in 0..<1000 {
    let gradient = corridor.surrogateGradient(at: policy, around: old)
    let across = klGradient(policy)
    beta = dot(gradient, across) / dot(across, across)
    let along = zip(gradient, across).map { $0 - beta * $1 }
    policy = pulledBack(policy.moved(along: along, stepSize: 1 / beta), to: delta)
  }
  return (policy, beta)
}

func leashed(_ beta: Double) -> TabularPolicy {
  (0..<3000).reduce(old) { policy, _ in
    let gradient = corridor.surrogateGradient(at: policy, around: old)
    let net = zip(gradient, klGradient(policy)).map { $0 - beta * $1 }
    return policy.moved(along: net, stepSize: 1 / beta)
  }
}

var both = Table(
  "δ", "β at the fence", "KL at the end of the leash", "largest difference of a chance")
for delta in [0.0001, 0.001, 0.01, 0.1] {
  let (policy, beta) = fenced(delta)
  let other = leashed(beta)
  let difference = zip(policy.probabilities, other.probabilities).map { ($0 - $1).magnitude }.max()!
  both.add(
    "\(delta)", rounded(beta, 4), rounded(meanKL(other), 8), rounded(difference, 10))
}
show(both)

/*:
A $\delta$ of a hundredth of a nat is easy to imagine, and means the same at the beginning of training and at the end. The $\beta$ that belongs to it depends on the scale of the rewards, the policy and the world. That is the case for the fence. The case for the leash is that any optimiser can
climb (4.16), and that (4.15) needs one of its own.

## The natural gradient

Here is the optimiser. For a small $\delta$ replace $L$ by its slope $g = \nabla L$ and KL by (4.7): maximise $g^\top \Delta$ subject to $\frac{1}{2} \Delta^\top F \Delta \leq \delta$. By (4.17) $g = \beta F \Delta$, so $\Delta = F^{-1} g / \beta$. Put this into the constraint, $\frac{1}{2} g^\top F^{-1} g / \beta^2 = \delta$, and solve for $\beta$:

$$
\Delta = \sqrt{\frac{2 \delta}{g^\top F^{-1} g}} \; F^{-1} g, \qquad \beta = \sqrt{\frac{g^\top F^{-1} g}{2 \delta}}
$$ (4.18) {S4-V9}

$F^{-1} g$ is the *natural gradient* (Amari, 1998; Kakade, 2002), and the step size has chosen itself. For a table of logits it has a simple form: the advantages themselves, without the factor $d(s) \, \pi(a \mid s)$ of the plain gradient, which all but stops where the policy seldom goes or is nearly sure.
*/

let slope = corridor.policyGradient(of: old)
let natural = corridor.naturalGradient(of: old)
let squaredLength = dot(slope, natural)
var shortSteps = Table("δ", "β by (4.18)", "β at the fence", "KL of the step (4.18)")
for delta in [0.0001, 0.001, 0.01, 0.1] {
  let step = old.moved(along: natural, stepSize: (2 * delta / squaredLength).squareRoot())
  shortSteps.add(
    "\(delta)", rounded((squaredLength / (2 * delta)).squareRoot(), 4),
    rounded(fenced(delta).beta, 4), rounded(meanKL(step), 6))
}
show(shortSteps)

/*:
### Without ever holding F

A network with a million knobs has a Fisher information with $10^{12}$ entries. But you do not need $F$; you need $F^{-1} g$, and *conjugate gradients* (Hestenes and Stiefel, 1952) solve $F x = g$ from products $F v$ alone. A product is cheap: for a network with outputs $z$ and Jacobian $J = \partial z / \partial \theta$,

$$
F v = \frac{1}{N} \sum_t J_t^\top M_t J_t \, v, \qquad M_t = \mathrm{diag}(\pi) - \pi \pi^\top
$$ (4.19)

Read from the right: a derivative along $v$ (forwards through the network), a small product for each state, and one backward pass. Each iteration of conjugate gradients costs one such product:

{{ listing: conjugate-gradient }}

Here is a network of 58 parameters in 40 states, small enough to hold $F$ as a table and solve the system the long way. A little *damping* $\lambda v$ is added to $F v$, which makes up for directions that the sample says nothing about.
*/

var generator = PCG64(seed: 4)
let small = MLP<Double>(sizes: [4, 8, 2], outputGain: 1, using: &generator)
let states = (0..<(40 * 4)).map { _ in 2 * generator.random() - 1 }
var fisher = FisherVectorProduct(policy: small, observations: states, rows: 40, damping: 0.001)
let n = small.parameterCount
var rightSide = (0..<n).map { _ in 2 * generator.random() - 1 }
var dense: [Double] = []
for column in 0..<n {
  var product = rightSide
  fisher.apply(to: (0..<n).map { $0 == column ? 1 : 0 }, into: &product)
  dense += product
}
let longWay = solveLinearSystem(matrix: dense, rightSide: rightSide)!

var solving = Table("iterations", "largest error of F⁻¹g")
for iterations in [1, 5, 10, 20, 40, 80] {
  let solution = ConjugateGradient(iterations: iterations, residualTolerance: 0)
    .solve(rightSide) { v, product in fisher.apply(to: v, into: &product) }
  let error = zip(solution.x, longWay).map { ($0 - $1).magnitude }.max()!
  solving.add("\(iterations)", error > 1e-6 ? rounded(error, 6) : "below 10⁻⁶")
}
show(solving)

/*:
### It does not care how you wrote the policy down

Let somebody describe the same policies with other knobs, $\theta = M \phi$. By the chain rule $g_\phi = M^\top g$ and $F_\phi = M^\top F M$, so

$$
M \Delta_\phi = M \left( M^\top F M \right)^{-1} M^\top g = F^{-1} g = \Delta_\theta
$$ (4.20)

(the length $g^\top F^{-1} g$ does not change either): the two take *the same step in policies*. The plain gradient does not: it goes $M M^\top g$. For knobs that bend, $\theta = h(\phi)$, the matrix $M$ is the Jacobian of $h$, which changes on the way, and the two part in the second order:

$$
h(\phi + \Delta_\phi) = \theta + \Delta_\theta + O(\lVert \Delta \rVert^2)
$$ (4.21)

A bandit with three arms shows both. Its policy has two free logits (the third is 0). The other knobs are $M = \begin{pmatrix} 2 & 1 \\ 0 & 0.5 \end{pmatrix}$, and the bent ones $\theta = \sinh \phi$.
*/

let bandit = TabularMDP.bandit(rewards: [1, 2, 4])
let here = [0.4, -0.3]
func arms(_ z: [Double]) -> TabularPolicy { TabularPolicy(logits: [[z[0], z[1], 0]]) }

/// The step (4.18) in knobs φ, where J is ∂θ/∂φ, row by row; and ∇φ.
func steps(_ jacobian: [[Double]], delta: Double) -> (natural: [Double], plain: [Double]) {
  let policy = arms(here)
  let g = Array(bandit.policyGradient(of: policy)[0..<2])
  let f = bandit.fisherInformation(of: policy)
  let F = [[f[0], f[1]], [f[3], f[4]]]
  func transposed(_ v: [Double]) -> [Double] {
    (0..<2).map { j in dot([jacobian[0][j], jacobian[1][j]], v) }
  }
  let gradient = transposed(g)
  let columns = (0..<2).map { j in
    transposed(F.map { dot($0, [jacobian[0][j], jacobian[1][j]]) })
  }
  let direction = solveLinearSystem(
    matrix: [columns[0][0], columns[1][0], columns[0][1], columns[1][1]], rightSide: gradient)!
  let length = (2 * delta / dot(gradient, direction)).squareRoot()
  return (direction.map { length * $0 }, gradient)
}

func chances(_ z: [Double]) -> String {
  arms(z).probabilities.map { rounded($0, 4) }.joined(separator: "  ")
}
func times(_ matrix: [[Double]], _ v: [Double]) -> [Double] { matrix.map { dot($0, v) } }
let (identity, other) = ([[1.0, 0], [0, 1]], [[2.0, 1], [0, 0.5]])
var knobsTable = Table("chances of the arms after", "knobs θ", "knobs φ, θ = Mφ")
knobsTable.add("no step", chances(here), chances(here))
let (thetaSteps, phiSteps) = (steps(identity, delta: 0.01), steps(other, delta: 0.01))
func after(_ step: [Double]) -> String { chances(zip(here, step).map { $0 + $1 }) }
knobsTable.add(
  "a natural step, δ = 0.01", after(thetaSteps.natural), after(times(other, phiSteps.natural)))
knobsTable.add(
  "a plain step, η = 0.3", after(thetaSteps.plain.map { 0.3 * $0 }),
  after(times(other, phiSteps.plain.map { 0.3 * $0 })))
show(knobsTable)

/// How far apart the natural steps with θ and with sinh φ end.
func bending(delta: Double) -> Double {
  // θ = sinh φ, ∂θ/∂φ = cosh φ = √(1 + θ²)
  let root = here.map { (1 + $0 * $0).squareRoot() }
  let phi = zip(here, root).map { log($0 + $1) }
  let bent = steps([[root[0], 0], [0, root[1]]], delta: delta).natural
  let straight = steps(identity, delta: delta).natural
  let gap = (0..<2).map { here[$0] + straight[$0] - sinh(phi[$0] + bent[$0]) }
  return dot(gap, gap).squareRoot()
}
var orders = Table("δ", "distance of the two ends", "order in the step")
for delta in [0.04, 0.01, 0.0025, 0.000625] {
  orders.add(
    "\(delta)", rounded(bending(delta: delta), 7),
    rounded(log2(bending(delta: delta) / bending(delta: delta / 4)), 3))
}
show(orders)

/*:
## TRPO

*Trust region policy optimisation* (Schulman et al., 2015) is the natural gradient with a conscience. The step (4.18) comes from two approximations and a sample, so it may break the fence or make things worse. Before you take it, look: compute the KL and the surrogate at the end of the step, and while

$$
\overline{\mathrm{KL}}(\pi_{\text{old}} \,\Vert\, \pi_{\theta + c \Delta}) < \delta \quad \text{and} \quad L(\theta + c \Delta) > L(\theta)
$$ (4.22)

do not both hold, shorten it: $c = 1, 0.8, 0.64, \ldots$. If none of ten tries passes, stay where you are.

{{ listing: trust-region }}

## A leash that learns its length

Keep the penalty and let $\beta$ find itself. Make some gradient steps on (4.16) with the present $\beta$. Then measure how far you went, $d = \overline{\mathrm{KL}}(\pi_{\text{old}} \Vert \pi_\theta)$, and compare with how far you meant to go, $d_{\text{targ}}$:

$$
\beta \leftarrow \begin{cases} \beta / 2 & d < d_{\text{targ}} / 1.5 \\ 2 \beta & d > 1.5 \, d_{\text{targ}} \\ \beta & \text{otherwise} \end{cases}
$$ (4.23) {S0-i2 S3-i1 S3-i2 S3-i3 S3-E7 S3-E8}

Too far: the next step is dearer. Not far: it is cheaper.
{{ covers: S1-V2 }}
The course notes state the same with two limits of your own,

$$
\beta \leftarrow \begin{cases} \beta / 2 & d < \mathrm{KL}_{\min} \\ 2 \beta & d > \mathrm{KL}_{\max} \\ \beta & \text{otherwise} \end{cases}
$$ (4.24) {S2-i4}

and (4.23) is this with $\mathrm{KL}_{\min} = d_{\text{targ}} / 1.5$ and $\mathrm{KL}_{\max} = 1.5 \, d_{\text{targ}}$. The step that broke the limit is *not* taken back. This is why it is a leash and not a fence: a single step may go too far, and only the next one will be held.
*/

var byTarget = AdaptiveKLCoefficient(beta: 1, rule: .target(0.01))
var byLimits = AdaptiveKLCoefficient(beta: 1, rule: .range(0.002...0.05))
var leash = Table("d", "β by (4.23), target 0.01", "β by (4.24), 0.002 … 0.05")
for d in [0.03, 0.06, 0.012, 0.004, 0.001, 0.01] {
  byTarget.update(meanKL: d)
  byLimits.update(meanKL: d)
  leash.add("\(d)", rounded(byTarget.value, 2), rounded(byLimits.value, 2))
}
show(leash)

// snippet.hide
let farther = (0...400).map { 0.2 * exp(Double($0) * 0.01 * log(5) / 2) }
func factor(_ ratio: Double) -> Double {
  var beta = AdaptiveKLCoefficient(beta: 1, rule: .target(1))
  beta.update(meanKL: ratio)
  return beta.value
}
var rule = Panel(
  x: Axis(
    "d / d_{targ}", from: 0.2, to: 5, scale: .logarithmic,
    ticks: .named([(0.2, "0.2"), (2.0 / 3, "1/1.5"), (1.5, "1.5"), (5, "5")])),
  y: Axis("β is multiplied by", from: 0, to: 2.5))
for piece in [
  farther.filter { $0 < 2.0 / 3 }, farther.filter { $0 >= 2.0 / 3 && $0 <= 1.5 },
  farther.filter { $0 > 1.5 },
] {
  rule.line(x: piece, y: piece.map(factor), color: .blue, width: 1.5)
}
rule.text("went nowhere:\nloosen", at: Point(0.36, 0.8), color: .green)
rule.text("about right", at: Point(1, 1.3), color: .gray)
rule.text("went too far:\ntighten", at: Point(2.7, 1.6), color: .orange)
figure(
  "beta-rule", "The rule (4.23): three cases for the distance that the update went.",
  alt:
    "A staircase: one half below two thirds of the target, one up to 1.5 times the target, two beyond.",
  covers: ["S1-F1"], Figure(rule))
// snippet.show

/*:
Put together, this is *PPO with an adaptive KL penalty* (Schulman et al., 2017), the elder and less known of PPO's two forms: collect a batch, estimate advantages, make $K$ gradient steps on (4.16), set $\beta$ by (4.23), repeat.
{{ covers: S3-A1 S3-E6 S2-A1 }}

## CartPole

The loop is the one that you know, with whole episodes. The critic of chapter 2 gives the advantages, $\hat A_t = G_t - V(s_t)$, scaled to mean 0 and standard deviation 1 over the batch, so that $\beta$ has a scale to live on. The
learning rate 0.004 was chosen on seeds 1 to 30 among 0.002 to 0.005, so that the adaptive penalty works; the other settings, on the seeds reported. The methods are
compared at these settings, not at the best for each.
*/

// snippet.hide
/// V(s) by a network of its own, in units of 1/(1 − γ).
struct Critic {
  let discount: Float = 0.99
  var network: MLP<Float>
  var adam: Adam<Float>
  var pass = MLP<Float>.Pass()
  var gradient: [Float]
  var returns: [Float] = []

  init(using generator: inout PCG64) {
    network = MLP<Float>(sizes: [4, 32, 1], outputGain: 1, using: &generator)
    adam = Adam(parameterCount: network.parameterCount, learningRate: 0.01)
    gradient = network.parameters
  }

  /// Â_t = G_t − V(s_t), to mean 0 and standard deviation 1.
  mutating func advantages(of batch: EpisodeBatch<CartPole>) -> [Float] {
    var following = [Float](repeating: 0, count: 8)
    returns = batch.rewards
    for t in returns.indices.reversed() {
      let episode = batch.episodes[t]
      following[episode] = (1 - discount) * batch.rewards[t] + discount * following[episode]
      returns[t] = following[episode]
    }
    network.forward(batch.observations, rows: batch.count, &pass)
    let advantages = returns.indices.map { returns[$0] - pass.output[$0] }
    let mean = advantages.reduce(0, +) / Float(batch.count)
    let variance = advantages.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(batch.count)
    return advantages.map { ($0 - mean) / (variance.squareRoot() + 1e-8) }
  }

  /// Steps down the mean of (V(s_t) − G_t)².
  mutating func fit(to batch: EpisodeBatch<CartPole>) {
    for _ in 0..<20 {
      network.forward(batch.observations, rows: batch.count, &pass)
      for t in 0..<batch.count {
        pass.outputGradient[t] = 2 * (pass.output[t] - returns[t]) / Float(batch.count)
      }
      network.backward(batch.observations, &pass, into: &gradient)
      adam.descend(&network.parameters, along: gradient)
    }
  }
}

/// What the updates of each run did: how far they went, and at what price.
final class Trace: Sendable {
  let updates = Mutex<[UInt64: [(kl: Double, beta: Double)]]>([:])
  func add(seed: UInt64, kl: Double, beta: Double) {
    updates.withLock { $0[seed, default: []].append((kl, beta)) }
  }
}
// snippet.show

func train(
  seed: UInt64, steps: Int, beta startingBeta: Double, adapts: Bool, trace: Trace,
  report: ProgressReport
) -> TrainingOutcome {
  var generator = PCG64(seed: seed, stream: .initialisation)
  var policy = MLP<Float>(sizes: [4, 32, 2], outputGain: 0.01, using: &generator)
  var critic = Critic(using: &generator)
  var adam = Adam<Float>(parameterCount: policy.parameterCount, learningRate: 0.004)
  var batch = EpisodeBatch(CartPole(), count: 8, seed: seed)
  var pass = MLP<Float>.Pass()
  var (old, new) = (
    CategoricalBatch<Float>(actionCount: 2), CategoricalBatch<Float>(actionCount: 2)
  )
  var gradient = policy.parameters
  var objective = KLPenalizedSurrogate<Float>(beta: startingBeta)
  var beta = AdaptiveKLCoefficient(beta: max(startingBeta, 1e-9), rule: .target(0.01))

  while batch.collect(with: policy, stepLimit: steps) {
    let advantages = critic.advantages(of: batch)
    policy.forward(batch.observations, rows: batch.count, &pass)
    old.update(logits: pass.output, rows: batch.count)
    for _ in 0..<20 {
      policy.forward(batch.observations, rows: batch.count, &pass)
      new.update(logits: pass.output, rows: batch.count)
      // ∇ (mean of ρ_t Â_t − β KL(π_old‖π))   (4.16)
      objective.update(new, old: old, actions: batch.actions, advantages: advantages)
      objective.gradient(of: new, old: old, actions: batch.actions, into: &pass.outputGradient)
      policy.backward(batch.observations, &pass, into: &gradient)
      adam.ascend(&policy.parameters, along: gradient)
    }
    policy.forward(batch.observations, rows: batch.count, &pass)
    new.update(logits: pass.output, rows: batch.count)
    // d, and the β of the next batch   (4.23)
    let d = old.meanDivergence(to: new)
    trace.add(seed: seed, kl: d, beta: objective.beta)
    if adapts {
      beta.update(meanKL: d)
      objective.beta = beta.value
    }
    critic.fit(to: batch)
    report.add(steps: batch.count, return: Double(batch.returns.reduce(0, +) / 8))
  }
  return TrainingOutcome(
    episodeReturns: batch.endedReturns, episodeEnds: batch.endedAtStep, steps: batch.totalSteps,
    gradientSteps: adam.stepCount, weightsHash: policy.parameterHash)
}

/*:
With $\beta = 0$ this is the plain surrogate of chapter 3. The natural gradient and TRPO differ only in the update: no Adam, no $\beta$, no learning rate.
*/

func trainInTrustRegion(
  seed: UInt64, steps: Int, searches: Bool, trace: Trace, report: ProgressReport
) -> TrainingOutcome {
  var generator = PCG64(seed: seed, stream: .initialisation)
  var policy = MLP<Float>(sizes: [4, 32, 2], outputGain: 0.01, using: &generator)
  var critic = Critic(using: &generator)
  var batch = EpisodeBatch(CartPole(), count: 8, seed: seed)
  var pass = MLP<Float>.Pass()
  var distribution = CategoricalBatch<Float>(actionCount: 2)
  var logProbabilities: [Float] = []
  var updates = 0
  var trustRegion = TrustRegion(
    policy: policy, settings: TrustRegionSettings(maxKL: 0.01, cgDamping: 0.01))

  while batch.collect(with: policy, stepLimit: steps) {
    let advantages = critic.advantages(of: batch)
    policy.forward(batch.observations, rows: batch.count, &pass)
    distribution.update(logits: pass.output, rows: batch.count)
    logProbabilities = [Float](repeating: 0, count: batch.count)
    distribution.logProbabilities(of: batch.actions, into: &logProbabilities)
    // Δ by (4.18); TRPO then shortens it until (4.22) holds
    let step =
      searches
      ? trustRegion.update(
        &policy, observations: batch.observations, actions: batch.actions,
        oldLogProbabilities: logProbabilities, advantages: advantages, rows: batch.count)
      : trustRegion.naturalGradientStep(
        &policy, observations: batch.observations, actions: batch.actions,
        oldLogProbabilities: logProbabilities, advantages: advantages, rows: batch.count)
    trace.add(seed: seed, kl: step.meanKL, beta: 0)
    updates += 1
    critic.fit(to: batch)
    report.add(steps: batch.count, return: Double(batch.returns.reduce(0, +) / 8))
  }
  return TrainingOutcome(
    episodeReturns: batch.endedReturns, episodeEnds: batch.endedAtStep, steps: batch.totalSteps,
    gradientSteps: updates, weightsHash: policy.parameterHash)
}

func setup(_ algorithm: String, epochs: Int = 20) -> TrainingSetup {
  TrainingSetup(
    algorithm: algorithm, environment: "CartPole-v1", environments: 8, rolloutLength: 500,
    epochs: epochs, minibatches: 1, hiddenSizes: [32])
}

struct Method {
  let name: String
  let color: Color
  let trace: Trace
  let runs: [TrainingRun]

  init(
    _ name: String, _ color: Color, _ setup: TrainingSetup,
    train: @Sendable (UInt64, Int, Trace, ProgressReport) -> TrainingOutcome
  ) {
    let trace = Trace()
    (self.name, self.color, self.trace) = (name, color, trace)
    runs = experiment(setup, chapter.options) { train($0, $1, trace, $2) }
  }
}

let methods = [
  Method("plain surrogate", .gray, setup("surrogate")) {
    train(seed: $0, steps: $1, beta: 0, adapts: false, trace: $2, report: $3)
  },
  Method("β = 0.01, fixed", .orange, setup("fixed-kl")) {
    train(seed: $0, steps: $1, beta: 0.01, adapts: false, trace: $2, report: $3)
  },
  Method("β = 100, fixed", .purple, setup("fixed-kl")) {
    train(seed: $0, steps: $1, beta: 100, adapts: false, trace: $2, report: $3)
  },
  Method("adaptive β", .blue, setup("adaptive-kl")) {
    train(seed: $0, steps: $1, beta: 1, adapts: true, trace: $2, report: $3)
  },
  Method("natural gradient", .skyBlue, setup("natural-gradient", epochs: 1)) {
    trainInTrustRegion(seed: $0, steps: $1, searches: false, trace: $2, report: $3)
  },
  Method("TRPO", .green, setup("trpo", epochs: 1)) {
    trainInTrustRegion(seed: $0, steps: $1, searches: true, trace: $2, report: $3)
  },
]

var bootstrap = PCG64(seed: 1, stream: .bootstrap)
var results = Table("method", "interquartile mean of the last 100 returns", "95% interval")
for method in methods {
  let values = method.runs.map { $0.outcome.finalReturn ?? 0 }
  let interval = bootstrapInterval(of: values, using: &bootstrap, statistic: interquartileMean)
  results.add(
    method.name, rounded(interquartileMean(values), 1),
    "\(rounded(interval.low, 1)) … \(rounded(interval.high, 1))")
}
show(results)

// snippet.hide
func curve(_ runs: [TrainingRun]) -> LearningCurve {
  var bootstrap = PCG64(seed: 2, stream: .bootstrap)
  return LearningCurve(
    runs: runs.map { ($0.outcome.episodeEnds, $0.outcome.episodeReturns) },
    totalSteps: chapter.options.steps, using: &bootstrap)
}
func curvePanel(_ title: String, _ methods: [Method]) -> Panel {
  var panel = Panel(
    title, x: Axis("environment steps", ticks: .at([0, 100_000, 200_000])),
    y: Axis("return of an episode", from: 0, to: 520))
  for method in methods {
    let curve = curve(method.runs)
    panel.band(
      x: curve.steps, from: curve.band.map(\.low), to: curve.band.map(\.high), color: method.color)
    panel.line(x: curve.steps, y: curve.mean, color: method.color, label: method.name)
  }
  panel.usesLegend = true
  return panel
}
figure(
  "learning-curves",
  "CartPole-v1: the interquartile mean over ten seeds and its 95% bootstrap band. Left, no hold on the KL, or a wrong one. Right, the trust regions.",
  alt:
    "Two panels of learning curves with bands: on the left the plain surrogate and two fixed penalties, on the right adaptive penalty, natural gradient and TRPO.",
  Figure(
    curvePanel("no β, or a wrong one", Array(methods[0...2])),
    curvePanel("trust regions", Array(methods[3...5]))))
// snippet.show

/*:
What became of the KL, update by update? Each line is the interquartile mean over the seeds.
*/

// snippet.hide
/// The interquartile mean over the seeds of something about each update.
func typical(_ method: Method, _ value: ((kl: Double, beta: Double)) -> Double) -> [Double] {
  let runs = method.trace.updates.withLock { updates in
    chapter.options.seeds.map { (updates[$0] ?? []).map(value) }
  }
  let shortest = runs.map(\.count).min() ?? 0
  return (0..<shortest).map { update in interquartileMean(runs.map { $0[update] }) }
}
var divergence = Panel(
  "how far an update went", x: "update",
  y: Axis("mean KL(old‖new)", from: 1e-6, to: 10, scale: .logarithmic))
divergence.horizontalLine(0.01)
for method in methods where method.name != "natural gradient" {
  let values = Array(typical(method) { max($0.kl, 1e-6) }.prefix(40))
  divergence.line(
    x: values.indices.map { Double($0 + 1) }, y: values, color: method.color, label: method.name)
}
var prices = Panel(
  "the price that adapted", x: "update", y: Axis("β", scale: .logarithmic))
let priceTrace = typical(methods[3]) { $0.beta }.prefix(40).map { $0 }
prices.steps(
  x: priceTrace.indices.map { Double($0 + 1) }, y: priceTrace, color: methods[3].color)
figure(
  "traces",
  "Left: the mean KL of each of the first 40 updates; dashed, 0.01. Right: the β that the adaptive rule set, starting from 1.",
  alt:
    "Left: lines of KL against update number for five methods. Right: a staircase of the adaptive coefficient.",
  Figure(divergence, prices))
// snippet.show

var distances = Table(
  "first 40 updates of each run", "median KL", "largest", "share above 1.5 · 0.01")
for method in methods {
  let kls = method.trace.updates.withLock { $0.values.flatMap { $0.prefix(40).map(\.kl) } }.sorted()
  distances.add(
    method.name, rounded(kls[kls.count / 2], 5), rounded(kls.last!, 3),
    rounded(Double(kls.count { $0 > 0.015 }) / Double(kls.count), 3))
}
show(distances)

/*:
## What goes wrong without it

The left panel of the learning curves is the answer. With no hold on the KL, Adam takes the surrogate at its word, twenty times in a row, on every batch, and the updates go far beyond what the other methods allow themselves; see the largest KL in the table. The policy learns fast, and some seeds then lose
what they knew. A $\beta$ of 0.01 does not help, and one of 100 holds the policy where it is, so that it has learnt little when the steps are used up. Nobody could have told you beforehand that 0.01 is little and 100 much: by (4.18) the
right price depends on $g^\top F^{-1} g$, and that on the scale of the advantages, the policy and the world.

The three methods on the right were all given 0.01 nats, a distance that means the same in any world. TRPO stays below it in every update, because it looks before it steps. The natural gradient, which does not look, passes it now and then. The adaptive leash learns of a step only when the step is made, so its updates scatter widely on both sides of the target; over
the run the price settles well below where it began. On returns the three cannot be told apart with ten seeds: their intervals overlap.

What the fence costs: products with $F$ in conjugate gradients, a line search, and a theory that has nothing to say about minibatches, noise such as dropout, or knobs shared with the critic. It also inherits what every surrogate has, the states of the old policy and the variance of the ratio. What it saves is the learning rate.
{{ covers: S1-V1 }}

## Summary

- The performance difference is exact, (4.1), but needs the states of the new policy. The surrogate takes those of the old, (4.2); it is right to first order, (4.3).
- Policies are compared by KL, (4.4), never negative, (4.5), with closed forms such as (4.6). Close by it is a quadratic form, (4.7), in the Fisher information, (4.8), whichever the direction, (4.9).
- The return is at least the surrogate less $C$ times the largest KL, (4.13), by (4.10), (4.11) and (4.12); climbing that bound can never fail, (4.14), and takes for ever.
- A limit on KL, (4.15), and a price on it, (4.16), are one problem, (4.17). For small steps the answer is the natural gradient, (4.18), found from products with $F$ alone, (4.19). It does not depend on the knobs, (4.20), (4.21).
- TRPO checks each step, (4.22). The adaptive penalty checks afterwards and changes the price, (4.23), (4.24).

All this to hold one number down. Look at what the KL is *for*: to keep the ratios $\rho_t$ near 1. Can one get the trust region without computing a KL at all? The next chapter tries, with one line of code.

## Exercises

Where it says *write … as*, a function waits for you in [`Exercises/Stubs/Chapter4.swift`](Exercises/Stubs/Chapter4.swift). Put your answer there; `make exercises CHAPTER=4` says whether it is right, and if not, for which numbers.
Solutions that pass the same tests stand in [`Exercises/Solutions/Chapter4.swift`](Exercises/Solutions/Chapter4.swift). Look when you are through, or stuck.

1. **No fog.** Give the walker a knob for every plank and let it go to the far end of the surrogate: in each state the best action for certain. Use (4.1) to show that the return cannot fall, whatever the world. Where does the argument break with a shared knob?
2. **A tighter C.** Pinsker's inequality (4.12) has a factor of 2 to spare. By how much may you lower $C$? Change `trials` and count violations; then find the smallest $C$ that your 6,000 pairs allow.
3. **The other direction.** Set `divergenceDirection: .newToOld` in TRPO's settings. What do (4.7) and (4.9) predict for the curve? Run it.
4. **The price by hand.** On the pier, find by (4.17) the $\beta$ whose leash ends at the top of $J$, near $\theta = 0.1$. Is it larger or smaller than 10?
5. **Paper and pencil.** Write (4.6) with $\sigma_1 = \sigma_2 e^{-u}$ and expand to second order in $u$ and $\mu_1 - \mu_2$. What is the Fisher information of a normal distribution in $\mu$ and $\log \sigma$? Compare with (4.8).
6. **Turn the 1.5 into 1.05.** What does $\beta$ do in the right panel of the traces, and does the return care?
7. **The gradient of a divergence.** Show that for $q = \mathrm{softmax}(z)$ the gradient $\partial \, \mathrm{KL}(p \Vert q) / \partial z_b$ is a difference of two chances. Write (4.4) as [`divergence`](Exercises/Stubs/Chapter4.swift) and your result as [`divergenceGradient`](Exercises/Stubs/Chapter4.swift).
8. **As far as the fence.** Write (4.18) as [`naturalStep`](Exercises/Stubs/Chapter4.swift). Prove on paper that $\frac{1}{2} \Delta^\top F \Delta = \delta$; the tests measure it. What is the step where the gradient is zero, and what does the formula say there?
9. **Without ever holding F.** Write conjugate gradients as [`conjugateGradients`](Exercises/Stubs/Chapter4.swift), from products alone. After as many iterations as there are knobs the answer is exact, but for rounding. Which error do you expect after one iteration when $F$ is a multiple of the identity?
10. **The leash.** Write the rule (4.23) as [`nextPenalty`](Exercises/Stubs/Chapter4.swift). At $d = 1.5 \, d_{\text{targ}}$ exactly, what happens?
*/

chapter.finish()
