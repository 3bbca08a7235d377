import TestSupport
import Testing

@testable import Proximal

@Suite("MiniGridView")
struct MiniGridViewTests {
  /// A grid in which left and right, near and far can be told apart.
  private func landmark(_ heading: MiniGridHeading) -> MiniGridWorld {
    var landmark = world(
      seeingThroughWalls: true,
      """
      .k.....
      .......
      ~..>..G
      .......
      .....o.
      """)
    landmark.agent.heading = heading
    return landmark
  }

  @Test("looking up, the view is the grid itself")
  func up() {
    #expect(
      text(landmark(.up).view) == """
        #######
        #######
        #######
        #######
        .k.....
        .......
        ~.....G
        """)
  }

  @Test("looking right, what lies below is on the right")
  func right() {
    #expect(
      text(landmark(.right).view) == """
        #######
        #######
        #######
        #..G..#
        #....o#
        #.....#
        #.....#
        """)
  }

  @Test("looking down, the grid is upside down and left is right")
  func down() {
    #expect(
      text(landmark(.down).view) == """
        #######
        #######
        #######
        #######
        .o.....
        .......
        G.....~
        """)
  }

  @Test("looking left, what lies above is on the right")
  func left() {
    #expect(
      text(landmark(.left).view) == """
        #######
        #######
        #######
        #..~..#
        #....k#
        #.....#
        #.....#
        """)
  }

  @Test("the view reaches six cells ahead and three to either side, and no further")
  func extent() {
    let long = world(
      seeingThroughWalls: true,
      """
      k........
      .k.......
      ..k......
      ........k
      ........k
      .........
      .........
      .........
      ....^....
      """)
    #expect(
      text(long.view) == """
        .k.....
        .......
        .......
        .......
        .......
        .......
        .......
        """)
  }

  @Test("the agent sees what it carries in its own place, and not what it stands on")
  func ownCell() {
    var world = landmark(.up)
    world[world.agent.position] = .goal
    #expect(world.view[3, 6] == .empty)
    world.agent.carrying = .key(.purple)
    #expect(world.view[3, 6] == .key(.purple))
    #expect(bytes(of: world.view, at: 3, 6) == [5, 3, 0])
  }

  @Test("the image is flat, [vx][vy][channel]")
  func image() {
    let view = landmark(.right).view
    #expect(view.image.count == 147)
    // The goal is at (3, 3), the ball at (5, 4), a wall at (0, 0).
    #expect(bytes(of: view, at: 3, 3) == [8, 1, 0])
    #expect(bytes(of: view, at: 5, 4) == [6, 2, 0])
    #expect(bytes(of: view, at: 0, 0) == [2, 5, 0])
  }

  private func bytes(of view: MiniGridView, at vx: Int, _ vy: Int) -> [UInt8] {
    let start = 3 * (7 * vx + vy)
    return Array(view.image[start..<start + 3])
  }

  @Test("the network's input is image / [10, 5, 2], in this order")
  func input() {
    var generator = PCG64(seed: 3)
    for _ in 0..<200 {
      let view = randomWorld(7, 9, seeingThroughWalls: false, drawing: &generator).view
      let scales: [Double] = [10, 5, 2]
      let scaled: [Float] = view.image.enumerated().map { index, byte in
        Float(Double(byte) / scales[index % 3])
      }
      var floats = Array(repeating: Float(-1), count: 149)
      view.write(to: &floats, at: 1)
      #expect(floats == [-1] + scaled + [-1])
    }
  }

  @Test("there is room for every float or the program stops")
  func noRoom() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var floats = Array(repeating: Float(0), count: 200)
      MiniGridWorld(width: 3, height: 3, seesThroughWalls: true).view.write(to: &floats, at: 54)
    }
    expectMessage(result, "a view is 147 floats; from 54 on there is no room among 200")
  }

  @Test("every view is the one of the definition, cell by cell", arguments: [true, false])
  func definition(seesThroughWalls: Bool) {
    var generator = PCG64(seed: seesThroughWalls ? 1 : 2)
    for _ in 0..<2_000 {
      let (width, height) = (generator.integer(in: 3..<13), generator.integer(in: 3..<13))
      let world = randomWorld(
        width, height, seeingThroughWalls: seesThroughWalls, drawing: &generator)
      let expected = viewByDefinition(world)
      #expect(world.view.image == expected.image, "\(world.text)")
      #expect(world.view.heading == world.agent.heading)
      #expect(world.visibleCells == expected.visibleCells, "\(world.text)")
    }
  }

  @Test("the view follows every change of a cell, whichever way the agent looks")
  func changes() {
    var generator = PCG64(seed: 4)
    var world = randomWorld(9, 6, seeingThroughWalls: true, drawing: &generator)
    for _ in 0..<300 {
      let other = randomWorld(9, 6, seeingThroughWalls: true, drawing: &generator)
      let (x, y) = (generator.integer(in: 0..<9), generator.integer(in: 0..<6))
      world[x, y] = other[x, y]
      world.agent = other.agent
      #expect(world.view.image == viewByDefinition(world).image)
    }
  }

  @Test("worlds that look the same but for the heading are told apart")
  func equality() {
    let empty = world(seeingThroughWalls: true, "...\n.^.\n...")
    var turned = empty
    turned.agent.heading = .left
    #expect(empty.view == empty.view)
    #expect(empty.view.image == turned.view.image)
    #expect(empty.view != turned.view)
  }
}

/// The view as it is defined, written out cell by cell, and which cells of the grid are in it.
private func viewByDefinition(
  _ world: MiniGridWorld
) -> (image: [UInt8], visibleCells: [Bool]) {
  let (forward, agent) = (world.agent.heading.vector, world.agent)
  let right = (x: -forward.y, y: forward.x)
  func position(_ vx: Int, _ vy: Int) -> MiniGridPosition {
    MiniGridPosition(
      x: agent.position.x + forward.x * (6 - vy) + right.x * (vx - 3),
      y: agent.position.y + forward.y * (6 - vy) + right.y * (vx - 3))
  }
  let opaque = (0..<7).map { vx in (0..<7).map { vy in world[position(vx, vy)].isOpaque } }
  let all = Array(repeating: Array(repeating: true, count: 7), count: 7)
  let visible = world.seesThroughWalls ? all : sweptVisibility(opaque)
  var image: [UInt8] = []
  var visibleCells = Array(repeating: false, count: world.width * world.height)
  for vx in 0..<7 {
    for vy in 0..<7 {
      let place = position(vx, vy)
      if visible[vx][vy], world.contains(place) {
        visibleCells[place.x * world.height + place.y] = true
      }
      let isOwn = vx == 3 && vy == 6
      var cell = isOwn ? agent.carrying ?? .empty : world[place]
      if !visible[vx][vy] { cell = .unseen }
      image += [cell.channels.kind, cell.channels.color, cell.channels.state]
    }
  }
  return (image, visibleCells)
}
