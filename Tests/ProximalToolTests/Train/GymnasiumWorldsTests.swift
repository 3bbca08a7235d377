import Foundation
import Proximal
import TestSupport
import Testing
import TrainingFiles

@testable import ProximalTool

/// The program as it has been built beside the tests, in an environment of Gymnasium.
private struct Run {
  let process: Process
  /// Files, not pipes: a worker that is left behind would keep a pipe open.
  private let scratch = Scratch()

  init(_ verb: String, _ arguments: String..., python: String) throws {
    try self.init(verb, arguments, python: python)
  }

  init(_ verb: String, _ arguments: [String], python: String) throws {
    process = TrainProgram.make(arguments + ["--python", python])
    process.arguments = [verb] + process.arguments!.dropFirst()
    process.standardOutput = try file("printed")
    process.standardError = try file("said")
    try process.run()
  }

  private func file(_ name: String) throws -> FileHandle {
    let path = "\(scratch.path)/\(name)"
    _ = FileManager.default.createFile(atPath: path, contents: nil)
    return try FileHandle(forWritingTo: URL(fileURLWithPath: path))
  }

  /// Waits for its end: the exit code, what it printed, and the lines of standard error.
  func end() -> (code: Int32, output: String, errors: [String]) {
    process.waitUntilExit()
    let errors = (scratch.text("said") ?? "").split(separator: "\n").map(String.init)
    return (process.terminationStatus, scratch.text("printed") ?? "", errors)
  }
}

/// The workers of a program that trains in `module`, as soon as they are there.
private func workers(of module: String, _ count: Int) throws -> [Int32] {
  for _ in 0..<600 {
    let found = try processes(naming: "\(module):")
    // The program's own command line names the module too.
    if found.count > count { return found }
    usleep(100_000)
  }
  return []
}

@Suite(
  .enabled(if: GymnasiumPython.isWanted, GymnasiumPython.reason),
  .enabled(if: TrainProgram.isThere, "the program has not been built"))
struct GymnasiumWorldsTests {
  @Test("environments are named gymnasium:ID, and no Python is asked which there are")
  func names() throws {
    #expect(GymnasiumWorlds.name(in: "gymnasium:Acrobot-v1") == "Acrobot-v1")
    #expect(GymnasiumWorlds.name(in: "gymnasium:my_module:World-v0") == "my_module:World-v0")
    for id in ["gymnasium:", "Acrobot-v1", "Gymnasium:Acrobot-v1"] {
      #expect(GymnasiumWorlds.name(in: id) == nil)
    }
    GymnasiumWorlds.use(python: "python3")
    let file = try ConfigurationFile(
      parsing: Array("environment = gymnasium:Acrobot-v1".utf8), path: "run.conf")
    #expect(file.environment == "gymnasium:Acrobot-v1")
  }

  @Test("CartPole of Gymnasium's is trained to the weights of our own")
  func sameWeights() throws {
    func weights(_ id: String) throws -> Substring {
      let run = try Run(
        "train", id, "--steps", "4096", "--seed", "3", "--json", python: GymnasiumPython.path)
      let (code, output, errors) = run.end()
      #expect(code == 0, "\(errors)")
      return try #require(output.split(separator: "\"weightsHash\":").last?.prefix(18))
    }
    #expect(try weights("gymnasium:CartPole-v1") == weights("CartPole-v1"))
  }

  @Test("an agent of several choices is trained, saved and played")
  func saved() throws {
    let python = try StandIn.withFakes()
    let file = "\(python.folder)/agent.safetensors"
    let trained = try Run(
      "train", "gymnasium:fakes:Choices-v0", "--steps", "8192", "--save", file, "--cores", "2",
      python: python.path
    ).end()
    #expect(trained.code == 0, "\(trained.errors)")
    let played = try Run("play", file, "--episodes", "3", python: python.path).end()
    // The most that three choices of (3, 1) can earn is 12.
    #expect(played.code == 0 && played.output.contains("mean return 12.000, "), "\(played)")
  }

  @Test("what cannot be played is told in one line, with exit code 1")
  func refusals() throws {
    let python = try StandIn.withFakes()
    for (id, message) in [
      ("Nothing-v0", "gymnasium.make: NameNotFound: Environment `Nothing` doesn't exist"),
      ("fakes:Binary-v0", "its actions are of MultiBinary(2)"),
    ] {
      let (code, output, errors) = try Run("train", "gymnasium:\(id)", python: python.path).end()
      #expect((code, output, errors.count) == (1, "", 1))
      #expect(errors[0].hasPrefix("error: gymnasium:\(id): \(message)"), "\(errors)")
    }
    let missing = try Run("train", "gymnasium:CartPole-v1", python: "no-such-python").end()
    #expect(
      missing.errors == [
        "error: gymnasium:CartPole-v1: no-such-python cannot be started: no program on PATH has this "
          + "name"
      ])
    let unseen = try Run("train", "gymnasium:fakes:Huge-v0", python: python.path).end()
    #expect(
      unseen.code == 1
        && unseen.errors.last?.hasPrefix("error: iteration 1: an observation is inf") == true,
      "\(unseen)")
  }

  @Test("there are no checkpoints of Python's state", arguments: ["checkpoint", "resume"])
  func checkpoints(option: String) throws {
    let (code, _, errors) = try Run(
      "train", "gymnasium:CartPole-v1", "--\(option)", "state", python: "no-such-python"
    ).end()
    #expect(code == 64)
    #expect(
      errors[0] == "Error: The value 'state' is invalid for '--\(option)': the state of "
        + "gymnasium:CartPole-v1 lies in Python and cannot be kept; leave the option out")
  }

  @Test(
    "no worker outlives the training, whatever it is doing",
    arguments: [(SIGINT, "Counting"), (SIGTERM, "Counting"), (SIGKILL, "Counting")]
      + [(SIGKILL, "Sleeping"), (SIGKILL, "Looping"), (SIGTERM, "Looping")])
  func orphans(signal: Int32, world: String) throws {
    let module = "orphans_\(signal)_\(world)"
    let python = try StandIn.withFakes(module: module)
    let run = try Run(
      "train", "gymnasium:\(module):\(world)-v0", "--steps", "1000000000", "--cores", "2",
      python: python.path)
    let found = try workers(of: module, 2)
    #expect(found.count >= 3)
    // The training has begun, or hangs in its fifth step.
    sleep(2)
    kill(run.process.processIdentifier, signal)
    let (code, _, errors) = run.end()
    #expect(code == (signal == SIGKILL ? signal : 128 + signal), "\(errors)")
    for left in try processes(naming: "\(module):") where !isGone(left) {
      Issue.record("worker \(left) is left behind")
      kill(left, SIGKILL)
    }
  }

  @Test("a worker that is killed ends the training with one line")
  func killed() throws {
    let python = try StandIn.withFakes(module: "fakes_to_kill")
    let run = try Run(
      "train", "gymnasium:fakes_to_kill:Counting-v0", "--steps", "1000000000", "--cores", "2",
      python: python.path)
    let found = try workers(of: "fakes_to_kill", 2)
    let victim = try #require(found.last { $0 != run.process.processIdentifier })
    sleep(2)
    kill(victim, SIGKILL)
    let (code, _, errors) = run.end()
    #expect(code == 1)
    #expect(
      errors.filter { $0.contains("error: ") }.map { $0.suffix(41) } == [
        "its worker was ended by signal 9 (Killed)"
      ], "\(errors)")
    #expect(found.allSatisfy(isGone))
  }

  /// `train --json`'s mean return of 100 episodes after the training.
  private func finalReturn(_ id: String, steps: Int? = nil) throws -> Double {
    let slice = steps.map { ["--steps", "\($0)"] } ?? []
    let (code, output, errors) = try Run(
      "train", ["gymnasium:\(id)", "--cores", "2", "--json"] + slice, python: GymnasiumPython.path
    ).end()
    #expect(code == 0, "\(errors)")
    let number = try #require(output.split(separator: "\"finalReturn\":").last)
    return try #require(Double(number.prefix { "-.0123456789".contains($0) }))
  }

  @Test("Acrobot-v1 is solved with its defaults")
  func acrobot() throws {
    #expect(try finalReturn("Acrobot-v1") >= -100)
  }

  @Test("Hopper-v5 of MuJoCo: in 20,000 steps it has learned to hop a little")
  func hopper() throws {
    // An untrained one falls over for about 20.
    #expect(try finalReturn("Hopper-v5", steps: 20_480) >= 120)
  }
}
