/// What a cell of the grid holds: nothing, or one object with its colour and state.
///
/// Two bytes: what is seen of the cell, and what a box hides.
public struct MiniGridCell: Sendable, Equatable {
  /// Farama's numbers of what there is; the first channel of an image.
  public enum Kind: UInt8, Sendable, CaseIterable {
    /// Nothing is known of the cell: it is hidden from the agent.
    case unseen
    /// Nothing is in the cell.
    case empty
    /// Nothing passes it, and nothing can be seen behind it.
    case wall
    /// A coloured floor, which can be walked on but on which nothing can be dropped.
    case floor
    /// Open, closed or locked; see ``DoorState``.
    case door
    /// What can be carried: a key opens locked doors of its colour, a box may hide something.
    case key, ball, box
    /// Walking into either ends the episode; the goal is rewarded, lava is not.
    case goal, lava
    /// The agent in an image of the whole grid; no cell ever holds it.
    case agent
  }

  /// Farama's numbers of the colours; the second channel of an image.
  public enum Color: UInt8, Sendable, CaseIterable {
    /// Numbered from 0 to 5 in this order.
    case red, green, blue, purple, yellow, grey
  }

  /// Farama's numbers of a door's states; the third channel of an image, which is 0 elsewhere.
  public enum DoorState: UInt8, Sendable, CaseIterable {
    /// 0 to 2. Only an open door can be walked and looked through; a locked one takes a key of its
    /// colour.
    case open, closed, locked
  }

  /// What is seen: bit 7 says that nothing behind can be seen, bits 3 … 6 hold the kind, bits 0 … 2
  /// the colour. A door that is not open has a kind of its own here, its state added to
  /// `shutDoors`.
  let code: UInt8
  /// The code of what a box hides; 0, which no object has, for nothing.
  let hiddenCode: UInt8

  init(code: UInt8, hiddenCode: UInt8 = 0) {
    (self.code, self.hiddenCode) = (code, hiddenCode)
  }

  private init(_ kind: Kind, _ color: Color) {
    self.init(code: kind.rawValue << 3 | color.rawValue)
  }

  private static var opaqueBit: UInt8 { 0x80 }
  private static var shutDoors: UInt8 { Kind.agent.rawValue }
}

extension MiniGridCell {
  /// What an image shows where nothing can be seen.
  public static var unseen: Self { Self(.unseen, .red) }
  /// Nothing: what the agent walks on and drops things on.
  public static var empty: Self { Self(.empty, .red) }
  /// A grey wall, as everything outside the grid is.
  public static var wall: Self { Self(code: opaqueBit | Self(.wall, .grey).code) }
  /// The green goal.
  public static var goal: Self { Self(.goal, .green) }
  /// Lava; walking into it ends the episode.
  public static var lava: Self { Self(.lava, .red) }

  /// A coloured floor, which can be walked on but on which nothing can be dropped.
  public static func floor(_ color: Color) -> Self { Self(.floor, color) }
  /// A key, which opens locked doors of its colour.
  public static func key(_ color: Color) -> Self { Self(.key, color) }
  /// A ball, which can be carried, and which moves where obstacles do.
  public static func ball(_ color: Color) -> Self { Self(.ball, color) }

  /// A door, with its state.
  public static func door(_ color: Color, _ state: DoorState) -> Self {
    guard state != .open else { return Self(.door, color) }
    return Self(code: opaqueBit | (shutDoors + state.rawValue) << 3 | color.rawValue)
  }

  /// A box that `content` is left of when it is opened. A box inside a box is an empty one.
  public static func box(_ color: Color, hiding content: Self = .empty) -> Self {
    let hidden = content == .empty ? 0 : content.code
    return Self(code: Self(.box, color).code, hiddenCode: hidden)
  }
}

extension MiniGridCell {
  /// The kind with the doors' states apart, 0 … 12.
  private var finerKind: UInt8 { code >> 3 & 0xf }

  /// Whether its byte stands for something: a kind and a colour that there are.
  var isKnown: Bool {
    finerKind <= Self.shutDoors + DoorState.locked.rawValue && Color(rawValue: code & 7) != nil
  }

  /// What there is; a door in any of its states is a door.
  public var kind: Kind { finerKind > Self.shutDoors ? .door : Kind(rawValue: finerKind)! }
  /// Its colour; red where nothing has one, as in Farama's images.
  public var color: Color { Color(rawValue: code & 7)! }

  /// A door's state; nil where there is no door.
  public var doorState: DoorState? {
    finerKind > Self.shutDoors
      ? DoorState(rawValue: finerKind - Self.shutDoors) : kind == .door ? .open : nil
  }

  /// What a box hides; `empty` where nothing is hidden.
  public var content: Self { hiddenCode == 0 ? .empty : Self(code: hiddenCode) }

  /// Nothing can be seen behind a wall and a door that is not open.
  public var isOpaque: Bool { code & Self.opaqueBit != 0 }

  /// Whether the agent can stand there.
  public var canBeEntered: Bool {
    switch kind {
    case .empty, .floor, .goal, .lava: true
    case .door: !isOpaque
    default: false
    }
  }

  /// Whether the agent can carry it.
  public var canBeCarried: Bool { kind == .key || kind == .ball || kind == .box }

  /// The cell's three bytes in an image: kind, colour, state.
  public var channels: (kind: UInt8, color: UInt8, state: UInt8) {
    (kind.rawValue, color.rawValue, doorState?.rawValue ?? 0)
  }
}
