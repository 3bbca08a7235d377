import Proximal
import Testing

@Suite("TrustRegionSettings+Hyperparameters")
struct TrustRegionSettingsHyperparametersTests {
  @Test("every setting that is in use is listed, the line search only where there is one")
  func listed() {
    let settings = TrustRegionSettings(
      maxKL: 0.02, cgIterations: 7, cgDamping: 0.3, backtrackFactor: 0.5, lineSearchIterations: 4)
    let searching = settings.hyperparameters(searches: true).map { "\($0): \($1)" }
    #expect(
      searching == [
        "δ: 0.02", "damping: 0.3", "conjugate gradients: at most 7",
        "line search: 4 tries, each 0.5 of the last",
      ])
    let stepping = settings.hyperparameters(searches: false).map { "\($0): \($1)" }
    #expect(stepping == searching.dropLast() + ["line search: none"])
  }
}
