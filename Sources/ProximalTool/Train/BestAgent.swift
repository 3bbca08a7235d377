import Files
import Proximal
import TrainingFiles

/// The best agent of a training so far, by episodes of its own, and the file that keeps it.
///
/// Whoever is chosen by some episodes looks better in them than it is; so the choice is made by other
/// episodes than those that the last agent is evaluated by.
struct BestAgent<Distributions: ActionDistributions> where Distributions.Scalar == Float {
  /// Episodes are played when a multiple of so many steps has been passed, and at the end.
  let interval: Int
  let path: String
  let distributions: Distributions

  /// Nil before the first evaluation.
  private(set) var agent: SavedAgent?
  private var meanReturn = -Double.infinity

  init(every interval: Int, path: String, distributions: Distributions) {
    (self.interval, self.path, self.distributions) = (interval, path, distributions)
  }

  /// Whether an iteration that took the training from some steps to others calls for an evaluation.
  func isDue(from earlier: Int, to steps: Int, isLast: Bool) -> Bool {
    isLast || steps / interval > earlier / interval
  }

  /// Evaluates an agent, as its file would act, and writes it if it is better than all before it.
  mutating func offer<World: Environment>(_ candidate: SavedAgent, in world: World) throws
  where World.Action.Element == Distributions.Action {
    let candidate = try SavedAgent(candidate.tensors)
    let found = evaluate(candidate, in: world, stream: .selection)
    guard found > meanReturn else { return }
    try candidate.save(to: path)
    (agent, meanReturn) = (candidate, found)
  }

  /// Takes up what an interrupted training has kept; its return is found anew, and is the same.
  ///
  /// - Parameter seed: of the training; a file of another one is left out of account.
  mutating func resume<World: Environment>(
    _ environment: String, seed: UInt64, in world: World
  ) throws where World.Action.Element == Distributions.Action {
    guard RegularFile.exists(path) else { return }
    let kept = try SavedAgent(contentsOf: path)
    guard kept.environment == environment, kept.seed == seed else { return }
    (agent, meanReturn) = (kept, evaluate(kept, in: world, stream: .selection))
  }

  /// The mean return of an agent's episodes.
  func evaluate<World: Environment>(
    _ agent: SavedAgent, in world: World, stream: RandomStream = .evaluation
  ) -> Double where World.Action.Element == Distributions.Action {
    let episodes = ActorCritic(agent, distributions: distributions).play(
      world, episodes: Training.evaluationEpisodes, seed: agent.seed ?? 0, stream: stream)
    return episodes.reduce(0) { $0 + $1.episodeReturn } / Double(episodes.count)
  }
}
