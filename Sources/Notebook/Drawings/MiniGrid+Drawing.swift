import Figures
import Proximal

extension MiniGrid: DrawnEnvironment {
  public static var secondsPerStep: Double { 0.3 }

  /// The grid from above; what the agent sees is tinted. An action shows in what it does.
  public func drawing(_ title: String, after action: Int?) -> Panel {
    world.drawing(title, showsView: true)
  }
}

extension MiniGridWorld {
  /// The grid from above; the agent is an arrow head.
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
    return panel
  }
}

/// What fills a cell: a colour, how much of it there is, and the edge that is left free.
private func look(of cell: MiniGridCell) -> (color: Color, share: Double, inset: Double)? {
  let own: Color =
    switch cell.color {
    case .red: .vermilion
    case .green: .green
    case .blue: .blue
    case .purple: .purple
    case .yellow: .orange
    case .grey: .gray
    }
  return switch cell.kind {
  case .wall: (.gray, 1, 0)
  case .goal: (.green, 1, 0.06)
  case .lava: (.vermilion, 0.7, 0)
  case .door: (own, cell.doorState == .open ? 0.25 : 1, 0.06)
  case .key, .ball, .box: (own, 1, 0.32)
  case .floor: (own, 0.3, 0)
  case .empty, .unseen, .agent: nil
  }
}
