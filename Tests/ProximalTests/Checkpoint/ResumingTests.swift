import TestSupport
import Testing

@testable import Proximal

@Suite("Resuming")
struct ResumingTests {
  private static func settings(_ change: (inout PPOSettings) -> Void = { _ in }) -> PPOSettings {
    var settings = PPOSettings()
    (settings.environmentCount, settings.rolloutLength) = (3, 40)
    (settings.epochs, settings.minibatchCount, settings.hiddenSizes) = (2, 3, [8])
    change(&settings)
    return settings
  }

  /// Trains for `total` iterations in one go, and for as many with a change of process after `first`.
  private func expectSame<World: Environment & Archivable, Distributions: ActionDistributions>(
    _ world: World, _ distributions: Distributions, free: [Float] = [], settings: PPOSettings,
    first: Int = 3, total: Int = 6, workers: Workers = .alone
  ) throws where World.Action.Element == Distributions.Action, Distributions.Scalar == Float {
    func make(_ workers: Workers, seed: UInt64 = 1) -> PPO<World, Distributions> {
      PPO(
        world, distributions: distributions, freeParameters: free, settings: settings,
        totalSteps: total * settings.batchSize, seed: seed, workers: workers)
    }
    var whole = make(.alone)
    while whole.iteration < first { whole.iterate() }
    let state = whole.archived()
    // Another seed: nothing of it may be left.
    var resumed = make(workers, seed: 99)
    try resumed.resume(from: state)
    #expect(resumed.archived() == state)
    #expect((resumed.iteration, resumed.stepCount) == (first, whole.stepCount))
    #expect(resumed.gradientStepCount == whole.gradientStepCount)
    while !whole.isFinished {
      whole.iterate()
      resumed.iterate()
      #expect(whole.finishedEpisodes == resumed.finishedEpisodes)
    }
    #expect(whole.archived() == resumed.archived())
    // What the last update did is no part of the state: it is said anew by the next one.
    if first < total { #expect(whole.statistics == resumed.statistics) }
    #expect(whole.agent.actor.parameters == resumed.agent.actor.parameters)
  }

  private let twoActions = CategoricalBatch<Float>(actionCount: 2)
  private let torque = DiagonalGaussianBatch<Float>(dimensions: 1)

  @Test("a training that takes over another's state goes on to the same bits")
  func cartPole() throws {
    try expectSame(CartPole(), twoActions, settings: Self.settings())
    try expectSame(CartPole(), twoActions, settings: Self.settings(), first: 0)
    try expectSame(CartPole(), twoActions, settings: Self.settings(), first: 6)
  }

  @Test("on other cores, too", arguments: [2, 3])
  func cores(count: Int) throws {
    try expectSame(
      CartPole(), twoActions, settings: Self.settings(), workers: Workers(count))
  }

  @Test("with every statistic that runs along, and for actions with a free spread")
  func statistics() throws {
    let changes: [(inout PPOSettings) -> Void] = [
      { $0.normalisesObservations = true },
      { $0.rewardScaling = .byReturnDeviation(bound: 10) },
      { $0.normalisesValues = true },
      { ($0.targetLambda, $0.extraCriticEpochs, $0.targetKL) = (0, 1, 0.01) },
      { $0.logStandardDeviation = .linear(from: 0, to: -1) },
      { $0.criticLearningRate = .linear(from: 1e-3, to: 0) },
    ]
    for change in changes {
      try expectSame(Pendulum(), torque, free: [0.25], settings: Self.settings(change))
    }
  }

  @Test("in every grid world", arguments: MiniGridWorlds.ids)
  func miniGrid(id: String) throws {
    try MiniGridWorlds.visit(id, with: Visitor(tests: self))
  }

  private struct Visitor: MiniGridVisitor {
    let tests: ResumingTests
    func visit<Layout: MiniGridLayout>(_ environment: MiniGrid<Layout>) throws(any Error) {
      try tests.expectSame(
        environment, CategoricalBatch<Float>(actionCount: environment.layout.actionCount),
        settings: ResumingTests.settings { ($0.epochs, $0.normalisesAdvantages) = (1, false) },
        first: 2, total: 4)
    }
  }

  @Test("a box, what it hides and what is carried come back")
  func boxes() throws {
    var world = MiniGrid(DoorKey(size: 5))
    _ = world.reset(seed: 1)
    world.world[2, 2] = .box(.blue, hiding: .key(.red))
    world.world.agent.carrying = .ball(.purple)
    var (writing, copy) = (StateArchive(), MiniGrid(DoorKey(size: 5)))
    try world.archive(in: &writing)
    var reading = StateArchive(reading: writing.bytes)
    try copy.archive(in: &reading)
    #expect(copy.world == world.world)
    #expect(copy.world[2, 2].content == .key(.red) && reading.isAtEnd)
  }

  // MARK: What cannot be taken over

  private func training(_ settings: PPOSettings) -> PPO<CartPole, CategoricalBatch<Float>> {
    PPO(CartPole(), distributions: twoActions, settings: settings, totalSteps: 1000, seed: 1)
  }

  @Test("a state that is cut off anywhere is refused, and the training is as it was")
  func cutOff() {
    let state = training(Self.settings()).archived()
    for count in stride(from: 0, to: state.count, by: 97) {
      var ppo = training(Self.settings())
      #expect(throws: StateArchiveError.self) { try ppo.resume(from: Array(state[..<count])) }
      #expect(ppo.archived() == state)
    }
    var ppo = training(Self.settings())
    #expect(throws: StateArchiveError.tooLong(1)) { try ppo.resume(from: state + [0]) }
  }

  @Test("so is that of networks of another size, and an order that names no transition")
  func others() {
    var ppo = training(Self.settings())
    let wide = training(Self.settings { $0.hiddenSizes = [9] })
    #expect(throws: StateArchiveError.otherCount(stored: 65, expected: 58)) {
      try ppo.resume(from: wide.archived())
    }
  }

  @Test("a cell that stands for nothing, and an agent outside its grid, are refused")
  func grids() throws {
    var world = MiniGrid(EmptyRoom(size: 5))
    _ = world.reset(seed: 1)
    var archive = StateArchive()
    try world.archive(in: &archive)
    func refusal(byte: Int, _ value: UInt8) -> StateArchiveError? {
      var (bytes, copy) = (archive.bytes, world)
      bytes[byte] = value
      var reading = StateArchive(reading: bytes)
      return #expect(throws: StateArchiveError.self) { try copy.archive(in: &reading) }
    }
    #expect(refusal(byte: 0, 7) == .outOfRange("what a cell holds", 7, 0...255))
    // 25 cells of two numbers each, then the agent's column.
    #expect(refusal(byte: 25 * 16, 5) == .outOfRange("a place in the grid", 5, 1...3))
    #expect(refusal(byte: 25 * 16 + 16, 4) == .outOfRange("the agent's heading", 4, 0...3))
  }
  @Test("a grid with a way out of it, and an agent in its wall, are refused")
  func edges() throws {
    var world = MiniGrid(EmptyRoom(size: 5))
    _ = world.reset(seed: 1)
    func refusal(_ change: (inout MiniGridWorld) -> Void) -> StateArchiveError? {
      var (writing, changed, copy) = (StateArchive(), world, world)
      change(&changed.world)
      return #expect(throws: StateArchiveError.self) {
        try changed.archive(in: &writing)
        var reading = StateArchive(reading: writing.bytes)
        try copy.archive(in: &reading)
      }
    }
    let codes = (empty: Int(MiniGridCell.empty.code), wall: Int(MiniGridCell.wall.code))
    #expect(
      refusal { $0[4, 2] = .empty }
        == .outOfRange("the grid's edge", codes.empty, codes.wall...codes.wall))
    #expect(
      refusal { $0.agent.position = .init(x: 2, y: 4) }
        == .outOfRange("a place in the grid", 4, 1...3))
    #expect(
      refusal { $0.agent = .nowhere } == .outOfRange("a place in the grid", -1, 1...3))
  }

  @Test("an episode in which no step can be taken is refused where one goes on")
  func episodes() throws {
    var episode = Episode(timeLimit: 3)
    func refusal(_ state: Episode) -> StateArchiveError? {
      var (writing, state, copy) = (StateArchive(), state, episode)
      return #expect(throws: StateArchiveError.self) {
        try state.archive(in: &writing)
        var reading = StateArchive(reading: writing.bytes)
        try copy.archive(in: &reading)
      }
    }
    let unseeded = episode
    episode.begin(seed: 1)
    #expect(refusal(unseeded) == .outOfRange("the phase of an episode", 0, 1...1))
    var over = episode
    over.beginStep()
    _ = over.endStep(terminated: true)
    #expect(refusal(over) == .outOfRange("the phase of an episode", 2, 1...1))
    var late = episode
    for _ in 0..<3 { late.beginStep() }
    #expect(refusal(late) == .outOfRange("the number of an episode's steps", 3, 0...2))
  }

  @Test("a number that is NaN or infinite is refused, and the training is as it was")
  func numbers() {
    let state = training(Self.settings()).archived()
    // The iteration, then how many weights the actor has, then these.
    for (number, bytes) in [
      (Float.nan, 16), (.infinity, 16), (-.infinity, 20),
    ] {
      var (ppo, changed) = (training(Self.settings()), state)
      changed.replaceSubrange(
        bytes..<bytes + 4, with: withUnsafeBytes(of: number.bitPattern.littleEndian) { Array($0) })
      #expect(throws: StateArchiveError.notFinite) { try ppo.resume(from: changed) }
      #expect(ppo.archived() == state)
    }
  }
}
