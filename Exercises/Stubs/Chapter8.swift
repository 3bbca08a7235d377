// Chapter 8, grid worlds. Put your answer where it says `throw Unsolved(…)`; then
//
//     make exercises CHAPTER=8
//
// says whether it is right. `Double.exp(x)` and `Double.log(x)` are at hand.

import ExerciseSupport
import RealModule

/// **Exercise 8.8.** A mask
///
/// The softmax over the allowed actions, (8.9). A masked logit must not matter, however large it is.
///
/// - Parameters:
///   - logits: z_a, `[A]`.
///   - allowed: m_a, `[A]`; at least one action is allowed.
/// - Returns: π(a), `[A]`.
public func maskedChances(logits: [Double], allowed: [Bool]) throws -> [Double] {
  throw Unsolved("8.8")
}

/// The second part of exercise 8.8: the score of an action that the masked policy took, (8.10).
///
/// - Parameters:
///   - action: a, an allowed one.
///   - logits: z_b, `[A]`.
///   - allowed: m_b, `[A]`.
/// - Returns: ∂ log π(a) / ∂z_b, `[A]`.
public func maskedScore(of action: Int, logits: [Double], allowed: [Bool]) throws -> [Double] {
  throw Unsolved("8.8")
}

/// **Exercise 8.9.** What luck finds
///
/// The chance that an episode has reached the goal after so many steps, by following all episodes at
/// once, (8.3). On the goal an episode is over; what the table says of the goal does not matter.
///
/// - Parameters:
///   - next: the state that action a leads to from state s, as `next[s][a]`, `[S][A]`.
///   - chances: π(a|s), as `chances[s][a]`, `[S][A]`.
///   - start: the state that episodes begin in, not the goal.
///   - goal: the state that ends them.
///   - steps: T, 0 or more.
public func goalChance(
  next: [[Int]], chances: [[Double]], start: Int, goal: Int, steps: Int
) throws -> Double {
  throw Unsolved("8.9")
}

/// **Exercise 8.10.** Several choices at once
///
/// The log-probability of an action that consists of several choices, (8.12). Logits may be large.
///
/// - Parameters:
///   - actions: a_h, one choice a head, `[H]`.
///   - logits: one row a head, `[H][A_h]`; heads may have different numbers of choices.
public func logProbability(of actions: [Int], logits: [[Double]]) throws -> Double {
  throw Unsolved("8.10")
}

/// The second part of exercise 8.10: the entropy of such a policy, (8.13), in nats.
///
/// - Parameter logits: one row a head, `[H][A_h]`.
public func entropy(ofHeads logits: [[Double]]) throws -> Double {
  throw Unsolved("8.10")
}
