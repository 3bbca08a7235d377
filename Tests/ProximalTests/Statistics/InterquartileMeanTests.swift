import Proximal
import TestSupport
import Testing

@Suite("Interquartile mean")
struct InterquartileMeanTests {
  @Test("hand-worked: of eight values the middle four count, of ten the middle six in part")
  func handWorked() {
    #expect(interquartileMean([100, 3, 4, -50, 5, 6, 2, 7]) == 4.5)
    // 2.5 … 7.5 of [0, 10]: half of the third and eighth value, all of those between.
    #expect(
      interquartileMean([0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map { $0 * $0 })
        == (2 + 9 + 16 + 25 + 36 + 24.5) / 5)
    #expect(interquartileMean([42]) == 42)
  }

  @Test("neither the order of the values nor one wild value matters")
  func robustness() {
    let values = [4.0, 8, 15, 16, 23, 42, 7, 9]
    #expect(interquartileMean(values) == interquartileMean(values.reversed()))
    var wild = values
    wild[5] = 1e9
    #expect(interquartileMean(wild) == interquartileMean(values))
  }

  @Test("over runs: time after time, up to the end of the shortest")
  func overRuns() {
    #expect(interquartileMeans(over: [[1, 2, 3], [5, 6], [3, 4, 9, 9]]) == [3, 4])
    #expect(interquartileMeans(over: [[1, 2], []]) == [])
    #expect(
      interquartileMeans(over: [[0], [1], [2], [3], [4], [5], [6], [1e9]])
        == [interquartileMean([0, 1, 2, 3, 4, 5, 6, 1e9])])
  }
}
