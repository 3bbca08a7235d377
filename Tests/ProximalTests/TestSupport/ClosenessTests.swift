import TestSupport
import Testing

@Suite("Closeness")
struct ClosenessTests {
  @Test("the message names the worst place, what was expected and what came")
  func message() {
    let closeness = Closeness([1, 2.5, 3.125], [1, 2, 3], tolerance: 1e-3)
    #expect(!closeness.isClose)
    #expect(
      closeness.description == """
        2 of 3 numbers differ; worst at [1]: expected 2.0, got 2.5, off by 0.5; tolerance 0.001
        """)
  }

  @Test("absolute below 1, relative above")
  func tolerance() {
    #expect(Closeness([1e-9], [0.0], tolerance: 1e-9).isClose)
    #expect(!Closeness([2e-9], [0.0], tolerance: 1e-9).isClose)
    #expect(Closeness([1000.5], [1000.0], tolerance: 1e-3).isClose)
    #expect(!Closeness([1.5], [1.0], tolerance: 1e-3).isClose)
    #expect(Closeness([Float(1)], [1], tolerance: 0).isClose)
  }

  @Test("NaN is close to nothing, infinity to itself, and lengths must agree")
  func special() {
    #expect(!Closeness([.nan], [1.0], tolerance: 1).isClose)
    #expect(!Closeness([.nan], [Double.nan], tolerance: 1).isClose)
    #expect(!Closeness([1], [.nan, 1.0], tolerance: 1).isClose)
    #expect(Closeness([.infinity], [Double.infinity], tolerance: 0).isClose)
    #expect(!Closeness([.infinity], [1.0], tolerance: 1).isClose)
    #expect(!Closeness([1], [Double.infinity], tolerance: 1).isClose)
    #expect(Closeness([1, .nan], [1.0, 2], tolerance: 1).description.contains("worst at [1]"))
  }
}
