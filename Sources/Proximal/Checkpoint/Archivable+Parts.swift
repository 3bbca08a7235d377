// The parts of a training's state, from the generator of random numbers up.

extension PCG64: Archivable {
  public mutating func archive(in archive: inout StateArchive) throws(StateArchiveError) {
    var (step, half) = (increment, bufferedHalf.map { Int($0) } ?? -1)
    try archive.visit(&state)
    try archive.visit(&step)
    try archive.visit(&half, in: -1...Int(UInt32.max), "half a random number")
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

extension ActorCritic: Archivable where Scalar == Float {
  /// The parameters; the normalisation of observations is the collector's.
  public mutating func archive(in archive: inout StateArchive) throws(StateArchiveError) {
    try actor.archive(in: &archive)
    try archive.visit(&freeParameters)
    try critic.archive(in: &archive)
  }
}

extension ActorCriticOptimiser: Archivable where Scalar == Float {
  public mutating func archive(in archive: inout StateArchive) throws(StateArchiveError) {
    try actor.archive(in: &archive)
    try freeParameters.archive(in: &archive)
    try critic.archive(in: &archive)
  }
}
