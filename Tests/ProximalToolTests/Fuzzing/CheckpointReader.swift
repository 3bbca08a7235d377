import Proximal

@testable import TrainingFiles

/// `proximal train --resume`: a checkpoint and the training that takes its state over.
///
/// The checksum would stop nearly every change, so what lies behind it is read too.
func read(_ bytes: [UInt8]) {
  if let checkpoint = try? Checkpoint(decoding: bytes), checkpoint.encoded() != bytes {
    fatalError("a checkpoint that was read does not come back")
  }
  let head = checkpointHead
  let contents = bytes.count > head + 4 ? Array(bytes[head..<bytes.count - 4]) : []
  guard let checkpoint = try? Checkpoint(contents: contents) else { return }
  switch checkpoint.configuration {
  case "cart-pole": resume(cartPole, checkpoint.state)
  case "pendulum": resume(pendulum, checkpoint.state)
  case "door-key": resume(doorKey, checkpoint.state)
  case "obstacles": resume(obstacles, checkpoint.state)
  default: break
  }
}

/// A training that takes the state over can go on, or says that a number is none.
private func resume<World: Archivable, Distributions>(
  _ start: PPO<World, Distributions>, _ state: [UInt8]
) {
  var ppo = start
  guard (try? ppo.resume(from: state)) != nil else { return }
  // Two trainings with the same bits: what is kept is read, and what is read is kept.
  _ = ppo.archived()
  if !ppo.isFinished { try? ppo.tryIterate() }
}

func seeds(from paths: [String]) -> [[UInt8]] {
  seeds("cart-pole", cartPole) + seeds("pendulum", pendulum) + seeds("door-key", doorKey)
    + seeds("obstacles", obstacles)
}

/// Before the first iteration and after the second.
private func seeds<World: Archivable, Distributions>(
  _ name: String, _ start: PPO<World, Distributions>
) -> [[UInt8]] {
  var ppo = start
  let first = ppo.archived()
  for _ in 0..<2 { ppo.iterate() }
  return [first, ppo.archived()].map {
    Checkpoint(configuration: name, seconds: 1, state: $0).encoded()
  }
}

private let checkpointHead = 22 + 8
private let settings: PPOSettings = {
  var settings = PPOSettings()
  settings.environmentCount = 2
  settings.rolloutLength = 8
  settings.epochs = 1
  settings.minibatchCount = 2
  settings.hiddenSizes = [2]
  return settings
}()
private let pendulumSettings: PPOSettings = {
  var settings = PPOSettings.pendulum
  settings.environmentCount = 2
  settings.rolloutLength = 8
  settings.epochs = 1
  settings.minibatchCount = 2
  settings.hiddenSizes = [2]
  return settings
}()
private let cartPole = PPO(
  CartPole(), distributions: CategoricalBatch<Float>(actionCount: 2), settings: settings,
  totalSteps: 64, seed: 1)
private let pendulum = PPO(
  Pendulum(), distributions: DiagonalGaussianBatch<Float>(dimensions: 1), freeParameters: [0],
  settings: pendulumSettings, totalSteps: 64, seed: 1)
private let doorKey = PPO(
  MiniGrid(DoorKey(size: 5)), distributions: CategoricalBatch<Float>(actionCount: 7),
  settings: settings, totalSteps: 64, seed: 1)
private let obstacles = PPO(
  MiniGrid(DynamicObstacles(size: 5)),
  distributions: CategoricalBatch<Float>(actionCount: 3), settings: settings, totalSteps: 64,
  seed: 1)

/// A number of the state replaced by one from an end of its range.
func mutated(_ bytes: [UInt8], _ dice: inout Dice) -> [UInt8]? {
  guard bytes.count > checkpointHead + 64 else { return nil }
  var bytes = bytes
  let limits: [UInt64] = [
    0, 1, 2, 3, 255, .max, .max - 1, 1 << 63, 1 << 63 - 1, 1 << 62, 0x7ff0_0000_0000_0000,
    0x7ff8_0000_0000_0000, 0x7fe0_0000_0000_0000, 0x7f80_0000_7f80_0000,
  ]
  for _ in 0...dice.roll(2) {
    let place = checkpointHead + dice.roll(bytes.count - checkpointHead - 12)
    let number = littleEndian(limits[dice.roll(limits.count)])
    bytes.replaceSubrange(place..<place + number.count, with: number)
  }
  return bytes
}
