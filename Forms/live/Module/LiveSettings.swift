import Proximal

// The settings of PPO that a page can change, as numbers in a fixed order: that of `settingNames` in
// parts/07-settings.js. NaN stands for none.

/// Lays down the settings that `proximal train` gives a world, and last the steps of its training.
@_cdecl("default_settings")
public func defaultSettings(world: Int32) -> Int32 {
  let world = LiveWorld(world)
  return Desk.answer(world.settings.numbers + [Double(world.steps)])
}

extension PPOSettings {
  var numbers: [Double] {
    let (rate, anneals) =
      switch learningRate {
      case .constant(let value): (value, 0.0)
      case .linear(let first, _): (first, 1.0)
      }
    return [
      Double(environmentCount), Double(rolloutLength), discount, gaeLambda, Double(epochs),
      Double(minibatchCount), clipRange ?? .nan, valueClipRange ?? .nan, valueCoefficient,
      entropyCoefficient.value(at: 0), rate, anneals, maximumGradientNorm ?? .nan, targetKL ?? .nan,
      normalisesAdvantages ? 1 : 0,
    ]
  }

  /// Takes over what ``numbers`` gave.
  mutating func take(_ numbers: [Double]) {
    func orNone(_ number: Double) -> Double? { number.isNaN ? nil : number }
    (environmentCount, rolloutLength) = (Int(numbers[0]), Int(numbers[1]))
    (discount, gaeLambda) = (numbers[2], numbers[3])
    (epochs, minibatchCount) = (Int(numbers[4]), Int(numbers[5]))
    (clipRange, valueClipRange) = (orNone(numbers[6]), orNone(numbers[7]))
    valueCoefficient = numbers[8]
    entropyCoefficient = .constant(numbers[9])
    learningRate =
      numbers[11] == 0 ? .constant(numbers[10]) : .linear(from: numbers[10], to: 0)
    (maximumGradientNorm, targetKL) = (orNone(numbers[12]), orNone(numbers[13]))
    normalisesAdvantages = numbers[14] != 0
  }
}
