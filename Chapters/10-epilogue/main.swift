// snippet.hide
import Figures
import Foundation
import Notebook
import Proximal

// snippet.show

/*:
# 10 · Epilogue: the same loss on words

Ask this chapter's learner *Is the shop open?* After practice the likeliest answer, in six of ten
runs, is `thanks yes yes yes`.

{{ picture: without-the-price }}

People chose the better of two answers, and a model of their taste paid the reward. On the
right, the model's opinion (orange) rises to the end. People's (black) rises, turns, and falls below
where it began (grey). On the left the learner also pays for straying from its first language, and
people stay content.

**The question.** When the reward is learnt, what does PPO climb, what keeps it honest, and what in
its loss has to change?

{{ here }}
*/

let chapter = Chapter(
  10, "epilogue", "Preferences, a price on KL, and PPO on a toy of words, held to exact answers.",
  seeds: 10, steps: 60_000)

// snippet.hide
var chat = Panel.diagram(width: 17, height: 5.4)
let prompt = chat.box("prompt", at: Point(1.3, 2.4), width: 2.2, height: 1.1, color: .gray)
let writer = chat.box(
  "policy π_{θ}\na chat model", at: Point(5, 2.4), width: 3.6, height: 1.5, color: .blue)
let judge = chat.box(
  "model of\npreferences", at: Point(10.4, 2.4), width: 3.5, height: 1.5, color: .surrogate)
let update = chat.box(
  "PPO\nR − β KL", at: Point(15.3, 2.4), width: 2.6, height: 1.5, color: .ppo)
let origin = chat.box(
  "the model it\nbegan as", at: Point(10.4, 4.5), width: 3.5, height: 1.5, color: .gray)
chat.arrow(from: prompt, to: writer)
chat.arrow(from: writer, to: judge, label: "answer")
chat.arrow(from: writer, to: origin, label: "answer")
chat.arrow(from: judge, to: update, label: "R")
chat.arrow(from: origin, to: update)
chat.text("log π_{ref}", at: Point(14.0, 4.0), color: .gray)
chat.arrow(
  from: update, to: writer, around: .below, distance: 0.7, label: "turn the knobs")
figure(
  "preferences",
  "PPO in the training of a chat model: the answer is the trajectory, its tokens are the actions.",
  alt:
    "Boxes from a prompt to the policy, whose answer goes to a model of preferences and to the "
    + "model that it began as; both tell PPO, which turns the policy's knobs.",
  covers: ["S1-F4"], Figure(chat))
// snippet.show

/*:
Training a real chat model ([@fig:preferences]) takes a data centre. Ours has three words and a full
stop: its best policy can be computed exactly.

## A language of four tokens

Two *prompts* are equally likely: *Is the shop open?* and *Is it raining?* The first wants `yes`,
the second `no`. The *tokens* are `yes`, `no`, `thanks` and a full stop. An answer ends with the
full stop or its fourth word.

Call the prompt $x$, the answer $y$ and its tokens $y_0, y_1, \ldots, y_{T-1}$. The state $s_t$ is a
*draft*: the prompt and the tokens before $y_t$. An action is a token. The world only appends it, so
the product (1.1) keeps only the policy's factors:

$$
\log \pi_\theta(y \mid x) = \sum_{t=0}^{T-1} \log \pi_\theta(y_t \mid x, y_0, \ldots, y_{t-1})
$$ (10.1)

The policy has a softmax for every draft.

{{ box: The world in code }}
*/

/// A prompt, 0 or 1, and words that answer it; as long as the end is open, a draft.
struct Answer: Equatable, Sendable {
  var prompt: Int
  var words: [Int] = []
}

enum Language {
  static let vocabulary = ["yes", "no", "thanks", "."]
  static let (thanks, end, mostWords) = (2, 3, 4)

  /// Every draft, shortest first: the states.
  static let drafts: [Answer] = (1..<mostWords).reduce([Answer(prompt: 0), Answer(prompt: 1)]) {
    drafts, length in
    drafts
      + drafts.filter { $0.words.count == length - 1 }.flatMap { draft in
        (0..<end).map { Answer(prompt: draft.prompt, words: draft.words + [$0]) }
      }
  }
  /// The state after the answer is finished.
  static let finished = drafts.count
}

extension Language {
  /// What the draft with this index becomes by one more token.
  static func answer(_ draft: Int, _ token: Int) -> Answer {
    var answer = drafts[draft]
    if token != end { answer.words.append(token) }
    return answer
  }

  /// The state that follows, `[draft][token]`.
  static let next: [[Int]] = drafts.indices.map { draft in
    (0...end).map { token in
      let longer = answer(draft, token)
      let isOver = token == end || longer.words.count == mostWords
      return isOver ? finished : drafts.firstIndex(of: longer)!
    }
  }

  /// Writing as a Markov decision process that pays for the finished answer.
  static func world(paying reward: (Answer) -> Double) -> TabularMDP {
    func certain(_ state: Int) -> [Double] { (0...finished).map { $0 == state ? 1 : 0 } }
    let appended = next.map { $0.map(certain) }
    let paid = drafts.indices.map { draft in
      (0...end).map { next[draft][$0] == finished ? reward(answer(draft, $0)) : 0 }
    }
    return TabularMDP(
      transition: appended + [(0...end).map { _ in certain(finished) }],
      reward: paid + [[0, 0, 0, 0]], start: (0...finished).map { $0 < 2 ? 0.5 : 0 }, discount: 1,
      terminalStates: [finished])
  }

  /// The answer that a trajectory has written.
  static func answer(_ tau: TabularTrajectory) -> Answer {
    answer(tau.states.last!, tau.actions.last!)
  }

  /// Every answer to either prompt, as a trajectory, with its probability.
  static func answers(of policy: TabularPolicy) -> FiniteDistribution<TabularTrajectory> {
    world { _ in 0 }.trajectories(of: policy, horizon: mostWords)
  }
}

/// E[h] over a policy's answers to one prompt.
func mean(to prompt: Int, of policy: TabularPolicy, _ h: (Answer) -> Double) -> Double {
  2
    * Language.answers(of: policy).expectation {
      let answer = Language.answer($0)
      return answer.prompt == prompt ? h(answer) : 0
    }
}

extension Answer: CustomStringConvertible {
  var description: String {
    words.isEmpty ? "(nothing)" : words.map { Language.vocabulary[$0] }.joined(separator: " ")
  }
}

/*:
{{ end }}

It begins as the *reference* $\pi_{\mathrm{ref}}$, set by hand in place of a model that learnt to
write by imitation. It is brief, seldom repeats a word, and does not know what is right:

{{ box: Its logits, and the code of the table }}
*/

extension Language {
  static let reference = TabularPolicy(
    logits: drafts.map { draft in
      let words = (0..<end).map { draft.words.contains($0) ? -2.0 : 0 }
      return words + [[-1, 0.5, 1, 1.5][draft.words.count]]
    } + [[0, 0, 0, 0]])
}

/*:
What it writes:
*/

let written = Language.answers(of: Language.reference)
var likeliest = Table("answer to the first prompt", "tokens", "probability")
let toTheFirst = written.filter { Language.answer($0.outcome).prompt == 0 }
let sorted = toTheFirst.sorted { $0.probability > $1.probability + 1e-9 }
for (tau, chance) in sorted.prefix(5) {
  likeliest.add("\(Language.answer(tau))", "\(tau.count)", rounded(2 * chance, 4))
}
let repeating = written.expectation { tau in
  let words = Language.answer(tau).words
  return Set(words).count < words.count ? 1 : 0
}

show("\(written.count / 2) answers to each of two prompts; \(Language.finished) drafts")

/*:
{{ end }}
*/

show(likeliest)
show("probability that some word comes twice: \(rounded(repeating, 4))")

/*:
Only people know that.

## Which of the two?

In this toy we know how much people like an answer, $U(x, y)$: 2 for the right word, −2 for the
wrong one, 1 for thanks, −1.5 for every repetition. To the first prompt they like `yes thanks` best,
in either order.

In life nobody can state $U$: ask for a number and you get moods. Ask *which of the two do you like
better*, and people are fairly consistent. Bradley and Terry (1952) take a softmax over the two, so
only the lead counts:

$$
\mathrm{P}(y \succ y' \mid x) = \frac{e^{U(x, y)}}{e^{U(x, y)} + e^{U(x, y')}} = \Lambda\left( U(x,
y) - U(x, y') \right), \qquad \Lambda(D) = \frac{1}{1 + e^{-D}}
$$ (10.2)

with $\Lambda$ the *logistic function*.

{{ box: What no comparison can tell }}

Comparisons see only differences. Add a constant to $U$ for each prompt, and no answer to *which of
the two* changes its probability:

$$
U'(x, y) = U(x, y) + \nu(x): \qquad \mathrm{P}'(y \succ y' \mid x) = \mathrm{P}(y \succ y' \mid x)
$$ (10.3)

($\nu$ shifts rewards as in (9.15), but once per answer, and by its own amount for each prompt.) So
comparisons determine a reward only up to a constant for each prompt. The detour on pairs uses this.

{{ end }}

{{ box: People in code }}
*/

/// U: what people think of an answer.
func trueValue(_ answer: Answer) -> Double {
  let distinct = Set(answer.words)
  let repetitions = answer.words.count - distinct.count
  return (distinct.contains(answer.prompt) ? 2 : 0) - (distinct.contains(1 - answer.prompt) ? 2 : 0)
    + (distinct.contains(Language.thanks) ? 1 : 0) - 1.5 * Double(repetitions)
}

func logistic(_ lead: Double) -> Double { 1 / (1 + exp(-lead)) }

struct Comparison: Sendable {
  var winner: Answer
  var loser: Answer
}

/// Pairs of the reference's answers to one prompt; who wins is drawn by (10.2).
func comparisons(_ count: Int, seed: UInt64) -> [Comparison] {
  var generator = PCG64(seed: seed)
  let world = Language.world { _ in 0 }
  func drawn() -> Answer {
    Language.answer(
      world.sampleTrajectory(
        of: Language.reference, horizon: Language.mostWords, using: &generator))
  }
  return (0..<count).map { _ in
    let first = drawn()
    var second = drawn()
    while second.prompt != first.prompt { second = drawn() }
    let chance = logistic(trueValue(first) - trueValue(second))
    return generator.random() < chance
      ? Comparison(winner: first, loser: second) : Comparison(winner: second, loser: first)
  }
}

/*:
{{ end }}

You never see $U$, only the verdicts on $M = 500$ pairs of the reference's answers. Fit a *reward
model* $R_\psi(x, y)$ that makes the verdicts likely. The loss is minus their log-probability,
divided by $M$:

$$
L^{\mathrm{BT}}(\psi) = -\frac{1}{M} \sum_{m=1}^{M} \log \Lambda(D_m), \qquad D_m = R_\psi(x_m,
y_m^{\text{won}}) - R_\psi(x_m, y_m^{\text{lost}})
$$ (10.4)

Ours is linear, $R_\psi = \psi \cdot f(x, y)$, where $f$ counts right words, wrong words and thanks:

{{ box: The slope of the loss, and why there is one minimum }}

The loss is the cross-entropy of (1.16) with two classes. Since $\Lambda' = \Lambda (1 - \Lambda)$,
the slope of $\log \Lambda(D)$ is $1 - \Lambda(D)$: how surprising the verdict was. Let $f_m$ be the
winner's counts minus the loser's. Then $D_m = \psi \cdot f_m$ and

$$
\begin{aligned} \nabla L^{\mathrm{BT}} & = -\frac{1}{M} \sum_m \left( 1 - \Lambda(D_m) \right) f_m
\\
\nabla^2 L^{\mathrm{BT}} & = \frac{1}{M} \sum_m \Lambda(D_m) \left( 1 - \Lambda(D_m) \right) f_m \,
f_m^\top \end{aligned}
$$ (10.5)

In any direction $v$ the second is $\frac1M \sum_m \Lambda (1 - \Lambda) (v \cdot f_m)^2$, a sum of
squares with positive weights, so the loss is convex, a bowl. It has exactly one minimum if the
$f_m$ span all three dimensions and no weights but 0 call every verdict right or a tie. (If some
weights do, scale them up: the loss falls for ever. People waver, so some of the 500 verdicts
contradict any weights.) Plain descent finds it.

{{ end }}
*/

struct PreferenceModel: Sendable {
  /// ψ: the worth of a right word, a wrong word and a word of thanks.
  var weights = [0.0, 0, 0]

  /// f(x, y).
  static func counts(_ answer: Answer) -> [Double] {
    [answer.prompt, 1 - answer.prompt, Language.thanks].map { word in
      Double(answer.words.count { $0 == word })
    }
  }

  /// R(x, y) = ψ · f(x, y).
  func reward(_ answer: Answer) -> Double {
    zip(weights, Self.counts(answer)).reduce(0) { $0 + $1.0 * $1.1 }
  }
}

/*:
{{ box: The fit, and how many verdicts it gets right }}

The weights are rounded to sixty-fourths, so that adding a round number to such a reward makes no
rounding error. That will matter only in the detour on pairs.
*/

extension PreferenceModel {
  /// ∇L^BT, the first of (10.5).
  func lossGradient(_ data: [Comparison]) -> [Double] {
    data.reduce(into: [0, 0, 0]) { sum, pair in
      let surprise = 1 - logistic(reward(pair.winner) - reward(pair.loser))
      let (won, lost) = (Self.counts(pair.winner), Self.counts(pair.loser))
      for i in 0..<3 { sum[i] -= surprise * (won[i] - lost[i]) / Double(data.count) }
    }
  }

  /// −(1/M) Σ log Λ(D_m), (10.4).
  func loss(_ data: [Comparison]) -> Double {
    data.reduce(0) { $0 - log(logistic(reward($1.winner) - reward($1.loser))) }
      / Double(data.count)
  }

  /// Descends (10.4), and rounds the weights to sixty-fourths.
  static func fitted(to data: [Comparison]) -> PreferenceModel {
    var model = PreferenceModel()
    for _ in 0..<400 {
      model.weights = zip(model.weights, model.lossGradient(data)).map { $0 - $1 }
    }
    model.weights = model.weights.map { ($0 * 64).rounded() / 64 }
    return model
  }
}

let data = comparisons(500, seed: 1)
let model = PreferenceModel.fitted(to: data)
show("ψ: " + model.weights.map { rounded($0, 3) }.joined(separator: ", "))

var verdicts = Table("", "loss", "right, ties left out")
func agreement(_ value: (Answer) -> Double) -> String {
  let count = data.count { value($0.winner) > value($0.loser) }
  let ties = data.count { value($0.winner) == value($0.loser) }
  return "\(count) of \(data.count - ties)"
}
let trueLoss = data.reduce(0) {
  $0 - log(logistic(trueValue($1.winner) - trueValue($1.loser))) / Double(data.count)
}
verdicts.add("the fitted model", rounded(model.loss(data), 4), agreement(model.reward))
verdicts.add("what people think, U", rounded(trueLoss, 4), agreement(trueValue))
verdicts.add("tossing a coin", rounded(log(2), 4), "half of them")
show(verdicts)

/*:
Even $U$ cannot foresee every verdict. The last column ranks nothing: each row has its own ties.

{{ end }}

Fitted by descent, the model is good: its loss is 0.50 (that of $U$ 0.45, a coin's 0.69). But
see how it values repeating `yes`:

{{ box: The code of the table }}
*/

var again = Table("answer", "U", "R", "probability under the reference")
let sayings = (1...4).map { Answer(prompt: 0, words: [Int](repeating: 0, count: $0)) }
func chanceOfWriting(_ answer: Answer, _ policy: TabularPolicy) -> Double {
  mean(to: answer.prompt, of: policy) { $0 == answer ? 1 : 0 }
}
for answer in sayings {
  again.add(
    "\(answer)", rounded(trueValue(answer), 1), rounded(model.reward(answer), 2),
    rounded(chanceOfWriting(answer, Language.reference), 6))
}

/*:
{{ end }}
*/

show(again)

/*:
To the model, four good words are worth four times one. It cannot count repetitions. They are rare
in the data, so misjudging them costs it little.

{{ box: Would more comparisons help? }}

[@fig:mistake] draws the table.
*/

// snippet.hide
let timesSaid = [1.0, 2, 3, 4]
var judged = Panel(
  "what it is worth", x: Axis("times yes is said", from: 0.5, to: 4.9, ticks: .at(timesSaid)),
  y: "value")
judged.line(
  x: timesSaid, y: sayings.map(model.reward), color: .surrogate, width: 1.4, marker: .square,
  label: "R")
judged.line(
  x: timesSaid, y: sayings.map(trueValue), color: .trueObjective, width: 1.4, marker: .cross,
  label: "U")
var asked = Panel(
  "how often it is written",
  x: Axis("times yes is said", from: 0.5, to: 4.5, ticks: .at(timesSaid)),
  y: Axis("probability", from: 0.000001, to: 0.5, scale: .logarithmic))
asked.line(
  x: timesSaid, y: sayings.map { chanceOfWriting($0, Language.reference) }, color: .reference,
  width: 1.4, marker: .circle)
figure(
  "mistake",
  "A model that is fair where the data are. Left, what the model of preferences, $R$, and people, "
    + "$U$, think of `yes`, said once to four times. Right, how often the reference writes it: "
    + "the further the two part, the less the data had to say.",
  alt:
    "Left: one line rises with every yes, the other falls. Right: the probability of such an answer "
    + "falls by orders of magnitude.",
  Figure(judged, asked))
// snippet.show

/*:
Take infinitely many comparisons of the same kind: every pair of answers with its probability, and
both verdicts on it with theirs, by (10.2). Then the slope of the loss is
$-\mathbb{E}[(\Lambda(U - U') - \Lambda(R - R')) (f - f')]$. The prompts differ only in their right
words, so one of them suffices:
*/

/// ψ fitted to all pairs of the reference's answers to the first prompt.
func fittedToEveryPair() -> PreferenceModel {
  let answers = Language.answers(of: Language.reference).filter {
    Language.answer($0.outcome).prompt == 0
  }
  let chances = answers.map { 2 * $0.probability }
  let counts = answers.map { PreferenceModel.counts(Language.answer($0.outcome)) }
  let truths = answers.map { trueValue(Language.answer($0.outcome)) }
  var model = PreferenceModel()
  for _ in 0..<400 {
    let rewards = answers.map { model.reward(Language.answer($0.outcome)) }
    for i in answers.indices {
      for j in answers.indices {
        let surprise = logistic(truths[i] - truths[j]) - logistic(rewards[i] - rewards[j])
        for k in 0..<3 {
          let slope = -chances[i] * chances[j] * surprise * (counts[i][k] - counts[j][k])
          model.weights[k] -= slope
        }
      }
    }
  }
  return model
}
let everyPair = fittedToEveryPair()
func repeats(_ answer: Answer) -> Bool { Set(answer.words).count < answer.words.count }
let withRepetition = data.count { repeats($0.winner) || repeats($0.loser) }
show("comparisons in which an answer repeats a word: \(withRepetition) of \(data.count)")
show("ψ of infinitely many: " + everyPair.weights.map { rounded($0, 3) }.joined(separator: ", "))
show("R of yes, four times: \(rounded(everyPair.reward(sayings[3]), 2))")

/*:
This model values `yes` said four times even more.

{{ end }}

PPO will leave the data behind: its job is to find where $R$ is large.

## A price for leaving home

You cannot trust $R$ far from what the reference writes. So charge $\beta$ for each unit of KL from
it:

$$
J(\theta) = \mathbb{E}_{y \sim \pi_\theta}\left[ R(x, y) \right] - \beta \, \mathrm{KL}\left(
\pi_\theta(\cdot \mid x) \,\Vert\, \pi_{\mathrm{ref}}(\cdot \mid x) \right)
$$ (10.6)

averaged over prompts. This is the leash of (4.16), tied to the reference for good. The KL is the
mean log ratio of whole answers, by (10.1) a sum over tokens.

{{ box: The same as an equation }}

$$
\mathrm{KL}\left( \pi_\theta \,\Vert\, \pi_{\mathrm{ref}} \right) = \mathbb{E}_{y \sim
\pi_\theta}\left[ \sum_t \log \frac{\pi_\theta(y_t \mid s_t)}{\pi_{\mathrm{ref}}(y_t \mid s_t)}
\right], \qquad s_t = (x, y_0, \ldots, y_{t-1})
$$ (10.7)

{{ end }}

So charge token by token, and pay for the answer when it is finished:

$$
r_t = -\beta \log \frac{\pi_\theta(y_t \mid s_t)}{\pi_{\mathrm{ref}}(y_t \mid s_t)} + \mathbf{1}[t =
T - 1] \, R(x, y), \qquad \mathbb{E}\left[ \sum_t r_t \right] = J(\theta)
$$ (10.8)

Treat these rewards as fixed, though they contain $\theta$: the gradient's term left out is a
multiple of the mean score, zero. Our price:
*/

let beta = 0.8

/*:
{{ box: Why the gradient need not pass through the rewards }}

(From samples, the small reward is $-\beta$ times chapter 5's $k_1$. And in (10.6), unlike (4.16),
the new policy comes first in the KL, since $R$ is evaluated on its answers.) Differentiate (10.6)
as a sum over answers. The product rule gives three terms:

$$
\nabla J = \sum_y \nabla \pi_\theta(y) \left( R(y) - \beta \log
\frac{\pi_\theta(y)}{\pi_{\mathrm{ref}}(y)} \right) - \beta \sum_y \pi_\theta(y) \, \nabla \log
\pi_\theta(y)
$$

The first two are the usual policy gradient with $r_t$ taken as numbers. The last contains the mean
score, which is zero, (1.11). So the policy gradient of chapter 2 holds with these rewards as
numbers,

$$
\nabla J(\theta) = \mathbb{E}\left[ \sum_{t} \left( \sum_{t' \geq t} r_{t'} \right) \nabla_\theta
\log \pi_\theta(y_t \mid s_t) \right]
$$ (10.9)

and past rewards drop out as in (2.1). Here is the sum over all 242 answers, next to the slope of
$J$:
*/

/// r_t of (10.8) along an answer that `policy` wrote.
func tokenRewards(
  _ tau: TabularTrajectory, _ policy: TabularPolicy, beta: Double, _ reward: (Answer) -> Double
) -> [Double] {
  var rewards = zip(tau.states, tau.actions).map { state, token in
    -beta
      * (policy.logProbability(of: token, in: state)
        - Language.reference.logProbability(of: token, in: state))
  }
  rewards[tau.count - 1] += reward(Language.answer(tau))
  return rewards
}

/// J, (10.6), summed over all answers.
func objective(
  of policy: TabularPolicy, beta: Double, _ reward: (Answer) -> Double
) -> Double {
  Language.answers(of: policy).expectation {
    tokenRewards($0, policy, beta: beta, reward).reduce(0, +)
  }
}

/// E[Σ_t w_t ∇ log π(y_t|s_t)], summed over all answers.
func meanPull(
  of policy: TabularPolicy, _ weights: (TabularTrajectory) -> [Double]
) -> [Double] {
  Language.answers(of: policy).moments {
    policy.weightedScore(along: $0, weights: weights($0))
  }.mean
}

/// ∇J by (10.9), summed over all answers.
func objectiveGradient(
  of policy: TabularPolicy, beta: Double, _ reward: (Answer) -> Double
) -> [Double] {
  meanPull(of: policy) {
    rewardsToGo(tokenRewards($0, policy, beta: beta, reward), discount: 1)
  }
}

// A policy on its way: one step up the gradient, so that the log ratios are not zero.
let firstAscent = objectiveGradient(of: Language.reference, beta: beta, model.reward)
let onTheWay = Language.reference.moved(along: firstAscent, stepSize: 2)
let slopes = objectiveGradient(of: onTheWay, beta: beta, model.reward)
var slopeTable = Table("first token", "∇J by (10.9)", "slope of J")
for token in 0...Language.end {
  let nudge = slopes.indices.map { $0 == token ? 1e-4 : 0 }
  let up = objective(
    of: onTheWay.moved(along: nudge, stepSize: 1), beta: beta, model.reward)
  let down = objective(
    of: onTheWay.moved(along: nudge, stepSize: -1), beta: beta, model.reward)
  slopeTable.add(
    Language.vocabulary[token], rounded(slopes[token], 6), rounded((up - down) / 2e-4, 6))
}
show(slopeTable)

/*:
{{ end }}

## The best policy

How far can $J$ rise? This is the chapter's heart: take a minute. Fix a prompt. The reference, a
softmax, gives every answer a positive probability. Weight each answer by $e^{R/\beta}$:

$$
\pi^{*}(y) = \frac{1}{Z} \, \pi_{\mathrm{ref}}(y) \, e^{R(y)/\beta}, \qquad Z = \mathbb{E}_{y \sim
\pi_{\mathrm{ref}}}\left[ e^{R(y)/\beta} \right]
$$

where $Z$ makes the sum 1. Solve for the reward,
$R(y) = \beta \log \frac{\pi^{*}(y)}{\pi_{\mathrm{ref}}(y)} + \beta \log Z$, and put it into (10.6).
The two $\pi_{\mathrm{ref}}$ cancel:

$$
J(\pi) = \mathbb{E}_\pi\left[ \beta \log \frac{\pi^{*}(y)}{\pi_{\mathrm{ref}}(y)} + \beta \log Z -
\beta \log \frac{\pi(y)}{\pi_{\mathrm{ref}}(y)} \right] = \beta \log Z - \beta \, \mathrm{KL}\left(
\pi \,\Vert\, \pi^{*} \right)
$$ (10.10)

A KL is never negative, and zero only between equals (chapter 4). So $\pi^{*}$ is the unique
best policy, and

$$
\pi^{*} = \underset{\pi}{\arg\max} \; J(\pi), \qquad J^{*} = \beta \log \mathbb{E}_{y \sim
\pi_{\mathrm{ref}}}\left[ e^{R(y)/\beta} \right]
$$ (10.11)

One line, and no gradient:
*/

let logMeanExp = (0..<2).map { prompt in
  beta * log(mean(to: prompt, of: Language.reference) { exp(model.reward($0) / beta) })
}
show("J* by (10.11), the mean over the prompts: \(rounded((logMeanExp[0] + logMeanExp[1]) / 2, 6))")

/*:
Why train? $Z$ is a sum over all answers. Here a prompt has 121; nobody could list a chat model's.

{{ box: Writing from the best policy, one token at a time }}

(With the old policy as the reference and its advantages as the reward, (10.11) is the natural step
(4.26).) Can a policy *write* from $\pi^{*}$ one token at a time? Split the sum by the first token,
and each part by the next. Let $V^{*}(s)$ be $J^{*}$ from a draft $s$ on, with $V^{*} = R$ for a
finished answer:

$$
\begin{aligned} V^{*}(s) & = \beta \log \sum_a \pi_{\mathrm{ref}}(a \mid s) \, e^{V^{*}(s') / \beta}
\\ \pi^{*}(a \mid s) & = \pi_{\mathrm{ref}}(a \mid s) \, e^{\left( V^{*}(s') - V^{*}(s) \right) /
\beta} \end{aligned}
$$ (10.12)

where $s'$ is $s$ with $a$ appended. Along an answer the exponents of the second formula telescope
to $(R - V^{*}(x)) / \beta$, which is (10.11) again. The first formula is a value recursion with a *soft*
maximum; as $\beta$ falls it becomes a hard one.
*/

/// The soft values V* of all drafts, and the best policy, by (10.12) from the longest drafts to the shortest.
func optimum(
  beta: Double, _ reward: (Answer) -> Double
) -> (policy: TabularPolicy, values: [Double]) {
  var values = [Double](repeating: 0, count: Language.finished)
  var logits = Language.reference.logProbabilities
  for draft in Language.drafts.indices.reversed() {
    for token in 0...Language.end {
      let next = Language.next[draft][token]
      let value =
        next < Language.finished ? values[next] : reward(Language.answer(draft, token))
      logits[4 * draft + token] += value / beta
    }
    let row = logits[4 * draft..<4 * draft + 4]
    values[draft] = beta * (row.max()! + log(row.reduce(0) { $0 + exp($1 - row.max()!) }))
  }
  return (TabularPolicy(logits: logits, actionCount: 4), values)
}

let best = optimum(beta: beta, model.reward)
let bestObjective = objective(of: best.policy, beta: beta, model.reward)
let steepestSlope = objectiveGradient(of: best.policy, beta: beta, model.reward)
  .map(\.magnitude).max()!
show("J of the policy by (10.12): \(rounded(bestObjective, 6))")
show("largest slope of J there: \(rounded(steepestSlope, 12))")

/*:
{{ end }}

## More of a good thing

What does the price buy? The best policy at each price:

{{ box: The code of the table }}
*/

/// What a policy is worth, exactly: a mean over all its answers.
struct Worth: Sendable {
  /// E[R], what the model of preferences thinks.
  var reward = 0.0
  /// E[U], what people think.
  var truth = 0.0
  /// KL(π‖π_ref).
  var divergence = 0.0
  /// E[T].
  var tokens = 0.0

  func objective(beta: Double) -> Double { reward - beta * divergence }
}

/// A number for every way to finish an answer, `[draft × token]`; 0 where it goes on.
func table(_ value: (Answer) -> Double) -> [Double] {
  Language.drafts.indices.flatMap { draft in
    (0...Language.end).map {
      Language.next[draft][$0] == Language.finished ? value(Language.answer(draft, $0)) : 0
    }
  }
}

extension Language {
  static let truths = table(trueValue)
}

/// By recursion over the drafts, which is faster than the sum over answers.
func worth(of policy: TabularPolicy, rewards: [Double]) -> Worth {
  var worth = Worth()
  var chance = (0..<Language.finished).map { $0 < 2 ? 0.5 : 0 }
  for cell in rewards.indices {
    let (draft, token) = (cell / 4, cell % 4)
    let share = chance[draft] * policy.probabilities[cell]
    worth.tokens += share
    worth.divergence +=
      share * (policy.logProbabilities[cell] - Language.reference.logProbabilities[cell])
    worth.reward += share * rewards[cell]
    worth.truth += share * Language.truths[cell]
    let next = Language.next[draft][token]
    if next < Language.finished { chance[next] += share }
  }
  return worth
}

func worth(of policy: TabularPolicy, _ model: PreferenceModel) -> Worth {
  worth(of: policy, rewards: table(model.reward))
}

let prices = [8, 4, 2, 1.5, 1, 0.8, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1]
var priceTable = Table("β", "KL", "E[R], the model", "E[U], people", "likeliest answer to prompt 1")
func likeliestAnswer(_ policy: TabularPolicy) -> Answer {
  let answers = Language.answers(of: policy).filter { Language.answer($0.outcome).prompt == 0 }
  // The first of those that are equally likely but for rounding.
  let most = answers.map(\.probability).max()!
  return Language.answer(answers.first { $0.probability > (1 - 1e-9) * most }!.outcome)
}
let home = worth(of: Language.reference, model)
priceTable.add(
  "∞, the reference", rounded(home.divergence, 3), rounded(home.reward, 3), rounded(home.truth, 3),
  "\(likeliestAnswer(Language.reference))")
for beta in prices {
  let policy = optimum(beta: beta, model.reward).policy
  let worth = worth(of: policy, model)
  priceTable.add(
    "\(beta)", rounded(worth.divergence, 3), rounded(worth.reward, 3), rounded(worth.truth, 3),
    "\(likeliestAnswer(policy))")
}

/*:
{{ end }}
*/

show(priceTable)

/*:
The lower the price, the better the model rates the policy. People agree, at first. Then
$\mathbb{E}[U]$ falls, until they prefer the reference, and at last even silence, $U = 0$
([@fig:over-optimisation]). This is *reward over-optimisation*. The rising $R$ gives no warning.

{{ box: A formula that predicts the turn }}

(Gao, Schulman and Hilton, 2023, measured the turn on language models; there a second model took the
place of people.) Differentiate the logarithm of $\pi^{*}$, which is
$\log \pi_{\mathrm{ref}} + \frac{1}{\beta} R - \log Z$, by $1/\beta$. The slope of $\log Z$ is
$\mathbb{E}^{*}[R]$, the mean of $R$ under $\pi^{*}$, so the slope of $\log \pi^{*}$ is
$R - \mathbb{E}^{*}[R]$. Hence, prompt by prompt, for any function $h$ of the answer that does not
depend on $\beta$,

$$
\frac{d}{d (1/\beta)} \, \mathbb{E}^{*}[h] = \mathbb{E}^{*}\left[ h \left( R - \mathbb{E}^{*}[R]
\right) \right] = \mathrm{Cov}^{*}(h, R)
$$ (10.13)

For $h = R$ it is a variance: the model's opinion never falls. For $h = U$ it is the covariance of
$U$ with $R$ *among the answers that the policy now gives*. It is positive while the two agree on
those answers, and people's opinion turns where it changes sign. (Over prompts it is the mean of the
covariances within each, not the covariance over all answers.)
*/

/// Cov*(U, R) of the best policy at a price: within each prompt, and the mean of the two.
func covariance(beta: Double, _ model: PreferenceModel) -> Double {
  let policy = optimum(beta: beta, model.reward).policy
  let byPrompt = (0..<2).map { prompt in
    let joint = mean(to: prompt, of: policy) { trueValue($0) * model.reward($0) }
    return joint
      - mean(to: prompt, of: policy, trueValue) * mean(to: prompt, of: policy, model.reward)
  }
  return (byPrompt[0] + byPrompt[1]) / 2
}
var turning = Table("β", "slope of E[U] by 1/β", "Cov(U, R)")
for beta in [2, 1, 0.8, 0.7, 0.6, 0.4] {
  func truth(_ inverse: Double) -> Double {
    worth(of: optimum(beta: 1 / inverse, model.reward).policy, model).truth
  }
  let measured = (truth(1 / beta + 1e-4) - truth(1 / beta - 1e-4)) / 2e-4
  turning.add("\(beta)", rounded(measured, 4), rounded(covariance(beta: beta, model), 4))
}
show(turning)

let inverses = (0...100).map { 0.1 + 0.069 * Double($0) }
let frontier = inverses.map { worth(of: optimum(beta: 1 / $0, model.reward).policy, model) }

/*:
{{ end }}
*/

// snippet.hide
var priced = Panel("against the price", x: Axis("1/β", from: 0, to: 7), y: "mean over answers")
priced.line(x: inverses, y: frontier.map(\.reward), color: .surrogate, width: 1.4, label: "E[R]")
priced.line(x: inverses, y: frontier.map(\.truth), color: .trueObjective, width: 1.4, label: "E[U]")
priced.horizontalLine(home.truth, label: "E_{ref}[U]")
var walked = Panel(
  "against the way gone", x: Axis("KL from the reference (nats)", from: 0, to: 9),
  y: "mean over answers")
walked.line(
  x: frontier.map(\.divergence), y: frontier.map(\.reward), color: .surrogate, width: 1.4,
  label: "E[R]")
walked.line(
  x: frontier.map(\.divergence), y: frontier.map(\.truth), color: .trueObjective, width: 1.4,
  label: "E[U]")
walked.horizontalLine(home.truth, label: "E_{ref}[U]")
figure(
  "over-optimisation",
  "The best policy at every price, exactly. What the model of preferences thinks of its answers "
    + "never falls, on its way to 5, the largest $R$; what people think of them rises, turns and "
    + "falls below the reference (grey).",
  alt:
    "Two panels. In both, the orange curve rises throughout, the black one rises, peaks early and "
    + "falls below the grey line.",
  Figure(priced, walked))
// snippet.show

/*:
Our price, 0.8, is near the maximum of $\mathbb{E}[U]$. Will PPO reach $J^{*}$?

## PPO, token by token

**What changed since the last chapter.** Not the loss: it is chapter 5's, with chapter 6's GAE.
Actions are tokens, tables replace the networks, the reward is learnt, and every token pays a price,
(10.8). We drop chapter 7's minibatches, normalised advantages, entropy bonus and bound on
gradients, so PPO climbs $J$ alone.

> **Algorithm 10 · PPO with a price on KL**
>
> Begin with $\pi_\theta = \pi_{\mathrm{ref}}$ and $V = 0$. Until the tokens are used up:
>
> 1. Set the policy's step size, which falls along a line to 0.
> 2. Let $\pi_\theta$, now called $\pi_{\mathrm{old}}$, write 128 answers, $N$ tokens in all.
> 3. $r_t \leftarrow -\beta \log \frac{\pi_{\mathrm{old}}(y_t \mid s_t)}{\pi_{\mathrm{ref}}(y_t \mid s_t)}$,
>    plus $R(x, y)$ at an answer's last token.
> 4. $\hat A_t$, $R_t \leftarrow$ advantages and critic's targets by GAE, $\gamma = 1$,
>    $\lambda = 0.95$.
> 5. Do steps 6 to 8 four times:
> 6. $\rho_t \leftarrow \pi_\theta(y_t \mid s_t) / \pi_{\mathrm{old}}(y_t \mid s_t)$, and
>    $w_t \leftarrow \rho_t \hat A_t / N$, but 0 where $\rho_t > 1.2$ and $\hat A_t > 0$, or
>    $\rho_t < 0.8$ and $\hat A_t < 0$.
> 7. A step of Adam for $\theta$, up $\sum_t w_t \, \nabla_\theta \log \pi_\theta(y_t \mid s_t)$.
> 8. A step of Adam for $V$, down the mean of $\frac{1}{2} (V(s_t) - R_t)^2$.

{{ box: The code around it: recipe, batch and tables }}

A batch is a few hundred tokens: the two prompts take turns, 64 turns in all, and at each turn two
answers are written. An answer is an episode that terminates.
*/

/// To which policy the leash is tied.
enum Leash: String, Sendable { case toReference = "reference", toOldPolicy = "old policy" }
enum Payment: String, Sendable { case atTheEnd = "at the end", onEveryToken = "on every token" }
/// What has a ratio and an advantage of its own.
enum Credit: String, Sendable {
  case perToken = "token", perAnswer = "answer", perPair = "answer of a pair"
}

struct Recipe: Sendable {
  var beta = 0.8
  var leash = Leash.toReference
  var payment = Payment.atTheEnd
  var credit = Credit.perToken
  /// The other answer of a pair is y XOR this.
  var partner = 1
  var clipRange = 0.2
  var epochs = 4
  var learningRate = 0.03
  /// ν(x), added to the reward of every answer to prompt x.
  var shift: [Float] = [0, 0]
}

/// A batch of answers, one token after the other: answers 2i and 2i + 1 are to the same prompt.
struct AnswerBatch {
  var drafts: [Int] = []
  var tokens: [Int] = []
  var isLast: [Bool] = []
  /// Which answer a token belongs to.
  var answers: [Int] = []
  /// The prompt of each answer.
  var prompts: [Int] = []

  var count: Int { tokens.count }

  init(pairs: Int, by policy: CategoricalBatch<Float>, using generator: inout PCG64) {
    for answer in 0..<2 * pairs {
      prompts.append(answer / 2 % 2)
      var draft = prompts[answer]
      while draft != Language.finished {
        let token = policy.sample(row: draft, using: &generator)
        drafts.append(draft)
        tokens.append(token)
        answers.append(answer)
        draft = Language.next[draft][token]
        isLast.append(draft == Language.finished)
      }
    }
  }

  /// The sum over each answer's tokens.
  func summed(_ x: [Float]) -> [Float] {
    var sums = [Float](repeating: 0, count: prompts.count)
    for t in 0..<count { sums[answers[t]] += x[t] }
    return sums
  }
}

/*:
The policy is a table of logits, the critic a table of values. Their rows take the place of a
network's forward and backward pass. In an `AnswerBatch` answers 0 and 1 are to one prompt, 2 and 3
to the next, and so on.
*/

struct Writer {
  let recipe: Recipe
  /// θ: a row of logits for each draft, and V of each draft.
  var logits = Language.reference.logits.map { Float($0) }
  var values = [Float](repeating: 0, count: Language.finished)
  var objective: ClippedSurrogate<Float>
  static let (lambda, criticRate) = (0.95, 0.1)
  var gae = GeneralizedAdvantageEstimation<Float>(discount: 1, lambda: lambda)
  var actorAdam: Adam<Float>
  var criticAdam = Adam<Float>(parameterCount: Language.finished, learningRate: criticRate)
  var distribution = CategoricalBatch<Float>(actionCount: 4)
  /// log π_ref and R + ν, [draft × token].
  let referenceLogs = Language.reference.logProbabilities.map { Float($0) }
  let payments: [Float]
  /// What the latest update left behind.
  var record = UpdateRecord()
  /// Σ r_t of the latest answers.
  var answerReturns: [Float] = []

  init(_ recipe: Recipe, _ model: PreferenceModel) {
    self.recipe = recipe
    objective = ClippedSurrogate(clipRange: recipe.clipRange)
    actorAdam = Adam(parameterCount: logits.count, learningRate: recipe.learningRate)
    payments = Language.drafts.indices.flatMap { draft in
      (0...Language.end).map {
        Float(model.reward(Language.answer(draft, $0)))
          + recipe.shift[Language.drafts[draft].prompt]
      }
    }
  }

  var policy: TabularPolicy { TabularPolicy(logits: logits.map(Double.init), actionCount: 4) }
}

extension Writer {
  /// log π(y_t|s_t) for the tokens of a batch; leaves their distributions in `distribution`.
  mutating func logProbabilities(_ batch: AnswerBatch) -> [Float] {
    distribution.update(
      logits: batch.drafts.flatMap { logits[4 * $0..<4 * $0 + 4] }, rows: batch.count)
    var result = [Float](repeating: 0, count: batch.count)
    distribution.logProbabilities(of: batch.tokens, into: &result)
    return result
  }
}

/*:
{{ end }}

Step 3 (`leash`, `payment` and `credit` are switches for experiments):
*/

extension Writer {
  /// r_t = −β log(π/π_ref), and R at the end   (10.8)
  func rewards(_ batch: AnswerBatch, _ logs: [Float]) -> [Float] {
    (0..<batch.count).map { t in
      let cell = 4 * batch.drafts[t] + batch.tokens[t]
      let home = recipe.leash == .toReference ? referenceLogs[cell] : logs[t]
      let isPaid = batch.isLast[t] || recipe.payment == .onEveryToken
      return (isPaid ? payments[cell] : 0) - Float(recipe.beta) * (logs[t] - home)
    }
  }
}

/*:
One update, steps 3 to 8 ([@fig:token-strip]):
*/

extension Writer {
  mutating func improve(on batch: AnswerBatch) {
    let old = logProbabilities(batch)
    let rewards = rewards(batch, old)
    gae.update(
      rewards: rewards, values: batch.drafts.map { values[$0] }, nextValues: [0],
      terminated: batch.isLast, truncated: batch.isLast.map { _ in false },
      finalValues: rewards.map { _ in 0 })
    let advantages = recipe.credit == .perToken ? gae.advantages : answerAdvantages(batch, old)
    for _ in 0..<recipe.epochs {
      // w_t = 1[not clipped] ρ_t Â_t / N, of each token
      let weights = scoreWeights(batch, logProbabilities(batch), old, advantages)
      var rows = [Float](repeating: 0, count: 4 * batch.count)
      distribution.scoreGradient(weights: weights, actions: batch.tokens, into: &rows)
      var gradient = logits.map { _ in Float(0) }
      for t in 0..<batch.count {
        for b in 0..<4 { gradient[4 * batch.drafts[t] + b] += rows[4 * t + b] }
      }
      actorAdam.ascend(&logits, along: gradient)
      fitCritic(batch)
    }
    answerReturns = batch.summed(rewards)
    record = UpdateRecord(batch, logProbabilities(batch), old)
  }
}

/*:
{{ box: The critic's step and the score weights }}

`fitCritic` takes a step down (6.12):
*/

extension Writer {
  /// A step down the mean of ½ (V(s_t) − R_t)².
  mutating func fitCritic(_ batch: AnswerBatch) {
    var slope = values.map { _ in Float(0) }
    for (t, draft) in batch.drafts.enumerated() {
      slope[draft] += (values[draft] - gae.returns[t]) / Float(batch.count)
    }
    criticAdam.descend(&values, along: slope)
  }
}

/// The ratios after the last gradient step on a batch.
struct UpdateRecord: Sendable {
  /// The share of tokens, and of answers, with a ratio outside 1 ± 0.2.
  var tokensOutside = 0.0
  var answersOutside = 0.0
  /// Those answers outside of which no token is.
  var unnoticed = 0.0
  var largestToken = 1.0
  var largestAnswer = 1.0

  init() {}

  init(_ batch: AnswerBatch, _ new: [Float], _ old: [Float]) {
    let logRatios = zip(new, old).map { $0 - $1 }
    let tokens = logRatios.map { exp(Double($0)) }
    let answers = batch.summed(logRatios).map { exp(Double($0)) }
    func isOutside(_ ratio: Double) -> Bool { (ratio - 1).magnitude > 0.2 }
    var noticed = answers.map { _ in false }
    for (t, ratio) in tokens.enumerated() where isOutside(ratio) {
      noticed[batch.answers[t]] = true
    }
    tokensOutside = Double(tokens.count(where: isOutside)) / Double(tokens.count)
    answersOutside = Double(answers.count(where: isOutside)) / Double(answers.count)
    unnoticed =
      Double(answers.indices.count { isOutside(answers[$0]) && !noticed[$0] })
      / Double(answers.count)
    (largestToken, largestAnswer) = (tokens.max()!, answers.max()!)
  }
}

/*:
For tokens, `scoreWeights` is one call of the clipped surrogate:
*/

extension Writer {
  mutating func scoreWeights(
    _ batch: AnswerBatch, _ new: [Float], _ old: [Float], _ advantages: [Float]
  ) -> [Float] {
    if recipe.credit == .perToken {
      objective.update(
        logProbabilities: new, oldLogProbabilities: old, advantages: advantages, rows: batch.count)
      return objective.scoreWeights
    }
    // One ratio an answer, (10.14): its weight goes to each of its tokens.
    objective.update(
      logProbabilities: batch.summed(new), oldLogProbabilities: batch.summed(old),
      advantages: advantages, rows: batch.prompts.count)
    return batch.answers.map { objective.scoreWeights[$0] }
  }

  /// R − β log(π/π_ref) of a whole answer, minus V(x), or minus the same of the other answer of its pair.
  func answerAdvantages(_ batch: AnswerBatch, _ old: [Float]) -> [Float] {
    let distance = batch.summed(
      (0..<batch.count).map {
        old[$0] - referenceLogs[4 * batch.drafts[$0] + batch.tokens[$0]]
      })
    let paid = batch.summed(
      (0..<batch.count).map {
        batch.isLast[$0] ? payments[4 * batch.drafts[$0] + batch.tokens[$0]] : 0
      })
    return paid.indices.map { y in
      let isPair = recipe.credit == .perPair
      let other = y ^ recipe.partner
      let lead = paid[y] - (isPair ? paid[other] : values[batch.prompts[y]])
      return lead - Float(recipe.beta) * (distance[y] - (isPair ? distance[other] : 0))
    }
  }
}

/*:
The code after the first `return` is for the detours on answers and on pairs.
*/

struct Snapshot: Sendable {
  var tokens: Int
  var worth: Worth
  var record: UpdateRecord
}

/// What is kept of a run: a snapshot after each update, and the last policy.
struct Path: Sendable {
  var snapshots: [Snapshot]
  var policy: TabularPolicy
}

/*:
{{ end }}
*/

// snippet.hide
/// The first updates of seed 1's run once more: the learner after the last of them, what it learnt
/// from, and log π_old of that.
func firstUpdates(_ count: Int) -> (Writer, AnswerBatch, [Float]) {
  var (writer, tokens) = (Writer(Recipe(), model), 0)
  var generator = PCG64(seed: 1, stream: .actions)
  var policy = CategoricalBatch<Float>(actionCount: 4)
  while true {
    let left = 1 - Double(tokens) / Double(chapter.options.steps)
    writer.actorAdam.learningRate = writer.recipe.learningRate * left
    policy.update(logits: writer.logits, rows: Language.finished)
    let batch = AnswerBatch(pairs: 64, by: policy, using: &generator)
    let old = writer.logProbabilities(batch)
    writer.improve(on: batch)
    tokens += batch.count
    if writer.actorAdam.stepCount == count * writer.recipe.epochs { return (writer, batch, old) }
  }
}

/// An answer with all that PPO knows of its tokens, after the last step on it.
func strip(of answer: Int, inUpdate count: Int) -> Panel {
  var (writer, batch, old) = firstUpdates(count)
  let new = writer.logProbabilities(batch)
  let rewards = writer.rewards(batch, old)
  let places = (0..<batch.count).filter { batch.answers[$0] == answer }
  let question = ["Is the shop open?", "Is it raining?"][batch.prompts[answer]]
  var panel = Panel.diagram(
    question + " A price and a ratio for each token, one reward", width: 17, height: 8.2)
  for (name, y) in [
    ("token", 7.4), ("price", 6.0), ("reward R", 4.9), ("advantage Â", 3.6), ("ratio ρ", 2.2),
    ("push", 0.5),
  ] { panel.text(name, at: Point(0, y), align: .left) }
  for (column, t) in places.enumerated() {
    let x = 5.1 + 3.2 * Double(column)
    let cell = 4 * batch.drafts[t] + batch.tokens[t]
    let paid = batch.isLast[t] ? writer.payments[cell] : 0
    let advantage = Double(writer.gae.advantages[t])
    let ratio = exp(Double(new[t] - old[t]))
    panel.box(
      Language.vocabulary[batch.tokens[t]], at: Point(x, 7.4), width: 2.8, height: 1)
    panel.text(withSign(Double(rewards[t] - paid)), at: Point(x, 6.0), color: .vermilion)
    if batch.isLast[t] {
      panel.box(
        withSign(Double(paid)), at: Point(x, 4.9), width: 2.2, height: 0.9, color: .surrogate)
    }
    panel.text(withSign(advantage), at: Point(x, 3.6))
    panel.addRatio(ratio, at: Point(x, 2.2))
    let isClipped = advantage > 0 ? ratio > 1.2 : ratio < 0.8
    panel.text(
      isClipped ? "none: clipped" : advantage > 0 ? "likelier" : "rarer", at: Point(x, 0.5),
      color: isClipped ? .vermilion : .blue)
  }
  panel.arrow(from: Point(13.3, 4.9), to: Point(4.2, 4.9), color: .surrogate)
  return panel
}
func withSign(_ number: Double) -> String {
  (number < 0 ? "−" : "+") + rounded(number.magnitude, 2)
}

extension Panel {
  /// A scale from 0.6 to 1.4 with the clip range shaded and a point at the ratio.
  fileprivate mutating func addRatio(_ ratio: Double, at middle: Point) {
    func x(_ value: Double) -> Double { middle.x + (value - 1) * 3.4 }
    let (low, high) = (middle.y - 0.25, middle.y + 0.25)
    region(
      [(0.8, low), (1.2, low), (1.2, high), (0.8, high)].map { Point(x($0), $1) }, color: .green)
    line(x: [x(0.6), x(1.4)], y: [middle.y, middle.y], color: .gray, dash: .solid)
    points(x: [x(ratio)], y: [middle.y], color: .black, shape: .circle, size: 1.2)
    text(rounded(ratio, 2), at: Point(x(ratio), middle.y - 0.7))
  }
}
figure(
  "token-strip",
  "One answer of the 27th update of seed 1, after its four steps. Every token pays its price, "
    + "$-\\beta \\log (\\pi_{\\mathrm{old}} / \\pi_{\\mathrm{ref}})$; here the last gets "
    + "something back, since the policy had made it rarer. The reward comes with the last token, and "
    + "GAE carries it back to all. Each ratio has a scale of its own with $1 \\pm 0.2$ shaded. We "
    + "picked an answer in which the clip silences a token.",
  alt:
    "Four tokens in a row. Under each its price, its advantage, its ratio on a scale and the push "
    + "that is left. Only the last has a reward; its ratio is beyond the shaded range, and it gets "
    + "no push.",
  Figure(strip(of: 57, inUpdate: 27)))
// snippet.show

/*:
{{ box: The loop around it, the runs, and the code of the table }}

Train, with the exact $J$ after every update:
*/

func train(
  _ recipe: Recipe, _ model: PreferenceModel, seed: UInt64, steps: Int, report: ProgressReport
) -> (TrainingOutcome, Path) {
  var generator = PCG64(seed: seed, stream: .actions)
  var writer = Writer(recipe, model)
  var policy = CategoricalBatch<Float>(actionCount: 4)
  var (tokens, ends, returns): (Int, [Int], [Double]) = (0, [], [])
  var snapshots: [Snapshot] = []
  let rewards = table(model.reward)
  while tokens < steps {
    // The step size falls to 0 along a line.
    writer.actorAdam.learningRate = recipe.learningRate * (1 - Double(tokens) / Double(steps))
    policy.update(logits: writer.logits, rows: Language.finished)
    let batch = AnswerBatch(pairs: 64, by: policy, using: &generator)
    writer.improve(on: batch)
    ends += batch.isLast.indices.filter { batch.isLast[$0] }.map { tokens + $0 + 1 }
    returns += writer.answerReturns.map(Double.init)
    tokens += batch.count
    let worth = worth(of: writer.policy, rewards: rewards)
    snapshots.append(
      Snapshot(tokens: min(tokens, steps), worth: worth, record: writer.record))
    report.add(steps: batch.count, return: worth.objective(beta: recipe.beta))
  }
  var outcome = TrainingOutcome(
    episodeReturns: returns, episodeEnds: ends, steps: tokens,
    gradientSteps: writer.actorAdam.stepCount, weightsHash: parameterHash(writer.logits))
  outcome.evaluationReturn = snapshots.last!.worth.objective(beta: recipe.beta)
  return (outcome, Path(snapshots: snapshots, policy: writer.policy))
}

/*:
What defines a run, and ten runs of a recipe:
*/

extension Recipe {
  var hyperparameters: KeyValuePairs<String, String> {
    [
      "learning rate": "\(learningRate) → 0.0",
      "critic's learning rate": "\(Writer.criticRate)",
      "Adam's ε": "1e-08", "discount": "1", "λ": "\(Writer.lambda)",
      "clip range": clipRange.isFinite ? "\(clipRange)" : "none", "advantages": "as they are",
      "entropy coefficient": "0", "β": "\(beta)", "leash tied to the": leash.rawValue,
      "paid": payment.rawValue, "a ratio and an advantage for each": credit.rawValue,
      "partner": credit == .perPair ? "y XOR \(partner)" : "none", "shift": "\(shift)",
    ]
  }
}

/// Runs of one recipe.
struct Study {
  let name: String
  let color: Color
  let recipe: Recipe
  let runs: [TrainingRun]
  let found: [Path]

  init(_ name: String, _ color: Color, _ algorithm: String, _ recipe: Recipe) {
    let setup = TrainingSetup(
      algorithm: algorithm, environment: "two-prompts", environments: 128, rolloutLength: 4,
      epochs: recipe.epochs, minibatches: 1, hiddenSizes: [],
      hyperparameters: recipe.hyperparameters)
    let model = PreferenceModel.fitted(to: comparisons(500, seed: 1))
    (self.name, self.color, self.recipe) = (name, color, recipe)
    (runs, found) = experiment(setup, chapter.options) {
      train(recipe, model, seed: $0, steps: $1, report: $2)
    }
  }

  var paths: [[Snapshot]] { found.map(\.snapshots) }
  var policies: [TabularPolicy] { found.map(\.policy) }
  var last: [Worth] { paths.map { $0.last!.worth } }
  var records: [UpdateRecord] { paths.flatMap { $0.map(\.record) } }

  func final(_ value: (Worth) -> Double) -> Double { interquartileMean(last.map(value)) }

  func curve(_ value: (Worth) -> Double) -> LearningCurve {
    var generator = PCG64(seed: 2, stream: .bootstrap)
    return LearningCurve(
      runs: paths.map { path in (path.map(\.tokens), path.map { value($0.worth) }) },
      totalSteps: chapter.options.steps, using: &generator)
  }
}

let byToken = Study("4 epochs, a token", .blue, "ppo-tokens", Recipe())
let byAnswer = Study(
  "4 epochs, an answer", .vermilion, "ppo-answers", Recipe(credit: .perAnswer))

var climbed = Table("a clip", "J, interquartile mean", "95% interval", "KL", "E[R]", "E[U]")
for study in [byToken, byAnswer] {
  climbed.add(
    study.name, rounded(study.final { $0.objective(beta: beta) }, 4),
    Summary(study.last.map { $0.objective(beta: beta) }).range(4),
    rounded(study.final(\.divergence), 3), rounded(study.final(\.reward), 3),
    rounded(study.final(\.truth), 3))
}
let bestWorth = worth(of: best.policy, model)
climbed.add(
  "the maximum", rounded(bestObjective, 4), "", rounded(bestWorth.divergence, 3),
  rounded(bestWorth.reward, 3), rounded(bestWorth.truth, 3))

/*:
(With one ratio for each answer $J$ ends a little lower: the intervals do not overlap. Does PPO come
nearer with more tokens? Try `--steps 100000`. Both have a little more $U$ than the best policy,
which is no contradiction: only $J$ has its maximum there.)

{{ end }}
*/

show(climbed)

// snippet.hide
extension Panel {
  mutating func curve(
    of study: Study, color: Color? = nil, dash: Dash? = nil, label: String? = nil,
    _ value: (Worth) -> Double
  ) {
    curve(
      study.curve(value), color: color ?? study.color, dash: dash, label: label ?? study.name)
  }
}
let tokenTicks = Axis.Ticks.at([0, 0.25, 0.5, 0.75, 1].map { $0 * Double(chapter.options.steps) })
var climbing = Panel(
  x: Axis("tokens", from: 0, to: Double(chapter.options.steps), ticks: tokenTicks),
  y: Axis("J^{*} − J, exact", from: 0.01, to: 1, scale: .logarithmic))
climbing.horizontalLine(bestObjective - home.reward)
climbing.text("the reference", at: Point(45_000, (bestObjective - home.reward) * 0.8))
climbing.curve(of: byAnswer, label: "an answer") { bestObjective - $0.objective(beta: beta) }
climbing.curve(of: byToken, label: "a token") { bestObjective - $0.objective(beta: beta) }
figure(
  "learning-curves",
  "PPO on words, with one ratio and one clip for each token, and with one for each answer: how far "
    + "the exact $J$ lies below the maximum, (10.11), after each update, interquartile mean over ten "
    + "seeds and 95% band. Dashed, the reference, where learning begins.",
  alt:
    "On a logarithmic axis two curves fall steeply, then slowly, from below a dashed line; the one "
    + "with a ratio for each token ends lower.",
  Figure(climbing))
// snippet.show

/*:
PPO nearly reaches $J^{*}$ ([@fig:learning-curves]): fast for a tenth of the tokens, then slowly, to 1.006
of 1.0195. (Row *an answer*: first detour.)

## What goes wrong without the price

Set $\beta$ to 0:
*/

let free = Study("without the price", .vermilion, "ppo-no-price", Recipe(beta: 0))

/*:
{{ box: The code of the table, and the way in numbers }}
*/

var drift = Table("tokens", "KL", "E[R], the model", "E[U], people")
for share in [0.1, 0.2, 0.4, 0.6, 0.8, 1] {
  let worths = free.paths.map { path in
    path.last { Double($0.tokens) <= share * Double(chapter.options.steps) }?.worth
      ?? path[0].worth
  }
  func mean(_ value: (Worth) -> Double) -> String {
    rounded(interquartileMean(worths.map(value)), 3)
  }
  drift.add(
    grouped(Int(share * Double(chapter.options.steps))), mean(\.divergence), mean(\.reward),
    mean(\.truth))
}
show(drift)

var (climber, happiest) = (Language.reference, home)
for _ in 0..<200 {
  let slope = objectiveGradient(of: climber, beta: 0, model.reward)
  climber = climber.moved(along: slope, stepSize: 1)
  let reached = worth(of: climber, model)
  if reached.truth > happiest.truth { happiest = reached }
}
show(
  "the exact gradient: E[U] up to \(rounded(happiest.truth, 2)), at a KL of "
    + "\(rounded(happiest.divergence, 1))"
)

var favourites = Table("likeliest answer to prompt 1", "β = 0.8", "β = 0", "U")
let likeliestAnswers = free.policies.map(likeliestAnswer) + byToken.policies.map(likeliestAnswer)
for answer in Set(likeliestAnswers.map(\.description)).sorted() {
  func runs(_ study: Study) -> String {
    "\(study.policies.count { likeliestAnswer($0).description == answer }) of \(study.runs.count)"
  }
  let value = trueValue(likeliestAnswers.first { $0.description == answer }!)
  favourites.add(answer, runs(byToken), runs(free), rounded(value, 1))
}

/*:
{{ end }}
*/

show(favourites)

// snippet.hide
func driftPanel(_ title: String, _ study: Study) -> Panel {
  var panel = Panel(
    title, x: Axis("tokens", from: 0, to: Double(chapter.options.steps), ticks: tokenTicks),
    y: Axis("mean over answers", from: -0.5, to: 5))
  panel.horizontalLine(home.truth)
  panel.curve(of: study, color: .surrogate, label: "E[R]", \.reward)
  panel.curve(of: study, color: .trueObjective, label: "E[U]", \.truth)
  return panel
}
figure(
  "without-the-price",
  "PPO with the price on KL and without it: what the model of preferences thinks of the answers, "
    + "$R$, and what people think, $U$, exactly, interquartile mean over ten seeds and 95% band. "
    + "Grey, what people think of the reference.",
  alt:
    "Left: both curves rise and stay. Right: the orange curve rises to 4.4; the black one rises, "
    + "turns, and ends below the grey line.",
  Figure(
    driftPanel("β = 0.8", byToken), driftPanel("β = 0", free)))
// snippet.show

/*:
It begins well ([@fig:without-the-price]), and with a surprise: after a tenth of the tokens people
like the answers better, at 2.46, than anywhere in the table of prices. Then the policy finds that
it can repeat a good word. The model's opinion keeps rising; people's falls below their view of the
reference. PPO did nothing wrong. It was asked for $R$.

With the price both opinions rise and stay, and on every seed the likeliest answer to the first
prompt is one of people's two favourites.

{{ box: Why the first tenth is so good, and the end not better }}

Stopping the run without a price after a tenth would have beaten the price, if you had known when.
And at $\beta = 0.3$ even the best policy repeats itself.

The $\pi^{*}$ of (10.11) weights every answer by $e^{R/\beta}$, however rare. A climb first changes
what it meets often, and it seldom meets repetitions until it has found them. So for a while it has
all the good and little of the harm. The exact gradient, without noise, does the same, as the box
above shows. The policy of (10.11) is the best for $J$; nothing makes it the best for $U$.

Four times the right word would bring $R = 5$, and the runs end at 4.4. A likely reason: `thanks`
was nearly certain by the time PPO found repetition, and what is hardly ever tried is not learnt.
With the price, the likeliest answer is only the mode: the policy gives other answers, too.

{{ end }}

## One clip a token, or one an answer

{{ detour: Why each token has a ratio of its own, and what one ratio for a whole answer changes. }}

By (3.9) the ratio of an answer is the product of its tokens' ratios,

$$
\begin{aligned} & \rho(y) = \frac{\pi_\theta(y \mid x)}{\pi_{\mathrm{old}}(y \mid x)} =
\prod_{t=0}^{T-1} \rho_t \\ & \rho_t \in [1 - \epsilon, 1 + \epsilon] \text{ for all } t \;
\Longrightarrow \; \rho(y) \in \left[ (1 - \epsilon)^T, (1 + \epsilon)^T \right] \end{aligned}
$$ (10.14)

Chapter 8 also had a product, (8.12), and put *one* clip on it: there the heads chose together, and
only together did they form an action. Here the second token is chosen after the first, in another
state. Each is an action of its own, and the surrogate (3.18) has one ratio per step. So one clip
per token is PPO to the letter. One clip per answer is PPO on a world with a single step, whose
action is the whole answer. At $\theta_{\mathrm{old}}$, with the true advantages and summed over
answers, the two have the same mean slope, (10.9). They differ in what they let pass: four tokens,
each inside its range of $1 \pm 0.2$, can carry an answer's ratio from $0.8^4 \approx 0.41$ to
$1.2^4 \approx 2.07$.

Step along the gradient of $J$ from the reference, and weight every answer by its probability under
the reference:
*/

/// The shares of answers that have left the range 1 ± ε, under steps along the gradient.
func sharesOutside(
  _ new: TabularPolicy, _ old: TabularPolicy, epsilon: Double
) -> (someToken: Double, answer: Double, unnoticed: Double) {
  func isOutside(_ ratio: Double) -> Bool { (ratio - 1).magnitude > epsilon }
  let shares = Language.answers(of: old).moments { tau in
    let ratios = zip(tau.states, tau.actions).map {
      new.probability(of: $1, in: $0) / old.probability(of: $1, in: $0)
    }
    let someToken = ratios.contains(where: isOutside)
    let answer = isOutside(ratios.reduce(1, *))
    return [someToken ? 1 : 0, answer ? 1 : 0, answer && !someToken ? 1 : 0]
  }.mean
  return (shares[0], shares[1], shares[2])
}
var clips = Table(
  "step", "some token outside", "answer outside", "answer but no token",
  "token but no answer")
for step in [0.5, 1, 1.5, 2, 4] {
  let new = Language.reference.moved(along: firstAscent, stepSize: step)
  let shares = sharesOutside(new, Language.reference, epsilon: 0.2)
  clips.add(
    rounded(step, 2), rounded(shares.someToken, 4), rounded(shares.answer, 4),
    rounded(shares.unnoticed, 4), rounded(shares.someToken - shares.answer + shares.unnoticed, 4))
}
show(clips)

/*:
At a step of 1 no token has left its range, but 13% of the answers have. At 2 the reverse happens as
well, for 8%: a token is outside but its answer is not, because another token's ratio moves the
opposite way. Neither clip contains the other.

The runs above had little to clip. Sixteen epochs on every batch give more; one recipe without a
clip is for comparison:
*/

let eager = [
  byToken, byAnswer,
  Study("16 epochs, a token", .blue, "ppo-tokens-16", Recipe(epochs: 16)),
  Study(
    "16 epochs, an answer", .vermilion, "ppo-answers-16", Recipe(credit: .perAnswer, epochs: 16)),
  Study("16 epochs, no clip", .surrogate, "surrogate-16", Recipe(clipRange: .infinity, epochs: 16)),
]
var ratioTable = Table(
  "a clip", "J", "95% interval", "tokens outside", "answers outside", "largest ρ_t",
  "largest ρ(y)")
for study in eager {
  let records = study.records
  func mean(_ value: (UpdateRecord) -> Double) -> String {
    rounded(records.map(value).reduce(0, +) / Double(records.count), 3)
  }
  let ends = study.last.map { $0.objective(beta: beta) }
  ratioTable.add(
    study.name, rounded(interquartileMean(ends), 3), Summary(ends).range(3), mean(\.tokensOutside),
    mean(\.answersOutside), rounded(records.map(\.largestToken).max()!, 1),
    rounded(records.map(\.largestAnswer).max()!, 1))
}
show(ratioTable)

/*:
With one clip per token, sixteen epochs cost a little of $J$: the intervals do not overlap. With one
clip per answer, which had ended lower with four, no cost shows on ten seeds. At sixteen the
intervals of the two clips overlap. A clip is no wall: it removes a token's own pull, but the pull
of its neighbours can still move it. So ratios of tokens reach 3 with either clip. A clip per answer
at least watches their product: its largest value was 8.1, in place of 19.7 (each the maximum over
all updates of ten runs, so only a hint). Without a clip an answer's ratio reaches the hundreds, and
$J$ ends lower.

## Dual clip

{{ detour: A second clip, for bad actions that have become much likelier. It matters where data are old. }}

Go back to case 6 of chapter 5: a bad action, $A < 0$, that has become *likelier*,
$\rho > 1 + \epsilon$. There the loss pulls back, with the full slope $A$ in the ratio. But the
logits feel the score weight, $\rho A$, (5.12), and $\rho$ can be as large as one over the old
probability. For a token whose probability was 0.001 when it was written and is one half now, $\rho$
is 500. This is rare while the data come from the policy of the last update, and less rare with
older data. Ye et al. (2020), who trained a player of a large online game on data from many
machines, put a second clip, *dual clip*, on the other side,

$$
L_t^{\mathrm{DUAL}}(\rho) = \begin{cases} \max\left( L_t^{\mathrm{CLIP}}(\rho), \; c A_t \right) &
A_t < 0 \\ L_t^{\mathrm{CLIP}}(\rho) & A_t \geq 0 \end{cases} \qquad c > 1
$$ (10.15)

a floor under the objective of a step. ($c = 3$ is usual; it is not the $c$ of (7.1).) For $A_t < 0$
and $\rho \geq 1 - \epsilon$, $L^{\mathrm{CLIP}} = \rho A_t$, which is above the floor while
$\rho < c$. Hence the slopes (at a kink, those on the side of $\rho = 1$, as in chapter 5):

$$
\frac{\partial L_t^{\mathrm{DUAL}}}{\partial \rho} = \begin{cases} A_t & A_t \geq 0 \text{ and }
\rho \leq 1 + \epsilon, \text{ or } A_t < 0 \text{ and } 1 - \epsilon \leq \rho \leq c \\ 0 &
\text{otherwise} \end{cases}
$$ (10.16)

and the score weight is bounded at last:

$$
\left| \rho \, \frac{\partial L_t^{\mathrm{DUAL}}}{\partial \rho} \right| \leq \max(c, 1 + \epsilon)
\, |A_t|
$$ (10.17)

In the core, dual clip is a few lines after those of chapter 5; `ClippedSurrogate` runs them when
given a `dualClip`:

{{ listing: dual-clip }}
*/

var pulls = Table("probability now", "ρ", "L", "weight ρ ∂L/∂ρ", "L, c = 3", "weight, c = 3")
for chance in [0.001, 0.002, 0.0029, 0.004, 0.01, 0.1, 0.5] {
  func pull(_ dualClip: Double) -> ClippedSurrogate<Double> {
    var objective = ClippedSurrogate<Double>(clipRange: 0.2, dualClip: dualClip)
    objective.update(
      logProbabilities: [log(chance)], oldLogProbabilities: [log(0.001)], advantages: [-1], rows: 1)
    return objective
  }
  let (plain, dual) = (pull(.infinity), pull(3))
  pulls.add(
    rounded(chance, 4), rounded(plain.ratios[0], 1), rounded(plain.value, 1),
    rounded(plain.scoreWeights[0], 1), rounded(dual.value, 1), rounded(dual.scoreWeights[0], 1))
}
show(pulls)

/*:
The bound has a price. Beyond $c$ the bad token is not pulled back at all: the correction of (5.14)
is gone there, as it was for the clip without the min. In chapter 5's bandit of two arms, let the
bad arm's probability have been 0.1, and be 0.6 now, $\rho = 6$. The good arm still pulls, because
its ratio is below the range. So the policy comes home either way; with dual clip, at first by the
good arm's pull alone:
*/

/// The probability of the bad arm of two, step by step up the exact objective, from data with `old`.
func wayHome(from start: Double, old: Double, dualClip: Double, steps: Int) -> [Double] {
  let before = TabularPolicy(logits: [[log((1 - old) / old), 0]])
  var policy = TabularPolicy(logits: [[log((1 - start) / start), 0]])
  return [start]
    + (0..<steps).map { _ in
      var gradient = [0.0, 0]
      for (arm, advantage) in [(0, old), (1, old - 1)] {
        let ratio = policy.probability(of: arm, in: 0) / before.probability(of: arm, in: 0)
        let term = ClippedSurrogateTerm(
          ratio: ratio, advantage: advantage, clipRange: 0.2, dualClip: dualClip)
        let weight = before.probability(of: arm, in: 0) * term.derivative * ratio
        for (b, score) in policy.score(of: arm, in: 0).enumerated() {
          gradient[b] += weight * score
        }
      }
      policy = policy.moved(along: gradient, stepSize: 0.2)
      return policy.probability(of: 1, in: 0)
    }
}
let homeward = [Double.infinity, 3].map {
  wayHome(from: 0.6, old: 0.1, dualClip: $0, steps: 300)
}
var wayTable = Table("gradient steps", "probability of the bad arm", "with c = 3")
for step in [0, 10, 30, 60, 100, 150, 200, 300] {
  wayTable.add("\(step)", rounded(homeward[0][step], 3), rounded(homeward[1][step], 3))
}
show(wayTable)

// snippet.hide
let wideRatios = (0...250).map { 0.02 * Double($0) }
var floorPanel = Panel(
  "A = −1",
  x: Axis(
    "ratio ρ", from: 0, to: 5, ticks: .named([(0, "0"), (0.8, "1−ε"), (3, "c")])),
  y: "objective of a step")
for (dualClip, color, label) in [(Double.infinity, Color.blue, "chapter 5"), (3, .orange, "c = 3")]
{
  floorPanel.line(
    x: wideRatios,
    y: wideRatios.map {
      ClippedSurrogateTerm(ratio: $0, advantage: -1, clipRange: 0.2, dualClip: dualClip).value
    }, color: color, dash: color == .orange ? .dashed : .solid, width: 1.6, label: label)
}
var homePanel = Panel(
  "the way home", x: Axis("gradient steps", from: 0, to: 300),
  y: Axis("probability of the bad arm", from: 0, to: 0.65))
homePanel.horizontalLine(0.3)
homePanel.horizontalLine(0.1)
homePanel.text("ρ = c", at: Point(260, 0.335), color: .gray)
homePanel.text("ρ = 1", at: Point(260, 0.135), color: .gray)
let stepsHome = homeward[0].indices.map(Double.init)
homePanel.line(x: stepsHome, y: homeward[0], color: .blue)
homePanel.line(x: stepsHome, y: homeward[1], color: .orange, dash: .dashed)
homePanel.text("chapter 5", at: Point(30, 0.22), color: .blue, align: .left)
homePanel.text("c = 3", at: Point(80, 0.46), color: .orange, align: .left)
figure(
  "dual-clip",
  "Dual clip. Left, the objective of a step with $A = -1$: the floor begins at $\\rho = c$. "
    + "Right, a policy that has gone wrong by far, $\\rho = 6$ for the bad arm, and its way back "
    + "with the pull of the bad arm (chapter 5) and, above $c$, without it (c = 3).",
  alt:
    "Left: the objective is flat, then falls along a line; the dashed one is flat again from c "
    + "on. Right: one curve falls at once, the dashed one later, and both end at nearly the "
    + "same height.",
  Figure(floorPanel, homePanel))
// snippet.show

/*:
While $\rho > c$ the good arm pulls alone, and needs a hundred steps for what both together do in
ten. From $\rho = c$ on the way is the same, as [@fig:dual-clip] shows. (Below 0.08 the bad arm has
left its range downwards and no longer pulls; the good arm, whose ratio cannot reach 1.2, goes on
alone and slowly.) Dual clip bounds what a single old token can do to an update. Its price is the
correction of the very steps that have gone furthest wrong. While data are one update old, dual clip
has almost nothing to do: in the clipped runs with sixteen epochs the largest ratio of all tokens,
good or bad, was 3.4.

## Pairwise PPO

{{ detour: PPO on pairs of answers. It has no critic, and is blind to what no comparison can tell. }}

Preferences come in pairs, and by (10.3) say nothing about a constant. PPO takes $R$ for a number
like any other, and its critic must learn the constant. Wu et al. (2023) keep the pairs, in *pairwise
PPO*, P3O for short: let the policy write *two* answers to the same prompt, independently, and
weight the difference of their scores by the difference of their rewards. Call the answers $y$ and
$y'$, as in (10.2), their rewards $R$ and $R'$, and their scores
$z = \nabla_\theta \log \pi_\theta(y \mid x)$ and $z'$. Then

$$
\mathbb{E}_{y, y' \sim \pi_\theta}\left[ \tfrac{1}{2} \left( R - R' \right) \left( z - z' \right)
\right] = \nabla_\theta \, \mathbb{E}_{y \sim \pi_\theta}[R]
$$ (10.18)

Multiply out. $\mathbb{E}[R z] = \mathbb{E}[R' z'] = \nabla \mathbb{E}[R]$ by (1.6). In the mixed
terms the factors are independent, $\mathbb{E}[R z'] = \mathbb{E}[R] \, \mathbb{E}[z']$, and the
mean score is zero. Two halves remain.

Add $\nu(x)$ to the reward of every answer to a prompt. Then

$$
\left( R + \nu(x) \right) - \left( R' + \nu(x) \right) = R - R'
$$ (10.19)

for every pair, not just on average. Without the second answer the mean stays, by (1.12), but by
(1.13) the variance is a parabola in $\nu$, unless a critic subtracts $\nu$, which it must learn
first. Here is the variance of the estimate from two answers to one prompt, by exact sums over all
pairs, at the policy of the table of slopes, with 0, 4 or 16 added for the second prompt:
*/

/// How an estimate from two answers to one prompt weighs them.
enum PairEstimate: CaseIterable { case noBaseline, staleCritic, trueCritic, pairwise }

/// The exact mean and total variance of the estimate of ∇E[R], over prompts and independent pairs.
func pairMoments(
  _ estimate: PairEstimate, of policy: TabularPolicy, shift: [Double],
  _ reward: (Answer) -> Double
) -> (mean: [Double], variance: Double) {
  var mean = policy.logits.map { _ in 0.0 }
  var square = 0.0
  for prompt in 0..<2 {
    let answers = Language.answers(of: policy).filter {
      Language.answer($0.outcome).prompt == prompt
    }
    let chances = answers.map { 2 * $0.probability }
    let plain = answers.map { reward(Language.answer($0.outcome)) }
    let scores = answers.map { policy.score(along: $0.outcome) }
    let rewards = plain.map { $0 + shift[prompt] }
    let value = zip(chances, plain).reduce(0) { $0 + $1.0 * $1.1 }
    for i in answers.indices {
      for j in answers.indices {
        let baselines: (Double, Double) =
          switch estimate {
          case .noBaseline: (0, 0)
          case .staleCritic: (value, value)
          case .trueCritic: (value + shift[prompt], value + shift[prompt])
          case .pairwise: (rewards[j], rewards[i])
          }
        let chance = 0.5 * chances[i] * chances[j]
        // ½ ((R − b) z + (R′ − b′) z′)
        let (a, b) = ((rewards[i] - baselines.0) / 2, (rewards[j] - baselines.1) / 2)
        for k in mean.indices {
          let g = a * scores[i][k] + b * scores[j][k]
          mean[k] += chance * g
          square += chance * g * g
        }
      }
    }
  }
  return (mean, square - mean.reduce(0) { $0 + $1 * $1 })
}

let exactGradient = objectiveGradient(of: onTheWay, beta: 0, model.reward)
var pairTable = Table("ν of prompt 2", "no baseline", "critic, stale", "critic, exact", "pairwise")
var farthest = 0.0
for shift in [0.0, 4, 16] {
  let moments = PairEstimate.allCases.map {
    pairMoments($0, of: onTheWay, shift: [0, shift], model.reward)
  }
  for mean in moments.map(\.mean) {
    farthest = max(farthest, zip(mean, exactGradient).map { ($0 - $1).magnitude }.max()!)
  }
  pairTable.add([rounded(shift, 0)] + moments.map { rounded($0.variance, 4) })
}
show("all twelve means are the gradient, within \(rounded(farthest, 10))")
show(pairTable)

/*:
The *stale* critic is exact for $\nu = 0$ and knows no other $\nu$ yet.

For data of an older policy, draw the pair from $\pi_{\mathrm{old}}$ and weight by ratios of whole
answers, (10.14). Since $\nabla \rho = \rho z$, and
$\mathbb{E}_{\mathrm{old}}[\rho z] = \mathbb{E}_\theta[z] = 0$, the same four terms give

$$
\mathbb{E}_{y, y' \sim \pi_{\mathrm{old}}}\left[ \tfrac{1}{2} \left( R - R' \right) \nabla \left(
\rho(y) - \rho(y') \right) \right] = \nabla_\theta \, \mathbb{E}_{y \sim \pi_\theta}[R]
$$ (10.20)

exactly, at every $\theta$. The left side is the slope of a surrogate,
$\frac{1}{2} D \rho - \frac{1}{2} D \rho'$, with $D = R - R'$ and the answers' ratios $\rho$ and
$\rho'$. Each of its terms can be clipped:

$$
L^{\mathrm{P3O}} = \mathbb{E}\left[ \tfrac{1}{2} \min\left( \rho D, \, \mathrm{clip}(\rho) D \right) +
\tfrac{1}{2} \min\left( -\rho' D, \, -\mathrm{clip}(\rho') D \right) \right]
$$ (10.21)

This is chapter 5's loss, to the letter, on whole answers. The advantage is the lead over *the other
answer*: $D$ for one, $-D$ for the other. (The paper has two clips: this one, which treats the two
answers separately, and one on the product of their ratios.) The price on KL goes into the rewards,
$R - \beta \log (\pi_{\mathrm{old}} / \pi_{\mathrm{ref}})$, before the difference is taken.

Four recipes: PPO and P3O, with the rewards as they are and with 16 added for the second prompt;
and, from above, PPO with one ratio per answer.
*/

let pairs = Study("P3O", .green, "p3o", Recipe(credit: .perPair))
let shiftedPairs = Study(
  "P3O, ν = 16", .purple, "p3o-shifted", Recipe(credit: .perPair, shift: [0, 16]))
let shiftedTokens = Study(
  "PPO, ν = 16", .vermilion, "ppo-shifted", Recipe(shift: [0, 16]))

var shiftTable = Table("", "J after a tenth", "J at the end", "95% interval")
for (name, study) in [
  ("PPO", byToken), ("PPO, ν = 16", shiftedTokens), ("PPO, a ratio an answer", byAnswer),
  ("P3O", pairs), ("P3O, ν = 16", shiftedPairs),
] {
  let tenth = study.paths.map { path in
    path[path.count / 10].worth.objective(beta: beta)
  }
  let end = study.last.map { $0.objective(beta: beta) }
  shiftTable.add(
    name, rounded(interquartileMean(tenth), 3), rounded(interquartileMean(end), 4),
    Summary(end).range(4))
}
show(shiftTable)
func sameBits(_ a: Study, _ b: Study) -> Int {
  zip(a.runs, b.runs).count { $0.outcome.weightsHash == $1.outcome.weightsHash }
}
show(
  "P3O with and without ν: \(sameBits(pairs, shiftedPairs)) of \(pairs.runs.count) pairs of runs "
    + "end with the same weights, to the bit"
)
show("PPO with and without ν: \(sameBits(byToken, shiftedTokens)) of \(byToken.runs.count)")

// snippet.hide
var shiftPanel = Panel(
  x: Axis("tokens", from: 0, to: Double(chapter.options.steps), ticks: tokenTicks),
  y: "J, exact")
shiftPanel.horizontalLine(bestObjective)
shiftPanel.curve(of: shiftedTokens) { $0.objective(beta: beta) }
shiftPanel.curve(of: byToken, label: "PPO") { $0.objective(beta: beta) }
shiftPanel.curve(of: pairs) { $0.objective(beta: beta) }
shiftPanel.curve(of: shiftedPairs) { $0.objective(beta: beta) }
shiftPanel.usesLegend = true
figure(
  "pairs",
  "PPO with a critic, and P3O, each with the rewards as they are and with 16 added for one "
    + "prompt, of which no comparison can know: the exact $J$ (without the 16), interquartile "
    + "mean over ten seeds and 95% band. The purple curve of P3O with 16 lies on the green one without. "
    + "The grey dashes are the maximum, (10.11).",
  alt:
    "Four learning curves, two of which coincide. The one of PPO with shifted rewards lies far "
    + "below at first and catches up in part.",
  Figure(shiftPanel))
// snippet.show

/*:
The 16 changes no bit of P3O's weights in any run. PPO's critic begins at 0 and must
first learn the 16. Until then, every answer to the second prompt looks like a stroke of luck. At
the end PPO with the shift is still behind ([@fig:pairs]). (The returns do not show why. A likely
reason: for seldom written drafts the critic has learnt little of the 16, and meanwhile the step
size falls.)

Without the 16, PPO by tokens is slightly ahead: the intervals do not overlap. But it has an
advantage for each token. The fair opponent is PPO with one ratio per answer. There the intervals
overlap: no benefit of the critic shows in $J$, although in the table of variances an exact critic
leaves 1.29, the pair 2.50. Another answer is a noisy baseline, but always up to date.

## Several answers to one prompt

{{ detour: RLOO and GRPO: what the group's mean, its deviation and the answers' lengths do to the gradient. }}

Why stop at two? Let the policy write $K$ answers $y_1, \ldots, y_K$ to one prompt, independently,
with rewards $R_i$ and scores $z_i$. Give each answer the mean reward of the *other* $K - 1$ as a
baseline. It does not depend on $y_i$, so by (1.12) it leaves the expectation unchanged:

$$
\mathbb{E}\left[ \frac{1}{K} \sum_{i=1}^{K} \left( R_i - \bar R_{-i} \right) z_i \right] =
\nabla_\theta \, \mathbb{E}_{y \sim \pi_\theta}[R], \qquad \bar R_{-i} = \frac{1}{K - 1} \sum_{j
\neq i} R_j
$$ (10.22)

This is *REINFORCE leave-one-out*, RLOO (Kool et al., 2019; on language models, Ahmadian et al., 2024).
With $K = 2$ it is (10.18). Now take the mean $\bar R$ of all $K$ rewards, including the answer's
own. Since $\bar R = \frac{1}{K} R_i + \frac{K - 1}{K} \bar R_{-i}$,

$$
R_i - \bar R = \frac{K - 1}{K} \left( R_i - \bar R_{-i} \right), \qquad \mathbb{E}\left[ \frac{1}{K}
\sum_{i=1}^{K} \left( R_i - \bar R \right) z_i \right] = \frac{K - 1}{K} \, \nabla_\theta \,
\mathbb{E}_{y \sim \pi_\theta}[R]
$$ (10.23)

The first holds for every group. The second is (1.15) with a group for the batch: the gradient,
shortened. *Group relative policy optimisation*, GRPO (Shao et al., 2024), subtracts this mean. Then
it divides the advantages by the group's standard deviation, and each answer's loss by its number of
tokens.

**The deviation.** Let the reward be a rule and no model: 1 for an answer that contains the right
word and not the wrong one, else 0. Let $p$ be the probability of a 1, and let $m$ of the $K$
answers be right. Then the deviation of the group is $\sigma_K = \sqrt{m (K - m)} / K$, every right
answer has the advantage $\sqrt{(K - m) / m}$, and every wrong one $-\sqrt{m / (K - m)}$. The mean
score is $\nabla p / p$ among right answers and $-\nabla p / (1 - p)$ among wrong ones. A group with
$m$ right answers sums to $\sqrt{m (K - m)} \left( \frac{1}{p} + \frac{1}{1 - p} \right) \nabla p$,
which is $K \sigma_K \nabla p / (p (1 - p))$. So

$$
\mathbb{E}\left[ \frac{1}{K} \sum_{i=1}^{K} \frac{R_i - \bar R}{\sigma_K} \, z_i \right] =
\frac{\mathbb{E}[\sigma_K]}{p (1 - p)} \, \nabla_\theta \, p, \qquad \frac{\mathbb{E}[\sigma_K]}{p
(1 - p)} \leq \sqrt{K - 1}
$$ (10.24)

where a group of equal rewards has advantages of 0. (The bound: for $0 < m < K$ the product
$m (K - m)$ is at least $K - 1$, so $\sigma_K \leq K \sigma_K^2 / \sqrt{K - 1}$, and
$\mathbb{E}[\sigma_K^2] = \frac{K - 1}{K} p (1 - p)$.) As $K$ grows the factor approaches
$1 / \sqrt{p (1 - p)}$, and the objective is $2 \arcsin \sqrt{p}$ in place of $p$.

For one prompt and two values of the reward only the length of the gradient has changed. But the
relative weights of the prompts change. Here is a policy that is right on the first prompt more
often than not, and seldom on the second:
*/

/// 1 for an answer with the right word and without the wrong one, else 0.
func isRight(_ answer: Answer) -> Double {
  answer.words.contains(answer.prompt) && !answer.words.contains(1 - answer.prompt) ? 1 : 0
}

/// From K rewards to K advantages.
enum GroupAdvantage {
  case leaveOneOut, groupMean, groupDeviation

  func callAsFunction(_ rewards: [Double]) -> [Double] {
    let (sum, count) = (rewards.reduce(0, +), Double(rewards.count))
    // R_i − R̄_{−i}   (10.22)
    if self == .leaveOneOut { return rewards.map { $0 - (sum - $0) / (count - 1) } }
    // R_i − R̄   (10.23)
    let leads = rewards.map { $0 - sum / count }
    if self == .groupMean { return leads }
    // (R_i − R̄) / σ_K   (10.24)
    let deviation = (leads.reduce(0) { $0 + $1 * $1 } / count).squareRoot()
    return leads.map { deviation > 0 ? $0 / deviation : 0 }
  }
}

/// The rewards that answers to one prompt can have: each with its probability, and the mean of the
/// score, or of the score over the number of tokens, among the answers that have it.
func rewardLevels(
  to prompt: Int, of policy: TabularPolicy, perToken: Bool, _ reward: (Answer) -> Double
) -> [(reward: Double, probability: Double, score: [Double])] {
  var levels: [(reward: Double, probability: Double, score: [Double])] = []
  for (tau, chance) in Language.answers(of: policy) where Language.answer(tau).prompt == prompt {
    let value = reward(Language.answer(tau))
    let level = levels.firstIndex { $0.reward == value } ?? levels.count
    if level == levels.count { levels.append((value, 0, policy.logits.map { _ in 0 })) }
    levels[level].probability += 2 * chance
    let share = 2 * chance / (perToken ? Double(tau.count) : 1)
    for (i, z) in policy.score(along: tau).enumerated() { levels[level].score[i] += share * z }
  }
  return levels.map { level in
    (level.reward, level.probability, level.score.map { $0 / level.probability })
  }
}

/// The exact mean of (1/K) Σ Â_i z_i, or of (1/K) Σ Â_i z_i / T_i, over all groups of K answers to a
/// prompt, and over the prompts. Answers of equal reward have equal advantages in every group, so it
/// is enough to list groups of rewards.
func groupGradient(
  _ advantage: GroupAdvantage, size: Int, of policy: TabularPolicy, perToken: Bool = false,
  _ reward: (Answer) -> Double
) -> [Double] {
  var gradient = policy.logits.map { _ in 0.0 }
  for prompt in 0..<2 {
    let levels = rewardLevels(to: prompt, of: policy, perToken: perToken, reward)
    var weights = levels.map { _ in 0.0 }
    let one = FiniteDistribution(
      Array(levels.indices), probabilities: levels.map(\.probability))
    for (group, chance) in one.independentDraws(size) {
      for (level, lead) in zip(group, advantage(group.map { levels[$0].reward })) {
        weights[level] += 0.5 * chance * lead / Double(size)
      }
    }
    for (level, weight) in zip(levels, weights) {
      for (i, z) in level.score.enumerated() { gradient[i] += weight * z }
    }
  }
  return gradient
}

/// E[σ_K] / (p (1 − p)), the factor of (10.24): m of K answers are right with the probability of the
/// binomial distribution.
func deviationFactor(size: Int, _ p: Double) -> Double {
  var probability = pow(1 - p, Double(size))
  var meanDeviation = 0.0
  for m in 1..<size {
    probability *= Double(size - m + 1) / Double(m) * p / (1 - p)
    meanDeviation += probability * Double(m * (size - m)).squareRoot() / Double(size)
  }
  return meanDeviation / (p * (1 - p))
}

// The right word to the first prompt likelier than under the reference, that to the second less likely.
let unevenLogits: [Double] =
  Language.drafts.flatMap { $0.prompt == 0 ? [2.5, 0, 0, 0] : [0, -2, 0, 0] } + [0, 0, 0, 0]
let uneven = Language.reference.moved(along: unevenLogits, stepSize: 1)
let rightness = (0..<2).map { mean(to: $0, of: uneven, isRight) }
show("p: \(rounded(rightness[0], 3)) and \(rounded(rightness[1], 3))")

var groupTable = Table(
  "K", "mean subtracted, (K − 1)/K", "deviation divided out: prompt 1", "prompt 2", "√(K − 1)")
for size in [2, 3, 4, 8, 16, 64] {
  let (others, all) = (Double(size - 1), Double(size))
  let factors = rightness.map { rounded(deviationFactor(size: size, $0), 3) }
  groupTable.add(
    "\(size)", rounded(others / all, 3), factors[0], factors[1], rounded(others.squareRoot(), 3))
}
let limits = rightness.map { rounded(1 / ($0 * (1 - $0)).squareRoot(), 3) }
groupTable.add("∞", "1", limits[0], limits[1], "∞")
show(groupTable)

// ∇E[R]; a draft belongs to one prompt, so each prompt has its own part of the gradient.
let rightSlope = objectiveGradient(of: uneven, beta: 0, isRight)
var farthestGroup = 0.0
for size in 2...8 {
  func compare(_ advantage: GroupAdvantage, _ factor: (_ prompt: Int) -> Double) {
    let mean = groupGradient(advantage, size: size, of: uneven, isRight)
    for (draft, answer) in Language.drafts.enumerated() {
      for i in 4 * draft...4 * draft + 3 {
        let error = mean[i] - factor(answer.prompt) * rightSlope[i]
        farthestGroup = max(farthestGroup, error.magnitude)
      }
    }
  }
  compare(.leaveOneOut) { _ in 1 }
  compare(.groupMean) { _ in Double(size - 1) / Double(size) }
  compare(.groupDeviation) { deviationFactor(size: size, rightness[$0]) }
}
show("all groups of 2 to 8 answers: (10.22), (10.23), (10.24) within \(rounded(farthestGroup, 12))")

func cosine(_ x: [Double], _ y: [Double]) -> Double {
  func dot(_ x: [Double], _ y: [Double]) -> Double { zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } }
  return dot(x, y) / (dot(x, x) * dot(y, y)).squareRoot()
}
for size in [2, 8] {
  let divided = groupGradient(.groupDeviation, size: size, of: uneven, isRight)
  show("K = \(size), both prompts: cosine with ∇E[R] \(rounded(cosine(divided, rightSlope), 4))")
}
for size in [2, 3] {
  let divided = groupGradient(.groupDeviation, size: size, of: onTheWay, model.reward)
  show(
    "K = \(size), R of the model of preferences: cosine "
      + rounded(cosine(divided, exactGradient), 4))
}

/*:
With two answers, and with three, the factor is the same for every prompt. With more it depends on
$p$. Prompts that are nearly always or nearly never answered rightly gain: with 64 answers the
second prompt's weight relative to the first is about twice that in $\mathbb{E}[R]$. So the sum over
prompts has another direction. With more than two values of the reward the direction within a prompt
turns as well, as it does in the table under (7.4). (With $K - 1$ in the deviation in place of $K$
all of this is multiplied by $\sqrt{(K - 1) / K}$.)

**The length.** The score of an answer is the sum of its tokens' scores. GRPO divides the sum by the
number of tokens, $T_i$. With the advantages of (10.22), whose baseline is independent of $y_i$ and
has the mean $b = \mathbb{E}[R]$,

$$
\begin{aligned} \mathbb{E}\left[ \frac{1}{K} \sum_{i=1}^{K} \left( R_i - \bar R_{-i} \right)
\frac{z_i}{T_i} \right] & = \mathbb{E}_{y \sim \pi_\theta}\left[ \frac{R - b}{T} \, z \right] \\ & =
\nabla_\theta \, \mathbb{E}_{y \sim \pi_\theta}\left[ \frac{R - b}{T} \right] \quad \text{with } b
\text{ held fixed} \end{aligned}
$$ (10.25)

(With the advantages of (10.23) it is $(K - 1) / K$ of this.) The objective is the reward *per
token*, counted from $b$. A right answer has $R > b$, and gains more when it is shorter. A wrong one
has $R < b$, and costs less when it is longer. Climb from the reference, under the rule, with and
without the division, until a given share of the answers is right:
*/

/// E[(R − b) z / T], (10.25); without the division it is ∇E[R].
func rewardGradient(
  of policy: TabularPolicy, perToken: Bool, _ reward: (Answer) -> Double
) -> [Double] {
  let baselines = (0..<2).map { mean(to: $0, of: policy, reward) }
  return meanPull(of: policy) { tau in
    let answer = Language.answer(tau)
    let lead = reward(answer) - baselines[answer.prompt]
    return tau.actions.map { _ in perToken ? lead / Double(tau.count) : lead }
  }
}

/// The probability of a right answer, and how many tokens right and wrong answers have on average.
func lengths(of policy: TabularPolicy) -> (right: Double, ofRight: Double, ofWrong: Double) {
  let sums = Language.answers(of: policy).moments { tau in
    let right = isRight(Language.answer(tau))
    return [right, right * Double(tau.count), (1 - right) * Double(tau.count)]
  }.mean
  return (sums[0], sums[1] / sums[0], sums[2] / (1 - sums[0]))
}

var lengthTable = Table(
  "p", "tokens if right", "if wrong", "divided by T: if right", "if wrong")
var (plainClimber, dividedClimber) = (Language.reference, Language.reference)
func climb(_ policy: inout TabularPolicy, to share: Double, perToken: Bool) {
  while lengths(of: policy).right < share {
    let slope = rewardGradient(of: policy, perToken: perToken, isRight)
    policy = policy.moved(along: slope, stepSize: perToken ? 1.5 : 0.5)
  }
}
for share in [0, 0.5, 0.7, 0.9, 0.95] {
  climb(&plainClimber, to: share, perToken: false)
  climb(&dividedClimber, to: share, perToken: true)
  let (plain, divided) = (lengths(of: plainClimber), lengths(of: dividedClimber))
  lengthTable.add(
    rounded(plain.right, 2), rounded(plain.ofRight, 3), rounded(plain.ofWrong, 3),
    rounded(divided.ofRight, 3), rounded(divided.ofWrong, 3))
}
show(lengthTable)

/*:
At equal shares of right answers the division makes right answers a little shorter, and wrong ones
longer: at 0.90 wrong answers have 3.072 tokens on average in place of 2.890. (They also grow
without the division, but less.) Here no answer is longer than four tokens. In a chat model Liu et
al. (2025) saw the wrong ones grow in training. They omit both divisions and call the result Dr.
GRPO, which is (10.23).

## A higher ceiling, and one ratio for a whole answer

{{ detour: DAPO's wider clip range for rare tokens, and GSPO's geometric mean of an answer's ratios. }}

The range $1 \pm \epsilon$ treats all ratios alike, but not all probabilities. A good token that was
written with probability $p$ is pulled until its probability is $(1 + \epsilon) p$. A rare one, at 0.01,
may go to 0.012. A common one, at 0.9, may go all the way to 1. Yu et al. (2025) saw the entropy of
their policy collapse, attributed that to this limit, and gave each end of the range its own width,
$\epsilon_{\text{low}}$ below 1 and a larger $\epsilon_{\text{high}}$ above: the *clip-higher* of
DAPO. In chapter 5's loss only the upper end matters where $A_t \geq 0$, and only the lower end
where $A_t < 0$. So

$$
L_t^{\mathrm{HIGH}}(\rho) = \begin{cases} \min\left( \rho A_t, \; (1 + \epsilon_{\text{high}}) A_t
\right) & A_t \geq 0 \\ \min\left( \rho A_t, \; (1 - \epsilon_{\text{low}}) A_t \right) & A_t < 0
\end{cases}
$$ (10.26)

is chapter 5's loss with a clip range chosen by the sign of the advantage. (They took 0.2 below and 0.28
above.) How far may a good token's log odds rise? They are $\log \frac{\pi}{1 - \pi}$, which one
logit moves. From $p$ to $(1 + \epsilon) p$ the rise is

$$
\delta(p) = \begin{cases} \log \dfrac{(1 + \epsilon)(1 - p)}{1 - (1 + \epsilon) p} & (1 + \epsilon)
p < 1 \\ \infty & \text{otherwise} \end{cases}
$$ (10.27)

which begins at $\log (1 + \epsilon)$ for $p = 0$ and grows without bound:
*/

/// The clipped surrogate with a range of its own on each side, (10.26).
func clippedHigher(
  ratio: Double, advantage: Double, low: Double, high: Double
) -> ClippedSurrogateTerm<Double> {
  ClippedSurrogateTerm(
    ratio: ratio, advantage: advantage, clipRange: advantage < 0 ? low : high)
}

/// How far the log odds of a good token rise until its pull ends, (10.27).
func room(_ p: Double, clipRange: Double) -> Double {
  let ceiling = (1 + clipRange) * p
  return ceiling < 1 ? log((1 + clipRange) * (1 - p) / (1 - ceiling)) : .infinity
}

var ceilings = Table(
  "p", "ceiling, ε = 0.2", "δ(p)", "updates to ½", "ceiling, ε = 0.28", "δ(p)", "updates to ½")
for p in [0.001, 0.01, 0.1, 0.5, 0.75, 0.9] {
  let cells = [0.2, 0.28].flatMap { (clipRange) -> [String] in
    let ceiling = min(1, (1 + clipRange) * p)
    let updates = Int((log(0.5 / p) / log(1 + clipRange)).rounded(.up))
    let delta = room(p, clipRange: clipRange)
    return [
      rounded(ceiling, 5), delta.isFinite ? rounded(delta, 3) : "∞", p < 0.5 ? "\(updates)" : "",
    ]
  }
  ceilings.add([rounded(p, 3)] + cells)
}
show(ceilings)

/*:
An update that ends at the ceiling multiplies a rare token's probability by 1.2, however small it
is: from 0.001 to one half takes 35 such updates, or 26 with the higher ceiling. At 0.9 there is no
ceiling at all. But look at the log odds: the higher ceiling gives a common token more than a rare
one. At 0.75 the rise is 2.079 in place of 1.099, at 0.01 only 0.250 in place of 0.184. (The ceiling
is where the pull ends, not a wall. A bad token has a floor of the same kind, $(1 - \epsilon) p$.)

A second remedy starts from (10.14). There the ratio of an answer is the product of its tokens'
ratios, and its range grows with the number of tokens $T$. Zheng et al. (2025), in *group sequence
policy optimisation*, GSPO, take the geometric mean in place of the product, and clip it once per
answer:

$$
\begin{aligned} & s(y) = \rho(y)^{1/T} = \exp\left( \frac{1}{T} \sum_{t=0}^{T-1} \log \rho_t \right)
\\ & s(y) \in [1 - \epsilon, 1 + \epsilon] \; \Longleftrightarrow \; \rho(y) \in \left[ (1 -
\epsilon)^T, (1 + \epsilon)^T \right] \end{aligned}
$$ (10.28)

So the interval that (10.14) derived is here the rule. If all tokens are inside their range, $s(y)$
is inside the same range; if $s(y)$ is outside, so is some token. At equal $\epsilon$ this is the
widest of the three clips; the paper takes a far smaller $\epsilon$, $3 \cdot 10^{-4}$ below and
$4 \cdot 10^{-4}$ above. Since $\nabla \rho = \rho z$,

$$
\nabla_\theta \, \mathbb{E}_{\mathrm{old}}\left[ s(y) A \right] = \mathbb{E}_{\mathrm{old}}\left[
\frac{s(y)}{T} \, A \, z \right]
$$ (10.29)

which at $\theta_{\mathrm{old}}$, with $A = R - b$, is (10.25): the division by the length again. So
even there it is not the gradient of $\mathbb{E}_{\pi_\theta}[A]$; if all answers have the same
length, it is $1/T$ of that gradient. Away from $\theta_{\mathrm{old}}$ not even that holds, because
$s$ is not the ratio of the probabilities. Step along the gradient of $J$, as in the table under
(10.14), with $\epsilon = 0.2$ unless the column says otherwise:
*/

/// s(y), (10.28).
func sequenceRatio(
  _ tau: TabularTrajectory, _ new: TabularPolicy, _ old: TabularPolicy
) -> Double {
  exp((new.logProbability(along: tau) - old.logProbability(along: tau)) / Double(tau.count))
}

var sequenceTable = Table(
  "step", "some ρ_t outside", "ρ(y) outside", "s(y) outside", "s(y) outside 1 ± 0.05",
  "spread of log ρ(y)", "of log s(y)")
for step in [0.5, 1, 1.5, 2, 4] {
  let new = Language.reference.moved(along: firstAscent, stepSize: step)
  let shares = sharesOutside(new, Language.reference, epsilon: 0.2)
  let sequences = written.moments { tau in
    let s = sequenceRatio(tau, new, Language.reference)
    let far = (s - 1).magnitude
    return [far > 0.2 ? 1 : 0, far > 0.05 ? 1 : 0, Double(tau.count) * log(s), log(s)]
  }
  let spreads = sequences.variance.map { rounded($0.squareRoot(), 4) }
  sequenceTable.add(
    rounded(step, 2), rounded(shares.someToken, 4), rounded(shares.answer, 4),
    rounded(sequences.mean[0], 4), rounded(sequences.mean[1], 4), spreads[2], spreads[3])
}
show(sequenceTable)

/*:
At a step of 2 the ratio is outside for 57% of the answers, the geometric mean for 13%. For an
answer of two tokens $s$ is the square root of $\rho(y)$. If the log ratios of $T$ tokens were
independent and equally spread, $\log s$ would have $1/\sqrt{T}$ of that spread. This is a likely
reason why long answers need such a small range.

## A price in the reward, or in the loss

{{ detour: Three estimates of KL in two places: what gradient each has, and where it leads. }}

(10.8) pays the price on KL as a part of the reward. GRPO puts it into the loss: it differentiates
chapter 5's $k_3$, token by token. Does the place matter? Take a whole answer first, and write
$u = \log \pi_\theta(y) - \log \pi_{\mathrm{ref}}(y)$, so that $\nabla u = z$. The three estimates
of $\mathrm{KL}(\pi_\theta \Vert \pi_{\mathrm{ref}})$ from samples of $\pi_\theta$ are those of
chapter 5 with $\rho = \pi_{\mathrm{ref}} / \pi_\theta$, that is $\rho = e^{-u}$:

$$
k_1 = u, \qquad k_2 = \tfrac{1}{2} u^2, \qquad k_3 = e^{-u} - 1 + u
$$

A program with one of them in its loss differentiates it but not the sampling. The slopes in $u$ are
$1$, $u$ and $1 - e^{-u}$, so these are the score weights. The mean score is zero, (1.11). By the
product rule
$\nabla \mathrm{KL}(\pi_\theta \Vert \pi_{\mathrm{ref}}) = \mathbb{E}[u z] + \mathbb{E}[z]$. And
$\mathbb{E}[e^{-u} z]$ is the mean of $z$ over answers of the *reference*, which is minus
$\nabla \mathrm{KL}(\pi_{\mathrm{ref}} \Vert \pi_\theta)$, as in (7.7). Therefore

$$
\begin{aligned} \mathbb{E}_{\pi_\theta}[\nabla k_1] & = 0 \\ \mathbb{E}_{\pi_\theta}[\nabla k_2] & =
\nabla \, \mathrm{KL}(\pi_\theta \,\Vert\, \pi_{\mathrm{ref}}) \\ \mathbb{E}_{\pi_\theta}[\nabla
k_3] & = \nabla \, \mathrm{KL}(\pi_{\mathrm{ref}} \,\Vert\, \pi_\theta) \end{aligned}
$$ (10.30)

As numbers $k_1$ and $k_3$ are unbiased, (5.19). In the loss $k_1$ is useless; it is the trap of
(7.6). The biased one, $k_2$, has the right gradient. And $k_3$ has the gradient of the *other* KL.
(All three equations hold while the answers come from $\pi_\theta$ itself. After the first gradient
step on a batch the answers come from $\pi_{\mathrm{old}}$, and must be weighted by (10.14).) In the
reward the estimate is a number, which is itself the score weight:

$$
\begin{aligned} \mathbb{E}_{\pi_\theta}[k_1 z] & = \nabla \, \mathrm{KL}(\pi_\theta \,\Vert\,
\pi_{\mathrm{ref}}) \\ \mathbb{E}_{\pi_\theta}[k_3 z] & = \nabla \, \mathrm{KL}(\pi_\theta
\,\Vert\, \pi_{\mathrm{ref}}) - \nabla \, \mathrm{KL}(\pi_{\mathrm{ref}} \,\Vert\, \pi_\theta)
\end{aligned}
$$ (10.31)

So put $k_1$ in the reward or $k_2$ in the loss. For whole answers both give $u z$, sample by
sample. ((10.9) leaves out past rewards, with the same mean. Tang and Munos, 2025, find the wrong
choices in several public programs.)

Now the tokens. By (10.7) the KL of answers is a sum over drafts of $d(s)$, the probability that the
policy reaches $s$, times the KL of the next token. Both depend on $\theta$. An estimate in the loss
token by token is differentiated at its own token only, with $d$ held fixed:

$$
\begin{aligned} \mathbb{E}\left[ \sum_t \nabla k_2(y_t) \right] & = \sum_s d(s) \, \nabla
\mathrm{KL}\left( \pi_\theta(\cdot \mid s) \,\Vert\, \pi_{\mathrm{ref}}(\cdot \mid s) \right) \\
\mathbb{E}\left[ \sum_t \nabla k_3(y_t) \right] & = \sum_s d(s) \, \nabla \mathrm{KL}\left(
\pi_{\mathrm{ref}}(\cdot \mid s) \,\Vert\, \pi_\theta(\cdot \mid s) \right) \end{aligned}
$$ (10.32)

The gradient of $d$ is missing: the loss does not see where a token leads. (10.9) does, since it
charges each token for all that follow. (GRPO divides each answer's sum by $T$ as well.) Compare the
policy of the table of slopes, near the reference, with the best policy for $\beta = 0.4$, far from
it:
*/

/// An estimate of KL(π‖π_ref) from a sample of π, as a function of u = log π − log π_ref.
enum KLEstimate {
  case k1, k2, k3

  func value(_ u: Double) -> Double {
    switch self {
    case .k1: u
    case .k2: u * u / 2
    case .k3: exp(-u) - 1 + u
    }
  }

  /// dk/du.
  func slope(_ u: Double) -> Double {
    switch self {
    case .k1: 1
    case .k2: u
    case .k3: 1 - exp(-u)
    }
  }
}

/// Where the estimate stands: in the loss, of the whole answer or of each token, or in the reward.
enum KLPlace { case loss, lossOfTokens, reward }

/// The score weights that the price on KL gives to the tokens of an answer.
func priceWeights(
  _ estimate: KLEstimate, in place: KLPlace, _ tau: TabularTrajectory, _ policy: TabularPolicy
) -> [Double] {
  let logRatios = zip(tau.states, tau.actions).map {
    policy.logProbability(of: $1, in: $0) - Language.reference.logProbability(of: $1, in: $0)
  }
  let u = logRatios.reduce(0, +)
  switch place {
  // ∇k = k′(u) z   (10.30)
  case .loss: return logRatios.map { _ in estimate.slope(u) }
  // Σ_t ∇k(y_t)   (10.32)
  case .lossOfTokens: return logRatios.map(estimate.slope)
  // k z   (10.31)
  case .reward: return logRatios.map { _ in estimate.value(u) }
  }
}

let placements: [(name: String, estimate: KLEstimate, place: KLPlace)] = [
  ("k₁ in the loss", .k1, .loss), ("k₂ in the loss", .k2, .loss), ("k₃ in the loss", .k3, .loss),
  ("k₁ in the reward", .k1, .reward), ("k₃ in the reward", .k3, .reward),
  ("k₂ in the loss, token by token", .k2, .lossOfTokens),
  ("k₃ in the loss, token by token", .k3, .lossOfTokens),
]

let faraway = optimum(beta: 0.4, model.reward).policy
for (place, policy) in [("near", onTheWay), ("far", faraway)] {
  // Each by a way of its own: (10.9) without a reward, and (7.7).
  let toReference = objectiveGradient(of: policy, beta: 1) { _ in 0 }.map { -$0 }
  let fromReference = written.moments { policy.score(along: $0) }.mean.map { -$0 }
  let divergence = rounded(worth(of: policy, model).divergence, 2)
  var pulls = Table(
    "\(place), KL \(divergence)", "length", "cosine with ∇KL(π‖π_ref)", "with ∇KL(π_ref‖π)",
    "variance of an answer's")
  func length(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 }.squareRoot() }
  for (name, estimate, place) in placements {
    let pull = Language.answers(of: policy).moments {
      policy.weightedScore(along: $0, weights: priceWeights(estimate, in: place, $0, policy))
    }
    let isZero = length(pull.mean) < 1e-12
    let cosines = [toReference, fromReference].map {
      isZero ? "" : rounded(cosine(pull.mean, $0), 4)
    }
    pulls.add(
      name, rounded(length(pull.mean), 4), cosines[0], cosines[1], rounded(pull.totalVariance, 2))
  }
  pulls.add(
    "∇KL(π‖π_ref)", rounded(length(toReference), 4), "1",
    rounded(cosine(toReference, fromReference), 4), "")
  pulls.add(
    "∇KL(π_ref‖π)", rounded(length(fromReference), 4),
    rounded(cosine(toReference, fromReference), 4), "1", "")
  show(pulls)
}

/*:
Near the reference the slopes of the two KLs have nearly the same direction, and their lengths
differ by a tenth. The same holds for $k_2$ and $k_3$ in the loss, of whole answers or of tokens.
But in the loss $k_1$ leaves noise and no gradient. In the reward, $k_3$ leaves a seventh of the
length, and the price drives the policy up the KL, not down. Far away the slopes of the two KLs have
a cosine of 0.3355. And $k_3$ of whole answers is mostly noise: an answer that the policy hardly
ever writes, but the reference often, brings a large $e^{-u}$, and the variance exceeds a hundred
thousand. Token by token, as in GRPO except for its division by $T$, the variance is far smaller,
and the mean has a cosine of 0.6372 with the slope of the KL that it is meant to estimate.

Where does each price lead? Climb from the reference with exact gradients:
*/

/// Some steps from the reference along ∇E[R] − β times the pull of the price, exactly.
func ascended(
  _ estimate: KLEstimate, in place: KLPlace, beta: Double, steps: Int,
  _ reward: (Answer) -> Double
) -> TabularPolicy {
  (0..<steps).reduce(Language.reference) { policy, _ in
    let pull = meanPull(of: policy) { tau in
      let paid = reward(Language.answer(tau))
      return priceWeights(estimate, in: place, tau, policy).map { paid - beta * $0 }
    }
    return policy.moved(along: pull, stepSize: 2)
  }
}

for beta in [0.8, 0.3] {
  var ends = Table("β = \(beta), 1000 steps", "J", "KL", "E[R]", "E[U]")
  for (name, estimate, place) in placements where name != "k₃ in the reward" {
    let policy = ascended(estimate, in: place, beta: beta, steps: 1000, model.reward)
    let worth = worth(of: policy, model)
    ends.add(
      name, rounded(worth.objective(beta: beta), 3), rounded(worth.divergence, 3),
      rounded(worth.reward, 3), rounded(worth.truth, 3))
  }
  let top = worth(of: optimum(beta: beta, model.reward).policy, model)
  ends.add(
    "the maximum, (10.11)", rounded(top.objective(beta: beta), 3), rounded(top.divergence, 3),
    rounded(top.reward, 3), rounded(top.truth, 3))
  show(ends)
}

/*:
With $k_1$ in the loss there is no price at all: the policy goes equally far for 0.8 and for 0.3.
With $k_1$ in the reward, or $k_2$ in the loss of whole answers, it comes near the maximum of $J$.
Token by token, $k_2$ is a weaker leash, because a token does not pay for what follows it: at
$\beta = 0.8$ the KL is 1.140 in place of 0.910. With $k_3$ in the loss of whole answers the price
is on the other KL, and hardly holds: the KL is 7.213, where 0.945 is best. Token by token, $k_3$
holds better, 2.113. At 0.3 its KL is close to the best one, yet it loses a fifth of $J$, as $k_2$
by tokens does: the KL is spent on the wrong answers. (After 1000 steps the rows need not have
converged.) ($\mathbb{E}[U]$ is another matter: at $\beta = 0.3$ the maximum of $J$ is itself past
what people like.) So a $\beta$ tuned for one of these does not suit another.

## Try to break it

**Tie the leash to the wrong policy.** Measure the KL from the policy that collected the data:

```diff
-      let home = recipe.leash == .toReference ? referenceLogs[cell] : logs[t]
+      let home = logs[t]
```

Expect the leash to lengthen as you walk.
*/

let wrongLeash = Study("leash to π_old", .orange, "ppo-wrong-leash", Recipe(leash: .toOldPolicy))
show(
  "KL \(rounded(wrongLeash.final(\.divergence), 2)), E[R] "
    + "\(rounded(wrongLeash.final(\.reward), 2)), E[U] \(rounded(wrongLeash.final(\.truth), 2))"
)
show(
  "the same weights as without any price: \(sameBits(wrongLeash, free)) of \(free.runs.count) runs")

/*:
While it writes, the policy *is* $\pi_{\mathrm{old}}$, so the price is 0. All ten runs equal those
without a price, to the bit. (Chapter 4 differentiates its KL after the two have parted.)

{{ box: Pay for every token }}

The reward belongs to the finished answer. Pay the draft's reward after every token instead:

```diff
-  var payment = Payment.atTheEnd
+  var payment = Payment.onEveryToken
```

Expect longer answers: whoever is paid by the word will find words.
*/

let wordy = Study("paid by the word", .orange, "ppo-paid-by-word", Recipe(payment: .onEveryToken))
show(
  "tokens an answer: \(rounded(byToken.final(\.tokens), 2)) before, "
    + "\(rounded(wordy.final(\.tokens), 2)) now"
)
show(
  "KL \(rounded(wordy.final(\.divergence), 2)), E[R] \(rounded(wordy.final(\.reward), 2)), E[U] "
    + "\(rounded(wordy.final(\.truth), 2))"
)

/*:
Answers are one token longer, at an unchanged price, and people like them less. Both follow from the
payment: a draft with a positive reward is now paid again at every further token.

{{ end }}

{{ box: Pair with a stranger }}

Let P3O compare an answer with one to the *other* prompt, and keep the 16 that were added for the
second:

```diff
-  var partner = 1
+  var partner = 2
```

The mean stays the same: an answer to another prompt is as independent as one to the same prompt.
But the 16 comes back.
*/

let strangers = Study(
  "P3O with strangers", .orange, "p3o-strangers",
  Recipe(credit: .perPair, partner: 2, shift: [0, 16]))
show(
  "J \(rounded(strangers.final { $0.objective(beta: beta) }, 3)); with a partner of one's own "
    + "\(rounded(shiftedPairs.final { $0.objective(beta: beta) }, 3))"
)

/// The exact variance of ½ (R − R′)(z − z′), where y answers the first prompt and y′ the second.
func strangersVariance(of policy: TabularPolicy, shift: Double) -> Double {
  let answers = Language.answers(of: policy).map { tau, chance in
    let score = policy.score(along: tau)
    return (
      prompt: Language.answer(tau).prompt, chance: 2 * chance,
      reward: model.reward(Language.answer(tau)), square: score.reduce(0) { $0 + $1 * $1 }
    )
  }
  var square = 0.0
  for y in answers where y.prompt == 0 {
    for other in answers where other.prompt == 1 {
      let lead = y.reward - other.reward - shift
      // The two have no draft in common, so z · z′ = 0.
      square += y.chance * other.chance * lead * lead * (y.square + other.square) / 4
    }
  }
  return square - exactGradient.reduce(0) { $0 + $1 * $1 }
}
for shift in [0.0, 16] {
  let variance = strangersVariance(of: onTheWay, shift: shift)
  show("variance with strangers, ν = \(rounded(shift, 0)): \(rounded(variance, 4))")
}

/*:
The rewards of the two prompts lie 16 apart, so a stranger's answer is 16 too good or 16 too bad,
whatever the policy writes. The mean is right, but the noise exceeds even that in the column *no
baseline*, where only one prompt bears the 16. P3O needs pairs on the *same* prompt.

{{ end }}

## To remember

- A learnt reward is held to the truth only by its data. PPO finds where rewards are large, so where
  they are wrong.
- A price on the KL from the reference, paid token by token, keeps the policy near the data. The
  best policy is $\pi_{\mathrm{ref}} \, e^{R/\beta} / Z$.
- The loss is chapter 5's. Tokens are actions, answers episodes; only the rewards are new.

The course's sum, $\sum_t w_t \, \nabla_\theta \log \pi_\theta(a_t \mid s_t)$, has moved a pole on a
cart, a key to a door, a rod to the top, and words into an answer. Its form stayed.

{{ box: Where this comes from, and how to do without PPO }}

The method was developed on games and simulated robots (Christiano et al., 2017) and applied to
language by Ziegler et al. (2019), Stiennon et al. (2020) and Ouyang et al. (2022). You can also do
without PPO. Solve (10.11) for $R$ and put it into (10.4): the loss of the comparisons becomes a
loss of the policy, with no reward and nothing to sample. That is *direct preference optimisation*
(Rafailov et al., 2023), and exercise 3. The papers are in [appendix D](#appendix-d--sources).

{{ end }}

## Five questions

1. The clip, too, limits how far you go. Why is it not enough?

{{ box: Answer }}

The clip is tied to the policy of the last update, and many short steps lead anywhere. The runs that
ended at `thanks yes yes yes` had the clip all the way.

{{ end }}

2. Of two answers to a prompt with equal $R$, the reference writes one ten times as often. What does
   $\pi^{*}$ do?

{{ box: Answer }}

It writes the one ten times as often, at every price: both are multiplied by the same
$e^{R/\beta} / Z$. Where the reward is silent, the reference decides.

{{ end }}

3. You add 100 to every reward. What happens to comparisons, $\pi^{*}$, $J^{*}$ and PPO?

{{ box: Answer }}

Comparisons see only differences. In $\pi^{*}$ the constant cancels against $Z$. $J^{*}$ rises by
100. PPO's critic, which begins at 0, must first learn the 100; until then every answer looks like a
stroke of luck.

{{ end }}

4. You may buy 500 further comparisons. Which? Will they cure the model?

{{ box: Answer }}

Ask about answers that the policy gives by now, with their repetitions: there the model has hardly
any data. But no weights of its three counts can punish only the second `yes`. It also needs to
count repetitions, as in exercise 2.

{{ end }}

5. You cannot plot $U$; $R$ and KL rise. Which tells you when to worry?

{{ box: Answer }}

Not $R$: it rises while people's opinion rises, and after. KL tells how far the answers are from
those that people judged, but not where the turn comes. For that, ask people again.

{{ end }}

## Exercises

Where it says *write … as*, a function waits for you in
[`Exercises/Stubs/Chapter10.swift`](Exercises/Stubs/Chapter10.swift). Put your answer there;
`make exercises CHAPTER=10` says whether it is right, and if not, for which numbers. Solutions that
pass the same tests stand in
[`Exercises/Solutions/Chapter10.swift`](Exercises/Solutions/Chapter10.swift). Look when you are
done, or stuck.

1. **Paper and pencil.** Show that $\mathbb{E}_{\mathrm{ref}}[R] \leq J^{*} \leq \max R$, the mean
   over prompts understood, and that
   $\frac{d J^{*}}{d \beta} = -\mathrm{KL}(\pi^{*} \Vert \pi_{\mathrm{ref}})$. What does $J^{*}$
   approach as $\beta \to \infty$, and as $\beta \to 0$? To check: `objective` at the policies of
   the table of prices.
2. **A model with eyes.** Give the model of preferences a fourth count, the number of repetitions,
   fit it anew, and make the table of prices. (Four weights; mind the sizes in `lossGradient`.) Does
   people's opinion still turn? At which $\beta$ would it now be safe to train?
3. **No reward at all.** Put $\beta \log (\pi / \pi_{\mathrm{ref}})$ of each answer in place of $R$
   in (10.4), and write that loss as [`directLoss`](Exercises/Stubs/Chapter10.swift), from the
   log-probabilities of the answers that won and of those that lost. For the best policy of a
   reward, (10.11), the tests expect the loss of the reward itself; in this chapter that is
   `model.loss(data)` at `optimum(beta: 0.8, model.reward).policy`, to twelve digits. Why does $Z$
   not matter?
4. **The best of n.** Let the reference write $n$ answers to a prompt, and keep the one with the
   largest $R$. Write the probability that each answer is kept as
   [`bestOf`](Exercises/Stubs/Chapter10.swift), exactly: the probability that the best is at most
   $r$ is the $n$-th power of the probability that one answer is. (Equal rewards share in
   proportion.) For $n = 1$ it is the reference, and the KL from the reference is at most
   $\log n - (n - 1)/n$. Then give it all answers of the reference to one of the prompts, listed as
   in `pairMoments`: for which $n$ do people like the result best? (To check: 15.)
5. **Three answers.** Show that (10.22) with two answers is (10.18). Write its weights for $k$
   answers, $\frac{1}{k} (R_i - \bar R_{-i})$, as
   [`leaveOneOutWeights`](Exercises/Stubs/Chapter10.swift). The tests sum over all 27 triples of a
   bandit with three arms, and expect the gradient; and they expect (10.19) to the bit. For that,
   why does it matter whether you subtract a mean of rewards, as the code of (10.22) does, or add up
   differences?
6. **Blame the last word.** With $\lambda = 0$ in GAE, what can the first token learn from while the
   critic is still at 0? Predict the first tenth of the curve, and its end; then run it.
7. **How far down is the floor?** In the bandit under (10.17), which $c$ leave the way home as it
   is in chapter 5? And how does that way change as $c$ falls towards 1? Predict, and check with
   `wayHome`.
8. **Which way round?** In (10.6) the KL has the new policy first. Swap it:
   $\mathrm{KL}(\pi_{\mathrm{ref}} \Vert \pi_\theta)$. Which answers does the swapped KL forbid the
   policy, and which does it allow? Can the policy still pay it on its own answers, as in (10.8)?
*/

chapter.finish()
