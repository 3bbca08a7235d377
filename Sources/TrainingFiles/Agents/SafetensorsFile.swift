import Files

/// Named tensors of floats, and words about them, in the safetensors format.
///
/// The file is the length of a header (8 bytes, little-endian), the header in JSON, padded with
/// spaces to a multiple of 8, and then the tensors' numbers, row-major, little-endian, without a gap:
///
///     {"__metadata__": {"format": "pt"},
///      "actor.0.weight": {"dtype": "F32", "shape": [64, 4], "data_offsets": [0, 1024]}}
///
/// The same tensors give the same bytes: tensors stand in the order given, metadata by name.
///
/// Numbers are written as float32. Those of the types F16, BF16 and F64 are read too, and converted;
/// what else a file holds is not read, but named in ``unreadable``.
public struct SafetensorsFile: Equatable, Sendable {
  /// A tensor and its name.
  public struct Tensor: Equatable, Sendable {
    /// What PyTorch calls it: `actor.0.weight`.
    public var name: String
    /// The size along each axis; row-major, the last axis the fastest.
    public var shape: [Int]
    /// As many finite numbers as the shape says.
    public var values: [Float]

    /// A tensor from its parts.
    public init(name: String, shape: [Int], values: [Float]) {
      (self.name, self.shape, self.values) = (name, shape, values)
    }
  }

  /// Words about the tensors, by name.
  public var metadata: [String: String]
  /// In the order in which the file holds them.
  public var tensors: [Tensor]
  /// What numbers were converted from, such as `F16`; empty where all were float32. Not written.
  public private(set) var convertedTypes: [String] = []
  /// Tensors that were found but hold no finite floats. Not written.
  public private(set) var unreadable: [Unreadable] = []

  /// A tensor that was not read, and why.
  public struct Unreadable: Equatable, Sendable {
    /// What PyTorch calls it.
    public let name: String
    /// In words that follow its name: `has the dtype "I64"`.
    public let reason: String
  }

  /// A file from its parts.
  public init(metadata: [String: String], tensors: [Tensor]) {
    (self.metadata, self.tensors) = (metadata, tensors)
  }
}

/// What is wrong with a file of tensors, or with what should become one.
public struct SafetensorsFault: Error, Equatable {
  /// One line that names the tensor or the field.
  public let message: String
  init(_ message: String) { self.message = message.oneLine }
}

// MARK: - On disk

extension SafetensorsFile {
  /// The largest networks that can be trained take half of it in F64; a file beyond this would only
  /// exhaust memory.
  static let largestSize = 512 << 20
  /// As much as the Python library takes.
  static let largestHeader = 100_000_000

  /// Writes the file whole, or leaves what was there.
  public func write(to path: String) throws(FileError) {
    let contents: [UInt8]
    do {
      contents = try bytes()
    } catch {
      throw FileError(path: path, action: "write", reason: error.message)
    }
    try AtomicFile.write(contents, to: path)
  }

  /// Reads a file. Whatever is in it, there are tensors of finite numbers, or one error.
  public init(contentsOf path: String) throws(FileError) {
    do {
      self = try Self(parsing: Self.readBytes(path))
    } catch {
      throw FileError(path: path, action: "read", reason: error.message)
    }
  }

  private static func readBytes(_ path: String) throws(SafetensorsFault) -> [UInt8] {
    do {
      return try RegularFile.read(path, largestSize: largestSize)
    } catch {
      throw SafetensorsFault(error.reason(largestSize: "\(largestSize >> 20) MB"))
    }
  }
}

// MARK: - Writing

extension SafetensorsFile {
  private static let metadataName = "__metadata__"

  /// The whole file.
  /// - Throws: ``SafetensorsFault`` when a number is not finite.
  public func bytes() throws(SafetensorsFault) -> [UInt8] {
    for tensor in tensors { try tensor.check() }
    var header = Array(headerText.utf8)
    header += Array(repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
    var bytes = littleEndian(UInt64(header.count)) + header
    for tensor in tensors {
      for value in tensor.values { bytes += littleEndian(value.bitPattern) }
    }
    return bytes
  }

  private var headerText: String {
    let words = metadata.sorted { $0.key < $1.key }.map {
      "\(jsonText($0.key)):\(jsonText($0.value))"
    }
    var begin = 0
    let entries = tensors.map { tensor in
      let end = begin + 4 * tensor.values.count
      defer { begin = end }
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      return "\(jsonText(tensor.name)):"
        + #"{"dtype":"F32","shape":[\#(shape)],"data_offsets":[\#(begin),\#(end)]}"#
    }
    let about = "\(jsonText(Self.metadataName)):{\(words.joined(separator: ","))}"
    return "{" + ([about] + entries).joined(separator: ",") + "}"
  }
}

extension SafetensorsFile.Tensor {
  /// A diverged training leaves weights that no later reader should meet.
  fileprivate func check() throws(SafetensorsFault) {
    require(
      values.count == shape.reduce(1, *),
      "\(name) of shape \(shape) holds \(shape.reduce(1, *)) numbers; got \(values.count)")
    if let fault = firstNonFinite { throw SafetensorsFault("\(name) holds \(fault)") }
  }

  /// `nan at index 3`
  fileprivate var firstNonFinite: String? {
    values.firstIndex { !$0.isFinite }.map { "\(values[$0]) at index \($0)" }
  }
}

/// The bytes of a word, the lowest first.
package func littleEndian<Word: FixedWidthInteger>(_ word: Word) -> [UInt8] {
  withUnsafeBytes(of: word.littleEndian) { Array($0) }
}

/// A text in quotes, with the escapes that JSON demands.
private func jsonText(_ text: String) -> String {
  let escaped = text.unicodeScalars.map { scalar in
    switch scalar {
    case "\"", "\\": return "\\\(scalar)"
    case "\u{0}"..<" ":
      let digits = String(scalar.value, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: return String(scalar)
    }
  }
  return "\"\(escaped.joined())\""
}

// MARK: - Reading

extension SafetensorsFile {
  /// The tensors in the order of the file's header.
  public init(parsing bytes: [UInt8]) throws(SafetensorsFault) {
    let (header, data) = try Self.split(bytes)
    (metadata, tensors) = ([:], [])
    var extents: [Extent] = []
    for member in header {
      if member.name == Self.metadataName {
        metadata = try Self.words(member.value)
      } else {
        extents.append(try Extent(member, dataCount: data.count))
      }
    }
    try Extent.checkTiling(extents, dataCount: data.count)
    for extent in extents { read(extent, from: data) }
  }

  /// Adds a tensor, or why it is none.
  private mutating func read(_ extent: Extent, from data: ArraySlice<UInt8>) {
    guard let format = extent.format else {
      unreadable.append(
        Unreadable(name: extent.name, reason: "has the dtype \"\(extent.type)\""))
      return
    }
    let start = data.startIndex
    let tensor = Tensor(
      name: extent.name, shape: extent.shape,
      values: format.floats(data[(start + extent.begin)..<(start + extent.end)]))
    if let fault = tensor.firstNonFinite {
      unreadable.append(Unreadable(name: extent.name, reason: "holds \(fault)"))
      return
    }
    if format != .float32, !convertedTypes.contains(extent.type) {
      convertedTypes.append(extent.type)
    }
    tensors.append(tensor)
  }

  private static func split(
    _ bytes: [UInt8]
  ) throws(SafetensorsFault) -> (header: [JSONValue.Member], data: ArraySlice<UInt8>) {
    guard bytes.count >= 8 else {
      throw SafetensorsFault("\(bytes.count) bytes are too few for a safetensors file")
    }
    let length = bytes[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= largestHeader else {
      throw SafetensorsFault(
        "not a safetensors file, or its header is too long: \(length) bytes, at most "
          + "\(largestHeader) are read")
    }
    let end = 8 + Int(length)
    guard end <= bytes.count else {
      throw SafetensorsFault(
        "the file is cut off: its header ends at byte \(end), the file at \(bytes.count)")
    }
    return (try members(Array(bytes[8..<end])), bytes[end...])
  }

  private static func members(_ text: [UInt8]) throws(SafetensorsFault) -> [JSONValue.Member] {
    let header: JSONValue
    do {
      header = try JSONValue(parsing: text)
    } catch {
      throw SafetensorsFault("the header is not JSON: \(error)")
    }
    guard case .object(let members) = header else {
      throw SafetensorsFault("the header is \(header), not an object")
    }
    return members
  }

  private static func words(_ value: JSONValue) throws(SafetensorsFault) -> [String: String] {
    guard case .object(let members) = value else {
      throw SafetensorsFault("\(metadataName) is \(value), not an object")
    }
    var words: [String: String] = [:]
    for member in members {
      guard case .text(let text) = member.value else {
        throw SafetensorsFault("\(metadataName).\(member.name) is \(member.value), not a text")
      }
      words[member.name] = text
    }
    return words
  }
}

/// What the header says of one tensor: its type and shape, and which bytes of the data are its own.
private struct Extent {
  let name: String
  /// As the header says it.
  let type: String
  /// What the type means; nil where it is none that is read.
  let format: NumberFormat?
  let shape: [Int]
  let begin: Int
  let end: Int

  init(_ member: JSONValue.Member, dataCount: Int) throws(SafetensorsFault) {
    name = member.name
    guard case .object(let fields) = member.value else {
      throw SafetensorsFault("\(name) is \(member.value), not an object")
    }
    func field(_ field: String) throws(SafetensorsFault) -> JSONValue {
      guard let found = fields.first(where: { $0.name == field }) else {
        throw SafetensorsFault("\(member.name) has no \(field)")
      }
      return found.value
    }
    let type = try field("dtype")
    guard case .text(let word) = type else {
      throw SafetensorsFault("\(name) has the dtype \(type), which is no text")
    }
    (self.type, format) = (word, NumberFormat(rawValue: word))
    shape = try counts(try field("shape"), of: "\(name).shape")
    let offsets = try counts(try field("data_offsets"), of: "\(name).data_offsets")
    guard offsets.count == 2, offsets[0] <= offsets[1], offsets[1] <= dataCount else {
      throw SafetensorsFault(
        "\(name) is said to lie at \(offsets) in \(dataCount) bytes of data: the file is cut off, "
          + "or its header wrong")
    }
    (begin, end) = (offsets[0], offsets[1])
    guard let format else { return }
    guard byteCount(of: shape, format) == end - begin else {
      throw SafetensorsFault(
        "\(name) of shape \(shape) does not fit \(end - begin) bytes of \(word)")
    }
  }

  /// Every byte of the data belongs to one tensor.
  static func checkTiling(_ extents: [Extent], dataCount: Int) throws(SafetensorsFault) {
    var place = 0
    for extent in extents.sorted(by: { ($0.begin, $0.end) < ($1.begin, $1.end) }) {
      guard extent.begin == place else {
        throw SafetensorsFault(
          "\(extent.name) begins at byte \(extent.begin) of the data, where \(place) is expected: "
            + "tensors overlap or leave a gap")
      }
      place = extent.end
    }
    guard place == dataCount else {
      throw SafetensorsFault("the tensors end at byte \(place) of \(dataCount) bytes of data")
    }
  }
}

/// A list of whole numbers, none below 0.
private func counts(_ value: JSONValue, of what: String) throws(SafetensorsFault) -> [Int] {
  guard case .array(let elements) = value else {
    throw SafetensorsFault("\(what) is \(value), not a list")
  }
  return try elements.map { element throws(SafetensorsFault) in
    guard case .integer(let count) = element, count >= 0 else {
      throw SafetensorsFault("\(what) holds \(element), which is no count")
    }
    return count
  }
}

/// Nil where there are more than can be counted.
private func byteCount(of shape: [Int], _ format: NumberFormat) -> Int? {
  var count = format.byteCount
  for size in shape {
    let (product, isOverflow) = count.multipliedReportingOverflow(by: size)
    if isOverflow { return nil }
    count = product
  }
  return count
}
