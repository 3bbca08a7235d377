import Proximal
import TrainingFiles

/// A saved agent whose weights a training begins with.
struct StartingAgent {
  var path: String
  var agent: SavedAgent

  /// Why a training that begins with `fresh` in the world cannot begin with this one, if it cannot.
  ///
  /// - Parameter id: Gymnasium's name of the world.
  func misfit<World: Environment, Distributions>(
    with fresh: ActorCritic<Distributions>, settings: PPOSettings, in world: World,
    called id: String
  ) -> String? where Distributions.Scalar == Float {
    agent.misfit(with: world, called: id) ?? misfit(agent.actor, with: fresh.actor, "actor")
      ?? agent.critic.flatMap { misfit($0, with: fresh.critic, "critic") }
      ?? normalisationMisfit(settings) ?? divisorMisfit(id)
  }

  /// Divisors go into the first weights; ε, which is the same for all numbers, cannot.
  private func divisorMisfit(_ id: String) -> String? {
    guard agent.observationNormalisation != nil, let rescaling = agent.rescaling(in: id) else {
      return nil
    }
    return "the observations that it saw normalised were divided by "
      + "\(rescaling.there.commaSeparated), and those of \(id) are divided by "
      + rescaling.here.commaSeparated
  }

  private func misfit(_ network: MLP<Float>, with fresh: MLP<Float>, _ name: String) -> String? {
    let (theirs, ours) = (network.hiddenSizes, fresh.hiddenSizes)
    if theirs != ours {
      return "its \(name) has \(layers(theirs)), and this training's has \(layers(ours))"
    }
    if network.hiddenActivation != fresh.hiddenActivation {
      return "its activation is \(network.hiddenActivation), and this training's is "
        + "\(fresh.hiddenActivation)"
    }
    return nil
  }

  private func layers(_ sizes: [Int]) -> String {
    sizes.isEmpty ? "no hidden layer" : "hidden layers of \(sizes.commaSeparated)"
  }

  private func normalisationMisfit(_ settings: PPOSettings) -> String? {
    switch (agent.observationNormalisation != nil, settings.normalisesObservations) {
    case (true, false): "it saw normalised observations: --normalise-observations fits"
    case (false, true): "it saw observations as they are: --no-normalise-observations fits"
    default: nil
    }
  }

  /// Puts the agent's weights in place of new ones. What it lacks stays new.
  ///
  /// - Parameter id: Gymnasium's name of the world, whose divisors the first weights get.
  func replaceWeights<Distributions>(of fresh: inout ActorCritic<Distributions>, in id: String)
  where Distributions.Scalar == Float {
    let rescaling = agent.rescaling(in: id)
    func fitted(_ network: MLP<Float>) -> MLP<Float> {
      rescaling.map { $0.folded(into: network) } ?? network
    }
    fresh.actor = fitted(agent.actor)
    if let critic = agent.critic { fresh.critic = fitted(critic) }
    fresh.freeParameters = agent.logStandardDeviation ?? []
    fresh.observationNormalisation = agent.observationNormalisation
  }
}
