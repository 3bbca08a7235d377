extension MiniGridWorld {
  /// What the agent sees.
  public var view: MiniGridView {
    var columns = facedColumns
    if !seesThroughWalls { MiniGridVisibility(of: columns).hideRest(of: &columns) }
    let own = agent.carrying ?? .empty
    columns[3] = columns[3] & ~(0xff << 48) | UInt64(own.code) << 48
    return MiniGridView(columns: columns, heading: agent.heading)
  }

  /// The columns of the view before anything is hidden, one word each, the far end in byte 0.
  ///
  /// With forward vector f and right vector (−f.y, f.x), cell (vx, vy) of the view is
  ///
  ///     agent + f · (6 − vy) + right · (vx − 3)
  ///
  /// so a column of the view is a column of the grid when the agent looks up or down and a row when
  /// it looks left or right, and is read backwards when it looks down or right.
  private var facedColumns: [7 of UInt64] {
    let (x, y) = (agent.position.x, agent.position.y)
    return switch agent.heading {
    case .up: lines(from: columnIndex(x - 3, y - 6), apart: columnStride)
    case .left: lines(from: rowIndex(x - 6, y + 3), apart: -rowStride)
    case .down: backwards(lines(from: columnIndex(x + 3, y), apart: -columnStride))
    case .right: backwards(lines(from: rowIndex(x, y - 3), apart: rowStride))
    }
  }

  /// Seven runs of seven codes, the first from `start` on, the next `stride` further each.
  @inline(__always)
  private func lines(from start: Int, apart stride: Int) -> [7 of UInt64] {
    let bytes = codes.span.bytes
    var lines: [7 of UInt64] = .init(repeating: 0)
    for line in 0..<7 {
      let run = bytes.unsafeLoadUnaligned(
        fromByteOffset: start + line * stride, as: UInt64.self)
      lines[line] = UInt64(littleEndian: run) & sevenBytes
    }
    return lines
  }

  @inline(__always)
  private func backwards(_ lines: [7 of UInt64]) -> [7 of UInt64] {
    var lines = lines
    for line in 0..<7 { lines[line] = lines[line].byteSwapped >> 8 }
    return lines
  }

  /// Which cells of the grid the agent sees, [x][y].
  public var visibleCells: [Bool] {
    let visibility = seesThroughWalls ? .everything : MiniGridVisibility(of: facedColumns)
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

private let sevenBytes: UInt64 = 0x00ff_ffff_ffff_ffff
