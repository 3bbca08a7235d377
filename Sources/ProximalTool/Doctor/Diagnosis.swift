import Notebook
import Proximal
import TrainingFiles

/// The troubles of a run, the gravest first.
struct Diagnosis {
  let history: RunHistory
  /// What was trained, where the log says so.
  let settings: PPOSettings?
  let environment: String?

  /// The mean return that is good there; nil where nobody knows.
  var goal: Double? { environment.flatMap(Goal.meanReturn) }
  /// Nil where there is too little to judge.
  let trend: ReturnTrend?
  private(set) var findings: [Finding] = []

  init(of table: ProgressTable, settings: LoggedSettings) {
    history = RunHistory(table)
    (self.settings, environment) = (settings.settings, settings.environment)
    trend = ReturnTrend(history)
    checkNumbers()
    // With fewer there is neither a beginning nor an end.
    guard history.rows.count >= 3 else { return }
    checkSettings()
    checkPolicy()
    checkCritic()
    checkReturns()
  }

  /// Whether returns rose; a run that is too short is given the benefit of the doubt.
  var hasLearnt: Bool { trend?.hasLearnt ?? true }

  mutating func report(_ trouble: Finding.Trouble, _ evidence: String) {
    findings.append(Finding(trouble: trouble, evidence: evidence, settings: settings))
  }

  func has(_ trouble: Finding.Trouble) -> Bool { findings.contains { $0.trouble == trouble } }

  private mutating func checkNumbers() {
    guard let fault = history.firstFault else { return }
    let names = fault.columns.map(\.rawValue).joined(separator: ", ")
    let rest = history.rows.count < 3 ? "" : " What else is said here is about those before it."
    report(.notANumber, "\(names) in iteration \(fault.iteration).\(rest)")
  }
}
