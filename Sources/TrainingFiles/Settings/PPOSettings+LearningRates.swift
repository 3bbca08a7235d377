import Proximal

// CleanRL has two settings for one schedule: where it starts, and whether it falls to 0. A start alone
// therefore leaves what is said about the end, and A:B says both.
extension PPOSettings {
  /// The actor's schedule, constant where the end is 0 or the start, as ``annealsLearningRate`` says.
  var writtenLearningRate: Schedule {
    get { written(learningRate) }
    set { learningRate = meant(newValue) }
  }

  /// The critic's own schedule in the same way; it falls if the actor's does.
  var writtenCriticLearningRate: Schedule? {
    get { criticLearningRate.map(written) }
    set { criticLearningRate = newValue.map(meant) }
  }

  var annealsLearningRate: Bool {
    get { learningRate.ends.last == 0 }
    set {
      guard newValue != annealsLearningRate else { return }
      func turned(_ schedule: Schedule) -> Schedule {
        let (first, last) = schedule.ends
        if newValue { return .linear(from: first, to: 0) }
        return last == 0 ? .constant(first) : schedule
      }
      (learningRate, criticLearningRate) = (
        turned(learningRate), criticLearningRate.map(turned)
      )
    }
  }

  private func written(_ schedule: Schedule) -> Schedule {
    let (first, last) = schedule.ends
    return last == (annealsLearningRate ? 0 : first)
      ? .constant(first) : .linear(from: first, to: last)
  }

  private func meant(_ schedule: Schedule) -> Schedule {
    switch schedule {
    case .constant(let start): annealsLearningRate ? .linear(from: start, to: 0) : schedule
    case .linear(let first, let last): first == last ? .constant(first) : schedule
    }
  }
}

extension Schedule {
  /// As they were given; ``value(at:)`` may round the last.
  var ends: (first: Double, last: Double) {
    switch self {
    case .constant(let value): (value, value)
    case .linear(let first, let last): (first, last)
    }
  }
}
