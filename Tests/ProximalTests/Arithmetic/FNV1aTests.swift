import Proximal
import Testing

@Suite("FNV1a")
struct FNV1aTests {
  private func hash(_ text: String) -> String {
    var hash = FNV1a()
    for byte in text.utf8 { hash.add(byte) }
    return hash.digits
  }

  /// The three are among the test vectors that the authors of the hash publish.
  @Test("no byte, one and six: the published values")
  func published() {
    #expect(hash("") == "cbf29ce484222325")
    #expect(hash("a") == "af63dc4c8601ec8c")
    #expect(hash("foobar") == "85944171f73967e8")
  }

  @Test("a hash with leading zeros has sixteen digits all the same")
  func digits() {
    let hashes = (0..<1000).map { hash("\($0)") }
    #expect(hashes.allSatisfy { $0.count == 16 })
    #expect(hashes.contains { $0.hasPrefix("0") })
    #expect(Set(hashes).count == 1000)
  }
}
