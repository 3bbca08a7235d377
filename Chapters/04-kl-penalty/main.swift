// snippet.hide
import Figures
import Foundation
import Notebook
import Proximal

// snippet.show

/*:
# 4 · The KL penalty and TRPO

{{ picture: overshoot }}

Each point of the axis is a policy. Black is its true worth; orange, the worth that the data of one
old policy promise. Close to the old policy the two look the same. Further on the promise keeps
rising, while the truth turns and falls. Chapter 3 climbed such a promise for forty steps and lost
more than half of the return. The data gave no warning: they come from where the old policy walked.

**The question.** How far may one batch take you, in which units, and what holds you back?

{{ here }}
*/

let chapter = Chapter(
  4, "kl-penalty", "Trust regions: the KL penalty, the natural gradient and TRPO on CartPole-v1.",
  seeds: 10, steps: 200_000)

/*:
## What the surrogate does not see

A pier has four planks, 0 to 3. Further out the fish bite better: a step on plank $s$ earns
$s$. But a step to the right from plank 3 ends in the water: it costs 5, and you climb out at
plank 0, where you also begin ([@fig:pier]). The walk has no end, and $\gamma = 0.8$.

In fog the planks look alike. Your policy has one knob: go right with probability
$1 / (1 + e^{-\theta})$, wherever you are. A neural network shares knobs among states, too.
*/

// snippet.hide
var planks = Panel.diagram(width: 14, height: 3.6)
let boxes = (0..<4).map { s in
  planks.box(
    "plank \(s)" + (s == 0 ? "\nstart" : "\nearns \(s)"), at: Point(1.6 + 3.6 * Double(s), 2.5),
    width: 2, height: 1.4, color: .blue)
}
for s in 0..<3 {
  let edge = 2.6 + 3.6 * Double(s)
  planks.arrow(from: Point(edge, 2.8), to: Point(edge + 1.6, 2.8), label: "right")
  planks.arrow(from: Point(edge + 1.6, 2.2), to: Point(edge, 2.2))
  planks.text("left", at: Point(edge + 0.8, 1.9), color: .gray)
}
planks.arrow(
  from: boxes[3], to: boxes[0], around: .below, distance: 0.9, color: .vermilion,
  label: "right from plank 3: into the water, −5")
figure(
  "pier",
  "The pier. A step to the left from plank 0 stays there.",
  alt:
    "Four planks in a row, joined by arrows right and left; the further right, the more a step "
    + "earns. From the last an arrow leads back to the start: into the water, minus 5.",
  Figure(planks))
// snippet.show

/// `transition[s][a]` lists the probabilities of the next plank; action 0 is left, 1 right.
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
What does a new policy $\pi$ gain over the old one, $\pi_{\mathrm{old}}$? Follow the *new* policy,
and add up the advantages of the *old* one,
$A_{\mathrm{old}}(s, a) = Q_{\mathrm{old}}(s, a) - V_{\mathrm{old}}(s)$. The values telescope (the
arrow: equal only in mean):

$$
\sum_{t} \gamma^t A_{\mathrm{old}}(s_t, a_t) \to \sum_{t} \gamma^t \left( r_t + \gamma
V_{\mathrm{old}}(s_{t+1}) - V_{\mathrm{old}}(s_t) \right) = \sum_t \gamma^t r_t -
V_{\mathrm{old}}(s_0)
$$

Take a minute over this line. Both sums have the same mean: given $s_t$ and $a_t$, the mean of
$r_t + \gamma V_{\mathrm{old}}(s_{t+1})$ is $Q_{\mathrm{old}}(s_t, a_t)$, whoever chose the action.
In the second sum each $\gamma^{t+1} V_{\mathrm{old}}(s_{t+1})$ is cancelled by the next term.
Average over the trajectories of $\pi$: both policies start alike, so the right side becomes
$J(\pi) - J(\pi_{\mathrm{old}})$. Collect the left side by states, with chapter 3's discounted
visits $d_\pi(s) = \sum_t \gamma^t \, \mathrm{P}(s_t = s)$, and you have the *performance-difference
lemma* (Kakade and Langford, 2002):

$$
J(\pi) - J(\pi_{\mathrm{old}}) = \sum_s d_\pi(s) \sum_a \pi(a \mid s) \, A_{\mathrm{old}}(s, a)
$$ (4.1) {S0-E4 S0-E5}

It is exact, but it needs $d_\pi$, the visits of a policy you have not run. Take the old
policy's visits instead, and you have chapter 3's surrogate, (3.18), plus a constant:

$$
L_{\mathrm{old}}(\pi) = J(\pi_{\mathrm{old}}) + \sum_s d_{\mathrm{old}}(s) \sum_a \pi(a \mid s) \,
A_{\mathrm{old}}(s, a)
$$ (4.2) {S0-E6 S2-E27}

Its inner sum is $\mathbb{E}_{a \sim \pi_{\mathrm{old}}}[\rho \, A_{\mathrm{old}}]$ with the ratio
$\rho = \pi(a \mid s) / \pi_{\mathrm{old}}(a \mid s)$, a mean over old actions. $L$ is the promise
of the opening, $J$ the truth. At the old policy they agree in value and slope. From there $J$
bends, while $L$ is linear in the probabilities.

{{ box: The last term; the numbers }}

(In the sums for (4.1) one term is left after $T$ steps, $\gamma^T V_{\mathrm{old}}(s_T)$. It goes
to zero, since rewards here are bounded and $\gamma \lt 1$.) The curves leave together in value, by
(2.7), and in slope, by (3.18):

$$
L_{\mathrm{old}}(\pi_{\mathrm{old}}) = J(\pi_{\mathrm{old}}), \qquad \nabla
L_{\mathrm{old}}(\pi)\big|_{\pi = \pi_{\mathrm{old}}} = \nabla J(\pi_{\mathrm{old}})
$$ (4.3)

The gap between them is of second order in the step, as in (3.19). The last column shows what the
surrogate misses: plank 3 has 0.148 of the discounted visits at $\theta = 2$, and 0.010 at
$\theta = -1$. (With a knob for every plank this could not happen here: exercise 1.)
*/

var walk = Table(
  "θ", "probability of right", "J", "J(−1) + (4.1)", "surrogate L", "share of visits to plank 3")
for theta in [-1.0, -0.9, -0.5, 0, 1, 2] {
  let new = walker(theta)
  let byLemma =
    pier.expectedReturn(of: careful) + pier.performanceDifference(of: new, over: careful)
  walk.add(
    rounded(theta, 1), rounded(new.probability(of: 1, in: 0), 3),
    rounded(pier.expectedReturn(of: new), 4), rounded(byLemma, 4),
    rounded(pier.surrogate(of: new, around: careful), 4),
    rounded(pier.normalisedVisitation(of: new)[3], 3))
}
show(walk)

/// Σ_s d_old(s) Σ_a w(a|s) ρ A_old, with weights w for the actions.
func gain(of new: TabularPolicy, weights: (_ action: Int, _ state: Int) -> Double) -> Double {
  let (visits, advantages) = (pier.visitation(of: careful), pier.advantages(of: careful))
  return (0..<8).reduce(0.0) { sum, i in
    let (s, a) = (i / 2, i % 2)
    let ratio = new.probability(of: a, in: s) / careful.probability(of: a, in: s)
    return sum + visits[s] * weights(a, s) * ratio * advantages[i]
  }
}
func rightGain(_ new: TabularPolicy) -> Double {
  gain(of: new) { careful.probability(of: $0, in: $1) }
}

// snippet.hide
verdict(
  on: "X26", .partly,
  "Incomplete: the formula leaves the law of the action to the reader. (The sentence before it "
    + "says that the original policy is sampled, and with that law it is (4.2).) Drawn from the "
    + "old policy, as the ratio demands, actions at θ = 0.5 "
    + "promise a gain of \(rounded(rightGain(walker(0.5)), 4)) on the pier, which is L − J(−1). "
    + "What is printed does not decide it: summed over the actions "
    + "without their probabilities the same terms give "
    + "\(rounded(gain(of: walker(0.5)) { _, _ in 1 }, 4)), and averaged over "
    + "the two \(rounded(gain(of: walker(0.5)) { _, _ in 0.5 }, 4)). For the old policy itself, "
    + "which gains nothing over "
    + "itself, the three are \(rounded(abs(rightGain(careful)), 4)), "
    + "\(rounded(gain(of: careful) { _, _ in 1 }, 4)) and "
    + "\(rounded(gain(of: careful) { _, _ in 0.5 }, 4)).")

// snippet.show

/*:
{{ end }}
*/

// snippet.hide
let knobs = (0...100).map { -1.6 + 0.05 * Double($0) }
let near = (0...100).map { -1.05 + 0.0012 * Double($0) }
func pierPanel(_ title: String, _ thetas: [Double], _ y: Axis) -> Panel {
  var panel = Panel(title, x: "knob θ", y: y)
  panel.verticalLine(-1, label: "old policy")
  panel.line(
    x: thetas, y: thetas.map { pier.surrogate(of: walker($0), around: careful) }, color: .surrogate,
    label: "surrogate L")
  panel.line(
    x: thetas, y: thetas.map { pier.expectedReturn(of: walker($0)) }, color: .trueObjective,
    label: "true J")
  return panel
}
var overshoot = pierPanel("", knobs, Axis("return", from: -1, to: 6))
let ahead = knobs.filter { $0 >= -1 }
overshoot.band(
  x: ahead, from: ahead.map { pier.expectedReturn(of: walker($0)) },
  to: ahead.map { pier.surrogate(of: walker($0), around: careful) }, color: .surrogate)
overshoot.text("promised, not earned", at: Point(2.2, 2.6), color: .surrogate)
let best = ahead.max { pier.expectedReturn(of: walker($0)) < pier.expectedReturn(of: walker($1)) }!
for theta in [-1, best] {
  overshoot.points(
    x: [theta], y: [pier.expectedReturn(of: walker(theta))], color: .trueObjective, shape: .circle)
}
overshoot.text("the best", at: Point(best, 1.95))
figure(
  "overshoot",
  "What the surrogate says of each policy on the pier, and what the policy is worth. The dots: "
    + "the old policy and the best.",
  alt:
    "Return against the knob. At the old policy the surrogate and the true return leave the same "
    + "point in the same direction. Then the surrogate rises on and on; the true return peaks near "
    + "0.1 and falls below where it began. The area between them is filled.",
  Figure(overshoot))
// snippet.show

/*:
Where the old policy walked, right was good. The new one stands on the last plank far more often;
the surrogate, with its old visits, cannot know. You need to measure how far a policy has moved, and
to limit it.

## How far apart are two policies?

By the length of the step in $\theta$? Here are equal steps in a logit and in the mean of a normal
distribution with standard deviation $\sigma$:
{{ covers: S4-V7 }}
*/

func rightOrLeft(_ theta: Double) -> [Double] {
  let right = 1 / (1 + exp(-theta))
  return [1 - right, right]
}

// snippet.hide
let logits = (0...120).map { -6 + 0.1 * Double($0) }
var softStep = Panel(x: "logit θ", y: Axis("probability of right", from: 0, to: 1.05))
softStep.line(x: logits, y: logits.map { rightOrLeft($0)[1] }, color: .black)
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
  "Equal steps in $\\theta$. Left: a logit moves by 1, from the left dot of a pair to the right. "
    + "Right: a mean moves by 0.5, from the solid curve to the dashed. The orange policies have "
    + "changed a great deal, the blue ones hardly.",
  alt:
    "Left: a logistic curve with two pairs of dots a unit apart, steep between the orange pair "
    + "and flat between the blue. Right: narrow normal densities that barely overlap and wide "
    + "ones that nearly coincide.",
  Figure(softStep, bells))
// snippet.show

/*:
Equal steps, unequal changes. So compare what the policies *do*, by the *Kullback–Leibler
divergence*, KL for short:

$$
\mathrm{KL}(p \,\Vert\, q) = \sum_a p(a) \log \frac{p(a)}{q(a)} = \mathbb{E}_{a \sim p}\left[ \log
p(a) - \log q(a) \right]
$$ (4.4) {S0-i1}

It is the mean of a log ratio under the *first* distribution: large where $p$ does what $q$ hardly
ever does, never negative, zero only between equals. With natural logarithms its unit is the *nat*.
The two directions differ; this book takes $\mathrm{KL}(\text{old} \Vert \text{new})$.

{{ box: Why KL is never negative }}

A term with $p(a) = 0$ counts nothing; where $q(a) = 0$ and $p(a)$ is not, KL is infinite. Since
$\log x \leq x - 1$, with equality at $x = 1$ alone, and with sums over the actions with
$p(a) \gt 0$,

$$
-\mathrm{KL}(p \,\Vert\, q) = \sum_a p(a) \log \frac{q(a)}{p(a)} \leq \sum_a p(a) \left(
\frac{q(a)}{p(a)} - 1 \right) = \sum_a q(a) - 1 \leq 0
$$ (4.5)

The first inequality is an equality only if $q = p$ on those actions, and then $q$ has nothing left
for others.

{{ end }}

{{ box: KL in code, and for normal distributions }}

For two normal distributions the integral can be done by hand: with
$\log (p/q) = \log(\sigma_2/\sigma_1) + \frac{(x - \mu_2)^2}{2\sigma_2^2} - \frac{(x - \mu_1)^2}{2\sigma_1^2}$
and, under $p$, $\mathbb{E}(x - \mu_1)^2 = \sigma_1^2$,
$\mathbb{E}(x - \mu_2)^2 = \sigma_1^2 + (\mu_1 - \mu_2)^2$,

$$
\mathrm{KL}\left( N(\mu_1, \sigma_1^2) \,\Vert\, N(\mu_2, \sigma_2^2) \right) = \log
\frac{\sigma_2}{\sigma_1} + \frac{\sigma_1^2 + (\mu_1 - \mu_2)^2}{2 \sigma_2^2} - \frac{1}{2}
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
var divergences = Table("p, q", "KL(p‖q)", "KL(q‖p)")
divergences.add("(.5 .3 .2), (.7 .2 .1)", rounded(kl(p, q), 5), rounded(kl(q, p), 5))
divergences.add(
  "(.5 .5), (.99 .01)", rounded(kl([0.5, 0.5], [0.99, 0.01]), 5),
  rounded(kl([0.99, 0.01], [0.5, 0.5]), 5))
divergences.add(
  "N(0, 1²), N(0, 2²)", rounded(klOfNormals(0, 1, 0, 2), 5), rounded(klOfNormals(0, 2, 0, 1), 5))
show(divergences)

// What the notes print: each probability stands twice.
let twice = zip(p, q).reduce(0) { $0 + $1.0 * $1.0 * log($1.0 / $1.1) }

// snippet.hide
verdict(
  on: "X9", .wrong,
  "Write the sum with the probability in it or the expectation without: with both, every action "
    + "counts with its probability twice. "
    + "For (.5 .3 .2) and (.7 .2 .1) the divergence is \(rounded(kl(p, q), 5)), and what is "
    + "printed comes to "
    + "\(rounded(twice, 5)), which no divergence can be.")
// snippet.show

var unequal = Table("a step in θ", "KL(old‖new)")
unequal.add("logit 0 → 1", rounded(kl(rightOrLeft(0), rightOrLeft(1)), 5))
unequal.add("logit 4 → 5", rounded(kl(rightOrLeft(4), rightOrLeft(5)), 5))
unequal.add("mean 0 → 0.5 with σ = 0.2", rounded(klOfNormals(0, 0.2, 0.5, 0.2), 5))
unequal.add("mean 0 → 0.5 with σ = 2", rounded(klOfNormals(0, 2, 0.5, 2), 5))

/*:
{{ end }}

The same steps in nats:

*/

show(unequal)

/*:
The logit's steps differ by a factor of eighteen, the mean's by a hundred. Now you can set a limit
in nats.

### Close by, a quadratic form

{{ detour: Why a small step has the same KL in both directions, and the matrix that measures it. }}

For small steps there is a simpler measure, when the policy is smooth in $\theta$ and gives every
action a positive probability. Stay in one state and leave it out of the notation. Expand
$\log \pi_{\theta + \Delta}(a)$ about $\theta$, in a small step $\Delta$, and take the mean over
$a \sim \pi_\theta$:

$$
\mathrm{KL}(\pi_\theta \,\Vert\, \pi_{\theta+\Delta}) = - \Delta^\top \, \mathbb{E}[\nabla \log
\pi_\theta] - \frac{1}{2} \Delta^\top \, \mathbb{E}[\nabla^2 \log \pi_\theta] \, \Delta + O(\lVert
\Delta \rVert^3)
$$

The first term vanishes: the mean score is zero, (1.11). What remains is a quadratic form in the *Fisher
information* $F$:

$$
\mathrm{KL}(\pi_\theta \,\Vert\, \pi_{\theta + \Delta}) = \frac{1}{2} \Delta^\top F \, \Delta +
O(\lVert \Delta \rVert^3)
$$ (4.7)

$$
F = -\mathbb{E}\left[ \nabla^2 \log \pi_\theta \right] = \mathbb{E}\left[ \nabla \log \pi_\theta \,
\nabla \log \pi_\theta^\top \right]
$$ (4.8)

For the second equality, differentiate $\nabla \log \pi = \nabla \pi / \pi$ once more,
$\nabla^2 \log \pi = \nabla^2 \pi / \pi - \nabla \log \pi \, \nabla \log \pi^\top$, and take the
mean; $\mathbb{E}[\nabla^2 \pi / \pi] = \nabla^2 \sum_a \pi = \nabla^2 1 = 0$. So scores are enough.
With several states, average both sides over them, with the same weights.

Both directions of KL have the same form. Seen from the other end, the step is $-\Delta$ and the
matrix is $F$ at $\theta + \Delta$. On the way $F$ changes by $O(\lVert \Delta \rVert)$, which makes
a difference of third order:

$$
\mathrm{KL}(\pi_\theta \,\Vert\, \pi_{\theta+\Delta}) - \mathrm{KL}(\pi_{\theta+\Delta} \,\Vert\,
\pi_\theta) = O(\lVert \Delta \rVert^3)
$$ (4.9)

You will meet both. The papers of Schulman and others use
$\mathrm{KL}(\text{old} \Vert \text{new})$; a common statement of the adaptive penalty uses
$\mathrm{KL}(\text{new} \Vert \text{old})$. Move one logit of a policy on three actions, and halve
the step again and again:
*/

let three = TabularPolicy(logits: [[0.3, -0.7, 1.1]])
let direction = [0.0, 1.0, 0.0]
var shrinkingSteps = Table("step", "KL(old‖new)", "½ΔᵀFΔ", "KL(old‖new) − KL(new‖old)")
var differences: [Double] = []
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
  differences.append(there - back)
}
show(shrinkingSteps)

// By what each halving of the step multiplies the last column.
let eighths = zip(differences, differences.dropFirst()).map { rounded($1 / $0, 3) }
let firstStep = three.moved(along: direction, stepSize: 0.4).klDivergence(to: three)[0]

// snippet.hide
verdict(
  on: "X21", .partly,
  "The notes print both and say neither that they differ nor that they are one; that both are "
    + "meant for one algorithm is our inference. For small steps they are one: each halving of "
    + "the step multiplies the difference by "
    + "\(eighths[0]), \(eighths[1]) and "
    + "\(eighths[2]), an eighth in the limit, while the divergence itself falls to a quarter. At "
    + "the largest step the "
    + "two are \(rounded(firstStep + differences[0], 5)) and \(rounded(firstStep, 5)). Far apart "
    + "they are two things: "
    + "(.5 .5) and (.99 .01) are \(rounded(kl([0.5, 0.5], [0.99, 0.01]), 2)) nats apart one way "
    + "and "
    + "\(rounded(kl([0.99, 0.01], [0.5, 0.5]), 2)) the other.")
// snippet.show

/*:
## A bound that is never broken

{{ detour: The theorem behind trust regions: how wrong the surrogate can be, proved, and tried on 6,000 pairs. }}

Subtract (4.2) from (4.1):

$$
J(\pi) - L_{\mathrm{old}}(\pi) = \sum_s \left( d_\pi(s) - d_{\mathrm{old}}(s) \right) \bar A(s),
\qquad \bar A(s) = \sum_a \pi(a \mid s) \, A_{\mathrm{old}}(s, a)
$$

Measure how close the policies are by the *total variation*
$\mathrm{TV}(s) = \frac{1}{2} \sum_a |\pi(a \mid s) - \pi_{\mathrm{old}}(a \mid s)|$, let
$\mathrm{TV}_{\max}$ be its largest value over the states, and
$A_{\max} = \max_{s, a} |A_{\mathrm{old}}(s, a)|$. First $\bar A$: since
$\sum_a \pi_{\mathrm{old}}(a \mid s) A_{\mathrm{old}}(s, a) = 0$, you may subtract it,

$$
|\bar A(s)| = \left| \sum_a (\pi(a \mid s) - \pi_{\mathrm{old}}(a \mid s)) \, A_{\mathrm{old}}(s, a)
\right| \leq 2 \, \mathrm{TV}(s) \, A_{\max}
$$ (4.10)

Then the visits. Let both policies start together and compare where they are after $t$ steps. If
they are in the same state, the probabilities of their next states differ by at most
$2 \, \mathrm{TV}_{\max}$ in the sum of absolute differences, because their actions do. One more
step cannot enlarge an earlier difference: each state's share is only passed on, in parts that add
up to one. So the difference grows by at most $2 \, \mathrm{TV}_{\max}$ a step, and with
$\sum_t \gamma^t t = \gamma / (1 - \gamma)^2$ (differentiate the geometric series)

$$
\sum_s \left| d_\pi(s) - d_{\mathrm{old}}(s) \right| \leq \sum_t \gamma^t \, 2 \, \mathrm{TV}_{\max}
\, t = \frac{2 \gamma \, \mathrm{TV}_{\max}}{(1 - \gamma)^2}
$$ (4.11)

Together the error is at most $4 \gamma A_{\max} \mathrm{TV}_{\max}^2 / (1 - \gamma)^2$. Last,
Pinsker's inequality turns total variation into KL:

$$
\mathrm{TV}(s)^2 \leq \frac{1}{2} \mathrm{KL}(\pi_{\mathrm{old}} \,\Vert\, \pi)(s) \leq
\mathrm{KL}(\pi_{\mathrm{old}} \,\Vert\, \pi)(s)
$$ (4.12)

To see the first half, put all actions that became rarer into one heap and the others into a second.
That leaves TV as it is, and KL can only fall: it loses a KL within each heap, which is not negative
by (4.5). Two probabilities remain, $p$ of the first heap before and $q$ after. The function
$f(q) = p \log \frac{p}{q} + (1 - p) \log \frac{1 - p}{1 - q} - 2 (p - q)^2$ is zero at $q = p$, and
its slope, $(q - p) \left( \frac{1}{q (1 - q)} - 4 \right)$, leads upwards from there on both sides,
because $q (1 - q) \leq \frac{1}{4}$. So $f \geq 0$, which is the claim.

The second half only gives away a factor of 2, as the theorem's authors do (Schulman et al., 2015):

$$
J(\pi) \geq L_{\mathrm{old}}(\pi) - C \max_s \mathrm{KL}(\pi_{\mathrm{old}} \,\Vert\, \pi)(s),
\qquad C = \frac{4 \gamma A_{\max}}{(1 - \gamma)^2}
$$ (4.13) {S0-E7}

Try it on worlds drawn at random, with two random policies in each, from nearly equal to very
different:
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
  y: Axis("error", scale: .logarithmic))
let shown = tried[1].prefix(500)
cloud.points(
  x: shown.map(\.divergence), y: shown.map(\.allowed), color: .purple, size: 0.6,
  label: "what the bound allows, C KL")
cloud.points(
  x: shown.map(\.divergence), y: shown.map(\.error.magnitude), color: .surrogate, size: 0.6,
  label: "error of the surrogate, |L − J|")
// Lines of slope 1, through the middle of each cloud.
let ends = [shown.map(\.divergence).min()!, shown.map(\.divergence).max()!]
for (share, name) in [
  (shown.map { $0.allowed / $0.divergence }, "in proportion to KL"),
  (shown.map { $0.error.magnitude / $0.divergence }, nil),
] {
  let middle = share.sorted()[share.count / 2]
  cloud.line(x: ends, y: ends.map { middle * $0 }, color: .black, dash: .solid, label: name)
}
cloud.usesLegend = true
figure(
  "bound",
  "The error of the surrogate and what the bound allows for it, for 500 of the pairs with "
    + "$\\gamma = 0.9$. Both grow in proportion to KL, as the black lines do. The bound holds; between "
    + "it and the truth there is room.",
  alt:
    "Two clouds of points on logarithmic axes, both rising with slope one; the purple cloud of "
    + "allowed errors lies far above the orange cloud of actual errors.",
  Figure(cloud))
// snippet.show

/*:
The bound is never violated. In random worlds it is very loose: the error is at most a few
hundredths of what the bound allows, mostly far less.

Is the proof wasteful? Here is a world made for the bound. In state 0 one action stays and pays −1,
one stays and pays 1, and the third goes to state 1 for good and pays 1. In state 1 every action
stays; the first pays −1, the others 1. The old policy takes −1 half of the time in both, and hardly
ever leaves, so its values are 0 and its advantages are the rewards. The new policy moves $\epsilon$
of the probability: in state 0 from “stay for −1” to “leave”, in state 1 from the actions that pay 1
to the one that pays −1.
*/

let trap = TabularMDP(
  transition: [[[1, 0], [1, 0], [0, 1]], [[0, 1], [0, 1], [0, 1]]],
  reward: [[-1, 1, 1], [-1, 1, 1]], start: [1, 0], discount: 0.9)

/// The policy with these probabilities.
func policy(_ probabilities: [[Double]]) -> TabularPolicy {
  TabularPolicy(logits: probabilities.map { $0.map { log($0) } })
}
let hesitant = policy([[0.5, 0.5 - 1e-12, 1e-12], [0.5, 0.25, 0.25]])

var reached = Table(
  "ε", "share of (4.11) needed", "of 4γ A_max TV² / (1 − γ)²", "of C·KL", "largest KL")
for epsilon in [0.1, 0.01, 0.001, 0.0001] {
  let new = policy([
    [0.5 - epsilon, 0.5 - 1e-12, 1e-12 + epsilon],
    [0.5 + epsilon, 0.25 - epsilon / 2, 0.25 - epsilon / 2],
  ])
  let visits = zip(trap.visitation(of: new), trap.visitation(of: hesitant))
  let difference = visits.reduce(0) { $0 + ($1.0 - $1.1).magnitude }
  let error = trap.surrogate(of: new, around: hesitant) - trap.expectedReturn(of: new)
  let variation = hesitant.totalVariation(to: new).max()!
  let divergence = hesitant.klDivergence(to: new).max()!
  let coefficient = trap.boundCoefficient(around: hesitant)  // 4γ A_max / (1 − γ)², and A_max is 1
  reached.add(
    "\(epsilon)", rounded(difference / (coefficient / 2 * variation), 3),
    rounded(error / (coefficient * variation * variation), 3),
    rounded(error / (coefficient * divergence), 4), rounded(divergence, 6))
}
show(reached)

/*:
As $\epsilon$ falls, (4.11) becomes tight, and so does the bound in total variation: no smaller
constant holds in every world. Then nearly all of the loss comes from the step from TV to KL. Giving
$\epsilon$ of the probability to an action that was hardly ever taken costs a KL of about
$\epsilon$; (4.12) only says that it is at least $2 \epsilon^2$, and (4.13) uses half of that. With
KL in place of TV at least half is given away in every world.

The bound says that a safe step *exists*. Call the right side of (4.13) $B(\pi)$, for bound. Its
value at $\pi = \pi_{\mathrm{old}}$ is $J(\pi_{\mathrm{old}})$, so

$$
J(\pi) - J(\pi_{\mathrm{old}}) \geq B(\pi) - B(\pi_{\mathrm{old}})
$$ (4.14)

Whatever improves $B$ improves the true return by at least as much. Maximise $B$, start again from
the new policy, and the return never falls, with no step size to choose. Here is that climb on the
pier, beside one with a price of 10 in place of $C$:
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

func climb(
  steps: Int, price: (TabularPolicy) -> Double,
  distance: (TabularPolicy, TabularPolicy) -> Double = { $0.klDivergence(to: $1)[0] }
) -> [Double] {
  (0..<steps).reduce(into: [-1.0]) { thetas, _ in
    let (theta, old) = (thetas.last!, walker(thetas.last!))
    let price = price(old)
    thetas.append(
      peak(theta - 1, theta + 1) {
        pier.surrogate(of: walker($0), around: old) - price * distance(old, walker($0))
      })
  }
}

let byTheory = climb(steps: 300, price: { pier.boundCoefficient(around: $0) })
let byTaste = climb(steps: 300, price: { _ in 10 })
func pierReturn(_ theta: Double) -> Double { pier.expectedReturn(of: walker(theta)) }
var safety = Table("steps", "J with the bound's C", "J with a price of 10")
for step in [0, 1, 3, 10, 30, 100, 300] {
  safety.add(
    "\(step)", rounded(pierReturn(byTheory[step]), 5), rounded(pierReturn(byTaste[step]), 5))
}
show(safety)
let gains = zip(byTheory, byTheory.dropFirst()).map { pierReturn($1) - pierReturn($0) }
show(
  "J rose in \(gains.count { $0 > 0 }) of \(gains.count) steps; C began at "
    + "\(rounded(pier.boundCoefficient(around: careful), 1))."
)

/*:
The bound, which you can trust blindly, needs more than thirty times as many steps as the price of
10 to get as far. And $C$ grows with $1 / (1 - \gamma)^2$; the pier's $\gamma = 0.8$ is mild. Few
can afford this guarantee.

## The fence and the leash

A *trust region* is a neighbourhood of the old policy in which you believe the surrogate. Build a
*fence* around it: climb as high as you can within a distance $\delta$,

$$
\underset{\theta}{\text{maximise}} \; L(\theta) \quad \text{subject to} \quad
\overline{\mathrm{KL}}(\pi_{\text{old}} \,\Vert\, \pi_\theta) \leq \delta
$$ (4.15) {S0-E2 S3-E2 S2-E25}

Or take a *leash*: go where you like, but pay $\beta$ for each nat,

$$
\underset{\theta}{\text{maximise}} \; L(\theta) - \beta \, \overline{\mathrm{KL}}(\pi_{\text{old}}
\,\Vert\, \pi_\theta)
$$ (4.16) {S0-E3 S0-E8 S3-E3 S3-E4 S2-E26}

Here $L(\theta)$ is $L_{\mathrm{old}}(\pi_\theta)$, and $\overline{\mathrm{KL}}$ is the mean of
$\mathrm{KL}(s)$, the KL in state $s$, over the states that the old policy visits. On the pier, with
$\beta = 10$:
{{ covers: S4-V8 }}
*/

func penalised(_ theta: Double, beta: Double) -> Double {
  pier.surrogate(of: walker(theta), around: careful)
    - beta * careful.klDivergence(to: walker(theta))[0]
}

// snippet.hide
var held = pierPanel("the whole way", knobs, Axis("return", from: -1, to: 6))
held.line(
  x: knobs, y: knobs.map { penalised($0, beta: 10) }, color: .adaptiveKL, label: "L − 10 KL")
var heldClose = pierPanel(
  "close to the old policy", near, Axis("return", from: 1.35, to: 1.6))
heldClose.line(
  x: near, y: near.map { penalised($0, beta: 10) }, color: .adaptiveKL, label: "L − 10 KL")
heldClose.line(
  x: near, y: near.map { pier.lowerBound(of: walker($0), around: careful) }, color: .purple,
  label: "bound B")
figure(
  "held",
  "The surrogate on the pier with two prices on KL: 10, and the $C$ of (4.13), which makes it the "
    + "bound.",
  alt:
    "Two panels of return against the knob. The surrogate with a price of 10 peaks below zero, "
    + "before the true return does. In the close-up the bound peaks right beside the old policy.",
  Figure(held, heldClose))
// snippet.show

/*:
Blue-green turns down before black. Step to the top of
blue-green, call that policy the old one, and repeat: after ten steps you stand at the top of black.

{{ box: Whose surrogate it has to be }}

It is the surrogate *around the old policy*, with that policy's states and advantages. (It stays a
sum over the visits. With a mean in its place, as in the batches below, every $\beta$ is smaller by
the factor $1 - \gamma$.) $\overline{\mathrm{KL}}$ is a mean, with $d_{\mathrm{old}}$ scaled to the
sum 1, because samples cannot give the largest KL of (4.13).
*/

// The mean advantage of each policy of the figure over itself, and where the price of 10 leads.
let ownAdvantages = knobs.map { abs(pier.performanceDifference(of: walker($0), over: walker($0))) }
let heldAt = knobs.max { penalised($0, beta: 10) < penalised($1, beta: 10) }!

// snippet.hide
verdict(
  on: "X11", .wrong,
  "The subscript has to be the old parameter. The surrogate around the new policy, at the new "
    + "policy, is its own J by "
    + "(4.3), which old data cannot know: on the pier at θ = 0 it is "
    + "\(rounded(pier.surrogate(of: walker(0), around: walker(0)), 4)), where the old data say "
    + "\(rounded(pier.surrogate(of: walker(0), around: careful), 4)). The notes' own L leaves "
    + "J(π_old) out and is then the "
    + "mean advantage of a policy over itself: for the \(knobs.count) policies of the figure, zero "
    + "to \(ownAdvantages.max()! < 1e-9 ? "nine" : "no") digits. What is left to maximise is the "
    + "penalty, and the best step is none. "
    + "With the old subscript and β = 10 it leads from θ = −1 to \(rounded(heldAt, 2)).")
// snippet.show

/*:
{{ end }}

What does the leash do to the weights? In (4.4) only $-\log \pi_\theta$ depends on $\theta$, so

$$
-\beta \, \nabla_\theta \mathrm{KL}(\pi_{\text{old}} \,\Vert\, \pi_\theta) = \beta \,
\mathbb{E}_{a \sim \pi_{\text{old}}}\left[ \nabla_\theta \log \pi_\theta(a \mid s) \right]
$$

Add the slope of the surrogate, a mean over the same actions:

$$
\mathbb{E}_{a \sim \pi_{\text{old}}}\left[ \left( \rho \, A_{\mathrm{old}} + \beta \right)
\nabla_\theta \log \pi_\theta(a \mid s) \right]
$$

A small surprise: the price on distance adds $\beta$ to the weight of *every* action that the old
policy took, good or bad. While the policies are equal this does nothing: the mean score is zero,
(1.11). Once they differ, it pulls each logit back, with $\beta \, (\pi_{\text{old}} - \pi_\theta)$,
by (1.7).

*Trust region policy optimisation*, TRPO (Schulman et al., 2015), builds the fence. It takes the
best step of an approximation, the *natural gradient*, and shortens it until the true KL is small
enough and the surrogate higher ([@fig:trust-region]).
*/

// snippet.hide
/// A step of TRPO on the pier with two knobs: the logit of right is θ₁ + θ₂ s on plank s.
struct TwoKnobStep {
  let old = [0.0, 2]
  let delta = 0.1
  let visits: [Double]
  /// ∇L at the old policy, and F.
  var slope = [0.0, 0]
  var fisher = [0.0, 0, 0, 0]
  /// The step (4.18), and the plain gradient as far as the largest circle in the ellipse.
  var natural: [Double] = []
  var plain: [Double] = []
  var radius = 0.0
  /// κ = 1, 0.8, … up to the first that (4.22) allows.
  var tries = [1.0]

  static func policy(_ theta: [Double]) -> TabularPolicy {
    TabularPolicy(logits: (0..<4).map { [0, theta[0] + theta[1] * Double($0)] })
  }

  init() {
    let policy = Self.policy(old)
    visits = pier.normalisedVisitation(of: policy)
    let inLogits = pier.policyGradient(of: policy)
    for s in 0..<4 {
      // ∂z/∂θ is (1, s), and the information about z is π (1 − π).
      let (knobs, right) = ([1, Double(s)], policy.probability(of: 1, in: s))
      for i in 0..<2 {
        slope[i] += inLogits[2 * s + 1] * knobs[i]
        for j in 0..<2 {
          fisher[2 * i + j] += visits[s] * right * (1 - right) * knobs[i] * knobs[j]
        }
      }
    }
    let direction = solveLinearSystem(matrix: fisher, rightSide: slope)!
    let length = (2 * delta / dot(slope, direction)).squareRoot()
    natural = direction.map { length * $0 }
    radius = (0..<180).map { reach(direction: 2 * Double($0)).byForm }.min()!
    plain = slope.map { radius * $0 / dot(slope, slope).squareRoot() }
    while meanKL(at(natural, tries.last!)) >= delta
      || surrogate(at(natural, tries.last!)) <= surrogate(old)
    {
      tries.append(tries.last! * 0.8)
    }
  }

  func at(_ step: [Double], _ share: Double) -> [Double] {
    zip(old, step).map { $0 + share * $1 }
  }
  func surrogate(_ theta: [Double]) -> Double {
    pier.surrogate(of: Self.policy(theta), around: Self.policy(old))
  }
  func worth(_ theta: [Double]) -> Double { pier.expectedReturn(of: Self.policy(theta)) }
  func meanKL(_ theta: [Double]) -> Double {
    dot(visits, Self.policy(old).klDivergence(to: Self.policy(theta)))
  }

  /// How far it is to the ellipse ½ ΔᵀFΔ = δ, and to a KL of δ, in a direction in degrees.
  func reach(direction degrees: Double) -> (byForm: Double, byKL: Double) {
    let unit = [cos(degrees * .pi / 180), sin(degrees * .pi / 180)]
    let product = (0..<2).map { dot([fisher[2 * $0], fisher[2 * $0 + 1]], unit) }
    var (low, high) = (0.0, 20.0)
    for _ in 0..<50 {
      let middle = (low + high) / 2
      if meanKL(at(unit, middle)) < delta { low = middle } else { high = middle }
    }
    return ((2 * delta / dot(unit, product)).squareRoot(), low)
  }

  /// The closed line at a distance from the old policy that depends on the direction.
  func outline(_ distance: (_ degrees: Double) -> Double) -> (x: [Double], y: [Double]) {
    let degrees = (0...120).map { 3 * Double($0) }
    let points = degrees.map { angle in
      at([cos(angle * .pi / 180), sin(angle * .pi / 180)], distance(angle))
    }
    return (points.map { $0[0] }, points.map { $0[1] })
  }
}

/// Where a function on a rectangle has this value: pieces of lines, through the triangles of a grid.
func contour(
  _ level: Double, x: ClosedRange<Double>, y: ClosedRange<Double>, of values: [[Double]]
) -> (x: [Double], y: [Double]) {
  let count = Double(values.count - 1)
  func place(_ i: Int, _ j: Int) -> [Double] {
    [
      x.lowerBound + (x.upperBound - x.lowerBound) * Double(i) / count,
      y.lowerBound + (y.upperBound - y.lowerBound) * Double(j) / count, values[j][i],
    ]
  }
  var line: (x: [Double], y: [Double]) = ([], [])
  for j in 0..<(values.count - 1) {
    for i in 0..<(values.count - 1) {
      for corner in [(i + 1, j), (i, j + 1)] {
        let triangle = [place(i, j), place(corner.0, corner.1), place(i + 1, j + 1)]
        var ends: [[Double]] = []
        for side in 0..<3 {
          let (a, b) = (triangle[side], triangle[(side + 1) % 3])
          guard (a[2] < level) != (b[2] < level) else { continue }
          let share = (level - a[2]) / (b[2] - a[2])
          ends.append([a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])])
        }
        if ends.isEmpty { continue }
        line.x += ends.map { $0[0] } + [.nan]
        line.y += ends.map { $0[1] } + [.nan]
      }
    }
  }
  return line
}

let twoKnobs = TwoKnobStep()
func regionPanel(
  _ title: String, _ color: Color, of height: ([Double]) -> Double
) -> Panel {
  let (x, y) = (-2.75...2.75, -0.9...4.6)
  var panel = Panel(
    title, x: Axis("knob θ_{1}", from: x.lowerBound, to: x.upperBound),
    y: Axis("knob θ_{2}", from: y.lowerBound, to: y.upperBound))
  panel.aspectRatio = 1
  let places = (0...33).map { Double($0) / 6 }
  let values = places.map { up in
    places.map { height([x.lowerBound + $0, y.lowerBound + up]) }
  }
  for level in (-2...8).map(Double.init) {
    let line = contour(level, x: x, y: y, of: values)
    guard !line.x.isEmpty else { continue }
    panel.line(x: line.x, y: line.y, color: color, dash: .solid, width: 0.4)
  }
  let fence = twoKnobs.outline { twoKnobs.reach(direction: $0).byKL }
  let ellipse = twoKnobs.outline { twoKnobs.reach(direction: $0).byForm }
  let circle = twoKnobs.outline { _ in twoKnobs.radius }
  panel.region(zip(fence.x, fence.y).map { Point($0, $1) }, color: .trpo, opacity: 0.12)
  panel.line(x: fence.x, y: fence.y, color: .trpo, dash: .solid, label: "the fence, KL = δ")
  panel.line(
    x: circle.x, y: circle.y, color: .vermilion, dash: .longShortDashed, label: "a circle")
  panel.line(
    x: ellipse.x, y: ellipse.y, color: .trpo, dash: .shortDashed, label: "the ellipse ½ΔᵀFΔ = δ")
  panel.usesLegend = true
  return panel
}

/// The two steps on these contours, and what they gain.
func markSteps(_ panel: inout Panel, names: Bool, of height: ([Double]) -> Double) {
  let old = Point(twoKnobs.old[0], twoKnobs.old[1])
  func point(_ step: [Double], _ share: Double) -> Point {
    Point(old.x + share * step[0], old.y + share * step[1])
  }
  func gain(_ end: Point) -> String {
    "+" + rounded(height([end.x, end.y]) - height(twoKnobs.old), 2)
  }
  let tried = twoKnobs.tries.map { point(twoKnobs.natural, $0) }
  let (passed, plain) = (tried.last!, point(twoKnobs.plain, 1))
  panel.arrow(from: old, to: tried[0], color: .trpo)
  panel.arrow(from: old, to: plain, color: .vermilion)
  panel.points(x: [old.x], y: [old.y], color: .black, shape: .circle)
  for place in tried.dropLast() {
    panel.points(x: [place.x], y: [place.y], color: .trpo, shape: .openCircle)
  }
  panel.points(x: [passed.x], y: [passed.y], color: .trpo, shape: .circle, size: 1.2)
  panel.points(x: [plain.x], y: [plain.y], color: .vermilion, shape: .circle, size: 1.2)
  panel.text("old", at: Point(old.x + 0.15, old.y + 0.1), align: .left)
  if names { panel.text("too far", at: Point(-0.65, -0.1), color: .trpo, align: .right) }
  panel.text(
    gain(passed), at: Point(1.35, passed.y), color: .trpo, align: .left)
  panel.text(
    (names ? "plain " : "") + gain(plain), at: Point(plain.x - 0.25, plain.y + 0.75),
    color: .vermilion,
    align: .right)
}
var promised = regionPanel("what the data promise: L", .surrogate, of: twoKnobs.surrogate)
markSteps(&promised, names: true, of: twoKnobs.surrogate)
var earned = regionPanel("what it is worth: J", .trueObjective, of: twoKnobs.worth)
markSteps(&earned, names: false, of: twoKnobs.worth)
figure(
  "trust-region",
  "One step of TRPO on the pier, when the logit of *right* on plank $s$ is "
    + "$\\theta_1 + \\theta_2 s$; $\\delta = 0.1$. Thin lines: contours, 1 apart. Purple: the natural "
    + "gradient, as far as the ellipse (4.7) that stands for the fence. That is too far: the hollow "
    + "tries lie outside the fence itself, the filled one passes. Red: the plain gradient, as far "
    + "as a circle that fits the ellipse at its narrowest. The numbers say what the steps gain.",
  alt:
    "Two panels over the two knobs, with contours of the surrogate and of the true return. Around "
    + "the old policy a long ellipse, the fence, which ends earlier below, and a circle as wide as "
    + "the ellipse at its narrowest. The natural step leads along the ellipse; shortened twice, it "
    + "promises 1.70 and earns 1.43. The plain one ends at the circle, promises 1.07 and earns 0.77.",
  Figure(promised, earned))
// snippet.show

/*:

### One problem, seen from two sides

{{ detour: Why each fence has its price, where that fails, and a check of both by independent methods. }}

Where a smooth function is largest on the fence, its gradient has no part along the fence; it points
straight across it, outwards. A leashed walker, too, comes to rest where
$\nabla L = \beta \, \nabla \overline{\mathrm{KL}}$. So at the highest point within the fence,
unless $\nabla \overline{\mathrm{KL}} = 0$ there, the conditions of Karush, Kuhn and Tucker hold:

$$
\nabla L(\theta^{*}) = \beta \, \nabla \overline{\mathrm{KL}}(\theta^{*}), \qquad \beta \geq 0,
\qquad \beta \left( \overline{\mathrm{KL}}(\theta^{*}) - \delta \right) = 0
$$ (4.17)

By the last condition $\beta$ is zero when the highest point lies inside the fence. If every state
and action has its own probability, *the two are one problem*: $L$ is linear in the probabilities
and $\overline{\mathrm{KL}}$ is convex ($-\log$ is), so there is just one such point. Every $\delta$
that holds you back then has a $\beta$ that gives the same step. Where states share knobs, the leash
with this $\beta$ may have its highest point elsewhere; what remains is a relation close to the old
policy, (4.18).

Check the unshared case on the corridor of chapter 1, with $\gamma = 0.9$, by two independent
methods. First the fence: walk along it by $\nabla L$ without its part along
$\nabla \overline{\mathrm{KL}}$, and step back onto it; the ratio of the two gradients at the end is
$\beta$. Then the leash, with this $\beta$: plain gradient ascent from the old policy.
*/

let corridor = TabularMDP.corridor.discounted(by: 0.9)
let old = TabularPolicy(logits: [[0.5, -0.5], [0.2, -0.2], [0.0, 0.3]])

func dot(_ x: [Double], _ y: [Double]) -> Double { zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } }

/// An old policy in a world of two actions, and the two ways to be held near it.
struct TrustRegionProblem {
  let world: TabularMDP
  let old: TabularPolicy
  /// d_old, scaled to the sum 1
  let visits: [Double]

  init(_ world: TabularMDP, _ old: TabularPolicy) {
    (self.world, self.old) = (world, old)
    visits = world.normalisedVisitation(of: old)
  }

  func meanKL(_ new: TabularPolicy) -> Double { dot(visits, old.klDivergence(to: new)) }

  func gradient(_ new: TabularPolicy) -> [Double] { world.surrogateGradient(at: new, around: old) }

  /// ∂KL / ∂z(s,a) = d_old(s) (π(a|s) − π_old(a|s))
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
    let start = old.moved(along: gradient(old), stepSize: 0.01)
    var (policy, beta) = (pulledBack(start, to: delta), 0.0)
    for _ in 0..<1000 {
      let (uphill, across) = (gradient(policy), klGradient(policy))
      beta = dot(uphill, across) / dot(across, across)
      let along = zip(uphill, across).map { $0 - beta * $1 }
      policy = pulledBack(policy.moved(along: along, stepSize: 1 / beta), to: delta)
    }
    return (policy, beta)
  }

  func leashed(_ beta: Double) -> TabularPolicy {
    (0..<3000).reduce(old) { policy, _ in
      let net = zip(gradient(policy), klGradient(policy)).map { $0 - beta * $1 }
      return policy.moved(along: net, stepSize: 1 / beta)
    }
  }
}

let problem = TrustRegionProblem(corridor, old)
var both = Table(
  "δ", "β at the fence", "KL at the end of the leash", "largest difference of a probability")
for delta in [0.0001, 0.001, 0.01, 0.1] {
  let (policy, beta) = problem.fenced(delta)
  let other = problem.leashed(beta)
  let difference = zip(policy.probabilities, other.probabilities).map { ($0 - $1).magnitude }.max()!
  both.add(
    "\(delta)", rounded(beta, 4), rounded(problem.meanKL(other), 8), rounded(difference, 10))
}
show(both)

/*:
Each leash ends at its fence, at the same policy to ten digits.

Now let two states share a knob. The second is eight times as sensitive to it and at first nearly
certain of *left*. Going right is worth 0.2 more than left in the first state, 1 more in the second;
both are visited equally often. Where is (4.16) highest?
*/

func sharing(_ theta: Double) -> [[Double]] {
  [rightOrLeft(theta), rightOrLeft(8 * (theta - 1.5))]
}
let apart = sharing(0)
func sharedKL(_ theta: Double) -> Double {
  zip(apart, sharing(theta)).reduce(0) { $0 + kl($1.0, $1.1) / 2 }
}
var leaps = Table("β", "θ at the highest point", "KL there")
for beta in [1, 0.8, 0.61, 0.6, 0.5] {
  func net(_ theta: Double) -> Double {
    let right = sharing(theta).map { $0[1] }
    return (0.2 * right[0] + right[1]) / 2 - beta * sharedKL(theta)
  }
  let best = (0...2000).map { 0.001 * Double($0) }.max { net($0) < net($1) }!
  leaps.add(rounded(beta, 2), rounded(best, 3), rounded(sharedKL(best), 4))
}
show(leaps)

/*:
Between two prices that differ by a hundredth the highest point jumps from a KL of 0.0066 to one of 0.3284;
no price leads to a KL between.

## The natural gradient

{{ detour: The best short step inside the fence; it needs linear algebra, (4.7) and (4.17). }}

For a small $\delta$ replace $L$ by its slope $g = \nabla L$ and KL by (4.7): maximise
$g^\top \Delta$ subject to $\frac{1}{2} \Delta^\top F \Delta \leq \delta$. By (4.17)
$g = \beta F \Delta$, so $\Delta = F^{-1} g / \beta$. Put this into the constraint,
$\frac{1}{2} g^\top F^{-1} g / \beta^2 = \delta$, and solve for $\beta$ (with $g \neq 0$, and an $F$
that has an inverse):

$$
\Delta = \sqrt{\frac{2 \delta}{g^\top F^{-1} g}} \; F^{-1} g, \qquad \beta = \sqrt{\frac{g^\top
F^{-1} g}{2 \delta}}
$$ (4.18) {S4-V9}

$F^{-1} g$ is the natural gradient (Amari, 1998; Kakade, 2001), and the step size comes with it. $F$
is the mean over the states, as $\overline{\mathrm{KL}}$ is.

A table of logits has no such $F$, since a constant added to all logits of a state changes no
probability. There $F^{-1} g$ stands for any solution of $F x = g$. If every state is visited,
$d_{\mathrm{old}}(s) \gt 0$, two solutions differ by such constants only, and all give the same step
in policies. (A state that is never visited keeps its logits.) One solution is the advantages, times
$1 / (1 - \gamma)$: in each state $g$ is $d_{\mathrm{old}}(s) \, \pi(a \mid s) A(s, a)$, and $F$ is
$\mathrm{diag}(\pi) - \pi \pi^\top$ times the state's share of the visits,
$(1 - \gamma) \, d_{\mathrm{old}}(s)$; since $\pi^\top A = 0$,
$(\mathrm{diag}(\pi) - \pi \pi^\top) A$ has the entries $\pi(a \mid s) A(s, a)$, and so
$F A = (1 - \gamma) \, g$. The plain gradient has the factor $d_{\mathrm{old}}(s) \, \pi(a \mid s)$,
so it nearly stops where the policy seldom goes or an action is rare. The natural one does not.
*/

let slope = corridor.policyGradient(of: old)
let natural = corridor.naturalGradient(of: old)
let squaredLength = dot(slope, natural)
var shortSteps = Table(
  "δ", "β by (4.18)", "β at the fence", "too high by", "KL of the step (4.18)")
for delta in [0.0001, 0.001, 0.01, 0.1] {
  let step = old.moved(along: natural, stepSize: (2 * delta / squaredLength).squareRoot())
  let (price, exactPrice) = ((squaredLength / (2 * delta)).squareRoot(), problem.fenced(delta).beta)
  shortSteps.add(
    "\(delta)", rounded(price, 4), rounded(exactPrice, 4),
    rounded(100 * (price / exactPrice - 1), 2) + " %", rounded(problem.meanKL(step), 6))
}
show(shortSteps)

/*:
For short steps the two prices agree, and the step has the intended KL. The error is of the next
order in the length of the step, which is itself of order $\sqrt\delta$. So the price has a relative
error of $O(\sqrt\delta)$. The probabilities at the end of the step are off by $O(\delta)$, the KL
by $O(\delta^{3/2})$. At $\delta = 0.1$ the price is half as high again as at the fence, and the
step stops short of it.

### Without ever holding F

A network with a million knobs has a Fisher information with $10^{12}$ entries. You only need
$F^{-1} g$, and *conjugate gradients* (Hestenes and Stiefel, 1952) solve $F x = g$ from products
$F v$ alone. They walk towards the solution in directions chosen so that no step spoils what an
earlier one has achieved. Without rounding, at most as many steps are needed as $F$ has different
eigenvalues. A product is cheap. Let $D_t$ be the matrix of derivatives
$\partial z_{a'} / \partial \theta_i$ of the logits in state $s_t$. By the chain rule the score is
$D_t^\top$ times the score in the logits, whose Fisher information is
$F_t = \mathrm{diag}(\pi) - \pi \pi^\top$, so

$$
F v = \frac{1}{N} \sum_t D_t^\top F_t D_t \, v
$$ (4.19)

Read it from the right: a derivative along $v$ (forwards through the network), a small product for
each state, and one backward pass. Each iteration of conjugate gradients costs one such product:

{{ listing: conjugate-gradient }}

Here is a network of 58 parameters in 40 states, small enough to hold $F$ as a table and solve the
system directly. This $F$ has no inverse either: with two actions, 40 states fix 40 directions at
most. So a little *damping*, here $0.001 \, v$, is added to $F v$. The right side is random.
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

let size = longWay.map(\.magnitude).max()!
var solving = Table("iterations", "largest error, over the largest entry of the solution")
for iterations in [1, 5, 10, 20, 40, 80] {
  let solution = ConjugateGradient(iterations: iterations, residualTolerance: 0)
    .solve(rightSide) { v, product in fisher.apply(to: v, into: &product) }
  let error = zip(solution.x, longWay).map { ($0 - $1).magnitude }.max()! / size
  solving.add("\(iterations)", error > 1e-6 ? rounded(error, 6) : "below 10⁻⁶")
}
show(solving)

/*:
Forty products suffice: about one for each direction that the states fix, and one for all the
others. TRPO below uses fifteen at most. Its direction need only be roughly right, because the
length is set afterwards, by (4.18), and checked.

### It does not care how you wrote the policy down

Describe the same policies with other knobs, $\theta = M \phi$. Let $M$ have an inverse, and here
also $F$. By the chain rule $g_\phi = M^\top g$ and $F_\phi = M^\top F M$. So
$M F_\phi^{-1} g_\phi = M \left( M^\top F M \right)^{-1} M^\top g = F^{-1} g$, and the number in the
root of (4.18) is the same for both, $g_\phi^\top F_\phi^{-1} g_\phi = g^\top F^{-1} g$. The step
(4.18) is then

$$
M \Delta_\phi = \sqrt{\frac{2 \delta}{g_\phi^\top F_\phi^{-1} g_\phi}} \; M F_\phi^{-1} g_\phi =
\sqrt{\frac{2 \delta}{g^\top F^{-1} g}} \; F^{-1} g = \Delta_\theta
$$ (4.20)

Both sets of knobs give *the same step in policies*. With the plain gradient they do not: in
$\theta$, the step by $\phi$ is along $M M^\top g$. For knobs that bend, $\theta = h(\phi)$, the
matrix $M$ is the Jacobian of $h$, which changes on the way, and the two steps differ at second
order:

$$
h(\phi + \Delta_\phi) = \theta + \Delta_\theta + O(\lVert \Delta \rVert^2)
$$ (4.21)

A bandit with three arms shows both. Its policy has two free logits (the third is 0). The other
knobs are $M = \begin{pmatrix} 2 & 1 \\ 0 & 0.5 \end{pmatrix}$, and the bent ones
$\theta = \sinh \phi$.
*/

let bandit = TabularMDP.bandit(rewards: [1, 2, 4])
let here = [0.4, -0.3]
func arms(_ z: [Double]) -> TabularPolicy { TabularPolicy(logits: [[z[0], z[1], 0]]) }

/// The step (4.18) in knobs φ, from ∂θ/∂φ row by row; and the gradient in φ.
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

func armProbabilities(_ z: [Double]) -> String {
  arms(z).probabilities.map { rounded($0, 4) }.joined(separator: "  ")
}
func times(_ matrix: [[Double]], _ v: [Double]) -> [Double] { matrix.map { dot($0, v) } }
let (identity, other) = ([[1.0, 0], [0, 1]], [[2.0, 1], [0, 0.5]])
var knobsTable = Table("probabilities of the arms after", "knobs θ", "knobs φ, θ = Mφ")
knobsTable.add("no step", armProbabilities(here), armProbabilities(here))
let (thetaSteps, phiSteps) = (steps(identity, delta: 0.01), steps(other, delta: 0.01))
func after(_ step: [Double]) -> String { armProbabilities(zip(here, step).map { $0 + $1 }) }
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
In the first table the natural step ends at the same probabilities in both columns; the plain step,
written in the knobs $\phi$, goes somewhere else and several times as far. In the second table a
quarter of $\delta$ halves the step, and the distance between the ends tends to a quarter: order 2,
as (4.21) says.

## TRPO

{{ detour: The natural gradient with a look before each step; it builds on the detour above. }}

The step (4.18) comes from two approximations and a sample, so it may break the fence or make things
worse. Before you take it, look: compute the KL and the surrogate at its end. You want

$$
\overline{\mathrm{KL}}(\pi_{\text{old}} \,\Vert\, \pi_{\theta + \kappa \Delta}) < \delta \quad
\text{and} \quad L(\theta + \kappa \Delta) > L(\theta)
$$ (4.22)

So try $\kappa = 1, 0.8, 0.64, \ldots$ until both hold. If none of ten tries passes, stay where you
are. (The TRPO of sb3-contrib uses the same numbers, and also at most 15 rounds of conjugate
gradients; its damping is ten times that of this book.)

{{ listing: trust-region }}

The update, which without the search is the natural gradient:

{{ listing: trust-region-update }}

## A leash that learns its length

A fence of 0.01 nats means the same everywhere. A price does not: the $\beta$ that ends a step there
depends on rewards, discount and policy.

{{ box: That price in four problems }}

This $\beta$ holds a step to 0.01 nats in chapter 1's corridor, with $\gamma = 0.9$, and in three
variants:
*/

let tenfold = TabularMDP(
  transition: (0..<3).map { s in (0..<2).map { Array(corridor.nextStates(from: s, action: $0)) } },
  reward: [[10, 0], [0, 0], [0, 30]], start: [0, 1, 0], discount: 0.9)
let goesRight = TabularPolicy(logits: [[0, 1.5], [0, 1.5], [0, 1.5]])
var ofAHundredth = Table("δ = 0.01", "β at the fence")
for (name, problem) in [
  ("the corridor", problem), ("its rewards times ten", TrustRegionProblem(tenfold, old)),
  ("a policy that goes right, mostly", TrustRegionProblem(corridor, goesRight)),
  ("a discount of 0.5", TrustRegionProblem(corridor.discounted(by: 0.5), old)),
] {
  ofAHundredth.add(name, rounded(problem.fenced(0.01).beta, 1))
}

show(ofAHundredth)

/*:
{{ end }}

So let it adapt. Make some gradient steps on (4.16), measure how far you went,
$d = \overline{\mathrm{KL}}(\pi_{\text{old}} \Vert \pi_\theta)$, and compare with a target:

$$
\beta \leftarrow \begin{cases} \beta / 2 & d < d_{\text{targ}} / 1.5 \\ 2 \beta & d > 1.5 \,
d_{\text{targ}} \\ \beta & \text{otherwise} \end{cases}
$$ (4.23) {S0-i2 S3-i1 S3-i2 S3-i3 S3-E7 S3-E8}

An update that went too far is *not* taken back: this is a leash, not a fence.
{{ covers: S1-V2 }}

{{ box: The rule with limits of your own }}

The course notes state the same with two limits that you choose,

$$
\beta \leftarrow \begin{cases} \beta / 2 & d < \mathrm{KL}_{\min} \\ 2 \beta & d >
\mathrm{KL}_{\max} \\ \beta & \text{otherwise} \end{cases}
$$ (4.24) {S2-i4}

and (4.23) is this with $\mathrm{KL}_{\min} = d_{\text{targ}} / 1.5$ and
$\mathrm{KL}_{\max} = 1.5 \, d_{\text{targ}}$. Here are both rules on six distances:
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

/*:
{{ end }}
*/

/*:
With a critic, this is the lesser-known method of chapter 5's paper (Schulman et al., 2017):
{{ covers: S3-A1 S3-E6 S2-A1 }}

> **Algorithm 4 · Adaptive KL penalty**
>
> Given a policy $\pi_\theta$, a critic $V$, $\beta = 1$ and $d_{\text{targ}} = 0.01$, repeat:
>
> 1. Collect eight episodes with $\pi_\theta$, $N$ steps in all.
> 2. $\hat A_t \leftarrow G_t - V(s_t)$, scaled to mean 0 and standard deviation 1.
> 3. Keep the probabilities of $\pi_\theta$ as $\pi_{\text{old}}$.
> 4. Twenty times: a step of Adam along
>    $\nabla_\theta \, \frac{1}{N} \sum_t \left( \rho_t \hat A_t - \beta \, \mathrm{KL}(\pi_{\text{old}} \Vert \pi_\theta)(s_t) \right)$.
> 5. Measure $d = \frac{1}{N} \sum_t \mathrm{KL}(\pi_{\text{old}} \Vert \pi_\theta)(s_t)$.
> 6. Set $\beta$ by (4.23).
> 7. Fit $V$ to the returns $G_t$.

## CartPole

Lines 1, 2 and 7 surround the update:

{{ listing: episode-learner }}

Lines 3 to 6 are the update:

{{ listing: kl-penalty-update }}

`train` repeats this, whatever the method:
*/

enum Setting { static let learningRate = 0.004 }

// snippet.loop
func train<Update: PolicyUpdate>(
  seed: UInt64, steps: Int, report: ProgressReport, _ update: (MLP<Float>) -> Update
) -> (TrainingOutcome, [Update.Record]) {
  var learner = EpisodeLearner(CartPole(), episodes: 8, seed: seed, update: update)
  return learner.train(steps: steps, report: report)
}

/// The update that climbs the penalised surrogate by Adam.
@Sendable func penalty(
  _ policy: MLP<Float>, beta: Double, rule: AdaptiveKLCoefficient.Rule? = nil
) -> KLPenaltyUpdate {
  KLPenaltyUpdate(policy, beta: beta, rule: rule, learningRate: Setting.learningRate)
}
// snippet.end

/*:
{{ box: The critic, and the loop }}

The `objective` of the update adds two slopes in the logits: the score times $\rho_t \hat A_t / N$,
and the pull $\beta \, (\pi_{\text{old}} - \pi_\theta) / N$.

The critic is the `ValueFunction` of chapter 2; `MonteCarloCritic` turns its values into advantages:

{{ listing: monte-carlo-critic }}

`EpisodeLearner.train` repeats the turns:

{{ listing: episode-training }}

{{ end }}

**What changed since chapter 3.** The pull is new. Chapter 2's critic is back, and advantages are
scaled. Batches are half as large; each serves twenty gradient steps, so that there is something to
hold back.

{{ box: The loops, line by line }}

The scale of the advantages fixes that of $\beta$. The mean is over steps, and the learning rate is
lower. Most lines that vanish have moved into the listings above.


{{ changes: importance-sampling → kl-penalty }}

{{ end }}

Six methods compete. (The plain surrogate has $\beta = 0$.)

{{ box: Settings, and the code of this table }}

The learning rate of 0.004 was chosen for the adaptive penalty, from the range $0.002$ to $0.005$,
on seeds 1 to 30; the other settings were chosen on the seeds reported. So the methods are compared
at these settings, not at the best for each, and the row of the adaptive penalty looks a little too
good. On the seeds of `--seed 31` none was chosen. The natural gradient is TRPO without the look;
neither has Adam, $\beta$ or a learning rate.
*/

let trustRegionSettings = TrustRegionSettings(maxKL: 0.01, cgDamping: 0.01)

func penaltySetup(_ algorithm: String, beta: String) -> TrainingSetup {
  .onEpisodes(algorithm, learningRate: Setting.learningRate, update: ["β": beta])
}

func trustRegionSetup(_ algorithm: String, searches: Bool) -> TrainingSetup {
  .onEpisodes(
    algorithm, epochs: 1, update: trustRegionSettings.hyperparameters(searches: searches))
}

/// A method, its runs, and how far each update of each run went, and at what price.
struct Method {
  let name: String
  let color: Color
  let runs: [TrainingRun]
  let distances: [[UpdateDistance]]

  init<Update: PolicyUpdate>(
    _ name: String, _ color: Color, _ setup: TrainingSetup,
    update: @Sendable (MLP<Float>) -> Update
  ) where Update.Record == UpdateDistance {
    (self.name, self.color) = (name, color)
    (runs, distances) = experiment(setup, chapter.options) { seed, steps, report in
      train(seed: seed, steps: steps, report: report, update)
    }
  }
}

let methods = [
  Method("plain surrogate", .surrogate, penaltySetup("surrogate", beta: "0")) {
    penalty($0, beta: 0)
  },
  Method("β = 0.01, fixed", .vermilion, penaltySetup("fixed-kl", beta: "0.01")) {
    penalty($0, beta: 0.01)
  },
  Method("β = 100, fixed", .green, penaltySetup("fixed-kl", beta: "100")) {
    penalty($0, beta: 100)
  },
  Method(
    "adaptive β", .adaptiveKL,
    penaltySetup("adaptive-kl", beta: "1, then by (4.23) with a target of 0.01")
  ) {
    penalty($0, beta: 1, rule: .target(0.01))
  },
  Method("natural gradient", .blue, trustRegionSetup("natural-gradient", searches: false)) {
    TrustRegionUpdate($0, settings: trustRegionSettings, searches: false)
  },
  Method("TRPO", .trpo, trustRegionSetup("trpo", searches: true)) {
    TrustRegionUpdate($0, settings: trustRegionSettings)
  },
]

func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
}

/// By how much the last 100 episodes of a run return less than its best 100 in a row.
func fall(_ run: TrainingRun) -> Double {
  let returns = run.outcome.episodeReturns
  guard returns.count >= 100 else { return 0 }
  let sums = (100...returns.count).map { returns[$0 - 100..<$0].reduce(0, +) }
  return (sums.max()! - sums.last!) / 100
}

var bootstrap = PCG64(seed: 1, stream: .bootstrap)
var results = Table(
  "method", "interquartile mean of the last 100 returns", "95% interval", "fall: median", "largest")
for method in methods {
  let values = method.runs.map { $0.outcome.finalReturn ?? 0 }
  let falls = method.runs.map(fall)
  let interval = bootstrapInterval(of: values, using: &bootstrap, statistic: interquartileMean)
  results.add(
    method.name, rounded(interquartileMean(values), 1),
    "\(rounded(interval.low, 1)) … \(rounded(interval.high, 1))", rounded(median(falls), 1),
    rounded(falls.max()!, 1))
}

/*:
{{ end }}
*/

show(results)

/*:
*Fall* is the best mean of 100 returns in a row minus the last.

{{ box: Five comparisons, with intervals }}

The table gives the share of pairs of runs in which the method ended higher than the plain
surrogate; a half means that neither is better. (Chapter 5 has the formula, (5.20).) The five
comparisons share their runs; with intervals of 99% each, all five are right with probability at
least 95%, as far as the bootstrap can be trusted with ten runs.
*/

let plainReturns = methods[0].runs.map { $0.outcome.finalReturn ?? 0 }
// Five comparisons: intervals of 99% hold together with 95%.
var better = Table("X", "P(X > plain surrogate)", "99% interval")
for method in methods.dropFirst() {
  let values = method.runs.map { $0.outcome.finalReturn ?? 0 }
  let interval = bootstrapInterval(
    ofImprovement: values, over: plainReturns, confidence: 0.99, using: &bootstrap)
  better.add(
    method.name, rounded(probabilityOfImprovement(values, over: plainReturns), 2),
    "\(rounded(interval.low, 2)) … \(rounded(interval.high, 2))")
}
show(better)

/*:
{{ end }}
*/

// snippet.hide
// Of forty windows, the first 60,000 steps.
let early = 12
var rising = Panel(
  "the first 60,000 steps", x: Axis("environment steps", from: 0),
  y: Axis("return of an episode", from: 0, to: 520))
rising.horizontalLine(500)
for method in methods {
  let curve = learningCurve(of: method.runs, steps: chapter.options.steps)
  rising.line(
    x: Array(curve.steps.prefix(early)), y: Array(curve.mean.prefix(early)), color: method.color,
    label: method.name)
}
rising.usesLegend = true
let rows = methods.indices.map { Double(methods.count - $0) }
var falling = Panel(
  "the lowest window after them", x: Axis("mean return", from: 0, to: 520),
  y: Axis(
    "", from: 0.4, to: Double(rows.count) + 0.6,
    ticks: .named(zip(rows, methods).map { ($0, $1.name) })))
falling.verticalLine(500)
for (row, method) in zip(rows, methods) {
  let lowest = method.runs.map { run in
    learningCurve(of: [run], steps: chapter.options.steps).mean.dropFirst(early).min()!
  }
  let summary = Summary(lowest)
  falling.points(
    x: lowest, y: lowest.map { _ in row - 0.25 }, color: .gray, shape: .openCircle, size: 0.5)
  falling.line(
    x: [summary.interval.low, summary.interval.high], y: [row, row], color: method.color,
    dash: .solid, width: 1.5)
  falling.points(x: [summary.mean], y: [row], color: method.color, shape: .circle)
}
figure(
  "learning-curves",
  "CartPole-v1. Left: the interquartile mean over ten seeds in windows of 5,000 steps, up to step "
    + "60,000; dashed, the maximum. Right: the lowest window of each seed after that (small "
    + "circles), and their interquartile mean with its 95% interval. Trust regions fall less deep. "
    + "(With β = 100 nothing has risen yet.)",
  alt:
    "Left: six learning curves; all but that of β = 100 rise above 400 within 30,000 steps. Right: "
    + "a strip for each method. The plain surrogate's lowest windows lie around 200, those of the "
    + "adaptive penalty around 350, those of the natural gradient and TRPO around 400, close "
    + "together.",
  Figure(rising, falling))
// snippet.show

/*:
{{ box: How far the updates went }}
*/

var distances = Table(
  "first 40 updates of each run", "median KL", "largest", "share above 1.5 · 0.01")
for method in methods {
  let kls = method.distances.flatMap { $0.prefix(40).map(\.meanKL) }.sorted()
  distances.add(
    method.name, rounded(kls[kls.count / 2], 5), rounded(kls.last!, 3),
    rounded(Double(kls.count { $0 > 0.015 }) / Double(kls.count), 3))
}
show(distances)

/// The interquartile mean over the seeds of something about each update.
func typical(_ method: Method, _ value: (UpdateDistance) -> Double) -> [Double] {
  interquartileMeans(over: method.distances.map { $0.map(value) })
}

/*:
{{ end }}
*/

// snippet.hide
var divergence = Panel(
  "how far an update went", x: "update",
  y: Axis("mean KL(old‖new)", from: 1e-6, to: 10, scale: .logarithmic))
divergence.region(
  [
    Point(1, 0.01 / 1.5), Point(40, 0.01 / 1.5), Point(40, 0.015), Point(1, 0.015),
  ], color: .adaptiveKL)
divergence.text("above: β doubles", at: Point(31, 2.5), color: .adaptiveKL)
divergence.text("below: β halves", at: Point(31, 2e-4), color: .adaptiveKL)
for method in methods where method.name != "natural gradient" {
  let values = Array(typical(method) { max($0.meanKL, 1e-6) }.prefix(40))
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
  "Left: the mean KL of each of the first 40 updates, its interquartile mean over the seeds. "
    + "Shaded: where (4.23) leaves β as it is; above, it doubles the β of the adaptive penalty, "
    + "below, it halves it. (The natural gradient, which lies near TRPO, is in the table.) Right: "
    + "the β that it set, starting from 1, its interquartile mean too.",
  alt:
    "Left: lines of KL against update number for five methods, and a narrow band about 0.01, which "
    + "the adaptive penalty's line crosses up and down. Right: a staircase of the adaptive "
    + "coefficient, which comes down from 1 to about 0.2.",
  covers: ["S1-F1"], Figure(divergence, prices))
// snippet.show

/*:
## What goes wrong without it

Without a hold the updates go about ten times as far in KL ([@fig:traces], left). The final return
shows no effect: all but $\beta = 100$ end between 467 and 485; no trust region visibly ends higher
than the plain surrogate. On the way it falls deeper ([@fig:learning-curves]): after 60,000 steps
nine of its ten runs have a window below 280. With TRPO and the natural gradient none has one below
350; the leash lies between. (Seen, not tested; one task; a learning rate chosen for the penalty.)

{{ box: Who keeps the distance, who falls }}

TRPO, which looks before it steps, stays below 0.01 nats in every update. The natural gradient,
which does not look, exceeds it now and then. The leash measures afterwards, so its updates scatter
on both sides of the target. The returns show no difference between the three. A $\beta$ of 0.01
shows no benefit. At 100 the policy is held where it is: little has been learnt by the end. By
(4.18) the right price depends on $g^\top F^{-1} g$, which changes with the policy; over the updates
drawn the adaptive rule finds its price by itself, well below the 1 at which it began.

The worst fall, 153.3, is in a run of the plain surrogate; the worst with a trust region is 107.0.
The median falls of these four methods lie within four of one another. Ten runs are too few to judge
such rare events.

The fence costs products with $F$ in conjugate gradients and a search. Its theory does not cover
parts of a batch, noise such as dropout, or knobs shared with the critic. Like every surrogate, it
has the states of the old policy and the variance of the ratio. It saves the learning rate.
{{ covers: S1-V1 }}

{{ end }}

Can you keep the ratios $\rho_t$ near 1 without computing a KL? The next chapter tries, with one
line of code.

## Mirror descent

{{ detour: With a table of logits the step has a closed form, and with known advantages it cannot fail. }}

For a table of logits the natural gradient is the advantages, as you saw below (4.18). With $F^{+}$,
which gives the shortest solution of $F x = g$, and a constant $c(s)$ for each state,

$$
(F^{+} g)(s, a) = \frac{A_{\mathrm{old}}(s, a)}{1 - \gamma} + c(s) \qquad \text{where }
d_{\mathrm{old}}(s) > 0
$$ (4.25)

(Here and below the world has no end, so that $d_{\mathrm{old}}$ sums to $1 / (1 - \gamma)$, and $F$
is the mean over the visits scaled to the sum 1.) Now take the step: add $\eta (1 - \gamma) F^{+} g$
to the logits. The softmax turns a sum into a product and does not see the constant:

$$
\pi_{\mathrm{new}}(a \mid s) = \frac{1}{Z(s)} \, \pi_{\mathrm{old}}(a \mid s) \, e^{\eta
A_{\mathrm{old}}(s, a)}, \qquad Z(s) = \mathbb{E}_{a \sim \pi_{\mathrm{old}}}\left[ e^{\eta
A_{\mathrm{old}}(s, a)} \right]
$$ (4.26)

Take the mean advantage of *any* policy $\pi$ minus a price of $1 / \eta$ on its KL to the old one.
Put in $\eta A_{\mathrm{old}} = \log (\pi_{\mathrm{new}} / \pi_{\mathrm{old}}) + \log Z$, and
$\pi_{\mathrm{old}}$ cancels:

$$
\sum_a \pi(a \mid s) \, A_{\mathrm{old}}(s, a) - \frac{1}{\eta} \, \mathrm{KL}(\pi \,\Vert\,
\pi_{\mathrm{old}})(s) = \frac{1}{\eta} \log Z(s) - \frac{1}{\eta} \, \mathrm{KL}(\pi \,\Vert\,
\pi_{\mathrm{new}})(s)
$$ (4.27)

By (4.5) the right side is largest for $\pi = \pi_{\mathrm{new}}$ and no other. So the natural step
is the leash (4.16) climbed to its end, with $\beta = 1 / (\eta (1 - \gamma))$ and the KL measured
from the new policy to the old. A step that maximises a linear gain minus a price on the distance is
a step of *mirror descent* (Nemirovsky and Yudin, 1983). Here each state takes such a step, uphill,
with KL as the distance. You will meet (4.26) again as the best policy for a reward, (10.11), with
the reference in place of $\pi_{\mathrm{old}}$, the reward of $A_{\mathrm{old}}$, and $\beta$ of
$1 / \eta$.

When the advantages are known, this step cannot fail. Multiply
$\log (\pi_{\mathrm{new}} / \pi_{\mathrm{old}}) = \eta A_{\mathrm{old}} - \log Z$ by
$\pi_{\mathrm{new}} - \pi_{\mathrm{old}}$ and sum over the actions. The left side becomes the sum of
the KLs in both directions; on the right $\log Z$ drops out, because the differences sum to 0, and
so does $\sum_a \pi_{\mathrm{old}} A_{\mathrm{old}}$, by (2.7). The rest, $\eta \bar A(s)$, goes
into (4.1):

$$
\begin{aligned} & J(\pi_{\mathrm{new}}) - J(\pi_{\mathrm{old}}) \\ & \qquad = \frac{1}{\eta} \sum_s
d_{\mathrm{new}}(s) \left( \mathrm{KL}(\pi_{\mathrm{new}} \,\Vert\, \pi_{\mathrm{old}})(s) +
\mathrm{KL}(\pi_{\mathrm{old}} \,\Vert\, \pi_{\mathrm{new}})(s) \right) \geq 0 \end{aligned}
$$ (4.28)

for every $\eta > 0$, however long the step. On the corridor, from the old policy:
*/

/// π_old(a|s) e^{ηA(s,a)} / Z(s) in every state, `[S × A]`.
func mirrorStep(from old: TabularPolicy, along advantages: [Double], eta: Double) -> [Double] {
  (0..<old.stateCount).flatMap { s in
    // π_new = π_old e^{ηA} / Z   (4.26)
    let weights = zip(old.probabilities(in: s), advantages[(s * old.actionCount)...]).map {
      $0 * exp(eta * $1)
    }
    let z = weights.reduce(0, +)
    return weights.map { $0 / z }
  }
}

/// (1/η) Σ_s d_new(s) (KL(new‖old)(s) + KL(old‖new)(s))   (4.28)
func mirrorGain(
  of new: TabularPolicy, over old: TabularPolicy, in world: TabularMDP, eta: Double
) -> Double {
  let bothWays = zip(new.klDivergence(to: old), old.klDivergence(to: new)).map { $0 + $1 }
  return zip(world.visitation(of: new), bothWays).reduce(0) { $0 + $1.0 * $1.1 } / eta
}

var mirror = Table(
  "η", "π_new(right) by (4.26)", "by the natural gradient", "J(π_new) − J(π_old)", "by (4.28)")
for eta in [0.01, 0.1, 1, 10, 100] {
  // θ + η (1 − γ) F⁺g
  let new = old.moved(along: natural, stepSize: eta * (1 - corridor.discount))
  let mirrored = mirrorStep(from: old, along: corridor.advantages(of: old), eta: eta)
  func right(_ probabilities: [Double]) -> String {
    [1, 3, 5].map { rounded(probabilities[$0], 4) }.joined(separator: "  ")
  }
  mirror.add(
    "\(eta)", right(mirrored), right(new.probabilities),
    rounded(corridor.expectedReturn(of: new) - corridor.expectedReturn(of: old), 6),
    rounded(mirrorGain(of: new, over: old, in: corridor, eta: eta), 6))
}
show(mirror)

/*:
A long step makes the action with the largest $A_{\mathrm{old}}$ certain in each state. So
$\eta \to \infty$ is one step of *policy iteration*: evaluate the policy, then take the best action
by its advantages everywhere.

*Where the old policy never goes* the natural gradient is zero: for $d_{\mathrm{old}}(s) = 0$ the
block of $F$ is zero and so is $g$, every $x$ solves $F x = g$ there, and $F^{+} g$ is 0. (4.25)
does not hold in such a state, while (4.26) still moves its probabilities. For the return from this
start the two steps are equal: a softmax excludes no action, so no policy reaches what the old one
cannot. From another start they differ. Beside the corridor, put a cell that nothing leads to, with
two doors to the start; the left one pays 1:
*/

/// The corridor and a cell 3 that nothing leads to. Both its actions lead to the start; left pays 1.
func corridorWithCell(discount: Double) -> TabularMDP {
  TabularMDP(
    transition: [
      [[1, 0, 0, 0], [0.2, 0.8, 0, 0]], [[0.8, 0.2, 0, 0], [0, 0.2, 0.8, 0]],
      [[0, 0.8, 0.2, 0], [0, 0, 1, 0]], [[0, 1, 0, 0], [0, 1, 0, 0]],
    ],
    reward: [[1, 0], [0, 0], [0, 3], [1, 0]], start: [0, 1, 0, 0], discount: discount)
}

let withCell = corridorWithCell(discount: 0.9)
let oldWithCell = TabularPolicy(logits: old.logits + [0.4, 0], actionCount: 2)
let cellAdvantages = withCell.advantages(of: oldWithCell)
let cellNatural = withCell.naturalGradient(of: oldWithCell)
var unvisited = Table("step, η = 1", "π(right) in the cell", "J from the start", "V of the cell")
for (name, policy) in [
  ("none", oldWithCell),
  ("(1 − γ) F⁺g", oldWithCell.moved(along: cellNatural, stepSize: 1 - withCell.discount)),
  ("A", oldWithCell.moved(along: cellAdvantages, stepSize: 1)),
] {
  unvisited.add(
    name, rounded(policy.probability(of: 1, in: 3), 4),
    rounded(withCell.expectedReturn(of: policy), 4), rounded(withCell.values(of: policy)[3], 4))
}
show(unvisited)

/*:
Elsewhere the advantages are estimates, states share knobs, and rare states are hardly seen. Then
(4.28) promises nothing. Chapter 5 clips the ratio to $[1 - \epsilon, 1 + \epsilon]$. Here (4.26)
gives $\log \rho = \eta A_{\mathrm{old}} - \log Z$, and both terms are at most $\eta A_{\max}$ in
size. So a step with $2 \eta A_{\max} \leq \log (1 + \epsilon)$ keeps all ratios within the range of
that clip.

## Try to break it

**An old policy that is not old.** Look the old policy up anew before each gradient step, at
$\beta = 100$. What do the price and $d$ do now?

```diff
     for _ in 0..<epochs {
+      lookUpOld(policy, on: batch)
       step(&policy, on: batch, advantages: advantages)
     }
```

{{ box: What happens }}
*/

/// Twenty gradient steps, each with the policy before it as the old one.
struct ThawingUpdate: PolicyUpdate {
  var base: KLPenaltyUpdate
  var stepCount: Int { base.stepCount }

  mutating func improve<World>(
    _ policy: inout MLP<Float>, on batch: EpisodeBatch<World>, advantages: [Float]
  ) -> UpdateDistance {
    for _ in 0..<base.epochs {
      base.lookUpOld(policy, on: batch)
      base.step(&policy, on: batch, advantages: advantages)
    }
    return base.setPrice(for: policy, on: batch)
  }
}

var thawing = Table("β = 100, seed", "last 100 returns, old kept", "old looked up anew", "median d")
for seed in chapter.options.seeds.prefix(3) {
  let kept = methods[2].runs.first { $0.seed == seed }!.outcome
  let (broken, distances) = train(seed: seed, steps: chapter.options.steps, report: .silent) {
    ThawingUpdate(base: penalty($0, beta: 100))
  }
  let measured = distances.map(\.meanKL).sorted()
  thawing.add(
    "\(seed)", rounded(kept.finalReturn ?? 0, 1), rounded(broken.finalReturn ?? 0, 1),
    rounded(measured[measured.count / 2], 6))
}

show(thawing)

/*:
Each step compares the policy with itself: every KL is 0, and 100 times zero is zero. One seed still
learns the task; two end with episodes of nine steps, as from pushing one way only. $d$ has nothing
to report. Look the old policy up once a batch.

{{ end }}

{{ box: The other direction of KL }}

On the pier, measure the KL that you pay for from the new policy to the old. By (4.9) this hardly
matters for a small step. The first step with a price of 10 is not small: is it now longer or
shorter? And where does the climb end?

```diff
-  distance: (TabularPolicy, TabularPolicy) -> Double = { $0.klDivergence(to: $1)[0] }
+  distance: (TabularPolicy, TabularPolicy) -> Double = { $1.klDivergence(to: $0)[0] }
```
*/

let turnedRound = climb(
  steps: 30, price: { _ in 10 }, distance: { $1.klDivergence(to: $0)[0] })
var directions = Table("steps", "θ, KL(old‖new)", "θ, KL(new‖old)", "J", "J, turned round")
for step in [0, 1, 2, 3, 10, 30] {
  directions.add(
    "\(step)", rounded(byTaste[step], 4), rounded(turnedRound[step], 4),
    rounded(pierReturn(byTaste[step]), 5), rounded(pierReturn(turnedRound[step]), 5))
}
show(directions)

/*:
The first step is shorter. After ten steps both climbs stand at the top of $J$: there its slope is
zero, and a price on moving has nothing to hold back. The direction changes the path, not its end.

{{ end }}

{{ box: The natural step without F }}

Replace the natural gradient in (4.18) by the plain one, and leave the rest. Will the step still
have the intended KL?

```diff
-let natural = corridor.naturalGradient(of: old)
+let natural = corridor.policyGradient(of: old)
```
*/

var plainSteps = Table(
  "δ", "KL of the natural step", "gain of L", "KL of the plain one", "gain of L")
for delta in [0.0001, 0.001, 0.01, 0.1] {
  let row = [natural, corridor.policyGradient(of: old)].flatMap { direction in
    let length = (2 * delta / dot(slope, direction)).squareRoot()
    let new = old.moved(along: direction, stepSize: length)
    let gain = corridor.surrogate(of: new, around: old) - corridor.expectedReturn(of: old)
    return [rounded(problem.meanKL(new), 6), rounded(gain, 4)]
  }
  plainSteps.add("\(delta)", row[0], row[1], row[2], row[3])
}
show(plainSteps)

/*:
The plain step has about an eighth of the intended KL, and the surrogate gains less than half as
much. The length in (4.18) is measured in $F$; without $F$ in the gradient, $\delta$ is no longer a
distance between policies. Here the step is too short; with knobs that move the policy faster it
would be too long.

{{ end }}

## To remember

- The surrogate counts the old policy's states, so believe it only nearby.
- Measure *near* by what policies do: the mean $\mathrm{KL}(\text{old} \Vert \text{new})$, in nats.
- A price on KL adds $\beta$ to the weight of all that the old policy did; adapt it to the measured
  KL.

## Five questions

1. The surrogate has risen, the return has fallen. Would a batch ten times as large help?

{{ box: Answer }}

Against noise, yes. On the pier, no: all its steps are the old policy's, and (4.2) counts
$d_{\text{old}}$ where (4.1) has $d_\pi$.

{{ end }}

2. Multiply all rewards by ten, and do not scale the advantages. What happens to $\delta$ and
   to $\beta$?

{{ box: Answer }}

A KL knows nothing of rewards, so $\delta$ stays. The surrogate is ten times as steep, so $\beta$
has to be ten times as high for the same step. The rule (4.23) gets there in three or four
doublings.

{{ end }}

3. How large is the gradient of the penalty in the first step on a batch, for $\beta = 100$?

{{ box: Answer }}

Zero: the policy is still the old one, so $\beta \, (\pi_{\text{old}} - \pi_\theta) = 0$. The price
is felt from the second step on.

{{ end }}

4. An update ends at $d = 0.03$ with a target of 0.01. What does the leash do, what would TRPO do?

{{ box: Answer }}

The leash does nothing: the policy stays where it went, and $\beta$ doubles for the next batch. TRPO
would have measured before moving, and shortened the step.

{{ end }}

5. Two policies differ only in states that the old policy never visits. What do $L$ and
   $\overline{\mathrm{KL}}$ say?

{{ box: Answer }}

Both say that nothing has changed, because both count the old policy's visits. They are right: the
new policy never gets there either. But let it change a little elsewhere, and it may arrive where
neither number has looked.

{{ end }}

## Exercises

Where it says *write … as*, a function waits for you in
[`Exercises/Stubs/Chapter4.swift`](Exercises/Stubs/Chapter4.swift). Put your answer there;
`make exercises CHAPTER=4` says whether it is right, and if not, for which numbers. Solutions that
pass the same tests stand in
[`Exercises/Solutions/Chapter4.swift`](Exercises/Solutions/Chapter4.swift). Look when you are done,
or stuck.

1. **No fog.** Give the walker a knob for every plank and let it go to the far end of the surrogate:
   in each state the best action for certain. Use (4.1) to show that the return cannot fall,
   whatever the world. Where does the argument break with a shared knob?
2. **A tighter C.** Pinsker's inequality (4.12) has a factor of 2 to spare. By how much may you
   lower $C$? Change `trials` and count violations; then find the smallest $C$ that your 6,000 pairs
   allow. Why may you not use it in a world of your own?
3. **The other direction.** Set `divergenceDirection: .newToOld` in TRPO's settings. What do (4.7)
   and (4.9) predict for the curve? Run it.
4. **The price by hand.** On the pier, find by (4.17) the $\beta$ whose leash ends at the top of
   $J$, near $\theta = 0.1$. Is it larger or smaller than 10?
5. **Paper and pencil.** Write (4.6) with $\sigma_1 = \sigma_2 e^{-u}$ and expand to second order in
   $u$ and $\mu_1 - \mu_2$. What is the Fisher information of a normal distribution in $\mu$ and
   $\log \sigma$? Compare with (4.8).
6. **Turn the 1.5 into 1.05.** What does $\beta$ do in the right panel of the traces, and does the
   return change?
7. **The gradient of a divergence.** Show that for $q = \mathrm{softmax}(z)$ the gradient
   $\partial \, \mathrm{KL}(p \Vert q) / \partial z_b$ is a difference of two probabilities. Write
   (4.4) as [`divergence`](Exercises/Stubs/Chapter4.swift) and your result as
   [`divergenceGradient`](Exercises/Stubs/Chapter4.swift).
8. **As far as the fence.** Write (4.18) as [`naturalStep`](Exercises/Stubs/Chapter4.swift). Prove
   on paper that $\frac{1}{2} \Delta^\top F \Delta = \delta$; the tests measure it. What is the step
   where the gradient is zero, and what does the formula say there?
9. **Without ever holding F.** Write conjugate gradients as
   [`conjugateGradients`](Exercises/Stubs/Chapter4.swift), from products alone. After as many
   iterations as there are knobs the answer is exact, up to rounding. Which error do you expect
   after one iteration when $F$ is a multiple of the identity?
10. **The leash.** Write the rule (4.23) as [`nextPenalty`](Exercises/Stubs/Chapter4.swift). At
    $d = 1.5 \, d_{\text{targ}}$ exactly, what happens?
*/

chapter.finish()
