import Notebook
import Testing

@testable import ProximalTool
@testable import TrainingFiles

struct LearningCurveViewTests {
  @Test("a sixtieth of the steps is a point: where its episodes ended, and what they returned")
  func bins() {
    let view = LearningCurveView()
    // 100 steps: bin 0 has steps 1 and 2, bin 1 steps 3 and 4, bin 54 steps 91 and 92, bin 59 the
    // last.
    view.record(report(iteration: 1, returns: [5, 1, 3, 10]))
    view.record(report(iteration: 10, returns: Array(repeating: 0, count: 9) + [8]))
    let (x, y) = view.curve
    #expect(x.prefix(3) == [1.5, 3.5, 91.5])
    #expect(y.prefix(3) == [3, 6.5, 0])
    #expect(x.last == 100 && y.last == 8)
  }

  @Test("a drawing has axes with names; without two points there is nothing to draw")
  func drawing() {
    let view = LearningCurveView()
    #expect(view.drawing(for: .output) == "too few episodes ended for a learning curve\n")
    view.record(report(iteration: 1, returns: [5, 1, 3, 10]))
    let drawing = view.drawing(for: .output)
    #expect(drawing.contains("episode return") && drawing.contains("environment steps"))
  }
}
