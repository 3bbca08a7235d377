import ArgumentParser
import Foundation
import Proximal
import TestSupport
import Testing
import TrainingFiles

@testable import ProximalTool

struct SettingOptionsTests {
  @Test("the help names every setting in its group, with its default")
  func help() throws {
    let help = ProximalTool.helpMessage(for: Train.self, columns: 200)
    for group in Settings.groups {
      let section = help.components(separatedBy: "\(group.title.uppercased()):\n").last ?? ""
      let options = section.components(separatedBy: "\n\n")[0]
      for setting in group.settings where setting.name != "environment" {
        let text = options.components(separatedBy: "--\(setting.name)").dropFirst().joined()
        #expect(!text.isEmpty, "\(setting.name) is not in \(group.title)")
        let value = setting.text(TrainingPlan(environment: "CartPole-v1"))
        #expect(text.contains("(default: \(value)"), "\(setting.name): \(text)")
      }
    }
    #expect(help.contains("(default: 0.99; Pendulum-v1: 0.95)"))
    #expect(help.contains("(default: 4; Pendulum-v1: 64; MiniGrid: 8)"))
    // The group Run has other options besides; the others hold settings alone.
    for group in Settings.groups.dropFirst() {
      let section = help.components(separatedBy: "\n\n").first {
        $0.hasPrefix("\(group.title.uppercased()):")
      }
      let options = section?.split(separator: "\n").count { $0.hasPrefix("  --") }
      #expect(options == group.settings.count, "\(group.title)")
    }
  }

  @Test("every option reaches its setting, by every name that it has", arguments: unusualSettings)
  func options(name: String, value: String) throws {
    guard name != "environment" else { return }
    let setting = try #require(Settings.named(name))
    for option in setting.names {
      let arguments = value == "yes" ? ["--\(option)"] : ["--\(option)", value]
      let given = value == "no" ? ["--no-\(option)"] : arguments
      // So few minibatches that each rollout has enough for them.
      let command = try ProximalTool.parseAsRoot(
        ["train", "Pendulum-v1", "--minibatches", "1"] + given)
      var expected = TrainingPlan(environment: "Pendulum-v1")
      expected.settings.minibatchCount = 1
      #expect(setting.read(value, &expected))
      #expect((command as? Train)?.plan == expected, "--\(option)")
    }
  }
}
