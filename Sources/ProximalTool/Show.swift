import Foundation
import Notebook
import Proximal

/// A world that can be drawn in characters.
protocol DrawnInCharacters {
  /// Some lines, of which there are always equally many.
  var drawing: String { get }
}

extension MiniGrid: DrawnInCharacters {
  var drawing: String {
    let hands = world.agent.carrying.map { "carries a \($0.color) \($0.kind)" } ?? ""
    return "\(mission)\n\(world.text)\n\(hands)"
  }
}

/// Drawings one after another: in a terminal each in the place of the one before, at a pace that
/// can be followed; elsewhere one below the other.
struct Show {
  let isWatched: Bool
  private var linesAbove = 0

  init(isWatched: Bool) { self.isWatched = isWatched }

  mutating func draw(_ picture: String) {
    guard isWatched else { return Console.write(picture + "\n\n", to: .output) }
    let lines = picture.split(separator: "\n", omittingEmptySubsequences: false)
    let back = linesAbove > 0 ? "\u{1B}[\(linesAbove)A" : ""
    // Each line is cleared to its end.
    Console.write(back + lines.map { "\($0)\u{1B}[K\n" }.joined(), to: .output)
    linesAbove = lines.count
    usleep(150_000)
  }
}

extension ActorCritic where Distributions.Scalar == Float {
  /// The episodes of `play(_:episodes:seed:firstStart:samples:)`, one after the other and watched.
  ///
  /// - Parameter watch: gets the episode and the step, from 1 and from 0, and the world as it is.
  func play<World: Environment>(
    _ world: World, episodes: Int, seed: UInt64, firstStart: UInt64, samples: Bool,
    watch: (_ episode: Int, _ step: Int, _ world: World) -> Void
  ) -> [FinishedEpisode] where World.Action.Element == Distributions.Action {
    (0..<episodes).map { episode in
      play(
        world, episode: episode, seed: seed, firstStart: firstStart, samples: samples
      ) { record, _, world in watch(episode + 1, record.length, world) }
    }
  }

  /// One of these episodes.
  ///
  /// - Parameters:
  ///   - episode: which one, from 0.
  ///   - watch: gets the episode so far, the action that was taken last, if any was, and the world as
  ///     it is.
  func play<World: Environment>(
    _ world: World, episode: Int, seed: UInt64, firstStart: UInt64, samples: Bool,
    watch: (_ record: FinishedEpisode, _ action: World.Action?, _ world: World) -> Void
  ) -> FinishedEpisode where World.Action.Element == Distributions.Action {
    var world = world
    var generators = [PCG64(seed: seed, stream: .evaluation, index: episode + 1)]
    var record = FinishedEpisode(
      environment: episode, episodeReturn: 0, length: 0, status: .running)
    var observation = [Float](repeating: 0, count: world.observationCount)
    var (pass, distributions) = (MLP<Float>.Pass(), self.distributions)
    var actions = Array(
      repeating: distributions.placeholderAction, count: distributions.actionWidth)
    world.reset(seed: firstStart + UInt64(episode)).write(to: &observation, at: 0)
    watch(record, nil, world)
    while record.status == .running {
      observationNormalisation?.apply(to: observation, rows: 1, into: &observation)
      actor.forward(observation, rows: 1, &pass)
      distributions.update(outputs: pass.output, parameters: freeParameters, rows: 1)
      if samples {
        distributions.sample(using: &generators, into: &actions)
      } else {
        distributions.modes(into: &actions)
      }
      let action = World.Action(elements: actions.span)
      let step = world.step(action)
      step.observation.write(to: &observation, at: 0)
      record.episodeReturn += step.reward
      record.length += 1
      record.status = step.status
      watch(record, action, world)
    }
    return record
  }
}
