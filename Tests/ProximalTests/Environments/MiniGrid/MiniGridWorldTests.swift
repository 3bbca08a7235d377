import Proximal
import TestSupport
import Testing

@Suite("MiniGridWorld")
struct MiniGridWorldTests {
  /// What is in front of the agent, which stands on the left and looks right.
  private func facing(_ cell: MiniGridCell, carrying: MiniGridCell? = nil) -> MiniGridWorld {
    var world = MiniGridWorld(width: 3, height: 1, seesThroughWalls: true)
    world.agent = MiniGridAgent(
      position: MiniGridPosition(x: 0, y: 0), heading: .right, carrying: carrying)
    world[1, 0] = cell
    return world
  }

  @Test("turning left counts the heading down, turning right up, both around the circle")
  func turns() {
    var world = facing(.empty)
    func headings(_ action: MiniGridAction) -> [UInt8] {
      (0..<4).map { _ in
        #expect(world.act(action) == .nothing)
        return world.agent.heading.rawValue
      }
    }
    #expect(headings(.turnLeft) == [3, 2, 1, 0])
    #expect(headings(.turnRight) == [1, 2, 3, 0])
    #expect(world == facing(.empty))
  }

  @Test("forward is x up when looking right, y up when looking down, and so on")
  func forward() {
    var grid = world("...\n.>.\n...")
    for (heading, x, y) in [
      (MiniGridHeading.right, 2, 1), (.down, 2, 2), (.left, 1, 2), (.up, 1, 1),
    ] {
      grid.agent.heading = heading
      #expect(grid.act(.forward) == .nothing)
      #expect(grid.agent.position == MiniGridPosition(x: x, y: y))
    }
  }

  @Test("the agent enters empty cells, floors, open doors, goals and lava, and nothing else")
  func entering() {
    func expectWalk(_ cell: MiniGridCell, _ event: MiniGridEvent, x: Int) {
      var world = facing(cell)
      #expect(world.act(.forward) == event)
      #expect(world[1, 0] == cell)
      #expect(world.agent.position.x == x)
    }
    expectWalk(.empty, .nothing, x: 1)
    expectWalk(.floor(.red), .nothing, x: 1)
    expectWalk(.door(.red, .open), .nothing, x: 1)
    expectWalk(.goal, .goal, x: 1)
    expectWalk(.lava, .lava, x: 1)
    for cell in [
      MiniGridCell.wall, .door(.red, .closed), .door(.red, .locked), .key(.red), .ball(.red),
      .box(.red),
    ] { expectWalk(cell, .nothing, x: 0) }
  }

  @Test("the grid's edge is a wall, also without one")
  func edge() {
    var grid = world(".<.\n...")
    _ = grid.act(.forward)
    for _ in 0..<3 { #expect(grid.act(.forward) == .nothing) }
    #expect(grid.agent.position == MiniGridPosition(x: 0, y: 0))
    for action in [MiniGridAction.pickUp, .toggle, .drop] { _ = grid.act(action) }
    #expect(grid.agent.carrying == nil)
  }

  @Test("keys, balls and boxes are picked up, one at a time; other things stay")
  func pickUp() {
    for cell in [MiniGridCell.key(.red), .ball(.green), .box(.blue, hiding: .key(.grey))] {
      var world = facing(cell)
      _ = world.act(.pickUp)
      #expect(world.agent.carrying == cell && world[1, 0] == .empty)
      var full = facing(cell, carrying: .key(.purple))
      _ = full.act(.pickUp)
      #expect(full.agent.carrying == .key(.purple) && full[1, 0] == cell)
    }
    for cell in [MiniGridCell.empty, .wall, .goal, .lava, .floor(.red), .door(.red, .closed)] {
      var world = facing(cell)
      _ = world.act(.pickUp)
      #expect(world == facing(cell))
    }
  }

  @Test("what is carried is dropped on an empty cell only")
  func drop() {
    let box = MiniGridCell.box(.blue, hiding: .ball(.red))
    var world = facing(.empty, carrying: box)
    _ = world.act(.drop)
    #expect(world[1, 0] == box && world.agent.carrying == nil)
    for cell in [
      MiniGridCell.goal, .lava, .floor(.red), .door(.red, .open), .wall, .key(.yellow),
    ] {
      var world = facing(cell, carrying: box)
      _ = world.act(.drop)
      #expect(world == facing(cell, carrying: box))
    }
    var free = facing(.empty)
    _ = free.act(.drop)
    #expect(free == facing(.empty))
  }

  @Test("a locked door opens to a key of its colour, which is kept, and then needs none")
  func lockedDoor() {
    for carried in [nil, .key(.red), .ball(.yellow), .box(.yellow)] as [MiniGridCell?] {
      var world = facing(.door(.yellow, .locked), carrying: carried)
      _ = world.act(.toggle)
      #expect(world[1, 0] == .door(.yellow, .locked))
    }
    var world = facing(.door(.yellow, .locked), carrying: .key(.yellow))
    _ = world.act(.toggle)
    #expect(world[1, 0] == .door(.yellow, .open))
    #expect(world.agent.carrying == .key(.yellow))
    world.agent.carrying = nil
    _ = world.act(.toggle)
    #expect(world[1, 0] == .door(.yellow, .closed))
    _ = world.act(.toggle)
    #expect(world[1, 0] == .door(.yellow, .open))
  }

  @Test("a box that is toggled leaves what it hid, or nothing")
  func box() {
    for content in [MiniGridCell.key(.green), .goal, .door(.red, .locked), .empty] {
      var world = facing(.box(.purple, hiding: content))
      _ = world.act(.toggle)
      #expect(world[1, 0] == content)
    }
    // What a box has hidden is gone with the box.
    var world = facing(.box(.purple, hiding: .goal))
    world[1, 0] = .box(.purple)
    _ = world.act(.toggle)
    #expect(world[1, 0] == .empty)
  }

  @Test("toggling changes doors and boxes only, and done changes nothing")
  func idle() {
    for cell in [MiniGridCell.empty, .wall, .goal, .lava, .key(.red), .ball(.red)] {
      for action in [MiniGridAction.toggle, .done] {
        var world = facing(cell)
        #expect(world.act(action) == .nothing)
        #expect(world == facing(cell))
      }
    }
  }

  @Test("a world is drawn in characters, row by row")
  func text() {
    let drawing = """
      #######
      #k.L.G#
      #,^+.~#
      #o./.b#
      #######
      """
    #expect(world(drawing).text == drawing)
  }

  @Test("the whole grid is encoded with the agent in it as (10, 0, heading)")
  func fullImage() {
    let grid = world("k.\n.<\nL#")
    #expect(
      grid.gridImage == [
        5, 4, 0, 1, 0, 0, 4, 4, 2,
        1, 0, 0, 1, 0, 0, 2, 5, 0,
      ])
    #expect(
      grid.fullImage == [
        5, 4, 0, 1, 0, 0, 4, 4, 2,
        1, 0, 0, 10, 0, 2, 2, 5, 0,
      ])
  }

  @Test("a copy of a world shares nothing with it")
  func copies() {
    let original = world("k.\n.<\nL#")
    var copy = original
    copy[0, 0] = .goal
    _ = copy.act(.turnLeft)
    #expect(original == world("k.\n.<\nL#"))
    #expect(copy[0, 0] == .goal)
  }

  @Test("clearing takes everything away, what boxes hide included")
  func clear() {
    var grid = world("k.\n.<\nL#")
    grid[0, 1] = .box(.red, hiding: .goal)
    grid.obstacles = [MiniGridPosition(x: 1, y: 1)]
    grid.agent.carrying = .key(.red)
    grid.clear()
    #expect(grid.text.allSatisfy { $0 == "." || $0 == "\n" })
    #expect(grid.obstacles.isEmpty && grid.agent.carrying == nil)
    #expect(grid[0, 1].content == .empty)
  }

  @Test("things are placed where nothing and nobody is, within the rectangle and the grid")
  func place() {
    var generator = PCG64(seed: 5)
    var grid = world("..k\n.>.\n###")
    let free = [
      MiniGridPosition(x: 1, y: 0), MiniGridPosition(x: 0, y: 0), MiniGridPosition(x: 0, y: 1),
      MiniGridPosition(x: 2, y: 1),
    ]
    var places: Set<MiniGridPosition> = []
    for _ in 0..<free.count {
      places.insert(grid.place(.ball(.red), in: grid.everywhere, drawing: &generator)!)
    }
    #expect(places == Set(free))
    #expect(grid.place(.goal, in: grid.everywhere, tries: 50, drawing: &generator) == nil)
    // Beyond the edges the rectangle is cut off, on the near side without becoming smaller.
    grid.clear()
    for _ in 0..<4 {
      let rectangle = MiniGridRectangle(x: -1, y: -5, width: 2, height: 2)
      #expect(grid.place(.goal, in: rectangle, drawing: &generator) != nil)
    }
    #expect(grid.text == "GG.\nGG.\n...")
    let far = MiniGridRectangle(x: 2, y: 2, width: 9, height: 9)
    #expect(grid.place(.goal, in: far, drawing: &generator) == MiniGridPosition(x: 2, y: 2))
  }

  @Test("to place something draws x, then y, again until the cell is free")
  func placeDraws() {
    var generator = PCG64(seed: 6)
    var reference = generator
    var grid = world("....\n....\n#..#\n^...")
    for _ in 0..<8 {
      let position = grid.place(.key(.red), in: grid.everywhere, drawing: &generator)!
      var drawn: MiniGridPosition
      repeat {
        let x = reference.integer(in: 0..<4)
        drawn = MiniGridPosition(x: x, y: reference.integer(in: 0..<4))
      } while drawn != position
      #expect(generator == reference)
    }
  }

  @Test("cells outside the grid are walls that cannot be changed")
  func outside() async {
    #expect(world("..\n.>")[2, 0] == .wall && world("..\n.>")[0, -1] == .wall)
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var world = MiniGridWorld(width: 3, height: 2, seesThroughWalls: true)
      world[3, 0] = .goal
    }
    expectMessage(result, "a 3×2 grid has no cell (3, 0) to put anything in")
  }

  @Test("a grid without cells is refused")
  func noCells() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = MiniGridWorld(width: 3, height: 0, seesThroughWalls: true)
    }
    expectMessage(result, "a grid has a width and a height of 1 or more; got 3 and 0")
  }
}
