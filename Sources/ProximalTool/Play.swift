import ArgumentParser
import Files
import Notebook
import Proximal
import TrainingFiles

/// `proximal play FILE`: episodes with a trained agent.
struct Play: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Play episodes with a saved agent.",
    discussion: """
      A MiniGrid agent is shown at play, step by step, where standard output is a terminal.
      """)

  @Argument(
    help: ArgumentHelp("An agent that `proximal train --save` wrote.", valueName: "file"))
  var file: String

  @Option(
    parsing: .unconditional, help: "How many episodes (default: 10).",
    transform: wholeNumber(atLeast: 1, atMost: 100_000))
  var episodes: Int = 10

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The seed (default: 1): episode i starts as after Gymnasium's reset(seed: S + i), i from 0.",
      valueName: "S"),
    transform: wholeNumber(atLeast: 0))
  var seed: Int = 1

  @Flag(help: "Draw actions from the policy; otherwise the most probable one is taken.")
  var sample = false

  @Flag(
    inversion: .prefixedNo,
    help: "Whether every step is drawn in characters (default: in a terminal, where it can be).")
  var show: Bool?

  @Option(
    help: ArgumentHelp(
      "Draw the first episode into that file: an animation (.gif), or eight moments side by side "
        + "(.svg).",
      valueName: "file"),
    transform: Recording.init(path:))
  var record: Recording?

  func run() throws {
    Interruption.prepare()
    record?.prepare()
    let agent: SavedAgent
    do {
      agent = try SavedAgent(contentsOf: file)
    } catch {
      Console.fail("\(error)")
    }
    guard Worlds.ids.contains(agent.environment) else {
      Console.fail(
        "cannot play \(file): \(agent.environment.oneLine) is no environment of this course")
    }
    let task = Playing(
      agent: agent, path: file, episodes: episodes, seed: UInt64(seed), samples: sample,
      shows: show,
      recording: record)
    let ended = try Worlds.run(task, in: agent.environment)
    var table = Table("episode", "return", "steps", "end")
    for (number, episode) in ended.enumerated() {
      table.add(
        "\(number + 1)", rounded(episode.episodeReturn, 3), "\(episode.length)",
        "\(episode.status)")
    }
    let mean = ended.reduce(0) { $0 + $1.episodeReturn } / Double(ended.count)
    Console.write("\(table)\nmean return \(rounded(mean, 3))\n", to: .output)
  }
}

/// Episodes of a saved agent in its world.
struct Playing: WorldTask {
  var agent: SavedAgent
  var path: String
  var episodes: Int
  var seed: UInt64
  var samples: Bool
  /// Whether to draw every step; nil leaves it to what standard output is.
  var shows: Bool?
  var recording: Recording?

  func run<World, Distributions>(
    _ world: World, _ policy: PolicyStart<Distributions>
  ) throws -> [FinishedEpisode]
  where
    World: Environment, World.Action.Element == Distributions.Action, Distributions.Scalar == Float
  {
    let free = agent.logStandardDeviation ?? []
    guard
      agent.actor.inputCount == world.observationCount,
      agent.actor.outputCount == policy.distributions.outputCount,
      free.count == policy.distributions.freeParameterCount
    else {
      Console.fail(
        "cannot play \(path): \(agent.environment) shows \(world.observationCount) numbers and takes "
          + "\(policy.distributions.outputCount) outputs; the agent has \(agent.actor.inputCount) and "
          + "\(agent.actor.outputCount)")
    }
    var actorCritic = ActorCritic(
      actor: agent.actor, freeParameters: free, critic: agent.critic,
      distributions: policy.distributions)
    actorCritic.observationNormalisation = agent.observationNormalisation
    recording?.record(actorCritic, in: world, seed: seed, samples: samples)
    if shows == true && !(world is any DrawnInCharacters) {
      Console.fail("\(agent.environment) cannot be drawn in characters")
    }
    guard shows ?? Console.isTerminal(.output), world is any DrawnInCharacters else {
      return actorCritic.play(
        world, episodes: episodes, seed: seed, firstStart: seed, samples: samples)
    }
    var show = Show(isWatched: Console.isTerminal(.output))
    return actorCritic.play(
      world, episodes: episodes, seed: seed, firstStart: seed, samples: samples
    ) { episode, step, world in
      guard let drawn = world as? any DrawnInCharacters else { return }
      show.draw("episode \(episode), step \(step)\n\(drawn.drawing)")
    }
  }
}
