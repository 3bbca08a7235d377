/// Transitions that a gradient step learns from, in rows: a whole minibatch, or a block of one.
public struct Minibatch<Distributions: ActionDistributions>: Sendable {
  /// What the networks are computed in.
  public typealias Scalar = Distributions.Scalar

  /// N, the number of transitions.
  public internal(set) var rows = 0
  /// s_t, `[rows × observationCount]`; like the arrays below it may be longer.
  public var observations: [Scalar] = []
  /// a_t, `[rows × actionWidth]`.
  public var actions: [Distributions.Action] = []
  /// log π_old(a_t|s_t), `[rows]`.
  public var oldLogProbabilities: [Scalar] = []
  /// V_old(s_t), `[rows]`.
  public var oldValues: [Scalar] = []
  /// Â_t, `[rows]`.
  public var advantages: [Scalar] = []
  /// R_t, the critic's targets, `[rows]`.
  public var returns: [Scalar] = []

  init() {}

  /// A minibatch of given transitions; see the properties for the shapes.
  public init(
    observations: [Scalar], actions: [Distributions.Action], oldLogProbabilities: [Scalar],
    oldValues: [Scalar], advantages: [Scalar], returns: [Scalar]
  ) {
    rows = advantages.count
    let counts = [oldLogProbabilities.count, oldValues.count, returns.count]
    require(
      rows > 0 && counts.allSatisfy { $0 == rows } && actions.count % rows == 0
        && observations.count % rows == 0,
      "a minibatch needs one of everything for each of its \(rows) transitions")
    self.observations = observations
    self.actions = actions
    self.oldLogProbabilities = oldLogProbabilities
    self.oldValues = oldValues
    self.advantages = advantages
    self.returns = returns
  }
}

/// A minibatch of a rollout, in blocks of at most 256 transitions.
///
/// Whoever reads a block gathers it: the actor's half and the critic's, each into memory of its own. A
/// row that one core gathers for another is read across the bridge between them, which takes as long as
/// a good part of the arithmetic.
struct BlockedMinibatch<Distributions: ActionDistributions>: Sendable
where Distributions.Scalar == Float {
  /// The most transitions in a block.
  static var blockRows: Int { 256 }

  /// Where in the rollout the transitions stand; the array may be longer.
  private var order: [Int] = []
  /// Â_t, normalised over the minibatch if they are to be, `[rows]`; the array may be longer.
  private var advantages: [Float] = []
  /// The rows of each block.
  private(set) var places: [Range<Int>] = []
  /// What the actor reads, and what the critic does; there may be more blocks than the minibatch has.
  private(set) var ofActor = [Minibatch<Distributions>()]
  private(set) var ofCritic = [Minibatch<Distributions>()]

  /// Takes the transitions that a slice of `order` lists.
  ///
  /// - Parameters:
  ///   - advantages: those of the whole rollout.
  ///   - normalises: whether those of the minibatch get mean 0 and standard deviation 1.
  mutating func choose(
    _ slice: Range<Int>, of order: [Int], advantages all: [Float], normalises: Bool
  ) {
    let rows = slice.count
    gatherRows(slice, of: order, width: 1, into: &self.order)
    gatherRows(order[slice], of: all, width: 1, into: &advantages)
    if normalises { normaliseAdvantages(&advantages, rows: rows) }
    places.removeAll(keepingCapacity: true)
    for first in stride(from: 0, to: rows, by: Self.blockRows) {
      places.append(first..<min(first + Self.blockRows, rows))
    }
    while ofActor.count < places.count { ofActor.append(Minibatch()) }
    while ofCritic.count < places.count { ofCritic.append(Minibatch()) }
  }

  /// Calls `body` with two functions that gather block b: for the actor, and for the critic. They may be
  /// called by two threads at once.
  ///
  /// - Parameter alone: whether one thread calls both, for each block the actor's first: then the critic
  ///   takes over the observations.
  @inline(__always)
  mutating func withBlocks(
    of rollout: Rollout<Distributions.Action>, _ critic: CriticValues, alone: Bool,
    _ body: ((Int) -> Minibatch<Distributions>, (Int) -> Minibatch<Distributions>) -> Void
  ) {
    let (order, advantages, places) = (order, advantages, places)
    ofActor.withUnsafeMutableBufferPointer { actors in
      ofCritic.withUnsafeMutableBufferPointer { critics in
        let (actors, critics) = (actors.baseAddress!, critics.baseAddress!)
        body { b in
          actors[b].gather(order[places[b]], from: rollout)
          gatherRows(places[b], of: advantages, width: 1, into: &actors[b].advantages)
          return actors[b]
        } _: { b in
          critics[b].gather(order[places[b]], from: critic)
          if alone {
            swap(&actors[b].observations, &critics[b].observations)
          } else {
            critics[b].gather(observations: order[places[b]], from: rollout)
          }
          return critics[b]
        }
      }
    }
  }
}

extension Minibatch where Scalar == Float {
  /// Gathers what the actor reads of the transitions that `order` lists, but for the advantages.
  fileprivate mutating func gather(
    _ order: ArraySlice<Int>, from rollout: Rollout<Distributions.Action>
  ) {
    gather(observations: order, from: rollout)
    gatherRows(order, of: rollout.actions, width: rollout.actionWidth, into: &actions)
    gatherRows(order, of: rollout.logProbabilities, width: 1, into: &oldLogProbabilities)
  }

  /// Gathers what the critic reads of them, but for the observations.
  fileprivate mutating func gather(_ order: ArraySlice<Int>, from critic: CriticValues) {
    rows = order.count
    gatherRows(order, of: critic.oldOutputs, width: 1, into: &oldValues)
    gatherRows(order, of: critic.targets, width: 1, into: &returns)
  }

  fileprivate mutating func gather(
    observations order: ArraySlice<Int>, from rollout: Rollout<Distributions.Action>
  ) {
    rows = order.count
    gatherRows(
      order, of: rollout.observations, width: rollout.observationCount, into: &observations)
  }
}

/// Copies rows of `width` elements, in the given order, to the beginning of `gathered`.
@specialized(where Element == Float, Order == ArraySlice<Int>)
@specialized(where Element == Int, Order == ArraySlice<Int>)
@specialized(where Element == Float, Order == Range<Int>)
@specialized(where Element == Int, Order == Range<Int>)
func gatherRows<Element, Order: Collection<Int>>(
  _ order: Order, of all: [Element], width: Int, into gathered: inout [Element]
) {
  if gathered.count < order.count * width {
    gathered = [Element](repeating: all[0], count: order.count * width)
  }
  all.withUnsafeBufferPointer { all in
    gathered.withUnsafeMutableBufferPointer { gathered in
      var row = gathered.baseAddress!
      for index in order {
        row.update(from: all.baseAddress! + index * width, count: width)
        row += width
      }
    }
  }
}
