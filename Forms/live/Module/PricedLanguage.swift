import Proximal

// The epilogue's language of four tokens: what the best policy says at every price on KL, exactly. Its
// figure is "over-optimisation".

/// A prompt, 0 or 1, and words that answer it; as long as the end is open, a draft.
private struct Answer: Equatable {
  var prompt: Int
  var words: [Int] = []

  func count(_ word: Int) -> Int { words.count { $0 == word } }
}

private enum Language {
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

  /// Brief, seldom repeats a word, and does not know what is right.
  static let reference = TabularPolicy(
    logits: drafts.map { draft in
      let words = (0..<end).map { draft.words.contains($0) ? -2.0 : 0 }
      return words + [[-1, 0.5, 1, 1.5][draft.words.count]]
    })

  /// An answer to a prompt, written token by token.
  static func write(by policy: TabularPolicy, using generator: inout PCG64) -> Answer {
    // The order of the draws is that of a trajectory in the chapter's Markov decision process: the start,
    // and then for each step the token and the state that follows, which is certain.
    var draft = Int(2 * generator.random())
    while true {
      let token = policy.sampleAction(in: draft, using: &generator)
      _ = generator.random()
      if next[draft][token] == finished { return answer(draft, token) }
      draft = next[draft][token]
    }
  }

  /// Every answer to the first prompt with the policy's probability of it.
  static func answers(of policy: TabularPolicy) -> [(answer: Answer, probability: Double)] {
    var chance = drafts.indices.map { $0 == 0 ? 1.0 : 0 }
    var result: [(answer: Answer, probability: Double)] = []
    for draft in drafts.indices where drafts[draft].prompt == 0 {
      for token in 0...end {
        let share = chance[draft] * policy.probability(of: token, in: draft)
        if next[draft][token] == finished {
          result.append((answer: answer(draft, token), probability: share))
        } else {
          chance[next[draft][token]] += share
        }
      }
    }
    return result
  }
}

/// U: what people think of an answer.
private func trueValue(_ answer: Answer) -> Double {
  let has = [answer.prompt, 1 - answer.prompt, Language.thanks].map { answer.count($0) > 0 }
  let repetitions = answer.words.count - has.count { $0 }
  return (has[0] ? 2 : 0) - (has[1] ? 2 : 0) + (has[2] ? 1 : 0) - 1.5 * Double(repetitions)
}

private func logistic(_ lead: Double) -> Double { 1 / (1 + Elementary.exp(-lead)) }

// MARK: The model of preferences

private struct PreferenceModel {
  /// ψ: the worth of a right word, a wrong word and a word of thanks.
  var weights = [0.0, 0, 0]

  static func counts(_ answer: Answer) -> [Double] {
    [answer.prompt, 1 - answer.prompt, Language.thanks].map { Double(answer.count($0)) }
  }

  /// R(x, y) = ψ · f(x, y).
  func reward(_ answer: Answer) -> Double { dot(weights, Self.counts(answer)) }

  /// Descends (10.4), and rounds the weights to sixty-fourths.
  static func fitted(to pairs: [(winner: Answer, loser: Answer)]) -> PreferenceModel {
    let leads = pairs.map { pair in
      zip(counts(pair.winner), counts(pair.loser)).map { $0 - $1 }
    }
    var model = PreferenceModel()
    for _ in 0..<400 {
      var slope = [0.0, 0, 0]
      for lead in leads {
        let surprise = 1 - logistic(dot(model.weights, lead))
        for i in 0..<3 { slope[i] -= surprise * lead[i] / Double(pairs.count) }
      }
      model.weights = zip(model.weights, slope).map { $0 - $1 }
    }
    // (To the nearest whole number, `rounded()`, would ask for a C library.)
    model.weights = model.weights.map { ($0 * 64 + 0.5).rounded(.down) / 64 }
    return model
  }

  /// Fitted to 500 pairs of the reference's answers, seed 1; who wins is drawn by (10.2).
  static let ofPeople: PreferenceModel = {
    var generator = PCG64(seed: 1)
    let pairs = (0..<500).map { _ -> (winner: Answer, loser: Answer) in
      let first = Language.write(by: Language.reference, using: &generator)
      var second = Language.write(by: Language.reference, using: &generator)
      while second.prompt != first.prompt {
        second = Language.write(by: Language.reference, using: &generator)
      }
      let chance = logistic(trueValue(first) - trueValue(second))
      return generator.random() < chance ? (first, second) : (second, first)
    }
    return fitted(to: pairs)
  }()
}

// MARK: The best policy at a price

/// The best policy by (10.12), from the longest drafts to the shortest.
private func optimum(beta: Double) -> TabularPolicy {
  var values = [Double](repeating: 0, count: Language.finished)
  var logits = Language.reference.logProbabilities
  for draft in Language.drafts.indices.reversed() {
    for token in 0...Language.end {
      let next = Language.next[draft][token]
      let value =
        next < Language.finished
        ? values[next] : PreferenceModel.ofPeople.reward(Language.answer(draft, token))
      logits[4 * draft + token] += value / beta
    }
    let row = logits[4 * draft..<4 * draft + 4]
    let largest = row.max()!
    let sum = row.reduce(0) { $0 + Elementary.exp($1 - largest) }
    values[draft] = beta * (largest + Elementary.log(sum))
  }
  return TabularPolicy(logits: logits, actionCount: 4)
}

/// KL(π‖π_ref), E[R], E[U] and E[T] of a policy: means over all its answers, by recursion over the drafts.
private func worth(of policy: TabularPolicy) -> [Double] {
  var (divergence, reward, truth, tokens) = (0.0, 0.0, 0.0, 0.0)
  var chance = (0..<Language.finished).map { $0 < 2 ? 0.5 : 0 }
  for cell in policy.probabilities.indices {
    let (draft, token) = (cell / 4, cell % 4)
    let share = chance[draft] * policy.probabilities[cell]
    tokens += share
    divergence +=
      share * (policy.logProbabilities[cell] - Language.reference.logProbabilities[cell])
    let next = Language.next[draft][token]
    if next < Language.finished {
      chance[next] += share
    } else {
      let answer = Language.answer(draft, token)
      reward += share * PreferenceModel.ofPeople.reward(answer)
      truth += share * trueValue(answer)
    }
  }
  return [divergence, reward, truth, tokens]
}

/// Lays down KL, E[R], E[U] and the mean length of the reference, then the model's three weights, and then
/// 1/β, KL, E[R] and E[U] of the best policy for 1/β = 0.1, 0.169, …, 7.
@_cdecl("language_prices")
public func languagePrices() -> Int32 {
  let frontier = (0...100).flatMap { index -> [Double] in
    let inverse = 0.1 + 0.069 * Double(index)
    return [inverse] + worth(of: optimum(beta: 1 / inverse)).prefix(3)
  }
  return Desk.answer(worth(of: Language.reference) + PreferenceModel.ofPeople.weights + frontier)
}

/// Lays down KL, E[R], E[U] and the mean length of the best policy at a price, and then its `count`
/// likeliest answers to the first prompt: the probability, that under the reference, R, U, and four words
/// (0 yes, 1 no, 2 thanks, 3 none).
@_cdecl("language_at")
public func languageAt(beta: Double, count: Int32) -> Int32 {
  let policy = optimum(beta: beta)
  let before = Language.answers(of: Language.reference)
  // Those that are equally likely but for rounding stay in the order of the words.
  let sorted = Language.answers(of: policy).enumerated().sorted {
    $0.element.probability > (1 + 1e-9) * $1.element.probability
  }
  let likeliest = sorted.prefix(Int(count)).flatMap { index, found -> [Double] in
    let words = found.answer.words + Array(repeating: Language.end, count: 4)
    return [
      found.probability, before[index].probability, PreferenceModel.ofPeople.reward(found.answer),
      trueValue(found.answer),
    ] + words.prefix(4).map { Double($0) }
  }
  return Desk.answer(worth(of: policy) + likeliest)
}
