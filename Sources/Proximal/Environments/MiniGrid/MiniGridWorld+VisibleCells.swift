extension MiniGridWorld {
  /// Which cells of the grid the agent sees, [x][y].
  public var visibleCells: [Bool] {
    let columns = MiniGridView.columns(of: self, facing: agent.heading, at: agent.position)
    let visibility = seesThroughWalls ? .everything : MiniGridVisibility(of: columns)
    var visible = Array(repeating: false, count: width * height)
    for vx in 0..<MiniGridView.size {
      for vy in 0..<MiniGridView.size where visibility[vx, vy] {
        let cell = position(inView: vx, vy)
        if contains(cell) { visible[cell.x * height + cell.y] = true }
      }
    }
    return visible
  }

  /// The cell of the grid that the agent sees as (vx, vy).
  private func position(inView vx: Int, _ vy: Int) -> MiniGridPosition {
    let forward = agent.heading.vector
    let (ahead, aside) = (6 - vy, vx - 3)
    return MiniGridPosition(
      x: agent.position.x + forward.x * ahead - forward.y * aside,
      y: agent.position.y + forward.y * ahead + forward.x * aside)
  }
}
