import Proximal

// Worlds in which the reader or an agent acts, step by step. Each has a number.

nonisolated(unsafe) private var players: [Player] = []

private func player(_ number: Int32) -> Player {
  guard players.indices.contains(Int(number)) else { fatalError("there is no player \(number)") }
  return players[Int(number)]
}

/// A world at its start, and an agent with untrained networks to act in it. Returns its number.
@_cdecl("start_player")
public func startPlayer(world: Int32, seed: Double) -> Int32 {
  let world = LiveWorld(world)
  let seed = UInt64(seed)
  players.append(Player(world, seed: seed))
  return Int32(players.count - 1)
}

/// Puts the agent whose numbers lie on the desk in the player's place: the widths of the actor's layers,
/// then its parameters, the critic's, and those that no network gives, in the layout of `training_parameters`.
///
/// - Parameters:
///   - widths: how many widths there are.
///   - isReLU: 1 where the hidden layers end in ReLU, 0 for tanh.
@_cdecl("set_player_agent")
public func setPlayerAgent(_ number: Int32, widths: Int32, isReLU: Int32) {
  let sizes = Desk.numbers(Int(widths)).map { Int($0) }
  player(number).setAgent(sizes: sizes, activation: isReLU == 0 ? .tanh : .relu)
}

/// Begins the next episode.
@_cdecl("reset_player")
public func resetPlayer(_ number: Int32) { player(number).begin() }

/// One step. Lays down the reward, the sum of the episode's, its steps so far, whether it has ended (0 no, 1 of
/// its own, 2 by the time limit), and the action.
///
/// - Parameter choice: the action; NaN draws it from the policy, infinity takes the most probable one or the
///   mean.
@_cdecl("step_player")
public func stepPlayer(_ number: Int32, choice: Double) -> Int32 {
  Desk.answer(player(number).step(choice))
}

/// Lays down where things are: CartPole's position, velocity, angle and angular velocity; Pendulum's angle
/// and angular velocity; of a grid its width and height, the agent's place and heading, the kind and colour
/// that it carries (0 and 0 for nothing), then three numbers a cell, row by row: kind, colour, a door's state.
@_cdecl("player_state")
public func playerState(_ number: Int32) -> Int32 { Desk.answer(player(number).state) }

/// Lays down V(s), then the probabilities of the actions, or the mean and σ.
@_cdecl("player_policy")
public func playerPolicy(_ number: Int32) -> Int32 { Desk.answer(player(number).policy) }

/// Puts the agent of a grid into a cell; 0 where it cannot stand there.
@_cdecl("stand_player")
public func standPlayer(_ number: Int32, x: Int32, y: Int32, heading: Int32) -> Int32 {
  player(number).stand(x: Int(x), y: Int(y), heading: UInt8(heading)) ? 1 : 0
}

/// Not generic, as trainings are: here nothing has to be fast, and the code is there once.
private final class Player {
  private enum World {
    case cartPole(CartPole)
    case pendulum(Pendulum)
    case grid(MiniGrid<LiveLayout>)
  }

  private var world: World
  private var actor: MLP<Float>
  private var critic: MLP<Float>
  /// log σ, where the policy is Gaussian.
  private var freeParameters: [Float] = []
  private var probabilities = CategoricalBatch<Float>(actionCount: 1)
  private var gaussian = DiagonalGaussianBatch<Float>(dimensions: 1)
  private var generator: PCG64
  private var (pass, valuePass) = (MLP<Float>.Pass(), MLP<Float>.Pass())
  private var observation: [Float] = []
  private var (sum, steps) = (0.0, 0)

  init(_ number: LiveWorld, seed: UInt64) {
    let (inputs, outputs): (Int, Int)
    switch number {
    case .cartPole: (world, inputs, outputs) = (.cartPole(CartPole()), 4, 2)
    case .pendulum: (world, inputs, outputs) = (.pendulum(Pendulum()), 3, 1)
    case .emptyRoom, .doorKey, .lavaGap, .dynamicObstacles:
      let layout = LiveLayout(number)!
      world = .grid(MiniGrid(layout))
      (inputs, outputs) = (MiniGridView.length, layout.actionCount)
    }
    let agent = ActorCritic(
      observationCount: inputs, hiddenSizes: PPOSettings().hiddenSizes,
      distributions: CategoricalBatch<Float>(actionCount: outputs), seed: seed)
    (actor, critic) = (agent.actor, agent.critic)
    probabilities = agent.distributions
    if case .pendulum = world { freeParameters = [0] }
    generator = PCG64(seed: seed, stream: .evaluation, index: 1)
    begin(seed: seed)
  }

  private func see<Observation: ObservationVector>(_ seen: Observation) {
    observation = [Float](repeating: 0, count: seen.count)
    seen.write(to: &observation, at: 0)
  }

  func begin(seed: UInt64? = nil) {
    func reset<Place: Environment>(_ place: inout Place) {
      see(seed.map { place.reset(seed: $0) } ?? place.reset())
    }
    switch world {
    case .cartPole(var place):
      reset(&place)
      world = .cartPole(place)
    case .pendulum(var place):
      reset(&place)
      world = .pendulum(place)
    case .grid(var place):
      reset(&place)
      world = .grid(place)
    }
    (sum, steps) = (0, 0)
  }

  func setAgent(sizes: [Int], activation: Activation) {
    var place = sizes.count
    func network(_ sizes: [Int]) -> MLP<Float> {
      let count = MLP<Float>(sizes: sizes).parameterCount
      defer { place += count }
      return MLP(
        sizes: sizes, hiddenActivation: activation, parameters: Desk.floats(place..<place + count))
    }
    actor = network(sizes)
    critic = network(sizes.dropLast() + [1])
    freeParameters = Desk.floats(place..<place + freeParameters.count)
  }

  private func consider() {
    actor.forward(observation, rows: 1, &pass)
    if freeParameters.isEmpty {
      probabilities.update(logits: pass.output, rows: 1)
    } else {
      gaussian.update(outputs: pass.output, parameters: freeParameters, rows: 1)
    }
  }

  /// The policy's own choice, or the most probable one.
  private func choose(samples: Bool) -> Double {
    consider()
    guard freeParameters.isEmpty else {
      let noise = samples ? generator.standardNormal() : 0
      return Double(gaussian.mean[0]) + Elementary.exp(Double(freeParameters[0])) * noise
    }
    return Double(
      samples ? probabilities.sample(row: 0, using: &generator) : probabilities.mode(row: 0))
  }

  func step(_ choice: Double) -> [Double] {
    let action = choice.isFinite ? choice : choose(samples: choice.isNaN)
    func answer<Observation: ObservationVector>(_ step: Step<Observation>) -> [Double] {
      see(step.observation)
      sum += step.reward
      steps += 1
      let ended = step.terminated ? 1.0 : step.truncated ? 2.0 : 0.0
      return [step.reward, sum, Double(steps), ended, action]
    }
    switch world {
    case .cartPole(var place):
      defer { world = .cartPole(place) }
      return answer(place.step(Int(action)))
    case .pendulum(var place):
      defer { world = .pendulum(place) }
      return answer(place.step(Float(action)))
    case .grid(var place):
      defer { world = .grid(place) }
      return answer(place.step(Int(action)))
    }
  }

  var state: [Double] {
    switch world {
    case .cartPole(let place): place.state.numbers
    case .pendulum(let place): [place.state.angle, place.state.angularVelocity]
    case .grid(let place): place.world.numbers
    }
  }

  var policy: [Double] {
    consider()
    critic.forward(observation, rows: 1, &valuePass)
    let value = [Double(valuePass.output[0])]
    guard freeParameters.isEmpty else {
      return value + [Double(gaussian.mean[0]), Elementary.exp(Double(freeParameters[0]))]
    }
    return value + probabilities.probabilities[..<actor.outputCount].map { Double($0) }
  }

  func stand(x: Int, y: Int, heading: UInt8) -> Bool {
    guard case .grid(var place) = world else { return false }
    let cell = place.world[x, y]
    guard cell.kind == .empty || cell.kind == .floor || cell.doorState == .open else {
      return false
    }
    place.world.agent.position = MiniGridPosition(x: x, y: y)
    place.world.agent.heading = MiniGridHeading(rawValue: heading & 3)!
    see(place.world.view)
    world = .grid(place)
    return true
  }
}

extension CartPole.State {
  fileprivate var numbers: [Double] { [position, velocity, angle, angularVelocity] }
}

extension MiniGridWorld {
  fileprivate var numbers: [Double] {
    let carried = agent.carrying
    var numbers: [Double] = [
      Double(width), Double(height), Double(agent.position.x), Double(agent.position.y),
      Double(agent.heading.rawValue), Double(carried?.kind.rawValue ?? 0),
      Double(carried?.color.rawValue ?? 0),
    ]
    for y in 0..<height {
      for x in 0..<width {
        let cell = self[x, y]
        numbers += [
          Double(cell.kind.rawValue), Double(cell.color.rawValue),
          Double(cell.doorState?.rawValue ?? 0),
        ]
      }
    }
    return numbers
  }
}
