import Notebook

/// The tables of `bench training`.
enum TrainingTables {
  /// All that was measured, for `Benchmarks/results.md`.
  static func section(
    _ comparisons: [TrainingComparison], heading: String, versions: String
  ) -> String {
    var parts = ["## Training", heading]
    if !versions.isEmpty { parts.append("Peers: \(versions).") }
    parts.append(
      """
      *Training alone* leaves out loading, compiling and, for ours, the evaluation of 100 episodes \
      afterwards; *besides* is what they take. *Launch to exit* is the whole process for the number \
      of steps in the column's head, computed as besides + steps / rate where a peer trained \
      fewer. × is how many times as fast ours is.
      """)
    for comparison in comparisons { parts += comparison.markdown }
    return parts.joined(separator: "\n\n")
  }

  /// What the README shows: everybody's rate and ours over theirs.
  static func summary(_ comparisons: [TrainingComparison], heading: String) -> String {
    let names = comparisons.map(\.training.environment)
    let header = ["steps/s of training, one core"] + names
    let ours = ["**Proximal**"] + comparisons.map { "**\(thousands($0.ours.rate))**" }
    let peers = TrainingPeer.allCases.filter { peer in
      comparisons.contains { $0.peers[peer] != nil }
    }
    let rows = peers.map { peer in
      [peer.name]
        + comparisons.map { comparison in
          comparison.peers[peer].map { times in
            "\(thousands(times.rate)) (\(ratio(comparison.ours.rate / times.rate)))"
          } ?? "–"
        }
    }
    return "\(heading)\n\n\(markdownTable(header, [ours] + rows, numbersRight: true))"
  }

  /// A rate to three digits, with commas between its thousands.
  static func thousands(_ rate: Double) -> String {
    guard rate.isFinite, rate > 0 else { return "–" }
    var unit = 1.0
    while rate / unit >= 1000 { unit *= 10 }
    return grouped(Int((rate / unit).rounded() * unit))
  }

  /// `1.25 ×`, `45 ×`.
  static func ratio(_ value: Double) -> String {
    value.isFinite ? "\(rounded(value, value < 9.95 ? 2 : 0)) ×" : "–"
  }
}

extension TrainingComparison {
  /// Rows of the table: ours first.
  var rows: [[String]] {
    let contenders = TrainingPeer.allCases.compactMap { peer in
      peers[peer].map { (peer.name, $0) }
    }
    return ([("Proximal", ours)] + contenders).map { name, times in
      [
        name, TrainingTables.thousands(times.rate),
        TrainingTables.ratio(ours.rate / times.rate), rounded(times.start, 2),
        rounded(times.whole(steps: training.steps), 1),
        TrainingTables.ratio(whole(of: times) / whole(of: ours)),
        times.peakBytes.isFinite ? rounded(times.peakBytes / 1e6, 1) : "–",
        "\(grouped(times.reports[0].steps)): \(times.finalReturn.map { rounded($0, 2) } ?? "–")",
      ]
    }
  }

  private func whole(of times: TrainingTimes) -> Double { times.whole(steps: training.steps) }

  static func header(steps: Int) -> [String] {
    [
      "", "training alone, steps/s", "×", "besides, s",
      "\(grouped(steps)) steps, launch to exit, s", "×", "peak, MB", "return after",
    ]
  }

  /// What more cores, a cold start and skipped peers have to say.
  var remarks: [String] {
    var remarks = [
      "One iteration, launch to exit: \(rounded(firstIterationSeconds, 3)) s."
    ]
    if !onTwoCores.isEmpty {
      let same = onTwoCores.weightsHash == ours.weightsHash ? "the same" : "OTHER"
      remarks.append(
        "One run on two cores: \(TrainingTables.thousands(onTwoCores.rate)) steps/s, "
          + "\(TrainingTables.ratio(onTwoCores.rate / ours.rate)) one core, \(same) weights.")
    }
    if !peerOnTwoCores.isEmpty {
      remarks.append(
        "\(TrainingPeer.subprocesses.name), on two cores: "
          + "\(TrainingTables.thousands(peerOnTwoCores.rate)) steps/s; ours are "
          + "\(TrainingTables.ratio(onTwoCores.rate / peerOnTwoCores.rate)) that.")
    }
    if !sideBySideRates.isEmpty {
      let rate = median(sideBySideRates)
      remarks.append(
        "Two seeds side by side: \(TrainingTables.thousands(rate)) steps/s together, "
          + "\(TrainingTables.ratio(rate / ours.rate)) one.")
    }
    for peer in TrainingPeer.allCases {
      if let reason = skipped[peer] { remarks.append("\(peer.name) skipped: \(reason).") }
    }
    return remarks
  }

  var markdown: [String] {
    [
      "### \(training.environment)", "\(training.summary).",
      markdownTable(Self.header(steps: training.steps), rows, numbersRight: true),
      remarks.map { "- \($0)" }.joined(separator: "\n"),
    ]
  }

  /// The same for a terminal.
  var text: String {
    var table = Table(Self.header(steps: training.steps))
    for row in rows { table.add(row) }
    return (["\(training.environment): \(training.summary)", "", "\(table)", ""] + remarks)
      .joined(separator: "\n")
  }
}
