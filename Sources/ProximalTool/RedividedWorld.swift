import Figures
import Notebook
import Proximal

/// A world whose observations are divided as a saved agent's file says, where the world itself divides
/// them by other numbers.
///
///     x'ᵢ = xᵢ dᵢ / d'ᵢ
///
/// d are the world's divisors and d' the file's, each list in turn and over again. MiniGrid's numbers
/// are whole and small: xᵢ dᵢ is what Farama shows, to the bit, and x'ᵢ what a Python program makes of it.
struct RedividedWorld<World: Environment>: EnvironmentWrapper {
  typealias Observation = [Float]
  typealias Action = World.Action

  var world: World
  private let rescaling: Rescaling

  init(_ world: World, _ rescaling: Rescaling) {
    (self.world, self.rescaling) = (world, rescaling)
  }

  var observationCount: Int { world.observationCount }

  mutating func reset(seed: UInt64) -> [Float] { rescaling.numbers(of: world.reset(seed: seed)) }

  mutating func reset() -> [Float] { rescaling.numbers(of: world.reset()) }

  mutating func step(_ action: Action) -> Step<[Float]> {
    let step = world.step(action)
    return Step(
      observation: rescaling.numbers(of: step.observation), reward: step.reward,
      terminated: step.terminated, truncated: step.truncated)
  }
}

extension RedividedWorld: DrawnInCharacters where World: DrawnInCharacters {
  var drawing: String { world.drawing }
}

extension RedividedWorld: DrawnEnvironment where World: DrawnEnvironment {
  static var secondsPerStep: Double { World.secondsPerStep }

  func drawing(_ title: String, after action: Action?) -> Panel {
    world.drawing(title, after: action)
  }
}

/// What brings observations from a world's divisors to an agent's.
struct Rescaling: Equatable {
  /// d, by which the world divides.
  let here: [Float]
  /// d', by which the agent's were divided.
  let there: [Float]

  /// Nil where both divide each of `count` numbers by the same.
  init?(from here: [Float], to there: [Float], count: Int) {
    (self.here, self.there) = (here, there)
    if !(0..<count).contains(where: { divisors(of: $0).here != divisors(of: $0).there }) {
      return nil
    }
  }

  private func divisors(of index: Int) -> (here: Float, there: Float) {
    (here[index % here.count], there[index % there.count])
  }

  /// x', where x are the numbers of an observation.
  func numbers(of observation: some ObservationVector) -> [Float] {
    var numbers = [Float](repeating: 0, count: observation.count)
    observation.write(to: &numbers, at: 0)
    for i in numbers.indices {
      let (here, there) = divisors(of: i)
      numbers[i] = numbers[i] * here / there
    }
    return numbers
  }

  /// A network that makes of x what the given one makes of x': its first weights are those of the given
  /// one, times dᵢ / d'ᵢ.
  func folded(into network: MLP<Float>) -> MLP<Float> {
    var network = network
    let outputs = network.sizes[1]
    for weight in network.weightRange(ofLayer: 0) {
      let (here, there) = divisors(of: weight / outputs)
      network.parameters[weight] *= here / there
    }
    return network
  }
}
