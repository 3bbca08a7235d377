import Files
import Proximal
import TrainingFiles

/// What a saved agent and a world must agree on before it acts there.
extension SavedAgent {
  /// Why the agent cannot act in the world, if it cannot.
  ///
  /// - Parameter id: Gymnasium's name of the world.
  func misfit<World: Environment>(with world: World, called id: String) -> String? {
    let count = world.observationCount
    guard actor.inputCount == count else {
      return "\(id) shows \(count) numbers, and the agent sees \(actor.inputCount)"
    }
    guard world.actionSpace.takes(actionSpace) else {
      let hint: String
      if case .box = world.actionSpace, logStandardDeviation == nil {
        hint = "; no log σ was found: looked for actor_logstd and log_std"
      } else {
        hint = ""
      }
      return "\(id) takes \(world.actionSpace), and the agent gives \(actionSpace)\(hint)"
    }
    if let theirs = observationForm.key, let ours = Worlds.observationForm(of: id).key,
      theirs != ours
    {
      return "it sees the entry \(theirs.oneLine) of an observation, and of \(id) there is \(ours)"
    }
    return nil
  }

  /// How the observations of a world become those that the agent was trained on; nil where they are
  /// those, or where the file does not say.
  ///
  /// - Parameter id: Gymnasium's name of the world.
  func rescaling(in id: String) -> Rescaling? {
    observationForm.divisors.flatMap {
      Rescaling(
        from: Worlds.observationForm(of: id).divisors ?? [1], to: $0, count: actor.inputCount)
    }
  }

  /// What was passed over or assumed when the agent was read and put into a world, a line each.
  func remarks(in id: String) -> [String] {
    if let rescaling = rescaling(in: id) {
      return remarks + [
        "observations were divided by \(rescaling.there.commaSeparated) there and are divided by "
          + "\(rescaling.here.commaSeparated) here: they are rescaled"
      ]
    }
    guard observationForm.divisors == nil, let ours = Worlds.observationForm(of: id).divisors else {
      return remarks
    }
    return remarks + [
      "the file does not say how observations are made: they are divided by \(ours.commaSeparated)"
    ]
  }
}

extension ActorCritic where Scalar == Float {
  /// A saved agent, which must fit the distributions. Without a critic it gets one that knows nothing.
  init(_ agent: SavedAgent, distributions: Distributions) {
    self.init(
      actor: agent.actor, freeParameters: agent.logStandardDeviation ?? [],
      critic: agent.critic ?? MLP(sizes: [agent.actor.inputCount, 1]),
      distributions: distributions)
    observationNormalisation = agent.observationNormalisation
  }
}
