import Figures
import Foundation
import Proximal

extension MiniGrid: DrawnEnvironment {
  public static var secondsPerStep: Double { 0.3 }

  /// The grid from above; what the agent sees is tinted. An action shows in what it does.
  public func drawing(_ title: String, after action: Int?) -> Panel {
    world.drawing(title, showsView: true)
  }
}

extension MiniGridWorld {
  /// The grid from above; the agent is an arrow head, with the key upon it that it carries.
  ///
  /// - Parameter showsView: whether what the agent sees is tinted.
  public func drawing(_ title: String = "", showsView: Bool = false) -> Panel {
    var panel = Panel.board(title, columns: width, rows: height)
    let all = (0..<width).flatMap { x in (0..<height).map { (column: x, row: $0) } }
    let visible = showsView ? visibleCells : []
    func isSeen(_ cell: (column: Int, row: Int)) -> Bool {
      showsView && visible[cell.column * height + cell.row]
    }
    panel.cells(all.filter(isSeen), color: .yellow, share: 0.3)
    for cell in all {
      let content = self[cell.column, cell.row]
      guard let look = look(of: content) else { continue }
      let share = content == .wall && isSeen(cell) ? 0.7 : look.share
      panel.cells([cell], color: look.color, share: share, inset: look.inset)
    }
    panel.boardLines(columns: width, rows: height)
    panel.boardAgent(
      column: agent.position.x, row: agent.position.y, quarterTurns: Int(agent.heading.rawValue))
    for cell in all {
      let content = self[cell.column, cell.row]
      let centre = Panel.boardPoint(column: cell.column, row: cell.row, rows: height)
      switch content.kind {
      case .key: panel.key(at: centre, size: 1, color: ownColor(of: content))
      case .door: panel.door(content, at: centre)
      default: break
      }
    }
    if agent.carrying?.kind == .key {
      let (x, y) = (agent.position.x, agent.position.y)
      panel.key(
        at: Panel.boardPoint(column: x, row: y, rows: height), size: 0.45, color: .yellow)
    }
    return panel
  }
}

extension Panel {
  /// A key of a cell's size, its ring to the left.
  fileprivate mutating func key(at centre: Point, size: Double, color: Color) {
    func place(_ x: Double, _ y: Double) -> Point {
      Point(centre.x + size * x, centre.y + size * y)
    }
    let turns = (0...24).map { 2 * Double.pi * Double($0) / 24 }
    func circle(_ radius: Double) -> [Point] {
      turns.map { place(radius * cos($0) - 0.2, radius * sin($0)) }
    }
    region(circle(0.2) + circle(0.1).reversed(), color: color, opacity: 1)
    let blade = [
      (-0.02, 0.05), (0.4, 0.05), (0.4, -0.18), (0.32, -0.18), (0.32, -0.05), (0.27, -0.05),
      (0.27, -0.15), (0.19, -0.15), (0.19, -0.05), (-0.02, -0.05),
    ]
    region(blade.map(place), color: color, opacity: 1)
  }

  /// What tells a door from its cell's colour: the keyhole of a locked one, the knob of one that is
  /// shut, and the leaf, turned aside, of one that is open.
  fileprivate mutating func door(_ cell: MiniGridCell, at centre: Point) {
    func box(_ x: ClosedRange<Double>, _ y: ClosedRange<Double>, _ color: Color) {
      let corners = [
        (x.lowerBound, y.lowerBound), (x.upperBound, y.lowerBound), (x.upperBound, y.upperBound),
        (x.lowerBound, y.upperBound),
      ]
      region(
        corners.map { Point(centre.x + $0.0, centre.y + $0.1) }, color: color, opacity: 1)
    }
    if cell.doorState == .open { return box(-0.44 ... -0.3, -0.44...0.44, ownColor(of: cell)) }
    let height = cell.doorState == .locked ? 0.08 : 0
    let turns = (0..<24).map { 2 * Double.pi * Double($0) / 24 }
    region(
      turns.map { Point(centre.x + 0.1 * cos($0), centre.y + height + 0.1 * sin($0)) },
      color: .black, opacity: 1)
    if cell.doorState == .locked { box(-0.04...0.04, -0.2...0.08, .black) }
  }
}

/// The colour of the book that stands for a cell's own.
private func ownColor(of cell: MiniGridCell) -> Color {
  switch cell.color {
  case .red: .vermilion
  case .green: .green
  case .blue: .blue
  case .purple: .purple
  case .yellow: .orange
  case .grey: .gray
  }
}

/// What fills a cell: a colour, how much of it there is, and the edge that is left free.
private func look(of cell: MiniGridCell) -> (color: Color, share: Double, inset: Double)? {
  let own = ownColor(of: cell)
  return switch cell.kind {
  case .wall: (.gray, 1, 0)
  case .goal: (.green, 1, 0.06)
  case .lava: (.vermilion, 0.7, 0)
  case .door: (own, cell.doorState == .open ? 0.25 : 1, 0.06)
  case .ball, .box: (own, 1, 0.32)
  case .floor: (own, 0.3, 0)
  case .key, .empty, .unseen, .agent: nil
  }
}
