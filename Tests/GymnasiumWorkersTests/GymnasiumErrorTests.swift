import Foundation
import GymnasiumWorkers
import Proximal
import TestSupport
import Testing

/// Takes steps in one of the environments of `fakes.py` until its worker fails, prints the error and
/// ends the program.
private func play(_ name: String, module: String = "fakes", limit: Int = 60) throws {
  let python = try StandIn.withFakes(module: module)
  let folder = python.folder
  var limits = GymnasiumPool.Limits()
  limits.step = limit
  let pool = try GymnasiumPool("\(module):\(name)-v0", python: python.path, limits: limits) {
    error in
    FileHandle.standardError.write(Data("<\(error)>".utf8))
    try? FileManager.default.removeItem(atPath: folder)
    exit(1)
  }
  var world = GymnasiumEnvironment<Int>(in: pool)
  _ = world.reset(seed: 1)
  for _ in 0..<50 where world.step([0]).status != .running { _ = world.reset() }
  withExtendedLifetime(python) {}
}

private func expectError(
  _ text: String, _ body: () throws -> Void, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let error = try #require(
    throws: GymnasiumError.self, sourceLocation: sourceLocation, performing: body)
  #expect("\(error)".contains(text), "\(error)", sourceLocation: sourceLocation)
  #expect(!"\(error)".contains("\n"), sourceLocation: sourceLocation)
}

@Suite(.enabled(if: GymnasiumPython.isWanted, GymnasiumPython.reason))
struct GymnasiumErrorTests {
  @Test("a Python that is not there")
  func noPython() throws {
    try expectError("no program on PATH has this name") {
      _ = try GymnasiumPool("CartPole-v1", python: "python-of-nobody")
    }
    try expectError("/nowhere/python cannot be started: No such file or directory") {
      _ = try GymnasiumPool("CartPole-v1", python: "/nowhere/python")
    }
  }

  @Test("a Python without the package")
  func noPackage() throws {
    let python = try StandIn.withFakes(options: "-S")
    try expectError(" has no package gymnasium; ") {
      _ = try GymnasiumPool("CartPole-v1", python: python.path)
    }
  }

  @Test("an environment that Gymnasium does not know")
  func unknown() throws {
    try expectError("gymnasium:CartPole-v9: gymnasium.make: VersionNotFound: ") {
      _ = try GymnasiumPool("CartPole-v9", python: GymnasiumPython.path)
    }
    try expectError("Environment `Nothing` doesn't exist") {
      _ = try GymnasiumPool("Nothing-v0", python: GymnasiumPython.path)
    }
    try expectError("No module named 'nothing'") {
      _ = try GymnasiumPool("nothing:CartPole-v1", python: GymnasiumPython.path)
    }
  }

  @Test(
    "spaces that no policy has",
    arguments: [
      ("Sequence", "its observations are of Sequence("), ("Dictionary", "its actions are of Dict("),
      ("Binary", "its actions are of MultiBinary("),
    ])
  func spaces(name: String, message: String) throws {
    let python = try StandIn.withFakes()
    try expectError(message) {
      _ = try GymnasiumPool("fakes:\(name)-v0", python: python.path)
    }
  }

  @Test(
    "what speaks nonsense",
    arguments: [
      ("printf 'hello, I am no worker at all' >&0; sleep 5", "it does not greet"),
      ("printf 'proximal\\007\\000\\000\\000\\000\\000\\000\\000' >&0; sleep 5", "its version"),
      (
        "printf 'proximal\\001\\000\\000\\000\\000\\000\\000\\000abcdefghijkl' >&0; sleep 5",
        "is no answer here"
      ),
      (
        "printf 'proximal\\001\\000\\000\\000\\000\\000\\000\\000\\013\\000\\000\\000\\002\\000\\000\\000xx' >&0",
        "its specification cannot be read"
      ),
      ("echo this is for standard error", "its worker ended with exit status 0"),
      ("exit 7", "its worker ended with exit status 7"),
      ("kill -9 $$", "its worker was ended by signal 9"),
    ])
  func nonsense(script: String, message: String) throws {
    let python = try StandIn(script)
    try expectError(message) { _ = try GymnasiumPool("CartPole-v1", python: python.path) }
  }

  @Test("a first observation that is too short")
  func shortAnswer() async throws {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      // A greeting, CartPole's specification (11, of 32 bytes), and an observation (12) of one float.
      let python = try StandIn(
        #"""
        u() { for n; do printf "\\$(printf %03o $((n % 256)))\\$(printf %03o $((n / 256)))\0\0"; done; }
        { printf proximal; u 1 0 11 32 4 0 1 0 500 0 2 0 12 4; printf abcd; } >&0
        sleep 5
        """#)
      let pool = try GymnasiumPool("CartPole-v1", python: python.path)
      var world = GymnasiumEnvironment<Int>(in: pool)
      _ = world.reset(seed: 1)
    }
    expectMessage(result, "an answer has 4 bytes, and 16 were expected")
  }

  @Test("one that never comes to itself")
  func sleeping() throws {
    let python = try StandIn("echo $$ >\"$(dirname \"$0\")/process\"; exec sleep 1000")
    var limits = GymnasiumPool.Limits()
    limits.start = 1
    try expectError("its worker gave no answer within 1 seconds, and has been ended") {
      _ = try GymnasiumPool("CartPole-v1", python: python.path, limits: limits)
    }
    let text = try #require(
      try? String(contentsOfFile: python.folder + "/process", encoding: .utf8))
    #expect(isGone(try #require(Int32(text.dropLast()))))
  }

  @Test("a step that goes wrong is told in one line, and nobody is left behind")
  func steps() async throws {
    let results = (
      failing: await #expect(processExitsWith: .exitCode(1), observing: [\.standardErrorContent]) {
        try play("Failing")
      },
      leaving: await #expect(processExitsWith: .exitCode(1), observing: [\.standardErrorContent]) {
        try play("Leaving")
      },
      exiting: await #expect(processExitsWith: .exitCode(1), observing: [\.standardErrorContent]) {
        try play("Exiting")
      },
      lying: await #expect(processExitsWith: .exitCode(1), observing: [\.standardErrorContent]) {
        try play("Lying")
      },
      short: await #expect(processExitsWith: .exitCode(1), observing: [\.standardErrorContent]) {
        try play("Short")
      },
      sleeping: await #expect(processExitsWith: .exitCode(1), observing: [\.standardErrorContent]) {
        try play("Sleeping", module: "fakes_that_sleep", limit: 2)
      },
      looping: await #expect(processExitsWith: .exitCode(1), observing: [\.standardErrorContent]) {
        try play("Looping", module: "fakes_that_loop", limit: 2)
      }
    )
    expectMessage(results.failing, "<gymnasium:fakes:Failing-v0: step: ValueError: no such luck (")
    expectMessage(results.failing, "fakes.py, line ")
    expectMessage(results.leaving, "v0: its worker ended with exit status 3>")
    expectMessage(results.exiting, "v0: SystemExit: 4")
    expectMessage(results.lying, "v0: it showed 3 numbers; its space has 2>")
    expectMessage(results.short, "v0: step: ValueError: not enough values to unpack")
    expectMessage(results.sleeping, "gave no answer within 2 seconds, and has been ended>")
    expectMessage(results.looping, "gave no answer within 2 seconds, and has been ended>")
    for module in ["fakes_that_sleep", "fakes_that_loop"] {
      #expect(try processes(naming: "\(module):").allSatisfy(isGone))
    }
  }

  @Test("a worker that is killed between two steps")
  func killed() async throws {
    let result = await #expect(
      processExitsWith: .exitCode(1), observing: [\.standardErrorContent]
    ) {
      let pool = try GymnasiumPool("CartPole-v1", python: GymnasiumPython.path) { error in
        FileHandle.standardError.write(Data("<\(error)>".utf8))
        exit(1)
      }
      var world = GymnasiumEnvironment<Int>(in: pool)
      _ = world.reset(seed: 1)
      _ = world.step([0])
      kill(pool.processIdentifiers[0], SIGKILL)
      _ = world.step([0])
    }
    expectMessage(result, "<gymnasium:CartPole-v1: its worker was ended by signal 9 (Killed)>")
  }
}
