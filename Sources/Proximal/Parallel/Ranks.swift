/// Processes that do one training together, on one machine or on several: rank 0, 1, 2, ….
///
/// Each holds the whole training and does a part of the work. What came of the parts is handed round,
/// and after that all ranks hold the same and go on alike. Sums run in the order of the pieces of work,
/// whoever did them, so the bits do not depend on how many ranks there are.
///
/// How bytes get from one process to another is not the core's business: whoever makes the ranks says so.
public struct Ranks: Sendable {
  /// Which of them this process is, `0 ..< count`.
  public let rank: Int
  /// How many there are.
  public let count: Int
  private let exchange: Exchange

  /// Fills in what the other ranks have: rank r's part of the bytes begins at `bounds[r]` and ends before
  /// `bounds[r + 1]`; this rank's is there already. All ranks call it with the same bounds, and nobody
  /// returns before all is there.
  public typealias Exchange =
    @Sendable (_ bytes: UnsafeMutableRawPointer, _ bounds: [Int]) -> Void

  /// One process that has nobody to talk to.
  public static let alone = Ranks(rank: 0, count: 1) { _, _ in }

  /// Ranks that exchange bytes in this way.
  public init(rank: Int, count: Int, exchange: @escaping Exchange) {
    require(
      count > 0 && (0..<count).contains(rank), "of \(count) ranks there is no rank \(rank)")
    (self.rank, self.count, self.exchange) = (rank, count, exchange)
  }

  /// Which of `pieces` pieces of a work are this rank's.
  @usableFromInline
  func part(of pieces: Int) -> Range<Int> { part(of: pieces, for: rank) }

  /// Which of `pieces` pieces of a work are a rank's; of one piece it is rank 0.
  func part(of pieces: Int, for rank: Int) -> Range<Int> {
    start(ofPart: rank, pieces)..<start(ofPart: rank + 1, pieces)
  }

  private func start(ofPart rank: Int, _ pieces: Int) -> Int {
    (rank * pieces + count - 1) / count
  }

  /// Hands round the pieces of a work: each rank has filled in its ``part(of:)`` of them, and now has all.
  ///
  /// - Parameters:
  ///   - all: the pieces, one after the other, each of `width` elements.
  ///   - pieces: how many.
  func gather<Element: BitwiseCopyable>(_ all: inout [Element], pieces: Int, width: Int = 1) {
    guard count > 1 else { return }
    let stride = width * MemoryLayout<Element>.stride
    let bounds = (0...count).map { start(ofPart: $0, pieces) * stride }
    require(
      all.count >= pieces * width,
      "\(pieces) pieces of \(width) elements are more than the \(all.count) that there are")
    all.withUnsafeMutableBytes { exchange($0.baseAddress!, bounds) }
  }

  /// Hands round a parcel of each rank's, of any length. Returns all of them, rank by rank.
  func gather(_ parcel: Parcel) -> [Parcel] {
    guard count > 1 else { return [parcel] }
    var sizes = [Int64](repeating: 0, count: count)
    sizes[rank] = Int64(parcel.bytes.count)
    gather(&sizes, pieces: count)
    var bounds = [0]
    for size in sizes { bounds.append(bounds.last! + Int(size)) }
    var all = [UInt8](repeating: 0, count: max(bounds.last!, 1))
    all.replaceSubrange(bounds[rank]..<bounds[rank + 1], with: parcel.bytes)
    all.withUnsafeMutableBytes { exchange($0.baseAddress!, bounds) }
    return (0..<count).map { Parcel(reading: all[bounds[$0]..<bounds[$0 + 1]]) }
  }

  /// What rank 0 has, on every rank.
  public func fromRankZero(_ bytes: [UInt8]) -> [UInt8] {
    gather(Parcel(reading: rank == 0 ? bytes[...] : []))[0].bytes
  }

  /// What some rank wishes, all wish from now on: the union of their sets.
  public func union<Wishes: OptionSet & BitwiseCopyable>(_ wishes: Wishes) -> Wishes {
    var all = [Wishes](repeating: [], count: count)
    all[rank] = wishes
    gather(&all, pieces: count)
    return all.reduce([]) { $0.union($1) }
  }
}
