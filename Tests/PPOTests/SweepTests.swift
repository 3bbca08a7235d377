import Notebook
import Proximal
import TestSupport
import Testing

@testable import ppo

@Suite("The maps")
struct SweepTests {
  private let map = Map(name: "a", returns: [[10, 0], [5, 5], [0, 0], [9, 11]])

  @Test("a point's return is the mean over seeds; the points that reach the line are counted")
  func share() {
    #expect(map.means(seeds: [0, 1]) == [5, 5, 0, 10])
    // On the line counts.
    #expect(map.share(holding: 5, seeds: [0, 1]) == 0.75)
    #expect(map.share(holding: 5.5, seeds: [0, 1]) == 0.25)
    #expect(map.share(holding: 5, seeds: [1]) == 0.5)
    // The first seed twice and the second once: 20/3, 5, 0, 29/3.
    #expect(map.share(holding: 6, seeds: [0, 0, 1]) == 0.5)
  }

  @Test("the line lies nine tenths of the way from a fresh policy to the best point of any map")
  func line() {
    let worse = Map(name: "b", returns: [[-100, -80], [-60, -60]])
    #expect(World(name: "w", maps: [worse, map], bases: [nil, 0], freshReturn: 0).line == 9)
    let world = World(name: "w", maps: [worse], bases: [nil], freshReturn: -160)
    expectClose(world.line, -70, tolerance: 1e-12)
  }

  @Test("a grid has a row of rates for each number of epochs; annealed rates fall to 0 from theirs")
  func grid() {
    let grid = Grid(rates: [0.1, 0.2], epochs: [1, 3])
    let annealed = grid.settings(PPOSettings())
    #expect(annealed.map(\.epochs) == [1, 1, 3, 3])
    #expect(annealed.map { $0.learningRate.value(at: 0) } == [0.1, 0.2, 0.1, 0.2])
    #expect(annealed.allSatisfy { $0.learningRate.value(at: 1) == 0 })
    var steady = PPOSettings()
    (steady.learningRate, steady.clipRange) = (.constant(7), nil)
    let points = grid.settings(steady)
    #expect(points.map { $0.learningRate.value(at: 1) } == [0.1, 0.2, 0.1, 0.2])
    #expect(points.allSatisfy { $0.clipRange == nil })
  }

  @Test("seeds 301 to 305 and 100,000 steps, five rates by three numbers of epochs")
  func sizes() {
    var chapter = ChapterOptions()
    (chapter.seed, chapter.seedCount, chapter.steps) = (1, 20, 500_000)
    let options = Sweep.options(chapter)
    #expect(options.seeds == [301, 302, 303, 304, 305] && options.steps == 100_000)
    #expect(Sweep.grid.points.count == 15 && Sweep.wholeBatches.points.count == 20)
  }

  @Test("each variant differs from its recipe in what its name says")
  func variants() {
    func differing(_ variant: Ablation, from recipe: PPOSettings) -> Set<String> {
      let pairs = zip(
        Mirror(reflecting: variant.settings).children, Mirror(reflecting: recipe).children)
      return Set(pairs.filter { "\($0.value)" != "\($1.value)" }.compactMap(\.0.label))
    }
    let alone: Set = [
      "valueClipRange", "maximumGradientNorm", "normalisesAdvantages", "learningRate",
      "entropyCoefficient",
    ]
    let cartPole = Sweep.cartPole.map { differing($0, from: PPOSettings()) }
    #expect(
      cartPole == [
        [], ["clipRange"], ["clipRange", "targetKL"], ["valueClipRange"],
        ["normalisesAdvantages"], ["maximumGradientNorm"], ["learningRate"], alone,
        alone.union(["clipRange"]), ["rolloutLength"], ["rolloutLength", "clipRange"],
      ])
    // Pendulum's recipe has neither value clip nor entropy bonus.
    let less = alone.subtracting(["valueClipRange", "entropyCoefficient"])
    #expect(
      Sweep.pendulum.map { differing($0, from: .pendulum) } == [
        [], ["clipRange"], ["clipRange", "targetKL"], ["normalisesAdvantages"],
        ["maximumGradientNorm"], ["learningRate"], less, less.union(["clipRange"]),
      ])
    #expect(Sweep.cartPole[9].settings.rolloutLength == 4 * PPOSettings().rolloutLength)
  }
}
