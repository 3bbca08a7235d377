// snippet.hide
import Figures
import Notebook
import Proximal

// snippet.show

/*:
# 1 · REINFORCE with a baseline

{{ picture: learning-curves }}

Two programs learn to keep a pole upright for 500 steps, ten times each. Nobody tells them how a
pole falls. Network, practice and rule are the same: *do more of what went well*. Blue arrives.
Orange stalls, and three of its ten runs end below 170. One subtraction is the whole difference.

**The question.** You have a policy with knobs $\theta$ and a world that you can try but not see
into. Which way do you turn the knobs?

{{ here }}

The answer is chapter 0's sum:

$$
g = \sum_t w_t \, \nabla_\theta \log \pi_\theta(a_t \mid s_t)
$$

Here the score weight $w_t$ is $R(\tau) - b$: the return $R$ of the whole episode $\tau$ minus a
fixed number, the *baseline*. One page of mathematics says why. It carries the course.
*/

let chapter = Chapter(
  1, "reinforce", "REINFORCE with a baseline: proven on a corridor, run on CartPole-v1.",
  seeds: 10, steps: 200_000)

/*:
## A world you can hold in your head

A *Markov decision process* has states $s$, actions $a$, rewards $r(s, a)$, a probability $p(s_0)$
of starting in each state, and a probability $P(s' \mid s, a)$ that $a$ takes you from $s$ to $s'$,
however you came to $s$. In the corridor of [@fig:corridor], a step to the next cell succeeds with
probability 0.8; otherwise you slip and stay. Walk into the wall at the left end, and a bell pays 1;
at the right end it pays 3. You may ring again. Nothing else pays.
*/

// snippet.hide
var cells = Panel.diagram(width: 14, height: 2.5)
let rooms = ["cell 0", "cell 1\nstart", "cell 2"].enumerated().map { index, name in
  cells.box(name, at: Point(3.6 + 3.4 * Double(index), 1.25), width: 1.6, height: 1.3, color: .blue)
}
let bells = [
  cells.box("bell: 1", at: Point(0.9, 1.25), width: 1.6, height: 0.8, color: .orange),
  cells.box("bell: 3", at: Point(13.1, 1.25), width: 1.6, height: 0.8, color: .orange),
]
cells.arrow(from: rooms[0], to: bells[0], label: "left")
cells.arrow(from: rooms[2], to: bells[1], label: "right")
for x in [4.4, 7.8] {
  cells.arrow(from: Point(x, 1.55), to: Point(x + 1.8, 1.55), label: "right 0.8")
  cells.arrow(from: Point(x + 1.8, 0.95), to: Point(x, 0.95))
  cells.text("left 0.8", at: Point(x + 0.9, 0.6), color: .gray)
}
figure(
  "corridor",
  "The corridor: the actions, their chances of success, and what they pay. After a slip or a bell "
    + "you are where you were.",
  alt:
    "Three cells in a row, the start in the middle, joined by arrows right and left, each with "
    + "probability 0.8. Left of cell 0 is a bell that pays 1, right of cell 2 one that pays 3.",
  Figure(cells))
// snippet.show

/*:
The policy has a knob for every pair of state and action, the logit $\theta_{s,a}$. The softmax
makes probabilities of them:

$$
\pi_\theta(a \mid s) = \frac{e^{\theta_{s,a}}}{\sum_{a'} e^{\theta_{s,a'}}}
$$ {S1-i1}

An episode lasts three steps, $T = 3$. Its states and actions form a *trajectory* $\tau$; the sum of
its rewards is its return:

$$
\tau = (s_0, a_0, s_1, a_1, \ldots, s_{T-1}, a_{T-1}, s_T), \qquad R(\tau) = \sum_{t=0}^{T-1} r(s_t,
a_t)
$$

{{ covers: S2-E1 S2-E2 }}

(The code calls the return `discountedReturn`; action 0 is left.)
*/

let corridor = TabularMDP.corridor
let policy = TabularPolicy(logits: [[0.5, -0.5], [0.2, -0.2], [0.0, 0.3]])
let trajectories = corridor.trajectories(of: policy, horizon: 3)

// snippet.hide
var chain = Panel.diagram(width: 14, height: 1.8)
let links: [(String, Color)] = [
  ("s_{0}", .blue), ("a_{0}", .orange), ("s_{1}", .blue), ("a_{1}", .orange), ("s_{2}", .blue),
  ("a_{2}", .orange), ("s_{3}", .blue),
]
let boxes = links.enumerated().map { index, link in
  chain.box(
    link.0, at: Point(1 + 2 * Double(index), 0.8), width: 0.9, height: 0.9, color: link.1)
}
for index in 1..<boxes.count {
  chain.arrow(
    from: boxes[index - 1], to: boxes[index], label: index % 2 == 1 ? "π_{θ}" : "P")
}
figure(
  "trajectory", "A trajectory of three steps: the policy and the world take turns.",
  alt:
    "A chain of boxes from state to action to state, the arrows marked policy and world in turn.",
  covers: ["S2-F2"], Figure(chain))
// snippet.show

/*:
How likely is a trajectory? Multiply along [@fig:trajectory]: the start, then a choice and its
consequence for each step.

$$
p_\theta(\tau) = p(s_0) \prod_{t=0}^{T-1} \pi_\theta(a_t \mid s_t) \, P(s_{t+1} \mid s_t, a_t)
$$ (1.1) {S2-E3}

{{ box: The likeliest of all trajectories }}

In a world this small you can list every trajectory, and check that you forgot none:

$$
\sum_\tau p_\theta(\tau) = 1
$$ (1.2)
*/

var likeliest = Table("states", "actions", "return", "probability")
for (trajectory, probability) in trajectories.sorted(by: { $0.probability > $1.probability })
  .prefix(4)
{
  let actions = trajectory.actions.map { $0 == 0 ? "←" : "→" }.joined(separator: " ")
  let states = (trajectory.states + [trajectory.finalState]).map(String.init)
  likeliest.add(
    states.joined(separator: " "), actions, rounded(trajectory.discountedReturn, 0),
    rounded(probability, 4))
}
show(
  "\(trajectories.count) trajectories; their probabilities sum to "
    + "\(rounded(trajectories.probabilities.reduce(0, +), 12))"
)
show(likeliest)

/*:
{{ end }}

You want a large *expected return*, the average over all trajectories:

$$
J(\theta) = \mathbb{E}_{\tau \sim p_\theta}[R(\tau)] = \sum_\tau p_\theta(\tau) \, R(\tau)
$$ (1.3) {S2-E4 S2-E23}

{{ box: Its value, in two ways }}

A recursion over states gives the same number faster:
*/

let expectedReturn = trajectories.expectation { $0.discountedReturn }
show("J = \(rounded(expectedReturn, 6)) by summing over trajectories")
show("J = \(rounded(corridor.expectedReturn(of: policy, horizon: 3), 6)) by recursion over states")

/*:
{{ end }}

This policy gets 1.7238; the best, always right, gets 5.28. Which logits should move, and which way?

## The log-derivative trick

Differentiate the sum (1.3) term by term; it is finite, so you may. The return of a given trajectory
does not depend on $\theta$; its probability does:

$$
\nabla_\theta J = \sum_\tau \nabla_\theta \, p_\theta(\tau) \, R(\tau)
$$

This is right but useless. You sample from $p$ by playing. But $\nabla p$ is no probability: it sums
to $\nabla 1 = 0$. Here is the trick. By the chain rule $\nabla \log p = \nabla p / p$. (With a
softmax, $p > 0$ wherever the world allows.) Read it backwards:

$$
\nabla_\theta \, p_\theta(\tau) = p_\theta(\tau) \, \nabla_\theta \log p_\theta(\tau)
$$ (1.4) {S2-i3}

The $p_\theta$ in front makes the sum an expectation again. Now take the logarithm of (1.1). The
product becomes a sum. The start and the *dynamics* $P$ do not contain $\theta$, so their gradients
are zero:

$$
\nabla_\theta \log p_\theta(\tau) = \sum_{t=0}^{T-1} \nabla_\theta \log \pi_\theta(a_t \mid s_t)
$$ (1.5)

Take a minute over this line. The dynamics drop out: you may learn in a world that you cannot see
into. They still decide how often each trajectory comes, but playing gives you that. (1.4) and
(1.5) give the *policy gradient*:

$$
\nabla_\theta J = \mathbb{E}_{\tau \sim p_\theta}\left[ R(\tau) \sum_{t=0}^{T-1} \nabla_\theta \log
\pi_\theta(a_t \mid s_t) \right]
$$ (1.6) {S2-E5 S2-E13}

$\nabla_\theta \log \pi_\theta(a \mid s)$ is the *score* of an action, and
$\nabla_\theta \log p_\theta(\tau)$ that of a trajectory. For a softmax it pushes the logit of the
action taken up by one, and every logit of the state down by its action's probability, (1.7):

{{ listing: score-of-an-action }}

{{ box: The score of a softmax, derived }}

Differentiate
$\log \pi_\theta(a \mid s) = \theta_{s,a} - \log \sum_{a''} e^{\theta_{s,a''}}$ with respect to the
logit $\theta_{s,a'}$ of some action $a'$. The first term gives $\mathbf{1}[a = a']$, which is 1 if
$a'$ is $a$, else 0. The second gives, by the chain rule,
$e^{\theta_{s,a'}} / \sum_{a''} e^{\theta_{s,a''}} = \pi_\theta(a' \mid s)$:

$$
\frac{\partial \log \pi_\theta(a \mid s)}{\partial \theta_{s,a'}} = \mathbf{1}[a = a'] -
\pi_\theta(a' \mid s)
$$ (1.7)

The logits of other states do not occur; their derivatives are 0.

{{ end }}

Try (1.6), summed over all trajectories, beside the slope of $J$ by nudging one logit at a time.
*/

/// What one episode contributes: (R(τ) − b) ∇log p(τ). The baseline b comes later; leave it at zero.
func contribution(_ tau: TabularTrajectory, baseline: Double = 0) -> [Double] {
  policy.score(along: tau).map { (tau.discountedReturn - baseline) * $0 }
}

// `moments` gives the exact mean and variance of a vector over all trajectories.
let gradient = trajectories.moments { contribution($0) }.mean

/*:
{{ box: The code of the table }}

The slope is $(J(\theta + h) - J(\theta - h)) / 2h$ with $h = 10^{-4}$.
*/

var slopes = Table("logit", "∇J by (1.6)", "slope of J")
for index in gradient.indices {
  let nudge = gradient.indices.map { $0 == index ? 1e-4 : 0 }
  let up = corridor.expectedReturn(of: policy.moved(along: nudge, stepSize: 1), horizon: 3)
  let down = corridor.expectedReturn(of: policy.moved(along: nudge, stepSize: -1), horizon: 3)
  slopes.add(
    "θ(\(index / 2), \(index % 2 == 0 ? "←" : "→"))", rounded(gradient[index], 6),
    rounded((up - down) / 2e-4, 6))
}

/*:
{{ end }}
*/

show(slopes)

/*:
All digits agree. A small surprise: in the left cell, with at most two steps left, the small bell
pays better.

To climb, take steps along the gradient, of *step size* $\eta$:

$$
\theta \leftarrow \theta + \eta \, \nabla_\theta J(\theta)
$$ {S2-E6}

A thousand steps of $\eta = 0.5$ raise $J$ to 5.2780.

{{ box: The climb, step by step, and why it climbs }}

If $\nabla J$ is not zero and the step is short enough, $J$ must rise. $J$ is smooth, because the
softmax is, and Taylor's formula says by how much it rises. $\lVert x \rVert$ is the length of a
vector, $\lVert x \rVert^2 = \sum_i x_i^2$:

$$
J(\theta + \eta \nabla J) = J(\theta) + \eta \, \lVert \nabla J \rVert^2 + O(\eta^2)
$$ (1.8)
*/

var climber = policy
var climb = Table("steps of η = 0.5", "J", "probability of right in the middle")
for step in 0...1000 {
  if [0, 1, 10, 100, 1000].contains(step) {
    climb.add(
      "\(step)", rounded(corridor.expectedReturn(of: climber, horizon: 3), 4),
      rounded(climber.probability(of: 1, in: 1), 4))
  }
  climber = climber.moved(along: corridor.policyGradient(of: climber, horizon: 3), stepSize: 0.5)
}
let rightAlways = TabularPolicy(logits: [[0, 40], [0, 40], [0, 40]])
climb.add(
  "right always", rounded(corridor.expectedReturn(of: rightAlways, horizon: 3), 4),
  rounded(rightAlways.probability(of: 1, in: 1), 4))
show(climb)

/*:
If you always go right, you reach the bell in one step with probability 0.8, in time to ring it
twice. With probability $0.2 \cdot 0.8 = 0.16$ you slip once first, in time to ring it once:
$0.8 \cdot 6 + 0.16 \cdot 3 = 5.28$. The climb approaches this maximum ever more slowly: the surer
the policy, the shorter the score of its usual action.

{{ end }}

But you had to list every trajectory.

## From sums to samples

A world worth learning has no list. But you can play. Take a *batch* of $N$ episodes and average
what is inside (1.6):

$$
\hat g = \frac{1}{N} \sum_{i=1}^{N} R(\tau_i) \sum_{t} \nabla_\theta \log \pi_\theta(a_{i,t} \mid
s_{i,t}), \qquad \mathbb{E}[\hat g] = \nabla_\theta J
$$ (1.9) {S0-E1}

This is *REINFORCE* (Williams, 1992). It needs no model of the world and no derivative of the
reward. Play, weigh, step ([@fig:loop]), and throw the data away: they come from a policy that you
no longer have.
*/

// snippet.hide
var loop = Panel.diagram(width: 14, height: 4)
let start = loop.box("policy\nπ_{θ}", at: Point(1.6, 2.6), width: 2.4, height: 1.6, color: .blue)
let played = loop.box(
  "N trajectories\ns, a, r, s, a, r, …", at: Point(6.6, 2.6), width: 3.6, height: 1.6, color: .green
)
let weighed = loop.box(
  "ĝ = Σ w_{t} ∇log π", at: Point(11.9, 2.6), width: 3.4, height: 1.6, color: .orange)
loop.arrow(from: start, to: played, label: "play")
loop.arrow(from: played, to: weighed, label: "weigh")
loop.arrow(
  from: weighed, to: start, around: .below, distance: 0.9,
  label: "turn the knobs, θ ← θ + η ĝ, and play again")
figure(
  "loop",
  "The loop behind every chapter of this book: play with the current policy, weigh the actions, "
    + "turn the knobs.",
  alt:
    "Three boxes in a row, policy, trajectories, weighted scores, and an arrow back to the policy.",
  covers: ["S2-F3"], Figure(loop))
// snippet.show

/*:
The mean of $\hat g$ is right, so all its error is noise. It averages out, but slowly: one more
digit costs a hundred times the episodes. One subtraction is cheaper.

### How far off the estimate is

{{ detour: Why the error falls with the square root of the number of episodes, predicted and seen. }}

The mean squared error is the variance, since the mean is right. The $N$ episodes are independent
and each contribution is bounded, so the variance of their average is one $N$-th of that of one
contribution. For a vector write $\mathrm{Var}(x) = \mathbb{E}\lVert x - \mathbb{E}[x] \rVert^2$,
the sum of the variances of its components. Write $z = \nabla_\theta \log p_\theta(\tau)$ for the
score of a trajectory; then one episode contributes $R z$:

$$
\mathbb{E}\lVert \hat g - \nabla J \rVert^2 = \frac{\mathrm{Var}(R z)}{N}
$$ (1.10)

The error shrinks as $1/\sqrt N$. The variance on the right is exact here, so the line in
[@fig:error] is a prediction, not a fit.
*/

let oneEpisode = trajectories.moments { contribution($0) }

func squaredLength(_ vector: [Double]) -> Double { vector.reduce(0) { $0 + $1 * $1 } }

/// The mean squared error of ĝ over many batches of N sampled episodes, and its standard error.
func squaredError(episodes: Int, batches: Int, seed: UInt64) -> (
  mean: Double, standardError: Double
) {
  var generator = PCG64(seed: seed)
  var errors: [Double] = []
  for _ in 0..<batches {
    var estimate = [Double](repeating: 0, count: gradient.count)
    for _ in 0..<episodes {
      let tau = corridor.sampleTrajectory(of: policy, horizon: 3, using: &generator)
      for (i, g) in contribution(tau).enumerated() { estimate[i] += g / Double(episodes) }
    }
    errors.append(squaredLength(zip(estimate, gradient).map { $0 - $1 }))
  }
  return meanAndStandardError(errors)
}

let batchSizes = [1, 4, 16, 64, 256, 1024]
let errors = batchSizes.map { squaredError(episodes: $0, batches: 400, seed: UInt64($0)) }
show("variance of the estimate from one episode: \(rounded(oneEpisode.totalVariance, 4))")
var shrinking = Table("episodes N", "predicted error²", "measured error²", "standard error")
for (n, error) in zip(batchSizes, errors) {
  shrinking.add(
    "\(n)", rounded(oneEpisode.totalVariance / Double(n), 5), rounded(error.mean, 5),
    rounded(error.standardError, 5))
}
show(shrinking)

// snippet.hide
let sizes = batchSizes.map(Double.init)
var errorPanel = Panel(
  x: Axis("episodes N", scale: .logarithmic),
  y: Axis("root mean squared error of ĝ", scale: .logarithmic))
errorPanel.line(
  x: sizes, y: sizes.map { (oneEpisode.totalVariance / $0).squareRoot() }, color: .gray,
  label: "predicted")
errorPanel.points(
  x: sizes, y: errors.map { $0.mean.squareRoot() },
  from: errors.map { ($0.mean - 2 * $0.standardError).squareRoot() },
  to: errors.map { ($0.mean + 2 * $0.standardError).squareRoot() }, color: .blue, label: "measured")
figure(
  "error",
  "The sampled gradient approaches the exact one as $1/\\sqrt N$. The line is the root of (1.10), "
    + "computed without sampling; "
    + "each point is the root of a mean over 400 batches, with two standard errors to either side.",
  alt:
    "Root mean squared error of the gradient estimate against episodes per batch, on logarithmic "
    + "axes: points on a line of slope minus one half.",
  Figure(errorPanel))
// snippet.show

/*:
## The baseline

If every return is positive, (1.9) pushes up whatever you did, good or bad, and so pushes down what
you did not try. Over many batches this averages out; in one it is noise. So compare: push up
what did better than usual, and down what did worse. Subtract a baseline $b$.
{{ covers: S2-V1 }}

Take a *bandit*: one state, one pull of three equally likely arms that pay 50, 60 and 100. What does
one step of size 0.005 do to their probabilities?

{{ box: The code and the numbers }}
*/

let bandit = TabularMDP.bandit(rewards: [50, 60, 100])
let undecided = TabularPolicy.uniform(states: 1, actions: 3)

/// How far each arm's probability moves when `arm` is pulled and the policy takes one step.
func change(pulling arm: Int, baseline: Double) -> [Double] {
  let weight = bandit.reward(state: 0, action: arm) - baseline
  let stepped = undecided.moved(along: undecided.score(of: arm, in: 0), stepSize: 0.005 * weight)
  return (0..<3).map { stepped.probability(of: $0, in: 0) - undecided.probability(of: $0, in: 0) }
}

for (name, b) in [("no baseline", 0.0), ("b = 70", 70.0)] {
  var moves = Table("\(name): you pull", "arm 50", "arm 60", "arm 100")
  for arm in 0..<3 {
    let move = change(pulling: arm, baseline: b).map { ($0 < 0 ? "" : "+") + rounded($0, 4) }
    moves.add("the arm that pays \([50, 60, 100][arm])", move[0], move[1], move[2])
  }
  show(moves)
}

/*:
{{ end }}
*/

// snippet.hide
func stepPanel(_ title: String, baseline: Double) -> Panel {
  var panel = Panel(
    title, x: "you pull", y: Axis("change of the probability", from: -0.12, to: 0.16))
  let pulls = ["arm 50", "arm 60", "arm 100"]
  for (arm, color) in [Color.blue, .orange, .green].enumerated() {
    let heights = (0..<3).map { change(pulling: $0, baseline: baseline)[arm] }
    panel.bars(pulls, heights: heights, color: color, label: "probability of \(pulls[arm])")
  }
  return panel
}
figure(
  "one-step",
  "What one gradient step does to the probability of each arm, for each arm that you may have "
    + "pulled.",
  alt:
    "Two groups of bars. Without a baseline the pulled arm always rises. With a baseline only the "
    + "arm that pays 100 rises when pulled.",
  covers: ["S2-F4"],
  Figure(stepPanel("no baseline", baseline: 0), stepPanel("b = 70, the mean", baseline: 70)))
// snippet.show

/*:
On the left of [@fig:one-step] every arm rises when you pull it, even the worst. On the right, with
$b = \mathbb{E}[R] = 70$, the poor arms fall, and every step is shorter.

But may you subtract? Yes: in every state the average score is zero. As in (1.4),
$\pi \nabla \log \pi = \nabla \pi$, and probabilities sum to one:

$$
\begin{aligned} \mathbb{E}_{a \sim \pi_\theta}\left[ \nabla_\theta \log \pi_\theta(a \mid s) \right]
& = \sum_a \pi_\theta(a \mid s) \, \nabla_\theta \log \pi_\theta(a \mid s) \\ & = \sum_a
\nabla_\theta \, \pi_\theta(a \mid s) = \nabla_\theta \, 1 = 0 \end{aligned}
$$ (1.11)

The same line with $p_\theta(\tau)$ says that the average score of a trajectory is zero. A constant
times zero is zero, so by (1.6)

$$
\mathbb{E}_{\tau}\left[ (R(\tau) - b) \, \nabla_\theta \log p_\theta(\tau) \right] = \nabla_\theta J
\qquad \text{for every } b
$$ (1.12) {S2-E7}

The mean stays, the noise changes ([@fig:cloud]). In the corridor the mean return as $b$ removes
more than two fifths of the variance, summed over all logits.
*/

// snippet.hide
/// All batches of eight pulls, by how often each arm comes: the probability, and ĝ as a place in the
/// plane in which it lies, since its three components sum to zero.
func batches(baseline: Double) -> [(place: Point, probability: Double)] {
  let count = 8
  func factorial(_ n: Int) -> Double { (0..<n).reduce(1.0) { $0 * Double($1 + 1) } }
  return (0...count).flatMap { first in
    (0...(count - first)).map { second in
      let pulls = [first, second, count - first - second]
      let estimate = (0..<3).reduce([0.0, 0, 0]) { sum, arm in
        let weight =
          Double(pulls[arm]) * (bandit.reward(state: 0, action: arm) - baseline) / Double(count)
        return zip(sum, undecided.score(of: arm, in: 0)).map { $0 + weight * $1 }
      }
      let ways = factorial(count) / pulls.map(factorial).reduce(1, *)
      return (inPlane(estimate), (0..<count).reduce(ways) { odds, _ in odds / 3 })
    }
  }
}

/// To the right, the logit of arm 60 rises and that of arm 50 falls; upwards, that of arm 100 rises and
/// both the others fall.
func inPlane(_ g: [Double]) -> Point {
  Point((g[1] - g[0]) / 2.0.squareRoot(), (2 * g[2] - g[0] - g[1]) / 6.0.squareRoot())
}

func cloudPanel(_ title: String, _ color: Color, baseline: Double) -> Panel {
  var panel = Panel(
    title, x: Axis("raises arm 60, lowers arm 50", from: -50, to: 50),
    y: Axis("raises arm 100, lowers the others", from: -40, to: 60))
  panel.aspectRatio = 1
  let truth = inPlane(bandit.policyGradient(of: undecided, horizon: 1))
  let level = { (x: Double) in -truth.x / truth.y * x }
  panel.region(
    [Point(-50, -40), Point(50, -40), Point(50, level(50)), Point(-50, level(-50))], color: .gray)
  let all = batches(baseline: baseline)
  for (place, probability) in all {
    // The area of a dot is its probability.
    panel.points(
      x: [place.x], y: [place.y], color: color, shape: .circle,
      size: 4.5 * probability.squareRoot())
  }
  let wrong = all.filter { $0.place.x * truth.x + $0.place.y * truth.y < 0 }
  let share = wrong.map(\.probability).reduce(0, +)
  panel.text(
    wrong.isEmpty ? "none points downhill" : "\(rounded(100 * share, 1))% point downhill",
    at: Point(0, -34))
  panel.arrow(from: Point(0, 0), to: truth, color: .black)
  panel.text("∇J", at: Point(17, 9.7), align: .left)
  return panel
}
figure(
  "cloud",
  "All but the rarest gradients that a batch of eight pulls can give. A dot's area is its "
    + "probability; the arrow, $\\nabla J$, is the mean of either cloud. Shaded: downhill. The three "
    + "components sum to zero, so all lie in one plane.",
  alt:
    "Two panels with the same axes and the same short arrow. Without a baseline the dots are spread "
    + "widely, and 19.5% of the probability lies downhill. With the mean as the baseline they form "
    + "a small round heap at the tip of the arrow, and none lies downhill.",
  Figure(cloudPanel("no baseline", .orange, baseline: 0), cloudPanel("b = 70", .blue, baseline: 70))
)
// snippet.show

/*:

{{ box: Three arms again: the same average with and without a baseline }}

The baseline does not change the average effect of a pull, to first order in the step. Here is the
average of each table's rows:
*/

for (name, b) in [("no baseline", 0.0), ("b = 70", 70.0)] {
  let pulls = (0..<3).map { change(pulling: $0, baseline: b) }
  let average = (0..<3).map { arm in pulls.map { $0[arm] }.reduce(0, +) / 3 }
  show("\(name), on average: \(average.map { rounded($0, 4) }.joined(separator: "  "))")
}

/*:
The small differences are the second order: make the step ten times shorter and they shrink about a
hundredfold.

{{ end }}

A sum to sample, a number to subtract: that is enough for the pole.

## CartPole

The policy is now a network: four inputs, 32 hidden units, two logits. The chain rule carries their
score on to all knobs.

{{ box: Do the proofs hold with infinitely many states? }}

Yes. From a given start there are only finitely many sequences of 500 actions, and each leads to one
trajectory. Treat an episode that ends early as if it waited until the last step, with no more
rewards or choices. Then for each start all of the above holds as it stands. Returns and scores are
bounded, so it also holds on average over the starts.

{{ end }}

> **Algorithm 1 · REINFORCE with a baseline**
>
> 1. Begin with a fresh network $\theta$ and $b = 0$.
> 2. Play $N = 16$ episodes to their ends with $\pi_\theta$.
> 3. Give every step of episode $i$ the weight $w = (R(\tau_i) - b) / N$.
> 4. Add up $\hat g = \sum w \, \nabla_\theta \log \pi_\theta(a \mid s)$ over all steps.
> 5. Step along it, $\theta \leftarrow \theta + \eta \, \hat g$, paced by Adam.
> 6. Set $b$ to the mean of the returns $R(\tau_i)$. (Without a baseline, leave $b = 0$.)
> 7. Forget the episodes. Repeat from 2 until the steps run out.

Line 6 fixes $b$ before the next batch is played: a constant, as (1.12) asks. In line 5, *Adam*
(Kingma and Ba, 2015) turns every knob at about the same pace, $\eta = 0.01$, with momentum, so it
goes only roughly along $\hat g$.

{{ box: What Adam does, and what the lag of the baseline costs }}

Adam divides each component of $\hat g$, averaged over the latest steps, by the root of its average
square. The lag of the baseline behind an improving policy costs a little variance and does not move
the mean.

{{ end }}

`EpisodeBatch` keeps each step as a row; `episodes` says which episode it belongs to.
`scoreGradient` is each row's weight times its score for the logits.
*/

typealias ScoreWeighing = @Sendable (EpisodeBatch<CartPole>, _ baseline: Float) -> [Float]

/// w_t = R(τ) − b for each step of each episode, with the 1/N of the mean   (1.12)
func scoreWeights(_ batch: EpisodeBatch<CartPole>, baseline: Float) -> [Float] {
  batch.episodes.map { (batch.returns[$0] - baseline) / Float(batch.returns.count) }
}

enum Setting { static let learningRate = 0.01 }  // η

// snippet.loop
func train(
  seed: UInt64, steps: Int, baseline usesBaseline: Bool, weigh: ScoreWeighing = scoreWeights,
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

  while batch.collect(with: policy, stepLimit: steps) {
    let weights = weigh(batch, baseline)
    // ĝ = Σ w_t ∇θ log π(a_t|s_t)   (1.9)
    policy.forward(batch.observations, rows: batch.count, &pass)
    distribution.update(logits: pass.output, rows: batch.count)
    distribution.scoreGradient(weights: weights, actions: batch.actions, into: &pass.outputGradient)
    policy.backward(batch.observations, &pass, into: &gradient)
    // θ ← θ + η ĝ, the knobs paced by Adam
    adam.ascend(&policy.parameters, along: gradient)
    // b ≈ E[R], from these episodes for the next ones
    if usesBaseline { baseline = batch.returns.reduce(0, +) / 16 }
    report.add(steps: batch.count, return: Double(batch.returns.reduce(0, +) / 16))
  }
  return TrainingOutcome(
    episodeReturns: batch.endedReturns, episodeEnds: batch.endedAtStep, steps: batch.totalSteps,
    gradientSteps: adam.stepCount, weightsHash: policy.parameterHash)
}
// snippet.end

/*:
{{ box: The twenty runs, and how they are recorded }}

`outputGain` lets the network begin with nearly equal probabilities; `PCG64` makes the random
numbers. `setup` only describes a run for the record; chapters 3 and 7 explain its words.
*/

func setup(_ algorithm: String, baseline: String, mean: String = "episodes") -> TrainingSetup {
  TrainingSetup(
    algorithm: algorithm, environment: "CartPole-v1", environments: 16, rolloutLength: 500,
    epochs: 1, minibatches: 1, hiddenSizes: [32],
    hyperparameters: [
      "learning rate": "\(Setting.learningRate)", "discount": "1",
      "baseline": baseline, "mean over": mean,
    ])
}

let without = experiment(setup("reinforce", baseline: "none"), chapter.options) {
  seed, steps, report in
  train(seed: seed, steps: steps, baseline: false, report: report)
}
let lastMean = "mean return of the last batch"
let with = experiment(setup("reinforce-baseline", baseline: lastMean), chapter.options) {
  seed, steps, report in train(seed: seed, steps: steps, baseline: true, report: report)
}

/*:
{{ end }}

Each method runs ten times for 200,000 steps, with the same settings, which need not be the best for
either. The mean returns of their last 100 episodes, sorted:
*/

let finals = [without, with].map { runs in runs.map { $0.outcome.finalReturn ?? 0 } }
for (name, values) in zip(["no baseline", "baseline   "], finals) {
  show("\(name)  \(values.sorted().map { rounded($0, 0) }.joined(separator: "  "))")
}

/*:
One run says little. So you will see the *interquartile mean* of ten, the mean of the middle half,
and how far to trust it, a *95% interval*.

{{ box: How far you may trust ten seeds, and the code of the table }}

The interval comes from the *bootstrap*: draw ten of the ten runs with replacement, again and again,
and take the range in which 95% of the resulting means lie. One wild run cannot move the
interquartile mean far. (Of ten sorted values, the fourth to the seventh count in full, the third
and the eighth by half.) Ideally, 95 of 100 such intervals contain the true value. With few runs
they are too short. Here are 1000 of them from ten draws, and from five, of a normal distribution
with mean zero:
*/

func intervalsHoldingZero(draws: Int) -> Int {
  var generator = PCG64(seed: 1, stream: .bootstrap)
  return (1...1000).count { _ in
    let sample = (1...draws).map { _ in generator.standardNormal() }
    let interval = bootstrapInterval(of: sample, using: &generator, statistic: interquartileMean)
    return interval.low <= 0 && 0 <= interval.high
  }
}
show("of ten draws: \(intervalsHoldingZero(draws: 10)) of 1000 hold the truth")
show("of five draws: \(intervalsHoldingZero(draws: 5)) of 1000 hold the truth")

/*:
So with ten seeds read “95%” as somewhat lower. And where most runs reach the maximum, such an
interval cannot show a rare failure.
*/

var bootstrap = PCG64(seed: 1, stream: .bootstrap)
var results = Table("method", "interquartile mean of the last 100 returns", "95% interval")
for (name, values) in zip(["no baseline", "baseline"], finals) {
  let interval = bootstrapInterval(of: values, using: &bootstrap, statistic: interquartileMean)
  results.add(
    name, rounded(interquartileMean(values), 1),
    "\(rounded(interval.low, 1)) … \(rounded(interval.high, 1))")
}
let gain = bootstrapInterval(
  ofDifference: finals[1], minus: finals[0], using: &bootstrap, statistic: interquartileMean)
let difference = interquartileMean(finals[1]) - interquartileMean(finals[0])

/// The interquartile mean of the last 100 returns, and its 95% interval.
func reached(_ runs: [TrainingRun]) -> String {
  let values = runs.map { $0.outcome.finalReturn ?? 0 }
  return "\(rounded(interquartileMean(values), 1)), 95% interval \(Summary(values).range)"
}

/*:
{{ end }}
*/

show(results)
show(
  "the baseline gains \(rounded(difference, 1)), interval \(rounded(gain, 1))"
)

// snippet.hide
var curves = Panel(x: "environment steps", y: Axis("return of an episode", from: 0, to: 520))
curves.horizontalLine(500, label: "the maximum")
for (name, runs, color) in [("no baseline", without, Color.orange), ("baseline", with, .blue)] {
  curves.curve(of: runs, steps: chapter.options.steps, color: color, label: name)
}
figure(
  "learning-curves",
  "REINFORCE on CartPole-v1: the interquartile mean over ten seeds and its 95% bootstrap band, in "
    + "windows of 5,000 steps. "
    + "One subtraction is the whole difference.",
  alt:
    "Two learning curves with bands. With a baseline the return reaches 500. Without, it climbs "
    + "more slowly and stalls between 250 and 400.",
  Figure(curves))
// snippet.show

/*:
## What goes wrong without it

The orange policy in [@fig:learning-curves] learns, because (1.9) is right on average. But each
batch says *do more of everything you did*, and louder after a longer episode. Its length is partly
luck; that is learnt too. Each run stalls elsewhere.

One waste remains. An action is weighed by the *whole* return, with earlier rewards that it cannot
have caused. The next chapter stops that.

## How much a baseline helps

{{ detour: The variance is a parabola in the baseline; here is its lowest point. }}

Write $\hat g_b = (R - b) z$ for the estimate from one episode with baseline $b$, where $z$ is the
score of the trajectory. Its variance, summed over the components, is its mean square minus the
square of its mean, which is $\nabla J$ for every $b$. Expand $(R - b)^2 = R^2 - 2 b R + b^2$ under
the expectation:

$$
\mathrm{Var}(\hat g_b) = \mathbb{E}\left[ (R - b)^2 \lVert z \rVert^2 \right] - \lVert \nabla J
\rVert^2 = \mathrm{Var}(\hat g_0) - 2 b \, \mathbb{E}\left[ R \, \lVert z \rVert^2 \right] + b^2 \,
\mathbb{E}\left[ \lVert z \rVert^2 \right]
$$ (1.13)

This is a parabola in $b$. It opens upwards, since the factor of $b^2$ is positive. Set its
derivative, $-2 \, \mathbb{E}[R \lVert z \rVert^2] + 2 b \, \mathbb{E}[\lVert z \rVert^2]$, to zero
to find the best constant:

$$
b^{*} = \frac{\mathbb{E}\left[ R \, \lVert z \rVert^2 \right]}{\mathbb{E}\left[ \lVert z \rVert^2
\right]}
$$ (1.14)

It is an average of the returns, weighted by the squared score. If the length of the score were
independent of the return, it would be the plain average. That average is the usual choice:
$b \approx \mathbb{E}[R]$.
{{ covers: S2-E8 }}
*/

func variance(baseline: Double) -> Double {
  trajectories.moments { contribution($0, baseline: baseline) }.totalVariance
}

let scoreSquared = trajectories.expectation { squaredLength(policy.score(along: $0)) }
let weighted = trajectories.expectation {
  $0.discountedReturn * squaredLength(policy.score(along: $0))
}
let bestBaseline = weighted / scoreSquared

var baselines = Table("baseline", "b", "variance of one episode's estimate")
baselines.add("none", rounded(0, 4), rounded(variance(baseline: 0), 4))
baselines.add(
  "mean return", rounded(expectedReturn, 4), rounded(variance(baseline: expectedReturn), 4))
baselines.add(
  "the best, b*", rounded(bestBaseline, 4), rounded(variance(baseline: bestBaseline), 4))
show(baselines)

// snippet.hide
let grid = (0...60).map { Double($0) * 0.1 - 1 }
var parabola = Panel(x: "baseline b", y: Axis("variance of ĝ from one episode", from: 0))
parabola.horizontalLine(variance(baseline: 0))
parabola.verticalLine(2 * bestBaseline, label: "2 b*: no better than none")
parabola.line(x: grid, y: grid.map(variance), color: .blue)
parabola.points(x: [0], y: [variance(baseline: 0)], color: .orange, label: "none")
parabola.points(
  x: [expectedReturn], y: [variance(baseline: expectedReturn)], color: .green, label: "mean return")
parabola.points(
  x: [bestBaseline], y: [variance(baseline: bestBaseline)], color: .purple, label: "b*")
figure(
  "baseline",
  "The variance of the estimate is a parabola in the baseline, (1.13). Here the mean return all "
    + "but reaches its lowest point; "
    + "a baseline beyond $2 b^{*}$ is worse than none.",
  alt:
    "A parabola of variance against the baseline b, with the mean return and the optimum marked.",
  Figure(parabola))
// snippet.show

/*:
In [@fig:baseline] the marks of the mean return and of the best constant almost coincide.

## The batch's own mean

{{ detour: What happens if the baseline is the mean of the very batch that it is subtracted from. }}

The obvious stand-in for $\mathbb{E}[R]$ is the mean of the batch that you have just played,
$\bar R = \frac{1}{N} \sum_j R(\tau_j)$. But it is no constant: it contains the very return that it
is subtracted from. Let $z_i$ be the score of $\tau_i$. In
$\mathbb{E}[\bar R \, z_i] = \frac{1}{N} \sum_j \mathbb{E}[R(\tau_j) \, z_i]$ the terms with
$j \neq i$ vanish, because $\tau_j$ is independent of $\tau_i$ and the mean score is zero:
$\mathbb{E}[R(\tau_j)] \, \mathbb{E}[z_i] = 0$. The term $j = i$ stays:
$\frac{1}{N} \mathbb{E}[R(\tau_i) \, z_i] = \frac{1}{N} \nabla J$. So

$$
\mathbb{E}\left[ \frac{1}{N} \sum_{i=1}^{N} \left( R(\tau_i) - \bar R \right) z_i \right] =
\frac{N-1}{N} \, \nabla_\theta J
$$ (1.15)

On average the direction is right, but the length is short by one part in $N$: with a batch of two
you climb half as fast. The table lists every possible batch of pulls of the three arms from a
policy that prefers the first.
*/

let leaning = TabularPolicy(logits: [[0.6, 0.0, -0.3]])
let pulls = bandit.trajectories(of: leaning, horizon: 1)
let exactSlope = bandit.policyGradient(of: leaning, horizon: 1)

/// The estimate from a batch, with the batch's own mean as the baseline.
func estimate(_ batch: [TabularTrajectory]) -> [Double] {
  let mean = batch.map(\.discountedReturn).reduce(0, +) / Double(batch.count)
  var estimate = [0.0, 0, 0]
  for tau in batch {
    let weight = (tau.discountedReturn - mean) / Double(batch.count)
    for (arm, score) in leaning.score(along: tau).enumerated() { estimate[arm] += weight * score }
  }
  return estimate
}

var shrinkage = Table("batch size N", "E[ĝ] / ∇J, arm by arm", "(N−1)/N")
for n in 2...4 {
  let average = pulls.independentDraws(n).moments(of: estimate).mean
  let ratios = zip(average, exactSlope).map { rounded($0 / $1, 6) }
  shrinkage.add("\(n)", ratios.joined(separator: "  "), rounded(Double(n - 1) / Double(n), 6))
}
show(shrinkage)

/*:
With the *leave-one-out* mean you compare each episode with the mean of the other $N - 1$. Then
nothing shrinks, because no return is subtracted from itself. The two conventions differ only by a
factor: divide the estimate of any batch by the last column of the table, and you have the
leave-one-out estimate. (Exercise 4 asks you to show it.)

## The same thing in a supervised learner's words

{{ detour: REINFORCE as a classifier's loss, for readers who have trained one. }}

To train a classifier is to minimise a *cross-entropy*, which is minus the mean of
$\log \pi_\theta(a_k \mid s_k)$ over labelled samples. Let $k$ run over all steps of all $N$
episodes of a batch, weight each step by $w_k$, hold the weights fixed while you differentiate, and
you have REINFORCE (in the listings $1/N$ is part of the weight):

$$
-\nabla_\theta \left( -\frac{1}{N} \sum_k w_k \log \pi_\theta(a_k \mid s_k) \right) = \frac{1}{N}
\sum_k w_k \nabla_\theta \log \pi_\theta(a_k \mid s_k) = \hat g
$$ (1.16)

The actions you took are the labels, and the score weight says how strongly to learn or unlearn each
one. Only the *gradient* of this loss is right, and only at the current $\theta$; a falling loss
does not mean that you are getting better.

## Mean over episodes, or over steps

{{ detour: Many programs divide by the number of steps. Does it matter? }}

(1.9) divides by the number of *episodes*, $N$. Many programs divide by the number of *steps*, $M$.
If all episodes have the same length, as in the corridor, this only shortens the step. But in
CartPole luck decides $M$ in every batch: a batch of long episodes is divided by a larger number.
The expectation of such an estimate is no longer $\nabla_\theta J$, nor in general along it. Does it
matter here, where Adam normalises the step anyway?
*/

let overSteps = experiment(
  setup("reinforce-baseline-steps", baseline: lastMean, mean: "steps"), chapter.options
) { seed, steps, report in
  train(
    seed: seed, steps: steps, baseline: true,
    weigh: { batch, baseline in
      batch.episodes.map { (batch.returns[$0] - baseline) / Float(batch.count) }
    }, report: report)
}
show("divided by M: \(reached(overSteps))")

/*:
Divided by $N$ it was 496.3 (491.5 … 499.9): no difference shows. From chapter 7 on, batches have a
fixed number of steps. Then $M$ is a constant and the question goes away.

## Try to break it

**Somebody else's return.** Weigh each episode by the return of its neighbour in the batch:

```diff
-  batch.episodes.map { (batch.returns[$0] - baseline) / Float(batch.returns.count) }
+  batch.episodes.map { (batch.returns[($0 + 1) % 16] - baseline) / Float(batch.returns.count) }
```

Nothing complains. Will it still learn?

{{ box: The code of the trial }}
*/

let neighbours = experiment(
  setup("reinforce-neighbour", baseline: lastMean), chapter.options
) { seed, steps, report in
  train(
    seed: seed, steps: steps, baseline: true,
    weigh: { batch, baseline in
      batch.episodes.map { (batch.returns[($0 + 1) % 16] - baseline) / Float(batch.returns.count) }
    }, report: report)
}
let untrained = interquartileMean(
  neighbours.map { $0.outcome.episodeReturns.prefix(16).reduce(0, +) / 16 })

/*:
{{ end }}
*/

show("before the first step of learning: \(rounded(untrained, 1))")
show("the neighbour's return: \(reached(neighbours))")

/*:
It gets worse. A return says nothing about another episode's actions, so the mean of $\hat g$ is
zero. But Adam scales noise like a signal: the logits wander until the policy is almost sure of one
action. Pushed only one way, the pole falls after nine or ten steps, sooner than at random.

{{ box: Forget the other actions }}

(1.7) pushes up the action that was taken, and pushes every action down by its probability. Omit the
second half. Then an action's logit rises by its score weight, and no other logit moves:

```diff
 public func score(of action: Int, in state: Int) -> [Double] {
-  var score = probabilities(in: state).map { -$0 }
+  var score = probabilities(in: state).map { _ in 0.0 }
   score[action] += 1
```

It still says *more of what did well*. Which of the proofs above breaks? Look at what the baseline
now does to the mean, *right* minus *left*, state by state.
*/

/// The estimate from one episode with the changed score: (R(τ) − b) for every action taken.
func counted(_ tau: TabularTrajectory, baseline: Double) -> [Double] {
  var sum = [Double](repeating: 0, count: 6)
  for (s, a) in zip(tau.states, tau.actions) { sum[2 * s + a] += tau.discountedReturn - baseline }
  return sum
}

var forgotten = Table("right minus left, in", "∇J", "b = 0", "b = −3", "b = E[R]")
let countedMeans = [0, -3, expectedReturn].map { b in
  trajectories.moments { counted($0, baseline: b) }.mean
}
for s in 0..<3 {
  let gaps = ([gradient] + countedMeans).map { rounded($0[2 * s + 1] - $0[2 * s], 4) }
  forgotten.add("cell \(s)", gaps[0], gaps[1], gaps[2], gaps[3])
}
show(forgotten)

/*:
The first column is the truth. The baseline $b$ now multiplies the number of times that the action
is taken. The mean of that number is not zero, so (1.11) fails, and (1.12) with it. With $b = -3$,
which adds 3 to every return, the middle cell is pushed to the *left*. With the mean return as the
baseline all three signs are right, but all three values are wrong.

{{ end }}

{{ box: Compare with the present, not with the past }}

Use the mean of this batch as the baseline, instead of the mean of the previous one:

```diff
-    let weights = weigh(batch, baseline)
+    let weights = weigh(batch, batch.returns.reduce(0, +) / 16)
```

(1.15) says that the estimate gets shorter by one part in sixteen. Will you see it?
*/

let own = experiment(
  setup("reinforce-own-mean", baseline: "mean return of the same batch"), chapter.options
) { seed, steps, report in
  train(
    seed: seed, steps: steps, baseline: true,
    weigh: { batch, _ in
      scoreWeights(batch, baseline: batch.returns.reduce(0, +) / 16)
    }, report: report)
}
show("the batch's own mean: \(reached(own))")

/*:
You will not. Adam divides the length out, and sixteen episodes are enough for the mean; the
interval overlaps that of the 496.3 above. (Some changes break nothing. Know which.)

{{ end }}

## To remember

- The gradient of the expected return is the average of return times score, (1.6). The dynamics drop
  out, (1.5), so you estimate it by playing, (1.9).
- The average score is zero, (1.11). So a baseline changes the noise, not the mean, (1.12).
- On CartPole, with these settings, all ten runs with the baseline end within 11 of the maximum;
  without it, anywhere from 129 to 499.

## Five questions

1. The probabilities $P$ do not occur in (1.5). Do they drop out of $\nabla J$ too?

{{ box: Answer }}

No. (1.6) is an average over trajectories, and $P$ decides how often each comes. You need not know
$P$, because the world draws from it while you play.

{{ end }}

2. Every episode pays 7. What is $\nabla J$? What does (1.9) say after one episode?

{{ box: Answer }}

$J$ is 7 for every policy, so $\nabla J = 0$. The estimate is 7 times the score of that episode,
pure noise. With $b = 7$ every estimate is exactly 0.

{{ end }}

3. May the baseline be the largest return of the batch before? Of the same batch?

{{ box: Answer }}

The first may: it is fixed before the batch is played, and (1.12) allows any constant. The second
may not. It depends on the actions that it helps to weigh, so it is no constant.

{{ end }}

4. A policy takes one of two actions with probability $0.999$. What does it learn from taking each?

{{ box: Answer }}

By (1.7) the score of the usual action has the entries $\pm 0.001$, so it learns next to nothing.
The score of the other has $\pm 0.999$, but it comes once in a thousand steps. A policy that is sure
changes slowly, even when it is wrong.

{{ end }}

5. Why is every batch thrown away after one step?

{{ box: Answer }}

(1.9) needs episodes of the current policy. A step changes the policy, and the old episodes come
with the wrong probabilities. Chapter 3 mends that with a weight.

{{ end }}

## Exercises

Where it says *write … as*, a function waits for you in
[`Exercises/Stubs/Chapter1.swift`](Exercises/Stubs/Chapter1.swift). Put your answer there;
`make exercises CHAPTER=1` says whether it is right, and if not, for which numbers. Solutions that
pass the same tests stand in
[`Exercises/Solutions/Chapter1.swift`](Exercises/Solutions/Chapter1.swift). Look when you are done,
or stuck.

1. **Predict the figure.** Set `learningRate` to 0.001, then to 0.1. Which of the two methods loses
   more of its final return in each case? Write your guess down, then run `swift run reinforce` (a
   few seconds) and look.
2. **A worse baseline.** In `train`, replace the line that updates `baseline` by
   `if usesBaseline { baseline = 1000 }`. (1.12) says that the mean does not change. What does
   (1.13) say about the variance, and what does the curve say?
3. **Paper and pencil.** Show that $b^{*} = \mathbb{E}[R]$ when $R$ and $\lVert z \rVert^2$ are
   independent. Then take a bandit with two arms that pay 0 and 1, the second pulled with
   probability $p$: find $b^{*}$ and $\mathrm{Var}(\hat g_{b^{*}})$. For which $p$ is $b^{*}$
   furthest from the mean return? (You should find a variance of zero, and wonder why.)
4. **The leave-one-out mean.** For $N \ge 2$, replace the baseline of episode $i$ by the mean of the
   other $N - 1$ episodes. Show that the estimate is unbiased, and that it is the estimate of (1.15)
   times $N / (N - 1)$, exactly. Write it as
   [`leaveOneOutEstimate`](Exercises/Stubs/Chapter1.swift). Then change `estimate` in this chapter
   accordingly: the table must read 1.000000 everywhere.
5. **Sign.** Replace `adam.ascend` by `adam.descend`, which steps downhill. What is the mean return
   of the last 100 episodes then? (A pole takes at least eight steps to fall.)
6. **The score, by you.** Write (1.7) as [`softmaxScore`](Exercises/Stubs/Chapter1.swift), without
   the core. The logits $(1000, 1000)$ stand for a fair coin like any other equal pair. What is
   $e^{1000}$ in a `Double`, and what may you do to all logits without changing a probability?
7. **The best baseline, by you.** Write (1.14) as [`bestBaseline`](Exercises/Stubs/Chapter1.swift),
   for a list of all episodes with their probabilities. Then apply it to exercise 3.
*/

chapter.finish()
