import ArgumentParser
import Foundation
import Proximal
import Testing

@testable import ProximalTool
@testable import TrainingFiles

struct DiagnosisTests {
  @Test("a healthy run has no finding")
  func healthy() {
    #expect(healthyRun().troubles == [])
    #expect(healthyGaussianRun().troubles == [])
  }

  @Test("a run of which little is there has no finding, wherever it was cut off")
  func short() {
    let run = healthyRun()
    for count in 0...run.rows.count {
      #expect(ProgressTable(rows: Array(run.rows.prefix(count))).troubles == [], "\(count) rows")
    }
  }

  @Test("flat returns alone are one finding")
  func flat() {
    let run = healthyRun().withFlatReturns()
    #expect(run.troubles == [.flatReturns])
    // The late mean is of twenty iterations, the early one of five. A gain of 3.2 is beyond three standard
    // errors of these, 2.2; of five late ones it would not be, 3.4.
    let few = healthyRun().withFlatReturns(10).changed { i, row in
      row[.meanReturn]! += i < 10 ? 0 : 4.5
    }
    #expect(few.troubles == [])
    // Beyond chance, and yet hardly anything.
    let hardly = run.changed { i, row in row[.meanReturn]! += Double(i) / 30 }
    #expect(hardly.troubles == [.flatReturns])
    #expect(run.changed { i, row in row[.meanReturn]! += Double(min(i, 40)) / 2 }.troubles == [])
  }

  @Test("a run that learnt within its first iterations has learnt")
  func fastLearner() {
    let run = healthyRun().changed { i, row in
      row[.meanReturn] = (i < 2 ? 0.5 : 0.96) + 0.001 * Foundation.sin(Double(7 * i))
    }
    #expect(run.with(.valueLoss, 1e-3).troubles == [])
  }

  @Test("a reward that is never found is a flat return, and one that is rare is none")
  func sparse() {
    let never = healthyRun().with(.valueLoss, 1e-3).changed { _, row in
      (row[.meanReturn], row[.smallestReturn], row[.largestReturn]) = (0, 0, 0)
    }
    #expect(never.troubles == [.flatReturns])
    #expect(
      never.evidence(of: .flatReturns)
        == "mean return 0 at the beginning, 0 at the end, and every episode of the last fifth has "
        + "the same.")
    // Once, by luck: nothing was gained, and nothing is lost.
    let once = never.changed { i, row in
      if i == 50 { (row[.meanReturn], row[.largestReturn]) = (0.1, 0.8) }
    }
    #expect(once.troubles == [.flatReturns])
    let found = never.changed { i, row in
      if i >= 40 { (row[.meanReturn], row[.largestReturn]) = (0.9, 0.95) }
    }
    #expect(!found.troubles.contains(.flatReturns))
  }

  @Test("iterations in which no episode ended say nothing about returns")
  func noEpisodes() {
    let columns: [Metric] = [.meanReturn, .smallestReturn, .largestReturn, .meanLength]
    let run = healthyRun().changed { i, row in
      if i % 12 != 0 { for column in columns { row[column] = nil } }
    }
    #expect(Diagnosis(of: run, settings: .defaults).trend == nil)
    #expect(run.troubles == [])
  }

  @Test("returns that fell: below the beginning, or by more than half of what was gained")
  func fell() {
    let below = healthyRun().changed { i, row in row[.meanReturn] = 200 - 1.5 * Double(i) }
    #expect(below.troubles == [.fallingReturns])
    let collapsed = healthyRun().changed { i, row in
      row[.meanReturn] = i < 70 ? 20 + 3 * Double(i) : 60
    }
    #expect(collapsed.troubles == [.fallingReturns])
    #expect(
      collapsed.evidence(of: .fallingReturns)
        == "mean return 26 at the beginning, 60 at the end, 168 in the best fifth of the run.")
    let dented = healthyRun().changed { i, row in
      row[.meanReturn] = i < 70 ? 20 + 3 * Double(i) : 150
    }
    #expect(dented.troubles == [])
  }

  @Test("a number that is not finite is named, and the rest is about what was before")
  func notANumber() {
    let run = healthyRun().withFlatReturns()
      .with(.valueLoss, .nan, in: 50..<100).with(.entropy, .infinity, in: 50..<60)
      .with(.approximateKL, 1, in: 50..<100)
    #expect(run.troubles == [.notANumber, .flatReturns])
    #expect(
      run.evidence(of: .notANumber)
        == "value_loss, entropy in iteration 51. What else is said here is about those before it.")
    #expect(
      healthyRun().with(.policyLoss, .nan, in: 0..<100).evidence(of: .notANumber)
        == "policy_loss in iteration 1.")
    // Where all returns are alike nothing is to be explained, and that has no number.
    #expect(healthyRun().with(.explainedVariance, .nan).troubles == [])
  }

  @Test("each trouble has its advice: options that there are, sections that there are")
  func advice() throws {
    let book = try String(contentsOfFile: "\(root)/book.md", encoding: .utf8)
    for trouble in Finding.Trouble.allCases {
      let finding = Finding(trouble: trouble, evidence: "")
      for settings in [nil, PPOSettings(), .pendulum, .miniGrid] {
        let finding = Finding(trouble: trouble, evidence: "", settings: settings)
        for option in options(in: finding.remedy) {
          #expect(isOption(option), "\(trouble): --\(option)")
        }
      }
      let chapter = try #require(
        book.split(separator: "\n# \(finding.reading.chapter) · ").dropFirst().first)
      let text = chapter.prefix(upTo: chapter.range(of: "\n# ")?.lowerBound ?? chapter.endIndex)
      let title = finding.reading.title
      #expect(
        text.contains("\n## \(title)\n") || text.contains("\n### \(title)\n"),
        "\(trouble): \(title)")
    }
  }

  /// The repository.
  private var root: String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().path
  }

  private func options(in text: String) -> [String] {
    text.split(whereSeparator: { " ,;.".contains($0) }).filter { $0.hasPrefix("--") }
      .map { String($0.dropFirst(2)) }
  }

  /// Whether `proximal train --help` lists it.
  private func isOption(_ name: String) -> Bool {
    ProximalTool.helpMessage(for: Train.self)
      .split(whereSeparator: { " \n,/".contains($0) }).contains("--\(name)")
  }
}
