import Proximal

extension GoldenSchema {
  /// Episodes one after another in one environment, the first of them seeded.
  static let cartPoleRandom = GoldenSchema(name: "cartpole_random") {
    golden, _ throws(GoldenError) in
    let seed = try golden["seed"].inputSeed()
    var environment = CartPole()
    for (index, field) in try golden["episodes"].elements.enumerated() {
      try environment.begin(field, seed: seed, isFirst: index == 0)
      field.compare("first_state_f64", environment.stateVector)
      let states = try field["states_f64"].elements.enumerated().map { ($0 + 1, $1) }
      let episode = try environment.play(
        field["actions"].inputIntegers(in: 0...1), of: field, along: states)
      field.compare("observations", episode.steps.map(\.observation))
      field.compare("rewards", episode.steps.map(\.reward))
      field.compare("terminated", episode.steps.map(\.terminated))
      field.compare("truncated", episode.steps.map(\.truncated))
      field.compare("states_f64", episode.states)
    }
  }

  /// Episodes that end at the track's end, and environments stepped together.
  static let cartPoleExtra = GoldenSchema(name: "cartpole_extra") {
    golden, _ throws(GoldenError) in
    switch try golden["kind"].inputText() {
    case "position_limit": try comparePositionLimit(golden)
    case "vector_SameStep": try compareVectorEnvironment(golden)
    default: throw try golden["kind"].unlike("position_limit or vector_SameStep")
    }
  }

  /// Episodes that a good controller keeps up until the time limit.
  static let cartPoleTruncation = GoldenSchema(name: "cartpole_truncation") {
    golden, _ throws(GoldenError) in
    var environment = CartPole()
    golden.compare(
      "first_observation", environment.reset(seed: try golden["seed"].inputSeed()))
    let states = try golden["states_f64"].fields.compactMap { state in
      Int(state.name).map { ($0, state) }
    }
    let episode = try environment.play(
      golden["actions"].inputDigits(), of: golden, along: states)
    golden.compare("steps", episode.steps.count)
    golden.compare("observations", episode.steps.map(\.observation))
    for reward in Set(episode.steps.map(\.reward)) { golden.compare("reward_each", reward) }
    golden.compare("return", episode.steps.reduce(0) { $0 + $1.reward })
    golden.compare("terminated", episode.steps.contains(where: \.terminated))
    golden.compare("truncated_at_step", episode.firstStep(where: \.truncated))
    try compareStates(golden["states_f64"], episode.states)
    golden.compare("next_reset_observation", environment.reset())
    golden.compare("next_reset_state_f64", environment.stateVector)
  }

  /// States after some steps, by the step's number, counted from 1.
  private static func compareStates(
    _ field: GoldenField, _ states: [SIMD4<Double>]
  ) throws(GoldenError) {
    for state in try field.fields {
      guard let step = Int(state.name), (1...states.count).contains(step) else {
        throw GoldenError("\(state.path): the name of a step from 1 to \(states.count) is expected")
      }
      state.compare(states[step - 1])
    }
  }

  private static func comparePositionLimit(_ golden: GoldenField) throws(GoldenError) {
    var environment = CartPole()
    golden.compare(
      "first_observation", environment.reset(seed: try golden["seed"].inputSeed()))
    let episode = try environment.play(golden["actions"].inputIntegers(in: 0...1), of: golden)
    golden.compare("observations", episode.steps.map(\.observation))
    golden.compare("terminated_at_step", episode.firstStep(where: \.terminated))
    // The cart is off the track, the pole still within its 12°.
    let (position, angle) = (environment.state.position, environment.state.angle)
    let isAtLimit = abs(position) > 2.4 && abs(angle) <= 12 * 2 * .pi / 360
    golden.compare("kind", isAtLimit ? "position_limit" : "an end within the track")
  }
}

// MARK: - One environment

/// What came of the actions of one episode.
private struct PlayedEpisode {
  var steps: [Step<SIMD4<Float>>] = []
  /// The state after each step.
  var states: [SIMD4<Double>] = []

  /// The number of the first step that fulfils the condition, counted from 1; nil if none does.
  func firstStep(where condition: (Step<SIMD4<Float>>) -> Bool) -> Int? {
    steps.firstIndex(where: condition).map { $0 + 1 }
  }
}

extension CartPole {
  fileprivate var stateVector: SIMD4<Double> {
    SIMD4(state.position, state.velocity, state.angle, state.angularVelocity)
  }

  /// Resets as the episode in the file was, and compares what is seen first.
  fileprivate mutating func begin(
    _ field: GoldenField, seed: UInt64, isFirst: Bool
  ) throws(GoldenError) {
    let kind = try field["reset"]
    switch try kind.inputText() {
    case "seeded": field.compare("first_observation", reset(seed: seed))
    case "unseeded" where !isFirst: field.compare("first_observation", reset())
    default: throw kind.unlike(isFirst ? "seeded" : "seeded or unseeded")
    }
  }

  /// Takes the actions, which must not go on after the episode's end.
  ///
  /// - Parameter states: those of the file that are known, each with the number of its step.
  fileprivate mutating func play(
    _ actions: [Int], of field: GoldenField, along states: [(step: Int, state: GoldenField)] = []
  ) throws(GoldenError) -> PlayedEpisode {
    let known = Dictionary(states.map { ($0.step, $0.state) }) { first, _ in first }
    var (episode, lastBits, latest) = (PlayedEpisode(), LastBits(), 0)
    for action in actions {
      if let last = episode.steps.last, last.status != .running {
        throw GoldenError(
          "\(field.child("actions")): \(episode.steps.count) actions are expected, after which "
            + "the episode is over; found \(actions.count)")
      }
      episode.steps.append(step(action))
      let t = episode.steps.count
      if let field = known[t] {
        if let state = lastBits.state(of: field, insteadOf: stateVector, after: t - latest) {
          self.state = State(
            position: state[0], velocity: state[1], angle: state[2], angularVelocity: state[3])
        }
        latest = t
      }
      episode.states.append(stateVector)
    }
    return episode
  }
}

extension GoldenField {
  /// Actions written as a text of digits, 0 or 1.
  fileprivate func inputDigits() throws(GoldenError) -> [Int] {
    let text = try inputText()
    guard !text.isEmpty, text.allSatisfy({ $0 == "0" || $0 == "1" }) else {
      throw unlike("a text of digits 0 and 1")
    }
    return text.map { $0 == "1" ? 1 : 0 }
  }
}

// MARK: - Environments stepped together

/// What the environments gave, `[steps][environments]`.
private struct PlayedVector {
  var observations: [[SIMD4<Float>]] = []
  var rewards: [[Float]] = []
  var terminated: [[Bool]] = []
  var truncated: [[Bool]] = []
  /// Nothing where no episode ended in a step, and for the environments whose episode goes on.
  var finalObservations: [[SIMD4<Float>?]?] = []

  mutating func append(_ environments: VectorEnvironment<CartPole>) {
    let ended = zip(environments.terminated, environments.truncated).map { $0 || $1 }
    let final = zip(vectors(environments.finalObservations), ended).map { $1 ? $0 : nil }
    observations.append(vectors(environments.observations))
    rewards.append(environments.rewards)
    terminated.append(environments.terminated)
    truncated.append(environments.truncated)
    finalObservations.append(ended.contains(true) ? final : nil)
  }
}

/// The rows of an `[N × 4]` matrix.
private func vectors(_ rows: [Float]) -> [SIMD4<Float>] {
  stride(from: 0, to: rows.count, by: 4).map { SIMD4(rows[$0..<$0 + 4]) }
}

private func compareVectorEnvironment(_ golden: GoldenField) throws(GoldenError) {
  let count = try golden["first_observations"].elements.count
  golden.compare("n_envs", count)
  let seed = try golden["seed"].inputSeed()
  guard seed <= UInt64.max - UInt64(count - 1) else {
    throw try golden["seed"].unlike("a seed that leaves room for \(count) more")
  }

  var environments = VectorEnvironment(repeating: CartPole(), count: count)
  environments.reset(seed: seed)
  golden.compare("first_observations", vectors(environments.observations))
  var played = PlayedVector()
  for field in try golden["actions"].elements {
    let actions = try field.inputIntegers(in: 0...1)
    guard actions.count == count else { throw field.unlike("\(count) actions") }
    environments.step(actions)
    played.append(environments)
  }
  golden.compare("observations", played.observations)
  golden.compare("rewards", played.rewards)
  golden.compare("terminated", played.terminated)
  golden.compare("truncated", played.truncated)
  golden.compare("final_observations", played.finalObservations)
}
