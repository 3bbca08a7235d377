import Proximal

extension GoldenSchema {
  /// The clipped surrogate of one sample, as a function of the ratio and of the logits.
  ///
  /// At a kink there is no derivative. The core's lies in the interval between the two one-sided
  /// ones, the notes' convention; PyTorch gives half the unclipped gradient on either bound.
  static let clippedSurrogate = GoldenSchema(name: "ppo_clip") { golden, _ throws(GoldenError) in
    let isLeaf = try golden["name"].inputText().hasPrefix("leaf_")
    let sample = try ClipSample(golden)
    golden.compare("name", sample.name(isLeaf: isLeaf))
    sample.compareValues(golden)
    if isLeaf {
      sample.compareSlope(golden)
    } else {
      try sample.compare(golden, logits: try golden["logits"].inputFinites())
    }
  }
}

private struct ClipSample {
  static let tolerance = Tolerance.relative(1e-12)

  /// The ratio as the file has it.
  let term: ClippedSurrogateTerm<Double>

  init(_ golden: GoldenField) throws(GoldenError) {
    term = ClippedSurrogateTerm(
      ratio: try golden.inputPositive("ratio"), advantage: try golden["advantage"].inputFinite(),
      clipRange: try golden["eps"].inputFinite("a number between 0 and 1") { $0 > 0 && $0 < 1 })
  }

  var bounds: [Double] { [1 - term.clipRange, 1 + term.clipRange] }
  var isOnBound: Bool { bounds.contains(term.ratio) }

  /// What the file calls a sample: where its ratio lies, to the last bit.
  func name(isLeaf: Bool) -> String {
    if isLeaf { return "leaf_\(region)" }
    return isOnBound
      ? "logits_\(region)" : "\(region)_\(term.advantage > 0 ? "positive" : "negative")"
  }

  private var region: String {
    for (bound, name) in zip(bounds, ["1-eps", "1+eps"]) {
      if term.ratio == bound { return "at_\(name)" }
      if term.ratio == bound.nextDown { return "next_below_\(name)" }
      if term.ratio == bound.nextUp { return "next_above_\(name)" }
    }
    if term.ratio == 1 { return "one" }
    return term.ratio < bounds[0] ? "below" : term.ratio > bounds[1] ? "above" : "inside"
  }

  func at(_ ratio: Double) -> ClippedSurrogateTerm<Double> {
    ClippedSurrogateTerm(ratio: ratio, advantage: term.advantage, clipRange: term.clipRange)
  }

  /// The slopes on both sides of the ratio, from values of the objective alone: it is straight
  /// between 0, the two bounds and anything beyond.
  var oneSidedSlopes: [Double] {
    let ends = [0] + bounds + [2 * max(term.ratio, bounds[1])]
    func slope(_ first: Int) -> Double {
      (at(ends[first + 1]).value - at(ends[first]).value) / (ends[first + 1] - ends[first])
    }
    let left = ends.lastIndex { $0 < term.ratio } ?? 0
    let right = ends.lastIndex { $0 <= term.ratio } ?? 0
    return [slope(left), slope(right)]
  }

  func compareValues(_ golden: GoldenField) {
    golden.compare("surrogate_unclipped", term.unclipped, within: Self.tolerance)
    golden.compare("surrogate_clipped", term.clipped, within: Self.tolerance)
    golden.compare("objective_min", term.value, within: Self.tolerance)
    golden.compare("loss_max", -term.value, within: Self.tolerance)
    golden.compare("left_right_derivative", oneSidedSlopes, within: Self.tolerance)
    golden.compare("on_bound", isOnBound)
  }

  /// The ratio itself is the variable.
  func compareSlope(_ golden: GoldenField) {
    compareGradient(
      golden, "ratio", core: [term.derivative], unclipped: [at(1).derivative],
      sides: oneSidedSlopes.map { [$0] })
  }

  /// The ratio comes from a categorical distribution, and the logits are the variables.
  func compare(_ golden: GoldenField, logits: [Double]) throws(GoldenError) {
    let action = try golden["action"].inputInteger(in: 0...logits.count - 1)
    let old = try golden["old_log_prob"].inputFinite()
    var distribution = CategoricalBatch<Double>(actionCount: logits.count)
    distribution.update(logits: logits, rows: 1)
    var new = [0.0]
    distribution.logProbabilities(of: [action], into: &new)
    func surrogate(_ clipRange: Double) -> ClippedSurrogate<Double> {
      var surrogate = ClippedSurrogate<Double>(clipRange: clipRange)
      surrogate.update(
        logProbabilities: new, oldLogProbabilities: [old], advantages: [term.advantage], rows: 1)
      return surrogate
    }
    func gradient(_ weights: [Double]) -> [Double] {
      var gradient = logits
      distribution.scoreGradient(weights: weights, actions: [action], into: &gradient)
      return gradient
    }

    let clipped = surrogate(term.clipRange)
    golden.compare("new_log_prob", new[0], within: Self.tolerance)
    golden.compare("ratio", clipped.ratios[0], within: Self.tolerance)
    // The batch's own value of the same objective.
    golden.compare("objective_min", clipped.value, within: Self.tolerance)
    compareGradient(
      golden, "logits", core: gradient(clipped.scoreWeights),
      unclipped: gradient(surrogate(.infinity).scoreWeights),
      sides: oneSidedSlopes.map { gradient([$0 * clipped.ratios[0]]) })
  }

  /// Compares the gradients of objective and loss: away from the bounds the core's; on one of them
  /// PyTorch's half of the unclipped gradient, and the core's must lie between those of the sides.
  private func compareGradient(
    _ golden: GoldenField, _ variable: String, core: [Double], unclipped: [Double],
    sides: [[Double]]
  ) {
    let expected = isOnBound ? unclipped.map { $0 / 2 } : core
    for (name, sign) in [("objective", 1.0), ("loss", -1)] {
      let field = "grad_\(name)_wrt_\(variable)"
      let numbers = expected.map { sign * $0 }
      if variable == "ratio" {
        golden.compare(field, numbers[0], within: Self.tolerance)
      } else {
        golden.compare(field, numbers, within: Self.tolerance)
      }
    }
    for (i, slope) in core.enumerated() {
      let (low, high) = (min(sides[0][i], sides[1][i]), max(sides[0][i], sides[1][i]))
      if !(slope >= low - 1e-12 && slope <= high + 1e-12) {
        golden.tally.report(
          "\(golden.path): the core's gradient \(slope) is not between \(low) and \(high)")
      }
    }
  }
}
