import Testing

@testable import Figures

@Suite struct ColorVisionTests {
  @Test(
    "CIEDE2000 of pairs from the supplementary data of Sharma, Wu and Dalal, to four decimals",
    arguments: [
      (Lab(50, 2.6772, -79.7751), Lab(50, 0, -82.7485), 2.0425),
      (Lab(50, 3.1571, -77.2803), Lab(50, 0, -82.7485), 2.8615),
      (Lab(50, 2.8361, -74.0200), Lab(50, 0, -82.7485), 3.4412),
      (Lab(50, -1.3802, -84.2814), Lab(50, 0, -82.7485), 1.0000),
      (Lab(50, 0, 0), Lab(50, -1, 2), 2.3669),
      (Lab(50, 2.5, 0), Lab(73, 25, -18), 27.1492),
      (Lab(50, 2.5, 0), Lab(61, -5, 29), 22.8977),
      (Lab(50, 2.5, 0), Lab(56, -27, -3), 31.9030),
      (Lab(50, 2.5, 0), Lab(58, 24, 15), 19.4535),
    ])
  func distances(one: Lab, two: Lab, expected: Double) {
    #expect(abs(one.distance(to: two) - expected) < 5.1e-5)
    #expect(abs(two.distance(to: one) - expected) < 5.1e-5)
  }

  @Test("every reader sees white as white and black as black", arguments: ColorVision.allCases)
  func greys(vision: ColorVision) {
    for (color, lightness) in [(0x000000 as RGB, 0.0), (0xFFFFFF, 100)] {
      let seen = vision.seen(color)
      #expect(abs(seen.lightness - lightness) < 1e-3)
      #expect(abs(seen.a) < 0.01 && abs(seen.b) < 0.01)
    }
  }

  @Test("without one kind of cones, colours that differ in it alone come together")
  func confusion() {
    // Okabe and Ito's reddish purple and a grey, which the figures once had.
    let (purple, gray): (RGB, RGB) = (0xCC79A7, 0x8A8F98)
    func distance(_ vision: ColorVision) -> Double {
      vision.seen(purple).distance(to: vision.seen(gray))
    }
    #expect(distance(.normal) > 20 && distance(.tritanopia) > 15)
    #expect(distance(.deuteranopia) < 4)
  }
}
