// What libFuzzer calls. Each reader's file has `read`, `seeds` and `mutated` of its own.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  read([UInt8](UnsafeBufferPointer(start: data, count: count)))
  return 0
}

/// `reader --seeds FOLDER [FILE…]` writes the valid files that fuzzing begins with.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>>>
) -> CInt {
  let words = (1..<max(Int(count.pointee), 1)).map { String(cString: arguments.pointee[$0]) }
  guard words.count > 1, words[0] == "--seeds" else { return 0 }
  for (number, bytes) in seeds(from: Array(words[2...])).enumerated() {
    guard let file = fopen("\(words[1])/seed-\(number)", "wb") else { exit(1) }
    fwrite(bytes, 1, bytes.count, file)
    fclose(file)
  }
  exit(0)
}

/// libFuzzer's own changes, which know nothing of the format.
@_silgen_name("LLVMFuzzerMutate")
private func mutate(_ data: UnsafeMutablePointer<UInt8>, _ count: Int, _ largest: Int) -> Int

@_cdecl("LLVMFuzzerCustomMutator")
public func customMutator(
  _ data: UnsafeMutablePointer<UInt8>, _ count: Int, _ largest: Int, _ seed: UInt32
) -> Int {
  var dice = Dice(state: UInt64(seed))
  if dice.roll(3) > 0,
    let bytes = mutated([UInt8](UnsafeBufferPointer(start: data, count: count)), &dice),
    bytes.count <= largest
  {
    for (index, byte) in bytes.enumerated() { data[index] = byte }
    return bytes.count
  }
  return mutate(data, count, largest)
}

/// What a reader says is one line that can be read.
func checkMessage(_ message: String) {
  let isOneLine = message.unicodeScalars.allSatisfy {
    $0.properties.generalCategory != .control && !$0.properties.isWhitespace || $0 == " "
  }
  guard isOneLine, !message.isEmpty, message.unicodeScalars.count < 3000 else {
    fatalError("the message is not one short line: \(message.debugDescription.prefix(200))")
  }
}

/// Random numbers by SplitMix64.
struct Dice {
  var state: UInt64

  /// A number below `count`.
  mutating func roll(_ count: Int) -> Int {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return Int((z ^ z >> 31) % UInt64(count))
  }
}
