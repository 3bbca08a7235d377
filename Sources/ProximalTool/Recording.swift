import ArgumentParser
import Figures
import Files
import Notebook
import Proximal

/// A picture of the first episode that is played.
struct Recording: Sendable {
  /// By the ending of its file.
  enum Format: String {
    /// An animation.
    case gif
    /// Some moments of the episode, side by side.
    case svg
  }

  let path: String
  let format: Format

  /// Throws where the ending is not that of a format.
  @Sendable init(path: String) throws {
    let name = path.split(separator: "/").last ?? ""
    guard
      let dot = name.lastIndex(of: "."), dot > name.startIndex, !path.hasSuffix("/"),
      let format = Format(rawValue: name[name.index(after: dot)...].lowercased())
    else { throw ValidationError("a file that ends with .gif or .svg is allowed") }
    (self.path, self.format) = (path, format)
  }

  /// A gnuplot that is not there or a file that cannot be written is better known before the episode
  /// than after it.
  func prepare() {
    orFail {
      try Gnuplot().check(draws: [format.rawValue])
      if let folder = AtomicFile.parent(of: path) { try AtomicFile.makeDirectory(folder) }
      try AtomicFile.checkWritable(path)
    }
  }

  /// Plays the episode, draws it and says which it was.
  func record<World: Environment, Distributions>(
    _ agent: ActorCritic<Distributions>, in world: World, seed: UInt64, samples: Bool
  ) where World.Action.Element == Distributions.Action, Distributions.Scalar == Float {
    guard let drawn = world as? any DrawnEnvironment else {
      Console.fail("--record \(path): \(world.id) cannot be drawn")
    }
    var moments: [Moment<World>] = []
    let ended = agent.play(
      world, episode: 0, seed: seed, firstStart: seed, samples: samples
    ) { record, action, world in
      moments.append(Moment(episode: record, action: action, world: world))
    }
    let shown = format == .gif ? framesOfAnimation(of: moments) : momentsOfStrip(of: moments)
    orFail {
      let bytes =
        switch format {
        case .gif:
          try animation(shown, secondsPerStep: type(of: drawn).secondsPerStep).gif(named: path)
        case .svg: try strip(shown, title: "\(world.id), seed \(seed)").svg(named: path)
        }
      try AtomicFile.write(bytes, to: path)
    }
    Console.write(
      "wrote \(path): episode 1 (seed \(seed)), \(counted(ended.length, "step")) in "
        + "\(counted(shown.count, "picture"))\n", to: .error)
  }

  private func orFail(_ work: () throws -> Void) {
    do { try work() } catch { Console.fail("--record \(path): \(error)") }
  }
}

/// A world in the course of an episode.
struct Moment<World: Environment> {
  /// What has been played of it.
  var episode: FinishedEpisode
  /// What was done last.
  var action: World.Action?
  var world: World

  /// The return so far.
  var sum: String {
    let sum = episode.episodeReturn
    let isWhole = sum == sum.rounded() && sum.magnitude < 1e9
    return isWhole ? "\(Int(sum))" : roundedReturn(sum)
  }

  func drawing(_ title: String = "") -> Panel {
    func drawing<Drawn: DrawnEnvironment>(of world: Drawn) -> Panel {
      world.drawing(title, after: action as? Drawn.Action)
    }
    guard let drawn = world as? any DrawnEnvironment else {
      fatalError("\(world.id) cannot be drawn")
    }
    return drawing(of: drawn)
  }
}

/// The start, every n-th moment and the end, at most 201 in all.
func framesOfAnimation<World>(of moments: [Moment<World>]) -> [Moment<World>] {
  let last = moments.count - 1
  let stride = framesStride(steps: last)
  return moments.indices.filter { $0 % stride == 0 || $0 == last }.map { moments[$0] }
}

/// Steps from frame to frame.
private func framesStride(steps: Int) -> Int { max(1, (steps + 199) / 200) }

/// The start, the end, and six between at equal distances; all where there are no more.
func momentsOfStrip<World>(of moments: [Moment<World>]) -> [Moment<World>] {
  let last = moments.count - 1
  let count = min(8, moments.count)
  return (0..<count).map { moments[$0 * last / max(count - 1, 1)] }
}

/// The moments one after another, as fast as the world; the end stays for a second.
private func animation<World>(
  _ moments: [Moment<World>], secondsPerStep: Double
) -> Animation {
  let seconds = secondsPerStep * Double(framesStride(steps: moments.last!.episode.length))
  let still = Int((1 / seconds).rounded(.up))
  let shown = moments + repeatElement(moments.last!, count: still)
  let frames = shown.map { $0.drawing() }
  return Animation(
    frames: frames, secondsPerFrame: seconds, width: frames[0].aspectRatio! < 0.5 ? 480 : 320,
    captions: shown.map { "step \($0.episode.length), return \($0.sum)" })
}

/// The moments in two rows of four.
private func strip<World>(_ moments: [Moment<World>], title: String) -> Figure {
  Figure(
    panels: moments.map { $0.drawing("step \($0.episode.length): \($0.sum)") },
    title: "\(title): the return so far", columns: 4)
}
