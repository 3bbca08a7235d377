// snippet.hide
import Figures
import Foundation
import Notebook
import Proximal

// snippet.show

/*:
# 0 · Before you start

A program must balance a pole on a cart, and nobody tells it how. At first the pole falls at once.
Half a million pushes later it stays up.

**The question.** What does learning by trial look like, and what do you need to know before you
build a program that does it? This chapter takes a quarter of an hour and proves nothing. You see
the one formula of the course, the tools, and a learner before, during and after.

## An agent and a world

*Reinforcement learning* has two parties ([@fig:agent-and-world]). A *world* is in some *state*. An *agent*
sees the state and chooses an *action*. The world answers with a new state and a number, the *reward*.
A choice and its answer make a *step*. The agent chooses again, until the *episode* is over. It
never hears which action would have been right; it only gets rewards. Their sum over an episode is
the *return*, and the agent wants it as large as possible.
*/

let chapter = Chapter(
  0, "before-you-start", "A pole before, during and after learning; what a policy is.",
  seeds: 1, steps: 500_000)

// snippet.hide
var loop = Panel.diagram(width: 12, height: 3.6)
let agentBox = loop.box(
  "agent\nchooses", at: Point(2.2, 1.5), width: 2.8, height: 1.5, color: .blue)
let worldBox = loop.box(
  "world\nanswers", at: Point(9.8, 1.5), width: 2.8, height: 1.5, color: .green)
loop.arrow(from: agentBox, to: worldBox, label: "action")
loop.arrow(
  from: worldBox, to: agentBox, around: .above, distance: 0.6, label: "next state, and a reward")
figure(
  "agent-and-world",
  "The agent chooses an action, the world answers with its next state and a reward, and again.",
  alt:
    "Two boxes, agent and world. An arrow from agent to world says action; one back says next state "
    + "and a reward.",
  Figure(loop))
// snippet.show

/*:
The world of this chapter is *CartPole*. A pole is hinged to a cart. The state is four numbers:
where the cart is, how fast it moves, how far the pole leans, and how fast it falls. There are two
actions: push the cart to the left or to the right. Every step earns a reward of 1. The episode ends
when the pole leans by more than 12 degrees, when the cart leaves its track, or after 500 steps. So
500 is the maximum. Pushing at random earns about 20.

## One learner, three times

By the end of chapter 7 you will have built PPO. Here it is at work. We keep a copy of the agent
before its first step, one on the way, and the last one. (New Swift syntax is in
[a table below](#what-you-need).)
*/

let setup = TrainingSetup(
  algorithm: "ppo", environment: CartPole().id, settings: PPOSettings())
let (_, found) = experiment(setup, chapter.options) { seed, steps, report in
  var ppo = PPO(
    CartPole(), distributions: CategoricalBatch(actionCount: 2), settings: PPOSettings(),
    totalSteps: steps, seed: seed)
  var moments = [(agent: ppo.agent, practice: 0)]
  let outcome = ppo.train(report: report) { ppo in
    if ppo.iteration == ppo.iterationCount / 40 { moments.append((ppo.agent, ppo.stepCount)) }
  }
  return (outcome, moments + [(ppo.agent, ppo.stepCount)])
}
let agents = found[0].map(\.agent)

var learnt = Table("", "steps of practice", "mean return of 100 episodes")
for (name, moment) in zip(["before", "on the way", "after"], found[0]) {
  let episodes = moment.agent.play(CartPole(), episodes: 100, seed: 1, samples: true)
  let mean = episodes.reduce(0) { $0 + $1.episodeReturn } / 100
  learnt.add(name, grouped(moment.practice), rounded(mean, 1))
}
show(learnt)

// snippet.hide
/// Six seconds of an agent: the carts, and how often the pole has fallen until then.
func film(_ agent: ActorCritic<CategoricalBatch<Float>>) -> [(cart: CartPole, falls: Int)] {
  var (cart, falls, film) = (CartPole(), 0, [(cart: CartPole, falls: Int)]())
  var observation = cart.reset(seed: 3)
  var generator = PCG64(seed: 3)
  for step in 0..<300 {
    if step % 2 == 0 { film.append((cart, falls)) }
    let inputs = (0..<4).map { observation[$0] }
    let left = Double(probabilities(inputs, agent.actor)[0])
    let answer = cart.step(Double.random(in: 0..<1, using: &generator) < left ? 0 : 1)
    observation = answer.observation
    if answer.terminated || answer.truncated {
      falls += answer.terminated ? 1 : 0
      observation = cart.reset()
    }
  }
  return film
}

/// Three agents side by side, with a dot for each fall.
func frames() -> [Panel] {
  let films = agents.map(film)
  let (width, height) = CartPole.drawingSize
  return films[0].indices.map { moment in
    var panel = Panel.diagram(width: 3 * width, height: height + 0.35)
    for (place, film) in films.enumerated() {
      let left = Double(place) * width
      film[moment].cart.draw(on: &panel, left: left)
      let falls = film[moment].falls
      if falls > 0 {
        panel.points(
          x: (0..<falls).map { left + 0.5 + 0.3 * Double($0) },
          y: [Double](repeating: height + 0.1, count: falls), color: .vermilion)
      }
    }
    return panel
  }
}
let filmWidth = 840
let filmCaption = Animation.caption(
  found[0].map { "after \(grouped($0.practice)) steps of practice" }, width: filmWidth)
let poles = frames()
animation(
  "three-poles",
  "The same learner at three moments: before its first step, after about a fortieth of its practice, and at "
    + "the end. Six seconds of each; a dot stands for a fall.",
  alt:
    "An animation of three carts with poles. The pole on the left falls again and again, the one in "
    + "the middle now and then, the one on the right stays upright.",
  Animation(
    frames: poles, secondsPerFrame: 0.04, width: filmWidth,
    captions: poles.map { _ in filmCaption }))
// snippet.show

/*:
Watch [@fig:three-poles] for a moment. Nobody wrote down how to balance. The left cart pushes
without aim; the right one has learnt that it must move *under* the pole. Its only feedback was the
1 for every step.

## What a policy is

The rule by which an agent chooses is its *policy*: for every state, a probability for each action.
Ours is a small *neural network*, a formula with many knobs (parameters). It multiplies the four
numbers $x$ by a matrix of knobs, adds a vector of further knobs, and passes each result through
$\tanh$, which is close to its argument near 0 and stays between $-1$ and $1$. This yields *hidden
units*. A second such layer follows, and a third without $\tanh$, which gives one number for each
action, the *logits* $z$:

$$
h = \tanh(x W_1 + b_1), \qquad h' = \tanh(h W_2 + b_2), \qquad z = h' W_3 + b_3
$$

The *softmax* turns logits into probabilities, positive and with the sum 1. In the state $s$, here
the four numbers $x$, the action $a$ gets $\pi(a \mid s) = e^{z_a} / \sum_{a'} e^{z_{a'}}$. One
short function does it all:
*/

/// π(· | s): the probability of each action, from what the world shows.
func probabilities(_ observation: [Float], _ network: MLP<Float>) -> [Float] {
  var units = observation
  for layer in 0..<network.sizes.count - 1 {
    let weights = Array(network.parameters[network.weightRange(ofLayer: layer)])
    var sums = Array(network.parameters[network.biasRange(ofLayer: layer)])
    let width = sums.count
    for (i, unit) in units.enumerated() {
      for j in 0..<width { sums[j] += unit * weights[i * width + j] }
    }
    units = layer < network.sizes.count - 2 ? sums.map { tanh($0) } : sums
  }
  let powers = units.map { exp($0) }
  return powers.map { $0 / powers.reduce(0, +) }
}

let network = agents[2].actor
show("widths \(network.sizes), \(grouped(network.parameterCount)) knobs")
var choices = Table("the pole", "push left", "push right")
for (words, angle, velocity) in [
  ("falls to the left", -0.05, -0.5), ("stands still", 0, 0), ("falls to the right", 0.05, 0.5),
] {
  let chances = probabilities([0, 0, Float(angle), Float(velocity)], network)
  choices.add(words, rounded(Double(chances[0]), 3), rounded(Double(chances[1]), 3))
}
show(choices)

/*:
To learn is to turn the knobs. For each knob you ask: if I turn it up a little, does the number that
I care about rise or fall, and how fast? All the answers together are the *gradient*, written
$\nabla_\theta$, with $\theta$ for the knobs. You could nudge thousands of knobs one at a time. The
chain rule gets all the answers in one pass, from the end of the formula back to its beginning. Take
one layer: $x$ goes in, $u = xW + b$, and $h = \tanh u$ comes out. If you know how fast your number
$L$ changes with $h$, you know it for $u$, because the slope of $\tanh$ is $1 - h^2$. From $u$ you
get it for the layer's knobs and for $x$:

$$
\frac{\partial L}{\partial u_j} = (1 - h_j^2) \frac{\partial L}{\partial h_j}, \qquad \frac{\partial
L}{\partial W_{ij}} = x_i \frac{\partial L}{\partial u_j}, \qquad \frac{\partial L}{\partial b_j} =
\frac{\partial L}{\partial u_j}, \qquad \frac{\partial L}{\partial x_i} = \sum_j W_{ij}
\frac{\partial L}{\partial u_j}
$$

The last layer has no $\tanh$; there $z = u$. That is all that `backward` does in this course. Let
the number that you care about be the logarithm of the probability of pushing right. Here are three
knobs of the last layer, by the chain rule and by nudging:
*/

let leaning: [Float] = [0, 0, 0.05, 0]
let chances = probabilities(leaning, network)
var pass = MLP<Float>.Pass()
network.forward(leaning, rows: 1, &pass)
// The slope of log π(right) with respect to the two logits; chapter 1 derives it.
pass.outputGradient = [-chances[0], 1 - chances[1]]
var gradient = [Float](repeating: 0, count: network.parameterCount)
network.backward(leaning, &pass, into: &gradient)

var slopes = Table("knob", "by the chain rule", "by nudging it")
for knob in network.weightRange(ofLayer: 2).prefix(3) {
  func logarithm(nudgedBy h: Float) -> Double {
    var nudged = network
    nudged.parameters[knob] += h
    return log(Double(probabilities(leaning, nudged)[1]))
  }
  let h: Float = 0.01
  let nudging = (logarithm(nudgedBy: h) - logarithm(nudgedBy: -h)) / Double(2 * h)
  slopes.add("\(knob)", rounded(Double(gradient[knob]), 4), rounded(nudging, 4))
}
show(slopes)

/*:
## The course in one sum

Every chapter builds on the same sum over steps $t$, in which the action $a_t$ was tried in the
state $s_t$:

$$
g = \sum_t w_t \, \nabla_\theta \log \pi_\theta(a_t \mid s_t)
$$

For each action, find the direction of the knobs in which the logarithm of its probability grows
fastest. Go along it if the *weight* $w_t$ is positive, against it if negative, and further the
larger $|w_t|$ is. (This weight is no knob; from chapter 1 on it is the *score weight*.) Up to
chapter 6 mostly the weight changes. Chapter 4 also subtracts a term, chapter 7 puts all the parts
of PPO together, and chapters 8 to 10 change the world. Come back to this table whenever you are
lost; each chapter explains its symbols.

{{ weights }}

Near the end of the way, [@fig:ppo/strip] shows what each step made of one small world.

By the end you will have derived each weight, tested it, and seen it succeed or fail. In
the last chapter the same loss teaches a program to answer questions in a toy language, from the
verdicts of simulated people.

## Colours

These seven keep their colours through the book. So do the dash of a line and the shape of its
points, for readers who see colours poorly or print in black and white.
*/

// snippet.hide
figure(
  "colours",
  "What the colours, dashes and points of the figures stand for. Where one of them is not in a "
    + "figure, its colour may stand for something else there; the figure says what.",
  alt:
    "Seven lines with names: the true J, black; the plain surrogate, orange; the clip alone, green; "
    + "the min and PPO, blue; TRPO, purple; the adaptive KL penalty, a blue-green; references, grey.",
  Figure(Panel.concepts()))
// snippet.show

/*:
## What you need

**Mathematics.** Derivatives, sums and the chain rule. Probability: expectation, variance,
independence. Only detours of chapter 4 ask for linear algebra beyond a product of matrices
(eigenvalues, and a Jacobian, the matrix of all first derivatives): the short path does without.

**Programming.** Any language. The code is Swift, which reads like Python with types. You need this
syntax most:

| Swift | Python | |
| --- | --- | --- |
| `let x = 1`, `var x = 1` | `x = 1` | `let` names a thing for good, `var` one that changes |
| `0..<n`, `0...n` | `range(n)`, `range(n + 1)` | |
| `xs.map { $0 * 2 }` | `[x * 2 for x in xs]` | braces are a function, `$0` and `$1` its arguments |
| `xs.reduce(0, +)` | `sum(xs)` | |
| `a ? b : c` | `b if a else c` | |
| `x ?? y` | `y if x is None else x` | |
| `x!` | `x` | `x` is certainly not `None` |
| `(a, b) = (b, a)`, `pair.0` | `a, b = b, a`, `pair[0]` | |
| `f(rows: 3)` | `f(rows=3)` | most arguments are called by their names |
| `func f(_ x: Float) -> Float` | `def f(x: float) -> float` | `_`: this argument has no name outside |
| `func f(_ x: inout [Float])`, `f(&a)` | | `f` changes the caller's `a`, and `&` says so |
| `struct`, `mutating func` | `class`, a method | a `struct` is copied when assigned; a method that changes it says so |
| `f(x) { a, b in … }` | `f(x, lambda a, b: …)` | a function as the last argument stands behind the parentheses |
| `"\(x)"` | `f"{x}"` | |
| `[Float](repeating: 0, count: n)` | `[0.0] * n` | |
| `if let y = x { … }` | `if x is not None: …` | `y` is the value of `x` |
| `switch x { case … }` | `match x: case …` | |
| `guard x > 0 else { return }` | `if not x > 0: return` | |
| `defer { … }` | `finally: …` | runs when the block is left |
| `for x in xs where x > 0` | `for x in xs: if x > 0:` | |
| `func f<T>(_ x: T) where T: Real` | | for every type `T` that has what `Real` asks for |
| `extension Corridor { … }` | | adds methods to a type that is there already |
| `\.angle` | `lambda s: s.angle` | |
| `@Sendable { … }` | | a function that several cores may call at once |

`show` prints a line into this book, `Table` lays out a table, and `rounded(x, 3)` is `x` with three
decimals.

## To remember

- An agent acts, a world answers with a state and a reward. Nobody says what would have been right.
- A policy gives each action a probability; here it is a network whose knobs are $\theta$.
- Learning is one sum: turn the knobs towards the actions with a positive weight. The course is
  about the weight.
*/

chapter.finish()
