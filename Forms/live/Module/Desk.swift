/// Where the page and the module hand each other arrays: doubles in the module's memory.
///
/// The page asks for room (`desk`), writes an exported function's input there, calls the function, and
/// reads as many numbers as the function says, from the beginning. What lies there is overwritten by the
/// next answer.
enum Desk {
  nonisolated(unsafe) private static var room = UnsafeMutableBufferPointer<Double>.allocate(
    capacity: 1024)

  /// Room for `count` numbers at least; what lay there stays.
  static func grow(to count: Int) -> UnsafeMutableBufferPointer<Double> {
    if count > room.count {
      let larger = UnsafeMutableBufferPointer<Double>.allocate(capacity: 2 * count)
      for i in room.indices { larger[i] = room[i] }
      room.deallocate()
      room = larger
    }
    return room
  }

  /// The first `count` numbers, as the page left them.
  static func numbers(_ count: Int) -> [Double] { Array(grow(to: count)[..<count]) }

  /// The same as floats.
  static func floats(_ range: Range<Int>) -> [Float] {
    grow(to: range.upperBound)[range].map { Float($0) }
  }

  /// Lays an answer down; what an exported function returns.
  static func answer(_ numbers: [Double]) -> Int32 {
    let room = grow(to: numbers.count)
    for i in numbers.indices { room[i] = numbers[i] }
    return Int32(numbers.count)
  }
}

/// Where `count` numbers can be written; room that was given out before may have moved.
@_cdecl("desk")
public func desk(count: Int32) -> UnsafeMutablePointer<Double> {
  Desk.grow(to: Int(count)).baseAddress!
}
