import Files
import Proximal
import Synchronization

/// Processes of Python that play the copies of one environment.
///
///     let pool = try GymnasiumPool("Acrobot-v1", workers: 2, copies: 8)
///     let world = GymnasiumEnvironment<Int>(in: pool)
///
/// Python must have the package `gymnasium`. The processes end with the pool, with this program,
/// however that ends, and when one of them fails.
public final class GymnasiumPool: Sendable {
  /// Gymnasium's name of the environment.
  public let environment: String
  /// What the environment says about itself.
  public let specification: GymnasiumSpecification

  /// How long is waited for a worker, in seconds.
  public struct Limits: Sendable {
    /// Until it has made its first environment: Python and its packages are read from disk.
    public var start = 120
    /// Until its copies have taken a step, or one has begun an episode.
    public var step = 60

    /// Two minutes for the start, one for a step.
    public init() {}
  }

  private let workers: [GymnasiumWorker]
  private let copies: Int
  private let slotCount = Mutex(0)
  private let failing = Mutex(())
  private let onFailure: @Sendable (GymnasiumError) -> Never

  /// Starts the workers and waits until each has made an environment.
  ///
  /// - Parameters:
  ///   - environment: Gymnasium's name, as `gymnasium.make` takes it: `Hopper-v5`, or with the module
  ///     that registers it, `my_module:MyWorld-v0`.
  ///   - python: a path, or the name of a program on `PATH`.
  ///   - count: of the workers, each a process, at least one.
  ///   - copies: how many will be played side by side. Each worker gets neighbours among them.
  ///   - limits: how long is waited for a worker.
  ///   - onFailure: ends the program when a worker fails in the middle of a step; at most one thread
  ///     calls it.
  public init(
    _ environment: String, python: String = "python3", workers count: Int = 1, copies: Int = 1,
    limits: Limits = Limits(), onFailure: @escaping @Sendable (GymnasiumError) -> Never = stop
  ) throws(GymnasiumError) {
    require(
      count > 0 && copies > 0, "a pool has workers, and plays copies; got \(count) and \(copies)")
    self.environment = environment
    (self.copies, self.onFailure) = (copies, onFailure)
    var workers: [GymnasiumWorker] = []
    // All of them start before the first is waited for.
    for _ in 0..<count {
      workers.append(
        try GymnasiumWorker(environment, python: python, limit: limits.start))
    }
    specification = try workers[0].begin(thenLimit: limits.step)
    for worker in workers.dropFirst() {
      let other = try worker.begin(thenLimit: limits.step)
      guard other == specification else {
        throw GymnasiumError(
          environment: environment,
          .nonsense("one worker says \(specification), another \(other)"))
      }
    }
    self.workers = workers
  }

  /// The numbers of the workers' processes.
  public var processIdentifiers: [Int32] { workers.map(\.processIdentifier) }

  /// A place for one more copy.
  func makeSlot() -> GymnasiumSlot {
    let number = slotCount.withLock { count in
      count += 1
      return count - 1
    }
    // As a rollout's environments are shared out among threads: a worker serves one of them.
    let worker = number < copies ? number * workers.count / copies : number % workers.count
    return GymnasiumSlot(workers[worker])
  }

  /// Takes the step whose action a slot has heard. All workers are sent what their copies have heard
  /// before the answer is waited for.
  func step(_ slot: GymnasiumSlot) throws(GymnasiumError) -> GymnasiumWorker.Outcome {
    for worker in workers { try worker.send() }
    return try slot.worker.outcome(of: slot.number)
  }

  /// What a worker answers; where it fails, the program is ended.
  func orFail<Answer>(_ ask: () throws(GymnasiumError) -> Answer) -> Answer {
    do throws(GymnasiumError) {
      return try ask()
    } catch {
      // Another thread that fails too waits here until the program is gone.
      failing.withLock { _ in onFailure(error) }
    }
  }

  /// Ends the program with a message, as misuse does.
  @Sendable public static func stop(_ error: GymnasiumError) -> Never { fatalError("\(error)") }
}

/// The place of one copy in a worker. Whoever holds it plays there.
final class GymnasiumSlot: Sendable {
  let worker: GymnasiumWorker
  let number: UInt32

  init(_ worker: GymnasiumWorker) {
    (self.worker, number) = (worker, worker.makeSlot())
  }

  deinit { worker.close(number) }
}
