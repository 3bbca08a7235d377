import Proximal
import Testing

@Suite("ObservationVector")
struct ObservationVectorTests {
  @Test("vectors of 2, 3 and 4 floats write themselves in order, from where they are told")
  func write() {
    var floats = Array(repeating: Float(-1), count: 10)
    var span = floats.mutableSpan
    SIMD2<Float>(1, 2).write(to: &span, at: 0)
    SIMD3<Float>(3, 4, 5).write(to: &span, at: 2)
    SIMD4<Float>(6, 7, 8, 9).write(to: &span, at: 5)
    #expect(floats == [1, 2, 3, 4, 5, 6, 7, 8, 9, -1])
    #expect([SIMD2<Float>.length, SIMD3<Float>.length, SIMD64<Float>.length] == [2, 3, 64])
  }

  @Test("into an array they write the same")
  func writeToArray() {
    var floats = Array(repeating: Float(-1), count: 4)
    SIMD2<Float>(1, 2).write(to: &floats, at: 1)
    #expect(floats == [-1, 1, 2, -1])
  }

  @Test("so do an array of fixed size and one of any")
  func writeArrays() {
    var floats = Array(repeating: Float(-1), count: 7)
    let five: [5 of Float] = [1, 2, 3, 4, 5]
    five.write(to: &floats, at: 1)
    #expect(floats == [-1, 1, 2, 3, 4, 5, -1] && five.count == 5 && [5 of Float].length == 5)
    [Float]([8, 9]).write(to: &floats, at: 5)
    #expect(floats == [-1, 1, 2, 3, 4, 8, 9])
  }
}
