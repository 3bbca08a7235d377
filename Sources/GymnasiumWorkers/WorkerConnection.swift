import Files

/// The conversation with one worker, message by message; `worker.py` says how it goes.
final class WorkerConnection {
  /// What a message is about, by the numbers of `worker.py`.
  enum Request: UInt32 {
    case reset = 1
    case step = 2
    case close = 3
  }
  private enum Answer: UInt32 {
    case specification = 11
    case observation = 12
    case stepped = 13
    case failure = 14
  }
  private static let magic = Array("proximal".utf8)
  private static let version: UInt32 = 1
  private static let longestFailure = 1 << 16

  let process: ChildProcess
  private let environment: String
  private var limit: Int
  private var bytes: [UInt8] = []

  /// Starts Python, and does not wait for it.
  ///
  /// - Parameters:
  ///   - environment: Gymnasium's name.
  ///   - python: a path, or the name of a program.
  ///   - limit: seconds to wait for the first answers.
  init(_ environment: String, python: String, limit: Int) throws(GymnasiumError) {
    (self.environment, self.limit) = (environment, limit)
    func unstartable(_ reason: String) -> GymnasiumError {
      GymnasiumError(environment: environment, .unstartable(python: python, reason: reason))
    }
    guard let path = Executable.path(of: python) else {
      throw unstartable("no program on PATH has this name")
    }
    do throws(ChildProcess.Fault) {
      process = try ChildProcess(
        path, ["-c", String(decoding: PackageResources.worker_py, as: UTF8.self), environment])
    } catch {
      guard case .unstartable(let reason) = error else { fatalError("\(error)") }
      throw unstartable(reason)
    }
    process.limit(toSeconds: limit)
  }

  /// Waits until the worker has made its environment. From then on answers have `limit` seconds.
  func begin(thenLimit limit: Int) throws(GymnasiumError) -> GymnasiumSpecification {
    try receive(16)
    var greeting = LittleEndianReader(bytes[8..<16])
    guard Array(bytes[..<8]) == Self.magic else { throw nonsense("it does not greet") }
    guard greeting.take(UInt32.self) == Self.version else {
      throw nonsense("its version is another")
    }
    let body = try answer(.specification, upTo: 1 << 28)
    guard let specification = GymnasiumSpecification(body) else {
      throw nonsense("its specification cannot be read")
    }
    process.limit(toSeconds: limit)
    self.limit = limit
    return specification
  }

  func send(_ request: Request, _ body: [UInt8]) throws(GymnasiumError) {
    var message: [UInt8] = []
    message.reserveCapacity(8 + body.count)
    message.append(littleEndian: request.rawValue)
    message.append(littleEndian: UInt32(body.count))
    message += body
    do throws(ChildProcess.Fault) {
      try process.send(message)
    } catch {
      throw told(error)
    }
  }

  /// The first observation of an episode, `count` floats.
  func observation(_ count: Int) throws(GymnasiumError) -> ArraySlice<UInt8> {
    let body = try answer(.observation, upTo: 4 * count)
    guard body.count == 4 * count else { throw unexpected(body.count, 4 * count) }
    return body
  }

  /// What steps have brought: `least` bytes, and `each` more for every episode that has ended.
  func stepped(
    least: Int, each: Int, most: Int, endings: (ArraySlice<UInt8>) -> Int
  ) throws(GymnasiumError) -> ArraySlice<UInt8> {
    let body = try answer(.stepped, upTo: most)
    guard body.count >= least else { throw unexpected(body.count, least) }
    let expected = least + each * endings(body)
    guard body.count == expected else { throw unexpected(body.count, expected) }
    return body
  }

  /// The body of the next message, which must be of this kind; a failure is thrown.
  private func answer(_ kind: Answer, upTo most: Int) throws(GymnasiumError) -> ArraySlice<UInt8> {
    try receive(8)
    var head = LittleEndianReader(bytes[..<8])
    let (number, count) = (head.take(UInt32.self)!, Int(head.take(UInt32.self)!))
    switch Answer(rawValue: number) {
    case .failure where count <= Self.longestFailure:
      try receive(count)
      throw GymnasiumError(
        environment: environment, .refused(String(decoding: bytes[..<count], as: UTF8.self)))
    case kind where count <= most:
      try receive(count)
      return bytes[..<count]
    default:
      throw nonsense("a message of the kind \(number) and \(count) bytes is no answer here")
    }
  }

  private func receive(_ count: Int) throws(GymnasiumError) {
    do throws(ChildProcess.Fault) {
      try process.receive(count, into: &bytes)
    } catch {
      throw told(error)
    }
  }

  private func unexpected(_ count: Int, _ expected: Int) -> GymnasiumError {
    nonsense("an answer has \(count) bytes, and \(expected) were expected")
  }

  func nonsense(_ what: String) -> GymnasiumError {
    process.end()
    return GymnasiumError(environment: environment, .nonsense(what))
  }

  private func told(_ fault: ChildProcess.Fault) -> GymnasiumError {
    switch fault {
    case .unstartable(let reason): fatalError("a process that runs has been started; got \(reason)")
    case .silent:
      process.end()
      return GymnasiumError(environment: environment, .silent(seconds: limit))
    case .closed:
      return GymnasiumError(environment: environment, .ended(process.howItEnded()))
    }
  }
}

extension [UInt8] {
  mutating func append<Number: FixedWidthInteger>(littleEndian number: Number) {
    Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
  }
}

extension ArraySlice<UInt8> {
  /// Floats in their little-endian bytes, from an offset on.
  func floats(at offset: Int, count: Int) -> [Float] {
    withUnsafeBytes { bytes in
      [Float](unsafeUninitializedCapacity: count) { floats, filled in
        for i in 0..<count {
          let bits = bytes.loadUnaligned(fromByteOffset: offset + 4 * i, as: UInt32.self)
          floats.initializeElement(at: i, to: Float(bitPattern: UInt32(littleEndian: bits)))
        }
        filled = count
      }
    }
  }

  /// A double in its little-endian bytes.
  func double(at offset: Int) -> Double {
    withUnsafeBytes {
      Double(
        bitPattern: UInt64(
          littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
    }
  }
}
