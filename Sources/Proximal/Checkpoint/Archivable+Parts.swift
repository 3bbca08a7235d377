// The parts of a training's state, from the generator of random numbers up.

extension PCG64: Archivable {
  public mutating func archive(in archive: inout StateArchive) throws(StateArchiveError) {
    // −1 stands for none. An Int may be too narrow for what else there can be.
    var (step, bits) = (increment, UInt64(bitPattern: bufferedHalf.map { Int64($0) } ?? -1))
    try archive.visit(&state)
    try archive.visit(&step)
    try archive.visit(&bits)
    let half = Int64(bitPattern: bits)
    guard (-1...Int64(UInt32.max)).contains(half) else {
      throw .outOfRange(
        "half a random number", Int(clamping: half), -1...Int(clamping: UInt32.max))
    }
    guard archive.isReading else { return }
    self = PCG64(
      state: state, increment: step | 1, bufferedHalf: half < 0 ? nil : UInt32(half))
  }
}

extension MLP: Archivable where Scalar == Float {
  public mutating func archive(in archive: inout StateArchive) throws(StateArchiveError) {
    try archive.visit(&parameters)
  }
}

extension ActorUpdate: Archivable where Scalar == Float {
  /// The parameters and Adam's state.
  public mutating func archive(in archive: inout StateArchive) throws(StateArchiveError) {
    try network.archive(in: &archive)
    try archive.visit(&freeParameters)
    try adam.archive(in: &archive)
    try freeAdam.archive(in: &archive)
  }
}

extension CriticUpdate: Archivable where Scalar == Float {
  /// The parameters and Adam's state.
  public mutating func archive(in archive: inout StateArchive) throws(StateArchiveError) {
    try network.archive(in: &archive)
    try adam.archive(in: &archive)
  }
}

extension PPOUpdate: Archivable where Scalar == Float {
  /// The parameters and Adam's state, of both halves.
  public mutating func archive(in archive: inout StateArchive) throws(StateArchiveError) {
    try actor.archive(in: &archive)
    try critic.archive(in: &archive)
  }
}

extension CriticValues: Archivable {
  /// The moments of the targets; all else is made anew in every iteration.
  mutating func archive(in archive: inout StateArchive) throws(StateArchiveError) {
    try moments.archive(in: &archive)
  }
}

extension PPOLearner: Archivable {
  @usableFromInline
  mutating func archive(in archive: inout StateArchive) throws(StateArchiveError) {
    try update.archive(in: &archive)
    try values.archive(in: &archive)
    try archive.visit(&order, in: 0...order.count - 1, "the place of a transition")
    try shuffling.archive(in: &archive)
  }
}
