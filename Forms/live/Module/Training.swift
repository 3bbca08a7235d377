import Proximal

// Trainings, for a worker to call. Each has a number; several can be under way at the same time.

nonisolated(unsafe) private var runs: [Run?] = []

private func run(_ number: Int32) -> Run {
  guard runs.indices.contains(Int(number)), let run = runs[Int(number)] else {
    fatalError("there is no training \(number)")
  }
  return run
}

/// Begins a training with the settings that lie on the desk (see `default_settings`). Returns its number.
///
/// - Parameters:
///   - steps: environment steps of the whole training.
///   - seed: of the run, a whole number from 0.
@_cdecl("start_training")
public func startTraining(world: Int32, steps: Double, seed: Double) -> Int32 {
  let world = LiveWorld(world)
  var settings = world.settings
  settings.take(Desk.numbers(settings.numbers.count))
  let run = makeRun(world, settings: settings, steps: Int(steps), seed: UInt64(seed))
  if let free = runs.firstIndex(where: { $0 == nil }) {
    runs[free] = run
    return Int32(free)
  }
  runs.append(run)
  return Int32(runs.count - 1)
}

/// Forgets a training.
@_cdecl("end_training")
public func endTraining(_ number: Int32) { runs[Int(number)] = nil }

/// Goes on with other settings of the update, which lie on the desk: clip range, learning rate, epochs and
/// the like. Those of the data (environments, rollout length) must stay.
@_cdecl("change_training")
public func changeTraining(_ number: Int32) {
  run(number).change(Desk.numbers(PPOSettings().numbers.count))
}

/// One iteration. Lays down what it did (`reportNames` in parts/07-settings.js), then four numbers for
/// each episode that ended: the step, the return, the length, and 1 where the time limit cut it off.
/// Returns 0 where a number was not finite; the training has then ended.
@_cdecl("advance_training")
public func advanceTraining(_ number: Int32) -> Int32 {
  let run = run(number)
  if let fault = run.iterate() {
    print(fault)
    return 0
  }
  return Desk.answer(run.report + run.episodes)
}

/// Whether all iterations are done: 1 or 0.
@_cdecl("training_is_finished")
public func trainingIsFinished(_ number: Int32) -> Int32 { run(number).isFinished ? 1 : 0 }

/// The number whose 16 hexadecimal digits are the hash of the actor's weights.
@_cdecl("training_hash")
public func trainingHash(_ number: Int32) -> UInt64 { run(number).hash }

/// The mean return of 100 episodes with the agent as it is, as `proximal train` gives it at the end.
@_cdecl("training_evaluation")
public func trainingEvaluation(_ number: Int32) -> Double { run(number).evaluation }

/// Lays down the parameters of the actor (0), the critic (1), or those that no network gives (2).
@_cdecl("training_parameters")
public func trainingParameters(_ number: Int32, part: Int32) -> Int32 {
  Desk.answer(run(number).parameters(AgentPart(rawValue: part)!).map { Double($0) })
}

/// Lays down the widths of the actor's layers, from input to output.
@_cdecl("training_sizes")
public func trainingSizes(_ number: Int32) -> Int32 {
  Desk.answer(run(number).sizes.map { Double($0) })
}
