/// What has one colour through the whole book, with the colour's dash and point: the one table that
/// says which.
///
/// Colours that stand for nothing here are free for what one figure alone compares.
public enum Concept: String, CaseIterable, Sendable {
  case trueObjective = "the true J"
  case surrogate = "the plain surrogate, ρA"
  case clipAlone = "the clip alone"
  case ppo = "the min, and PPO"
  case trpo = "TRPO"
  case adaptiveKL = "the adaptive KL penalty"
  case reference = "references"

  public var color: Color {
    switch self {
    case .trueObjective: .black
    case .surrogate: .orange
    case .clipAlone: .green
    case .ppo: .blue
    case .trpo: .purple
    case .adaptiveKL: .skyBlue
    case .reference: .gray
    }
  }
}

extension Color {
  public static let trueObjective = Concept.trueObjective.color
  public static let surrogate = Concept.surrogate.color
  public static let clipAlone = Concept.clipAlone.color
  public static let ppo = Concept.ppo.color
  public static let trpo = Concept.trpo.color
  public static let adaptiveKL = Concept.adaptiveKL.color
  public static let reference = Concept.reference.color
}

extension Panel {
  /// The table of ``Concept`` as a drawing: a line with its point and its name for each.
  public static func concepts() -> Panel {
    var panel = Panel(
      x: Axis(from: -0.05, to: 1.05), y: Axis(from: 0.5, to: Double(Concept.allCases.count) + 0.5))
    panel.showsAxes = false
    panel.aspectRatio = 0.5
    for (row, concept) in Concept.allCases.reversed().enumerated() {
      panel.line(
        x: [0, 0.5, 1], y: [Double](repeating: Double(row + 1), count: 3), color: concept.color,
        dash: concept.color.dash, marker: concept.color.shape, label: concept.rawValue)
    }
    return panel
  }
}
