import Foundation
import Proximal
import TestSupport
import Testing
import TrainingFiles

@testable import ProximalTool

private let folder = URL(filePath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent()
  .appending(path: "Agents")

/// What an agent earned in Gymnasium: an entry of `returns.json`.
private struct Played: Decodable {
  struct Episode: Decodable, Equatable {
    var seed: UInt64
    var `return`: Double
    var steps: Int
    var end: String
  }
  var environment: String
  var episodes: [Episode]

  static func of(_ name: String) throws -> Self {
    let data = try Data(contentsOf: folder.appending(path: "returns.json"))
    let all = try JSONSerialization.jsonObject(with: data) as? [String: Any]
    let entry = try JSONSerialization.data(withJSONObject: try #require(all?[name]))
    return try JSONDecoder().decode(Self.self, from: entry)
  }
}

private func play(_ path: String, in environment: String, first seed: UInt64, count: Int) throws
  -> [Played.Episode]
{
  let agent = try SavedAgent(contentsOf: path)
  let ended = try Worlds.run(
    Playing(
      agent: agent, path: path, environment: environment, episodes: count, seed: seed,
      samples: false, shows: false),
    in: environment)
  return ended.enumerated().map { number, episode in
    Played.Episode(
      seed: seed + UInt64(number), return: episode.episodeReturn, steps: episode.length,
      end: "\(episode.status)")
  }
}

/// What `play.py` makes of the seeds from 101 on.
private func pythonPlays(_ path: String, count: Int) throws -> [Played.Episode] {
  let printed = try #require(
    try PythonPeer.run(
      file: folder.appending(path: "play.py").path,
      [path, "--episodes", "\(count)", "--seed", "101"]))
  return try printed.split(separator: "\n").map {
    try JSONDecoder().decode(Played.Episode.self, from: Data($0.utf8))
  }
}

/// - Parameter tolerance: of the returns, as a share of them.
private func expectSame(_ ours: [Played.Episode], _ theirs: [Played.Episode], tolerance: Double) {
  #expect(ours.map(\.seed) == theirs.map(\.seed) && !ours.isEmpty)
  #expect(ours.map(\.steps) == theirs.map(\.steps))
  #expect(ours.map(\.end) == theirs.map(\.end))
  for (our, their) in zip(ours, theirs) {
    #expect(
      abs(our.return - their.return) <= tolerance * abs(their.return),
      "\(our.return), \(their.return)")
  }
}

@Suite struct AgentsFromElsewhereTests {
  @Test(
    "agents that PyTorch wrote earn here what they earned in Gymnasium",
    arguments: [
      // Pendulum's torques are rounded as the sums of a matrix product are: one order here, another there.
      ("cleanrl-cartpole", 0), ("cleanrl-pendulum", 1e-5), ("sb3-pendulum", 1e-5), ("sb3-empty", 0),
    ])
  func fromPyTorch(name: String, tolerance: Double) throws {
    let theirs = try Played.of(name)
    let ours = try play(
      folder.appending(path: "\(name).safetensors").path, in: theirs.environment,
      first: theirs.episodes[0].seed, count: theirs.episodes.count)
    expectSame(ours, theirs.episodes, tolerance: tolerance)
    #expect(Set(ours.map(\.return)).count > 1, "the returns cannot tell one agent from another")
  }

  @Test(
    "a Python program with nothing but the file plays the same episodes",
    .enabled(
      if: PythonPeer.has("safetensors", "gymnasium", "minigrid"),
      "there is no Python with safetensors, gymnasium and minigrid"),
    arguments: [
      ("CartPole-v1", 4096, false, 0), ("CartPole-v1", 8192, true, 0),
      ("Pendulum-v1", 20_480, true, 1e-5), ("MiniGrid-DoorKey-5x5-v0", 40_960, false, 0),
    ] as [(String, Int, Bool, Double)])
  func inPython(
    environment: String, steps: Int, normalises: Bool, tolerance: Double
  ) throws {
    var plan = TrainingPlan(environment: environment)
    (plan.steps, plan.settings.normalisesObservations) = (steps, normalises)
    try withFolder { scratch in
      let path = "\(scratch)/agent.safetensors"
      _ = try Worlds.run(Training(plan: plan, savePath: path), in: environment)
      let theirs = try pythonPlays(path, count: 8)
      expectSame(
        try play(path, in: environment, first: 101, count: 8), theirs, tolerance: tolerance)
    }
  }

  @Test(
    "a file that divides observations by other numbers plays the same episodes in Python",
    .enabled(
      if: PythonPeer.has("safetensors", "gymnasium", "minigrid"),
      "there is no Python with safetensors, gymnasium and minigrid"))
  func otherDivisors() throws {
    try withFolder { scratch in
      let path = "\(scratch)/agent.safetensors"
      try wallFollower(divisors: "1,7,3").write(to: path)
      let theirs = try pythonPlays(path, count: 2)
      #expect(theirs.map(\.steps) == [5, 5])
      expectSame(
        try play(path, in: "MiniGrid-Empty-5x5-v0", first: 101, count: 2), theirs, tolerance: 0)
    }
  }
}
