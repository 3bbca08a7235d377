import Proximal
import Testing

@Suite("MiniGridCell")
struct MiniGridCellTests {
  @Test("cells are encoded in Farama's numbers")
  func channels() {
    expectBytes(MiniGridCell.unseen, [0, 0, 0])
    expectBytes(MiniGridCell.empty, [1, 0, 0])
    expectBytes(MiniGridCell.wall, [2, 5, 0])
    expectBytes(MiniGridCell.goal, [8, 1, 0])
    expectBytes(MiniGridCell.lava, [9, 0, 0])
    expectBytes(MiniGridCell.key(.yellow), [5, 4, 0])
    expectBytes(MiniGridCell.ball(.blue), [6, 2, 0])
    expectBytes(MiniGridCell.floor(.purple), [3, 3, 0])
    expectBytes(MiniGridCell.box(.green, hiding: .key(.red)), [7, 1, 0])
    for color in MiniGridCell.Color.allCases {
      expectBytes(MiniGridCell.door(color, .open), [4, color.rawValue, 0])
      expectBytes(MiniGridCell.door(color, .closed), [4, color.rawValue, 1])
      expectBytes(MiniGridCell.door(color, .locked), [4, color.rawValue, 2])
    }
  }

  private func expectBytes(
    _ cell: MiniGridCell, _ bytes: [UInt8], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let channels = cell.channels
    let got = [channels.kind, channels.color, channels.state]
    #expect(got == bytes, sourceLocation: sourceLocation)
  }

  @Test("the enumerations have Farama's numbers")
  func numbers() {
    #expect(
      MiniGridCell.Kind.allCases.map { "\($0)" } == [
        "unseen", "empty", "wall", "floor", "door", "key", "ball", "box", "goal", "lava", "agent",
      ])
    #expect(
      MiniGridCell.Color.allCases.map { "\($0)" }
        == ["red", "green", "blue", "purple", "yellow", "grey"])
    #expect(MiniGridCell.DoorState.allCases.map { "\($0)" } == ["open", "closed", "locked"])
    #expect(MiniGridHeading.allCases == [.right, .down, .left, .up])
    #expect(
      MiniGridAction.allCases
        == [.turnLeft, .turnRight, .forward, .pickUp, .drop, .toggle, .done])
    #expect(MiniGridAction.allCases.map(\.rawValue) == Array(0..<7))
  }

  @Test("what a cell was made of can be read from it")
  func parts() {
    let door = MiniGridCell.door(.purple, .locked)
    #expect(door.kind == .door && door.color == .purple && door.doorState == .locked)
    #expect(MiniGridCell.door(.red, .open).doorState == .open)
    #expect(MiniGridCell.wall.doorState == nil)
    #expect(MiniGridCell.box(.red, hiding: door).content == door)
    #expect(MiniGridCell.box(.red).content == .empty)
    #expect(MiniGridCell.box(.red) != .box(.red, hiding: .goal))
  }

  @Test("walls and shut doors cannot be entered nor seen through, other things one or the other")
  func properties() {
    for cell in [MiniGridCell.wall, .door(.red, .closed), .door(.red, .locked)] {
      #expect(cell.isOpaque && !cell.canBeEntered && !cell.canBeCarried)
    }
    for cell in [MiniGridCell.empty, .floor(.red), .goal, .lava, .door(.red, .open)] {
      #expect(!cell.isOpaque && cell.canBeEntered && !cell.canBeCarried)
    }
    for cell in [MiniGridCell.key(.red), .ball(.red), .box(.red)] {
      #expect(!cell.isOpaque && !cell.canBeEntered && cell.canBeCarried)
    }
  }
}
