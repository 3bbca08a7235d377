import Foundation
import Testing

@testable import ProximalTool
@testable import TrainingFiles

struct ReturnSignsTests {
  private let cartPole = LoggedSettings.with(environment: "CartPole-v1") { _ in }

  /// Returns that rise from 20 to `end` up to this iteration, and stay there.
  private func run(to end: Double, until last: Int = 30) -> ProgressTable {
    healthyRun().changed { i, row in
      let share = min(Double(i) / Double(last), 1)
      row[.meanReturn] = 20 + (end - 20) * share + 3 * Foundation.sin(Double(7 * i))
    }
  }

  @Test("returns that rise to the end of a run were cut off")
  func rising() {
    #expect(run(to: 200, until: 99).troubles == [.stillRising])
    #expect(run(to: 200, until: 50).troubles == [])
    #expect(
      run(to: 200, until: 99).evidence(of: .stillRising, cartPole)
        == "mean return 110 in the middle of the run, 183 at the end; from 475 on a run in CartPole-v1 "
        + "is called well.")
    // Who is nearly there may rise.
    #expect(run(to: 460, until: 99).troubles(cartPole) == [])
    #expect(run(to: 460, until: 99).troubles == [.stillRising])
  }

  @Test("a run that goes on may still get there")
  func running() {
    let cut = ProgressTable(rows: Array(run(to: 200, until: 99).rows.prefix(60)))
    #expect(cut.troubles == [] && cut.troubles(cartPole) == [])
    #expect(
      ProgressTable(rows: cut.rows.map { $0.filter { $0.key != .iterationCount } }).troubles
        == [.stillRising])
  }

  @Test("returns that settle far below what is good, where that is known")
  func far() {
    #expect(run(to: 150).troubles(cartPole) == [.farFromGoal])
    #expect(run(to: 200).troubles(cartPole) == [] && run(to: 150).troubles == [])
    #expect(run(to: 150).troubles(.unknown("")) == [])
    // A world in which a bad beginning is worth −1.
    let waiting = run(to: 20).changed { i, row in
      row[.meanReturn] = i < 5 ? -0.6 : 0.01 * Foundation.sin(Double(7 * i))
      (row[.smallestReturn], row[.largestReturn]) = (-1, 0.5)
    }
    let obstacles = LoggedSettings.with(environment: "MiniGrid-Dynamic-Obstacles-6x6-v0") { _ in }
    #expect(waiting.with(.valueLoss, 0.01).troubles(obstacles) == [.farFromGoal])
  }

  @Test("one return for all at the end, and less than luck had found, is settling for less")
  func settled() {
    func run(_ last: Double) -> ProgressTable {
      healthyRun().with(.valueLoss, 0.01).changed { i, row in
        row[.meanReturn] = i < 5 ? -0.6 + 0.01 * Double(i) : last
        (row[.smallestReturn], row[.largestReturn]) = i < 5 ? (-1, 0.9) : (last, last)
      }
    }
    #expect(run(0).troubles == [.farFromGoal])
    #expect(
      run(0).evidence(of: .farFromGoal)
        == "every episode of the last fifth returned 0, and earlier ones up to 0.9.")
    #expect(run(0.9).troubles == [])
  }

  @Test("a few high returns at the start are luck, and no fall")
  func luck() {
    let lucky = healthyRun().withFlatReturns().changed { i, row in
      if i < 3 { row[.meanReturn] = 24 + 0.01 * Double(i) }
    }
    #expect(lucky.troubles == [.flatReturns])
  }
}
