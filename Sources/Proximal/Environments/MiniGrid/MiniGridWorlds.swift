/// Something to be done with a MiniGrid environment whose layout is known only when the program
/// runs. `visit` is compiled once for each layout, so that nothing inside it is slower for that.
public protocol MiniGridVisitor {
  /// What the work gives.
  associatedtype Result
  /// What it throws; `Never` where it does not.
  associatedtype Failure: Error

  /// Does the work in an environment, which waits for `reset(seed:)`.
  func visit<Layout: MiniGridLayout>(
    _ environment: MiniGrid<Layout>
  ) throws(Failure) -> Result
}

/// Farama's worlds that there are, by their ids.
public enum MiniGridWorlds {
  /// The ids, such as `MiniGrid-Empty-5x5-v0`, siblings together.
  public static let ids =
    ids(EmptyRoom.known) + ids(DoorKey.known) + ids(FourRooms.known)
    + ids(LavaGap.known) + ids(Crossing.known) + ids(DynamicObstacles.known)

  private static func ids<Layout: MiniGridLayout>(_ known: [Layout]) -> [String] {
    known.map { $0.id }
  }

  /// Makes the environment of this id and hands it to the visitor; nil when there is none.
  @inlinable
  public static func visit<Visitor: MiniGridVisitor>(
    _ id: String, with visitor: Visitor
  ) throws(Visitor.Failure) -> Visitor.Result? {
    func visit<Layout: MiniGridLayout>(
      _ known: [Layout]
    ) throws(Visitor.Failure) -> Visitor.Result? {
      guard let layout = known.first(where: { $0.id == id }) else { return nil }
      return try visitor.visit(MiniGrid(layout))
    }
    if let result = try visit(EmptyRoom.known) { return result }
    if let result = try visit(DoorKey.known) { return result }
    if let result = try visit(FourRooms.known) { return result }
    if let result = try visit(LavaGap.known) { return result }
    if let result = try visit(Crossing.known) { return result }
    return try visit(DynamicObstacles.known)
  }
}
