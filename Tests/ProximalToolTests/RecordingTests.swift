import ArgumentParser
import Files
import Foundation
import Notebook
import Proximal
import TestSupport
import Testing
import TrainingFiles

@testable import ProximalTool

@Suite struct RecordingTests {
  private static func agent(seed: UInt64 = 4) -> ActorCritic<CategoricalBatch<Float>> {
    ActorCritic(
      observationCount: 4, hiddenSizes: [8], distributions: CategoricalBatch<Float>(actionCount: 2),
      seed: seed)
  }

  /// Saves an agent that has learnt nothing.
  private static func saveAgent(to path: String) throws {
    let agent = agent()
    try SavedAgent(
      environment: "CartPole-v1", algorithm: "ppo-clip", seed: 4, steps: 0, actor: agent.actor,
      critic: agent.critic, logStandardDeviation: nil, observationNormalisation: nil
    ).save(to: path)
  }

  @Test(
    "the ending says the format",
    arguments: [
      ("a.gif", "gif"), ("folder/b.SVG", "svg"), ("c.svg.gif", "gif"), ("./d.gif", "gif"),
    ])
  func formats(path: String, format: String) throws {
    #expect(try Recording(path: path).format.rawValue == format)
  }

  @Test(
    "other endings are refused, with what is allowed",
    arguments: ["", "a.png", "gif", ".gif", "a.gif/", "gif/a", "a.gif.txt", "folder.svg/.gif"])
  func refused(path: String) {
    let error = #expect(throws: (any Error).self) {
      try Play.parse(["agent.safetensors", "--record", path])
    }
    let message = error.map(Play.message(for:)) ?? ""
    #expect(message.contains("--record") && message.contains("'\(path)'"), "\(message)")
    #expect(message.hasSuffix("a file that ends with .gif or .svg is allowed"), "\(message)")
  }

  /// Moments as an episode of so many steps leaves them.
  private func moments(_ steps: Int) -> [Moment<CartPole>] {
    (0...steps).map {
      Moment(
        episode: FinishedEpisode(
          environment: 0, episodeReturn: Double($0), length: $0, status: .running),
        action: nil, world: CartPole())
    }
  }

  @Test("an animation has every n-th moment, the first and the last, and 201 at most")
  func animationFrames() {
    func steps(_ count: Int) -> [Int] {
      framesOfAnimation(of: moments(count)).map(\.episode.length)
    }
    #expect(steps(7) == Array(0...7))
    #expect(steps(200) == Array(0...200))
    #expect(steps(201) == Array(stride(from: 0, through: 200, by: 2)) + [201])
    #expect(steps(500) == Array(stride(from: 0, through: 498, by: 3)) + [500])
    for count in 1...1100 {
      let shown = steps(count)
      #expect(shown.count <= 201 && shown.first == 0 && shown.last == count)
    }
  }

  @Test("a strip has eight moments at equal distances, or all")
  func stripMoments() {
    func steps(_ count: Int) -> [Int] { momentsOfStrip(of: moments(count)).map(\.episode.length) }
    #expect(steps(1) == [0, 1])
    #expect(steps(7) == Array(0...7))
    #expect(steps(70) == [0, 10, 20, 30, 40, 50, 60, 70])
    for count in 8...500 {
      let shown = steps(count)
      #expect(shown.count == 8 && shown.first == 0 && shown.last == count)
      let distances = zip(shown, shown.dropFirst()).map { $1 - $0 }
      #expect(distances.max()! - distances.min()! <= 1, "\(shown)")
    }
  }

  @Test("returns are whole where they are, and have the decimals of the table elsewhere")
  func sums() {
    func sum(_ value: Double) -> String {
      var moment = moments(0)[0]
      moment.episode.episodeReturn = value
      return moment.sum
    }
    #expect([0, 388, -200, 0.9553, -126.61].map(sum) == ["0", "388", "-200", "0.955", "-126.6"])
  }

  @Test("what is drawn is the first episode that is played, the same bytes each time")
  func samePlay() throws {
    let scratch = Scratch()
    for samples in [false, true] {
      let played = Self.agent().play(
        CartPole(), episodes: 3, seed: 9, firstStart: 9, samples: samples)
      func record(_ name: String, seed: UInt64 = 9) throws -> [UInt8] {
        let recording = try Recording(path: "\(scratch.path)/\(name)")
        recording.record(Self.agent(), in: CartPole(), seed: seed, samples: samples)
        return try RegularFile.read(recording.path)
      }
      let end = played[0].length
      let strip = String(decoding: try record("a.svg"), as: UTF8.self)
      #expect(strip.contains("CartPole-v1, seed 9") && strip.contains("step \(end): \(end)"))
      #expect(!strip.contains("step \(end + 1)"))
      #expect(strip == String(decoding: try record("b.svg"), as: UTF8.self))
      let animation = try record("a.gif")
      #expect(try animation == record("b.gif"))
      #expect(try animation != record("c.gif", seed: 10))
      // Before each frame stands a graphic control extension: one each 0.02 s, and the last one for
      // another second.
      let frames = animation.indices.dropLast(4).count {
        Array(animation[$0..<$0 + 3]) == [0x21, 0xF9, 0x04]
      }
      #expect(end <= 200 && frames == end + 1 + 50)
    }
    #expect(scratch.files == ["a.gif", "a.svg", "b.gif", "b.svg", "c.gif"])
  }

  @Test(
    "Pendulum and MiniGrid are drawn too", arguments: ["Pendulum-v1", "MiniGrid-DoorKey-5x5-v0"])
  func otherWorlds(id: String) throws {
    let scratch = Scratch()
    for name in ["a.gif", "a.svg"] {
      try Worlds.run(Untrained(recording: Recording(path: "\(scratch.path)/\(name)")), in: id)
    }
    #expect(scratch.files == ["a.gif", "a.svg"])
    #expect(scratch.text("a.svg")?.contains("\(id), seed 3") == true)
  }

  private struct Untrained: WorldTask {
    let recording: Recording

    func run<World, Distributions>(_ world: World, _ policy: PolicyStart<Distributions>)
    where
      World: Environment, World.Action.Element == Distributions.Action,
      Distributions.Scalar == Float
    {
      let agent = ActorCritic(
        observationCount: world.observationCount, hiddenSizes: [8],
        freeParameters: policy.freeParameters, distributions: policy.distributions, seed: 4)
      recording.record(agent, in: world, seed: 3, samples: true)
    }
  }

  @Test("a file that cannot be written is one line, and nothing has been played")
  func unwritable() async {
    let result = await #expect(
      processExitsWith: .exitCode(1),
      observing: [\.standardErrorContent, \.standardOutputContent]
    ) {
      let scratch = Scratch()
      let agent = "\(scratch.path)/agent.safetensors"
      try Self.saveAgent(to: agent)
      ProximalTool.main(["play", agent, "--record", "\(agent)/a.gif"])
    }
    let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    // Directories are made before the episode.
    #expect(said.hasPrefix("error: --record ") && said.hasSuffix("Not a directory\n"), "\(said)")
    #expect(said.contains(": cannot make the directory "), "\(said)")
    #expect(said.split(separator: "\n").count == 1)
    let output = String(decoding: result?.standardOutputContent ?? [], as: UTF8.self)
    #expect(result != nil && !output.contains("mean return"), "\(output)")
  }

  @Test("without gnuplot it is one line that says how to install it, and nothing has been played")
  func noGnuplot() async {
    let result = await #expect(
      processExitsWith: .exitCode(1),
      observing: [\.standardErrorContent, \.standardOutputContent]
    ) {
      let scratch = Scratch()
      let agent = "\(scratch.path)/agent.safetensors"
      try Self.saveAgent(to: agent)
      setenv("PATH", scratch.path, 1)
      ProximalTool.main(["play", agent, "--record", "\(scratch.path)/a.gif"])
    }
    let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(said.contains("a.gif: cannot draw figures: gnuplot is not installed"), "\(said)")
    #expect(said.split(separator: "\n").count == 1)
    let output = String(decoding: result?.standardOutputContent ?? [], as: UTF8.self)
    #expect(result != nil && !output.contains("mean return"), "\(output)")
  }

  private struct Undrawn: EnvironmentWrapper {
    typealias Observation = CartPole.Observation
    typealias Action = CartPole.Action
    var world = CartPole()
  }

  @Test("a world that cannot be drawn is one line, and no file is left")
  func undrawn() async {
    let result = await #expect(
      processExitsWith: .exitCode(1), observing: [\.standardErrorContent]
    ) {
      let recording = try Recording(path: "a.gif")
      recording.record(Self.agent(), in: Undrawn(), seed: 1, samples: false)
    }
    let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(said == "error: --record a.gif: CartPole-v1 cannot be drawn\n")
    #expect(!RegularFile.exists("a.gif"))
  }
}
