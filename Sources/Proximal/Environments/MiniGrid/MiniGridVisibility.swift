/// Which of the 7 × 7 cells before the agent it can see past walls and shut doors.
///
/// Light starts at the agent's cell, (3, 6), and spreads row by row away from it. In each row it
/// runs to both sides through every cell that lets it pass; each such cell lights its neighbours in
/// the row and the three nearest cells of the next row. A cell that lets no light pass is seen, but
/// lights nothing.
///
/// Farama sweeps every row cell by cell, first to the right, then to the left. The result is the
/// same: whatever one sweep lights, the other would reach from the same cells, so a row can be
/// filled at once, as bits.
struct MiniGridVisibility: Equatable {
  /// Row vy in byte vy, of which bit vx says whether cell (vx, vy) is seen.
  private var rows: UInt64

  static let everything = Self(rows: 0x7f7f_7f7f_7f7f_7f7f)

  private init(rows: UInt64) { self.rows = rows }

  /// What is seen of a view given by columns, as in `MiniGridView`.
  init(of columns: SIMD8<UInt64>) {
    // Bit 7 of a code says that the cell is opaque; bit vx of the byte is where it goes.
    var opaque: UInt64 = 0
    for vx in 0..<7 { opaque |= (columns[vx] >> 7 & eachByte) << UInt64(vx) }
    self.init(rows: 0)
    var lit: UInt64 = 1 << 3
    for shift in stride(from: UInt64(48), through: 0, by: -8) {
      let shining = Self.fill(lit, through: ~(opaque >> shift) & 0x7f)
      let reached = (shining | shining << 1 | shining >> 1) & 0x7f
      rows |= (lit | reached) << shift
      lit = reached
    }
  }

  subscript(vx: Int, vy: Int) -> Bool { rows >> UInt64(8 * vy + vx) & 1 != 0 }

  /// The columns of a view with every cell that is not seen made `unseen`, whose code is 0.
  func hidingRest(of columns: SIMD8<UInt64>) -> SIMD8<UInt64> {
    var seen = columns
    for vx in 0..<7 { seen[vx] &= (rows >> UInt64(vx) & eachByte) * 0xff }
    return seen
  }

  /// The lit cells that let light pass, and all that can be reached from them in the row through
  /// such cells: by 1, 2 and 4 cells at a time, to both sides.
  @inline(__always)
  private static func fill(_ lit: UInt64, through clear: UInt64) -> UInt64 {
    var (up, down) = (lit & clear, lit & clear)
    up |= clear & up << 1
    down |= clear & down >> 1
    let (clear2Up, clear2Down) = (clear & clear << 1, clear & clear >> 1)
    up |= clear2Up & up << 2
    down |= clear2Down & down >> 2
    up |= clear2Up & clear2Up << 2 & up << 4
    down |= clear2Down & clear2Down >> 2 & down >> 4
    return up | down
  }
}

/// Bit 0 of each of seven bytes.
private let eachByte: UInt64 = 0x0001_0101_0101_0101
