import Files
import Foundation
import Testing

@testable import GoldenComparison

/// Fields that say in words what is there, so that nothing depends on them.
private func isDescription(_ place: Place) -> Bool {
  let header = [
    "header.what", "header.versions", "header.fields", "header.units", "header.reward_on_goal",
  ]
  let isCaseName = place.path.hasPrefix("cases[") && place.path.hasSuffix("].name")
  return header.contains(where: place.path.hasPrefix) || isCaseName && !isTellingName(place)
}

/// The name of a ziggurat table says which of the core's to compare with, that of a clipped sample
/// where its ratio lies.
private func isTellingName(_ place: Place) -> Bool {
  guard case .text(let text) = place.value else { return false }
  return ["ki", "wi", "fi"].contains(text) || text.contains("eps") || text.hasPrefix("leaf_")
    || ["_positive", "_negative"].contains { text.hasSuffix($0) }
}

/// What else the core is given, in files where those names stand for inputs.
private let furtherInputs = [
  "adam": ["learning_rate", "eps", "betas", "gradients"],
  "value_loss": ["values[", "old_values", "returns", "clip"],
  "ppo_clip": ["eps", "action", "advantage", "ratio"],
  "ppo_update": [
    "n_actions", "clip_eps", "clip_value_loss", "normalise_advantage", "max_grad_norm",
    "value_coef", "entropy_coef", "learning_rate", "adam_eps", "parameters[", "returns",
    "old_values",
  ],
  "gae_sb3": ["values[", "episode_starts", "last_", "gae_lambda"],
  "gae_cleanrl": ["values[", "dones", "next_", "gae_lambda"],
  "gae_truncation": [
    "values[", "terminated", "truncated", "final_observation_values", "last_values", "gae_lambda",
  ],
]

/// What the core is given. Changing it changes other fields.
private func isInput(_ place: Place, in name: String) -> Bool {
  let names = [
    "seed", "actions", "logits", "logits_q", "reset", "name", "schema", "old_logits", "advantages",
    "beta", "mean[", "mean_q", "log_std", "x[", "transition", "reward", "start", "gamma",
    "observations", "old_log_prob", "action_kind", "parameters_before", "cg_start", "cg_damping",
    "cg_residual_tolerance", "target_kl", "normalize_advantage", "action_dtype",
    "next_reset_options.", "step_count", "max_steps",
  ]
  return (names + furtherInputs[name, default: []]).contains { place.path.contains(".\($0)") }
    || place.path.wholeMatch(of: /.*\.mixed\[\d+\]\[0\]/) != nil
    || place.path.contains(".uniform_low_high_arrays.low")
    || place.path.contains(".uniform_low_high_arrays.high")
}

/// Entries of which a file may hold any number.
private func isOptional(_ place: Place) -> Bool {
  place.path.wholeMatch(of: /.*\.(integers|shuffle|states_f64)(\.\w+|\["[^"]*"\])/) != nil
}

/// Settings that need not change what came of an update, and where its iterations started; the
/// greatest norm of a gradient that is shorter; old values where a loss is not clipped, and a range
/// that clips nothing; whether the first row of a rollout, at most 8 environments, begins an episode;
/// seeds of worlds that draw nothing, and actions that may do as little as the next.
private func isIdle(_ place: Place, in name: String) -> Bool {
  let settings = ["cg_max_steps", "backtrack_factor", "line_search_max_iter", "cg_start"]
  let inWorlds = name.hasPrefix("minigrid") ? ["actions[", "seed"] : []
  return (settings + inWorlds).contains { place.path.contains(".\($0)") }
    || ["cases[0].max_grad_norm", "cases[3].clip"].contains(place.path)
    || place.path.hasPrefix("cases[1].old_values[")
    || place.path.wholeMatch(of: /.*\.(episode_starts|dones)\[[0-7]\]/) != nil
}

/// Lists of which a file may hold any number of elements.
private func isOfAnyLength(_ place: Place) -> Bool {
  place.path == "cases"
    || ["episodes", "resets", "reward_examples"].contains { place.path.hasSuffix(".\($0)") }
}

/// How much a number must change to be noticed: more where the reference itself is less exact, or
/// where it is an input that is averaged with many others.
private func noticeable(_ place: Place, in name: String) -> Double {
  if place.path.contains("natural_gradient_pinv") { return 1e-7 }
  if place.path.hasSuffix("eps") { return 1e-4 }
  // Far from the new values, so that these are clipped; a range too narrow for them.
  if place.path.contains(".old_values[") { return 1e3 }
  if place.path.hasSuffix(".clip") { return -0.19 }
  if name == "ppo_update" && isInput(place, in: name) { return 1e-4 }
  let exact = ["gradient", "fisher_damped", "surrogate_before", "mean_kl_before"]
  let isExact = exact.contains { place.path.contains(".\($0)") }
  return name == "trpo_step" && !isExact ? 1e-3 : 1e-9
}

private func isLeaf(_ place: Place) -> Bool { place.children.isEmpty }

/// The first, the middle and the last of each kind of field: of those whose paths differ in numbers
/// only.
private func sampleOfEachKind(_ places: [Place]) -> [Place] {
  let kinds = Dictionary(grouping: places) { $0.path.filter { !$0.isNumber } }
  return kinds.values.flatMap { kind in
    Set([0, kind.count / 2, kind.count - 1]).map { kind[$0] }
  }
}

private func tally(_ document: JSONValue) -> GoldenTally {
  let tally = GoldenTally()
  GoldenSchema.check(document, into: tally)
  return tally
}

struct GoldenSchemaTests {
  /// The fewest comparisons in a file, where that is not 700.
  private static let comparisons = [
    "adam": 216, "kl_penalty": 150, "minigrid_tables": 211, "normal": 238, "value_loss": 150,
  ]

  @Test("every number of the reference packages is met", arguments: Golden.names)
  func golden(name: String) throws {
    let tally = tally(try Golden.document(name))
    #expect(tally.firstProblems == [])
    #expect(tally.compared >= Self.comparisons[name, default: 700])
    #expect((tally.skipped > 0) == (name == "categorical"))
  }

  @Test("a doctored field anywhere is caught and named", arguments: Golden.names)
  func doctored(name: String) throws {
    let document = try Golden.excerpt(name)
    let places = document.places {
      isLeaf($0) && !isDescription($0) && !isIdle($0, in: name) && !$0.value.isEmpty
    }
    for place in sampleOfEachKind(places) {
      let doctored = place.value.doctored(by: noticeable(place, in: name))
      let tally = tally(document.replacing(place, with: doctored))
      let isNamed = tally.firstProblems.contains { $0.hasPrefix("\(place.path):") }
      #expect(tally.problemCount > 0, "\(place.path)")
      #expect(isNamed || isInput(place, in: name), "\(place.path): \(tally.firstProblems)")
    }
  }

  @Test("a field of another type is caught", arguments: Golden.names)
  func retyped(name: String) throws {
    let document = try Golden.excerpt(name)
    let places = document.places { !$0.path.isEmpty }
    for place in places.sample(15) {
      for other in [JSONValue.null, .bool(true), .text("x"), .array([]), .object([])]
      where other != place.value {
        // A description may be any text.
        if isDescription(place), case .text = other { continue }
        let tally = tally(document.replacing(place, with: other))
        #expect(tally.problemCount > 0, "\(place.path) as \(other)")
      }
    }
  }

  @Test("a missing field is named", arguments: Golden.names)
  func missing(name: String) throws {
    let document = try Golden.excerpt(name)
    let places = document.places { $0.value.isObject && !isDescription($0) && !isOptional($0) }
    for place in places.sample(6) {
      guard case .object(let members) = place.value else { continue }
      for (index, child) in place.children.enumerated()
      where !isDescription(child) && !isOptional(child) {
        var rest = members
        rest.remove(at: index)
        let tally = tally(document.replacing(place, with: .object(rest)))
        let isNamed = tally.firstProblems.contains { $0.contains(members[index].name) }
        let isLastOfMany = members.count == 1
        // A name with numbers in it is missed by its pattern.
        let isPattern = tally.firstProblems.contains { $0.contains("#") }
        #expect(isNamed || isPattern || isLastOfMany, "\(child.path): \(tally.firstProblems)")
      }
    }
  }

  @Test("a field that nothing knows is named", arguments: Golden.names)
  func unknown(name: String) throws {
    let document = try Golden.excerpt(name)
    let places = document.places { $0.value.isObject }
    for place in places.sample(20) {
      guard case .object(var members) = place.value else { continue }
      members.append(.init(name: "surplus", value: .integer(1)))
      let tally = tally(document.replacing(place, with: .object(members)))
      #expect(
        tally.firstProblems.contains { $0.contains("surplus:") },
        "in \(place.path): \(tally.firstProblems)")
    }
  }

  @Test(
    "a list cut short by one is caught where its length is not free",
    arguments: Golden.names.filter { $0 != "rng" })
  func shortened(name: String) throws {
    let document = try Golden.excerpt(name)
    let places = document.places { $0.value.isFilledList && !isOfAnyLength($0) }
    for place in places.sample(60) {
      guard case .array(let elements) = place.value else { continue }
      let tally = tally(document.replacing(place, with: .array(elements.dropLast())))
      #expect(tally.problemCount > 0, "\(place.path)")
    }
  }

  @Test("an empty list is caught, the list of cases included", arguments: Golden.names)
  func emptied(name: String) throws {
    let document = try Golden.excerpt(name)
    let lists = document.places(where: \.value.isFilledList).sample(60)
    for place in try [document.place("cases")] + lists {
      let tally = tally(document.replacing(place, with: .array([])))
      #expect(tally.problemCount > 0, "\(place.path)")
    }
  }

  @Test("each problem has its case, and all are counted")
  func problems() throws {
    let document = try Golden.document("cartpole_random")
    let rewards = document.places {
      $0.path.wholeMatch(of: /cases\[[24]\]\.episodes\[1\]\.rewards\[\d+\]/) != nil
    }
    let doctored = rewards.reduce(document) { $0.replacing($1, with: .real(1.5)) }
    let tally = tally(doctored)
    #expect(tally.problemCount == rewards.count)
    #expect(tally.firstProblems.count == GoldenTally.problemsTold)
    #expect(
      tally.firstProblems.first == "cases[2].episodes[1].rewards[0]: expected 1.5, got 1.0")
    #expect(tally.largestErrors.map(\.error) == [0.5])
  }

  @Test("a case of which nothing can be compared fails")
  func vacuous() throws {
    let document = try Golden.document("categorical")
    let expected = document.places {
      isLeaf($0) && $0.path.hasPrefix("cases[0].") && !isInput($0, in: "categorical")
    }
    let doctored = expected.reduce(document) { $0.replacing($1, with: .text("nan")) }
    #expect(
      tally(doctored).firstProblems == [
        "cases[0]: something to compare is expected, found an object"
      ])
  }

  @Test("an episode that ends by the pole's fall is not one that ends at the track's end")
  func otherEnd() throws {
    let random = try Golden.document("cartpole_random")
    func member(_ name: String, _ path: String) throws -> JSONValue.Member {
      .init(name: name, value: try random.place(path).value)
    }
    let episode = try JSONValue.object([
      .init(name: "kind", value: .text("position_limit")),
      .init(name: "terminated_at_step", value: .integer(25)),
      member("seed", "cases[0].seed"),
      member("first_observation", "cases[0].episodes[0].first_observation"),
      member("actions", "cases[0].episodes[0].actions"),
      member("observations", "cases[0].episodes[0].observations"),
    ])
    let extra = try Golden.document("cartpole_extra")
    let tally = tally(extra.replacing(try extra.place("cases[0]"), with: episode))
    #expect(
      tally.firstProblems == [
        "cases[0].kind: expected \"position_limit\", got \"an end within the track\""
      ])
  }

  @Test("a schema that is not built is named and fails")
  func unbuilt() throws {
    let document = try Golden.document("rng")
    let schema = try document.place("header.schema")
    let report = GoldenReport(
      document: document.replacing(schema, with: .text("rng2")), name: "rng.json")
    #expect(!report.passed)
    #expect(
      report.lines == [
        "FAILED  rng.json  (rng2): no such schema is built, so that nothing in the file is checked"
      ])
  }

  @Test(
    "what is no golden file is said to be none",
    arguments: [
      ("7", "header: the field is missing"),
      ("[]", "header: the field is missing"),
      ("{}", "header: the field is missing"),
      (#"{"header": "rng"}"#, "header.schema: the field is missing"),
      (#"{"header": {}}"#, "header.schema: the field is missing"),
      (#"{"header": {"schema": 3}}"#, "header.schema: a text is expected, found 3"),
      (#"{"header": {"schema": "rng"}}"#, "cases: the field is missing"),
      (
        #"{"header": {"schema": "rng"}, "cases": {}}"#,
        "cases: a list with something in it is expected, found an empty object"
      ),
    ])
  func foreign(text: String, reason: String) throws {
    let tally = tally(try JSONValue(parsing: Array(text.utf8)))
    #expect(tally.firstProblems == ["not a golden file: \(reason)"])
  }
}

struct UnusableInputTests {
  /// A golden document with another value in one place fails, and nothing traps.
  private func expectFailure(
    _ name: String, _ path: String, _ value: JSONValue,
    _ location: SourceLocation = #_sourceLocation
  ) throws {
    let document = try Golden.excerpt(name)
    let tally = tally(document.replacing(try document.place(path), with: value))
    #expect(tally.problemCount > 0, "\(path) = \(value)", sourceLocation: location)
  }

  /// A golden document with another name for a member of an object fails, and nothing traps.
  private func expectFailure(
    _ name: String, in path: String, renaming oldName: String, to newName: String,
    _ location: SourceLocation = #_sourceLocation
  ) throws {
    let document = try Golden.excerpt(name)
    let place = try document.place(path)
    guard case .object(var members) = place.value else { return }
    members[try #require(members.firstIndex { $0.name == oldName })].name = newName
    let tally = tally(document.replacing(place, with: .object(members)))
    #expect(tally.problemCount > 0, "\(oldName) as \(newName)", sourceLocation: location)
  }

  @Test("logits that make no distribution are refused before the core sees them")
  func logits() throws {
    let masked = JSONValue.text("-inf")
    for logits in [
      [], [masked, masked], [.text("inf"), .real(1)], [.text("nan"), .real(1)],
      [.real(1), .real(1), .real(1)], [.real(1)], [.bool(true), .real(1)],
    ] as [[JSONValue]] {
      try expectFailure("categorical", "cases[0].logits", .array(logits))
      try expectFailure("categorical", "cases[0].logits_q", .array(logits))
    }
  }

  @Test("Gaussians, penalties and updates that cannot be are refused before the core sees them")
  func policies() throws {
    for path in ["mean", "log_std", "x", "mean_q", "log_std_q"] {
      try expectFailure("normal", "cases[0].\(path)", .array([]))
      try expectFailure("normal", "cases[0].\(path)", .array([.real(1), .real(2)]))
      try expectFailure("normal", "cases[0].\(path)[0]", .text("inf"))
    }
    try expectFailure("kl_penalty", "cases[1].beta", .real(-1))
    try expectFailure("kl_penalty", "cases[1].actions[0]", .integer(4))
    try expectFailure("kl_penalty", "cases[1].logits[2]", .array([.real(1)]))
    for (field, value) in [
      ("cg_damping", JSONValue.real(-1)), ("target_kl", .integer(0)), ("cg_max_steps", .integer(0)),
      ("backtrack_factor", .integer(1)), ("line_search_max_iter", .integer(0)),
      ("cg_residual_tolerance", .real(-1)), ("samples", .integer(3)), ("env_id", .text("Acrobot")),
      ("action_kind", .text("gaussian")), ("parameters_before", .array([.real(1)])),
      ("cg_start", .array([.real(1)])), ("observations", .array([.array([.real(1)])])),
    ] { try expectFailure("trpo_step", "cases[0].\(field)", value) }
    try expectFailure("trpo_step", "cases[1].action_kind", .text("discrete"))
    try expectFailure("trpo_step", "cases[0].actions[0]", .integer(2))
  }

  @Test("losses and updates of PPO that cannot be are refused before the core sees them")
  func proximalPolicyOptimisation() throws {
    for (field, value) in [
      ("eps", JSONValue.real(0)), ("eps", .real(1.5)), ("ratio", .real(-1)),
      ("action", .integer(2)),
      ("logits", .array([.text("inf"), .real(1)])), ("advantage", .text("inf")),
    ] { try expectFailure("ppo_clip", "cases[0].\(field)", value) }
    // One more is the same number.
    for ratio in [0x1p53, 1e300, .greatestFiniteMagnitude] {
      try expectFailure("ppo_clip", "cases[0].ratio", .real(ratio))
    }
    try expectFailure("value_loss", "cases[0].clip", .real(0))
    try expectFailure("value_loss", "cases[0].old_values", .array([.real(1), .real(2)]))
    for (field, value) in [
      ("eps", JSONValue.real(0)), ("learning_rate", .real(-1)), ("betas[0]", .integer(1)),
      ("betas", .array([.real(0.9)])), ("start", .array([.real(1)])),
      ("gradients[2]", .array([.real(1)])),
    ] { try expectFailure("adam", "cases[0].\(field)", value) }
    for (field, value) in [
      ("n_actions", JSONValue.integer(3)), ("clip_eps", .real(0)), ("max_grad_norm", .real(0)),
      ("adam_eps", .real(-1)), ("learning_rate", .real(-1)), ("actions[0]", .integer(2)),
      ("observations", .array([.array([.real(1)])])), ("observations[3]", .array([.real(1)])),
      ("parameters[2]", .array([.array([.real(1)])])), ("parameters", .array([.real(1)])),
    ] { try expectFailure("ppo_update", "cases[0].\(field)", value) }
  }

  @Test("rollouts that cannot be are refused before the core sees them")
  func rollouts() throws {
    for name in ["gae_sb3", "gae_cleanrl", "gae_truncation"] {
      for (field, value) in [
        ("gamma", JSONValue.real(1.5)), ("gae_lambda", .real(-0.1)), ("n_envs", .integer(3)),
        ("n_steps", .integer(17)), ("rewards", .array([.real(1)])), ("values", .array([.real(1)])),
      ] { try expectFailure(name, "cases[1].\(field)", value) }
    }
    try expectFailure("gae_sb3", "cases[0].rewards[3]", .real(0.1))
    try expectFailure("gae_sb3", "cases[0].episode_starts[0]", .integer(2))
    try expectFailure("gae_cleanrl", "cases[0].next_done", .array([.integer(0), .integer(0)]))
    try expectFailure("gae_truncation", "cases[0].final_observation_values[0]", .integer(1))
  }

  @Test("decision processes that cannot be are refused before the core sees them")
  func tabular() throws {
    for gamma in [JSONValue.integer(1), .real(-0.1), .text("nan")] {
      try expectFailure("tabular_mdp", "cases[0].gamma", gamma)
    }
    try expectFailure("tabular_mdp", "cases[0].transition[0][0][0]", .real(0.9))
    try expectFailure("tabular_mdp", "cases[0].transition[0]", .array([]))
    try expectFailure("tabular_mdp", "cases[0].start[0]", .real(-0.1))
    try expectFailure("tabular_mdp", "cases[0].logits", .array([.array([.real(1)])]))
    try expectFailure("tabular_mdp", "cases[0].second.logits[1]", .array([.real(1)]))
    for damping in ["0", "m1"] {
      try expectFailure(
        "tabular_mdp", in: "cases[0]", renaming: "natural_gradient_damped_0.1",
        to: "natural_gradient_damped_\(damping)")
    }
  }

  @Test("seeds, actions and resets that CartPole has not are refused before the core sees them")
  func cartPole() throws {
    for seed in [JSONValue.integer(-1), .text("18446744073709551616"), .real(0.5), .null] {
      try expectFailure("cartpole_random", "cases[0].seed", seed)
      try expectFailure("cartpole_extra", "cases[2].seed", seed)
    }
    try expectFailure("cartpole_extra", "cases[2].seed", .text("18446744073709551615"))
    try expectFailure("cartpole_extra", "cases[2].n_envs", .integer(1_000_000_000_000))
    try expectFailure("cartpole_extra", "cases[2].actions[0]", .array([.integer(1)]))
    try expectFailure("cartpole_extra", "cases[0].kind", .text("vector_SameStep"))
    try expectFailure("cartpole_extra", "cases[2].kind", .text("position_limit"))
    try expectFailure("cartpole_extra", "cases[0].kind", .text("past_termination"))
    try expectFailure("cartpole_random", "cases[0].episodes[0].reset", .text("unseeded"))
    try expectFailure("cartpole_random", "cases[0].episodes[1].reset", .text("seeded"))
    try expectFailure("cartpole_random", "cases[0].episodes[0].actions[0]", .integer(2))
    let endless = JSONValue.array(Array(repeating: .integer(1), count: 600))
    try expectFailure("cartpole_random", "cases[0].episodes[0].actions", endless)
    try expectFailure("cartpole_extra", "cases[0].actions", endless)
    for digits in ["", "012", String(repeating: "01", count: 1000), "٠١"] {
      try expectFailure("cartpole_truncation", "cases[0].actions", .text(digits))
    }
    for step in ["0", "501", "x", "-1"] {
      try expectFailure("cartpole_truncation", in: "cases[0].states_f64", renaming: "11", to: step)
    }
  }

  @Test(
    "torques, precisions and bounds that Pendulum has not are refused before the core sees them")
  func pendulum() throws {
    for torque in [JSONValue.text("inf"), .text("nan"), .real(0.1), .null] {
      try expectFailure("pendulum", "cases[0].actions[3]", torque)
    }
    let endless = JSONValue.array(Array(repeating: .integer(1), count: 201))
    for actions in [JSONValue.array([]), .array([.integer(1)]), endless] {
      try expectFailure("pendulum", "cases[0].actions", actions)
    }
    for dtype in ["float64", "float16", ""] {
      try expectFailure("pendulum", "cases[0].action_dtype", .text(dtype))
    }
    try expectFailure("pendulum", "cases[1].action_dtype", .text("float32"))
    for bound in [JSONValue.real(-0.5), .text("inf"), .null] {
      try expectFailure("pendulum", "cases[0].next_reset_options.x_init", bound)
      try expectFailure("pendulum", "cases[0].next_reset_options.y_init", bound)
    }
    try expectFailure("pendulum", "cases[0].seed", .integer(-1))
  }

  @Test("worlds, seeds, actions and images that MiniGrid has not are refused or reported")
  func miniGrid() throws {
    let name = "minigrid_doorkey_5x5"
    for id in ["MiniGrid-DoorKey-7x7-v0", "MiniGrid-Empty-5x5-v0", "", "CartPole-v1"] {
      try expectFailure(name, "header.id", .text(id))
      try expectFailure("minigrid_tables", "cases[3].env.id", .text(id))
      try expectFailure("minigrid_resets", "cases[0].id", .text(id))
    }
    for seed in [JSONValue.integer(-1), .integer(77), .text("18446744073709551616"), .null] {
      try expectFailure(name, "cases[0].seed", seed)
      try expectFailure("minigrid_resets", "cases[1].resets[3].seed", seed)
      try expectFailure("minigrid_full_observation", "cases[1].seed", seed)
    }
    for action in [JSONValue.integer(7), .integer(-1), .text("left"), .integer(1)] {
      // The first step of a path to the goal, and one of a walk.
      try expectFailure(name, "cases[0].episodes[1].actions[0]", action)
      try expectFailure("minigrid_full_observation", "cases[2].actions[0]", action)
    }
    for image in [JSONValue.integer(-1), .integer(1_000), .integer(0), .real(0.5)] {
      try expectFailure(name, "cases[0].episodes[1].image[1]", image)
    }
    try expectFailure(name, "cases[0].episodes[0].reset.kind", .text("unseeded"))
    try expectFailure(name, "cases[0].episodes[1].reset.kind", .text("seeded"))
    let endless = JSONValue.array(Array(repeating: .integer(6), count: 300))
    try expectFailure(name, "cases[0].episodes[1].actions", endless)
    try expectFailure("minigrid_full_observation", "cases[0].actions", endless)
    let document = try Golden.excerpt(name)
    let path = "cases[0].episodes[1]"
    let start = try document.place("\(path).reset.image").value
    let images = JSONValue.array(Array(repeating: start, count: 300))
    let longer = document.replacing(try document.place("\(path).actions"), with: endless)
    let tally = tally(longer.replacing(try document.place("\(path).image"), with: images))
    #expect(
      tally.firstProblems.first
        == "\(path).actions: 250 actions are expected, after which the episode is over")
    try expectFailure("minigrid_tables", "header.reward_examples[0].max_steps", .integer(0))
  }

  @Test("an image that no field refers to is not checked, and that is told")
  func unseenImage() throws {
    let document = try Golden.excerpt("minigrid_empty_random_5x5")
    let images = try document.place("cases[0].images")
    guard case .array(let list) = images.value else { return }
    let tally = tally(document.replacing(images, with: .array(list + [.array([.integer(1)])])))
    #expect(
      tally.firstProblems == ["cases[0].images[\(list.count)]: the field is not checked"])
  }

  @Test("draws that no generator can give are refused before the core sees them")
  func random() throws {
    for call in ["i0", "i-3", "ix", "i", "", "q", "i99999999999999999999"] {
      try expectFailure("rng", "cases[0].mixed[0][0]", .text(call))
    }
    for range in ["5:5", "5:4", "a:b", "1", "", "0:99999999999999999999", "1:2:3"] {
      try expectFailure("rng", in: "cases[0].integers", renaming: "0:10", to: range)
    }
    for count in ["0", "4", "-3", "x", "9999999999999"] {
      try expectFailure("rng", in: "cases[0].shuffle", renaming: "3", to: count)
    }
    for (field, names) in [
      (
        "choice_range_1_8",
        ["choice_range_8_1", "choice_range_m9223372036854775808_9223372036854775807"]
      ),
      ("standard_normal_20000", ["standard_normal_0", "standard_normal_99999999999999999999"]),
      ("space_discrete7_sample", ["space_discrete0_sample", "space_discretem7_sample"]),
      (
        "space_box_f32_pm2_sample",
        [
          "space_box_f32_pmm2_sample",
          "space_box_f32_pm\(String(repeating: "9", count: 60))_sample",
        ]
      ),
      ("generate_state_8_u32", ["generate_state_0_u32", "generate_state_x_u32"]),
    ] {
      for name in names { try expectFailure("rng", in: "cases[0]", renaming: field, to: name) }
    }
    for seed in [JSONValue.text(""), .text("-1"), .text("0x1"), .integer(0), .null] {
      try expectFailure("rng", "cases[0].seed", seed)
    }
  }
}

extension JSONValue {
  /// A list or object without anything in it.
  fileprivate var isEmpty: Bool { self == .array([]) || self == .object([]) }
  fileprivate var isObject: Bool { if case .object = self { true } else { false } }
  fileprivate var isFilledList: Bool {
    if case .array(let elements) = self { !elements.isEmpty } else { false }
  }
}
