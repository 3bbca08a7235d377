import Proximal

extension GoldenSchema {
  /// The whole grid with the agent in it, step by step.
  static let miniGridFullObservation = GoldenSchema(name: "minigrid_full_observation") {
    golden, _ throws(GoldenError) in
    try golden.visitMiniGrid(MiniGridFullObservation(golden: golden))
  }

  /// What many seeds generate.
  static let miniGridResets = GoldenSchema(name: "minigrid_resets") {
    golden, _ throws(GoldenError) in
    try golden.visitMiniGrid(MiniGridResets(golden: golden))
  }

  /// Numbers of objects, colours and so on in the header; each environment's facts in the cases.
  static let miniGridTables = GoldenSchema(
    name: "minigrid_tables",
    checkHeader: { header, _ throws(GoldenError) in try compareTables(header) },
    checkCase: { golden, _ throws(GoldenError) in
      let facts = try golden["env"]
      try facts.visitMiniGrid(MiniGridFacts(golden: facts))
    })

  private static func compareTables(_ header: GoldenField) throws(GoldenError) {
    try header["object_to_idx"].compareNumbers(of: MiniGridCell.Kind.allCases)
    try header["color_to_idx"].compareNumbers(of: MiniGridCell.Color.allCases)
    try header["door_state_to_idx"].compareNumbers(of: MiniGridCell.DoorState.allCases)
    let actions = ["left", "right", "forward", "pickup", "drop", "toggle", "done"]
    for (name, action) in zip(actions, MiniGridAction.allCases) {
      try header["actions"].compare(name, action.rawValue)
    }
    header.compare("dir_to_vec", MiniGridHeading.allCases.map { [$0.vector.x, $0.vector.y] })
    try header["reward_on_goal"].inputWords()
    for example in try header["reward_examples"].elements {
      let steps = try example["step_count"].inputInteger(in: 1...1_000_000)
      let limit = try example["max_steps"].inputInteger(in: steps...1_000_000)
      example.compare("reward", MiniGridEvent.goal.reward(afterSteps: steps, of: limit))
    }
  }
}

extension GoldenField {
  /// Compares an object whose members are called as the cases of an enumeration.
  fileprivate func compareNumbers<Case: RawRepresentable<UInt8>>(of cases: [Case]) {
    for member in cases { compare("\(member)", Int(member.rawValue)) }
  }
}

private struct MiniGridFullObservation: MiniGridVisitor {
  let golden: GoldenField

  func visit<Layout: MiniGridLayout>(_ environment: MiniGrid<Layout>) throws(GoldenError) {
    var environment = environment
    _ = environment.reset(seed: try golden["seed"].inputSeed())
    golden.compare("first_image", integers(environment.world.fullImage))
    var images: [[Int]] = []
    var status = EpisodeStatus.running
    for action in try golden["actions"].inputIntegers(in: 0...6) {
      guard status == .running else { throw golden.tooManyActions(images.count) }
      status = environment.step(action).status
      images.append(integers(environment.world.fullImage))
    }
    golden.compare("images", images)
  }
}

private struct MiniGridResets: MiniGridVisitor {
  let golden: GoldenField

  func visit<Layout: MiniGridLayout>(_ environment: MiniGrid<Layout>) throws(GoldenError) {
    var environment = environment
    for field in try golden["resets"].elements {
      _ = environment.reset(seed: try field["seed"].inputSeed())
      let agent = environment.world.agent
      field.compare(
        "agent", [agent.position.x, agent.position.y, Int(agent.heading.rawValue)])
      field.compare("objects", objects(in: environment.world))
    }
  }

  /// x, y and the channels of every cell that is neither empty nor a wall on the border, column by
  /// column.
  private func objects(in world: MiniGridWorld) -> [[Int]] {
    (0..<world.width).flatMap { x in
      (0..<world.height).compactMap { y in
        let cell = world[x, y]
        let isInside = (1..<world.width - 1).contains(x) && (1..<world.height - 1).contains(y)
        guard cell != .empty, isInside || cell != .wall else { return nil }
        let channels = cell.channels
        return [x, y, Int(channels.kind), Int(channels.color), Int(channels.state)]
      }
    }
  }
}
