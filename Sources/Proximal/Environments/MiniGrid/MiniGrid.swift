/// A grid of cells with an agent that sees 7 × 7 of them: the worlds of Farama's MiniGrid, equal to
/// them number for number.
///
///     var environment = MiniGrid(DoorKey(size: 5))
///     var observation = environment.reset(seed: 42)
///     print(environment.world.text)
///
/// The agent turns, walks, carries one thing at a time and opens doors. Reaching the goal terminates
/// the episode and is all that is rewarded, the more the sooner; lava terminates it as well. The
/// actions are the numbers of `MiniGridAction`. A world with fewer of them takes those beyond for
/// the first one, as Farama's does.
///
/// Source: M. Chevalier-Boisvert et al., "Minigrid & Miniworld: Modular & Customizable Reinforcement
/// Learning Environments for Goal-Oriented Tasks", NeurIPS Datasets and Benchmarks (2023).
public struct MiniGrid<Layout: MiniGridLayout>: Environment {
  /// Which world it is: how an episode's grid is built, its name and its time limit.
  public let layout: Layout

  /// The grid and the agent before the next step. Change them to start an experiment from a place
  /// of your own.
  public var world: MiniGridWorld

  @usableFromInline var episode: Episode

  /// An environment that waits for `reset(seed:)`.
  public init(_ layout: Layout) {
    self.layout = layout
    world = MiniGridWorld(
      width: layout.width, height: layout.height, seesThroughWalls: layout.seesThroughWalls)
    episode = Episode(timeLimit: layout.timeLimit)
  }

  public var id: String { layout.id }
  /// What the agent is told to do.
  public var mission: String { layout.mission }
  public var actionSpace: ActionSpace { .discrete(count: layout.actionCount) }
  @inlinable public var timeLimit: Int { episode.timeLimit }

  @inlinable
  public mutating func reset(seed: UInt64) -> MiniGridView {
    episode.begin(seed: seed)
    return build()
  }

  @inlinable
  public mutating func reset() -> MiniGridView {
    episode.begin()
    return build()
  }

  @inlinable
  mutating func build() -> MiniGridView {
    world.clear()
    layout.build(&world, drawing: &episode.generator)
    return world.view
  }

  @inlinable
  public mutating func step(_ action: Int) -> Step<MiniGridView> {
    let action = knownAction(action)
    episode.beginStep()
    let event = layout.step(action, in: &world, of: &episode)
    let terminated = event.endsEpisode
    let truncated = episode.endStep(terminated: terminated)
    let reward = event.reward(afterSteps: episode.stepCount, of: timeLimit)
    return Step(
      observation: world.view, reward: reward, terminated: terminated, truncated: truncated)
  }

  @inlinable
  func knownAction(_ number: Int) -> MiniGridAction {
    guard let action = MiniGridAction(rawValue: number) else {
      fatalError("\(layout.id) takes the actions 0 … 6; got \(number)")
    }
    return number < layout.actionCount ? action : .turnLeft
  }
}
