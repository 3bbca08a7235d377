import ArgumentParser
import Files
import Foundation
import Notebook
import TrainingFiles

/// `proximal doctor RUN`: what a run's log says about its health.
struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Read a training's log and name the likely trouble.",
    discussion: """
      For each trouble: what the log shows, what usually causes it, which option of `proximal \
      train` to try, and where the book explains it. A run that still goes on will do, or one that \
      was killed. What was set it reads in the settings.conf beside progress.csv.
      """)

  @Argument(
    help: ArgumentHelp(
      "A folder that `proximal train --log` wrote, or the progress.csv in it.", valueName: "run"),
    transform: nonEmpty)
  var path: String

  func run() throws {
    Interruption.prepare()
    GymnasiumWorlds.useSettingsOnly()
    do {
      let isFile = RegularFile.exists(path)
      let (log, folder) = isFile ? (path, folder(of: path)) : ("\(path)/\(ProgressLog.name)", path)
      guard let table = try ProgressTable(contentsOf: log) else {
        throw FileError(path: log, action: "read", reason: "no such file, or nothing in it")
      }
      let settings = LoggedSettings(in: folder)
      Console.write(
        HealthReport(of: table, named: path, settings: settings).description, to: .output)
    } catch {
      Console.fail("\(error)")
    }
  }

  private func folder(of file: String) -> String {
    file.lastIndex(of: "/").map { String(file[..<$0]) } ?? "."
  }
}

extension LoggedSettings {
  /// What the `settings.conf` of a folder says. One that cannot be read is a remark, not an error: the
  /// log can be judged without.
  init(in folder: String) {
    let path = "\(folder)/\(LogFolder.settingsName)"
    guard RegularFile.exists(path) else {
      self = .unknown("there is no \(path)")
      return
    }
    do {
      let file = try ConfigurationFile(contentsOf: path)
      guard let environment = file.environment else {
        self = .unknown("\(path) names no environment")
        return
      }
      var plan = TrainingPlan(environment: environment)
      file.apply(to: &plan)
      self = .known(plan.settings, environment: environment)
    } catch {
      self = .unknown("\(error)".oneLine)
    }
  }
}
