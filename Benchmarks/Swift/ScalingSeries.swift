/// One thing that grows while all else stays: a panel of the figure of `bench scaling`.
struct ScalingSeries: Sendable {
  /// What grows, as an axis is labelled.
  var quantity: String
  /// Whether the rates differ so much that the figure needs a logarithmic axis.
  var spansMagnitudes = false
  /// What stays, for the reader.
  var settings: String
  var values: [Int]
  /// The options of `proximal train` for one of the values.
  var options: @Sendable (Int) -> [String]
  /// Steps of one rollout there.
  var rolloutSteps: @Sendable (Int) -> Int

  static let all = [hiddenWidth, environments, minibatchRows]

  /// CartPole's own settings with wider and narrower networks.
  static let hiddenWidth = ScalingSeries(
    quantity: "hidden width", spansMagnitudes: true,
    settings: "4 environments × 128 steps, 4 epochs of 4 minibatches (128 rows)",
    values: powersOfTwo(from: 16, to: 512),
    options: { ["--hidden-sizes", "\($0),\($0)"] },
    rolloutSteps: { _ in 512 })

  /// More environments, and as many more minibatches of the same size.
  static let environments = ScalingSeries(
    quantity: "environments",
    settings: "128 steps each, 4 epochs of minibatches of 128 rows, hidden layers of 64",
    values: powersOfTwo(from: 1, to: 1024),
    options: { ["--environments", "\($0)", "--minibatches", "\($0)"] },
    rolloutSteps: { 128 * $0 })

  /// The same data in larger slices.
  static let minibatchRows = ScalingSeries(
    quantity: "rows of a minibatch",
    settings: "32 environments × 128 steps, 4 epochs, hidden layers of 64",
    values: powersOfTwo(from: 32, to: 4096),
    options: { ["--environments", "32", "--minibatches", "\(4096 / $0)"] },
    rolloutSteps: { _ in 4096 })

  private static func powersOfTwo(from least: Int, to most: Int) -> [Int] {
    Array(sequence(first: least) { $0 < most ? 2 * $0 : nil })
  }

  /// The arguments of our own trainer for at least so many steps, whole rollouts of them.
  func arguments(at value: Int, steps: Int, cores: Int) -> [String] {
    let rollout = rolloutSteps(value)
    let whole = max(1, (steps + rollout - 1) / rollout) * rollout
    return ["train", "CartPole-v1", "--steps", "\(whole)", "--cores", "\(cores)", "--json"]
      + options(value)
  }
}
