import Files
import Proximal

extension SavedAgent {
  /// What an agent does.
  public enum Action: Equatable, Sendable {
    /// One of the whole numbers from 0 on.
    case discrete(Int)
    /// Several choices at once.
    case multiDiscrete([Int])
    /// Numbers as the policy gives them: the environment says what it does with those beyond its bounds.
    case box([Float])
  }

  /// The most probable action, as an evaluation takes it.
  ///
  /// - Parameter observation: a network's input before it is normalised, as the environments of this
  ///   course write it. What Gymnasium shows is divided by ``ObservationForm/divisors`` first.
  public func act(on observation: [Float]) -> Action {
    var nobody: [PCG64] = []
    return action(on: observation, drawnBy: &nobody)
  }

  /// An action drawn from the policy, as a training takes it.
  ///
  /// - Parameters:
  ///   - observation: see ``act(on:)-([Float])``.
  ///   - generator: the action is drawn by it.
  public func act(on observation: [Float], using generator: inout PCG64) -> Action {
    var generators = [generator]
    let action = action(on: observation, drawnBy: &generators)
    generator = generators[0]
    return action
  }

  /// The most probable action, for any kind of observation, such as one whose length is known when the
  /// program is built.
  public func act(on observation: some ObservationVector) -> Action {
    act(on: numbers(of: observation))
  }

  /// The same, drawn from the policy.
  public func act(on observation: some ObservationVector, using generator: inout PCG64) -> Action {
    act(on: numbers(of: observation), using: &generator)
  }

  private func numbers(of observation: some ObservationVector) -> [Float] {
    var numbers = [Float](repeating: 0, count: observation.count)
    observation.write(to: &numbers, at: 0)
    return numbers
  }

  private func action(on observation: [Float], drawnBy generators: inout [PCG64]) -> Action {
    switch actionSpace {
    case .discrete(let count):
      let batch = CategoricalBatch<Float>(actionCount: count)
      return .discrete(elements(of: batch, on: observation, drawnBy: &generators)[0])
    case .multiDiscrete(let counts):
      let batch = MultiCategoricalBatch<Float>(actionCounts: counts)
      return .multiDiscrete(elements(of: batch, on: observation, drawnBy: &generators))
    case .box(_, _, let count):
      let batch = DiagonalGaussianBatch<Float>(dimensions: count)
      return .box(elements(of: batch, on: observation, drawnBy: &generators))
    }
  }

  /// The elements of one action: the most probable ones where there is no generator.
  private func elements<Distributions: ActionDistributions>(
    of distributions: Distributions, on observation: [Float], drawnBy generators: inout [PCG64]
  ) -> [Distributions.Action] where Distributions.Scalar == Float {
    require(
      observation.count == actor.inputCount,
      "this agent sees \(actor.inputCount) numbers; got \(observation.count)")
    var (input, pass, distributions) = (observation, MLP<Float>.Pass(), distributions)
    observationNormalisation?.apply(to: observation, rows: 1, into: &input)
    actor.forward(input, rows: 1, &pass)
    distributions.update(
      outputs: pass.output, parameters: logStandardDeviation ?? [], rows: 1)
    var elements = Array(
      repeating: distributions.placeholderAction, count: distributions.actionWidth)
    if generators.isEmpty {
      distributions.modes(into: &elements)
    } else {
      distributions.sample(using: &generators, into: &elements)
    }
    return elements
  }
}
