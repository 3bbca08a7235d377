import Proximal

extension GoldenSchema {
  /// An episode under listed torques, in both precisions, and two resets after it.
  static let pendulum = GoldenSchema(name: "pendulum") { golden, _ throws(GoldenError) in
    var environment = Pendulum()
    let seed = try golden["seed"].inputSeed()
    golden.compare("first_observation", environment.reset(seed: seed))
    golden.compare("first_state_f64", environment.stateVector)
    let states = try golden["states_f64"].elements
    let episode = try environment.play(try golden.inputTorques(), along: states)
    golden.compare("observations", episode.steps.map(\.observation))
    golden.compare("rewards", episode.steps.map(\.reward), within: .squares)
    golden.compare("states_f64", episode.states)
    golden.compare("max_abs_speed", episode.states.map { abs($0[1]) }.max())
    golden.compare(
      "truncated_at_step", episode.steps.firstIndex { $0.status == .truncated }.map { $0 + 1 })
    golden.compare("next_reset_observation", environment.reset())
    golden.compare("next_reset_state_f64", environment.stateVector)
    try environment.reset(within: golden["next_reset_options"])
    golden.compare("next_reset_options_state_f64", environment.stateVector)
  }
}

/// Torques before clipping, in the precision that the environment is handed them in.
private enum Torques {
  case single([Float])
  case double([Double])
}

/// What came of the torques of one episode.
private struct PlayedEpisode {
  var steps: [Step<SIMD3<Float>>] = []
  /// The state after each step.
  var states: [SIMD2<Double>] = []
}

extension Pendulum {
  /// θ and ω.
  fileprivate var stateVector: SIMD2<Double> { SIMD2(state.angle, state.angularVelocity) }

  /// - Parameter states: of the file, after each step.
  fileprivate mutating func play(
    _ torques: Torques, along states: [GoldenField]
  ) throws(GoldenError) -> PlayedEpisode {
    var (episode, lastBits) = (PlayedEpisode(), LastBits())
    func record(_ step: Step<SIMD3<Float>>, _ environment: inout Pendulum) {
      let t = episode.steps.count
      if t < states.count,
        let state = lastBits.state(of: states[t], insteadOf: environment.stateVector)
      {
        environment.state = State(angle: state[0], angularVelocity: state[1])
      }
      episode.steps.append(step)
      episode.states.append(environment.stateVector)
    }
    switch torques {
    case .single(let torques): for torque in torques { record(step(torque), &self) }
    case .double(let torques): for torque in torques { record(step(inDouble: torque), &self) }
    }
    return episode
  }

  fileprivate mutating func reset(within options: GoldenField) throws(GoldenError) {
    _ = reset(
      maxAngle: try options["x_init"].inputBound(),
      maxAngularVelocity: try options["y_init"].inputBound())
  }
}

extension GoldenField {
  /// No more torques than an episode has steps, whose floats are doubles with a float's value.
  fileprivate func inputTorques() throws(GoldenError) -> Torques {
    let actions = try self["actions"]
    let torques = try actions.inputFinites()
    guard torques.count <= Pendulum().timeLimit else {
      throw actions.unlike("at most \(Pendulum().timeLimit) torques")
    }
    switch try self["action_dtype"].inputText() {
    case "float64": return .double(torques)
    case "float32":
      let fields = try actions.elements
      if let index = torques.firstIndex(where: { Double(Float($0)) != $0 }) {
        throw fields[index].unlike("a number that a float can hold")
      }
      return .single(torques.map { Float($0) })
    default: throw try self["action_dtype"].unlike("float32 or float64")
    }
  }

  fileprivate func inputBound() throws(GoldenError) -> Double {
    try inputFinite("a number from 0 on") { $0 >= 0 }
  }
}
