extension ActorCritic where Distributions.Scalar == Float {
  /// Plays whole episodes with the policy as it is, one in each of as many copies of the world, and
  /// learns nothing from them.
  ///
  /// - Parameters:
  ///   - world: the environment.
  ///   - episodes: how many.
  ///   - seed: starts and actions get streams of their own, apart from those of training.
  ///   - firstStart: copy i is reset with this seed plus i, as one would in Gymnasium; nil takes it
  ///     from `seed`.
  ///   - samples: draws actions from the policy; otherwise takes the most probable one.
  ///   - stream: which streams these are; others mean other episodes.
  /// - Returns: the episodes in the order of the copies.
  @inlinable
  public func play<World: Environment>(
    _ world: World, episodes: Int, seed: UInt64, firstStart: UInt64? = nil, samples: Bool = false,
    stream: RandomStream = .evaluation
  ) -> [FinishedEpisode] where World.Action.Element == Distributions.Action {
    var environments = VectorEnvironment(repeating: world, count: episodes)
    var seeds = PCG64(seed: seed, stream: stream)
    environments.reset(seed: firstStart ?? seeds.next() >> 1)
    var generators = (0..<episodes).map { PCG64(seed: seed, stream: stream, index: $0 + 1) }
    var (pass, distributions) = (MLP<Float>.Pass(), self.distributions)
    var actions = Array(
      repeating: distributions.placeholderAction, count: episodes * distributions.actionWidth)
    var ended = [FinishedEpisode?](repeating: nil, count: episodes)
    var inputs: [Float] = []
    while ended.contains(where: { $0 == nil }) {
      copy(
        environments.observations, to: &inputs, count: episodes * world.observationCount)
      observationNormalisation?.apply(to: inputs, rows: episodes, into: &inputs)
      actor.forward(inputs, rows: episodes, &pass)
      distributions.update(outputs: pass.output, parameters: freeParameters, rows: episodes)
      if samples {
        distributions.sample(using: &generators, into: &actions)
      } else {
        distributions.modes(into: &actions)
      }
      environments.step(actions)
      // A copy goes on after its episode; only the first one counts.
      for episode in environments.finishedEpisodes where ended[episode.environment] == nil {
        ended[episode.environment] = episode
      }
    }
    return ended.compactMap { $0 }
  }
}
