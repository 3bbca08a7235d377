import Testing

@testable import Figures

@Suite struct EndLabelsTests {
  private func labels(_ wanted: [Double], height: Double = 10) -> [EndLabel] {
    wanted.map { EndLabel(wanted: $0, height: height) }
  }

  @Test("labels with room stay where they are")
  func untouched() {
    #expect(spread(labels([80, 20, 50]), top: 0, bottom: 100) == [80, 20, 50])
  }

  @Test("two at one place move half a line each, in the order given")
  func pair() {
    #expect(spread(labels([50, 50]), top: 0, bottom: 100) == [45, 55])
  }

  @Test("a group pushes its neighbour only as far as it must")
  func chain() {
    // 50, 52 and 61: each keeps 10 from the next, and their mean displacement is zero.
    let middles = spread(labels([50, 52, 61]), top: 0, bottom: 100)
    let first = 44 + 1.0 / 3
    #expect(middles == [first, first + 10, first + 20])
  }

  @Test("labels stay within the panel")
  func bounded() {
    #expect(spread(labels([0, 1, 2]), top: 0, bottom: 100) == [5, 15, 25])
    #expect(spread(labels([99, 100]), top: 0, bottom: 100) == [85, 95])
  }

  @Test("whatever is wanted, none overlaps another and the order is kept")
  func property() {
    var seed: UInt64 = 1
    func next() -> Double {
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(seed >> 40) / Double(1 << 24)
    }
    for _ in 0..<300 {
      let wanted = (0..<Int(1 + 9 * next())).map { _ in
        EndLabel(wanted: 120 * next() - 10, height: 5 + 5 * next())
      }
      let middles = spread(wanted, top: 0, bottom: 100)
      let order = wanted.indices.sorted { (wanted[$0].wanted, $0) < (wanted[$1].wanted, $1) }
      for (above, below) in zip(order, order.dropFirst()) {
        let distance = (wanted[above].height + wanted[below].height) / 2
        #expect(middles[below] - middles[above] >= distance - 1e-9)
      }
      for index in order {
        #expect(middles[index] - wanted[index].height / 2 >= -1e-9)
        #expect(middles[index] + wanted[index].height / 2 <= 100 + 1e-9)
      }
    }
  }
}
