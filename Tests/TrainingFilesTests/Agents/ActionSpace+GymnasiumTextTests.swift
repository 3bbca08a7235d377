import Proximal
import Testing

@testable import TrainingFiles

@Suite("Action spaces as Gymnasium writes them")
struct ActionSpaceGymnasiumTextTests {
  @Test(
    "each is what Gymnasium's str() prints, and comes back",
    arguments: [
      (ActionSpace.discrete(count: 7), "Discrete(7)", 7),
      (.multiDiscrete(counts: [3, 4]), "MultiDiscrete([3 4])", 7),
      (.box(low: -2, high: 2, count: 1), "Box(-2.0, 2.0, (1,), float32)", 1),
      (.box(low: -.infinity, high: .infinity, count: 3), "Box(-inf, inf, (3,), float32)", 3),
    ])
  func texts(space: ActionSpace, text: String, outputs: Int) {
    #expect(space.gymnasiumText == text)
    #expect(ActionSpace(gymnasiumText: text) == space)
    #expect(space.outputCount == outputs)
  }

  @Test(
    "anything else is none",
    arguments: [
      "", "Discrete", "Discrete()", "Discrete(0)", "Discrete(-1)", "Discrete(7) ", "Text(7)",
      "MultiDiscrete([])", "MultiDiscrete([3 0])", "MultiDiscrete([99999999999999999999])",
      "Box(2.0, -2.0, (1,), float32)", "Box(-2.0, 2.0, (0,), float32)",
      "Box(-2.0, 2.0, (2, 2), float32)", "Box(nan, 2.0, (1,), float32)",
      "Box(-2.0, 2.0, (1,), float64)", "Discrete(99999999999999999999)",
    ])
  func nonsense(text: String) {
    #expect(ActionSpace(gymnasiumText: text) == nil)
  }

  @Test("counts whose sum overflows are only too many")
  func overflow() {
    #expect(ActionSpace.multiDiscrete(counts: [.max, .max]).outputCount == .max)
  }
}
