/// Numbers on their way from one rank to the others, as bytes in the order in which they were packed.
///
/// One traversal both packs and unpacks, as in ``StateArchive``; but a parcel lives for a moment between
/// programs that are the same, and is copied as it lies in memory.
struct Parcel {
  private(set) var bytes: [UInt8]
  private let isReading: Bool
  private var position = 0

  /// An empty one, to be packed.
  init() { (bytes, isReading) = ([], false) }

  /// One that came, to be unpacked.
  init(reading bytes: ArraySlice<UInt8>) { (self.bytes, isReading) = (Array(bytes), true) }

  /// The elements of an array in `range`; all of them where nothing is said.
  mutating func visit<Element: BitwiseCopyable>(
    _ elements: inout [Element], _ range: Range<Int>? = nil
  ) {
    let stride = MemoryLayout<Element>.stride
    let range = range ?? 0..<elements.count
    let places = range.lowerBound * stride..<range.upperBound * stride
    guard isReading else {
      elements.withUnsafeBytes { bytes.append(contentsOf: $0[places]) }
      return
    }
    require(
      position + places.count <= bytes.count,
      "a parcel of \(bytes.count) bytes has no \(places.count) after the first \(position)")
    elements.withUnsafeMutableBytes { elements in
      bytes.withUnsafeBytes { bytes in
        UnsafeMutableRawBufferPointer(rebasing: elements[places]).copyMemory(
          from: UnsafeRawBufferPointer(rebasing: bytes[position..<position + places.count]))
      }
    }
    position += places.count
  }

  /// One number.
  mutating func visit<Element: BitwiseCopyable>(_ element: inout Element) {
    var elements = [element]
    visit(&elements)
    element = elements[0]
  }
}
