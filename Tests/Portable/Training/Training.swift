import Proximal

// The trainings that `make portable` compares, as functions that a C program or a WebAssembly host can
// call. Each world has the settings that `proximal train` gives it.

/// The training under way: goes on to an iteration and returns the hash of the actor's weights.
nonisolated(unsafe) private var advance: ((_ iteration: Int) -> UInt64)?

/// Begins a training; what was under way is forgotten.
///
/// - Parameters:
///   - world: 0 CartPole-v1, 1 MiniGrid-DoorKey-5x5-v0, 2 Pendulum-v1.
///   - seed: of the run, 0 or more.
///   - iterations: of the whole training, 1 or more: learning rates fall over them.
@_cdecl("start_training")
public func startTraining(world: Int32, seed: Int32, iterations: Int32) {
  guard seed >= 0 && iterations > 0 else {
    fatalError("a seed from 0 and iterations from 1 are needed")
  }
  let iterations = Int(iterations)
  switch world {
  case 0:
    start(
      CartPole(), CategoricalBatch(actionCount: 2), settings: PPOSettings(), seed: seed,
      iterations: iterations)
  case 1:
    start(
      MiniGrid(DoorKey(size: 5)), CategoricalBatch(actionCount: 7), settings: .miniGrid, seed: seed,
      iterations: iterations)
  case 2:
    start(
      Pendulum(), DiagonalGaussianBatch(dimensions: 1), freeParameters: [0], settings: .pendulum,
      seed: seed, iterations: iterations)
  default: fatalError("worlds 0 to 2 are trained here")
  }
}

/// Trains until `iteration` iterations are done, the whole training's at most. Returns the number whose 16 hexadecimal
/// digits are the hash of the actor's weights.
@_cdecl("advance_training")
public func advanceTraining(to iteration: Int32) -> UInt64 {
  guard let advance else { fatalError("no training has been started") }
  return advance(Int(iteration))
}

private func start<World: Environment, Distributions: ActionDistributions>(
  _ world: World, _ distributions: Distributions, freeParameters: [Float] = [],
  settings: PPOSettings, seed: Int32, iterations: Int
) where World.Action.Element == Distributions.Action, Distributions.Scalar == Float {
  var ppo = PPO(
    world, distributions: distributions, freeParameters: freeParameters, settings: settings,
    totalSteps: iterations * settings.batchSize, seed: UInt64(seed))
  advance = { iteration in
    while ppo.iteration < iteration && !ppo.isFinished { ppo.iterate() }
    guard let hash = UInt64(ppo.agent.actor.parameterHash, radix: 16) else {
      fatalError("a hash is 16 hexadecimal digits")
    }
    return hash
  }
}
