import Notebook
import Proximal
import Testing

@testable import Figures

@Suite struct DrawnEnvironmentTests {
  /// The corners of the filled polygons of a colour.
  private func corners(_ panel: Panel, _ color: Color) -> [[Point]] {
    panel.layers.compactMap { $0 as? Region }.filter { $0.color == color }.map(\.corners)
  }

  private func mean(_ points: [Point]) -> Point {
    Point(
      points.reduce(0) { $0 + $1.x } / Double(points.count),
      points.reduce(0) { $0 + $1.y } / Double(points.count))
  }

  private func expectNear(
    _ point: Point, _ x: Double, _ y: Double, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(
      abs(point.x - x) < 1e-6 && abs(point.y - y) < 1e-6, "\(point) is not (\(x), \(y))",
      sourceLocation: sourceLocation)
  }

  @Test("a pole of 1 m stands on the cart where the state says, and leans to the right of upright")
  func cartPole() {
    var world = CartPole()
    func pole() -> [Point] { corners(world.drawing(), .orange)[0] }
    world.state = CartPole.State(position: 0, velocity: 0, angle: 0, angularVelocity: 0)
    // The track of 4.8 m has 0.3 m on either side; the axle is 0.15 m + 0.25 m high.
    expectNear(mean(pole()), 2.7, 0.4 + 0.5)
    expectNear(mean(corners(world.drawing(), .black)[0]), 2.7, 0.4 - 0.125)
    world.state = CartPole.State(position: 1, velocity: 0, angle: .pi / 2, angularVelocity: 0)
    expectNear(mean(pole()), 3.7 + 0.5, 0.4)
    world.state.angle = -.pi / 6
    // sin 30° = 1/2
    expectNear(mean(pole()), 3.7 - 0.25, 0.4 + 0.25 * 3.0.squareRoot())
  }

  @Test("the push is an arrow away from the cart, to its side; before the first step there is none")
  func push() {
    let world = CartPole()
    func arrow(_ action: Int?) -> [Point]? {
      world.drawing("", after: action).layers.compactMap { $0 as? ArrowLayer }.first?.corners
    }
    #expect(arrow(nil) == nil)
    for (action, side) in [(0, -1.0), (1, 1.0)] {
      let ends = arrow(action)!
      expectNear(ends[0], 2.7 + side * 0.25, 0.4 - 0.125)
      #expect((ends[1].x - ends[0].x) * side > 0.5 && ends[1].y == ends[0].y)
    }
  }

  @Test("the rod of 1 m turns anticlockwise, and the torque's arrow the way of its sign")
  func pendulum() {
    var world = Pendulum()
    func rod() -> Point { mean(corners(world.drawing(), .blue)[0]) }
    expectNear(rod(), 1.2, 1.7)
    world.state.angle = .pi / 2
    expectNear(rod(), 0.7, 1.2)
    // From the rod, at the left, a quarter of a turn: down anticlockwise and up clockwise.
    func tip(_ torque: Float) -> Point {
      corners(world.drawing("", after: torque), .vermilion)[0][1]
    }
    expectNear(tip(2), 1.2, 0.6)
    expectNear(tip(-2), 1.2, 1.8)
    #expect(tip(7) == tip(2), "what the motor does not give is not drawn")
    // Half the torque, half the angle.
    expectNear(tip(1), 1.2 - 0.6 * 0.5.squareRoot(), 1.2 - 0.6 * 0.5.squareRoot())
    #expect(corners(world.drawing("", after: 0), .vermilion).isEmpty)
    #expect(corners(world.drawing(), .vermilion).isEmpty)
  }

  @Test("a grid has its cells, what they hold, and the agent; what is seen is tinted")
  func miniGrid() {
    var world = MiniGrid(EmptyRoom(size: 5))
    _ = world.reset(seed: 1)
    let script = Figure(world.drawing()).script(for: .svg).text.replacing(#/ +/#, with: " ")
    // The goal, in the third column and row of the inner three, with its free edge.
    #expect(script.contains("\n 3.06 3.94 1.06 1.94\n"), "\(script)")
    // The agent in the upper left of the inner cells looks to the right.
    #expect(script.contains("\n 1.86 3.5\n"), "\(script)")
    let plain = Figure(world.world.drawing()).script(for: .svg).text
    let tint = Color.yellow.line.tinted(0.3).quoted
    #expect(script.contains(tint) && !plain.contains(tint))
  }

  @Test("a key lies in its cell or on its bearer; a locked door has a keyhole, an open one a leaf")
  func keyAndDoor() throws {
    var environment = MiniGrid(DoorKey(size: 5))
    _ = environment.reset(seed: 1)
    var world = environment.world
    let cells = (0..<5).flatMap { x in (0..<5).map { MiniGridPosition(x: x, y: $0) } }
    let keyPlace = try #require(cells.first { world[$0].kind == .key })
    let doorPlace = try #require(cells.first { world[$0].kind == .door })
    func isIn(_ place: MiniGridPosition, _ corners: [Point]) -> Bool {
      let middle = Panel.boardPoint(column: place.x, row: place.y, rows: 5)
      return corners.allSatisfy { abs($0.x - middle.x) <= 0.5 && abs($0.y - middle.y) <= 0.5 }
    }
    // Ring and blade of the key; hole and slit of the lock.
    func expect(
      _ color: Color, _ count: Int, in place: MiniGridPosition,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      let shapes = corners(world.drawing(), color)
      #expect(
        shapes.count == count && shapes.allSatisfy { isIn(place, $0) }, "\(color): \(shapes)",
        sourceLocation: sourceLocation)
    }
    expect(.orange, 2, in: keyPlace)
    expect(.black, 2, in: doorPlace)
    expect(.yellow, 0, in: keyPlace)
    world.agent.carrying = world[keyPlace]
    world[keyPlace] = .empty
    expect(.orange, 0, in: keyPlace)
    expect(.yellow, 2, in: world.agent.position)
    world[doorPlace] = .door(.yellow, .closed)
    expect(.black, 1, in: doorPlace)
    world[doorPlace] = .door(.yellow, .open)
    expect(.black, 0, in: doorPlace)
    expect(.orange, 1, in: doorPlace)
  }

  @Test("drawings are frames of an animation: without words, and of the same proportions")
  func frames() {
    func check<World: DrawnEnvironment>(_ start: World, _ action: World.Action) {
      var world = start
      _ = world.reset(seed: 5)
      var frames = [world.drawing()]
      for _ in 0..<5 {
        _ = world.step(action)
        frames.append(world.drawing("", after: action))
      }
      #expect(Set(frames.map(\.aspectRatio)).count == 1)
      let animation = Animation(frames: frames, secondsPerFrame: World.secondsPerStep)
      #expect(!animation.script.text.contains("set label"))
    }
    check(CartPole(), 1)
    check(Pendulum(), 1.5)
    check(MiniGrid(DoorKey(size: 6)), 1)
  }
}
