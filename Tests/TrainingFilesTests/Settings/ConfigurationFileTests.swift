import Files
import Foundation
import Proximal
import TestSupport
import Testing

@testable import TrainingFiles

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

struct ConfigurationFileTests {
  @Test("what is written is read again, for every setting", arguments: Worlds.ids)
  func roundTrip(id: String) throws {
    // Pendulum takes every setting, the others all but log σ.
    for unusual in [[], unusualSettings] {
      var plan = TrainingPlan(environment: id)
      for (name, value) in unusual where name != "environment" {
        guard id == "Pendulum-v1" || name != "log-standard-deviation" else { continue }
        let setting = try #require(Settings.named(name))
        #expect(setting.read(value, &plan))
      }
      #expect(try TrainingPlan(configuration: plan.configuration, path: "x.conf") == plan)
    }
  }

  @Test("each setting alone survives the way through a file", arguments: unusualSettings)
  func settings(name: String, value: String) throws {
    var expected = TrainingPlan(environment: "Pendulum-v1")
    let setting = try #require(Settings.named(name))
    #expect(setting.read(value, &expected))
    var plan = TrainingPlan(environment: "Pendulum-v1")
    try file("\(name) = \(value)").apply(to: &plan)
    #expect(plan == expected)
    var again = TrainingPlan(environment: "CartPole-v1")
    try file(expected.configuration).apply(to: &again)
    #expect(again == expected)
  }

  @Test("every line has the setting's meaning beside it")
  func comments() {
    let text = TrainingPlan(environment: "CartPole-v1").configuration
    #expect(text.contains("\ndiscount = 0.99                     # The discount γ\n"))
    #expect(text.contains("\n# Objective\n"))
    for setting in Settings.all {
      #expect(text.contains("# \(setting.purpose)\n"), "\(setting.name)")
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
      fault("Seed = 1") == "x.conf:1: Seed = 1: no setting has this name; it is seed here")
    #expect(
      fault("lr = 1") == "x.conf:1: lr = 1: no setting has this name; it is learning-rate here")
    #expect(
      fault("batch_size = 64")
        == "x.conf:1: batch_size = 64: no setting has this name; minibatches takes its place; it counts "
        + "minibatches, environments × rollout-length / batch-size of them for the same")
    #expect(
      fault("environment = cartpole-v1")
        == "x.conf:1: environment = cartpole-v1: did you mean CartPole-v1?")
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

  @Test("every setting's bad value is refused in a file too", arguments: unusualSettings)
  func badValues(name: String, value: String) throws {
    let setting = try #require(Settings.named(name))
    for bad in ["inf", "-", "\(value) \(value) \(value)"] {
      #expect(
        fault("\(name) = \(bad)") == "x.conf:1: \(name) = \(bad): \(setting.allowed) is allowed")
    }
  }

  @Test("the order of the lines does not matter")
  func order() throws {
    let lines = ["environment = CartPole-v1", "anneal-learning-rate = no", "learning-rate = 0.1"]
    for lines in [lines, lines.reversed()] {
      let text = lines.joined(separator: "\n")
      let plan = try TrainingPlan(configuration: text, path: "x.conf")
      #expect(plan.settings.learningRate == .constant(0.1))
    }
  }

  @Test("a plan is coded as its text, and a text without an environment is none")
  func coding() throws {
    var plan = TrainingPlan(environment: "Pendulum-v1")
    plan.settings.clipRange = nil
    let coded = try JSONEncoder().encode(plan)
    #expect(try JSONDecoder().decode(TrainingPlan.self, from: coded) == plan)
    let error = #expect(throws: ConfigurationFile.Fault.self) {
      try TrainingPlan(configuration: "seed = 1\n", path: "x.conf")
    }
    #expect("\(try #require(error))" == "x.conf:1: no line names the environment")
  }

  @Test("a file that cannot be read is an error that names it")
  func unreadable() {
    for path in ["/nowhere/x.conf", "/", "/dev/null"] {
      let error = #expect(throws: FileError.self) { try ConfigurationFile(contentsOf: path) }
      #expect(error?.path == path && error?.action == "read")
    }
  }
}
