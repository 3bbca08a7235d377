// snippet.hide
import Figures
import Foundation
import Notebook
import Proximal

// snippet.show

/*:
# 5 · PPO-clip

{{ picture: learning-curves }}

Look at the upper right panel. Three programs learn, with twenty gradient steps on every batch.
Orange, chapter 3's surrogate, climbs fastest. Below is each seed's worst moment after that: all of
orange fell far. Blue has one line more. It climbs, and it stays. (Green has half of that line.)

*Proximal policy optimisation*, PPO, is known for that line (Schulman et al., 2017). It clips the
ratio, yet does not bound it.

**The question.** Can one line do what chapter 4's KL did, and what does it not do?

{{ here }}
*/

let chapter = Chapter(
  5, "ppo-clip", "PPO-clip: six cases of a slope, and PPO against TRPO on CartPole-v1.",
  seeds: 10, steps: 200_000)

/*:
## One line

The idea: *stop paying for a ratio that has moved far enough.* The ratio is chapter 3's: the
action's probability now, divided by that when the batch was collected,

$$
\rho_t(\theta) = \frac{\pi_\theta(a_t \mid s_t)}{\pi_{\mathrm{old}}(a_t \mid s_t)} = \exp\left( \log
\pi_\theta(a_t \mid s_t) - \log \pi_{\mathrm{old}}(a_t \mid s_t) \right)
$$ (5.1) {S0-E10 S0-i8 S1-i6 S1-i7 S1-i8 S2-i8 S3-E11 S3-E21}

The policy that collected the batch has the parameters $\theta_{\mathrm{old}}$ ($\theta'$ in chapter 3).
Its log-probabilities and advantages are stored: no gradient flows through them.
{{ covers: S2-T1 }}

To *clip* a number to a range is to leave it alone inside and take the nearer end outside.

{{ box: In formulas and numbers }}

$$
\mathrm{clip}(x, l, r) = \max(\min(x, r), l)
$$ (5.2) {S3-E9}
*/

var clipping = Table("ρ", "clip(ρ, 0.8, 1.2)")
for ratio in [0.5, 0.8, 0.93, 1, 1.2, 1.5] {
  clipping.add(rounded(ratio, 2), rounded(clip(ratio, to: 0.8...1.2), 2))
}
show(clipping)

// snippet.hide
let ratioAxis = (0...200).map { 0.01 * Double($0) }
let ratioTicks = Axis.Ticks.named([(0, "0"), (0.8, "1−ε"), (1, "1"), (1.2, "1+ε"), (2, "2")])
var clipPanel = Panel(
  x: Axis("ratio ρ", ticks: ratioTicks),
  y: Axis("", from: 0, to: 2, ticks: ratioTicks))
clipPanel.line(x: [0, 2], y: [0, 2], color: .gray, dash: .dashed, label: "ρ")
clipPanel.line(
  x: ratioAxis, y: ratioAxis.map { clip($0, to: 0.8...1.2) }, color: .clipAlone, width: 1.6,
  label: "clip(ρ)")
clipPanel.aspectRatio = 0.6
figure(
  "clip", "The clipped ratio (5.3), here with $\\epsilon = 0.2$, beside the ratio itself.",
  alt: "A line that is flat, rises with slope one between 1 − ε and 1 + ε, and is flat again.",
  covers: ["S2-F7"], Figure(clipPanel))
// snippet.show

/*:
With the range $1 \pm \epsilon$:

$$
\mathrm{clip}(\rho_t, 1 - \epsilon, 1 + \epsilon) = \begin{cases} 1 - \epsilon & \rho_t < 1 -
\epsilon \\ 1 + \epsilon & \rho_t > 1 + \epsilon \\ \rho_t & \text{otherwise} \end{cases}
$$ (5.3) {S3-E10 S2-E29}

{{ end }}

With a *clip range* $\epsilon$, usually 0.2, the *clipped surrogate* of one step is the smaller of
two numbers:

$$
L_t^{\mathrm{CLIP}}(\theta) = \min\left( \rho_t A_t, \; \mathrm{clip}(\rho_t, 1 - \epsilon, 1 +
\epsilon) \, A_t \right)
$$ (5.4) {S3-E16 S1-i9 S1-i10}

The objective is its mean over the $N$ steps of the batch:

$$
L^{\mathrm{CLIP}}(\theta) = \frac{1}{N} \sum_{t=1}^{N} L_t^{\mathrm{CLIP}}(\theta) = \frac{1}{N}
\sum_{t=1}^{N} \min\left( \rho_t A_t, \; \mathrm{clip}(\rho_t, 1 - \epsilon, 1 + \epsilon) \, A_t
\right)
$$ (5.5) {S0-E9 S3-E1 S3-E12 S2-E28 S1-F2}

In code:
{{ covers: S2-C5 }}

{{ listing: clipped-surrogate }}

{{ box: As a loss; what the mean leaves out }}

Libraries descend, so they print the objective with a minus in front. A minus turns the smaller of
two numbers into the larger of their negatives, and the two are the same program:

$$
\begin{aligned} -\min(x, y) & = \max(-x, -y) \\ \text{loss} = -L^{\mathrm{CLIP}} & = \frac{1}{N}
\sum_t \max\left( -\rho_t A_t, \; -\mathrm{clip}(\rho_t) \, A_t \right) \end{aligned}
$$ (5.6) {S0-i9 S1-i11}

As in chapter 2, no step counts less for being late: the $\gamma^t$ of (3.18) is
dropped, and with it the claim to climb $J$ exactly. (Otherwise the mean of $\rho_t A_t$ is (3.18)
from samples, but for the scale.) And $N$ is a random number, the
steps that the batch happens to have. Some sources write the sum in place of the mean. It differs by
the factor $N$ alone: a plain gradient step would need a learning rate smaller by as much, and Adam,
which divides by the size of the gradient, hardly notices.

{{ end }}
*/

let epsilon = 0.2
func term(_ ratio: Double, _ advantage: Double) -> ClippedSurrogateTerm<Double> {
  ClippedSurrogateTerm(ratio: ratio, advantage: advantage, clipRange: epsilon)
}

// snippet.hide
/// The clipped surrogate over ρ, and beside it what the min leaves out; shaded, where it is flat.
func objectivePanel(_ title: String, _ advantage: Double) -> Panel {
  let (low, high) = (min(2 * advantage, 0), max(2 * advantage, 0))
  var panel = Panel(
    title, x: Axis("ratio ρ", from: 0, to: 2, ticks: ratioTicks),
    y: Axis(
      "objective of a step", from: low, to: high,
      ticks: .named([
        (0, "0"), (0.8 * advantage, "(1−ε)A"), (advantage, "A"), (1.2 * advantage, "(1+ε)A"),
        (2 * advantage, "2A"),
      ])))
  panel.aspectRatio = 0.38
  panel.shade(advantage > 0 ? 1.2...2 : 0...0.8, low...high)
  panel.line(x: ratioAxis, y: ratioAxis.map { term($0, advantage).unclipped }, color: .surrogate)
  panel.line(x: ratioAxis, y: ratioAxis.map { term($0, advantage).clipped }, color: .clipAlone)
  panel.line(
    x: ratioAxis, y: ratioAxis.map { term($0, advantage).value }, color: .ppo, width: 1.8)
  panel.points(x: [1], y: [advantage], color: .vermilion, size: 1.4)
  return panel
}

extension Panel {
  /// A grey rectangle: where a step of the batch has no gradient.
  mutating func shade(_ x: ClosedRange<Double>, _ y: ClosedRange<Double>) {
    let (left, right, low, high) = (x.lowerBound, x.upperBound, y.lowerBound, y.upperBound)
    region(
      [Point(left, low), Point(right, low), Point(right, high), Point(left, high)], color: .gray)
  }
}

var goodStep = objectivePanel("A > 0: flat above 1 + ε", 1)
goodStep.text("good, but rarer by mistake:\nfull pull back", at: Point(0.4, 1.45))
goodStep.text("good, and likelier already:\nnothing more to gain", at: Point(1.6, 0.55))
goodStep.text("ρA", at: Point(1.68, 1.86), color: .surrogate)
goodStep.text("clip(ρ)A", at: Point(0.03, 0.93), color: .clipAlone, align: .left)
goodStep.text("the smaller", at: Point(1.97, 1.08), color: .ppo, align: .right)
goodStep.text("every update starts here", at: Point(0.96, 1.1), color: .vermilion, align: .right)
var badStep = objectivePanel("A < 0: flat below 1 − ε", -1)
badStep.text("bad, and rarer already:\nnothing more to gain", at: Point(0.4, -1.45))
badStep.text("bad, but likelier by mistake:\nfull pull back", at: Point(1.6, -0.5))
badStep.text("ρA", at: Point(0.3, -0.1), color: .surrogate)
badStep.text("clip(ρ)A", at: Point(1.97, -1.07), color: .clipAlone, align: .right)
badStep.text("the smaller", at: Point(0.03, -0.93), color: .ppo, align: .left)
figure(
  "objective",
  "The clipped surrogate of one step (5.4), in blue, for $A > 0$ and $A < 0$. Every update starts "
    + "at the red diamond. Shaded, where the objective is flat: beyond the clip range on one "
    + "side. On the other it never goes flat. Where a broken line is not seen, it lies under the "
    + "blue one.",
  alt:
    "Two panels, one above the other. For positive advantage the objective rises with the ratio and "
    + "is flat above 1 + ε. For negative advantage it is flat below 1 − ε and then falls.",
  covers: ["S1-F3", "S2-F8"], Figure(goodStep, badStep, columns: 1))
// snippet.show

/*:
Take a minute for [@fig:objective]. A good action is worth making likelier, up to $1 + \epsilon$
times its old probability; a bad one rarer, down to $1 - \epsilon$ times. Beyond that there is
nothing more to gain. Going the wrong way *costs* as much as ever.
{{ covers: S2-V4 }}

## The slope

Gradient ascent sees only the slope. If $\rho_t A_t \leq \mathrm{clip}(\rho_t) \, A_t$, the min
returns $\rho_t A_t$, and the slope in the ratio is $A_t$. If not, the two numbers differ: the ratio
is outside the range, where its clipped version is constant, and the slope is 0. (At a kink this
takes the slope of $\rho_t A_t$.)

{{ box: The same by the chain rule }}

Min and clip are made of straight pieces, so away from the kinks each derivative is 0 or 1. The
smaller of two numbers moves with the one that is smaller, and not with the other.

$$
\frac{\partial \min(x, y)}{\partial x} = \begin{cases} 1 & x \leq y \\ 0 & \text{otherwise}
\end{cases} \qquad \frac{\partial \min(x, y)}{\partial y} = \begin{cases} 1 & y < x \\ 0 &
\text{otherwise} \end{cases}
$$ (5.7) {S3-E13 S3-E14 S3-E17}

Inside the range the clip moves with its argument; outside it does not move:

$$
\frac{\partial \, \mathrm{clip}(x, l, r)}{\partial x} = \begin{cases} 1 & l \leq x \leq r \\ 0 &
\text{otherwise} \end{cases}
$$ (5.8) {S3-E15 S3-E18}

Where $x = y$, and at the ends of the range, there is a kink: the slope from the left is one number,
the slope from the right another, and *the* derivative does not exist. There (5.7) and (5.8) make a
choice. *On the very edge*, below, looks at it.

Now call the two arguments of the min $x = \rho_t A_t$ and $y = \mathrm{clip}(\rho_t) \, A_t$. The
ratio moves both; each moves the min:

$$
\frac{\partial L_t}{\partial \pi_\theta(a_t \mid s_t)} = \left( \frac{\partial \min}{\partial x}
\frac{\partial x}{\partial \rho_t} + \frac{\partial \min}{\partial y} \, \frac{\partial y}{\partial
\, \mathrm{clip}} \, \frac{\partial \, \mathrm{clip}}{\partial \rho_t} \right) \frac{\partial
\rho_t}{\partial \pi_\theta(a_t \mid s_t)}
$$ (5.9) {S3-E19}

Fill in the parts one by one. $\partial x / \partial \rho_t = A_t$, since $x$ is $\rho_t$ times a
constant. $\partial y / \partial \, \mathrm{clip} = A_t$, for the same reason.
$\partial \rho_t / \partial \pi_\theta = 1 / \pi_{\mathrm{old}}$, since the ratio is $\pi_\theta$
divided by a constant. The other three are (5.7) and (5.8):

$$
\frac{\partial L_t}{\partial \pi_\theta(a_t \mid s_t)} = \left( \mathbf{1}[x \leq y] \, A_t +
\mathbf{1}[y < x] \, A_t \, \mathbf{1}[1 - \epsilon \leq \rho_t \leq 1 + \epsilon] \right)
\frac{1}{\pi_{\mathrm{old}}(a_t \mid s_t)}
$$ (5.10) {S3-E20}

For a loss, put a minus in front of everything. A caution: inside the range the two arguments are
equal whatever the ratio, so the min is on its kink at nearly every step, where the chain rule
promises nothing. The rule still holds there, because $x$ and $y$ move together, both with
the slope $A_t$, and the numbers that (5.7) gives at a tie, 1 and 0, add up to one.

The second product looks as if it could contribute. It cannot: $y < x$ says that the two branches
differ, so the ratio is outside the range, and the last indicator is 0. What is left, without the
last factor of (5.10), is the slope in the ratio.

{{ end }}

In one line:

$$
\frac{\partial L_t}{\partial \rho_t} = \mathbf{1}\left[ \rho_t A_t \leq \mathrm{clip}(\rho_t) \, A_t
\right] A_t
$$ (5.11)

The old policy is a constant, so $\nabla \rho = \rho \, \nabla \log \pi$, as in chapter 3.

{{ box: In the logits }}

For the logits $z_{a'}$ of the state the score $\nabla \log \pi$ is (1.7), and so

$$
\frac{\partial L_t}{\partial z_{a'}} = \mathbf{1}\left[ \rho_t A_t \leq \mathrm{clip}(\rho_t) \, A_t
\right] \rho_t A_t \left( \mathbf{1}[a_t = a'] - \pi_\theta(a' \mid s_t) \right)
$$ (5.12)

Here is one state with three actions, a policy that has moved, and the gradient by (5.12), beside
the slope measured by nudging each logit.
*/

let before = TabularPolicy(logits: [[0.2, -0.3, 0.5]])
let moved = TabularPolicy(logits: [[0.5, -0.4, -0.1]])

func clippedTerm(_ policy: TabularPolicy, action: Int, advantage: Double)
  -> ClippedSurrogateTerm<Double>
{
  // ρ = exp(log π − log π_old)   (5.1)
  let logRatio =
    policy.logProbability(of: action, in: 0) - before.logProbability(of: action, in: 0)
  return term(exp(logRatio), advantage)
}

var logitSlopes = Table("action, A", "ρ", "∂L/∂ρ", "∂L/∂z by (5.12)", "measured")
for (action, advantage) in [(0, 1.0), (0, -1), (1, 1), (2, 1), (2, -1)] {
  let step = clippedTerm(moved, action: action, advantage: advantage)
  let slopes = moved.score(of: action, in: 0).map { step.derivative * step.ratio * $0 }
  let measured = (0..<3).map { other in
    let nudge = (0..<3).map { $0 == other ? 1e-5 : 0 }
    let (up, down) = (1.0, -1.0)
    let above = clippedTerm(
      moved.moved(along: nudge, stepSize: up), action: action, advantage: advantage)
    let below = clippedTerm(
      moved.moved(along: nudge, stepSize: down), action: action, advantage: advantage)
    return (above.value - below.value) / 2e-5
  }
  func row(_ vector: [Double]) -> String {
    vector.map { rounded($0, 4) }.joined(separator: "  ")
  }
  logitSlopes.add(
    "\(action), \(rounded(advantage, 0))", rounded(step.ratio, 3), rounded(step.derivative, 0),
    row(slopes), row(measured))
}
show(logitSlopes)

/*:
{{ end }}

Averaged over the batch,

$$
\nabla_\theta L^{\mathrm{CLIP}} = \frac{1}{N} \sum_t \underbrace{\mathbf{1}\left[ \rho_t A_t \leq
\mathrm{clip}(\rho_t) \, A_t \right] \rho_t A_t}_{w_t} \, \nabla_\theta \log \pi_\theta(a_t \mid
s_t)
$$ (5.13)

That is the sum that every chapter ascends, with the weights of chapter 3 or zero. So the clip makes
no step's gradient *smaller*. It switches off steps of the batch.

## Six cases

The ratio is inside the range, below it or above it; the advantage is positive or negative. Guess
how many of these six cases have no slope. The table lists what the min returns (the first, if
equal), its sign (“objective”), the slope by (5.11) and a measured slope.
{{ covers: S3-T1 }}
*/

let sixCases = [(1.1, 1.0), (1.1, -1), (0.5, 1), (0.5, -1), (1.5, 1), (1.5, -1)]
func region(_ ratio: Double) -> String {
  ratio < 1 - epsilon ? "below" : ratio > 1 + epsilon ? "above" : "inside"
}

var cases = Table(
  "case", "ρ", "A", "ρA", "clip(ρ)A", "min returns", "clipped", "objective", "∂L/∂ρ", "measured")
for (number, (ratio, advantage)) in zip(1..., sixCases) {
  let step = term(ratio, advantage)
  let branch = step.movesWithRatio ? "ρA" : ratio > 1 ? "(1 + ε)A" : "(1 − ε)A"
  let measured = (term(ratio + 1e-4, advantage).value - term(ratio - 1e-4, advantage).value) / 2e-4
  cases.add(
    "\(number)", "\(ratio) \(region(ratio))", advantage > 0 ? "+" : "−",
    rounded(step.unclipped, 1), rounded(step.clipped, 1), branch,
    step.movesWithRatio ? "no" : "yes", step.value > 0 ? "+" : "−", rounded(step.derivative, 0),
    rounded(measured, 3))
}
show(cases)

// snippet.hide
func weightLabel(_ weight: Double) -> String {
  weight == 0 ? "w = 0" : "w = \(weight < 0 ? "−" : "")\(rounded(abs(weight), 1))"
}

/// A row for each sign of the advantage, at the heights 1 and −1.
var casesPanel = Panel(
  "two cases of six have no pull",
  x: Axis(
    "ratio ρ", from: 0.2, to: 1.8, ticks: .named([(0.8, "1−ε"), (1, "1"), (1.2, "1+ε")])),
  y: Axis("", from: -1.8, to: 1.8, ticks: .named([(1, "A > 0"), (-1, "A < 0")])))
casesPanel.aspectRatio = 0.56
casesPanel.shade(1.2...1.8, 0.2...1.8)
casesPanel.shade(0.2...0.8, -1.8 ... -0.2)
casesPanel.points(x: [1], y: [0], color: .vermilion, size: 1.6)
casesPanel.text("every update starts here", at: Point(1.04, 0), color: .vermilion, align: .left)
for (number, (ratio, advantage)) in zip(1..., sixCases) {
  let step = term(ratio, advantage)
  let weight = step.derivative * ratio
  let isOutside = region(ratio) != "inside"
  if weight != 0 {
    casesPanel.arrow(
      from: Point(ratio, advantage), to: Point(ratio + 0.2 * weight, advantage), color: .ppo)
  }
  casesPanel.points(
    x: [ratio], y: [advantage], color: .ppo, shape: weight == 0 ? .openCircle : .circle, size: 2)
  casesPanel.text("case \(number)", at: Point(ratio, advantage + 0.4))
  let verdict =
    weight == 0
    ? "no pull" : isOutside ? "pulled back" : advantage > 0 ? "made likelier" : "made rarer"
  casesPanel.text(
    "\(verdict)\n\(weightLabel(weight))", at: Point(ratio, advantage - 0.45), color: .ppo)
}
figure(
  "six-cases",
  "The six cases. (After Daniel Bick, *Towards delivering a coherent self-contained explanation of "
    + "proximal policy optimization*, University of Groningen.) An arrow shows which way a step of "
    + "the batch pushes its own ratio, and how hard: from the middle of its dot it is in proportion "
    + "to the weight $w_t$ of (5.13), here for $A = \\pm 1$. Shaded, where there is no push; the hollow "
    + "dots lie there.",
  alt:
    "Two rows over one axis of the ratio, with three dots each. For positive advantage the dots below "
    + "and inside the clip range have arrows to the right and the one above is hollow; for "
    + "negative advantage the dots inside and above have arrows to the left and the one below is "
    + "hollow.",
  Figure(casesPanel))

/// The score weight of a step over its ratio: what pushes it, in three objectives.
func weightPanel(_ title: String, _ advantage: Double) -> Panel {
  let (low, high) = (min(2 * advantage, 0), max(2 * advantage, 0))
  var panel = Panel(
    title, x: Axis("ratio ρ", from: 0, to: 2, ticks: ratioTicks),
    y: Axis("score weight w", from: low - 0.1, to: high + 0.1, ticks: .at([-2, -1, 0, 1, 2])))
  panel.aspectRatio = 0.27
  panel.shade(advantage > 0 ? 1.2...2 : 0...0.8, low...high)
  panel.line(x: [0, 2], y: [0, 2 * advantage], color: .surrogate)
  panel.line(
    x: [0, 0.8, 0.8, 1.2, 1.2, 2], y: [0, 0, 0.8, 1.2, 0, 0].map { advantage * $0 },
    color: .clipAlone)
  // Up to a bound from the left, or on from one.
  let (x, y) =
    advantage > 0
    ? ([0, 1.2, 1.2, 2], [0, 1.2, 0, 0]) : ([0, 0.8, 0.8, 2], [0, 0, -0.8, -2])
  panel.line(x: x, y: y, color: .ppo, width: 1.8)
  return panel
}
var goodWeight = weightPanel("A = 1: whole up to 1 + ε, then off", 1)
goodWeight.text("ρA", at: Point(1.68, 1.87), color: .surrogate)
goodWeight.text("the min: off, not smaller", at: Point(1.23, 0.5), color: .ppo, align: .left)
goodWeight.text(
  "clip alone: off here too,\nwhere the min pulls back", at: Point(0.36, 1.15), color: .clipAlone)
var badWeight = weightPanel("A = −1: whole down to 1 − ε, then off", -1)
badWeight.text("ρA", at: Point(0.25, -0.55), color: .surrogate)
badWeight.text("the min: off", at: Point(0.78, -1.1), color: .ppo, align: .right)
badWeight.text(
  "clip alone: off here too,\nwhere the min pulls back", at: Point(1.6, -0.42), color: .clipAlone)
figure(
  "weights",
  "The score weight of a step, $\\rho A$ or 0, against its ratio: for the plain surrogate "
    + "(orange), the clip alone (green) and the min (blue, on top of the others). The clip makes no "
    + "weight smaller. It leaves it whole up to the bound and switches it off there. Shaded, where "
    + "the min has none.",
  alt:
    "Two panels. For A = 1 the min's weight rises with the ratio to 1 + ε and drops to zero; for A = "
    + "−1 it is zero below 1 − ε and falls from there on. That of the clip alone is zero outside both bounds.",
  Figure(goodWeight, badWeight, columns: 1))
// snippet.show

/*:
Two of six: a good action that is likelier than it need be, and a bad one that is rarer. In cases 3
and 6 the ratio is outside as well, but the advantage points *back*, and the slope is as large as
ever. And no weight fades as its ratio nears the bound ([@fig:weights]): it is whole, then gone.
{{ covers: S4-V10 }}

{{ box: In one formula; clip fractions }}

With $A_t = 0$ there is no slope anywhere, so

$$
\frac{\partial L_t}{\partial \rho_t} = 0 \iff \left( \rho_t > 1 + \epsilon \text{ and } A_t > 0
\right) \text{ or } \left( \rho_t < 1 - \epsilon \text{ and } A_t < 0 \right) \text{ or } A_t = 0
$$ (5.14) {S3-V1}

A step of the batch moves the policy only when its ratio is inside, or when it is outside and its
advantage pulls it back.

A *clip fraction* is the share of the steps with $|\rho_t - 1| > \epsilon$. (Libraries print its
mean over an update.) It is not the share of the steps without a gradient. Take five ratios, each
with a good and a bad advantage:
*/

var both = ClippedSurrogate<Double>(clipRange: epsilon)
let fiveRatios = [0.5, 0.7, 1, 1.3, 1.5]
both.update(
  logProbabilities: (fiveRatios + fiveRatios).map { log($0) },
  oldLogProbabilities: [Double](repeating: 0, count: 10),
  advantages: [Double](repeating: 1, count: 5) + [Double](repeating: -1, count: 5), rows: 10)
let withoutSlope = both.scoreWeights.count { $0 == 0 }
show(
  "clip fraction \(rounded(both.clipFraction, 1)), share of steps without a gradient "
    + "\(rounded(Double(withoutSlope) / 10, 1))"
)

let outside = sixCases.map { term($0.0, $0.1) }.filter { region($0.ratio) != "inside" }
let pulledBack = outside.filter { $0.derivative != 0 }

// snippet.hide
verdict(
  on: "X23", .partly,
  "True in \(outside.count - pulledBack.count) of the \(outside.count) cases outside the range. "
    + "In the other "
    + "\(pulledBack.count) the change is too large the wrong way, and the slope is whole: "
    + pulledBack.map {
      "\(rounded($0.derivative, 0)) at ρ = \(rounded($0.ratio, 1)) with A = "
        + "\(rounded($0.advantage, 0))"
    }.joined(separator: ", ") + ".")
// snippet.show

/*:
{{ end }}

## Why min, and not the clip alone

The clip alone, $\mathrm{clip}(\rho_t) A_t$, is flat on *both* sides. It has no slope in cases 3 and
6 either, where the policy has gone too far the *wrong* way. That can happen: steps share knobs, so
one drags others along, and the optimiser has momentum.

Two arms pay 0 and 1. The old policy tries each with probability ½, so the advantages are
$-\frac{1}{2}$ and $\frac{1}{2}$. Something has pushed the better arm's probability down to 0.2:
ratios 1.6 and 0.4, cases 6 and 3. From there three objectives climb.

{{ box: Code and numbers }}

The first gradient step on a batch leads the right way on average; later ones need not, and one part
of the batch, a *minibatch*, may disagree with the next. Each objective climbs by the exact sum over
both arms, $\sum_a \pi_{\mathrm{old}}(a) \, w(a) \, \nabla \log \pi(a)$, with the score weight
$w(a)$ of its own:
*/

/// One ascent step on an objective of a bandit: π_old, its advantages, and the slope ∂L/∂ρ of an arm.
func climbed(
  _ policy: TabularPolicy, from old: TabularPolicy, advantages: [Double], stepSize: Double,
  slope: (_ ratio: Double, _ advantage: Double) -> Double
) -> TabularPolicy {
  var gradient = [Double](repeating: 0, count: policy.actionCount)
  for arm in 0..<policy.actionCount {
    let ratio = policy.probability(of: arm, in: 0) / old.probability(of: arm, in: 0)
    let weight = old.probability(of: arm, in: 0) * slope(ratio, advantages[arm]) * ratio
    for (i, score) in policy.score(of: arm, in: 0).enumerated() { gradient[i] += weight * score }
  }
  return policy.moved(along: gradient, stepSize: stepSize)
}

/// A policy on two arms.
func twoArms(_ chance: Double) -> TabularPolicy {
  TabularPolicy(logits: [[0, log(chance / (1 - chance))]])
}

func isInside(_ ratio: Double) -> Bool { ratio >= 1 - epsilon && ratio <= 1 + epsilon }
let slopes: [(name: String, color: Color, slope: (Double, Double) -> Double)] = [
  ("ρA", .surrogate, { $1 }), ("clip(ρ)A", .clipAlone, { isInside($0) ? $1 : 0 }),
  ("the smaller", .ppo, { term($0, $1).derivative }),
]
let paths = slopes.map { objective in
  (0..<150).reduce(into: [twoArms(0.2)]) { path, _ in
    path.append(
      climbed(
        path.last!, from: twoArms(0.5), advantages: [-0.5, 0.5], stepSize: 0.2,
        slope: objective.slope))
  }.map { $0.probability(of: 1, in: 0) }
}
var rescue = Table("gradient steps", "ρA", "clip(ρ)A", "the smaller")
for step in [0, 10, 30, 60, 100, 150] {
  rescue.add(
    "\(step)", rounded(paths[0][step], 3), rounded(paths[1][step], 3),
    rounded(paths[2][step], 3))
}
show(rescue)

/*:
{{ end }}
*/

// snippet.hide
var rescuePanel = Panel(
  x: Axis("gradient steps", from: 0, to: 150),
  y: Axis(
    "probability of the better arm", from: 0, to: 1,
    ticks: .named([
      (0, "0"), (0.2, "0.2"), (0.5, "½"), (paths[2].last!, rounded(paths[2].last!, 3)), (1, "1"),
    ])))
rescuePanel.shade(0...150, 0.4...0.6)
for ratio in [0.4, 0.8, 1, 1.2, 2] {
  rescuePanel.horizontalLine(
    ratio / 2, dash: .dotted,
    label: "ρ = \(ratio == ratio.rounded() ? rounded(ratio, 0) : rounded(ratio, 1))")
}
for (objective, path) in zip(slopes, paths) {
  rescuePanel.line(
    x: path.indices.map(Double.init), y: path, color: objective.color,
    width: objective.color == .ppo ? 1.6 : 1)
}
rescuePanel.text("ρA: never stops", at: Point(128, 0.86), color: .surrogate)
rescuePanel.text(
  "the smaller: comes back, then no pull", at: Point(148, 0.66), color: .ppo, align: .right)
rescuePanel.text("clip(ρ)A: no pull, stuck", at: Point(148, 0.25), color: .clipAlone, align: .right)
rescuePanel.text("both ratios inside", at: Point(148, 0.45), color: .reference, align: .right)
figure(
  "pulled-back",
  "A policy that has gone too far the wrong way, and three objectives to bring it back; on the "
    + "right, the ratio of the better arm. Shaded, where both ratios are in the clip range. The clip "
    + "alone has no slope and stays. The smaller of the two comes back, crosses the range and stops "
    + "just beyond it. The plain surrogate does not stop.",
  alt:
    "Three curves of the probability of the better arm. One stays at 0.2, one rises to 0.609 and stays, "
    + "one rises beyond.",
  Figure(rescuePanel))
// snippet.show

/*:
The clip alone is stuck for ever. The min brings the policy back across the whole range, then stops.
That is the half of the line that green lacks.

## Where every update starts

The smaller of two numbers is never above the first. So, with $L$, the mean of $\rho_t A_t$,

$$
L_t^{\mathrm{CLIP}}(\theta) \leq \rho_t A_t, \qquad L^{\mathrm{CLIP}}(\theta) \leq L(\theta)
$$ (5.15)

The min is *pessimistic*: it gives up gains beyond the range and believes every warning of loss. At
$\theta_{\mathrm{old}}$ all ratios are 1, and the two agree in value and slope:

$$
L^{\mathrm{CLIP}}(\theta_{\mathrm{old}}) = L(\theta_{\mathrm{old}}), \qquad \nabla
L^{\mathrm{CLIP}}(\theta_{\mathrm{old}}) = \nabla L(\theta_{\mathrm{old}}) = \frac{1}{N} \sum_t A_t
\, \nabla_\theta \log \pi_\theta(a_t \mid s_t)
$$ (5.16)

So in the first gradient step on a batch the clip does nothing: PPO follows chapter 2. (The ratio is
1, but its *slope* is not 0: it is the score.)

## The algorithm

> **Algorithm 5 · PPO-clip**
>
> 1. Collect eight episodes with $\pi_\theta$, $N$ steps in all.
> 2. $\hat A_t \leftarrow G_t - V(s_t)$, scaled to mean 0 and standard deviation 1.
> 3. Store $\log \pi_{\mathrm{old}}(a_t \mid s_t)$.
> 4. Twenty times, lines 5 to 7:
> 5. $\rho_t \leftarrow \exp(\log \pi_\theta(a_t \mid s_t) - \log \pi_{\mathrm{old}}(a_t \mid s_t))$
> 6. $w_t \leftarrow \rho_t \hat A_t$ if
>    $\rho_t \hat A_t \leq \mathrm{clip}(\rho_t, 1 - \epsilon, 1 + \epsilon) \, \hat A_t$, else 0
> 7. A step of Adam along $\frac{1}{N} \sum_t w_t \, \nabla_\theta \log \pi_\theta(a_t \mid s_t)$
> 8. Fit $V$ to the returns $G_t$. Go on with line 1.

Lines 1, 2 and 8 are chapter 4's `EpisodeLearner`; lines 3 to 7 follow. By default `kept` keeps
everything, `slope.weights` gives $w_t / N$, (5.13), and `maxKL` is infinite.

{{ box: What the update holds and records }}

`Slope` has a case for each objective that this chapter tries. `noteEpoch` counts the ratios exactly
on a bound; `noteEnd` notes where the ratios are after the last gradient step.
*/

/// Whose slope an update climbs.
enum Slope: Sendable {
  /// min(ρA, clip(ρ)A), as (5.11) has it.
  case withMin
  /// clip(ρ)A without the min.
  case clipAlone
  /// min(ρ, clip(ρ))A, the min taken before the advantage is multiplied.
  case minFirst
  /// The first, but with this share of ρA where ρ is exactly 1 − ε or 1 + ε.
  case onBound(Float)

  /// The score weights of the batch that the objective has taken.
  func weights(_ objective: ClippedSurrogate<Float>, _ advantages: [Float]) -> [Float] {
    let (low, high) = (Float(1 - objective.clipRange), Float(1 + objective.clipRange))
    let n = Float(advantages.count)
    return advantages.indices.map { t in
      let ratio = objective.ratios[t]
      switch self {
      case .withMin: return objective.scoreWeights[t]
      case .clipAlone: return ratio >= low && ratio <= high ? ratio * advantages[t] / n : 0
      case .minFirst: return ratio <= high ? ratio * advantages[t] / n : 0
      case .onBound(let share):
        let isOnBound = ratio == low || ratio == high
        return isOnBound ? share * ratio * advantages[t] / n : objective.scoreWeights[t]
      }
    }
  }
}

/// What an update left behind, over the steps of its batch.
struct UpdateRecord: Sendable {
  var meanKL = 0.0
  var epochs = 0
  /// The share of the ratios outside [1 − ε, 1 + ε], and of those without a gradient.
  var clipFraction = 0.0
  var flatFraction = 0.0
  var lowest = 0.0
  var highest = 0.0
  /// Ratios looked at in all epochs, and how many were exactly 1 − ε or 1 + ε.
  var ratios = 0
  var onBound = 0
}

struct ClippedUpdate: PolicyUpdate {
  let epochs: Int
  let maxKL: Double
  let slope: Slope
  /// What is kept of log π_old: all of it, unless we break it.
  let kept: @Sendable ([Float]) -> [Float]
  var objective: ClippedSurrogate<Float>
  var adam: Adam<Float>
  var pass = MLP<Float>.Pass()
  var distribution = CategoricalBatch<Float>(actionCount: 2)
  var gradient: [Float]
  var record = UpdateRecord()
  var stepCount: Int { adam.stepCount }

  init(
    _ policy: MLP<Float>, epochs: Int = 20, clipRange: Double = 0.2,
    maxKL: Double = .infinity, slope: Slope = .withMin, learningRate: Double = 0.004,
    kept: @escaping @Sendable ([Float]) -> [Float] = { $0 }
  ) {
    (self.epochs, self.maxKL, self.slope, self.kept) = (epochs, maxKL, slope, kept)
    objective = ClippedSurrogate(clipRange: clipRange)
    adam = Adam(parameterCount: policy.parameterCount, learningRate: learningRate)
    gradient = policy.parameters
  }

  /// log π(a_t|s_t) for the steps of a batch.
  mutating func logProbabilities<World>(
    _ policy: MLP<Float>, _ batch: EpisodeBatch<World>
  ) -> [Float] {
    policy.forward(batch.observations, rows: batch.count, &pass)
    distribution.update(logits: pass.output, rows: batch.count)
    var result = [Float](repeating: 0, count: batch.count)
    distribution.logProbabilities(of: batch.actions, into: &result)
    return result
  }
}

extension UpdateRecord {
  mutating func noteEpoch(_ objective: ClippedSurrogate<Float>, rows: Int) {
    let (low, high) = (Float(1 - objective.clipRange), Float(1 + objective.clipRange))
    epochs += 1
    ratios += rows
    onBound += objective.ratios.prefix(rows).count { $0 == low || $0 == high }
  }

  mutating func noteEnd(
    _ objective: ClippedSurrogate<Float>, _ weights: [Float], _ advantages: [Float]
  ) {
    let rows = advantages.count
    clipFraction = objective.clipFraction
    let flat = (0..<rows).count { weights[$0] == 0 && advantages[$0] != 0 }
    flatFraction = Double(flat) / Double(rows)
    lowest = Double(objective.ratios.prefix(rows).min()!)
    highest = Double(objective.ratios.prefix(rows).max()!)
  }
}

/*:
{{ end }}
*/

extension ClippedUpdate {
  @discardableResult
  mutating func improve<World>(
    _ policy: inout MLP<Float>, on batch: EpisodeBatch<World>, advantages: [Float]
  ) -> UpdateRecord {
    // log π_old(a_t|s_t): looked up once, a constant from here on
    let old = kept(logProbabilities(policy, batch))
    let oldDistribution = distribution
    record = UpdateRecord()
    for _ in 0..<epochs {
      objective.update(
        logProbabilities: logProbabilities(policy, batch), oldLogProbabilities: old,
        advantages: advantages, rows: batch.count)
      if objective.approximateKL > maxKL { break }
      // w_t = 1[not clipped] ρ_t Â_t / N, and their weighted sum of scores   (5.13)
      distribution.scoreGradient(
        weights: slope.weights(objective, advantages), actions: batch.actions,
        into: &pass.outputGradient)
      policy.backward(batch.observations, &pass, into: &gradient)
      adam.ascend(&policy.parameters, along: gradient)
      record.noteEpoch(objective, rows: batch.count)
    }
    objective.update(
      logProbabilities: logProbabilities(policy, batch), oldLogProbabilities: old,
      advantages: advantages, rows: batch.count)
    record.meanKL = oldDistribution.meanDivergence(to: distribution)
    record.noteEnd(objective, slope.weights(objective, advantages), advantages)
    return record
  }
}

/*:
{{ box: One update in numbers }}
*/

/// A policy after some updates, and the batch that it collected next.
func snapshot(seed: UInt64, updates: Int) -> (
  policy: MLP<Float>, batch: EpisodeBatch<CartPole>, advantages: [Float]
) {
  var learner = EpisodeLearner(CartPole(), episodes: 8, seed: seed) { ClippedUpdate($0) }
  for _ in 0..<updates { _ = learner.iterate(stepLimit: .max) }
  let advantages = learner.collect(stepLimit: .max)!
  return (learner.policy, learner.batch, advantages)
}

// A policy after ten such updates on CartPole, and the batch that it collected next.
let (oldPolicy, sample, sampleAdvantages) = snapshot(seed: 1, updates: 10)

var spread = Table(
  "gradient steps on the batch", "ratios exactly 1", "smallest", "largest", "without a gradient")
for epochs in [0, 1, 2, 5, 20] {
  var policy = oldPolicy
  var update = ClippedUpdate(policy, epochs: epochs)
  update.improve(&policy, on: sample, advantages: sampleAdvantages)
  let ones = update.objective.ratios.prefix(sample.count).count { $0 == 1 }
  spread.add(
    "\(epochs)", "\(ones) of \(sample.count)", rounded(update.record.lowest, 4),
    rounded(update.record.highest, 4), rounded(update.record.flatFraction, 3))
}

show(spread)

/*:
{{ end }}

Before the first gradient step every ratio is 1, here to the last bit. Keep this test in your own
code. (With other libraries allow $10^{-5}$.) If it fails, something differs between collecting and
learning.

## CartPole

**What changed since chapter 4.** Only the update of the policy: one comparison a step stands in
for the gradient of the KL and the rule for its price.

{{ changes: kl-penalty → ppo-clip }}
*/

// snippet.loop
func train<Update: PolicyUpdate>(
  seed: UInt64, steps: Int, report: ProgressReport, _ update: (MLP<Float>) -> Update
) -> (TrainingOutcome, [Update.Record]) {
  var learner = EpisodeLearner(CartPole(), episodes: 8, seed: seed, update: update)
  return learner.train(steps: steps, report: report)
}

/// The update that climbs the clipped surrogate by Adam.
@Sendable func clipped(
  _ policy: MLP<Float>, clipRange: Double, maxKL: Double = .infinity, slope: Slope = .withMin
) -> ClippedUpdate {
  ClippedUpdate(policy, clipRange: clipRange, maxKL: maxKL, slope: slope, learningRate: 0.004)
}
// snippet.end

/*:
{{ box: The code of six methods }}

Even the learning rate, 0.004, is the one chosen in chapter 4 for the adaptive penalty.

The adaptive penalty, `KLPenaltyUpdate`, and TRPO, `TrustRegionUpdate`, are chapter 4's, bit for
bit, with the same seeds and the same number of environment steps for all. (The bootstrap draws
anew, so an interval may differ a little from the one printed there.)
*/

/// A method, its runs, and what each update of each run left behind.
struct Method {
  let name: String
  let color: Color
  let runs: [TrainingRun]
  let records: [[UpdateRecord]]
  var finalReturns: [Double] { runs.map { $0.outcome.finalReturn ?? 0 } }
  var updates: [UpdateRecord] { records.flatMap { $0 } }

  init<Update: PolicyUpdate>(
    _ name: String, _ color: Color, _ setup: TrainingSetup,
    record: (Update.Record) -> UpdateRecord, update: @Sendable (MLP<Float>) -> Update
  ) {
    (self.name, self.color) = (name, color)
    let found: [[Update.Record]]
    (runs, found) = experiment(setup, chapter.options) { seed, steps, report in
      train(seed: seed, steps: steps, report: report, update)
    }
    records = found.map { $0.map(record) }
  }
}

/// This chapter's PPO; `onBound` is the share of ρA that counts where ρ is 1 − ε or 1 + ε.
func clippedMethod(
  _ name: String, _ color: Color, _ algorithm: String, clipRange: Double = 0.2,
  maxKL: Double = .infinity, slope: Slope = .withMin, onBound: String = "1"
) -> Method {
  let setup = TrainingSetup.onEpisodes(
    algorithm, learningRate: 0.004,
    update: [
      "clip range": clipRange.isFinite ? "\(clipRange)" : "none",
      "stops above KL": maxKL.isFinite ? "\(maxKL)" : "none", "slope on a bound": onBound,
    ])
  return Method(name, color, setup, record: { $0 }) {
    clipped($0, clipRange: clipRange, maxKL: maxKL, slope: slope)
  }
}

let ppo = clippedMethod("PPO-clip", .blue, "ppo-clip")
let stopping = clippedMethod(
  "PPO-clip, stops at KL 0.015", .black, "ppo-clip-kl-stop", maxKL: 0.015)
let clipAlone = clippedMethod("clip without min", .green, "clip-without-min", slope: .clipAlone)
let plain = clippedMethod("plain surrogate", .surrogate, "surrogate", clipRange: .infinity)

let penaltySetup = TrainingSetup.onEpisodes(
  "adaptive-kl", learningRate: 0.004, update: ["β": "1, then by (4.23) with a target of 0.01"])
let penalty = Method(
  "adaptive KL penalty", .adaptiveKL, penaltySetup, record: { UpdateRecord(meanKL: $0.meanKL) }
) {
  KLPenaltyUpdate($0, beta: 1, rule: .target(0.01), learningRate: 0.004)
}
let trustRegionSettings = TrustRegionSettings(maxKL: 0.01, cgDamping: 0.01)
let trustRegionSetup = TrainingSetup.onEpisodes(
  "trpo", epochs: 1, update: trustRegionSettings.hyperparameters(searches: true))
let trpo = Method(
  "TRPO", .purple, trustRegionSetup, record: { UpdateRecord(meanKL: $0.meanKL) }
) {
  TrustRegionUpdate($0, settings: trustRegionSettings)
}
let methods = [ppo, stopping, clipAlone, plain, penalty, trpo]

var bootstrap = PCG64(seed: 1, stream: .bootstrap)
var results = Table("method", "interquartile mean of the last 100 returns", "95% interval")
for method in methods {
  let interval = bootstrapInterval(
    of: method.finalReturns, using: &bootstrap, statistic: interquartileMean)
  results.add(
    method.name, rounded(interquartileMean(method.finalReturns), 1),
    "\(rounded(interval.low, 1)) … \(rounded(interval.high, 1))")
}

/*:
{{ end }}

Six methods, the last two from chapter 4:
*/

show(results)

// snippet.hide
/// Until when the curves are drawn; the strip below them has what comes after.
let climb = chapter.options.steps * 3 / 10

func curvePanel(_ title: String, _ methods: [Method]) -> Panel {
  var panel = Panel(
    title,
    x: Axis(
      "environment steps", from: 0, to: Double(climb),
      ticks: .at([0, Double(climb) / 2, Double(climb)])),
    y: Axis("return of an episode", from: 0, to: 520))
  panel.horizontalLine(500)
  for method in methods {
    panel.curve(
      of: method.runs, steps: chapter.options.steps, color: method.color, label: method.name)
  }
  panel.usesLegend = true
  return panel
}

/// The lowest of a run's windows after the climb, a fortieth of all steps each.
func lowestWindow(_ run: TrainingRun) -> Double {
  let curve = learningCurve(of: [run], steps: chapter.options.steps)
  return zip(curve.steps, curve.mean).filter { $0.0 > Double(climb) }.map(\.1).min()!
}

/// Each seed's lowest window, a row a method.
func lowestPanel(_ methods: [Method]) -> Panel {
  let rows = methods.indices.map { Double(methods.count - $0) }
  var panel = Panel(
    "and then: each seed's lowest window after \(grouped(climb)) steps",
    x: Axis("mean return of the window", from: 0, to: 520),
    y: Axis("", from: 0.3, to: Double(methods.count) + 0.6, ticks: .none))
  panel.verticalLine(500)
  var bootstrap = PCG64(seed: 2, stream: .bootstrap)
  for (row, method) in zip(rows, methods) {
    let lowest = method.runs.map(lowestWindow)
    let interval = bootstrapInterval(of: lowest, using: &bootstrap, statistic: interquartileMean)
    panel.points(
      x: lowest, y: lowest.map { _ in row - 0.3 }, color: method.color, shape: .openCircle,
      size: 0.6)
    panel.line(
      x: [interval.low, interval.high], y: [row, row], color: method.color, dash: .solid, width: 1.5
    )
    panel.points(x: [interquartileMean(lowest)], y: [row], color: method.color)
    panel.text(method.name, at: Point(6, row), color: method.color, align: .left)
  }
  return panel
}
figure(
  "learning-curves",
  "CartPole-v1. Above, the first 60,000 steps: the interquartile mean over ten seeds and its 95% "
    + "bootstrap band; left, three ways to hold the policy; right, PPO-clip and what is left of it "
    + "without the min, and without the clip. Below, the rest of the 200,000 steps: the lowest of "
    + "each seed's windows of 5,000 steps (small circles), with the interquartile mean and its 95% "
    + "interval. Dashed, the maximum.",
  alt:
    "Two panels of learning curves with bands: on the left PPO-clip, adaptive penalty and TRPO, "
    + "on the right PPO-clip, clip without min and the plain surrogate. Below them a row of points for each: PPO-clip's and "
    + "TRPO's lie highest, those of the plain surrogate lowest.",
  Figure(
    curvePanel("three ways to hold on", [penalty, trpo, ppo]),
    curvePanel("pieces taken away", [plain, clipAlone, ppo]),
    lowestPanel([ppo, clipAlone, plain, penalty, trpo])))
// snippet.show

/*:
On the left of [@fig:learning-curves] all three come near the top; in the strip below, the penalty
falls deepest of them.

## What goes wrong without it

Without the clip, every seed falls below 370 in some window after 60,000 steps; with it, none falls
below 390. (Seen, not tested.) In the last 100 returns no difference shows. Of pairs, one run with,
one without, it wins about two in three; the interval, 0.41 … 0.92, holds a half. One learning rate
and one number of epochs cannot say what the clip is for; chapter 7 tries many.

Without the min, runs end lower than PPO-clip's in about four pairs of five: a hint. Ratios end
between 0.006 and 44.37; with the min, between 0.385 and 2.01.

## The clip does not bound the ratio

Did you notice that 2.01? The range ends at 1.2. But nothing in (5.13) stops a ratio there. The last
push may carry it past, and momentum and shared knobs carry it on. Make many gradient steps on one
batch ([@fig:ratios] and, moving, [@fig:clip-at-work]):

{{ box: Code and numbers }}

The last row stops the epochs when the KL has grown too large (the line with `break`). The rule
watches the estimate in the last column, which *Estimating the KL* explains, here with a limit of 0.015;
by then the mean KL itself has reached 0.0166. Stopping roughly limits the mean, but not the tails.
In the last panel the min pulls the extremes back, from the fifth step to the twentieth, before they
drift on; with the clip alone they never turn.
*/

func afterEpochs(_ epochs: Int, slope: Slope = .withMin, maxKL: Double = .infinity) -> ClippedUpdate
{
  var policy = oldPolicy
  var update = ClippedUpdate(policy, epochs: epochs, maxKL: maxKL, slope: slope)
  update.improve(&policy, on: sample, advantages: sampleAdvantages)
  return update
}

var drift = Table(
  "gradient steps", "smallest ρ", "largest ρ", "clip fraction", "without a gradient", "mean KL",
  "its estimate k3")
for epochs in [5, 20, 80, 320, 1280] {
  let update = afterEpochs(epochs)
  drift.add(
    "\(epochs)", rounded(update.record.lowest, 3), rounded(update.record.highest, 2),
    rounded(update.record.clipFraction, 3), rounded(update.record.flatFraction, 3),
    rounded(update.record.meanKL, 4), rounded(update.objective.approximateKL, 4))
}
let stopped = afterEpochs(1280, maxKL: 0.015)
drift.add(
  "stopped at \(stopped.record.epochs)", rounded(stopped.record.lowest, 3),
  rounded(stopped.record.highest, 2), rounded(stopped.record.clipFraction, 3),
  rounded(stopped.record.flatFraction, 3), rounded(stopped.record.meanKL, 4),
  rounded(stopped.objective.approximateKL, 4))
show(drift)

// The ratios after so many steps, with the min and without.
let epochCounts = [1, 2, 5, 10, 20, 40, 80, 160, 320, 640, 1280]
func ratios(_ epochs: Int, slope: Slope = .withMin) -> [Double] {
  afterEpochs(epochs, slope: slope).objective.ratios.prefix(sample.count).map(Double.init)
}
let ratiosOverTime = [Slope.clipAlone, .withMin].map { slope in
  epochCounts.map { ratios($0, slope: slope).sorted() }
}

/*:
{{ end }}
*/

// snippet.hide
/// The ends of the axes of log ratios.
let ratioEdges = log(0.28)...log(3.5)

extension Panel {
  /// Where the min leaves no weight, over log ρ and what has the sign of the advantage.
  mutating func shadeDead(height: Double) {
    shade(log(1 + epsilon)...ratioEdges.upperBound, 0...height)
    shade(ratioEdges.lowerBound...log(1 - epsilon), -height...0)
  }
}

/// How often each log ratio occurs, in bins of 0.05: upwards where Â > 0, downwards where Â < 0, on
/// an axis of square roots, where one step of the batch can be seen.
func ratioPanel(_ epochs: Int) -> Panel {
  let marks = [(0.2, "20%"), (0.1, "10%"), (0.01, "1%")].map { (sqrt($0.0), $0.1) }
  var panel = Panel(
    "after \(epochs) steps",
    x: Axis(
      "ratio ρ (logarithmic)", from: ratioEdges.lowerBound, to: ratioEdges.upperBound,
      ticks: .named(
        [(0.5, "½"), (0.8, "1−ε"), (1.2, "1+ε"), (2, "2"), (3, "3")].map { (log($0.0), $0.1) })),
    y: Axis(
      "share of all steps", from: -0.55, to: 0.55,
      ticks: .named(marks + marks.map { (-$0.0, $0.1) })))
  panel.shadeDead(height: 0.55)
  let found = ratios(epochs)
  let bins = Dictionary(
    grouping: found.indices, by: { Int((log(found[$0]) / 0.05).rounded(.down)) })
  for sign in [1.0, -1] {
    let counts = bins.mapValues { $0.count { Double(sampleAdvantages[$0]) * sign > 0 } }
      .filter { $0.value > 0 }.sorted { $0.key < $1.key }
    panel.bars(
      x: counts.map { 0.05 * (Double($0.key) + 0.5) },
      heights: counts.map { sign * sqrt(Double($0.value) / Double(sample.count)) }, width: 0.05,
      color: .ppo)
  }
  panel.text("Â > 0", at: Point(log(0.3), 0.47), align: .left)
  panel.text("Â < 0", at: Point(log(3.3), -0.47), align: .right)
  return panel
}
var extremes = Panel(
  "quantiles 5, 95%; extremes",
  x: Axis("gradient steps on the batch", scale: .logarithmic),
  y: Axis(
    "ratio ρ", from: 0.1, to: 10, scale: .logarithmic,
    ticks: .named([(0.1, "0.1"), (0.8, "1−ε"), (1.2, "1+ε"), (10, "10")])))
extremes.shade(1...1280, 0.8...1.2)
for (sorted, color) in zip(ratiosOverTime, [Color.clipAlone, .ppo]) {
  let x = epochCounts.map(Double.init)
  for share in [0.05, 0.95] {
    let quantiles = sorted.map { $0[Int(share * Double($0.count - 1))] }
    extremes.line(x: x, y: quantiles, color: color, width: 1.5)
  }
  extremes.line(x: x, y: sorted.map { $0.last! }, color: color, width: 0.6)
  extremes.line(x: x, y: sorted.map { $0.first! }, color: color, width: 0.6)
}
extremes.text("clip alone", at: Point(5, 4), color: .clipAlone)
extremes.text("with the min", at: Point(230, 0.22), color: .ppo)
figure(
  "ratios",
  "One batch, many gradient steps. Three panels show the ratios with the min, upwards for steps "
    + "with a positive advantage, downwards for negative ones (on an axis of square roots, so that "
    + "a single step can be seen); shaded, where the weight is zero. The last panel has the 5% and "
    + "95% quantiles (thick) and the extremes (thin), with the min and with the clip alone, whose "
    + "lower ones leave the picture; shaded, the clip range.",
  alt:
    "Three histograms in halves, with tails beyond both bounds that are longest after 1280 steps. "
    + "Quantiles that stay near the clip range with the min and leave it without, and extremes that "
    + "leave it in both, further without the min.",
  Figure(panels: [5, 20, 1280].map(ratioPanel) + [extremes]))

/// The batch after so many steps on it: a dot is a transition, across its ratio, upwards its advantage.
func cloud(_ epochs: Int) -> (panel: Panel, caption: String) {
  let update = afterEpochs(epochs)
  let advantages = sampleAdvantages.map(Double.init)
  let top = advantages.map(abs).max()! * 1.05
  var panel = Panel(
    x: Axis(from: ratioEdges.lowerBound, to: ratioEdges.upperBound), y: Axis(from: -top, to: top))
  (panel.showsAxes, panel.aspectRatio) = (false, 0.6)
  panel.shadeDead(height: top)
  panel.line(
    x: [ratioEdges.lowerBound, ratioEdges.upperBound], y: [0, 0], color: .gray, width: 0.4)
  panel.line(x: [0, 0], y: [-top, top], color: .gray, width: 0.4)
  let weights = update.slope.weights(update.objective, sampleAdvantages)
  for (isFlat, color) in [(false, Color.ppo), (true, .vermilion)] {
    let dots = advantages.indices.filter { (weights[$0] == 0) == isFlat }
    if dots.isEmpty { continue }
    panel.points(
      x: dots.map { log(Double(update.objective.ratios[$0])) }, y: dots.map { advantages[$0] },
      color: color, shape: .circle, size: 0.35)
  }
  let share = rounded(100 * update.record.flatFraction, 1)
  let steps = epochs == 1 ? "step" : "steps"
  return (panel, "\(epochs) gradient \(steps): \(share)% without a gradient")
}
let clouds = [0, 1, 2, 5, 20, 80, 320, 1280, 1280].map(cloud)
animation(
  "clip-at-work",
  "The batch of [@fig:ratios] after 0 to 1280 gradient steps. A dot is a transition: across, its "
    + "ratio, 1 at the upright line; upwards, its advantage, 0 at the level line. Shaded, where "
    + "there is no gradient; red, the dots that are there. They fan out and cross into the shade; "
    + "from 5 steps to 80 fewer are in it, then more again.",
  alt:
    "An animation: dots on an upright line spread to both sides, and some enter the shaded regions, "
    + "on the right above the level line and on the left below it.",
  Animation(
    frames: clouds.map(\.panel), secondsPerFrame: 1.5, width: 560,
    captions: clouds.map(\.caption)))
// snippet.show

/*:
After 1280 steps four ratios in five are inside. The tails are not: one ratio is 3.06, the lone
bin on the right.

Back to the question. You get the *effect* of a trust region: in these runs the largest KL of
PPO-clip was 0.025, where the adaptive penalty once let 0.647 pass. You do not get the guarantee:
the clip takes away the reason to leave the range, and holds nothing inside. If you want a limit as
well, stop the epochs when the KL has grown too large.

## Wrong signs and wrong losses
{{ detour: Two mistakes that are easy to make in writing the objective down, tried on a bandit with three arms. }}

Lose the minus of (5.6), and the policy eagerly learns to do badly. Lose $\pi_{\mathrm{old}}$, and
what is left is a loss with neither ratio nor clip, $-\pi_\theta(a_t \mid s_t) \, \hat A_t$. Since
$\pi_\theta = \pi_{\mathrm{old}} \, \rho$, its slope is

$$
\nabla_\theta \left( \pi_\theta(a \mid s) \, A \right) = \pi_{\mathrm{old}}(a \mid s) \,
\nabla_\theta \left( \rho \, A \right)
$$ (5.17)

so the probability of an action under the old policy counts twice: the action is sampled with it,
and it is a factor as well. Rare actions hardly count at all. On a bandit with three arms that pay
0, 1 and 2, of which the best is seldom tried:
{{ covers: S2-C2 }}
*/

let threeArms = TabularMDP.bandit(rewards: [0, 1, 2])
let shy = TabularPolicy(logits: [[0.5, 1.5, -1.5]])
let shyAdvantages = threeArms.advantages(of: shy)

/// The expected gradient of a step's objective whose score weight is `weight(arm)`, at π_old.
func expectedGradient(_ weight: (Int) -> Double) -> [Double] {
  (0..<3).reduce(into: [0.0, 0, 0]) { sum, arm in
    for (i, score) in shy.score(of: arm, in: 0).enumerated() {
      sum[i] += shy.probability(of: arm, in: 0) * weight(arm) * score
    }
  }
}
let losses: [(String, [Double])] = [
  ("∇J", threeArms.policyGradient(of: shy)),
  ("clipped surrogate", expectedGradient { term(1, shyAdvantages[$0]).derivative }),
  (
    "π A, without π_old",
    expectedGradient { shy.probability(of: $0, in: 0) * shyAdvantages[$0] }
  ),
  ("minus sign lost", expectedGradient { -term(1, shyAdvantages[$0]).derivative }),
]
var wrong = Table("ascend", "arm 0", "arm 1", "arm 2", "J after a step of 1")
for (name, gradient) in losses {
  wrong.add(
    name, rounded(gradient[0], 4), rounded(gradient[1], 4), rounded(gradient[2], 4),
    rounded(threeArms.expectedReturn(of: shy.moved(along: gradient, stepSize: 1)), 4))
}
let shyChances = shy.probabilities.map { rounded($0, 3) }.joined(separator: ", ")
show("probabilities \(shyChances); J = \(rounded(threeArms.expectedReturn(of: shy), 4))")
show(wrong)

/*:
Without the ratio the best arm is pushed *down*, if only a little: its own upward push is nearly
gone, and the pull of the other arms outweighs what is left. The return still rises here through the
second-best arm, but by less than half as much.
*/

// snippet.hide
verdict(
  on: "X2", .wrong,
  "It has neither ratio nor clip. In the probability of each action its slope is that of the "
    + "unclipped surrogate times "
    + "π_old(a), \(shyChances) for the three arms of chapter 5's bandit. Through the softmax that "
    + "makes the best "
    + "arm's component of the gradient \(rounded(losses[2].1[2], 4)) in place of "
    + "\(rounded(losses[1].1[2], 4)). And it knows no bound: at ρ = 1.5 with A = 1 and π_old = "
    + "0.5 the clipped "
    + "surrogate's slope in π is \(rounded(term(1.5, 1).derivative / 0.5, 0)), and that of πA is "
    + "still A = 1."
)
// snippet.show

/*:
The ratio *is* the importance weight of chapter 3, in PPO as in TRPO. PPO avoids ratios of whole
trajectories and of older policies: it looks back only to the policy that collected the batch. So it
counts as an *on-policy* method, one that learns from what the present policy has done.
{{ covers: S1-V4 }}
*/

let twoLosses = [-0.9, -1.5].map { -term(exp(-1 - $0), 1).value }

// snippet.hide
verdict(
  on: "X14", .wrong,
  "PPO's ratio is the importance weight. The clip neither replaces it nor bounds it: it takes away "
    + "the reward for moving it further. Take one new policy, with log π = −1 for an action "
    + "with A = 1. If the old policy had log π = −0.9, PPO's loss is \(rounded(twoLosses[0], 3)); "
    + "if it had −1.5, the loss "
    + "is \(rounded(twoLosses[1], 3)). Without the old log-probabilities it cannot be computed.")
// snippet.show

/*:
## Reading the log
{{ detour: The loss that PPO logs may rise while the policy improves; a bandit shows why in one line. }}

On a bandit the states cannot change, so the surrogate is exact:

$$
L(\theta) = \sum_a \pi_{\mathrm{old}}(a) \, \rho(a) \, A_{\mathrm{old}}(a) = J(\theta) -
J(\theta_{\mathrm{old}})
$$ (5.18)

because
$\sum_a \pi_\theta(a) \, (r(a) - J(\theta_{\mathrm{old}})) = J(\theta) - J(\theta_{\mathrm{old}})$.
So without the clip the loss $-L$ is minus the *gain of one update*, not minus the return; and the
loss that is logged, $-L^{\mathrm{CLIP}}$, is never below it, by (5.15). Here are updates of 500
small steps each on the two arms; $J$ is the probability of the better one.
*/

/// What one update makes of a policy on two arms that pay 0 and 1, and the loss it logs at its end.
func banditUpdate(_ chance: Double, steps: Int = 500) -> (chance: Double, loss: Double) {
  let old = twoArms(chance)
  let new = (0..<steps).reduce(old) { policy, _ in
    climbed(policy, from: old, advantages: [-chance, 1 - chance], stepSize: 0.1) {
      ClippedSurrogateTerm(ratio: $0, advantage: $1, clipRange: 0.2).derivative
    }
  }
  let p = new.probability(of: 1, in: 0)
  let better = ClippedSurrogateTerm(ratio: p / chance, advantage: 1 - chance, clipRange: 0.2)
  let worse = ClippedSurrogateTerm(
    ratio: (1 - p) / (1 - chance), advantage: -chance, clipRange: 0.2)
  return (p, -(chance * better.value + (1 - chance) * worse.value))
}

var logged = Table("update", "J before", "J after", "−L, minus the gain", "logged loss, −L^CLIP")
var chance = 0.2
for update in 1...10 {
  let result = banditUpdate(chance)
  logged.add(
    "\(update)", rounded(chance, 4), rounded(result.chance, 4), rounded(chance - result.chance, 4),
    rounded(result.loss, 4))
  chance = result.chance
}
show(logged)

/*:
$J$ rises in every update. The logged loss falls at first and then rises towards zero, but not
because the gain shrinks: in updates 4 and 5 the gain grows, and the loss still goes up. When
an update that starts at the probability $p$ has clipped both arms, as the first five have, the loss
is $-p \, (1 + \epsilon)(1 - p) + (1 - p) \, (1 - \epsilon) \, p = -2 \epsilon \, p (1 - p)$. It
depends on where the update *started* and on nothing that it achieved. Later there is little left to
gain, and both columns go to zero. Judge by the return and not by the loss.

## Estimating the KL
{{ detour: Libraries estimate the KL from the ratios of a batch, in three ways; here is what each of them is worth. }}

A batch holds log-probabilities of the actions taken, and often nothing else. With actions from the
old policy there are three ways in use (J. Schulman, 2020):

$$
k_1 = -\log \rho, \qquad k_2 = \tfrac{1}{2} (\log \rho)^2, \qquad k_3 = \rho - 1 - \log \rho
$$

The first is the definition (4.4) without its average:
$\mathbb{E}[-\log \rho] = \mathrm{KL}(\pi_{\mathrm{old}} \Vert \pi_\theta)$. It is often negative.
It is unbiased if the policy was fixed before the actions were drawn. Add something that is zero on
average, $\mathbb{E}[\rho - 1] = \sum_a \pi_\theta(a) - 1 = 0$, and you have the third: unbiased
too, provided that $\pi_\theta(a) = 0$ wherever $\pi_{\mathrm{old}}(a) = 0$,

$$
\mathbb{E}_{a \sim \pi_{\mathrm{old}}}[k_1] = \mathbb{E}_{a \sim \pi_{\mathrm{old}}}[k_3] =
\mathrm{KL}(\pi_{\mathrm{old}} \,\Vert\, \pi_\theta), \qquad k_3 \geq 0
$$ (5.19)

never negative, because $\log x \leq x - 1$, and much quieter when the policies are close: there
$\log \rho \approx (\rho - 1) - \frac{1}{2} (\rho - 1)^2$, so what is left of $k_3$ is of second
order. The second, $k_2$, is quiet as well, but not unbiased. (After an update the policy was fitted
to these very actions, and the proof does not cover that; the table in *The clip does not bound the
ratio* has $k_3$ beside the exact mean over the visited states.) Here is the mean of each over the
actions of the old policy, and its standard deviation, for two pairs of policies on two actions, the
first pair close:
*/

var estimators = Table("π_old, π_θ", "KL", "k₁ mean, std", "k₂ mean, std", "k₃ mean, std")
for (p, q) in [(0.5, 0.55), (0.5, 0.9)] {
  let chances = [p, 1 - p]
  let ratios = [q / p, (1 - q) / (1 - p)]
  func mean(_ f: (Double) -> Double) -> Double {
    zip(chances, ratios).reduce(0) { $0 + $1.0 * f($1.1) }
  }
  func summary(_ k: (Double) -> Double) -> String {
    let average = mean(k)
    let spread = mean { (k($0) - average) * (k($0) - average) }.squareRoot()
    return "\(rounded(average, 5)), \(rounded(spread, 5))"
  }
  estimators.add(
    "\(p)/\(rounded(1 - p, 2)), \(q)/\(rounded(1 - q, 2))", rounded(mean { -log($0) }, 5),
    summary { -log($0) }, summary { log($0) * log($0) / 2 }, summary { $0 - 1 - log($0) })
}
show(estimators)

/*:
For the close pair $k_3$ scatters about three hundred times less than $k_1$, and the bias of $k_2$
hardly shows. For the far pair $k_3$ still scatters least, and the mean of $k_2$ is 44% above the
KL.

The proviso of (5.19) is no formality. A softmax leaves every action some probability. The proviso
fails with a mask that was there for collecting and is gone for learning. It fails with a language
model that draws only from its most probable words (*top-p* sampling). The sum
$\sum_a \pi_\theta(a)$ is then taken over the actions that $\pi_{\mathrm{old}}$ can take, and it is
less than 1. So the mean of $k_3$ is too small, by the probability that $\pi_\theta$ gives to the
other actions. The mean of $k_1$ is still right:
*/

/// The means of k₁, which is the KL itself, and of k₃, over the actions that the old policy takes.
func estimatorMeans(old: [Double], new: [Double]) -> (k1: Double, k3: Double) {
  zip(old, new).filter { $0.0 > 0 }.reduce(into: (k1: 0.0, k3: 0.0)) { means, chances in
    let ratio = chances.1 / chances.0
    means.k1 -= chances.0 * log(ratio)
    means.k3 += chances.0 * (ratio - 1 - log(ratio))
  }
}
let narrowed = estimatorMeans(old: [0.5, 0.5, 0], new: [0.4, 0.4, 0.2])
show(
  "π_old = (0.5, 0.5, 0), π_θ = (0.4, 0.4, 0.2): KL \(rounded(narrowed.k1, 3)), mean of k₃ "
    + "\(rounded(narrowed.k3, 3))")

/*:
## Where to look
{{ detour: Four programs stop an update by a target KL, and the same target means something else in each. }}

Four conventions go by one name, `target_kl`. Stable-Baselines3 looks before the step of each
minibatch, at that minibatch's $k_3$, and stops the update, without the step, when it is above 1.5
times the target. CleanRL looks *after each epoch*, at the $k_3$ of the epoch's last minibatch,
computed before its step, and stops when that is above the target itself. Spinning Up has no
minibatches; it looks before each step at the mean of $k_1$ over the whole batch, stops above 1.5
times the target, and there the rule is on by default. The core's PPO, which chapter 7 assembles,
looks after each epoch at the *mean* of $k_3$ over the epoch's minibatches, each computed before its
step, and stops above the target itself. Here are the three rules that know minibatches, beside an
update that is never stopped. They run on the batch from above, in four shuffled minibatches an
epoch, with a target of 0.005, in twenty shuffles, for at most twenty epochs.
*/

/// Where an update asks whether it has gone too far.
enum Look { case beforeEachStep, afterEachEpoch, meanOfEachEpoch, never }

/// Epochs of shuffled minibatches; the steps made, and how far they went over the whole batch.
func stopped(
  _ look: Look, limit: Double, minibatches: Int, shuffle seed: UInt64, policy start: MLP<Float>,
  batch: EpisodeBatch<CartPole>, advantages: [Float], epochs: Int = 20
) -> (steps: Int, meanKL: Double) {
  var (policy, update, steps) = (start, ClippedUpdate(start), 0)
  let old = update.logProbabilities(policy, batch)
  let oldDistribution = update.distribution
  var order = Array(0..<batch.count)
  var generator = PCG64(seed: seed, stream: .minibatches)
  training: for _ in 0..<epochs {
    order.shuffle(using: &generator)
    var sum = 0.0
    for part in 0..<minibatches {
      let rows = order[part * order.count / minibatches..<(part + 1) * order.count / minibatches]
      let minibatch = Minibatch(rows, of: batch, old: old, advantages: advantages)
      update.look(at: minibatch, with: policy)
      if look == .beforeEachStep, update.objective.approximateKL > limit { break training }
      sum += update.objective.approximateKL
      update.step(&policy, on: minibatch)
      steps += 1
    }
    if look == .afterEachEpoch, update.objective.approximateKL > limit { break }
    if look == .meanOfEachEpoch, sum / Double(minibatches) > limit { break }
  }
  _ = update.logProbabilities(policy, batch)
  return (steps, oldDistribution.meanDivergence(to: update.distribution))
}

/// Some rows of a batch, in an order of their own.
struct Minibatch {
  let observations: [Float]
  let actions: [Int]
  let old: [Float]
  let advantages: [Float]

  init(_ rows: ArraySlice<Int>, of batch: EpisodeBatch<CartPole>, old: [Float], advantages: [Float])
  {
    observations = rows.flatMap { batch.observations[4 * $0..<4 * $0 + 4] }
    actions = rows.map { batch.actions[$0] }
    self.old = rows.map { old[$0] }
    self.advantages = rows.map { advantages[$0] }
  }
}

extension ClippedUpdate {
  /// Ratios, weights and k₃ of a minibatch under the present policy.
  mutating func look(at minibatch: Minibatch, with policy: MLP<Float>) {
    let rows = minibatch.actions.count
    policy.forward(minibatch.observations, rows: rows, &pass)
    distribution.update(logits: pass.output, rows: rows)
    var new = [Float](repeating: 0, count: rows)
    distribution.logProbabilities(of: minibatch.actions, into: &new)
    objective.update(
      logProbabilities: new, oldLogProbabilities: minibatch.old, advantages: minibatch.advantages,
      rows: rows)
  }

  /// The gradient step on the minibatch that was looked at.
  mutating func step(_ policy: inout MLP<Float>, on minibatch: Minibatch) {
    let weights = Array(objective.scoreWeights.prefix(minibatch.actions.count))
    distribution.scoreGradient(
      weights: weights, actions: minibatch.actions, into: &pass.outputGradient)
    policy.backward(minibatch.observations, &pass, into: &gradient)
    adam.ascend(&policy.parameters, along: gradient)
  }
}

var looks = Table("target 0.005", "steps, median", "fewest", "most", "mean KL, median", "largest")
for (name, look, limit) in [
  ("before each step, 1.5 × target", Look.beforeEachStep, 0.0075),
  ("after each epoch, its last, 1 × target", .afterEachEpoch, 0.005),
  ("after each epoch, its mean, 1 × target", .meanOfEachEpoch, 0.005), ("never", .never, .infinity),
] {
  let ends = (1...20).map {
    stopped(
      look, limit: limit, minibatches: 4, shuffle: $0, policy: oldPolicy, batch: sample,
      advantages: sampleAdvantages)
  }
  let (steps, kls) = (ends.map(\.steps).sorted(), ends.map(\.meanKL).sorted())
  looks.add(
    name, "\(steps[10])", "\(steps[0])", "\(steps[19])", rounded(kls[10], 4), rounded(kls[19], 4))
}
show(looks)

/*:
The first rule stops in the middle of an epoch, after five to nine steps, depending on the shuffle;
the other two can only stop at the end of one. The second always stops after the second epoch. The
third, whose mean includes minibatches from before much had moved, stops one epoch later for some
shuffles. None keeps the mean KL of the whole batch below 0.005. And the update that is never
stopped ends *nearer* to the old policy than all three: the first steps carry ratios out of the
range, and stopping skips the steps in which the min brings them back, as between the fifth and the
twentieth step of [@fig:ratios]. That is one batch, with a learning rate whose first steps
overshoot. With 3e-4, say, the order may well be the other way round: try it before you take the
limit away.

The runs of this chapter that stop look before each step, as Stable-Baselines3 does, at the whole
batch, with a limit of 0.015.

## What the curves are
{{ detour: What the numbers are that two libraries log, name by name. }}

`explained_variance` is chapter 6's, the rows with `entropy` chapter 7's, $\sigma$ chapter 9's.
Whatever belongs to a minibatch is computed before its step.

| | Stable-Baselines3 `2.9` | CleanRL |
| --- | --- | --- |
| minus the surrogate | `policy_gradient_loss`, mean over all minibatches of all epochs | `policy_loss`, of the last minibatch |
| the critic's loss | `value_loss`, mean over all, without the half of (6.12) | `value_loss`, of the last, with the half |
| the entropy | `entropy_loss`, which is $-H$, mean over all | `entropy`, $H$ of the last |
| $k_3$ | `approx_kl`, mean over the minibatches of the last epoch begun, with the one that stopped it | `approx_kl`, of the last (`old_approx_kl` is $k_1$) |
| the clip fraction | `clip_fraction`, mean over all, the first zeros included | `clipfrac`, the same |
| the whole loss | `loss`, of the last minibatch | not logged |
| the explained variance | `explained_variance`, with the values from before the update | the same |
| $\sigma$ | `std`, mean over the components, after the update | not logged |
| a count | `n_updates`, of *epochs*, not of updates nor of gradient steps | `global_step`, of environment steps |
| the return | `ep_rew_mean`, mean of the last 100 training episodes, actions sampled | `episodic_return`, of each |

## How sure can you be?
{{ detour: The six comparisons of this chapter with their intervals, and how far the updates of each method went. }}

The intervals of two means hardly tell whether one method is better than another. Ask instead how
often a run of one beats a run of the other, the *probability of improvement* (Agarwal et al., 2021),
with every run of $X$ compared with every run of $Y$ and a tie counting ½:

$$
\mathrm{P}(X > Y) = \frac{1}{n m} \sum_{i=1}^{n} \sum_{j=1}^{m} \left( \mathbf{1}[x_i > y_j] +
\tfrac{1}{2} \, \mathbf{1}[x_i = y_j] \right)
$$ (5.20)

A half says that neither is better. When the interval holds a half, no difference shows. (The share
of the pairs estimates the probability.) Six intervals can fool you six times, so each has a wider
one beside it: together these six miss by luck no more often than one at 95% would.
*/

let pairs = [
  (ppo, penalty), (ppo, trpo), (trpo, penalty), (ppo, clipAlone), (ppo, plain), (ppo, stopping),
]
var improvement = Table("X", "Y", "P(X > Y)", "95% interval", "with \(pairs.count) in mind")
var intervals: [(alone: Interval, together: Interval)] = []
var wider = PCG64(seed: 2, stream: .bootstrap)
for (x, y) in pairs {
  let alone = bootstrapInterval(
    ofImprovement: x.finalReturns, over: y.finalReturns, using: &bootstrap)
  let together = bootstrapInterval(
    ofImprovement: x.finalReturns, over: y.finalReturns,
    confidence: simultaneousConfidence(comparisons: pairs.count), resamples: 20_000, using: &wider)
  intervals.append((alone, together))
  improvement.add(
    x.name, y.name,
    rounded(probabilityOfImprovement(x.finalReturns, over: y.finalReturns), 2),
    rounded(alone, 2), rounded(together, 2))
}
show(improvement)

var reach = Table(
  "all updates of all runs", "median KL", "largest KL", "mean clip fraction", "no gradient",
  "smallest ρ", "largest ρ")
for method in [ppo, stopping, clipAlone] where !method.updates.isEmpty {
  let updates = method.updates
  let kls = updates.map(\.meanKL).sorted()
  let count = Double(updates.count)
  reach.add(
    method.name, rounded(kls[kls.count / 2], 5), rounded(kls.last!, 3),
    rounded(updates.map(\.clipFraction).reduce(0, +) / count, 3),
    rounded(updates.map(\.flatFraction).reduce(0, +) / count, 3),
    rounded(updates.map(\.lowest).min()!, 3), rounded(updates.map(\.highest).max()!, 2))
}
for method in [penalty, trpo] where !method.updates.isEmpty {
  let kls = method.updates.map(\.meanKL).sorted()
  reach.add(
    method.name, rounded(kls[kls.count / 2], 5), rounded(kls.last!, 3), "", "", "", "")
}
show(reach)

/*:
Over the clip without its min the interval lies above a half; the one with all six in mind reaches
down to it, 0.50 … 1.00. Against the adaptive penalty PPO-clip ends higher in about three pairs of
four, but the interval, 0.50 … 0.94, reaches down to a half: no difference shows. Against TRPO it
ends higher in about four pairs of five, and the interval, 0.55 … 0.96, lies above a half; the one
with all six in mind does not. Take it as a hint.
{{ covers: S1-V3 }}

The last table looks at each update after its last gradient step, so do not compare its clip
fraction with one that a library has averaged over an update. (For the penalty and TRPO only the KL
was noted.) With the min, two fifths of the steps outside the range, $(0.042 - 0.025) / 0.042$,
still have a gradient, which points back; without the min no step outside has one. The largest KL of
PPO-clip is a small fraction of the penalty's; part of this is that PPO-clip moves less at this step
size, as its median KL shows. TRPO, which checks every step, has a largest KL of 0.010. Stopping at
a KL of 0.015 shows no difference: the median update ends at about a quarter of that anyway.

Exercise 5 lets you find out how many seeds it takes to know. CartPole leaves good methods little
room to differ; chapters 8 and 9 go where it is harder.
*/

let overPenalty = intervals[0]
let evenPairs = ppo.finalReturns.map { x in penalty.finalReturns.count { $0 == x } }.reduce(0, +)
let penaltyWins = ppo.finalReturns.map { x in penalty.finalReturns.count { $0 > x } }.reduce(0, +)

// snippet.hide
verdict(
  on: "X18", .notShown,
  "The notes name none of their experiments. This one is a single task, CartPole, with ten seeds "
    + "and a learning rate that was chosen for the penalty. The probability of improvement by the "
    + "clip is "
    + "\(rounded(probabilityOfImprovement(ppo.finalReturns, over: penalty.finalReturns), 2)); its "
    + "95% interval, \(rounded(overPenalty.alone, 2)), reaches down to a half, and with chapter "
    + "5's \(pairs.count) comparisons in mind it is \(rounded(overPenalty.together, 2)). So that "
    + "the clip does better on average is neither shown nor refuted. That every run of it does, "
    + "is not so: of the \(ppo.runs.count * penalty.runs.count) pairs of runs the penalty did "
    + "better in \(penaltyWins), and \(evenPairs) were ties.")
// snippet.show

/*:
## On the very edge
{{ detour: The derivative where the ratio is exactly on a bound: a choice, one that PyTorch has changed. }}

On a kink you can give the slope from the left, the slope from the right, or anything between, and
no choice is wrong. At a ratio of exactly $1 + \epsilon$ it is $A_t$ by (5.7) and (5.8). PyTorch has
changed its mind. Its `min` gives half of the gradient to each argument when they are equal. Its
`clamp` gave 1 at an end of the range from 2018 (pull request `#7049`) to version `2.13`; put into
(5.9) this makes $\frac{1}{2} A_t + \frac{1}{2} A_t \cdot 1 = A_t$, on a bound and also strictly
inside, where the two branches are equal as well. The result agrees with (5.7) and (5.8). Since
`2.14` `clamp` gives 0 at an end, and on a bound there is
$\frac{1}{2} A_t + \frac{1}{2} A_t \cdot 0 = A_t / 2$ (our tests contain the numbers of version 2.15).
The last three columns of the table are (5.9) with each set of choices; their headings name
$\partial \min / \partial x$ and $\partial \min / \partial y$ at a tie, and
$\partial \, \mathrm{clip} / \partial \rho$ on a bound.
*/

/// ∂L/∂ρ by (5.9), with ∂min/∂x and ∂min/∂y where x = y, and ∂clip/∂ρ on a bound, as you like them.
func slope(
  _ step: ClippedSurrogateTerm<Double>, first: Double, second: Double, onBound: Double
) -> Double {
  let (x, y) = (step.unclipped, step.clipped)
  let (low, high) = (1 - step.clipRange, 1 + step.clipRange)
  let byX = x < y ? 1 : x == y ? first : 0
  let byY = y < x ? 1 : x == y ? second : 0
  let byRatio =
    step.ratio == low || step.ratio == high
    ? onBound : step.ratio > low && step.ratio < high ? 1 : 0
  return (byX + byY * byRatio) * step.advantage
}

var edges = Table(
  "ρ, A", "from the left", "from the right", "(5.7), (5.8): 1, 0, 1", "PyTorch 2.13: ½, ½, 1",
  "PyTorch 2.15: ½, ½, 0")
for (ratio, advantage) in [(0.8, 1.0), (0.8, -1), (1, 1), (1, -1), (1.2, 1), (1.2, -1)] {
  let step = term(ratio, advantage)
  let left = (step.value - term(ratio - 1e-4, advantage).value) / 1e-4
  let right = (term(ratio + 1e-4, advantage).value - step.value) / 1e-4
  edges.add(
    "\(ratio), \(rounded(advantage, 0))", rounded(left, 1), rounded(right, 1),
    rounded(slope(step, first: 1, second: 0, onBound: 1), 1),
    rounded(slope(step, first: 0.5, second: 0.5, onBound: 1), 1),
    rounded(slope(step, first: 0.5, second: 0.5, onBound: 0), 1))
}
show(edges)

let onKink = term(1.2, 1)
let offKink = term(0.8, 1)
func pyTorch(_ step: ClippedSurrogateTerm<Double>, onBound: Double = 0) -> String {
  rounded(slope(step, first: 0.5, second: 0.5, onBound: onBound), 1)
}

// snippet.hide
verdict(
  on: "X20", .partly,
  "As a choice it is right, and on the kink as good as any: at ρ = 1.2 with A = 1 the slope is 1 "
    + "from the left and 0 "
    + "from the right, and the choice makes it \(rounded(onKink.derivative, 1)). But it is one of "
    + "several, and packages "
    + "need not share it. PyTorch had the same result from 2018 to version 2.13, by another way: "
    + "half from `min`, and the "
    + "other half times 1 from `clamp`, come to \(pyTorch(onKink, onBound: 1)). PyTorch 2.15 "
    + "gives \(pyTorch(onKink)) there, and \(pyTorch(offKink)) at ρ = 0.8 with A = 1, "
    + "where the objective has no kink and its slope is \(rounded(offKink.derivative, 1)). "
    + "Strictly inside and strictly "
    + "outside the two agree.")
// snippet.show

/*:
Look at the rows without a kink, (0.8, 1) and (1.2, −1). The true derivative exists there and is
$A_t$, and PyTorch 2.15 returns half of it: two choices, each valid alone, combine into a number
that is no derivative from either side. Does it matter? A ratio has to hit one number out of
millions. Here are the ten seeds of PPO-clip with a half there, and a count of the ratios that were
on a bound:
*/

let halved = clippedMethod(
  "PyTorch's half on a bound", .vermilion, "ppo-clip-half", slope: .onBound(0.5), onBound: "0.5")

let looked = ppo.updates.reduce(0) { $0 + $1.ratios }
let hits = ppo.updates.reduce(0) { $0 + $1.onBound }
let runsHit = ppo.records.count { $0.contains { $0.onBound > 0 } }
let same = zip(ppo.runs, halved.runs).count { $0.outcome.weightsHash == $1.outcome.weightsHash }
let either = bootstrapInterval(
  ofImprovement: halved.finalReturns, over: ppo.finalReturns, using: &bootstrap)
show("\(hits) of \(grouped(looked)) ratios, in \(runsHit) of the runs, were exactly on a bound.")
show("\(same) of \(ppo.runs.count) pairs of runs end with the same weights, to the bit.")
show(
  "P(half > whole) = "
    + "\(rounded(probabilityOfImprovement(halved.finalReturns, over: ppo.finalReturns), 2)), 95% "
    + "interval \(rounded(either.low, 2)) … \(rounded(either.high, 2))"
)

/*:
No ratio hit a bound, so the choice could not matter: each pair of runs is the same to the bit, and
the last line compares ten runs with themselves. It is luck whether one among forty million lands
there. The first that does separates two such runs for good, since from then on their weights
differ. If you compare two implementations bit for bit, this is a place to look.

## Along the line of one update
{{ detour: The second figure of the PPO paper, drawn for one of our updates: the clipped surrogate turns down by itself. }}

Take the twentieth gradient step on the batch above, which leaves `newPolicy`, and look along the
straight line from $\theta_{\mathrm{old}}$ to where the update ended,
$\theta_{\mathrm{old}} + \kappa \, (\theta_{\mathrm{new}} - \theta_{\mathrm{old}})$, and past it.
*/

func updated(_ policy: MLP<Float>) -> MLP<Float> {
  var policy = policy
  var update = ClippedUpdate(policy)
  update.improve(&policy, on: sample, advantages: sampleAdvantages)
  return policy
}
let newPolicy = updated(oldPolicy)

/// The means over the batch at one place of the line.
struct PointOnLine {
  var c: Double
  var surrogate = 0.0
  var clippedOnly = 0.0
  var clipped = 0.0
  var kl = 0.0
}

func pointOnLine(_ c: Double) -> PointOnLine {
  var policy = oldPolicy
  for i in policy.parameters.indices {
    policy.parameters[i] += Float(c) * (newPolicy.parameters[i] - oldPolicy.parameters[i])
  }
  var evaluation = ClippedUpdate(policy)
  let old = evaluation.logProbabilities(oldPolicy, sample)
  let oldDistribution = evaluation.distribution
  evaluation.objective.update(
    logProbabilities: evaluation.logProbabilities(policy, sample), oldLogProbabilities: old,
    advantages: sampleAdvantages, rows: sample.count)
  var point = PointOnLine(c: c)
  for (ratio, advantage) in zip(evaluation.objective.ratios, sampleAdvantages) {
    point.surrogate += Double(ratio * advantage) / Double(sample.count)
    point.clippedOnly += Double(clip(ratio, to: 0.8...1.2) * advantage) / Double(sample.count)
  }
  point.clipped = evaluation.objective.value
  point.kl = oldDistribution.meanDivergence(to: evaluation.distribution)
  return point
}

let line = (0...70).map { pointOnLine(-0.5 + 0.05 * Double($0)) }
var along = Table("κ", "mean of ρA", "mean of clip(ρ)A", "clipped surrogate", "mean KL(old‖new)")
for c in [0.0, 0.5, 1, 2, 3] {
  let point = pointOnLine(c)
  along.add(
    rounded(c, 1), rounded(point.surrogate, 4), rounded(point.clippedOnly, 4),
    rounded(point.clipped, 4), rounded(point.kl, 5))
}
show(along)

// snippet.hide
let peak = line.max { $0.clipped < $1.clipped }!
var linePanel = Panel(
  x: Axis("", from: -0.5, to: 3, ticks: .at([0, 1, 2, 3])), y: "mean over the batch")
linePanel.aspectRatio = 0.45
linePanel.band(
  x: line.map(\.c), from: line.map(\.clipped), to: line.map(\.surrogate), color: .surrogate)
linePanel.verticalLine(0, label: "θ_{old}")
linePanel.verticalLine(1, label: "θ_{new}")
linePanel.line(x: line.map(\.c), y: line.map(\.surrogate), color: .surrogate, label: "ρA")
linePanel.line(
  x: line.map(\.c), y: line.map(\.clippedOnly), color: .clipAlone, label: "clip(ρ)A")
linePanel.line(
  x: line.map(\.c), y: line.map(\.clipped), color: .ppo, width: 1.6, label: "L^{CLIP}")
linePanel.points(x: [peak.c], y: [peak.clipped], color: .vermilion)
linePanel.text(
  "maximum, κ = \(rounded(peak.c, 2))", at: Point(peak.c - 0.02, peak.clipped + 0.008),
  color: .vermilion, align: .right)
linePanel.text("promise given up", at: Point(2.55, 0.004), color: .surrogate)
var divergencePanel = Panel(
  x: Axis("interpolation factor κ", from: -0.5, to: 3, ticks: .at([0, 1, 2, 3])),
  y: Axis("mean KL(old‖new)", from: 0, ticks: .at([0, 0.02, 0.04])))
divergencePanel.aspectRatio = 0.16
divergencePanel.verticalLine(0)
divergencePanel.verticalLine(1)
divergencePanel.line(x: line.map(\.c), y: line.map(\.kl), color: .vermilion)
figure(
  "along-the-line",
  "Along the line of one update on CartPole: the plain surrogate, the mean of "
    + "$\\mathrm{clip}(\\rho)A$ alone, and the clipped surrogate with the highest point of those "
    + "computed; tinted, what it gives up of the plain one. Below, the mean KL from the old policy. "
    + "The vertical lines mark where the update began and where it ended.",
  alt:
    "Three curves against the interpolation factor. The plain surrogate rises throughout; the "
    + "clipped surrogate is never above it, peaks and falls; the clip alone rises more and more "
    + "slowly. Below them the KL rises like a parabola.",
  Figure(linePanel, divergencePanel, columns: 1))
// snippet.show

/*:
The clipped surrogate is nowhere above the other two. All three agree at $\theta_{\mathrm{old}}$ and
have the same slope there. In this update it turns down near $\kappa = 1$, where the update ended,
although no KL occurs in it. Along this line it does what we asked of a trust region: it is high
only close by. The clip alone does not turn down on the stretch drawn, and at $\kappa = 1$ it is
even above the plain surrogate: in cases 3 and 6 it understates a loss.

## From the clip to the bound
{{ detour: What ratios within the range would guarantee, how loose that is, and the plateau on which the clip leaves them. }}

Chapter 4 measured a step by its total variation in each state and bounded the error of the
surrogate by it, (4.10) and (4.11). Where the old policy gives some probability to every action that
the new one takes, total variation is a mean of ratios:

$$
\begin{aligned} \mathbb{E}_{a \sim \pi_{\mathrm{old}}}\left[ |\rho - 1| \right] & = \sum_a
\pi_{\mathrm{old}}(a \mid s) \left| \frac{\pi(a \mid s)}{\pi_{\mathrm{old}}(a \mid s)} - 1 \right|
\\ & = \sum_a \left| \pi(a \mid s) - \pi_{\mathrm{old}}(a \mid s) \right| = 2 \, \mathrm{TV}(s)
\end{aligned}
$$ (5.21)

So a batch of ratios measures a distance between policies without a KL: the mean of $|\rho_t - 1|$
over the batch estimates twice the mean total variation. Now suppose that no ratio, of any action in
any state, is further from 1 than $\epsilon$. Then $\mathrm{TV}(s) \leq \epsilon / 2$ everywhere,
and chapter 4's limit on the error, $4 \gamma A_{\max} \mathrm{TV}_{\max}^2 / (1 - \gamma)^2$,
becomes

$$
|\rho - 1| \leq \epsilon \text{ for all } s, a \quad \Longrightarrow \quad \left| J(\pi) -
L_{\mathrm{old}}(\pi) \right| \leq \frac{\gamma A_{\max} \, \epsilon^2}{(1 - \gamma)^2}
$$ (5.22)

with the surrogate (4.2). Is the constant right? In a *fork* the error is a share $1 - \gamma$ of
this bound. The actions of state 0 lead to two states that are never left; in each of these, action
0 pays 1 and action 1 costs 1. The old policy tosses a coin everywhere, so that every value is 0 and
$A_{\max}$ is 1. The new policy moves in opposite directions in the two states: it goes to the first
with the probability $(1 + \epsilon) / 2$ and takes the paying action there with
$(1 + \epsilon) / 2$, in the second with $(1 - \epsilon) / 2$. The visits change by
$\pm \gamma \epsilon / (2 (1 - \gamma))$, $\bar A$ is $\pm \epsilon$, and the error is
$\gamma \epsilon^2 / (1 - \gamma)$.

As $\gamma$ approaches 1 the bound becomes loose. (4.11) lets the visits part by the same amount at
every step. In the world of chapter 4 that reaches this limit, an action that was hardly ever taken
has an enormous ratio; bounded ratios rule that out. A path of $t$ steps has the ratio
$\rho_0 \rho_1 \cdots \rho_{t-1}$ of probabilities, as in (3.9). Whatever came before, each factor
has the mean 1 and a mean square of at most $1 + \epsilon^2$, so the product has a mean square of at
most $(1 + \epsilon^2)^t$. The probability of a state is a sum over the paths that lead there, so
states differ by no more than paths do. And a mean is at most the root of a mean square:

$$
\sum_s \left| \mathrm{P}_\pi(s_t = s) - \mathrm{P}_{\mathrm{old}}(s_t = s) \right| \leq
\mathbb{E}_{\mathrm{old}}\left[ \left| \rho_0 \rho_1 \cdots \rho_{t-1} - 1 \right| \right] \leq
\sqrt{(1 + \epsilon^2)^t - 1}
$$ (5.23)

For small $\epsilon$ the right side is $\epsilon \sqrt{t}$: visits differ like $\sqrt{t}$ and not
like $t$. A random walk on a line comes close to that. Let a step away from the middle pay 1 and a
step towards it cost 1; the old policy tosses a coin, and the new one goes right with the
probability $(1 + \epsilon) / 2$. Call $x_t$ the place after $t$ steps, counted from the middle. To
leading order the error is $\epsilon^2 \sum_t \gamma^t \, \mathbb{E}_{\mathrm{old}} |x_t|$. Each
step adds $\mathrm{P}(x_t = 0)$ to $\mathbb{E}_{\mathrm{old}} |x_t|$, and
$\sum_t \gamma^t \, \mathrm{P}(x_t = 0) = 1 / \sqrt{1 - \gamma^2}$, so the sum is
$\frac{\gamma}{1 - \gamma} \cdot \frac{1}{\sqrt{1 - \gamma^2}}$. Divided by
$\gamma / (1 - \gamma)^2$ it is $\sqrt{(1 - \gamma) / (1 + \gamma)}$, the share of (5.22) that this
walk needs.
*/

/// From state 0 action 0 leads to state 1 and action 1 to state 2, and there you stay.
///
/// - Parameter rewards: of both actions in state 1, and of both in state 2.
func forkWorld(_ rewards: [[Double]] = [[1, -1], [1, -1]], discount: Double) -> TabularMDP {
  TabularMDP(
    transition: [[[0, 1, 0], [0, 0, 1]], [[0, 1, 0], [0, 1, 0]], [[0, 0, 1], [0, 0, 1]]],
    reward: [[0, 0]] + rewards, start: [1, 0, 0], discount: discount)
}

/// A line with `reach` states on either side of the middle, where you start. Action 0 goes left, 1
/// right; outwards pays 1, inwards costs 1, and from the middle both are free.
func randomWalk(reach: Int, discount: Double) -> TabularMDP {
  let count = 2 * reach + 1
  func arrival(at place: Int) -> [Double] {
    (0..<count).map { $0 == min(max(place, 0), count - 1) ? 1 : 0 }
  }
  return TabularMDP(
    transition: (0..<count).map { [arrival(at: $0 - 1), arrival(at: $0 + 1)] },
    reward: (0..<count).map { [Double((reach - $0).signum()), Double(($0 - reach).signum())] },
    start: arrival(at: reach), discount: discount)
}

/// The policy on two actions that takes action 0 with the given probability, a number a state.
func takingFirst(_ probabilities: [Double]) -> TabularPolicy {
  TabularPolicy(logits: probabilities.map { [log($0), log(1 - $0)] })
}

/// A policy all of whose ratios to `old` are within ε of 1, one in each state exactly ε away.
func withinRange(
  of old: TabularPolicy, _ epsilon: Double, using generator: inout PCG64
) -> TabularPolicy {
  let logits = (0..<old.stateCount).flatMap { s in
    let chances = Array(old.probabilities(in: s))
    let draws = chances.map { _ in 2 * generator.random() - 1 }
    // ρ = 1 + ε u with E_old[u] = 0 and max |u| = 1
    let mean = zip(chances, draws).reduce(0) { $0 + $1.0 * $1.1 }
    let largest = draws.map { abs($0 - mean) }.max()!
    return zip(chances, draws).map { log($0 * (1 + epsilon * ($1 - mean) / largest)) }
  }
  return TabularPolicy(logits: logits, actionCount: old.actionCount)
}

/// γ A_max ε² / (1 − γ)²   (5.22)
func allowedError(around old: TabularPolicy, in world: TabularMDP, epsilon: Double) -> Double {
  let largest = world.advantages(of: old).map(\.magnitude).max()!
  let left = 1 - world.discount
  return world.discount * largest * epsilon * epsilon / (left * left)
}

/// |J − L|, over what (5.22) allows.
func shareOfBound(
  of new: TabularPolicy, around old: TabularPolicy, in world: TabularMDP, epsilon: Double
) -> Double {
  let error = world.expectedReturn(of: new) - world.surrogate(of: new, around: old)
  return abs(error) / allowedError(around: old, in: world, epsilon: epsilon)
}

func forkShare(discount: Double, epsilon: Double) -> Double {
  let (up, down) = ((1 + epsilon) / 2, (1 - epsilon) / 2)
  return shareOfBound(
    of: takingFirst([up, up, down]), around: takingFirst([0.5, 0.5, 0.5]),
    in: forkWorld(discount: discount), epsilon: epsilon)
}

func walkShare(discount: Double, epsilon: Double, reach: Int = 90) -> Double {
  let world = randomWalk(reach: reach, discount: discount)
  let right = (0..<world.stateCount).map { _ in (1 - epsilon) / 2 }
  return shareOfBound(
    of: takingFirst(right), around: .uniform(states: world.stateCount, actions: 2), in: world,
    epsilon: epsilon)
}

/// The shares of worlds, old policies and new ones drawn at random.
func randomShares(_ count: Int, discount: Double, epsilon: Double, seed: UInt64) -> [Double] {
  var generator = PCG64(seed: seed)
  return (0..<count).map { _ in
    let world = TabularMDP.random(states: 4, actions: 3, discount: discount, using: &generator)
    let old = TabularPolicy.random(states: 4, actions: 3, scale: 2, using: &generator)
    let new = withinRange(of: old, epsilon, using: &generator)
    return shareOfBound(of: new, around: old, in: world, epsilon: epsilon)
  }
}

var needed = Table("γ", "fork", "walk", "√((1−γ)/(1+γ))", "largest of 2,000 at random")
for discount in [0.1, 0.5, 0.9, 0.99] {
  needed.add(
    "\(discount)", rounded(forkShare(discount: discount, epsilon: 0.01), 4),
    rounded(walkShare(discount: discount, epsilon: 0.01), 4),
    rounded(((1 - discount) / (1 + discount)).squareRoot(), 4),
    rounded(randomShares(2000, discount: discount, epsilon: 0.01, seed: 5).max()!, 4))
}
show(needed)

/*:
So with ratios within $\epsilon$ you would have a trust region, and its constant at $\gamma = 0.1$
cannot be lowered by more than a tenth. But the clip does not keep them there. In one state, let
$\mathrm{P}_{+}$ be the probability under $\pi_{\mathrm{old}}$ of the actions with $A > 0$. The term
of a good action in the clipped surrogate is at most $(1 + \epsilon) A$, the term of a bad one at
most $(1 - \epsilon) A$. The advantages average to zero under $\pi_{\mathrm{old}}$, so the good ones
and the bad ones have the same total size $X$, with $2 X = \mathbb{E}_{\mathrm{old}}|A|$, and
$(1 + \epsilon) X - (1 - \epsilon) X = 2 \epsilon X$:

$$
\mathbb{E}_{a \sim \pi_{\mathrm{old}}}\left[ L^{\mathrm{CLIP}}(\rho) \right] \leq \epsilon \,
\mathbb{E}_{a \sim \pi_{\mathrm{old}}}\left[ |A_{\mathrm{old}}(s, a)| \right]
$$ (5.24)

The two are equal for every policy with $\rho \geq 1 + \epsilon$ wherever the advantage is positive
and $\rho \leq 1 - \epsilon$ wherever it is negative. Such policies exist if
$(1 + \epsilon) \, \mathrm{P}_{+} \leq 1$, and nothing in (5.24) says how far beyond the range their
ratios lie. There the maximum of the clipped surrogate is a *plateau*. It ends at the policies that
take good actions only. It begins at the edge of the range if good and bad actions are equally
probable, as in the example below. If they are not, and no action has the advantage 0, every policy
on it has a ratio outside the range. The objective is the same all over it, and no slope brings a
policy back. Here is a fork with $\gamma = 0.5$. In state 1 the actions pay 2 and 0, in state 2 both
pay 2; the old policy tosses a coin. With the probability in the first column, the new one takes the
good action of each state: to go to state 2, and to take the 2 in state 1. (In state 2 there is
nothing to choose.)
*/

/// Σ_s d_old(s) Σ_a π_old(a|s) L^CLIP(ρ): what (5.5) is the sample of, without the dropped γᵗ.
func clippedObjective(
  of new: TabularPolicy, around old: TabularPolicy, in world: TabularMDP, epsilon: Double
) -> Double {
  let (visits, advantages) = (world.visitation(of: old), world.advantages(of: old))
  return advantages.indices.reduce(0.0) { sum, i in
    let ratio = new.probabilities[i] / old.probabilities[i]
    let term = ClippedSurrogateTerm(ratio: ratio, advantage: advantages[i], clipRange: epsilon)
    return sum + visits[i / old.actionCount] * old.probabilities[i] * term.value
  }
}

let unevenFork = forkWorld([[2, 0], [2, 2]], discount: 0.5)
let coin = takingFirst([0.5, 0.5, 0.5])
var plateau = Table(
  "probability of the good action", "largest |ρ − 1|", "clipped surrogate", "L − J",
  "allowed by (5.22) with ε = 0.2")
for good in [0.5, 0.55, 0.6, 0.8, 0.99] {
  let new = takingFirst([1 - good, good, 0.5])
  let error = unevenFork.surrogate(of: new, around: coin) - unevenFork.expectedReturn(of: new)
  plateau.add(
    rounded(good, 2), rounded(2 * good - 1, 2),
    rounded(clippedObjective(of: new, around: coin, in: unevenFork, epsilon: 0.2), 4),
    rounded(error, 4), rounded(allowedError(around: coin, in: unevenFork, epsilon: 0.2), 4))
}
show(plateau)

/*:
From 0.6 on the clipped surrogate does not change, while the error grows to six times what (5.22)
allows. (The return itself still rises here. Only the guarantee is gone.) The bound needs ratios
within the range in *all* states and for *all* actions, and a batch shows only those that it
contains.

And the guarantee, if you had it, would rarely promise much. By (5.24) an update can promise at most
$\epsilon A_{\max} / (1 - \gamma)$, and (5.22) takes off
$\gamma \epsilon^2 A_{\max} / (1 - \gamma)^2$. So (5.22) leaves something only if
$\gamma \epsilon \lt 1 - \gamma$: with $\epsilon = 0.2$, for $\gamma$ below $\frac{5}{6}$. With the
roots of (5.23) in place of (4.11) the limit is higher, and still below 0.99. Only (5.21) remains
useful. Here is the batch from above once more. The exact mean is over the states that it visited.
*/

/// The mean of |ρ_t − 1| over the batch, the largest, and twice the exact mean TV over its states.
func ratioDistances(_ epochs: Int) -> (mean: Double, largest: Double, exact: Double) {
  var policy = oldPolicy
  var update = ClippedUpdate(policy, epochs: epochs)
  _ = update.logProbabilities(policy, sample)
  let before = update.distribution
  update.improve(&policy, on: sample, advantages: sampleAdvantages)
  let distances = update.objective.ratios.prefix(sample.count).map { abs(Double($0) - 1) }
  let exact = (0..<sample.count).reduce(0.0) { sum, t in
    (0..<2).reduce(sum) { sum, action in
      let (new, old) = (
        update.distribution.logProbability(row: t, action: action),
        before.logProbability(row: t, action: action)
      )
      return sum + abs(exp(Double(new)) - exp(Double(old)))
    }
  }
  let count = Double(sample.count)
  return (distances.reduce(0, +) / count, distances.max()!, exact / count)
}

var distanceTable = Table(
  "gradient steps", "mean of |ρ − 1|", "2 TV, exact mean", "largest |ρ − 1|")
for epochs in [1, 5, 20, 320] {
  let distances = ratioDistances(epochs)
  distanceTable.add(
    "\(epochs)", rounded(distances.mean, 4), rounded(distances.exact, 4),
    rounded(distances.largest, 3))
}
show(distanceTable)

/*:
The mean of $|\rho - 1|$ costs nothing, and in each row it is within two hundredths of the exact
one. There is a bound with the *mean* total variation over the states of the old policy in place of
the largest (Achiam et al., 2017), but it needs the largest $|\bar A|$ of all states, which no batch
shows either.

## Try to break it

**One row late.** Store each old log-probability one row too late. What will the ratios be before
the first gradient step, and does PPO still learn?

```diff
-    kept: @escaping @Sendable ([Float]) -> [Float] = { $0 }
+    kept: @escaping @Sendable ([Float]) -> [Float] = { [0] + $0.dropLast() }
```

{{ box: What happens }}
*/

let oneLate: @Sendable ([Float]) -> [Float] = { [0] + $0.dropLast() }
var unmoved = ClippedUpdate(oldPolicy, epochs: 0, kept: oneLate)
var samePolicy = oldPolicy
unmoved.improve(&samePolicy, on: sample, advantages: sampleAdvantages)
let exactOnes = unmoved.objective.ratios.prefix(sample.count).count { $0 == 1 }
var lateness = Table("seed", "last 100 returns", "one row late")
for run in ppo.runs.prefix(3) {
  let late = train(seed: run.seed, steps: chapter.options.steps, report: .silent) {
    ClippedUpdate($0, kept: oneLate)
  }.0
  lateness.add(
    "\(run.seed)", rounded(run.outcome.finalReturn ?? 0, 1), rounded(late.finalReturn ?? 0, 1))
}

show(
  "before the first step \(exactOnes) of \(sample.count) ratios are 1; smallest "
    + "\(rounded(unmoved.record.lowest, 3)), largest \(rounded(unmoved.record.highest, 1)), clip "
    + "fraction \(rounded(unmoved.record.clipFraction, 2))"
)
show(lateness)

/*:
Not one ratio is 1, and two thirds are outside the range before anything has moved. Training goes on
without an error or a warning, and hardly learns: 35, 39 and 33 where the sound program has 496, 496
and 457. The test of the ratios would have told you at once.

{{ end }}

{{ box: The min too early }}

Take the smaller of the two *ratios* and multiply by the advantage afterwards. Since the clipped
ratio is the larger one below the range, $\min(\rho, \mathrm{clip}(\rho))$ is
$\min(\rho, 1 + \epsilon)$. Which of the six cases change their slope, and what becomes of the two
arms when an update starts at probability ½?

```diff
-      scoreWeights[t] = unclipped <= clipped ? unclipped / Scalar(rows) : 0
+      scoreWeights[t] = ratios[t] <= highest ? unclipped / Scalar(rows) : 0
```
*/

func twoArmPath(_ slope: (Double, Double) -> Double) -> [Double] {
  (0..<1000).reduce(into: [twoArms(0.5)]) { path, _ in
    path.append(
      climbed(
        path.last!, from: twoArms(0.5), advantages: [-0.5, 0.5], stepSize: 0.2, slope: slope))
  }.map { $0.probability(of: 1, in: 0) }
}
let (minLast, minFirst) = (
  twoArmPath { term($0, $1).derivative }, twoArmPath { $0 <= 1 + epsilon ? $1 : 0 }
)
var tooEarly = Table("gradient steps", "min(ρA, clip(ρ)A)", "min(ρ, clip(ρ))A")
for step in [0, 5, 10, 100, 1000] {
  tooEarly.add("\(step)", rounded(minLast[step], 3), rounded(minFirst[step], 3))
}
show(tooEarly)
let (soundUpdate, earlyUpdate) = (afterEpochs(320), afterEpochs(320, slope: .minFirst))
show(
  "320 gradient steps on the batch: smallest ρ \(rounded(soundUpdate.record.lowest, 3)) and "
    + "\(rounded(earlyUpdate.record.lowest, 3)), mean KL \(rounded(soundUpdate.record.meanKL, 4)) "
    + "and \(rounded(earlyUpdate.record.meanKL, 4))"
)

/*:
Cases 4 and 6. In case 4 a bad action that is rare enough already is pushed on, without end: the
sound update stops at 0.621 (one step beyond $\frac{1}{2} (1 + \epsilon)$, where the good arm's
ratio leaves the range); the other goes on towards certainty, and on the batch the smallest ratio
goes to 0.000. In case 6 a bad action that has become too likely has no slope and stays. For good
actions nothing has changed, so this mistake is easy to miss.

{{ end }}

## To remember

- The clip takes a step's weight $\rho_t A_t$, whole, in two cases of six: the ratio has left the
  range in its advantage's direction.
- In the other two outside, the min keeps the weight: it pulls back.
- Every update starts with all ratios at 1. The clip does not hold them there: it stops paying.

The advantage, $G_t - V(s_t)$, waits for the end of the episode. The next chapter makes a better
one.

## Five questions

1. A log shows a ratio of 3 with $\epsilon = 0.2$. Is the program broken?

{{ box: Answer }}

Not for that. Once the slope of a step is gone, momentum and shared knobs may still carry its ratio
on. Look at the ratios before the first gradient step: if those are not 1, something is broken.

{{ end }}

2. You halve $\epsilon$. What changes in the first gradient step on a batch?

{{ box: Answer }}

Nothing. All ratios are 1, inside any range; there is no $\epsilon$ on the right of (5.16).

{{ end }}

3. Start the two arms at ½, the old policy. Do the min and the clip alone end in different places?

{{ box: Answer }}

No. Inside the range the two agree. Beyond it the arms are in cases 4 and 5, without a slope in
either. They differ in cases 3 and 6, so something must first push the policy the wrong way.

{{ end }}

4. Two ratios in five are outside the range, and all of those steps have a gradient. How?

{{ box: Answer }}

All of them are in cases 3 and 6: their ratios left the range *against* their advantages. The min is
pulling them back.

{{ end }}

5. In the middle of an update all weights are zero. Does the policy stop?

{{ box: Answer }}

With plain gradient ascent, yes. Adam has momentum and moves on for a while. In the next batch all
ratios are 1 again, and all steps count.

{{ end }}

## Exercises

Where it says *write … as*, a function waits for you in
[`Exercises/Stubs/Chapter5.swift`](Exercises/Stubs/Chapter5.swift). Put your answer there;
`make exercises CHAPTER=5` says whether it is right, and if not, for which numbers. Solutions that
pass the same tests stand in
[`Exercises/Solutions/Chapter5.swift`](Exercises/Solutions/Chapter5.swift). Look when you are done,
or stuck.

1. **Half of it is never used.** Show that for $A \geq 0$ the term (5.4) is
   $\min(\rho, 1 + \epsilon) \, A$ and for $A < 0$ it is $\max(\rho, 1 - \epsilon) \, A$. What,
   then, does the lower bound do for a good action?
2. **Where an update ends.** On the two arms, an update starts at a probability $p$ of the better
   arm and makes many tiny steps. It ends where both arms have lost their slope. Show by (5.14) that
   the probability of the better arm is then $p + \epsilon \max(p, 1 - p)$, as long as that is below
   1, and compare with updates 1 to 5 in the table of losses. Why are the numbers there a little
   larger?
3. **The other extreme.** Replace `min` by `max` in (5.4) and write out the six cases. In which of
   them is the ratio now pushed further out of the range, without end, and in which is it stuck?
4. **One step.** Set `epochs` to 1 in the update. Which method of an earlier chapter is this, and
   does $\epsilon$ matter? Run it with two values of `clipRange` and compare the `weightsHash` that
   `--json` prints.
5. **How many seeds?** Run the chapter with `--seeds 40`. Does the interval of PPO-clip against the
   adaptive penalty still hold a half? Then give PPO-clip a learning rate of its own.
6. **A noisy gauge.** For ½, ½ against 0.55, 0.45, what is the probability that the mean of $k_1$
   over 64 samples is negative? And of $k_3$? The table of estimators has what you need, if you
   treat the mean of 64 as normally distributed.
7. **Narrow and wide.** Run PPO-clip with $\epsilon = 0.02$ and with $\epsilon = 0.8$ (`clipRange`
   in `train`). Predict, before you look, whether the clip fraction and the largest KL rise or fall,
   and which of the curves above, if any, each will resemble.
8. **The six cases.** Write the slope (5.11) as [`clippedSlope`](Exercises/Stubs/Chapter5.swift).
   Before you run the tests, fill in the table of the six cases by hand. Which two are zero, and
   which two come out wrong if you drop the min and keep the clip?
9. **A loss.** Write (5.6) as [`clippedLoss`](Exercises/Stubs/Chapter5.swift), from
   log-probabilities and advantages. Is the smaller of the negatives the negative of the smaller?
10. **Three gauges.** Write the batch means of $k_1$, $k_2$ and $k_3$ as
    [`divergenceEstimates`](Exercises/Stubs/Chapter5.swift). Which of the two policies do the
    samples have to come from, and what does $k_1$ estimate if they come from the other?
*/

chapter.finish()
