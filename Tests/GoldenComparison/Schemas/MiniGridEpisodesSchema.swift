import Files
import Proximal

extension GoldenSchema {
  /// Episodes one after another in one MiniGrid environment, the first of them seeded.
  static let miniGridEpisodes = GoldenSchema(
    name: "minigrid_episodes",
    checkHeader: { header, _ throws(GoldenError) in
      try header.visitMiniGrid(MiniGridFacts(golden: header))
    },
    checkCase: { golden, header throws(GoldenError) in
      try header.visitMiniGrid(MiniGridEpisodes(golden: golden))
    })
}

// MARK: - The environment of a file or case

extension GoldenField {
  /// Hands the environment that the field `id` names to a visitor.
  func visitMiniGrid<Visitor: MiniGridVisitor>(
    _ visitor: Visitor
  ) throws(GoldenError) -> Visitor.Result where Visitor.Failure == GoldenError {
    let id = try self["id"]
    guard let result = try MiniGridWorlds.visit(id.inputText(), with: visitor) else {
      throw id.unlike("a MiniGrid environment that is built")
    }
    return result
  }
}

/// What is fixed of an environment.
struct MiniGridFacts: MiniGridVisitor {
  let golden: GoldenField

  func visit<Layout: MiniGridLayout>(_ environment: MiniGrid<Layout>) throws(GoldenError) {
    golden.compare("id", environment.id)
    golden.compare("width", environment.world.width)
    golden.compare("height", environment.world.height)
    golden.compare("max_steps", environment.timeLimit)
    golden.compare("see_through_walls", environment.world.seesThroughWalls)
    golden.compare("n_actions", environment.layout.actionCount)
    golden.compare("mission", environment.mission)
  }
}

// MARK: - Episodes

private struct MiniGridEpisodes: MiniGridVisitor {
  let golden: GoldenField

  func visit<Layout: MiniGridLayout>(_ environment: MiniGrid<Layout>) throws(GoldenError) {
    let seed = try golden["seed"].inputSeed()
    var game = Game(environment: environment, images: try golden["images"].elements)
    for (index, field) in try golden["episodes"].elements.enumerated() {
      try game.begin(field["reset"], seed: index == 0 ? seed : nil)
      try game.play(field)
    }
    try game.begin(golden["last_reset"], seed: nil)
  }
}

/// An environment as it is played, and the images that the file refers to.
private struct Game<Layout: MiniGridLayout> {
  var environment: MiniGrid<Layout>
  let images: [GoldenField]
  /// Where each image stands in the file, and which of them have been seen.
  let indices: [[Int]: Int]
  var seen: Set<Int> = []

  init(environment: MiniGrid<Layout>, images: [GoldenField]) {
    (self.environment, self.images) = (environment, images)
    let known = images.enumerated().map { ($1.integers, $0) }
    indices = Dictionary(known) { first, _ in first }
  }

  var world: MiniGridWorld { environment.world }

  /// Resets as the file says, and compares what there is then. Only the first reset has a seed.
  mutating func begin(_ field: GoldenField, seed: UInt64?) throws(GoldenError) {
    let kind = try field["kind"]
    let view: MiniGridView
    switch (try kind.inputText(), seed) {
    case ("seeded", let seed?): view = environment.reset(seed: seed)
    case ("unseeded", nil): view = environment.reset()
    default: throw kind.unlike(seed == nil ? "unseeded" : "seeded")
    }
    field.compare("grid", integers(world.gridImage))
    field.compare("agent_pos", [world.agent.position.x, world.agent.position.y])
    field.compare("agent_dir", Int(world.agent.heading.rawValue))
    field.compare("direction", Int(view.heading.rawValue))
    field.compare("mission", environment.mission)
    if !world.obstacles.isEmpty {
      field.compare("obstacles", world.obstacles.map { [$0.x, $0.y] })
    }
    try compare(field["image"], view)
  }

  /// Takes the actions, which must not go on after the episode's end, and compares all that
  /// follows.
  mutating func play(_ field: GoldenField) throws(GoldenError) {
    let actions = try field["actions"].inputIntegers(in: 0...6)
    let views = try field["image"]
    guard try views.elements.count == actions.count else {
      throw views.unlike("\(actions.count) indices of images")
    }
    try field["name"].inputWords()
    var played = PlayedMiniGrid()
    for (action, image) in zip(actions, try views.elements) {
      guard !played.isOver else { throw field.tooManyActions(played.agents.count) }
      let step = environment.step(action)
      played.append(step, world)
      try compare(image, step.observation)
    }
    try compare(field, played)
  }

  private func compare(_ field: GoldenField, _ played: PlayedMiniGrid) throws(GoldenError) {
    field.compare("steps", played.agents.count)
    field.compare("agent_x", played.agents.map(\.position.x))
    field.compare("agent_y", played.agents.map(\.position.y))
    field.compare("agent_dir", played.agents.map { Int($0.heading.rawValue) })
    field.compare("terminated", played.terminated)
    field.compare("truncated", played.truncated)
    field.compare("final_grid", integers(world.gridImage))
    try field["rewards"].compareRewards(played.rewards)
    // Where obstacles move nothing can be carried, and the file speaks of the one or the other.
    if world.obstacles.isEmpty {
      try field["carrying"].compareSteps(played.carryingChanges)
    } else {
      field.compare("obstacles", played.obstacles)
    }
  }

  /// Compares a view with the image whose index stands in the field: by the index, where the file
  /// has the image at all, and otherwise byte by byte.
  private mutating func compare(
    _ field: GoldenField, _ view: MiniGridView
  ) throws(GoldenError) {
    let image = integers(view.image)
    if let index = indices[image] {
      field.compare(index)
      if seen.insert(index).inserted { images[index].compare(image) }
    } else {
      images[try field.inputInteger(in: 0...images.count - 1)].compare(image)
    }
  }
}

/// What came of the actions of one episode.
private struct PlayedMiniGrid {
  var agents: [MiniGridAgent] = []
  /// The rewards that are not 0, by the steps' numbers, counted from 0.
  var rewards: [(name: String, value: Double)] = []
  /// The steps at which the agent begins or ceases to carry something.
  var carryingChanges: [Int] = []
  /// x and y of each obstacle in turn, after each step.
  var obstacles: [[Int]] = []
  var terminated = false
  var truncated = false

  var isOver: Bool { terminated || truncated }

  mutating func append(_ step: Step<MiniGridView>, _ world: MiniGridWorld) {
    let number = agents.count
    let carriedSomething = agents.last?.carrying != nil
    if (world.agent.carrying != nil) != carriedSomething { carryingChanges.append(number) }
    if step.reward != 0 { rewards.append(("\(number)", step.reward)) }
    agents.append(world.agent)
    obstacles.append(world.obstacles.flatMap { [$0.x, $0.y] })
    (terminated, truncated) = (step.terminated, step.truncated)
  }
}

/// The bytes of an image, as golden files hold them.
func integers(_ image: [UInt8]) -> [Int] { image.map { Int($0) } }

extension GoldenField {
  /// The integers in a list, without marking it; other elements are left out.
  fileprivate var integers: [Int] {
    guard case .list(let elements) = content else { return [] }
    return elements.compactMap { element in
      if case .leaf(.integer(let number)) = element.content { number } else { nil }
    }
  }

  /// Compares the numbers of steps, of which there may be none.
  fileprivate func compareSteps(_ steps: [Int]) {
    guard steps.isEmpty, case .leaf(.array) = content else { return compare(steps) }
    mark(.compared)
  }

  /// Compares an object of rewards by the names of their steps; there may be none.
  fileprivate func compareRewards(_ rewards: [(name: String, value: Double)]) {
    for reward in rewards { compare(reward.name, reward.value) }
    switch content {
    case .object(let fields):
      for field in fields where !rewards.contains(where: { $0.name == field.name }) {
        field.compare(0.0)
      }
    case .leaf(.object): mark(.compared)
    default: break
    }
  }

  /// The error of actions that go on after the episode's end.
  func tooManyActions(_ count: Int) -> GoldenError {
    GoldenError(
      "\(child("actions")): \(count) actions are expected, after which the episode is over")
  }
}
