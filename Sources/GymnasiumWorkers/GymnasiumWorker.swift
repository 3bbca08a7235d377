import Proximal
import Synchronization

/// A process of Python that plays some copies of an environment, each in a slot of its own.
///
/// The copies' actions are collected and sent together, and all steps are taken in one go. Several
/// threads may use it: a slot's numbers do not depend on which steps are taken together. A request goes
/// out only when the answer to the one before has been read, so that neither side waits for the other
/// to read.
final class GymnasiumWorker: Sendable {
  /// What a step has brought.
  struct Outcome {
    var step: Step<[Float]>
    /// The first observation of the next episode, where this one has ended.
    var next: [Float]?
  }

  private let state: Mutex<State>

  /// Starts Python, and does not wait for it; the parameters are those of ``WorkerConnection``.
  init(_ environment: String, python: String, limit: Int) throws(GymnasiumError) {
    state = Mutex(
      State(connection: try WorkerConnection(environment, python: python, limit: limit)))
  }

  /// Waits until there is an environment, and returns what it says about itself.
  ///
  /// - Parameter limit: seconds that later answers may take.
  func begin(thenLimit limit: Int) throws(GymnasiumError) -> GymnasiumSpecification {
    try state.withLock { state throws(GymnasiumError) in
      let specification = try state.connection.begin(thenLimit: limit)
      state.observationCount = specification.observationCount
      return specification
    }
  }

  /// The number of the process.
  var processIdentifier: Int32 { state.withLock { $0.connection.process.identifier } }

  /// A new slot. Its environment is made at its first reset.
  func makeSlot() -> UInt32 {
    state.withLock { state in
      state.slotCount += 1
      return state.slotCount - 1
    }
  }

  /// Begins an episode in a slot, with a new generator where there is a seed.
  func reset(_ slot: UInt32, seed: UInt64?) throws(GymnasiumError) -> [Float] {
    try state.withLock { state throws(GymnasiumError) in try state.reset(slot, seed: seed) }
  }

  /// Takes down the action of a slot's next step: its elements in their bytes.
  func hear(_ slot: UInt32, _ action: some Sequence<UInt8>) {
    state.withLock { state in
      state.heard.append(slot)
      state.heardActions += action
    }
  }

  /// Sends what has been heard, and does not wait.
  func send() throws(GymnasiumError) {
    try state.withLock { state throws(GymnasiumError) in try state.send() }
  }

  /// What the step has brought whose action was heard last.
  func outcome(of slot: UInt32) throws(GymnasiumError) -> Outcome {
    try state.withLock { state throws(GymnasiumError) in
      if state.outcomes[slot] == nil { try state.send() }
      if state.outcomes[slot] == nil { try state.receive() }
      return state.outcomes.removeValue(forKey: slot)!
    }
  }

  /// Has a slot's environment closed; nobody plays it any more.
  func close(_ slot: UInt32) {
    state.withLock { state in
      var body: [UInt8] = []
      body.append(littleEndian: slot)
      state.outcomes[slot] = nil
      // What is wrong with the worker, the next who needs it is told.
      try? state.connection.send(.close, body)
    }
  }
}

/// What a worker has been asked and has answered.
private struct State {
  let connection: WorkerConnection
  var observationCount = 0
  var slotCount: UInt32 = 0
  /// Slots that know their next action, in the order of the actions.
  var heard: [UInt32] = []
  var heardActions: [UInt8] = []
  /// The slots of the request that has not been answered yet.
  var asked: [UInt32] = []
  var outcomes: [UInt32: GymnasiumWorker.Outcome] = [:]

  init(connection: WorkerConnection) { self.connection = connection }

  mutating func reset(_ slot: UInt32, seed: UInt64?) throws(GymnasiumError) -> [Float] {
    try receive()
    var body: [UInt8] = []
    body.append(littleEndian: slot)
    body.append(littleEndian: UInt32(seed == nil ? 0 : 1))
    body.append(littleEndian: seed ?? 0)
    try connection.send(.reset, body)
    return try connection.observation(observationCount).floats(at: 0, count: observationCount)
  }

  mutating func send() throws(GymnasiumError) {
    if heard.isEmpty { return }
    try receive()
    var body: [UInt8] = []
    body.reserveCapacity(4 + 4 * heard.count + heardActions.count)
    body.append(littleEndian: UInt32(heard.count))
    for slot in heard { body.append(littleEndian: slot) }
    body += heardActions
    try connection.send(.step, body)
    swap(&asked, &heard)
    heard.removeAll(keepingCapacity: true)
    heardActions.removeAll(keepingCapacity: true)
  }

  /// Reads the answer that is due, if one is: rewards, observations, flags, next observations.
  mutating func receive() throws(GymnasiumError) {
    if asked.isEmpty { return }
    let (count, width) = (asked.count, 4 * observationCount)
    let (flags, nexts) = (count * (8 + width), count * (9 + width))
    let body = try connection.stepped(
      least: nexts, each: width, most: nexts + count * width
    ) { body in
      body[flags..<nexts].count { $0 != 0 }
    }
    var ended = 0
    for (i, slot) in asked.enumerated() {
      let flag = body[flags + i]
      outcomes[slot] = GymnasiumWorker.Outcome(
        step: Step(
          observation: body.floats(at: 8 * count + width * i, count: observationCount),
          reward: body.double(at: 8 * i), terminated: flag & 1 != 0, truncated: flag & 2 != 0),
        next: flag == 0 ? nil : body.floats(at: nexts + width * ended, count: observationCount))
      ended += flag == 0 ? 0 : 1
    }
    asked.removeAll(keepingCapacity: true)
  }
}
