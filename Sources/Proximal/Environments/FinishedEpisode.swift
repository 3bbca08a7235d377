/// What is left to say of an episode that has ended.
public struct FinishedEpisode: Sendable, Equatable, BitwiseCopyable {
  /// Which copy of a vector of environments played it.
  public var environment: Int
  /// The sum of its rewards, without discount.
  public var episodeReturn: Double
  /// The number of its steps.
  public var length: Int
  /// How it ended.
  public var status: EpisodeStatus

  /// A record from its parts.
  @inlinable
  public init(environment: Int, episodeReturn: Double, length: Int, status: EpisodeStatus) {
    self.environment = environment
    self.episodeReturn = episodeReturn
    self.length = length
    self.status = status
  }
}
