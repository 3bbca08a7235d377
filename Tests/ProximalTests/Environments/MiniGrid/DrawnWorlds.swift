import Proximal
import Testing

/// The world of a drawing as `MiniGridWorld.text` makes them; keys, doors and floors are yellow,
/// balls and boxes blue. Under the agent there is nothing.
func world(seeingThroughWalls: Bool = false, _ drawing: String) -> MiniGridWorld {
  let lines = drawing.split(separator: "\n").map(Array.init)
  var world = MiniGridWorld(
    width: lines[0].count, height: lines.count, seesThroughWalls: seeingThroughWalls)
  for (y, line) in lines.enumerated() {
    for (x, character) in line.enumerated() {
      if let heading = MiniGridHeading.allCases.first(where: { $0.character == character }) {
        world.agent = MiniGridAgent(position: MiniGridPosition(x: x, y: y), heading: heading)
      } else {
        world[x, y] = cell(character)
      }
    }
  }
  return world
}

private func cell(_ character: Character) -> MiniGridCell {
  let cells: [MiniGridCell] = [
    .empty, .wall, .floor(.yellow), .goal, .lava, .key(.yellow), .ball(.blue), .box(.blue),
    .door(.yellow, .open), .door(.yellow, .closed), .door(.yellow, .locked),
  ]
  return cells.first { $0.character == character }!
}

/// A view in characters, the agent's own cell included.
func text(_ view: MiniGridView) -> String {
  (0..<7).map { vy in String((0..<7).map { vx in view[vx, vy].character }) }
    .joined(separator: "\n")
}

/// A grid with walls around it, in which each other cell is anything, drawn at random: walls and
/// shut doors are many enough to hide things.
func randomWorld(
  _ width: Int, _ height: Int, seeingThroughWalls: Bool, drawing generator: inout PCG64
) -> MiniGridWorld {
  var world = MiniGridWorld(width: width, height: height, seesThroughWalls: seeingThroughWalls)
  world.enclose()
  for x in 1..<width - 1 {
    for y in 1..<height - 1 { world[x, y] = randomCell(&generator) }
  }
  let (x, y) = (generator.integer(in: 1..<width - 1), generator.integer(in: 1..<height - 1))
  let heading = MiniGridHeading(rawValue: UInt8(generator.integer(in: 0..<4)))!
  world.agent = MiniGridAgent(position: MiniGridPosition(x: x, y: y), heading: heading)
  if generator.integer(in: 0..<2) == 0 { world.agent.carrying = .key(randomColor(&generator)) }
  return world
}

private func randomColor(_ generator: inout PCG64) -> MiniGridCell.Color {
  generator.choice(MiniGridCell.Color.allCases)
}

private func randomCell(_ generator: inout PCG64) -> MiniGridCell {
  let color = randomColor(&generator)
  switch generator.integer(in: 0..<14) {
  case 0..<4: return .empty
  case 4..<7: return .wall
  case 7: return .floor(color)
  case 8: return .key(color)
  case 9: return .ball(color)
  case 10: return .box(color)
  case 11: return generator.integer(in: 0..<2) == 0 ? .goal : .lava
  default: return .door(color, generator.choice(MiniGridCell.DoorState.allCases))
  }
}
