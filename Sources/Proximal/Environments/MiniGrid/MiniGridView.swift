/// What the agent sees: 7 × 7 cells before it, turned so that it looks up, and where it looks.
///
/// The agent itself is at (3, 6), in the middle of the lowest row, and has in its place what it
/// carries, or nothing. Cells that it cannot see are `unseen`.
///
/// As a network's input, the observation is Farama's image of 7 × 7 × 3 bytes, each channel divided
/// by the largest value it can have, so that all lie in 0 … 1; in Python
/// `(image / [10, 5, 2]).reshape(-1)`.
public struct MiniGridView: Sendable {
  /// The cells' codes: column vx in word vx, row vy in its byte vy.
  var columns: [7 of UInt64]
  /// Where the agent looks in the grid; not part of the network's input.
  public let heading: MiniGridHeading

  init(columns: [7 of UInt64], heading: MiniGridHeading) {
    (self.columns, self.heading) = (columns, heading)
  }

  /// Cells on a side.
  public static let size = 7
  /// Where the agent itself is.
  public static let agentPosition = MiniGridPosition(x: size / 2, y: size - 1)

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
    image.reserveCapacity(Self.count)
    for vx in 0..<Self.size {
      for vy in 0..<Self.size { image.append(channelsOf: self[vx, vy]) }
    }
    return image
  }
}

extension MiniGridView: Equatable {
  public static func == (left: Self, right: Self) -> Bool {
    left.heading == right.heading
      && left.columns.indices.allSatisfy { left.columns[$0] == right.columns[$0] }
  }
}

extension MiniGridView: ObservationVector {
  public static let count = 3 * size * size

  public func write(to floats: inout MutableSpan<Float>, at start: Int) {
    require(
      start >= 0 && start <= floats.count - Self.count,
      "a view is \(Self.count) floats; from \(start) on there is no room among \(floats.count)")
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
  return SIMD4(Float(channels.0) / 10, Float(channels.1) / 5, Float(channels.2) / 2, 0)
}

extension [UInt8] {
  /// Appends a cell's three bytes.
  mutating func append(channelsOf cell: MiniGridCell) {
    let channels = cell.channels
    append(contentsOf: [channels.kind, channels.color, channels.state])
  }
}
