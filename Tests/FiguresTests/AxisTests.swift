import Testing

@testable import Figures

@Suite struct AxisTests {
  private func ends(
    _ values: [Double], _ axis: Axis = "", padded: Bool = true, needsRoom: Bool = false
  ) -> [Double] {
    let resolved = ResolvedAxis(
      axis, showing: Extent(values, needsRoom: needsRoom), padded: padded)
    return [resolved.lower, resolved.upper]
  }

  @Test("an axis shows its data with a little room, from zero where that is near")
  func automatic() {
    #expect(ends([10, 110]) == [0, 115])
    #expect(ends([100, 200]) == [95, 205])
    #expect(ends([-100, -10]) == [-104.5, 0])
    #expect(ends([0, 500], padded: false) == [0, 500])
    #expect(ends([1, 3, .nan, .infinity], padded: false) == [1, 3])
  }

  @Test("a point at zero is not cut by the axis")
  func roomForPoints() {
    #expect(ends([0, 100], needsRoom: true) == [-5, 105])
  }

  @Test("an end that is given is kept")
  func given() {
    #expect(ends([10, 110], Axis(from: 5)) == [5, 115])
    #expect(ends([10, 110], Axis(to: 90)) == [0, 90])
    #expect(ends([10, 11], Axis(from: 50)) == [50, 100])
  }

  @Test("data that is all one value gets an axis all the same")
  func oneValue() {
    #expect(ends([5, 5]) == [4.5, 5.5])
    #expect(ends([0]) == [-0.5, 0.5])
    #expect(ends([1e6, 1e6 + 1]) == [900_000, 1.1e6])
    #expect(ends([]) == [0, 1])
    #expect(ends([7], Axis(scale: .logarithmic)) == [3.5, 14])
  }

  @Test("a logarithmic axis leaves out what is not positive")
  func logarithmic() {
    #expect(ends([-1, 0, 1, 100], Axis(scale: .logarithmic), padded: false) == [1, 100])
  }

  @Test("places and values are each other's inverse")
  func inverse() {
    for axis in [Axis(from: -2, to: 6), Axis(from: 0.01, to: 100, scale: .logarithmic)] {
      let resolved = ResolvedAxis(axis, showing: Extent(), padded: false)
      for value in [0.02, 0.5, 3] {
        #expect(abs(resolved.value(at: resolved.position(of: value)) - value) < 1e-12)
      }
    }
    let decades = Axis(from: 0.01, to: 100, scale: .logarithmic)
    let middle = ResolvedAxis(decades, showing: Extent(), padded: false).position(of: 1)
    #expect(abs(middle - 0.5) < 1e-15)
  }

  @Test("ends in the wrong order and a logarithm of zero trap")
  func misuse() async {
    await #expect(processExitsWith: .failure) { _ = Axis(from: 2, to: 1) }
    await #expect(processExitsWith: .failure) { _ = Axis(from: 0, scale: .logarithmic) }
  }

  @Test("a label carries its unit in brackets")
  func caption() {
    #expect(Axis("time", unit: "s").caption == "time (s)")
    #expect(("steps" as Axis).caption == "steps")
  }
}
