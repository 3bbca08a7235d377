// snippet.hide
import Figures
import Notebook
import Proximal

// snippet.show

/*:
# 2 · Reward-to-go

**The question.** Chapter 1 weighs every action of an episode by the return of the *whole* episode,
including the rewards paid before the action, which it cannot have caused. May you leave them out?
Does it help? And if an action answers only for what follows, what should you compare that with?

This chapter changes one number, the score weight. Write $r_t$ for the reward of step $t$,
$r(s_t, a_t)$. The weight becomes the *reward-to-go*, the sum of the rewards still to come, minus
the *value* $V(s_t)$ of the state, the sum to be expected there:

$$
w_t = \sum_{t' \ge t} \gamma^{t'-t} r_{t'} - V(s_t)
$$

The number $\gamma$, from 0 to 1, lets the far future count less. It comes in with (2.5); until then
it is 1.

## Credit where it is due

An episode of three actions pays $+5$, $0$, $-2$. The second action is followed by $0$ and $-2$.
Chapter 1 weighs it by the return, $5 + 0 - 2 = 3$, and so makes it likelier. In another episode the
same actions pay $-5$, $0$, $-2$; the return is $-7$, and the same action is pushed down, more than
twice as hard. Yet its consequence is the same in both: $0 + (-2) = -2$.
{{ covers: S2-i10 }}
*/

let chapter = Chapter(
  2, "reward-to-go",
  "Reward-to-go, discount and value: proven in small worlds, run on CartPole-v1.", seeds: 10,
  steps: 200_000)

var credit = Table("rewards", "whole return, for every action", "reward-to-go, action by action")
for rewards in [[5.0, 0, -2], [-5, 0, -2]] {
  let toGo = rewardsToGo(rewards, discount: 1).map { rounded($0, 0) }
  credit.add(
    rewards.map { rounded($0, 0) }.joined(separator: "  "), rounded(rewards.reduce(0, +), 0),
    toGo.joined(separator: "  "))
}
show(credit)

// snippet.hide
func signed(_ number: Double) -> String {
  (number < 0 ? "−" : number > 0 ? "+" : "") + rounded(number.magnitude, 0)
}

var credits = Panel.diagram(width: 15, height: 5.6)
for (row, first) in [5.0, -5].enumerated() {
  let y = 4.1 - 2.8 * Double(row)
  let rewards = [first, 0, -2]
  let toGo = rewardsToGo(rewards, discount: 1)
  for t in 0..<3 {
    let x = 1.5 + 3.2 * Double(t)
    credits.box(
      "a_{\(t)}", at: Point(x, y), width: 1.1, height: 0.9, color: t == 1 ? .blue : .gray)
    credits.arrow(
      from: Point(x + 0.55, y), to: Point(x + 2.65, y), label: signed(rewards[t]))
    credits.text("to go \(signed(toGo[t]))", at: Point(x, y - 0.85), color: t == 1 ? .blue : .gray)
  }
  credits.text(
    "return \(signed(rewards.reduce(0, +)))", at: Point(11, y), color: .orange, align: .left)
}
figure(
  "credit",
  "Two episodes that differ only in what was paid before the second action (blue). The whole "
    + "return judges it in opposite ways; "
    + "the reward-to-go, written below each action, judges it alike.",
  alt:
    "Two chains of three actions with their rewards on the arrows, plus five, zero, minus two and "
    + "minus five, zero, minus two. Below the second action both say minus two to go.",
  covers: ["S2-F5"], Figure(credits))
// snippet.show

/*:
Compare the two blue boxes in [@fig:credit]: the returns to their right disagree, the numbers below
them agree.

## The past has no say

Is that allowed? Look at one term of chapter 1's sum, the score of the action at step $t$ times a
reward paid earlier, at $t' < t$. Fix everything that happened before the action was chosen:
$s_0, a_0, \ldots, s_t$. The reward $r_{t'}$ is then a known number and comes out of the
expectation; what remains is the mean score in $s_t$, which is zero by (1.11). This holds for every
past, so it holds on average:

$$
\mathbb{E}\left[ \nabla_\theta \log \pi_\theta(a_t \mid s_t) \, r_{t'} \right] = \mathbb{E}\left[
r_{t'} \, \mathbb{E}_{a \sim \pi_\theta}\left[ \nabla_\theta \log \pi_\theta(a \mid s_t) \right]
\right] = 0 \qquad \text{for } t' < t
$$ (2.1)

{{ covers: S2-V2 }}

For $t' \ge t$ the argument fails, as it should: the reward depends on the action. Here are all
pairs in the corridor of chapter 1, now for five steps. Each entry is the length of the expectation,
computed by listing every trajectory.
*/

let corridor = TabularMDP.corridor
let policy = TabularPolicy(logits: [[0.5, -0.5], [0.2, -0.2], [0.0, 0.3]])
let horizon = 5
let trajectories = corridor.trajectories(of: policy, horizon: horizon)

func length(_ vector: [Double]) -> Double { vector.reduce(0) { $0 + $1 * $1 }.squareRoot() }

/// The moments of ∇log π(a_t|s_t) r_t′ over all trajectories.
func scoreTimesReward(action t: Int, reward later: Int) -> Moments {
  trajectories.moments { tau in
    policy.weightedScore(
      along: tau, weights: (0..<horizon).map { $0 == t ? tau.rewards[later] : 0 })
  }
}

var causality = Table("score of", "r_0", "r_1", "r_2", "r_3", "r_4")
for t in 0..<horizon {
  let lengths = (0..<horizon).map {
    rounded(length(scoreTimesReward(action: t, reward: $0).mean), 6)
  }
  causality.add("a_\(t)", lengths[0], lengths[1], lengths[2], lengths[3], lengths[4])
}
show("\(trajectories.count) trajectories")
show(causality)

/*:
Below the diagonal, where the reward came first, everything is zero. (The first column is zero
throughout because nothing is paid in the middle cell, where you start.) So strike those terms from
(1.6). The gradient stays the same, with the reward-to-go in place of the return. You may still
subtract any constant baseline $b$, since the score of each step has mean zero:

$$
\nabla_\theta J = \mathbb{E}\left[ \sum_{t=0}^{T-1} \left( \sum_{t'=t}^{T-1} r_{t'} - b \right)
\nabla_\theta \log \pi_\theta(a_t \mid s_t) \right]
$$ (2.2) {S2-E9}
*/

/// One episode's estimate of the gradient: Σ_t w_t ∇log π(a_t|s_t).
func estimate(_ tau: TabularTrajectory, weights: [Double]) -> [Double] {
  policy.weightedScore(along: tau, weights: weights)
}

func whole(_ tau: TabularTrajectory) -> [Double] {
  estimate(tau, weights: tau.rewards.map { _ in tau.rewards.reduce(0, +) })
}

func toGo(_ tau: TabularTrajectory) -> [Double] {
  estimate(tau, weights: rewardsToGo(tau.rewards, discount: 1))
}

let exact = corridor.policyGradient(of: policy, horizon: horizon)
var same = Table("logit", "∇J", "whole return", "reward-to-go")
let wholeMoments = trajectories.moments(of: whole)
let toGoMoments = trajectories.moments(of: toGo)
for i in exact.indices {
  same.add(
    "θ(\(i / 2), \(i % 2 == 0 ? "←" : "→"))", rounded(exact[i], 6),
    rounded(wholeMoments.mean[i], 6), rounded(toGoMoments.mean[i], 6))
}
show(same)
let before = rounded(wholeMoments.totalVariance, 3)
let after = rounded(toGoMoments.totalVariance, 3)
show("variance: whole return \(before), reward-to-go \(after)")

/*:
The mean is the same, the variance is smaller. Is that always so? Let $\hat g_{\text{past}}$ be the
part that you struck, weighted by the rewards *before* each action. Then
$\hat g_{\text{whole}} = \hat g_{\text{to go}} + \hat g_{\text{past}}$. The variance of a sum is the
sum of the variances plus twice the covariance. By (2.1) $\hat g_{\text{past}}$ has mean zero, so
its variance and the covariance are plain expectations of products:

$$
\mathrm{Var}(\hat g_{\text{whole}}) = \mathrm{Var}(\hat g_{\text{to go}}) + \mathbb{E}\lVert \hat
g_{\text{past}} \rVert^2 + 2 \, \mathbb{E}\left[ \hat g_{\text{to go}} \cdot \hat g_{\text{past}}
\right]
$$ (2.3)

The middle term is never negative: it is the noise that you remove. The last term can have either
sign. It is negative if later rewards tend to make up for earlier ones; then the noise that you
removed was cancelling noise that you kept. Here is the extreme case: of two steps, the second takes
back exactly what the first gave:

```text
  state 0 ── action 0: +1 ──→ state 1 ── either action: −1 ──→ over
          └─ action 1: −1 ──→ state 2 ── either action: +1 ──→ over
```

Every return is 0, so the whole return gives the estimate 0 in every episode, which is right:
nothing you do matters. The reward-to-go of the first action is 0 as well, but the reward-to-go of
the second is $r_1 = -r_0$, which is $1$ or $-1$. With equal probabilities the score of an action is
$(\tfrac12, -\tfrac12)$ or its opposite, with squared length $\tfrac12$, and so

$$
r_1 = -r_0: \qquad \mathrm{Var}(\hat g_{\text{whole}}) = 0 < \mathrm{Var}(\hat g_{\text{to go}}) =
\tfrac12
$$ (2.4)

So dropping the past helps *usually*, not *always*. Do not go back to the whole return; notice that
in state 1 the $-1$ was to be expected.

## What was to be expected

First, one more change to the weight; the expectations below build on it. Between an action and a
reward far in the future lie many other choices and random events. So the reward says little about
this action and much about luck. The *discount* $\gamma$ makes it count less. The *return from step
t on* is

$$
G_t = \sum_{k=0}^{T-1-t} \gamma^k r_{t+k} = r_t + \gamma \, G_{t+1}, \qquad G_T = 0
$$ (2.5) {S2-E31}

The second form costs one multiplication and one addition a step, from the end backwards. Episodes
that are interleaved in a batch each keep their own account:

{{ listing: reward-to-go }}

So there are two conventions for the return of an episode, and this book needs both. The plain sum
$R(\tau)$ measures success; every learning curve shows it. The discounted sum, $G_0$, is for
learning. Do not mix them up. Here is an episode of CartPole that lasts to the end:
*/

/// γᵗ for every transition of a batch, t counted in its own episode.
func discountPowers(_ discount: Float, episodes: [Int]) -> [Float] {
  var next = [Float](repeating: 1, count: (episodes.max() ?? -1) + 1)
  return episodes.map { episode in
    defer { next[episode] *= discount }
    return next[episode]
  }
}

let perfect = [Float](repeating: 1, count: 500)
let powers = discountPowers(0.99, episodes: perfect.map { _ in 0 })
show("summed, R(τ) = \(rounded(Double(rewardsToGo(perfect, discount: 1)[0]), 1))")
show("discounted, γ = 0.99, G_0 = \(rounded(Double(rewardsToGo(perfect, discount: 0.99)[0]), 1))")
show("in G_0 the last reward counts \(rounded(Double(powers.last!), 4))")

/*:
If the discount is part of the goal, the expected return is
$J(\theta) = \mathbb{E}[\sum_t \gamma^t r_t] = \mathbb{E}[G_0]$; with $\gamma = 1$ it is the $J$ of
(1.3). The rewards from step $t$ on contribute $\sum_{t' \ge t} \gamma^{t'} r_{t'} = \gamma^t G_t$
to it, and the argument of (2.1) gives

$$
\nabla_\theta J = \mathbb{E}\left[ \sum_{t=0}^{T-1} \gamma^t \, G_t \, \nabla_\theta \log
\pi_\theta(a_t \mid s_t) \right]
$$ (2.6)

Now the expectations. The *value* of a state is the mean return from there on. The *action value* is
this mean if you begin with $a$. The *advantage* is the difference:

$$
V(s) = \mathbb{E}[G_t \mid s_t = s], \qquad Q(s, a) = \mathbb{E}[G_t \mid s_t = s, a_t = a], \qquad
A(s, a) = Q(s, a) - V(s)
$$ {S0-E5}

(In an episode of a fixed number of steps these depend on how many are left. Make the clock part of
the state; nothing else changes. A task without a fixed length, but with $\gamma < 1$ or an end that
comes for certain, needs no clock.) The value is the average of the action values,
$V(s) = \sum_a \pi(a \mid s) Q(s, a)$. So an advantage compares an action with the policy's average
in the same state, and its mean is zero:

$$
\mathbb{E}_{a \sim \pi_\theta}\left[ A(s, a) \right] = \sum_a \pi_\theta(a \mid s) \, Q(s, a) - V(s) =
0
$$ (2.7)

A baseline may depend on the state, as long as it is fixed before the action is drawn. (It is not
differentiated.) Once $s_t$ is fixed, $b(s_t)$ is a number like any other, and the mean score is
zero:

$$
\nabla_\theta J = \mathbb{E}\left[ \sum_{t=0}^{T-1} \gamma^t \left( G_t - b(s_t) \right)
\nabla_\theta \log \pi_\theta(a_t \mid s_t) \right] \qquad \text{for every } b, \text{ also } b = V
$$ (2.8) {S2-E11}

It must not depend on the action, or the argument fails. With $b = V$ and the average taken over all
that follows $(s_t, a_t)$, the weight becomes the advantage itself:

$$
\nabla_\theta J = \mathbb{E}\left[ \sum_{t=0}^{T-1} \gamma^t A(s_t, a_t) \, \nabla_\theta \log
\pi_\theta(a_t \mid s_t) \right]
$$ (2.9) {S2-E12}

This is the form to remember. $G_t - V(s_t)$ is one sample of the advantage; chapter 6 finds better
estimates.

### Three estimators, exactly

The whole return, the reward-to-go, and the reward-to-go minus the value have the same mean. Here
are their variances, with $\gamma = 1$, in the corridor for three, five and seven steps and in the
world of (2.4). The second column is chapter 1 with its baseline. In the code `values[k][s]` is
$V(s)$ with $k$ steps left.
*/

/// The exact variances of four estimators of one episode, all with the same mean.
func variances(_ world: TabularMDP, _ policy: TabularPolicy, horizon: Int) -> [Double] {
  let values = world.values(of: policy, horizon: horizon)
  let mean = world.expectedReturn(of: policy, horizon: horizon)
  let all = world.trajectories(of: policy, horizon: horizon)
  func variance(_ weight: (_ tau: TabularTrajectory, _ toGo: [Double], _ t: Int) -> Double)
    -> Double
  {
    all.moments { tau in
      let toGo = rewardsToGo(tau.rewards, discount: world.discount)
      return policy.weightedScore(
        along: tau, weights: (0..<tau.count).map { weight(tau, toGo, $0) })
    }.totalVariance
  }
  return [
    variance { _, toGo, _ in toGo[0] },
    variance { _, toGo, _ in toGo[0] - mean },
    variance { _, toGo, t in toGo[t] },
    variance { tau, toGo, t in toGo[t] - values[horizon - t][tau.states[t]] },
  ]
}

let halves = TabularPolicy.uniform(states: 4, actions: 2)
var order = Table("world", "whole return", "minus its mean", "reward-to-go", "minus V(s)")
for (name, row) in [
  ("corridor, 3 steps", variances(corridor, policy, horizon: 3)),
  ("corridor, 5 steps", variances(corridor, policy, horizon: 5)),
  ("corridor, 7 steps", variances(corridor, policy, horizon: 7)),
  ("what came is taken back", variances(.cancelling, halves, horizon: 2)),
] {
  let cells = row.map { rounded($0, 3) }
  order.add(name, cells[0], cells[1], cells[2], cells[3])
}
show(order)

// snippet.hide
let lengths = Array(2...7)
let byLength = lengths.map { variances(corridor, policy, horizon: $0) }
var growth = Panel(x: "steps in an episode", y: "variance of one episode's estimate")
for (index, name, color) in [
  (0, "whole return", Color.orange), (1, "whole return − mean", .purple),
  (2, "reward-to-go", .green), (3, "reward-to-go − V", .blue),
] {
  growth.line(
    x: lengths.map(Double.init), y: byLength.map { $0[index] }, color: color, marker: .circle,
    label: name)
}
figure(
  "variance",
  "The variance of the estimate from one episode in the corridor, exact, as the episode gets "
    + "longer. "
    + "Dropping the past helps; knowing what to expect helps more.",
  alt:
    "Four rising curves over two to seven steps: whole return highest, then reward-to-go, whole "
    + "return minus its mean, and lowest reward-to-go minus the value.",
  Figure(growth))
// snippet.show

/*:
In the corridor the variance falls from whole return to reward-to-go to reward-to-go minus value. In
[@fig:variance] the gaps widen with the length of the episode. But look at the second column:
reward-to-go *without* a baseline has more variance than the whole return with one. The two ideas
are separate; you want both. In the last row the value repairs what (2.4) broke: both rewards-to-go
are exactly as expected, and the variance is back at zero.

### V is not the best baseline

The value is a good baseline, but not the one with the least variance. Take an episode of a single
step, where (1.14) applies as it stands: the best baseline weighs the action values by the squared
score, not by the probabilities alone. Work it out for two actions with probabilities
$\pi_1, \pi_2$. The scores are $(\pi_2, -\pi_2)$ and $(-\pi_1, \pi_1)$, with squared lengths
$2\pi_2^2$ and $2\pi_1^2$. Numerator and denominator share the factor $2 \pi_1 \pi_2$, which leaves
$\pi_2 + \pi_1 = 1$ in the denominator, so

$$
b^{*} = \frac{\sum_a \pi_a \lVert \nabla \log \pi_a \rVert^2 Q_a}{\sum_a \pi_a \lVert \nabla \log
\pi_a \rVert^2} = \pi_2 Q_1 + \pi_1 Q_2, \qquad V = \pi_1 Q_1 + \pi_2 Q_2
$$ (2.10)

The weights are *swapped*. At $b^{*}$ both actions give the same estimate,
$\pi_1 \pi_2 (Q_1 - Q_2) \, (1, -1)$: the variance is zero, as long as each action always pays the
same. Take two arms that pay 1 and 0, and pull the good one nine times out of ten:
*/

let arms = TabularMDP.bandit(rewards: [1, 0])
let ninety = TabularPolicy(logits: [[2.1972245773362196, 0]])  // log 9
let armPulls = arms.trajectories(of: ninety, horizon: 1)

func armVariance(baseline: Double) -> Double {
  armPulls.moments { ninety.weightedScore(along: $0, weights: [$0.rewards[0] - baseline]) }
    .totalVariance
}

var swapped = Table("baseline", "b", "variance")
for (name, b) in [("none", 0.0), ("V", 0.9), ("the best, b*", 0.1)] {
  swapped.add(name, rounded(b, 1), rounded(armVariance(baseline: b), 6))
}
show(swapped)

/*:
Here the value is worse than no baseline at all. It makes the estimate small for the frequent pull
and large for the rare one. Still, $b^{*}$ is seldom used. It needs the length of the score for
every sample, while $V$ is an average of returns and can be learned. And in a world not made to
embarrass it, such as the corridor of five steps, $V$ lowered the variance from 32.656 to 11.795.

## The discount that most programs drop

In short: most programs leave out a factor that (2.6) asks for. That can do harm, does little here,
and turns $\gamma$ into a knob between bias and variance. If this is enough for you, go on to
CartPole.

Put (2.6) into a program, and at the end of a long episode the factor $\gamma^t$ is close to zero
(0.0066 above): what you learn about late states hardly counts. So most programs, including the ones
in this book, drop the factor and follow, on average,

$$
u(\theta) = \mathbb{E}\left[ \sum_{t=0}^{T-1} G_t \, \nabla_\theta \log \pi_\theta(a_t \mid s_t)
\right]
$$ {S2-E10}

with $G_t - b(s_t)$ in place of $G_t$ if you like. With $\gamma = 1$ this is $\nabla J$. With
$\gamma < 1$ it is in general the gradient of nothing. Suppose $u$ were the gradient of some
function $f$. Since $u$ is smooth, its Jacobian would be $f$'s matrix of second derivatives, which
is symmetric. In this small world it is not symmetric:

```text
  home  ── stay: 0 ──→ over         beach ── stay: 1 ──→ over
        └─ go:   0 ──→ beach              └─ go:   ½ ──→ over
```

Let $x$ be the probability of going at home and $y$ at the beach. Each has its own logit, $\theta_1$
and $\theta_2$, and the logits of staying are 0; that is, $x = 1 / (1 + e^{-\theta_1})$ and likewise
$y$. Then $\partial x / \partial \theta_1 = x(1-x)$, by (1.7). One visit to a state adds
$\sum_a Q \, \partial \pi / \partial \theta$ to the update; at home this is $x(1-x)$ times the
difference of the two action values. The value of the beach is $1 - y/2$, so at home $Q$ is
$\gamma (1 - y/2)$ for going and 0 for staying. At the beach, where you are with probability $x$,
$Q$ is lower by ½ for going than for staying. So $u_1 = x(1-x) \, \gamma \, (1 - y/2)$ and
$u_2 = -x \, y(1-y) / 2$, and

$$
\frac{\partial u_1}{\partial \theta_2} = -\frac{\gamma}{2} \, x(1-x) \, y(1-y) = \gamma \,
\frac{\partial u_2}{\partial \theta_1}
$$ (2.11)

The two differ by the factor $\gamma$, so unless $\gamma = 1$ there is no such $f$. (Nota and
Thomas, *Is the policy gradient a gradient?*, 2020, prove that the update of most programs is not
the gradient of any function, and give a world in which it converges to the worst possible policy,
discounted or not.) Here are both sides, measured with $\gamma = \tfrac12$ by nudging one logit and
listing the trajectories:
*/

/// u(θ), or ∇J if γᵗ is kept, by listing every trajectory; the value is the baseline.
func update(
  _ world: TabularMDP, _ policy: TabularPolicy, horizon: Int, keepingDiscount: Bool
) -> [Double] {
  let values = world.values(of: policy, horizon: horizon)
  return world.trajectories(of: policy, horizon: horizon).moments { tau in
    let toGo = rewardsToGo(tau.rewards, discount: world.discount)
    var factor = 1.0  // γᵗ, or 1
    var weights: [Double] = []
    for t in 0..<tau.count {
      weights.append(factor * (toGo[t] - values[horizon - t][tau.states[t]]))
      if keepingDiscount { factor *= world.discount }
    }
    return policy.weightedScore(along: tau, weights: weights)
  }.mean
}

let beach = TabularMDP.beach
let goer = TabularPolicy(logits: [[0, 0.4], [0, -0.3], [0, 0]])

/// ∂u_i/∂θ_j by central differences.
func slope(of i: Int, along j: Int, keepingDiscount keeping: Bool) -> Double {
  let nudge = goer.logits.indices.map { $0 == j ? 1e-4 : 0 }
  let up = goer.moved(along: nudge, stepSize: 1)
  let down = goer.moved(along: nudge, stepSize: -1)
  let difference =
    update(beach, up, horizon: 2, keepingDiscount: keeping)[i]
    - update(beach, down, horizon: 2, keepingDiscount: keeping)[i]
  return difference / 2e-4
}

var jacobian = Table("", "home's update, nudged at the beach", "beach's update, nudged at home")
for (name, keeping) in [("usual update u", false), ("gradient of J", true)] {
  jacobian.add(
    name, rounded(slope(of: 1, along: 3, keepingDiscount: keeping), 6),
    rounded(slope(of: 3, along: 1, keepingDiscount: keeping), 6))
}
show(jacobian)

/*:
How bad can it get? Not bad, if every pair of state and action has its own logit and the world ends
the episode, not a count of steps. The part of the gradient that belongs to the logits of one state
$s$ is, step by step,
$\nabla J(s, \cdot) = \sum_t \gamma^t P(s_t = s) \sum_a Q(s, a) \, \nabla \pi(a \mid s)$. In a world
without a clock the inner sum does not depend on $t$, so the factors in front of it add up; in $u$
they add up without $\gamma^t$. Let $d(s) = \sum_t P(s_t = s)$ be the mean number of times that the
policy acts in $s$ in an episode, and $d_\gamma(s) = \sum_t \gamma^t P(s_t = s)$ the same with step
$t$ weighted by $\gamma^t$. Then in each state that is visited at all

$$
u(s, \cdot) = \frac{d(s)}{d_\gamma(s)} \, \nabla J(s, \cdot)
$$ (2.12)

Each state's part of the gradient is stretched, none is reversed, so $u \cdot \nabla J$ is a sum of
squares with positive factors: to first order you still climb. But a network shares its weights
among all states. Let the policy be blind to where it is: one logit $\theta$ gives the same
probability $p$ of going at home and at the beach. Then $u = u_1 + u_2$ at $x = y = p$, while
$J = \gamma \, p \, (1 - p/2)$:

$$
u = p(1-p) \left( \gamma - (1 + \gamma) \, \frac{p}{2} \right), \qquad \nabla J = \gamma \, p(1-p)
\, (1 - p)
$$ (2.13)

A larger $p$ is always better, discounted or not. The update goes to $p = 2\gamma / (1 + \gamma)$,
here two thirds, and stops there. [@fig:away] shows both slopes: beyond that point the usual update
is negative and points the wrong way.
*/

/// The update of the one logit that a blind policy has: the parts of "go" in both states together.
func blindUpdate(logit: Double, keepingDiscount: Bool) -> Double {
  let blind = TabularPolicy(logits: [[0, logit], [0, logit], [0, 0]])
  let u = update(beach, blind, horizon: 2, keepingDiscount: keepingDiscount)
  return u[1] + u[3]  // entry 2s + 1 is the logit of “go” in state s: 0 home, 1 beach
}

var walk = Table("steps of size 1", "usual update: p", "J", "gradient: p", "J")
var walkers = [0.0, 0.0]
for step in 0...1000 {
  if [0, 10, 100, 1000].contains(step) {
    let blind = walkers.map { TabularPolicy(logits: [[0, $0], [0, $0], [0, 0]]) }
    let p = blind.map { rounded($0.probability(of: 1, in: 0), 4) }
    let j = blind.map { rounded(beach.expectedReturn(of: $0), 4) }
    walk.add("\(step)", p[0], j[0], p[1], j[1])
  }
  for i in 0...1 { walkers[i] += blindUpdate(logit: walkers[i], keepingDiscount: i == 1) }
}
show(walk)

// snippet.hide
let logits = (0...80).map { Double($0) * 0.125 - 5 }
let chances = logits.map {
  TabularPolicy(logits: [[0, $0]]).probability(of: 1, in: 0)
}
var away = Panel(x: "chance p to go, in both states", y: "slope for the logit")
for (name, keeping, color) in [
  ("gradient of J", true, Color.blue), ("usual update", false, .orange),
] {
  away.line(
    x: chances, y: logits.map { blindUpdate(logit: $0, keepingDiscount: keeping) }, color: color,
    label: name)
}
away.horizontalLine(0)
away.verticalLine(2.0 / 3, label: "u = 0")
figure(
  "away",
  "A policy that cannot tell home from beach, $\\gamma = \\tfrac12$. The gradient of $J$ is "
    + "positive everywhere; the usual update changes "
    + "its sign at $p = 2/3$ and points away from it beyond.",
  alt:
    "Two curves over the chance to go from 0 to 1. The gradient stays above zero. The usual "
    + "update crosses zero at two thirds.",
  Figure(away))
// snippet.show

/*:
And in the other worlds of this chapter? Here are the cosine of the angle between $u$ and $\nabla J$
and the ratio of their lengths.
*/

func product(_ x: [Double], _ y: [Double]) -> Double { zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } }

var angles = Table("world", "discount", "cosine of the angle", "length of u / length of ∇J")
let corridors = [0.9, 0.5].flatMap { discount in
  [3, 5, 7].map { ("corridor, \($0) steps", corridor.discounted(by: discount), policy, $0) }
}
for (name, world, policy, horizon) in corridors + [("home and beach", beach, goer, 2)] {
  let u = update(world, policy, horizon: horizon, keepingDiscount: false)
  let gradient = update(world, policy, horizon: horizon, keepingDiscount: true)
  angles.add(
    name, rounded(world.discount, 1),
    rounded(product(u, gradient) / (length(u) * length(gradient)), 4),
    rounded(length(u) / length(gradient), 4))
}
show(angles)

/*:
In these worlds the update is askew (parallel would be a cosine of 1; the smallest is 0.9397) and up
to 4.8194 times as long as the gradient, but it climbs. It also has a use. Suppose that you want the
*undiscounted* return, as in CartPole. Then $u$ with $\gamma < 1$ is a biased estimate of $\nabla J$
at $\gamma = 1$, with less variance. In the corridor of seven steps, with the value as the baseline,
the expected squared error of an average over $N$ episodes is bias² + variance / $N$:
*/

let undiscounted = corridor.policyGradient(of: policy, horizon: 7)
var trade = Table("discount", "bias²", "variance, N = 1", "error², N = 16", "error², N = 1000")
for discount in [1, 0.95, 0.9, 0.8, 0.5] {
  let world = corridor.discounted(by: discount)
  let u = update(world, policy, horizon: 7, keepingDiscount: false)
  let bias = length(zip(u, undiscounted).map { $0 - $1 })
  let variance = variances(world, policy, horizon: 7)[3]
  trade.add(
    rounded(discount, 2), rounded(bias * bias, 4), rounded(variance, 2),
    rounded(bias * bias + variance / 16, 3), rounded(bias * bias + variance / 1000, 4))
}
show(trade)

/*:
With few episodes a smaller $\gamma$ pays; with many it does not. Used in this way $\gamma$ is not
part of the goal, but a knob between bias and variance.

## CartPole

The pole, the network and the 16 episodes a batch are those of chapter 1. The loop is the same too,
except for the lines from the returns to the weights. $V(s)$ is not known here, so it is learned.
Adam fits a second network of the same width to the returns seen: it lowers the squared error
$\frac{1}{M} \sum_t (V(s_t) - G_t)^2$ over the $M$ steps of the batch. (In each state the error is
smallest at the mean of $G_t$ over all visits. So a network that could take any value would learn
this mean, an estimate of $V$.) A network that learns $V$ is called a *critic*, and the policy
beside it the *actor*. In the core the critic is `ValueFunction`:

{{ listing: value-function }}
*/

enum Setting {
  static let learningRate = 0.01  // η, of both networks
  static let discount: Float = 0.99  // γ
}

/*:
(An episode that is stopped after 500 steps counts as one that ended there. So the last returns are
too small, and the value network, which sees no clock, cannot know it. Chapter 6 mends that.)

The training loop takes the weight as an argument: the whole return minus the mean of the last
batch, as in chapter 1; the discounted reward-to-go minus its mean in the last batch; or the
discounted reward-to-go minus the value.
*/

enum ScoreWeight { case wholeReturn, rewardToGo, rewardToGoLessValue }

/// G_t = r_t + γ G_{t+1} within each episode   (2.5)
func discountedToGo(_ batch: EpisodeBatch<CartPole>) -> [Float] {
  rewardsToGo(batch.rewards, episodes: batch.episodes, discount: Setting.discount)
}

func train(
  seed: UInt64, steps: Int, weight: ScoreWeight,
  toGo: @Sendable (EpisodeBatch<CartPole>) -> [Float] = discountedToGo, stepFactor: Float = 1,
  report: ProgressReport
) -> TrainingOutcome {
  var generator = PCG64(seed: seed, stream: .initialisation)
  var policy = MLP<Float>(sizes: [4, 32, 2], outputGain: 0.01, using: &generator)
  var adam = Adam<Float>(
    parameterCount: policy.parameterCount, learningRate: Setting.learningRate)
  var batch = EpisodeBatch(CartPole(), count: 16, seed: seed)
  var pass = MLP<Float>.Pass()
  var distribution = CategoricalBatch<Float>(actionCount: 2)
  var gradient = [Float](repeating: 0, count: policy.parameterCount)
  var baseline: Float = 0
  var value = ValueFunction(
    observationCount: 4, learningRate: Setting.learningRate, using: &generator)

  while batch.collect(with: policy, stepLimit: steps) {
    // G_t; or R(τ) for every step, as in chapter 1
    let returns =
      weight == .wholeReturn ? batch.episodes.map { batch.returns[$0] } : toGo(batch)
    // w_t = (G_t − b(s_t)) / N   (2.8), without γᵗ: the step factor is 1
    let baselines =
      weight == .rewardToGoLessValue
      ? value.values(batch.observations, rows: batch.count)
      : [Float](repeating: baseline, count: batch.count)
    let factors = discountPowers(stepFactor, episodes: batch.episodes)
    let weights = returns.indices.map { factors[$0] * (returns[$0] - baselines[$0]) / 16 }
    // ĝ = Σ w_t ∇θ log π(a_t|s_t)   (1.9)
    policy.forward(batch.observations, rows: batch.count, &pass)
    distribution.update(logits: pass.output, rows: batch.count)
    distribution.scoreGradient(weights: weights, actions: batch.actions, into: &pass.outputGradient)
    policy.backward(batch.observations, &pass, into: &gradient)
    // θ ← θ + η ĝ, with a step size for each knob
    adam.ascend(&policy.parameters, along: gradient)
    // b ≈ E[R] or E[G_t], V(s) ≈ E[G_t | s_t = s], from these episodes for the next ones
    switch weight {
    case .wholeReturn: baseline = batch.returns.reduce(0, +) / 16
    case .rewardToGo: baseline = returns.reduce(0, +) / Float(batch.count)
    case .rewardToGoLessValue: value.fit(batch.observations, to: returns)
    }
    report.add(steps: batch.count, return: Double(batch.returns.reduce(0, +) / 16))
  }
  return TrainingOutcome(
    episodeReturns: batch.endedReturns, episodeEnds: batch.endedAtStep, steps: batch.totalSteps,
    gradientSteps: adam.stepCount, weightsHash: policy.parameterHash)
}

func setup(
  _ algorithm: String, _ weight: ScoreWeight, factor: String = "dropped"
) -> TrainingSetup {
  TrainingSetup(
    algorithm: algorithm, environment: "CartPole-v1", environments: 16, rolloutLength: 500,
    epochs: 1, minibatches: 1, hiddenSizes: [32],
    hyperparameters: [
      "learning rate": "\(Setting.learningRate)",
      "discount": weight == .wholeReturn ? "1" : "\(Setting.discount)",
      "baseline": weight == .rewardToGoLessValue ? "V(s)" : "mean of the last batch",
      "critic's learning rate":
        weight == .rewardToGoLessValue ? "\(Setting.learningRate)" : "no critic",
      "critic's steps a batch": weight == .rewardToGoLessValue ? "20" : "none",
      "factor γᵗ": factor,
    ])
}

let methods: [(slug: String, name: String, weight: ScoreWeight, color: Color)] = [
  ("reinforce-baseline", "whole return", .wholeReturn, .orange),
  ("reward-to-go", "reward-to-go", .rewardToGo, .green),
  ("reward-to-go-value", "reward-to-go − V", .rewardToGoLessValue, .blue),
]
let runs = methods.map { method in
  let weight = method.weight
  return experiment(setup(method.slug, weight), chapter.options) { seed, steps, report in
    train(seed: seed, steps: steps, weight: weight, report: report)
  }
}

/*:
All three end near the maximum, so the end is a poor place to compare them. Compare how soon
they get there: the height of the learning curve of each run, averaged over the first quarter of the
steps and over all of them.
*/

/// The mean height of one run's learning curve over its first `share`.
func meanHeight(_ run: TrainingRun, share: Double) -> Double {
  let heights = learningCurve(of: [run], steps: chapter.options.steps).mean
  let first = heights.prefix(max(1, Int(share * Double(heights.count))))
  return first.reduce(0, +) / Double(first.count)
}

func cell(_ values: [Double]) -> String {
  "\(rounded(interquartileMean(values), 0)) (\(Summary(values).range(0)))"
}

let early = runs.map { $0.map { meanHeight($0, share: 0.25) } }
let overall = runs.map { $0.map { meanHeight($0, share: 1) } }
let last = runs.map { $0.map { $0.outcome.finalReturn ?? 0 } }
var results = Table("score weight", "first quarter", "whole run", "last 100 episodes")
for (i, method) in methods.enumerated() {
  results.add(method.name, cell(early[i]), cell(overall[i]), cell(last[i]))
}
show(results)
var bootstrap = PCG64(seed: 1, stream: .bootstrap)
for i in 1...2 {
  let gain = bootstrapInterval(
    ofDifference: early[i], minus: early[i - 1], using: &bootstrap, statistic: interquartileMean)
  let pair = "\(methods[i].name) over \(methods[i - 1].name)"
  show("First quarter, \(pair): \(rounded(gain, 0))")
}

// snippet.hide
var curves = Panel(x: "environment steps", y: Axis("return of an episode", from: 0, to: 520))
curves.horizontalLine(500, label: "the maximum")
for (method, runs) in zip(methods, runs) {
  curves.curve(
    of: runs, steps: chapter.options.steps, color: method.color, label: method.name)
}
figure(
  "learning-curves",
  "Three score weights on CartPole-v1: the interquartile mean over ten seeds and its 95% "
    + "bootstrap band.",
  alt:
    "Three learning curves with bands that rise to about 500.",
  Figure(curves))
// snippet.show

/*:
In the first quarter the reward-to-go is ahead of the whole return, and reward-to-go minus the value
is further ahead; both intervals exclude zero. But the first quarter was chosen after a look at the
end, which flatters a difference. On ten fresh seeds (run it with `--seed 11`) the first gap shows
again; the second does not. Over the whole run and at the end the intervals overlap. In the right
half of [@fig:learning-curves] the orange line is the steadiest; the green and the blue line fall
back now and then. For the blue line there is a suspect: the learned value lags by one batch, fitted
to the episodes of the previous policy. But the green line has no such value, and falls as low.

## What goes wrong without it

Back to the corridor, now with eight steps and little data: two episodes a batch, 300 plain gradient
steps of size 0.5, from equal probabilities, 200 runs. The best policy walks right and rings the big
bell. But the small bell is as near. A run that rings it a few times by luck may learn to go left
for good. The four weights are those of the table above. Their estimates have the same mean, so only
the noise differs. The value is exact, from the recursion.
*/

enum Weighing: CaseIterable { case whole, wholeLessMean, toGo, toGoLessValue }

/// Learns the corridor from samples, beginning with equal chances.
func learn(_ weighing: Weighing, seed: UInt64) -> TabularPolicy {
  let corridor = TabularMDP.corridor
  var generator = PCG64(seed: seed)
  var policy = TabularPolicy.uniform(states: 3, actions: 2)
  for _ in 0..<300 {
    let values = corridor.values(of: policy, horizon: 8)
    var gradient = [Double](repeating: 0, count: 6)
    for _ in 0..<2 {
      let tau = corridor.sampleTrajectory(of: policy, horizon: 8, using: &generator)
      let toGo = rewardsToGo(tau.rewards, discount: 1)
      let weights = (0..<8).map { t in
        switch weighing {
        case .whole: toGo[0]
        case .wholeLessMean: toGo[0] - values[8][1]
        case .toGo: toGo[t]
        case .toGoLessValue: toGo[t] - values[8 - t][tau.states[t]]
        }
      }
      for (i, g) in policy.weightedScore(along: tau, weights: weights).enumerated() {
        gradient[i] += g / 2
      }
    }
    policy = policy.moved(along: gradient, stepSize: 0.5)
  }
  return policy
}

var stuck = Table("weight", "mean J after learning", "runs that go left")
for (name, weighing) in zip(
  ["whole return", "minus its mean", "reward-to-go", "minus V(s)"], Weighing.allCases)
{
  let learned = (1...200).map { learn(weighing, seed: UInt64($0)) }
  let mean = learned.map { corridor.expectedReturn(of: $0, horizon: 8) }.reduce(0, +) / 200
  let left = learned.filter { $0.probability(of: 0, in: 1) > 0.5 }
  stuck.add(name, rounded(mean, 2), "\(left.count) of 200")
}
show(stuck)

/*:
The two weights without a baseline leave some runs at the small bell. They are right on average,
(1.6) and (2.2). But every batch says *more of what you did*. Once the probability of going right is
near zero, you no longer go there, and no reward shows what you miss. Dropping the past leaves 38
runs of 200 there in place of 53, too small a difference to be certain. A baseline saves all of
them; here the mean return of chapter 1 is enough.

## Try to break it

**Off by one.** Record each return before the reward of its own step is added:

```diff
   for t in rewards.indices.reversed() {
-    following[episodes[t]] = rewards[t] + discount * following[episodes[t]]
     returns[t] = following[episodes[t]]
+    following[episodes[t]] = rewards[t] + discount * following[episodes[t]]
   }
```

Every action now answers for what comes from the *next* step on. Which cells of the corridor will
learn the wrong thing? And will it show in CartPole, where every step pays 1?
*/

let lateMean = trajectories.moments { tau in
  estimate(tau, weights: rewardsToGo(tau.rewards, discount: 1).dropFirst() + [0])
}.mean
var offByOne = Table("right minus left, in", "∇J", "off by one")
for s in 0..<3 {
  let gaps = [exact, lateMean].map { rounded($0[2 * s + 1] - $0[2 * s], 4) }
  offByOne.add("cell \(s)", gaps[0], gaps[1])
}
show(offByOne)

/// The first column of the table of results for a changed reward-to-go.
func firstQuarter(
  _ slug: String, factor: String = "dropped", stepFactor: Float = 1,
  _ toGo: @escaping @Sendable (EpisodeBatch<CartPole>) -> [Float] = discountedToGo
) -> String {
  let setup = setup(slug, .rewardToGo, factor: factor)
  let runs = experiment(setup, chapter.options) { seed, steps, report in
    train(
      seed: seed, steps: steps, weight: .rewardToGo, toGo: toGo, stepFactor: stepFactor,
      report: report)
  }
  let last = cell(runs.map { $0.outcome.finalReturn ?? 0 })
  return "first quarter \(cell(runs.map { meanHeight($0, share: 0.25) })), at the end \(last)"
}

let offByOneRuns = firstQuarter("reward-to-go-late") { batch in
  zip(discountedToGo(batch), batch.rewards).map { ($0 - $1) / Setting.discount }  // G_{t+1}
}
show("CartPole, off by one: \(offByOneRuns)")

/*:
The two cells with a bell lose most of their slope: the ringing itself no longer counts, only what
it leads to. The middle cell, where nothing is paid, is unchanged. But CartPole hides the mistake:
if every reward is 1, then $G_{t+1} = (G_t - 1)/\gamma$; the baseline cancels the shift and Adam the
factor. Against the table's 172 (156 … 179) and 488 (477 … 496) no difference shows. So try a new
program first on a world where rewards differ.

**One account for all.** Sixteen episodes are interleaved in a batch. Forget to say which step
belongs to which:

```diff
-  rewardsToGo(batch.rewards, episodes: batch.episodes, discount: Setting.discount)
+  rewardsToGo(batch.rewards, discount: Setting.discount)
```

It compiles and gives one number a step, as before. What does a step now answer for?
*/

let leaking = firstQuarter("reward-to-go-leaking") { batch in
  rewardsToGo(batch.rewards, discount: Setting.discount)
}
show("CartPole, one account: \(leaking)")

/*:
For everything recorded after it, in all sixteen episodes. Its own future is still in the sum, with
fifteen others on top. So the policy learns, but slowly, and its mean at the end is far below 488.
A test of two interleaved episodes finds this mistake at once; a learning curve does not explain it.

**Put the factor back.** The update of this chapter is not a gradient. Make it the gradient of the
discounted return, by (2.6):

```diff
-    let factors = discountPowers(stepFactor, episodes: batch.episodes)
+    let factors = discountPowers(Setting.discount, episodes: batch.episodes)
```

Now the mathematics is right. Is the program better?
*/

let kept = firstQuarter(
  "reward-to-go-discounted", factor: "kept", stepFactor: Setting.discount)
show("CartPole, γᵗ kept: \(kept)")

/*:
With ten seeds no difference shows, either in the first quarter, 164 against 172, or at the end: the
intervals overlap. With the factor, late states hardly count; without it, the update is no gradient.
CartPole forgives both; your world may not.

## Summary

- An action cannot change what was paid before it, and those terms are zero on average, (2.1). So
  the reward-to-go may replace the return, (2.2).
- That lowers the variance, unless later rewards make up for earlier ones, (2.3); with $r_1 = -r_0$
  it raises the variance from zero, (2.4).
- The return from $t$ on is a recursion from the end, (2.5). If the discount is part of the goal,
  the gradient has a factor $\gamma^t$, (2.6).
- A baseline may depend on the state, (2.8). With $V(s)$ the weight samples the advantage, (2.9),
  whose mean is zero in every state, (2.7). $V$ is a good baseline, but not the best one, (2.10).
- The update that most programs use drops $\gamma^t$. It is in general no gradient, (2.11). With a
  logit for every pair it is ∇J stretched state by state, (2.12); with shared weights it can point
  the wrong way, (2.13). In return its variance is lower.
- On CartPole the three weights end near the maximum, and their intervals overlap. In the first
  quarter reward-to-go is ahead of the whole return; the value's further gain did not show again on
  fresh seeds.

One waste remains: sixteen episodes are played, weighed, used for *one* step, and thrown away. The
policy that played them is almost the same as the new one. Can they be used again? The next chapter
answers.

## Exercises

Where it says *write … as*, a function waits for you in
[`Exercises/Stubs/Chapter2.swift`](Exercises/Stubs/Chapter2.swift). Put your answer there;
`make exercises CHAPTER=2` says whether it is right, and if not, for which numbers. Solutions that
pass the same tests stand in
[`Exercises/Solutions/Chapter2.swift`](Exercises/Solutions/Chapter2.swift). Look when you are
through, or stuck.

1. **Paper and pencil.** Make a world of two steps in which dropping the past leaves the variance
   exactly as it is, though past rewards are not all zero. (2.3) says what to look for. Check it
   with `variances`.
2. **Predict the table.** Add 10 to every reward of the corridor. Which of the four columns of the
   variance table change, and which do not? Then run it.
3. **A baseline that peeks.** Use $b = Q(s_t, a_t)$ in (2.8). What does the estimate become, and
   where did the proof break? The test of (2.8) has a smaller case.
4. **A worse place to end.** Put a state between home and beach in which either action leads on and
   nothing is paid. How does the point where $u$ stops in (2.13) change? Where does it move as the
   way gets longer, and what is $J$ there, compared with the best possible $J$?
5. **No discount.** Set the discount to 1 in `train`. Does the value network still help in the first
   quarter?
6. **A lazy critic.** Fit the value network with one step of Adam a batch instead of twenty. (2.8)
   says that the mean does not change; what do the curves say?
7. **From the end.** Write (2.5) as [`returnsToGo`](Exercises/Stubs/Chapter2.swift), in one pass.
   How many multiplications does an episode of $T$ steps take, and how many if you write out each
   sum?
8. **A baseline for each state.** Write the score weights of (2.8) as
   [`scoreWeights`](Exercises/Stubs/Chapter2.swift). The tests give the middle of the corridor a
   baseline of $-1$ and one of the bells a baseline of 100, list every trajectory, and expect the
   gradient. Which line would you strike out to get the update $u$ that most programs follow?
9. **What is to be expected.** Write the values with a given number of steps left as
   [`values`](Exercises/Stubs/Chapter2.swift), without listing a trajectory. The number of
   trajectories grows exponentially with the steps. How does the work of your function grow?
*/

chapter.finish()
