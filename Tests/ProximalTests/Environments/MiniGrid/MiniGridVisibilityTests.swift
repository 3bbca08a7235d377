import Testing

@testable import Proximal

/// Visibility as Farama sweeps it, cell by cell, `opaque[vx][vy]`.
func sweptVisibility(_ opaque: [[Bool]]) -> [[Bool]] {
  var seen = Array(repeating: Array(repeating: false, count: 7), count: 7)
  seen[3][6] = true
  for vy in (0..<7).reversed() {
    for vx in 0...5 where seen[vx][vy] && !opaque[vx][vy] {
      seen[vx + 1][vy] = true
      guard vy > 0 else { continue }
      seen[vx + 1][vy - 1] = true
      seen[vx][vy - 1] = true
    }
    for vx in (1...6).reversed() where seen[vx][vy] && !opaque[vx][vy] {
      seen[vx - 1][vy] = true
      guard vy > 0 else { continue }
      seen[vx - 1][vy - 1] = true
      seen[vx][vy - 1] = true
    }
  }
  return seen
}

@Suite("MiniGridVisibility")
struct MiniGridVisibilityTests {
  @Test("a wall hides what is behind it")
  func wall() {
    let walled = world(
      """
      .......
      .......
      .......
      #######
      .......
      .......
      ...^...
      """)
    #expect(
      text(walled.view) == """
        \("       ")
        \("       ")
        \("       ")
        #######
        .......
        .......
        .......
        """)
  }

  @Test("through a gap in a wall the view widens by one cell a row")
  func gap() {
    let gap = world(
      """
      .......
      .......
      .......
      .......
      ###.###
      .......
      ...^...
      """)
    // Behind the gap light runs along the row, since nothing there stops it.
    #expect(
      text(gap.view) == """
        .......
        .......
        .......
        .......
        ###.###
        .......
        .......
        """)
    let corridor = world(
      """
      .......
      #.#.#.#
      #.#.#.#
      #.#.#.#
      ###.###
      .......
      ...^...
      """)
    #expect(
      text(corridor.view) == """
        .......
        \("  #.#  ")
        \("  #.#  ")
        \("  #.#  ")
        ###.###
        .......
        .......
        """)
  }

  @Test("a shut door hides what is behind it, an open one does not")
  func door() {
    func behind(_ door: Character) -> String {
      let room = world(
        """
        #######
        #..G..#
        #.....#
        ###\(door)###
        #.....#
        #.....#
        #..^..#
        """)
      return String(text(room.view).prefix(15))
    }
    #expect(behind("/") == "#######\n#..G..#")
    #expect(behind("+") == "       \n       ")
    #expect(behind("L") == "       \n       ")
  }

  @Test("other things do not hide what is behind them")
  func transparent() {
    let things = world(
      """
      .......
      .......
      .......
      kkobb~G
      .......
      .......
      ...^...
      """)
    #expect(!things.view.image.contains(0, inChannel: 0))
  }

  @Test("through every wall is seen where the world says so")
  func seeThrough() {
    let walled = world(seeingThroughWalls: true, "k..\n###\n.^.")
    #expect(walled.view[2, 4] == .key(.yellow))
    #expect(walled.visibleCells.allSatisfy { $0 })
  }

  @Test("rows of bits see what the sweep cell by cell sees")
  func sweep() {
    var generator = PCG64(seed: 1)
    for round in 0..<20_000 {
      // From few walls to many.
      let share = Double(round % 10) / 10
      let opaque = (0..<7).map { _ in (0..<7).map { _ in generator.random() < share } }
      #expect(visibility(opaque) == sweptVisibility(opaque))
    }
  }

  @Test("one row, whatever is lit and whatever is opaque, lights what the sweep lights")
  func everyRow() {
    // The row before the agent is opaque where a bit of `first` is set, the next where one of
    // `second` is: every pattern of lit cells that can arise, with every row of walls.
    for first in 0..<128 {
      for second in 0..<128 {
        var opaque = Array(repeating: Array(repeating: false, count: 7), count: 7)
        for vx in 0..<7 {
          opaque[vx][5] = first >> vx & 1 == 1
          opaque[vx][4] = second >> vx & 1 == 1
          // Light comes from one cell, not from a whole row.
          opaque[vx][6] = vx != 3
        }
        #expect(visibility(opaque) == sweptVisibility(opaque))
      }
    }
  }

  private func visibility(_ opaque: [[Bool]]) -> [[Bool]] {
    var columns = SIMD8<UInt64>()
    for vx in 0..<7 {
      for vy in 0..<7 {
        let cell = opaque[vx][vy] ? MiniGridCell.wall : .empty
        columns[vx] |= UInt64(cell.code) << UInt64(8 * vy)
      }
    }
    let visibility = MiniGridVisibility(of: columns)
    return (0..<7).map { vx in (0..<7).map { vy in visibility[vx, vy] } }
  }
}

extension [UInt8] {
  fileprivate func contains(_ byte: UInt8, inChannel channel: Int) -> Bool {
    enumerated().contains { $0.offset % 3 == channel && $0.element == byte }
  }
}
