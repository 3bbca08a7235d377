/// What a stream of random numbers is for. Each purpose draws from a generator of its own, so that
/// drawing more for one never changes what another sees.
public enum RandomStream: UInt32, Sendable {
  /// The seeds that the environments get; each then draws with a generator of its own.
  case environments = 1
  /// Actions drawn from the policy; one stream for each environment.
  case actions = 2
  /// The networks' first weights.
  case initialisation = 3
  /// The resampling behind an interval.
  case bootstrap = 4
  /// The order in which each epoch takes the transitions.
  case minibatches = 5
  /// Episodes that are played after a training, and their actions.
  case evaluation = 6
  /// Episodes by which the best of several agents is chosen; it is then judged by others.
  case selection = 7
}

extension PCG64 {
  /// The generator of one purpose, of one run, for one of several things alike.
  ///
  /// - Parameters:
  ///   - seed: the run's seed.
  ///   - stream: the purpose.
  ///   - index: which of them, such as the number of the environment.
  public init(seed: UInt64, stream: RandomStream, index: Int = 0) {
    self.init(
      SeedSequence(entropyWords: [
        UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32), stream.rawValue,
        UInt32(index),
      ]))
  }
}
