import Testing

@testable import Figures

@Suite struct RGBTests {
  @Test("black or white has a contrast of √21 with every colour, and the better one is the ink")
  func ink() {
    #expect((0x000000 as RGB).ink == 0xFFFFFF && (0xFFFFFF as RGB).ink == 0x000000)
    for red in stride(from: 0.0, through: 1, by: 0.125) {
      for green in stride(from: 0.0, through: 1, by: 0.0625) {
        let color = RGB(red: red, green: green, blue: 0.4)
        #expect(color.ink.contrast(with: color) >= 4.58)
      }
    }
  }

  @Test("the contrast of black with white is 21, that of a colour with itself 1 (WCAG 2.1)")
  func contrast() {
    #expect(abs((0x000000 as RGB).contrast(with: 0xFFFFFF) - 21) < 1e-12)
    #expect((0x0676CB as RGB).contrast(with: 0x0676CB) == 1)
    // #777777, by hand: 119/255 is 0.46667, linear 0.18448; 1.05 / 0.23448.
    #expect(abs((0xFFFFFF as RGB).contrast(with: 0x777777) - 4.478) < 1e-3)
  }

  @Test("a colour is darkened as far as a contrast asks, and not at all where it has it")
  func darkened() {
    #expect((0x222222 as RGB).darkened(toContrast: 4.5) == 0x222222)
    let orange = (0xC88003 as RGB).darkened(toContrast: 4.5)
    #expect(orange.contrast(with: 0xFFFFFF) >= 4.5)
    #expect((0xC88003 as RGB).mixed(with: 0x000000, 0.1).contrast(with: 0xFFFFFF) < 4.5)
    #expect(orange.hexadecimal != "#000000" && (0xFFFFFF as RGB).darkened(toContrast: 22) == 0)
  }

  @Test("a colour in hexadecimal digits is rounded to 255ths and kept in range")
  func digits() {
    #expect((0x0676CB as RGB).quoted == "'#0676cb'")
    #expect(RGB(red: -1, green: 0.5, blue: 2).hexadecimal == "#0080ff")
    #expect((0x000000 as RGB).tinted(0.2).hexadecimal == "#cccccc")
  }
}
