import ArgumentParser
import Testing

@testable import ProximalTool

/// What the parser says about these arguments, and what is said in its place.
private func hint(_ arguments: String...) throws -> String? {
  let arguments = ["train"] + arguments
  let error = try #require(throws: (any Error).self) {
    try ProximalTool.parseAsRoot(arguments)
  }
  return TrainHint.hint(on: ProximalTool.message(for: error), after: arguments)
}

struct TrainHintTests {
  @Test(
    "an option of another program is told by the name that it has here",
    arguments: [
      ("--lr", "learning-rate"), ("--n-epochs", "epochs"), ("--n_steps", "rollout-length"),
      ("--ent_coef", "entropy-coefficient"), ("--Gamma", "discount"), ("--n-envs", "environments"),
      ("--clip_range", "clip-range"), ("--net-arch", "hidden-sizes"),
      ("--no-normalize-advantage", "normalise-advantages"), ("--activation_fn", "activation"),
    ])
  func names(option: String, name: String) throws {
    let expected = "Unknown option '\(option)': it is --\(name) here"
    #expect(try hint("CartPole-v1", option, "1") == expected)
    #expect(try hint("CartPole-v1", "\(option)=1") == expected)
  }

  @Test("where the meaning differs, the same is told how to get")
  func meanings() throws {
    #expect(
      try hint("CartPole-v1", "--batch-size", "64")
        == "Unknown option '--batch-size': --minibatches takes its place; it counts minibatches, "
        + "environments × rollout-length / batch-size of them for the same")
    #expect(
      try hint("CartPole-v1", "--clip-vloss")
        == "Unknown option '--clip-vloss': --value-clip-range takes its place; a number clips, as "
        + "CleanRL does with its clip-coef; none does not")
    #expect(
      try hint("--env", "CartPole-v1")
        == "Unknown option '--env': the environment stands alone, as in `proximal train CartPole-v1`"
    )
  }

  @Test("a switch takes no value on the command line")
  func switches() throws {
    for option in ["--anneal-lr", "--no-anneal-lr"] {
      #expect(
        try hint("CartPole-v1", option, "True")
          == "Unexpected argument 'True': \(option) takes no value; --anneal-learning-rate or "
          + "--no-anneal-learning-rate is allowed")
    }
  }

  @Test("where there is nothing to add, the parser's own words stand")
  func others() throws {
    #expect(try hint("CartPole-v1", "--colour", "red") == nil)
    #expect(try hint("CartPole-v1", "Pendulum-v1") == nil)
    #expect(try hint("CartPole-v1", "--seed", "x") == nil)
    #expect(TrainHint.hint(on: "Unknown option '--lr'", after: ["play", "--lr"]) == nil)
  }

  @Test("the hint is the first line of standard error, and the exit code is that of bad usage")
  func program() async {
    let result = await #expect(processExitsWith: .exitCode(64), observing: [\.standardErrorContent])
    {
      ProximalTool.main(["train", "CartPole-v1", "--lr", "3e-4"])
    }
    let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(said.contains("Error: Unknown option '--lr': it is --learning-rate here\nUsage: "))
  }
}
