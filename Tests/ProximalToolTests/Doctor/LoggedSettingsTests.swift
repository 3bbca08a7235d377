import Files
import Proximal
import TestSupport
import Testing

@testable import ProximalTool
@testable import TrainingFiles

struct LoggedSettingsTests {
  private func settings(_ text: String) throws -> LoggedSettings {
    try withFolder { folder in
      try AtomicFile.write(text, to: "\(folder)/\(LogFolder.settingsName)")
      return LoggedSettings(in: folder)
    }
  }

  @Test("what a run was given is read")
  func reading() throws {
    var plan = TrainingPlan(environment: "Pendulum-v1")
    (plan.settings.discount, plan.settings.targetKL) = (0.5, 0.1)
    let text = "# Proximal\n" + plan.configuration
    #expect(try settings(text) == .known(plan.settings, environment: "Pendulum-v1"))
  }

  @Test("what cannot be read is unknown, and why")
  func unknown() throws {
    try withFolder { folder in
      let path = "\(folder)/settings.conf"
      #expect(LoggedSettings(in: folder) == .unknown("there is no \(path)"))
    }
    for (text, reason) in [
      ("gamma = 0.9\n", "names no environment"), ("gamma = x\n", ":1: gamma = x"),
    ] {
      guard case .unknown(let said) = try settings(text) else {
        Issue.record("\(text) is known")
        continue
      }
      #expect(said.contains(reason) && said.contains("settings.conf"))
    }
  }
}
