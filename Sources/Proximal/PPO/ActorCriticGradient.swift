/// Which way to go: a gradient for each part of an ``ActorCritic``.
public struct ActorCriticGradient<Scalar: NetworkScalar>: Sendable {
  /// ∇(L^CLIP + c_H H) with respect to the actor's parameters: uphill is better.
  public var actor: [Scalar]
  /// The same with respect to the policy's free parameters.
  public var freeParameters: [Scalar]
  /// ∇(c_V L^V) with respect to the critic's parameters: downhill is better.
  public var critic: [Scalar]

  public init<Distributions>(of agent: ActorCritic<Distributions>)
  where Distributions.Scalar == Scalar {
    actor = [Scalar](repeating: 0, count: agent.actor.parameterCount)
    freeParameters = [Scalar](repeating: 0, count: agent.freeParameters.count)
    critic = [Scalar](repeating: 0, count: agent.critic.parameterCount)
  }

  /// Shortens all three together to at most `maximum`; returns the length they had.
  @discardableResult
  public mutating func shorten(to maximum: Double) -> Double {
    var norm = GradientNorm<Scalar>()
    norm.add(actor)
    norm.add(freeParameters)
    norm.add(critic)
    norm.shorten(&actor, to: maximum)
    norm.shorten(&freeParameters, to: maximum)
    norm.shorten(&critic, to: maximum)
    return norm.value
  }
}

/// Adam for an ``ActorCritic``: the actor climbs, the critic descends.
public struct ActorCriticOptimiser<Scalar: NetworkScalar>: Sendable {
  public var actor: Adam<Scalar>
  public var freeParameters: Adam<Scalar>
  public var critic: Adam<Scalar>

  public init<Distributions>(
    of agent: ActorCritic<Distributions>, learningRate: Double, epsilon: Double,
    criticLearningRate: Double? = nil, criticEpsilon: Double? = nil
  ) where Distributions.Scalar == Scalar {
    actor = Adam(
      parameterCount: agent.actor.parameterCount, learningRate: learningRate, epsilon: epsilon)
    freeParameters = Adam(
      parameterCount: agent.freeParameters.count, learningRate: learningRate, epsilon: epsilon)
    critic = Adam(
      parameterCount: agent.critic.parameterCount,
      learningRate: criticLearningRate ?? learningRate, epsilon: criticEpsilon ?? epsilon)
  }

  public mutating func step<Distributions>(
    _ agent: inout ActorCritic<Distributions>, along gradient: ActorCriticGradient<Scalar>
  ) where Distributions.Scalar == Scalar {
    actor.ascend(&agent.actor.parameters, along: gradient.actor)
    freeParameters.ascend(&agent.freeParameters, along: gradient.freeParameters)
    critic.descend(&agent.critic.parameters, along: gradient.critic)
  }
  /// Shortens the gradient, whose length is `norm`, to at most `maximum` and takes the step: the
  /// policy's half and the critic's are two pieces of work.
  @specialized(where Scalar == Float, Distributions == CategoricalBatch<Float>)
  @specialized(where Scalar == Float, Distributions == DiagonalGaussianBatch<Float>)
  mutating func step<Distributions>(
    _ agent: inout ActorCritic<Distributions>, along gradient: inout ActorCriticGradient<Scalar>,
    norm: GradientNorm<Scalar>, maximum: Double, workers: Workers
  ) where Distributions.Scalar == Scalar {
    withUnsafeMutablePointer(to: &agent) { agent in
      withUnsafeMutablePointer(to: &gradient) { gradient in
        withUnsafeMutablePointer(to: &self) { optimiser in
          // Places of their own, so that neither piece touches the whole of which they are parts.
          let parameters = (
            actor: agent.pointer(to: \.actor.parameters)!,
            free: agent.pointer(to: \.freeParameters)!,
            critic: agent.pointer(to: \.critic.parameters)!
          )
          let along = (
            actor: gradient.pointer(to: \.actor)!, free: gradient.pointer(to: \.freeParameters)!,
            critic: gradient.pointer(to: \.critic)!
          )
          let adam = (
            actor: optimiser.pointer(to: \.actor)!,
            free: optimiser.pointer(to: \.freeParameters)!,
            critic: optimiser.pointer(to: \.critic)!
          )
          workers.share(2) { piece in
            if piece == 0 {
              norm.shorten(&along.actor.pointee, to: maximum)
              norm.shorten(&along.free.pointee, to: maximum)
              adam.actor.pointee.ascend(&parameters.actor.pointee, along: along.actor.pointee)
              adam.free.pointee.ascend(&parameters.free.pointee, along: along.free.pointee)
            } else {
              norm.shorten(&along.critic.pointee, to: maximum)
              adam.critic.pointee.descend(&parameters.critic.pointee, along: along.critic.pointee)
            }
          }
        }
      }
    }
  }
}
