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
      Any safetensors file will do whose tensors are an agent's: one that `proximal train --save` wrote, \
      or the state dict of an agent of CleanRL or Stable-Baselines3. The widths of the layers are those \
      of the tensors. Where the file does not name its environment, --environment does.

      A MiniGrid agent is shown at play, step by step, where standard output is a terminal.
      """)

  @Argument(help: ArgumentHelp("A trained agent, as safetensors.", valueName: "file"))
  var file: String

  @Option(
    help: ArgumentHelp(
      "Where it plays (default: where the file says that it was trained): one of "
        + "\(Worlds.ids.joined(separator: ", ")).",
      valueName: "id"),
    transform: knownWorld)
  var environment: String?

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

  @Flag(help: "One JSON object an episode on standard output and nothing else.")
  var json = false

  @Option(
    help: ArgumentHelp(
      "Draw the first episode into that file: an animation (.gif), or eight moments side by side "
        + "(.svg).",
      valueName: "file"),
    transform: Recording.init(path:))
  var record: Recording?

  @OptionGroup(title: "Gymnasium") var gymnasium: PythonOptions

  func run() throws {
    Interruption.prepare()
    record?.prepare()
    let agent: SavedAgent
    do {
      agent = try SavedAgent(contentsOf: file)
    } catch {
      Console.fail("\(error)")
    }
    GymnasiumWorlds.use(python: gymnasium.python)
    let environment = try environment(of: agent)
    for remark in agent.remarks(in: environment) {
      Console.write("\(file): \(remark)\n", to: .error)
    }
    let task = Playing(
      agent: agent, path: file, environment: environment, episodes: episodes, seed: UInt64(seed),
      samples: sample, shows: json ? false : show, recording: record)
    let ended = try Worlds.run(task, in: environment)
    Console.write(json ? lines(of: ended) : table(of: ended), to: .output)
  }

  /// The one that is asked for, else the file's.
  private func environment(of agent: SavedAgent) throws -> String {
    if let environment { return environment }
    guard let named = agent.environment else {
      throw ValidationError(
        "Missing expected option '--environment': \(file) does not name its environment; one of "
          + "\(Worlds.ids.joined(separator: ", ")) is allowed")
    }
    guard Worlds.isKnown(named) else {
      Console.fail("cannot play \(file): \(named.oneLine) is no environment of this course")
    }
    return named
  }

  private func table(of ended: [FinishedEpisode]) -> String {
    var table = Table("episode", "return", "steps", "end")
    for (number, episode) in ended.enumerated() {
      table.add(
        "\(number + 1)", rounded(episode.episodeReturn, 3), "\(episode.length)",
        "\(episode.status)")
    }
    let mean = ended.reduce(0) { $0 + $1.episodeReturn } / Double(ended.count)
    let choice = sample ? ActionChoice.drawn : .mostProbable
    return "\(table)\nmean return \(rounded(mean, 3)), \(choice.words)\n"
  }

  private func lines(of ended: [FinishedEpisode]) -> String {
    ended.enumerated().map { number, episode in
      #"{"episode":\#(number + 1),"seed":\#(seed + number),"return":\#(episode.episodeReturn),"#
        + #""steps":\#(episode.length),"end":"\#(episode.status)"}"# + "\n"
    }.joined()
  }
}

/// Episodes of a saved agent in a world.
struct Playing: WorldTask {
  var agent: SavedAgent
  var path: String
  var environment: String
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
    if let misfit = agent.misfit(with: world, called: environment) {
      Console.fail("cannot play \(path): \(misfit)")
    }
    let actorCritic = ActorCritic(agent, distributions: policy.distributions)
    guard let rescaling = agent.rescaling(in: environment) else {
      return play(actorCritic, in: world)
    }
    return play(actorCritic, in: RedividedWorld(world, rescaling))
  }

  /// Plays the episodes in a world that shows what the agent was trained on.
  private func play<World: Environment, Distributions>(
    _ actorCritic: ActorCritic<Distributions>, in world: World
  ) -> [FinishedEpisode]
  where World.Action.Element == Distributions.Action, Distributions.Scalar == Float {
    recording?.record(actorCritic, in: world, seed: seed, samples: samples)
    if shows == true && !(world is any DrawnInCharacters) {
      Console.fail("\(environment) cannot be drawn in characters")
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
