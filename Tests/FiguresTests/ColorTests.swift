import Testing

@testable import Figures

@Suite struct ColorTests {
  /// How far apart two colours must be for every reader, in CIEDE2000. One is about the least that an
  /// eye can tell of two patches side by side; thin lines and small points, at a distance from each
  /// other, are given ten.
  static let leastDistance = 10.0

  /// The contrast of lines with the white page; of them and of words with the dark one.
  static let contrasts: [(color: Color, day: Double, night: Double)] = [
    (.blue, 4.71, 7.01), (.orange, 3.21, 9.46), (.green, 5.11, 6.13), (.vermilion, 6.07, 5.79),
    (.purple, 6.78, 5.86), (.skyBlue, 3.11, 11.47), (.black, 15.91, 16.02), (.gray, 3.33, 6.16),
  ]

  @Test(
    "lines have a contrast of 3 : 1 with white (WCAG 2.1, 1.4.11) and of 4.5 : 1 with a dark page",
    arguments: contrasts)
  func contrast(color: Color, day: Double, night: Double) {
    #expect(abs(color.line.contrast(with: Paper.ground.day) - day) < 0.005)
    #expect(abs(color.night.contrast(with: Paper.ground.night) - night) < 0.005)
    #expect(day >= 3 && night >= 4.5)
  }

  @Test("the table of contrasts has every colour of lines")
  func completeness() { #expect(Set(Self.contrasts.map(\.color)) == Set(Color.lines)) }

  @Test("words in every colour can be read on white: contrast 4.5 : 1 or more (WCAG 2.1, 1.4.3)")
  func words() {
    for color in Color.allCases {
      let contrast = color.text.contrast(with: Paper.ground.day)
      #expect(contrast >= 4.5, "\(color)")
      // And no darker than that takes.
      #expect(contrast < 4.7 || color.text == color.line, "\(color)")
    }
  }

  /// The nearest pair for each reader, by day and by night.
  static let nearest: [(ColorVision, day: Nearest, night: Nearest)] = [
    (.normal, day: (.skyBlue, .gray, 20.70), night: (.purple, .gray, 17.50)),
    (.protanopia, day: (.skyBlue, .gray, 11.06), night: (.blue, .purple, 11.01)),
    (.deuteranopia, day: (.blue, .purple, 11.74), night: (.purple, .gray, 11.00)),
    (.tritanopia, day: (.blue, .green, 11.01), night: (.blue, .green, 11.03)),
  ]
  typealias Nearest = (Color, Color, distance: Double)

  @Test("every reader can tell every two lines by their colours, on both pages", arguments: nearest)
  func distances(vision: ColorVision, day: Nearest, night: Nearest) {
    for (colors, expected) in [
      (Color.lines.map { ($0, $0.line) }, day), (Color.lines.map { ($0, $0.night) }, night),
    ] {
      let found = vision.nearest(colors)
      #expect(Set([found.pair.0, found.pair.1]) == Set([expected.0, expected.1]))
      #expect(abs(found.distance - expected.distance) < 0.01, "\(found)")
      #expect(found.distance >= Self.leastDistance)
    }
  }

  @Test("each colour has a dash and a point of its own")
  func shapes() {
    #expect(Set(Color.lines.map(\.dash)).count == Color.lines.count)
    #expect(Set(Dash.allCases.map(\.command)).count == Dash.allCases.count)
    #expect(Set(Color.allCases.map(\.shape)).count == Color.allCases.count)
  }

  @Test("what could not be seen on white is refused for lines and points")
  func fillsAlone() async {
    await #expect(processExitsWith: .failure) {
      var panel = Panel()
      panel.line(x: [0, 1], y: [0, 1], color: .yellow)
    }
    await #expect(processExitsWith: .failure) {
      var panel = Panel()
      panel.points(x: [0, 1], y: [0, 1], color: .yellow)
    }
  }

  @Test("the colours of a scale grow darker from end to end, or towards both ends")
  func scales() {
    let sequential = ColorScale(hues: .sequential, from: 0, to: 1, values: [], label: "")
    let luminances = (0...20).map { sequential.color(of: Double($0) / 20).luminance }
    #expect(zip(luminances, luminances.dropFirst()).allSatisfy { $0 > $1 })
    let diverging = ColorScale(hues: .diverging, from: nil, to: nil, values: [-1, 3], label: "")
    #expect([diverging.lower, diverging.upper] == [-3, 3])
    #expect(diverging.color(of: 0).luminance > diverging.color(of: 1).luminance)
    #expect(diverging.color(of: 0).luminance > diverging.color(of: -1).luminance)
  }
}
