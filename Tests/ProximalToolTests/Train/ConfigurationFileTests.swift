import Files
import ArgumentParser
import Foundation
import Proximal
import Testing

@testable import ProximalTool

/// Calls `body` with the path of a file of this text.
func withText(_ text: String, _ body: (String) throws -> Void) throws {
  try withFile(Array(text.utf8), named: "x.conf", body)
}

private func file(_ text: String) throws -> ConfigurationFile {
  try ConfigurationFile(parsing: Array(text.utf8), path: "x.conf")
}

private func fault(_ text: String) -> String? {
  do {
    _ = try file(text)
    return nil
  } catch {
    return "\(error)"
  }
}

private func trainingPlan(_ arguments: String...) throws -> TrainingPlan {
  try #require(try ProximalTool.parseAsRoot(["train"] + arguments) as? Train).plan()
}

struct ConfigurationFileTests {
  @Test("what is written is read again, for every setting", arguments: Worlds.ids)
  func roundTrip(id: String) throws {
    // Pendulum takes every setting, the others all but log σ.
    for unusual in [[], unusualValues] {
      var plan = TrainingPlan(environment: id)
      for (name, value) in unusual where name != "environment" {
        guard id == "Pendulum-v1" || name != "log-standard-deviation" else { continue }
        let setting = try #require(Settings.all.first { $0.name == name })
        #expect(setting.read(value, into: &plan))
      }
      try withText(ConfigurationFile.text(of: plan)) { path in
        let read = try trainingPlan("--config", path)
        #expect(read == plan)
      }
    }
  }

  @Test("each setting alone survives the way through a file", arguments: unusualValues)
  func settings(name: String, value: String) throws {
    var expected = TrainingPlan(environment: "Pendulum-v1")
    let setting = try #require(Settings.all.first { $0.name == name })
    #expect(setting.read(value, into: &expected))
    var plan = TrainingPlan(environment: "Pendulum-v1")
    try file("\(name) = \(value)").apply(to: &plan)
    #expect(plan == expected)
    var again = TrainingPlan(environment: "CartPole-v1")
    try file(ConfigurationFile.text(of: expected)).apply(to: &again)
    #expect(again == expected)
  }

  @Test("every line has the setting's meaning beside it")
  func comments() {
    let text = ConfigurationFile.text(of: TrainingPlan(environment: "CartPole-v1"))
    #expect(text.contains("\ndiscount = 0.99                     # The discount γ\n"))
    #expect(text.contains("\n# Objective\n"))
    for setting in Settings.all {
      #expect(text.contains("# \(setting.abstract)\n"), "\(setting.name)")
    }
  }

  @Test("comments, blank lines, spaces, line ends of Windows and a byte order mark do no harm")
  func leniency() throws {
    let read = try file(
      "\u{FEFF}# heading\r\n\r\n  seed=3# why\r\n\tgamma =\t0.5\r\nclip-range = none   # x = y\r\n#seed = 4"
    )
    #expect(read.entries.map(\.setting.name) == ["seed", "discount", "clip-range"])
    #expect(read.entries.map(\.value) == ["3", "0.5", "none"])
    #expect(read.entries.map(\.line) == [3, 4, 5])
    #expect(try file("").entries.isEmpty)
  }

  @Test("options win over the file, the file over the environment's defaults")
  func precedence() throws {
    let text = """
      environment = Pendulum-v1
      seed = 5
      learning-rate = 0.01
      anneal-learning-rate = no
      target-kl = 0.5
      """
    try withText(text) { path in
      let read = try trainingPlan("--config", path)
      #expect(read.environment == "Pendulum-v1" && read.seed == 5)
      #expect(read.steps == 100_000)
      #expect(read.settings.discount == 0.95)
      #expect(read.settings.learningRate == .constant(0.01))
      let given = try trainingPlan(
        "--config", path, "--seed", "6", "--learning-rate", "0.02", "--target-kl", "none")
      #expect(given.seed == 6)
      // The start is the option's; that it does not fall is the file's.
      #expect(given.settings.learningRate == .constant(0.02))
      #expect(given.settings.targetKL == nil)
      let annealed = try trainingPlan("--config", path, "--anneal-lr").settings.learningRate
      #expect(annealed == .linear(from: 0.01, to: 0))
      // Another environment, with its defaults, and what the file says on top.
      let other = try trainingPlan("CartPole-v1", "--config", path)
      #expect(other.environment == "CartPole-v1" && other.steps == 500_000 && other.seed == 5)
      #expect(other.settings.rolloutLength == 128 && other.settings.targetKL == 0.5)
    }
    try withText("seed = 2\n") { path in
      let named = try trainingPlan("CartPole-v1", "--config", path)
      #expect(named.seed == 2)
      #expect(throws: (any Error).self) { _ = try trainingPlan("--config", path) }
    }
  }

  @Test("a line that cannot be meant so is refused, with its place, key, value and what is allowed")
  func faults() {
    #expect(
      fault("seed = 1\n\ndiscount = 1.5 # more")
        == "x.conf:3: discount = 1.5: a number from 0 to 1 is allowed")
    #expect(
      fault("gamma = nan") == "x.conf:1: gamma = nan: a number from 0 to 1 is allowed")
    #expect(
      fault("steps =") == "x.conf:1: steps = : a whole number from 1 to 1000000000000 is allowed")
    #expect(
      fault("steps = 1 = 2")
        == "x.conf:1: steps = 1 = 2: a whole number from 1 to 1000000000000 is allowed")
    #expect(
      fault("normalise-values = maybe")
        == "x.conf:1: normalise-values = maybe: yes or no is allowed")
    #expect(
      fault("discont = 0.9")
        == "x.conf:1: discont = 0.9: no setting has this name; did you mean discount?")
    #expect(
      fault("Seed = 1") == "x.conf:1: Seed = 1: no setting has this name; did you mean seed?")
    #expect(
      fault("colour-of-the-cart = red")
        == "x.conf:1: colour-of-the-cart = red: no setting has this name; the names of `proximal train "
        + "--help` are allowed")
    #expect(
      fault("seed = 1\n# x\nseed = 1")
        == "x.conf:3: seed = 1: line 1 has seed already; one line is allowed")
    #expect(
      fault("discount = 1\ngamma = 1")
        == "x.conf:2: gamma = 1: line 1 has discount already; one line is allowed")
    #expect(
      fault("seed = 1\nsteps 5")
        == "x.conf:2: steps 5: lines of the form key = value are allowed")
    #expect(
      fault("= 5")?.hasPrefix("x.conf:1:  = 5: no setting has this name") == true)
    #expect(throws: ConfigurationFile.Fault.self) {
      try ConfigurationFile(parsing: Array("seed = 1\nst".utf8) + [0xFF], path: "x.conf")
    }
  }

  @Test("every setting's bad value is refused in a file too", arguments: unusualValues)
  func badValues(name: String, value: String) throws {
    let setting = try #require(Settings.all.first { $0.name == name })
    for bad in ["inf", "-", "\(value) \(value)"] {
      #expect(
        fault("\(name) = \(bad)") == "x.conf:1: \(name) = \(bad): \(setting.allowed) is allowed")
    }
  }

  @Test("a file that cannot be read is an error that names it")
  func unreadable() {
    for path in ["/nowhere/x.conf", "/", "/dev/null"] {
      let error = #expect(throws: FileError.self) { try ConfigurationFile(contentsOf: path) }
      #expect(error?.path == path && error?.action == "read")
    }
  }
}
