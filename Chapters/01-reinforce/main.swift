/*:
# 1 · REINFORCE with a baseline

**The question.** You have a policy with knobs θ and a world that you can try but not see into. Which
way do you turn the knobs so that the next try goes better?

This chapter answers it with one sum. Every later chapter keeps the sum and changes a single number
in it:

$$
g = \sum_t w_t \, \nabla_\theta \log \pi_\theta(a_t \mid s_t)
$$

Here $w_t$ is the *score weight*: how much you liked what followed action $a_t$. In this chapter it is
the return of the whole episode less a baseline, $w_t = R(\tau) - b$.
*/

import Figures
import Notebook
import Proximal

let chapter = Chapter(
  1, "reinforce", "REINFORCE with a baseline: the policy gradient, proven on a corridor and run on CartPole.",
  seeds: 10, steps: 500_000)

/*:
## A world small enough to hold

A *Markov decision process* is a set of states $s$, actions $a$, a chance $P(s' \mid s, a)$ of coming
from $s$ to $s'$ by $a$, and a reward $r(s, a)$. Here is one that you can hold in your head: a
corridor of three cells. You start in the middle. Left or right moves you one cell with chance 0.8;
otherwise you slip and stay. Walk into the wall at the left end and a bell pays 1; at the right end
it pays 3.

    state    0        1        2
           ┌────────┬────────┬────────┐
           │ bell 1 │ start  │ bell 3 │
           └────────┴────────┴────────┘

A *policy* $\pi_\theta(a \mid s)$ gives the chance of each action in each state. Ours has one knob
$\theta_{s,a}$, a *logit*, for each pair, and makes chances of them by the softmax
$\pi_\theta(a \mid s) = e^{\theta_{s,a}} / \sum_b e^{\theta_{s,b}}$. You let an episode run for three
steps. What happened is a *trajectory*:
{{ covers: S2-E2 }}

$$
\tau = (s_0, a_0, s_1, a_1, \ldots, s_{T-1}, a_{T-1}, s_T)
$$
*/

let corridor = TabularMDP.corridor()
let policy = TabularPolicy(logits: [[0.5, -0.5], [0.2, -0.2], [0.0, 0.3]])
let trajectories = corridor.trajectories(horizon: 3, policy: policy)
