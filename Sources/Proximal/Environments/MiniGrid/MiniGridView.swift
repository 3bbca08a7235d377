/// What the agent sees: 7 × 7 cells before it, turned so that it looks up, and where it looks.
///
/// The agent itself is at (3, 6), in the middle of the lowest row, and has in its place what it
/// carries, or nothing. Cells that it cannot see are `unseen`.
///
/// As a network's input, the observation is Farama's image of 7 × 7 × 3 bytes, each channel divided
/// by the largest value it can have, so that all lie in 0 … 1; in Python
/// `(image / [10, 5, 2]).reshape(-1)`.
public struct MiniGridView: Sendable, Equatable {
  /// The cells' codes: column vx in word vx, row vy in its byte vy; the last word is 0.
  private var columns: SIMD8<UInt64>
  /// Where the agent looks in the grid; not part of the network's input.
  public let heading: MiniGridHeading

  /// What the agent of a world sees.
  @inline(__always)
  fileprivate init(in world: borrowing MiniGridWorld) {
    let agent = world.agent
    heading = agent.heading
    columns = Self.columns(of: world, facing: agent.heading, at: agent.position)
    if !world.seesThroughWalls { columns = MiniGridVisibility(of: columns).hidingRest(of: columns) }
    let own = agent.carrying ?? .empty
    columns[3] = columns[3] & ~(0xff << 48) | UInt64(own.code) << 48
  }

  /// Cells on a side.
  public static let size = 7
  /// What a cell's three bytes are divided by to make a network's input: kind, colour, state.
  public static let divisors: [Float] = [10, 5, 2]

  /// The cell in column vx, counted from the left, and row vy, counted from the far end.
  public subscript(vx: Int, vy: Int) -> MiniGridCell {
    require(
      (0..<Self.size).contains(vx) && (0..<Self.size).contains(vy),
      "a view has cells (0, 0) … (6, 6); got (\(vx), \(vy))")
    return MiniGridCell(code: UInt8(truncatingIfNeeded: columns[vx] >> UInt64(8 * vy)))
  }

  /// Farama's image, flat [vx][vy][channel], 147 bytes.
  public var image: [UInt8] {
    var image: [UInt8] = []
    image.reserveCapacity(Self.length)
    for vx in 0..<Self.size {
      for vy in 0..<Self.size { image.append(channelsOf: self[vx, vy]) }
    }
    return image
  }
}

// MARK: - Reading the world

extension MiniGridWorld {
  /// What the agent sees.
  public var view: MiniGridView { MiniGridView(in: self) }
}

extension MiniGridView {
  /// The columns of a view before anything is hidden.
  ///
  /// With forward vector f and right vector (−f.y, f.x), cell (vx, vy) of the view is
  ///
  ///     agent + f · (6 − vy) + right · (vx − 3)
  ///
  /// so a column of the view is a column of the grid when the agent looks up or down and a row when
  /// it looks left or right, and is read backwards when it looks down or right.
  @inline(__always)
  static func columns(
    of world: borrowing MiniGridWorld, facing heading: MiniGridHeading,
    at position: MiniGridPosition
  ) -> SIMD8<UInt64> {
    let (column, row) = (world.columnStride, world.rowStride)
    let (x, y) = (position.x + MiniGridWorld.margin, position.y + MiniGridWorld.margin)
    let rows = column * row
    switch heading {
    case .up: return runs(of: world.codes, from: (x - 3) * column + y - 6, apart: column)
    case .left: return runs(of: world.codes, from: rows + (y + 3) * row + x - 6, apart: -row)
    case .down: return backwards(runs(of: world.codes, from: (x + 3) * column + y, apart: -column))
    case .right: return backwards(runs(of: world.codes, from: rows + (y - 3) * row + x, apart: row))
    }
  }

  /// Seven runs of codes, the first from `start` on and each next one `stride` further. Eight bytes
  /// are read at a time, of which seven are used.
  @inline(__always)
  private static func runs(
    of codes: [UInt8], from start: Int, apart stride: Int
  ) -> SIMD8<UInt64> {
    let bytes = codes.span.bytes
    func run(_ vx: Int) -> UInt64 {
      UInt64(
        littleEndian: bytes.unsafeLoadUnaligned(
          fromByteOffset: start + vx * stride, as: UInt64.self)) & 0x00ff_ffff_ffff_ffff
    }
    return SIMD8(run(0), run(1), run(2), run(3), run(4), run(5), run(6), 0)
  }

  @inline(__always)
  private static func backwards(_ runs: SIMD8<UInt64>) -> SIMD8<UInt64> {
    func backwards(_ vx: Int) -> UInt64 { runs[vx].byteSwapped >> 8 }
    return SIMD8(
      backwards(0), backwards(1), backwards(2), backwards(3), backwards(4), backwards(5),
      backwards(6), 0)
  }
}

extension MiniGridView: FixedObservationVector {
  public static let length = 3 * size * size

  public func write(to floats: inout MutableSpan<Float>, at start: Int) {
    require(
      start >= 0 && start <= floats.count - Self.length,
      "a view is \(Self.length) floats; from \(start) on there is no room among \(floats.count)")
    floats.withUnsafeMutableBytes { bytes in
      inputOfCode.withUnsafeBufferPointer { inputs in
        write(to: bytes.baseAddress! + start * MemoryLayout<Float>.stride, inputs)
      }
    }
  }

  /// Stores four floats for each cell, three of its own and one that the next cell overwrites; only
  /// three for the last.
  private func write(to row: UnsafeMutableRawPointer, _ inputs: UnsafeBufferPointer<SIMD4<Float>>) {
    var cell = row
    for vx in 0..<Self.size {
      var codes = columns[vx]
      for _ in 0..<(vx == Self.size - 1 ? Self.size - 1 : Self.size) {
        cell.storeBytes(of: inputs[Int(codes & 0xff)], as: SIMD4<Float>.self)
        codes >>= 8
        cell += 3 * MemoryLayout<Float>.stride
      }
      guard vx == Self.size - 1 else { continue }
      let last = inputs[Int(codes & 0xff)]
      cell.storeBytes(of: last.lowHalf, as: SIMD2<Float>.self)
      cell.storeBytes(of: last.z, toByteOffset: 2 * MemoryLayout<Float>.stride, as: Float.self)
    }
  }
}

/// The three floats of each cell code that occurs, and one more.
private let inputOfCode: [SIMD4<Float>] = (0...UInt8.max).map { code in
  let isCell = code & 7 <= 5 && code >> 3 & 0xf <= 12
  let channels = isCell ? MiniGridCell(code: code).channels : (0, 0, 0)
  let divisors = MiniGridView.divisors
  return SIMD4(
    Float(channels.0) / divisors[0], Float(channels.1) / divisors[1],
    Float(channels.2) / divisors[2], 0)
}

extension [UInt8] {
  /// Appends a cell's three bytes.
  mutating func append(channelsOf cell: MiniGridCell) {
    let channels = cell.channels
    append(contentsOf: [channels.kind, channels.color, channels.state])
  }
}
