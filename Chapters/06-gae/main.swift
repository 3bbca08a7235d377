// snippet.hide
import Figures
import Foundation
import Notebook
import Proximal

// snippet.show

/*:
# 6 · Generalised advantage estimation

{{ picture: learning-curves }}

Three learners with the same clip, networks and seeds differ in one number: how far they look ahead
before they judge an action. The orange one looks one step ahead and trusts its *critic*, the learnt
$V$ of chapter 2; while the critic knows nothing, orange learns next to nothing. The green one
looks to the end of the episode. It rises first, but cannot stand still: it takes luck for skill.
The blue one gives later steps less weight. It rises a little later, and stays up.

**The question.** An advantage is what came minus what was expected. What came is partly luck; what
the critic expects is always wrong. Whom do you trust: the critic, or the dice?

{{ here }}
*/

let chapter = Chapter(
  6, "gae", "Generalised advantage estimation: exact on a corridor, tried on CartPole-v1.",
  seeds: 10, steps: 200_000)

/*:
## How far to look

You took $a_t$ in $s_t$, received $r_t$ and saw $s_{t+1}$. Was it better than usual? A critic $V$
says what was usual: $V(s_t)$ before, $V(s_{t+1})$ after. What you got beyond it is the *TD
residual* (*temporal difference*):

$$
\delta_t = r_t + \gamma V(s_{t+1}) - V(s_t)
$$ (6.1) {S2-E33 S0-i3 S0-i4 S1-i4}

(Chapter 4's fence $\delta$ shares only the letter.) If the critic is right, $V = V_\pi$, the
mean of $r_t + \gamma V(s_{t+1})$ over what may come next is $Q_\pi(s_t, a_t)$ by definition, and so

$$
\mathbb{E}\left[ \delta_t \mid s_t, a_t \right] = Q_\pi(s_t, a_t) - V_\pi(s_t) = A_\pi(s_t, a_t)
\qquad \text{if } V = V_\pi
$$ (6.2)

Then one step is enough. But a critic that is still learning is wrong, and $\gamma V(s_{t+1})$
brings its error in. So take $n$ real rewards before you ask it. Each further step replaces opinion
with fact:

$$
\hat A_t^{(n)} = \sum_{k=0}^{n-1} \gamma^k r_{t+k} + \gamma^n V(s_{t+n}) - V(s_t) = \sum_{k=0}^{n-1}
\gamma^k \delta_{t+k}
$$ (6.3)

In the second form each $+\gamma^{k+1} V(s_{t+k+1})$ of one residual is taken away by the
$-\gamma^{k+1} V(s_{t+k+1})$ of the next. Only the first $-V(s_t)$ and the last
$+\gamma^n V(s_{t+n})$ stay.

If $n$ reaches the natural end of an episode, where $V$ is 0, the estimate of chapter 2 is left,
$G_t - V(s_t)$. As a rule, more facts mean less bias. But every fact has luck in it: more facts,
more variance. Which $n$?

### All of them

You need not choose. *Generalised advantage estimation*, GAE (Schulman et al., 2016), takes the mean
of all of them, with weights that fall by a factor $\lambda$: $1 - \lambda$ for $n = 1$,
$(1 - \lambda) \lambda$ for $n = 2$, and so on. If the episode ends at $T$, $n$ goes up to
$m = T - t$; the last takes the weight that is left, $\lambda^{m-1}$. Put (6.3) in and ask how often
each $\delta_{t+l}$ occurs: in every $\hat A^{(n)}$ with $n > l$, always with the factor $\gamma^l$.
The weights of those $n$ sum to

$$
(1 - \lambda) \sum_{n=l+1}^{m-1} \lambda^{n-1} + \lambda^{m-1} = (\lambda^l - \lambda^{m-1}) +
\lambda^{m-1} = \lambda^l
$$

by the geometric sum,
$(1 - \lambda)(\lambda^l + \lambda^{l+1} + \ldots + \lambda^{m-2}) = \lambda^l - \lambda^{m-1}$. The
ugly parts cancel, and

$$
\hat A_t = (1 - \lambda) \sum_{n=1}^{m-1} \lambda^{n-1} \hat A_t^{(n)} + \lambda^{m-1} \hat
A_t^{(m)} = \sum_{l=0}^{m-1} (\gamma \lambda)^l \, \delta_{t+l}
$$ (6.4) {S2-E32}

{{ box: And if the episode never ends? }}

With $\lambda < 1$ and residuals that stay bounded, the first sum goes on for ever and there is no
last term:
$(1 - \lambda) \sum_{n \geq 1} \lambda^{n-1} \hat A_t^{(n)} = \sum_{l \geq 0} (\gamma \lambda)^l \delta_{t+l}$.

{{ end }}

The ends of the dial are two old friends,

$$
\lambda = 0: \quad \hat A_t = \delta_t \qquad\qquad \lambda = 1: \quad \hat A_t = G_t - V(s_t)
$$ (6.5)

one-step TD, and the return itself, *Monte Carlo*, minus the value. [@fig:kernel] shows what lies
between.
*/

// snippet.hide
/// A stem for each weight, beside those of the other dials.
func stemPanel(_ title: String, x: Axis, from first: Double, _ weights: [[Double]]) -> Panel {
  var panel = Panel(title, x: x, y: Axis("weight", from: 0, to: 1.25, ticks: .at([0, 0.5, 1])))
  panel.aspectRatio = 0.36
  panel.usesLegend = true
  for (index, color) in [Color.orange, .purple, .blue, .green].enumerated() {
    // None where the weight is zero: λ = 0 has only one, and λ = 1 below only the last.
    let stems = weights[index].enumerated().filter { $0.element > 0.002 }
    let places = stems.map { first + Double($0.offset) + 0.18 * (Double(index) - 1.5) }
    panel.line(
      x: places.flatMap { [$0, $0, .nan] }, y: stems.flatMap { [0, $0.element, .nan] },
      color: color, dash: .solid, width: 1.2)
    panel.points(
      x: places, y: stems.map(\.element), color: color,
      label: "λ = \(["0", "0.5", "0.95", "1"][index])")
  }
  return panel
}
let (stemLambdas, stemSteps) = ([0, 0.5, 0.95, 1.0], 20)
var residualStems = stemPanel(
  "weight of the residual l steps ahead: (γλ)^{l}", x: Axis("steps ahead, l", from: -0.6, to: 19.6),
  from: 0,
  stemLambdas.map { lambda in (0..<stemSteps).map { pow(0.99 * lambda, Double($0)) } })
residualStems.text("λ = 0: the first alone", at: Point(-0.4, 1.14), color: .orange, align: .left)
residualStems.text(
  "λ = 1: fades with γ alone", at: Point(19.4, 1.14), color: .green, align: .right)
var nStepStems = stemPanel(
  "weight of the n-step advantage: (1 − λ)λ^{n−1}, the rest last",
  x: Axis("rewards before the critic is asked, n", from: 0.4, to: 20.6), from: 1,
  stemLambdas.map { lambda in
    (1...stemSteps).map { ($0 < stemSteps ? 1 - lambda : 1) * pow(lambda, Double($0 - 1)) }
  })
nStepStems.text(
  "λ = 0: one reward,\nthen the critic", at: Point(1.2, 0.88), color: .orange, align: .left)
nStepStems.text(
  "λ = 1: all rewards,\nto the end", at: Point(19.6, 0.88), color: .green, align: .right)
nStepStems.text(
  "λ = 0.95: a little of each,\nthe rest for the last", at: Point(12, 0.24), color: .blue)
figure(
  "kernel",
  "The two sums of (6.4) for an episode with 20 steps left and $\\gamma = 0.99$. Above, the "
    + "weights of the residuals: $\\lambda = 0$ has the first alone, 0.5 a few, 0.95 fades over the "
    + "whole episode, and 1 fades with $\\gamma$ only. Below, the weights of the n-step advantages, "
    + "which sum to one; what is left for the last is nearly nothing with 0.5, over a third with "
    + "0.95, and everything with 1.",
  alt:
    "Two panels of stems for lambda 0, 0.5, 0.95 and 1. Above, against l, all begin at one: lambda "
    + "0 stops there, 0.5 is gone after six, 0.95 falls to 0.31 and 1 to 0.83 at l = 19. Below, "
    + "against n, lambda 0 has one stem at n = 1, 0.5 halves from 0.5 on, 0.95 has low stems and one "
    + "of 0.38 at n = 20, and lambda 1 has one stem, at n = 20.",
  Figure(residualStems, nStepStems, columns: 1))
// snippet.show

/*:
Like $G_t$ in (2.5), the sum can be computed backwards from the end:

$$
\hat A_t = \delta_t + \gamma \lambda \, \hat A_{t+1}, \qquad \hat A_T = 0
$$ (6.6) {S0-i5 S1-i5}

This is the whole estimator:
*/

/// Â_t of an episode by (6.6); `values` has one element more than `rewards`, V where it ended.
func advantages(
  rewards: [Double], values: [Double], discount: Double, lambda: Double
) -> [Double] {
  var (result, following) = (rewards, 0.0)
  for t in rewards.indices.reversed() {
    let delta = rewards[t] + discount * values[t + 1] - values[t]
    following = delta + discount * lambda * following
    result[t] = following
  }
  return result
}

/*:
{{ box: Three ways to compute it, on five made-up steps }}
*/

/// Â_t^(n) by (6.3): n rewards, then the critic.
func nStep(_ n: Int, at t: Int, rewards: [Double], values: [Double], discount: Double) -> Double {
  (0..<n).reduce(pow(discount, Double(n)) * values[t + n] - values[t]) {
    $0 + pow(discount, Double($1)) * rewards[t + $1]
  }
}

/// Â_t by the weights of (6.4).
func weightedMean(
  at t: Int, rewards: [Double], values: [Double], discount: Double, lambda: Double
) -> Double {
  let m = rewards.count - t
  return (1...m).reduce(0) { sum, n in
    let weight = (n < m ? 1 - lambda : 1) * pow(lambda, Double(n - 1))
    return sum + weight * nStep(n, at: t, rewards: rewards, values: values, discount: discount)
  }
}

let (someRewards, someValues) = ([1.0, 0, 2, -1, 3], [2.0, 1.5, 2.5, 0.5, 1, 0])
var byThreeWays = Table(
  "λ", "Â_0 as a mean of n-step advantages", "Σ (γλ)^l δ_l", "by recursion", "δ_0", "G_0 − V(s_0)")
for lambda in [0, 0.5, 0.95, 1] {
  let recursion = advantages(
    rewards: someRewards, values: someValues, discount: 0.9, lambda: lambda)
  let deltas = advantages(rewards: someRewards, values: someValues, discount: 0.9, lambda: 0)
  let sum = deltas.indices.reduce(0.0) { $0 + pow(0.9 * lambda, Double($1)) * deltas[$1] }
  let mean = weightedMean(
    at: 0, rewards: someRewards, values: someValues, discount: 0.9, lambda: lambda)
  let monteCarlo = nStep(5, at: 0, rewards: someRewards, values: someValues, discount: 0.9)
  byThreeWays.add(
    rounded(lambda, 2), rounded(mean, 6), rounded(sum, 6), rounded(recursion[0], 6),
    rounded(deltas[0], 6), rounded(monteCarlo, 6))
}
show(byThreeWays)

/*:
{{ end }}

## What a wrong critic does

Now make *less bias, more variance* precise. Let the critic be off by $e(s) = V(s) - V_\pi(s)$. Then

$$
\mathbb{E}\left[ \hat A_t \mid s_t, a_t \right] = A_\pi(s_t, a_t) - e(s_t) + \gamma (1 - \lambda)
\sum_{l \geq 0} (\gamma \lambda)^l \, \mathbb{E}\left[ e(s_{t+1+l}) \mid s_t, a_t \right]
$$ (6.7)

{{ box: Where (6.7) comes from }}

(Where an episode has a fixed length, the number of steps left counts as part of the state. At the
end nothing is left, $V$ is 0 there, and so is $e$; sums go to the end.) Put $V = V_\pi + e$ into
(6.1): the residual is the one of the right critic plus $\gamma e(s_{t+1}) - e(s_t)$. Sum up with
weights $(\gamma \lambda)^l$. The part of the right critic has the mean $A_\pi(s_t, a_t)$, from its
first term by (6.2). The later terms add nothing: they are advantages of actions yet to be drawn
from $\pi$, and those have mean zero (2.7). The part of the error is

$$
\sum_{l \geq 0} (\gamma \lambda)^l \left( \gamma e(s_{t+l+1}) - e(s_{t+l}) \right) = -e(s_t) +
\gamma (1 - \lambda) \sum_{l \geq 0} (\gamma \lambda)^l e(s_{t+1+l})
$$

since $e(s_{t+1+l})$ occurs once with $(\gamma\lambda)^l \gamma$ and once, in the next term, with
$-(\gamma \lambda)^{l+1} = -(\gamma\lambda)^l \gamma \lambda$. The mean of both parts together is
(6.7).

{{ end }}

The $-e(s_t)$ depends on the state alone: a baseline, which by (2.8) does nothing to the mean of the
gradient. Only the last term can do harm, since the states that come after depend on the action. It
has the factor $1 - \lambda$. With $\lambda = 1$ the gradient has no bias, however wrong the critic,
if the critic had not seen this batch when it judged it (else $e$ has already seen $a_t$). With a
right critic it has none for any $\lambda$.

The variance has no formula as simple. So take the corridor of chapter 1, five steps,
$\gamma = 0.9$, and list every trajectory: bias and variance are exact. The critics are
$V = (1 - \kappa) V_\pi$: $\kappa = 0$ knows everything, $\kappa = 1$ says 0 everywhere.

{{ box: The code: bias and variance of the gradient, exactly }}
*/

struct Quality {
  /// ‖E ĝ − ∇J‖².
  let squaredBias: Double
  /// Var(ĝ), of one episode.
  let variance: Double
  /// The mean squared error of the mean of N episodes.
  func error(episodes: Double) -> Double { squaredBias + variance / episodes }
}

/// Bias and variance of ĝ with GAE and the critic (1 − κ) V_π, exactly.
func quality(_ world: TabularMDP, _ policy: TabularPolicy, ignorance kappa: Double, lambda: Double)
  -> Quality
{
  let horizon = 5
  let values = world.values(of: policy, horizon: horizon)
  let moments = world.trajectories(of: policy, horizon: horizon).moments { tau in
    let states = tau.states + [tau.finalState]
    let critic = states.indices.map { (1 - kappa) * values[horizon - $0][states[$0]] }
    let estimates = advantages(
      rewards: tau.rewards, values: critic, discount: world.discount, lambda: lambda)
    let weights = estimates.indices.map { pow(world.discount, Double($0)) * estimates[$0] }
    return policy.weightedScore(along: tau, weights: weights)
  }
  let exact = world.policyGradient(of: policy, horizon: horizon)
  let bias = zip(moments.mean, exact).map { ($0 - $1) * ($0 - $1) }.reduce(0, +)
  return Quality(squaredBias: bias, variance: moments.totalVariance)
}

let slippery = TabularMDP.corridor.discounted(by: 0.9)
let wanderer = TabularPolicy(logits: [[0.5, -0.5], [0.2, -0.2], [0.0, 0.3]])
let dial = (0...20).map { 0.05 * Double($0) }
let critics = [0, 0.25, 0.5, 1]

func qualities(_ world: TabularMDP) -> [[Quality]] {
  let (policy, dial, critics) = (wanderer, dial, critics)
  return sideBySide(critics.count) { index in
    dial.map { quality(world, policy, ignorance: critics[index], lambda: $0) }
  }
}

let slipperyQuality = qualities(slippery)

var trade = Table("critic", "λ", "bias²", "variance", "bias² + variance")
for (kappa, row) in zip(critics, slipperyQuality) {
  for index in [0, 10, 20] {
    trade.add(
      "κ = \(rounded(kappa, 2))", rounded(dial[index], 1), rounded(row[index].squaredBias, 4),
      rounded(row[index].variance, 4), rounded(row[index].error(episodes: 1), 4))
  }
}
show(trade)

/*:
{{ end }}
*/

// snippet.hide
func biasPanel(_ title: String, names: Bool = false, _ value: (Quality) -> Double) -> Panel {
  var panel = Panel(title, x: "λ", y: Axis("", from: 0))
  for (index, color) in [Color.blue, .green, .orange, .purple].enumerated() {
    panel.line(
      x: dial, y: slipperyQuality[index].map(value), color: color,
      label: names ? "κ = \(rounded(critics[index], 2))" : nil)
  }
  panel.usesLegend = names
  return panel
}
var errors = biasPanel("bias² + variance / 64: the worse the critic, the larger the best λ") {
  $0.error(episodes: 64)
}
let lowest = slipperyQuality.map { row in
  let values = row.map { $0.error(episodes: 64) }
  let index = values.indices.min { values[$0] < values[$1] }!
  return Point(dial[index], values[index])
}
errors.line(x: lowest.map(\.x), y: lowest.map(\.y), color: .black, dash: .solid, width: 1.2)
errors.text("lowest points", at: Point(0.83, 0.33), align: .left)
errors.points(x: lowest.map(\.x), y: lowest.map(\.y), color: .black, shape: .circle, size: 1.3)
figure(
  "bias-variance",
  "How good the gradient of the corridor is, estimated with GAE and a critic $V = (1 - \\kappa) "
    + "V_\\pi$, for every $\\lambda$; exact, and in all panels the colours of the first. Top left, "
    + "the squared bias, which is gone at $\\lambda = 1$. Top right, the variance of one episode's "
    + "estimate. "
    + "Below, the mean squared error of the mean of 64 episodes: the bias stays, the variance is "
    + "divided by 64. The black line joins the lowest points.",
  alt:
    "Three panels against lambda, each with four curves. The squared bias falls to zero at lambda "
    + "one and is larger for worse critics; the variance is largest at lambda one; of the sum for "
    + "64 episodes the lowest points, joined by a line, lie at 0.05, 0.4, 0.7 and 0.8.",
  Figure(
    biasPanel("bias²: gone at λ = 1", names: true) { $0.squaredBias },
    biasPanel("variance: largest at λ = 1") { $0.variance },
    errors))
// snippet.show

/*:
Each curve in the lower panel of [@fig:bias-variance] has a lowest point, and the worse the critic,
the further right it lies. While the critic is wrong, a larger batch moves it right as well:
averaging removes variance, not bias. The usual 0.95 suits a poor critic and a large batch.

### Which λ, then?

{{ detour: A rule of thumb on trial: does a noisy world, or one with few rewards, ask for a larger λ? }}

You often read something else: $\lambda$ near 1 where the world is noisy or the rewards are sparse,
near 0 where the world is deterministic. The bias in (6.7) depends on the critic's error and not on
determinism. The variance might depend on it. So test the rule: the same corridor with and without
slipping, and slipping where only the right end pays, so that nearly every reward is 0; critics from
perfect to ignorant; and several sizes of batch, since the variance is divided by the number of
episodes and the bias is not. Which $\lambda$ on a grid of 0.05 has the smallest squared error?
{{ covers: S2-V9 }}
*/

/// The corridor in which every step succeeds.
let sure = TabularMDP(
  transition: [[[1, 0, 0], [0, 1, 0]], [[1, 0, 0], [0, 0, 1]], [[0, 1, 0], [0, 0, 1]]],
  reward: [[1, 0], [0, 0], [0, 3]], start: [0, 1, 0], discount: 0.9)
/// The corridor that slips, and pays at its right end alone.
let sparse = TabularMDP(
  transition: [
    [[1, 0, 0], [0.2, 0.8, 0]], [[0.8, 0.2, 0], [0, 0.2, 0.8]], [[0, 0.8, 0.2], [0, 0, 1]],
  ],
  reward: [[0, 0], [0, 0], [0, 3]], start: [0, 1, 0], discount: 0.9)
let (sureQuality, sparseQuality) = (qualities(sure), qualities(sparse))

func bestLambda(_ row: [Quality], episodes: Double) -> Double {
  let errors = row.map { $0.error(episodes: episodes) }
  return dial[errors.indices.min { errors[$0] < errors[$1] }!]
}

/// The best λ for each critic, and each size of batch.
func bestLambdas(_ qualities: [[Quality]]) -> [[Double]] {
  qualities.map { row in [1, 8, 64, 512].map { bestLambda(row, episodes: $0) } }
}

var bestDial = Table("the world", "critic", "best λ, 1 episode", "8 episodes", "64", "512")
let best = [sureQuality, slipperyQuality, sparseQuality].map(bestLambdas)
for (name, rows) in zip(["deterministic", "slippery", "slippery, sparse"], best) {
  for (kappa, row) in zip(critics, rows) {
    bestDial.add([name, "κ = \(rounded(kappa, 2))"] + row.map { rounded($0, 2) })
  }
}
show(bestDial)

/*:
Compare the first two blocks: they are almost the same. In this corridor determinism does not
decide. (The policy still draws its actions, so there is luck in the deterministic world too.) For
critics that are wrong in this one way, two things decide: how wrong they are, and how much data
there is to average away the luck. The better the critic, the smaller $\lambda$ may be. While the
critic is wrong, a larger batch asks for a larger $\lambda$. (A perfect critic does not want 0
itself: without a bias $\lambda$ is a matter of the variance alone, which on this grid is least at 0.05,
or, in the third block, at 0.10.) In the third block rewards are sparse, and there the rule of thumb
has some truth: from 8 episodes on, every critic wants a larger $\lambda$ than in the block above.

A slip in five steps is little noise beside the policy's own. [Noise in the
rewards](#noise-in-the-rewards) computes, with (6.13), what stronger noise does.

## Where an episode ends

The recursion (6.6) is written for one episode. Most programs collect *rollouts*, a fixed number of
steps, which hold pieces of many: some end on the way, most are unfinished at the last row. What
should stand for $V(s_{t+1})$ then? Call it $v_t$. There are three cases; the third is easy to
get wrong:

$$
\delta_t = r_t + \gamma v_t - V(s_t), \qquad v_t = \begin{cases} V(s_{t+1}) & \text{if the episode
goes on} \\ 0 & \text{if it terminated} \\ V(s'_t) & \text{if it was truncated} \end{cases}
$$ (6.8)

To *terminate* is to reach an end that belongs to the task: the pole has fallen, and no reward
follows. To be *truncated* is to be cut off from outside, by a time limit: the pole still stands.
The rest is unseen, not worthless. The critic's opinion of it, at the last observation $s'_t$ of
*this* episode, is the best you have. To put it in place of unseen rewards is to *bootstrap* (the
intervals' bootstrap shares only the name). In both cases the sum ends: $\hat A_{t+1}$ belongs to
another episode. An episode unfinished at the end of the rollout counts as cut there.

{{ box: Small print: whose last observation, and whose states }}

Say, four environments of 128 steps. Episodes unfinished at the last row get $V$ of what is seen
now.

The next row of the rollout shows the first observation of the next episode. That is the wrong one:
ask for the final observation, `terminal_observation` in Stable-Baselines3, `final_obs` in
Gymnasium. Since its version `1.0` Gymnasium's vector environments reset one step *later* unless
told otherwise. Then the next row does show that last observation, with an action that had no effect
and a reward of 0; leave that step out.

Wherever an episode is cut, the critic's error comes in, with $\lambda = 1$ as well: (6.7) was for
episodes played to their end. A rollout does not begin like an episode either: it goes on where
older policies left the environments. So its states are not those of one policy, as (3.18) and
(5.16) assume. Programs accept this; policies that change slowly meet nearly the same states.

{{ end }}

Here it is in the core. The environments stand side by side; `width` is their number, so the next
step of the same environment stands `width` further on:

{{ listing: gae }}

{{ covers: S0-C2 }}

{{ box: One flag instead of two, and off by one }}

Many programs keep one flag in place of two. They store it not with the step that ended an episode,
but with the row that begins one: `episode_starts` in Stable-Baselines3. (It, CleanRL and OpenAI's
older Baselines are collections of such algorithms in Python, widely used; you will meet them
again.) Then the flag for step $t$ stands in row $t + 1$, and for the last row in a variable of its
own. Read it from row $t$, and each episode ends at its *first* step. Here are two episodes in one
rollout of six steps; the second pays 10 in its last step. All values are 0 and
$\gamma = \lambda = 1$, so $\hat A_t$ should be the reward still to come in the same episode:
*/

/// GAE with the flags as Stable-Baselines3 keeps them; `shift` is 1 where it is done right.
func bufferAdvantages(
  rewards: [Double], values: [Double], starts: [Bool], lastValue: Double, lastEnded: Bool,
  discount: Double, lambda: Double, shift: Int = 1
) -> [Double] {
  var (result, following) = (rewards, 0.0)
  for t in rewards.indices.reversed() {
    let isLast = t == rewards.count - 1
    let ended = isLast && shift == 1 ? lastEnded : starts[t + shift]
    let nextValue = isLast ? lastValue : values[t + 1]
    let delta = rewards[t] + (ended ? 0 : discount * nextValue) - values[t]
    following = delta + (ended ? 0 : discount * lambda * following)
    result[t] = following
  }
  return result
}

let twoEpisodes = [0.0, 0, 1, 0, 0, 10]
let starts = [true, false, false, true, false, false]
var bookkeeping = Table("flag of step t read from", "Â_0", "Â_1", "Â_2", "Â_3", "Â_4", "Â_5")
for (name, shift) in [("row t + 1, right", 1), ("row t, off by one", 0)] {
  let row = bufferAdvantages(
    rewards: twoEpisodes, values: Array(repeating: 0, count: 6), starts: starts, lastValue: 0,
    lastEnded: true, discount: 1, lambda: 1, shift: shift
  ).map { rounded($0, 0) }
  bookkeeping.add(name, row[0], row[1], row[2], row[3], row[4], row[5])
}
show(bookkeeping)

/*:
Off by one, the first step of each episode gets no credit for what followed, 0 in place of 1 and 0
in place of 10. And the last step of the first episode is joined to the first step of the second:
its 1 is right only because that step earns nothing itself. Nothing crashes, and you may well blame
the learning rate.

{{ end }}

Treat a cut as an end, and the critic is taught a clock that it cannot see. In a world that pays 1
at each step for ever, $V$ is 100 with $\gamma = 0.99$. Take a cut every 50 steps for an end, and
with $\lambda = 0.95$ the critic comes to rest at 27.0.

### A loop that never ends

{{ detour: What a critic learns when a time limit is taken for an end, worked out in a world of one state. }}

How much does it matter if a truncation is treated as a termination? Take the smallest world there
is: one state, a reward of 1 at each step, for ever. Its value is the geometric sum
$1 + \gamma + \gamma^2 + \ldots$ Cut it into episodes of $T$ steps. There is one state, so the
critic is one number $v$, which settles where it equals the mean of its own targets $\hat A_t + v$
over the steps of an episode. With the bootstrap every residual is $1 + \gamma v - v$, and $v$ can
only rest where that is 0. Without it the last residual is $1 - v$; with $\lambda = 0$ the targets
are then $1 + \gamma v$ in $T - 1$ of the $T$ steps and 1 in the last, and the second equation sets
$v$ to their mean:

$$
\begin{aligned} & v = 1 + \gamma v && \iff v = \frac{1}{1 - \gamma} \\ & v = 1 + \frac{T - 1}{T}
\gamma v && \iff v = \frac{1}{1 - \gamma (T-1) / T} \quad \text{without the bootstrap, } \lambda = 0
\end{aligned}
$$ (6.9)

With $\lambda = 0$, the mistake amounts to another discount, $\gamma (T - 1)/T$.

Below, the core's own estimator is applied again and again, $v$ becoming the mean of the targets,
until it rests.
*/

/// What the critic is to learn, from the advantages and its own values.
typealias Target = @Sendable (_ advantages: [Double], _ values: [Double]) -> [Double]

/// Â_t + V(s_t).
@Sendable func lambdaReturns(_ advantages: [Double], _ values: [Double]) -> [Double] {
  zip(advantages, values).map { $0 + $1 }
}

/// Where a critic of one number settles in the endless loop, cut into episodes of T steps.
func loopValue(
  steps: Int, discount: Double, lambda: Double, bootstraps: Bool, target: Target = lambdaReturns
) -> Double {
  var estimator = GeneralizedAdvantageEstimation<Double>(discount: discount, lambda: lambda)
  let (rewards, never) = (
    [Double](repeating: 1, count: steps), [Bool](repeating: false, count: steps)
  )
  let cutAtTheEnd = never.indices.map { $0 == steps - 1 }
  var v = 0.0
  for _ in 0..<5000 {
    let values = [Double](repeating: v, count: steps)
    estimator.update(
      rewards: rewards, values: values, nextValues: [v], terminated: never,
      truncated: cutAtTheEnd, finalValues: bootstraps ? values : rewards.map { _ in 0 })
    v = target(estimator.advantages, values).reduce(0, +) / Double(steps)
  }
  return v
}

var loops = Table("γ = 0.99, episodes of", "λ", "v with the bootstrap", "v without")
for steps in [10, 50, 500] {
  for lambda in [0, 0.95, 1] {
    loops.add(
      "\(steps)", rounded(lambda, 2),
      rounded(loopValue(steps: steps, discount: 0.99, lambda: lambda, bootstraps: true), 4),
      rounded(loopValue(steps: steps, discount: 0.99, lambda: lambda, bootstraps: false), 4))
  }
}
show(loops)

/*:

With the bootstrap $v$ is $1 / (1 - 0.99) = 100$ always. Without it $v$ says more about the time
limit than about the world. With 50 steps it is a third of the truth at best, the 33.6 that (6.9)
has for $\lambda = 0$. With a larger $\lambda$, for which (6.9) has no formula, it is smaller: 27.0
with $\lambda = 0.95$. A critic that sees no clock has learnt the clock.

Programs have three conventions here. Ours is (6.8), to the letter. Stable-Baselines3 has no place
for $V(s'_t)$ in its buffer; it adds $\gamma V(s'_t)$ to the *reward* of the truncated step, which
it then treats as a termination. That is the same residual, $(r_t + \gamma V(s'_t)) + 0 - V(s_t)$,
and the sum is cut at the same place, so the advantages and targets are the same, for every
$\lambda$; a test compares the two, to the last bit. CleanRL's `ppo.py` treats a truncation as a
termination and adds nothing. That is the last column above: 27.0 where 100 is right, with 50 steps
and $\lambda = 0.95$.

## The critic's target

The critic learns by regression. For each state it is shown what it should have said,
$R_t = \hat A_t + V(s_t)$: real rewards first, then opinion, mixed by the same $\lambda$. Its loss
is half the mean squared distance. Advantages and targets are computed once, with the
critic as it was before the update, and held fixed while the networks move.

{{ box: The target and the loss, in equations }}
($R_t$ with an index is the target; $R$, without, is still the return of an episode.) Add $V(s_t)$
to (6.4). Each $\hat A_t^{(n)} + V(s_t)$ is $n$ rewards and then the critic, so the sum is a mean of
such *n-step returns*, with the same weights as before:

$$
\begin{aligned} R_t & = \hat A_t + V(s_t) = (1 - \lambda) \sum_{n=1}^{m-1} \lambda^{n-1} R_t^{(n)} +
\lambda^{m-1} R_t^{(m)} \\ R_t^{(n)} & = \sum_{k=0}^{n-1} \gamma^k r_{t+k} + \gamma^n V(s_{t+n})
\end{aligned}
$$ (6.10) {S2-i5 S0-i6}

The ends of the dial are the same two friends; some textbooks take one, some the other:

$$
\lambda = 0: \quad R_t = r_t + \gamma V(s_{t+1}) \qquad\qquad \lambda = 1: \quad R_t = G_t
$$ (6.11) {S2-E31 S2-i6 S1-i3}

(Where an episode was cut, $G_t$ has the critic's discounted opinion at the cut added, (6.8).)

The loss, whose gradient is the distance itself:

$$
L^V = \frac{1}{2N} \sum_t \left( V(s_t) - R_t \right)^2, \qquad \frac{\partial L^V}{\partial V(s_t)} =
\frac{V(s_t) - R_t}{N}
$$ (6.12) {S0-i10 S1-i12 S2-E34 S2-C3}

Here $N$ is the number of steps that are averaged over.

{{ end }}

{{ box: What in an update is made by whom, and what moves }}

The advantages are those of the *old* policy; they go stale as the new one moves away. That is one
more reason to hold the ratio near 1.

| in the update | made by | moves? |
| --- | --- | --- |
| $\log \pi_{\text{old}}(a_t \mid s_t)$ | the policy that collected, while it collected | no |
| $\hat A_t$, $R_t$, $V_{\text{old}}(s_t)$ | the critic as it was then | no |
| $\log \pi_\theta(a_t \mid s_t)$, $V(s_t)$ | the networks as they are now | yes |

{{ covers: S2-T1 }}

{{ end }}

{{ box: The half, the lost square, and how good a critic is }}

The half is a convention, and not everybody has it. CleanRL and Baselines write it, as here.
Stable-Baselines3 takes the plain mean of the squares. All three then multiply by the same
coefficient, 0.5, the $c_V$ of the whole loss (7.8) in the next chapter. So *the same setting* means
a different critic:
*/

/// (6.12) for one step, and its derivative.
func plainLoss(error: Double) -> (value: Double, gradient: Double) {
  var loss = ValueLoss<Double>(clipRange: nil)
  loss.update(values: [error], oldValues: [], targets: [0], rows: 1)
  return (loss.value, loss.gradient[0])
}

let withHalf = 0.5 * plainLoss(error: 2).gradient
show("V − R = 2, coefficient 0.5, with the half: gradient \(withHalf)")
show("without the half: gradient \(2 * withHalf)")

/*:
If you copy 0.5 from Stable-Baselines3, put 1 here. How much that matters with Adam is another
question; the next chapter comes back to it.

The square is easily lost in print, as in one of the course notes. Without it the gradient is $1/N$
whatever $V$ is, and the loss has no bottom:
*/

/// The mean of V − R, without its square, for one step, and its derivative by differences.
func lossWithoutSquare(error: Double) -> (value: Double, gradient: Double) {
  func loss(_ value: Double) -> Double { value - 0 }
  return (loss(error), loss(error + 0.5) - loss(error - 0.5))
}

var lost = Table("V − R", "loss (6.12)", "gradient", "loss without the square", "gradient")
for error in [-2.0, -1, 0, 1] {
  let (squared, printed) = (plainLoss(error: error), lossWithoutSquare(error: error))
  lost.add(
    rounded(error, 0), rounded(squared.value, 2), rounded(squared.gradient, 2),
    rounded(printed.value, 2), rounded(printed.gradient, 2))
}
show(lost)

// snippet.hide
do {
  let (there, below) = (lossWithoutSquare(error: 0), lossWithoutSquare(error: -1000))
  verdict(
    on: "X1", .wrong,
    "The printed mean has no square. Its gradient on the target is \(rounded(there.gradient, 0)), "
      + "as everywhere, where that of (6.12) is \(rounded(plainLoss(error: 0).gradient, 0)); and "
      + "a critic that says 1000 too little has the loss \(rounded(below.value, 0)), so there is "
      + "no bottom to descend to."
  )
}
// snippet.show

/*:
Is the critic any good? Programs log the *explained variance*,
$1 - \mathrm{Var}(R_t - V(s_t)) / \mathrm{Var}(R_t)$, with the values from before the update. At 1
the critic is right up to a constant, at 0 no better than a constant, below 0 worse. (It does not
see an offset. And if all targets are equal, Stable-Baselines3 and CleanRL log a NaN, the core 0.)
Read it with care: $R_t$ contains the same $V$. With $\lambda = 0$ it is
$1 - \mathrm{Var}(\delta_t) / \mathrm{Var}(R_t)$, and a critic that changes little in any step, but
much over an episode, can bring it near 1, however wrong the critic is. So compare runs at one
$\gamma$ and one $\lambda$ only. Exercise 4 is about it.

{{ end }}

## CartPole

> **Algorithm 6 · The clip, fed by GAE**
>
> 1. Play 8 whole episodes.
> 2. Ask the critic for $V(s_t)$ of every step; it is 0 after the last.
> 3. From each episode's end to its beginning: $\hat A_t = \delta_t + \gamma \lambda \hat A_{t+1}$.
> 4. Keep the targets $R_t = \hat A_t + V(s_t)$. Bring the advantages to mean 0 and standard
>    deviation 1.
> 5. Keep $\log \pi_{\mathrm{old}}(a_t \mid s_t)$. Then 20 times: one step of Adam up the clipped
>    surrogate (5.5).
> 6. Fit the critic to $R_t$. Begin again.

This is chapter 5's loop with its settings, written out; $\hat A_t$ by (6.6) replaces
$G_t - V(s_t)$, and the critic's target is new. With $\lambda = 1$ both are what they were. (The
limit of 500 steps still counts as an end; the next chapter changes that.)

{{ box: The code: the advantages of a batch of episodes }}

Rewards are multiplied by $1 - \gamma$, so that values stay of the size of one reward. An
`EpisodeBatch` does not keep the last observation, so a cut counts as an end. The next chapter's
rollouts keep it.
*/

/// Â_t of a batch of episodes, each by itself; after its last step an episode is worth 0.
func estimates(
  of batch: EpisodeBatch<CartPole>, values: [Float], lambda: Double
) -> [Float] {
  let discount = 0.99
  var result = values
  for (_, rows) in Dictionary(grouping: values.indices, by: { batch.episodes[$0] }) {
    let found = advantages(
      rewards: rows.map { (1 - discount) * Double(batch.rewards[$0]) },
      values: rows.map { Double(values[$0]) } + [0], discount: discount, lambda: lambda)
    for (row, estimate) in zip(rows, found) { result[row] = Float(estimate) }
  }
  return result
}

/*:
{{ end }}
*/

// snippet.loop
func train(
  lambda: Double, seed: UInt64, steps: Int, report: ProgressReport
) -> TrainingOutcome {
  var generator = PCG64(seed: seed, stream: .initialisation)
  var policy = MLP<Float>(sizes: [4, 32, 2], outputGain: 0.01, using: &generator)
  var critic = ValueFunction(observationCount: 4, using: &generator)
  var adam = Adam<Float>(parameterCount: policy.parameterCount, learningRate: 0.004)
  var batch = EpisodeBatch(CartPole(), count: 8, seed: seed)
  var surrogate = ClippedSurrogate<Float>(clipRange: 0.2)
  var (pass, distribution) = (MLP<Float>.Pass(), CategoricalBatch<Float>(actionCount: 2))
  var gradient = policy.parameters

  while batch.collect(with: policy, stepLimit: steps) {
    // Â_t by (6.6), and the critic's target R_t = Â_t + V(s_t)   (6.10)
    let values = critic.values(batch.observations, rows: batch.count)
    var advantages = estimates(of: batch, values: values, lambda: lambda)
    let targets = zip(advantages, values).map { $0 + $1 }
    normaliseAdvantages(&advantages, rows: batch.count)
    var (old, new) = (values, values)
    for epoch in 0..<20 {
      policy.forward(batch.observations, rows: batch.count, &pass)
      distribution.update(logits: pass.output, rows: batch.count)
      distribution.logProbabilities(of: batch.actions, into: &new)
      // log π_old(a_t|s_t): that of the first epoch, a constant from there on
      if epoch == 0 { old = new }
      // w_t = 1[not clipped] ρ_t Â_t / N, and their weighted sum of scores   (5.13)
      surrogate.update(
        logProbabilities: new, oldLogProbabilities: old, advantages: advantages, rows: batch.count)
      distribution.scoreGradient(
        weights: surrogate.scoreWeights, actions: batch.actions, into: &pass.outputGradient)
      policy.backward(batch.observations, &pass, into: &gradient)
      adam.ascend(&policy.parameters, along: gradient)
    }
    critic.fit(batch.observations, to: targets)
    report.add(steps: batch.count, return: Double(batch.returns.reduce(0, +) / 8))
  }
  return TrainingOutcome(
    episodeReturns: batch.endedReturns, episodeEnds: batch.endedAtStep, steps: batch.totalSteps,
    gradientSteps: adam.stepCount, weightsHash: policy.parameterHash)
}
// snippet.end

/*:
{{ box: The code: five values of λ, and the table }}
What is compared was fixed before the first run.
*/

let lambdas = [0, 0.5, 0.9, 0.95, 1]
let trained = lambdas.map { lambda in
  let setup = TrainingSetup.onEpisodes(
    "gae", learningRate: 0.004, update: ["clip range": "0.2", "GAE lambda": "\(lambda)"])
  return experiment(setup, chapter.options) { seed, steps, report in
    train(lambda: lambda, seed: seed, steps: steps, report: report)
  }
}

/// The mean return of the episodes that ended in the first part of a run.
func early(_ run: TrainingRun, until step: Int) -> Double {
  let count = run.outcome.episodeEnds.count { $0 <= step }
  return run.outcome.episodeReturns.prefix(count).reduce(0, +) / Double(max(count, 1))
}

var results = Table(
  "λ", "mean return, first quarter of the steps", "95% interval", "last 100 episodes",
  "95% interval")
for (lambda, runs) in zip(lambdas, trained) {
  let first = Summary(runs.map { early($0, until: chapter.options.steps / 4) })
  let last = Summary(runs.map { $0.outcome.finalReturn ?? 0 })
  results.add(
    rounded(lambda, 2), rounded(first.mean, 1), first.range, rounded(last.mean, 1), last.range)
}
show(results)

/// What λ = 0.95 has more than λ = 1, with an interval for two comparisons.
func lead(_ number: (TrainingRun) -> Double) -> String {
  let (most, all) = (trained[3].map(number), trained[4].map(number))
  var bootstrap = PCG64(seed: 6, stream: .bootstrap)
  let interval = bootstrapInterval(
    ofDifference: most, minus: all, confidence: simultaneousConfidence(comparisons: 2),
    resamples: 20_000, using: &bootstrap, statistic: interquartileMean)
  let difference = interquartileMean(most) - interquartileMean(all)
  return "\(rounded(difference, 1)), interval with 2 in mind \(rounded(interval, 1))"
}
show("λ = 0.95 minus λ = 1, first quarter: \(lead { early($0, until: chapter.options.steps / 4) })")
show("λ = 0.95 minus λ = 1, last 100 episodes: \(lead { $0.outcome.finalReturn ?? 0 })")

/*:
{{ end }}
*/

// snippet.hide
var curves = Panel(x: "environment steps", y: Axis("return of an episode", from: 0, to: 520))
curves.horizontalLine(500, label: "the maximum")
for (index, color) in [(0, Color.orange), (3, .blue), (4, .green)] {
  curves.curve(
    of: trained[index], steps: chapter.options.steps, color: color,
    label: "λ = \(rounded(lambdas[index], 2))")
}
figure(
  "learning-curves",
  "The clip of chapter 5 on CartPole-v1, fed with three advantages: the interquartile mean over ten "
    + "seeds and its 95% bootstrap band. $\\lambda = 1$ leads while the critic is new, 0.95 stays up.",
  alt:
    "Three learning curves with bands. With lambda 1 the return rises fastest and then keeps dipping "
    + "below 500; with 0.95 it rises a little later and stays at 500; with 0 it rises late, with a "
    + "very wide band.",
  Figure(curves))
// snippet.show

/*:
In the first quarter of [@fig:learning-curves] $\lambda = 1$ is ahead of 0.95 by 38.7, and an
interval widened for two comparisons leaves out 0. As (6.7) says, every $\lambda$ below 1 passes on
some of an ignorant critic's error. With $\lambda = 0$ the policy waits until the critic's opinions
are worth something.

Then the critic improves, and the picture turns. Over the last 100 episodes $\lambda = 0.95$ is
ahead by 4.1, with an interval of 1.3 … 9.2: its curve lies on the maximum, while that of
$\lambda = 1$ keeps slipping off. With 0.95 the bias is small by now, and the noise less.

## Noise in the rewards

{{ detour: How noise in the rewards moves the best λ, exactly: the end of the trial begun above. }}

One question about $\lambda$ is still open. The notes want it near 1 in a very random world, and
slipping was little noise. Take the corridor that slips, and let each reward come with noise that is
independent of everything, $r_t + \sigma \xi_t$, with $\xi_t$ of mean 0 and variance 1. Then
$\delta_t$ gains $\sigma \xi_t$, and $\hat A_t$ gains, by (6.4),
$\sigma \sum_{k \geq t} (\gamma\lambda)^{k-t} \xi_k$. Put that into
$\hat g = \sum_t \gamma^t \hat A_t \nabla_\theta \log \pi_\theta(a_t \mid s_t)$, and collect what
belongs to one $\xi_k$: it multiplies
$\sigma \sum_{t \leq k} \gamma^t (\gamma\lambda)^{k-t} \nabla_\theta \log \pi_\theta(a_t \mid s_t)$.
The mean of all this is zero, so the bias stays. In the variance every mixed term is gone: the
$\xi_k$ of different steps are independent, and a score has mean zero whatever came before it,
(1.11). Only squares are left:

$$
\mathrm{Var}(\hat g) = \mathrm{Var}(\hat g)\big|_{\sigma = 0} + \sigma^2 \sum_{k=0}^{T-1}
\sum_{t=0}^{k} \gamma^{2t} (\gamma\lambda)^{2(k-t)} \, \mathbb{E}\left[ \lVert \nabla_\theta \log
\pi_\theta(a_t \mid s_t) \rVert^2 \right]
$$ (6.13)

With $\lambda = 0$ a score meets the noise of its own step only ($k = t$); a larger $\lambda$ adds
more of the noise that comes after. So the added variance grows with $\lambda$, and the noise does
not change the bias. The critics and the grid are those from above, the batch is 64 episodes:
*/

/// The sum in (6.13): what noise of variance 1 in each reward adds to the variance of ĝ.
func noiseVariance(_ world: TabularMDP, _ policy: TabularPolicy, lambda: Double) -> Double {
  let horizon = 5
  let trajectories = world.trajectories(of: policy, horizon: horizon)
  let gamma = world.discount
  return (0..<horizon).reduce(0.0) { sum, t in
    let squaredScore = trajectories.expectation { tau in
      policy.score(of: tau.actions[t], in: tau.states[t]).reduce(0) { $0 + $1 * $1 }
    }
    return (t..<horizon).reduce(sum) { sum, k in
      let weight = pow(gamma, Double(t)) * pow(gamma * lambda, Double(k - t))
      return sum + weight * weight * squaredScore
    }
  }
}

let added = dial.map { noiseVariance(slippery, wanderer, lambda: $0) }
let atThree = [0, 10, 20].map { rounded(added[$0], 2) }.joined(separator: ", ")
show("what σ = 1 adds to the variance with λ = 0, 0.5, 1: \(atThree)")

/// The best λ for 64 episodes, with noise of the deviation σ in the rewards.
func bestLambda(_ row: [Quality], noise sigma: Double) -> Double {
  let noisy = zip(row, added).map { quality, added in
    Quality(squaredBias: quality.squaredBias, variance: quality.variance + sigma * sigma * added)
  }
  return bestLambda(noisy, episodes: 64)
}

let sigmas = [0.0, 1, 3, 10]
var noisyDial = Table(["best λ, 64 episodes"] + sigmas.map { "σ = \(rounded($0, 0))" })
let bestWithNoise = slipperyQuality.map { row in sigmas.map { bestLambda(row, noise: $0) } }
for (kappa, row) in zip(critics, bestWithNoise) {
  noisyDial.add(["κ = \(rounded(kappa, 2))"] + row.map { rounded($0, 2) })
}
show(noisyDial)

/*:
No row rises, and each ends lower than it began. (The rewards of the corridor are 1 and 3; 10 is a
lot of noise.) More noise asks for a *smaller* $\lambda$, the reverse of the rule. One thing is left
out: the critic is the same in every column. A critic that has to learn from noisy rewards is a
worse one, and a worse critic wants a larger $\lambda$; which effect wins depends on how the critic
learns.
*/

// In how many cases slipping leaves the best λ where it is, and how far it moves it at most.
let steadyPairs = zip(best[0].joined(), best[1].joined())
let alike = steadyPairs.count { $0 == $1 }
let farthestMove = steadyPairs.map { abs($0 - $1) }.max()!

// snippet.hide
do {
  let sequence = bestWithNoise[2].map { rounded($0, 2) }.joined(separator: ", ")
  func raised(_ critic: Int) -> String {
    "from \(rounded(best[1][critic][1], 2)) to \(rounded(best[2][critic][1], 2))"
  }
  verdict(
    on: "X8", .partly,
    "For sparse rewards yes, for noise it is the other way round, in chapter 6's corridor and "
      + "with a critic that is given. Noise of deviation 0, 1, 3 and 10 in the rewards takes the "
      + "best $\\lambda$ for 64 episodes and a critic that says half of every value to "
      + "\(sequence): by (6.13) it adds variance that grows with $\\lambda$, and no bias. "
      + "(Noise that makes the critic worse would ask for a larger $\\lambda$ again; that was not "
      + "tried.) Whether the steps slip hardly matters: the best $\\lambda$ is the same in "
      + "\(alike) of \(best[0].joined().count) cases and differs by \(rounded(farthestMove, 2)) at "
      + "most, so a deterministic world does not ask for 0. Where the far end alone is paid it "
      + "rises, with 8 episodes \(raised(3)) for the critic that says 0 everywhere, \(raised(0)) "
      + "for the perfect one. The critic's error and the size of the batch move it much, and strong noise as much as they do."
  )
}
// snippet.show

/*:
## Try to break it

**Leave out a mask.** One rollout holds two episodes of three steps, with rewards 0, 0, 1 and 0, 0,
10; all values are 0, and $\gamma = \lambda = 1$. Apply (6.6) straight through, as if nothing had
ended on the way. The first three steps earned 1 between them. What will they get?
*/

let unmasked = advantages(
  rewards: [0, 0, 1, 0, 0, 10], values: Array(repeating: 0, count: 7), discount: 1, lambda: 1)
show(unmasked.map { rounded($0, 0) }.joined(separator: "  "))

/*:
The first episode is credited with the 10 of the second, which it never saw: 11 in place of 1. With
$\gamma\lambda < 1$ the credit fades, and you might not notice.

{{ box: Forget the baseline }}

The critic's target is $\hat A_t + V(s_t)$. Forget the second half:

```diff
-  zip(advantages, values).map { $0 + $1 }
+  advantages
```

In the endless loop, whose value is 100, where will the critic settle?
*/

let settles = loopValue(
  steps: 50, discount: 0.99, lambda: 0, bootstraps: true, target: { advantages, _ in advantages })
show("v with λ = 0: \(rounded(settles, 4)), 1 / (2 − γ) = \(rounded(1 / 1.01, 4))")

/*:
The critic settles where $v = 1 + \gamma v - v$: it is taught only what it did not expect, and then
expects next to nothing. (In the next chapter a whole program is tried with this mistake.)

{{ end }}

## Data that have gone stale

{{ detour: V-trace, for machines that collect while another learns: whose value does a critic learn from old data? }}

When many machines collect while one learns, the policy $\pi$ has moved on by the time a rollout
arrives: its actions come from $\pi_{\mathrm{old}}$, and so do the advantages and the targets. The
ratio in PPO's objective corrects for the actions only. *V-trace* (Espeholt et al., 2018) puts
ratios into the estimate as well, truncated so that no product of them explodes:

$$
v_t - V(s_t) = \min(\bar \rho, \rho_t) \, \delta_t + \gamma \lambda \min(1, \rho_t) \left( v_{t+1} -
V(s_{t+1}) \right), \qquad v_T = V(s_T)
$$ (6.14)

For $\rho_t = 1$ and $\bar \rho \geq 1$ this is $V + \hat A$ by (6.6), the target (6.10). The two
truncations do different things. The second one, at 1, shortens how far an estimate looks. The first
one decides *whose* value the critic learns. The critic has learnt when no target differs from it on
average. By (6.14), from the last step to the first, this holds when the mean of the first term is
zero in each state. The mean over the actions of $\pi_{\mathrm{old}}$ turns
$\pi_{\mathrm{old}} \min(\bar \rho, \rho)$ into $\min(\bar \rho \, \pi_{\mathrm{old}}, \pi)$:

$$
\begin{aligned} & \sum_a \min\left( \bar \rho \, \pi_{\mathrm{old}}, \pi \right) \left( r + \gamma
\,
\mathbb{E}[V(s')] - V(s) \right) = 0 \\ & \qquad \Longleftrightarrow \quad V = V_{\bar \rho}, \qquad
\pi_{\bar \rho} = \frac{1}{Z(s)} \min\left( \bar \rho \, \pi_{\mathrm{old}}, \pi \right)
\end{aligned}
$$ (6.15)

where $V_{\bar \rho}$ is the value of the policy $\pi_{\bar \rho}$, whose probabilities have the sum
$Z(s)$ divided out. It lies between the two policies: it is $\pi$ when $\bar \rho$ is at least as
large as every ratio, and $\pi_{\mathrm{old}}$ when $\bar \rho$ is below all of them. On the
corridor, with a wanderer's data and a policy that has learnt to go right:
*/

/// v_t by (6.14); `values` has one element more than `rewards`, V where it ended.
func vTrace(
  rewards: [Double], values: [Double], ratios: [Double], discount: Double, lambda: Double,
  highest: Double
) -> [Double] {
  var (targets, following) = (rewards, 0.0)
  for t in rewards.indices.reversed() {
    let delta = rewards[t] + discount * values[t + 1] - values[t]
    following = min(highest, ratios[t]) * delta + discount * lambda * min(1, ratios[t]) * following
    targets[t] = values[t] + following
  }
  return targets
}

/// π_ρ̄ of (6.15), whose value the critic learns.
func truncatedPolicy(
  _ new: TabularPolicy, dataOf old: TabularPolicy, highest: Double
) -> TabularPolicy {
  // The softmax divides by the sum.
  TabularPolicy(
    logits: zip(old.probabilities, new.probabilities).map { log(min(highest * $0, $1)) },
    actionCount: new.actionCount)
}

/// What a critic comes to that moves to the mean of its V-trace targets, with λ = 0, again and again.
func learntByVTrace(
  _ world: TabularMDP, _ new: TabularPolicy, dataOf old: TabularPolicy, highest: Double
) -> [Double] {
  let actions = world.actionCount
  return (0..<4000).reduce([Double](repeating: 0, count: world.stateCount)) { values, _ in
    values.indices.map { s in
      (0..<actions).reduce(values[s]) { sum, a in
        let ratio = new.probability(of: a, in: s) / old.probability(of: a, in: s)
        let next = zip(world.nextStates(from: s, action: a), values).reduce(0) { $0 + $1.0 * $1.1 }
        let target = vTrace(
          rewards: [world.reward(state: s, action: a)], values: [values[s], next], ratios: [ratio],
          discount: world.discount, lambda: 0, highest: highest)[0]
        return sum + old.probability(of: a, in: s) * (target - values[s])
      }
    }
  }
}

let goesRight = TabularPolicy(logits: [[0, 1], [0, 1.2], [0, 1.5]])
var stale = Table("ρ̄", "V(start), learnt", "V(start) of π_ρ̄", "π_ρ̄(right), cell by cell")
for highest in [0.1, 0.5, 1, 1.5, 4] {
  let truncated = truncatedPolicy(goesRight, dataOf: wanderer, highest: highest)
  stale.add(
    "\(highest)",
    rounded(learntByVTrace(slippery, goesRight, dataOf: wanderer, highest: highest)[1], 4),
    rounded(slippery.values(of: truncated)[1], 4),
    (0..<3).map { rounded(truncated.probability(of: 1, in: $0), 3) }.joined(separator: "  "))
}
show(stale)
show(
  "V(start) of the wanderer \(rounded(slippery.values(of: wanderer)[1], 4)), of the policy that "
    + "goes right \(rounded(slippery.values(of: goesRight)[1], 4))")

/*:
With the usual $\bar \rho = 1$ the critic learns the value of a policy between the two. PPO's data
are at most one update old; without V-trace its critic learns the value of the policy that collected
them, and the next rollout puts that right.

## To remember

- If the critic is right, a residual, $\delta_t = r_t + \gamma V(s_{t+1}) - V(s_t)$, has the
  advantage for its mean. GAE sums residuals with weights $(\gamma \lambda)^l$.
- $\lambda$ trades the critic's error against the dice: near 0 biased and calm, at 1 unbiased and
  noisy.
- Nothing crosses the end of an episode. After a termination the future is worth 0; after a cut,
  what the critic thinks. Else the critic learns the clock.

What else makes a PPO *work*? The next chapter builds one, then removes each part in turn.

## Five questions


1. Your critic says 7 too much in every state. Does the gradient have a bias?

{{ box: Answer }}

In a task that never ends, none: in (6.7) the last term is then the same for every action, a
constant, and a constant is a baseline. The estimate of the advantage itself is off; the gradient is
not.

{{ end }}

2. Why does $\lambda = 1$ rise first in [@fig:learning-curves], and not stay ahead?

{{ box: Answer }}

At the beginning the critic is as wrong as can be, and $\lambda = 1$ alone is free of its error.
Later the critic is good, and $\lambda = 1$ still pays for its freedom: it takes in all the luck
that comes after an action.

{{ end }}

3. The pole stands when the time limit comes. What is the future worth, and what goes wrong with 0?

{{ box: Answer }}

The critic's opinion of the last observation. With 0 the critic is taught that a standing pole is
about to be worth nothing. It cannot see the clock, so it spreads that loss over all states.

{{ end }}

4. Why are advantages and targets computed before the update and held fixed?

{{ box: Answer }}

They are data: what the old policy earned, judged by the critic of that time. If the targets moved
with the critic, it would chase itself; if the advantages moved, the surrogate would no longer be
the one whose slope you derived.

{{ end }}

5. You double the episodes in a batch. Which way should $\lambda$ go?

{{ box: Answer }}

Up, while the critic is wrong: the variance is divided by the number of episodes, the bias is not.

{{ end }}

## Exercises


Where it says *write … as*, a function waits for you in
[`Exercises/Stubs/Chapter6.swift`](Exercises/Stubs/Chapter6.swift). Put your answer there;
`make exercises CHAPTER=6` says whether it is right, and if not, for which numbers. Solutions that
pass the same tests stand in
[`Exercises/Solutions/Chapter6.swift`](Exercises/Solutions/Chapter6.swift). Look when you are done,
or stuck.

1. **A constant error.** Let the critic of `quality` say $V_\pi + 5$ in every state. What does (6.7)
   predict for the bias of $\hat A_t$, and for that of the gradient, if the episode never ends?
   (Check: $-0.909$ for $\hat A_t$ with $\gamma = 0.9$, $\lambda = 0.5$.) In five steps, with 5 too
   much at the end as well, the bias of $\hat A_t$ depends on $t$; why is the gradient still not
   biased, at any $\lambda$? Change the line that makes `critic`, and look: bias² must read 0.0000
   in every row. Then add the 5 in the right cell only, at the end too. Why is there a bias now even
   at $\lambda = 1$? (Check: 0.6486.)
2. **Paper and pencil.** Derive $v$ of (6.9) for $\lambda = 1$ without the bootstrap. Check: 21.7912
   for $T = 50$.
3. **Two ways to end.** Write (6.6) with the three cases of (6.8) as
   [`advantages`](Exercises/Stubs/Chapter6.swift), for a rollout in which episodes end on the way.
   The tests compare it with the sum (6.4), episode by episode. What is the one thing in which a
   terminated and a truncated step differ, and what is the same for both?
4. **Is the critic any good?** Programs log the *explained variance*
   $1 - \mathrm{Var}(R_t - V(s_t)) / \mathrm{Var}(R_t)$. Write it as
   [`explainedVariance`](Exercises/Stubs/Chapter6.swift). Find a critic for which it is negative,
   and one that is wrong everywhere and has 1.
*/

chapter.finish()
