import Proximal
import TrainingFiles

/// The largest mean return that anybody could have in a world.
enum BestReturn {
  /// - Returns: the return, and how it is known, in words; nil where nobody has worked it out.
  static func of(_ id: String) -> (value: Double, source: String)? {
    switch id {
    case "CartPole-v1": return (500, "the time limit")
    case "Pendulum-v1", "gymnasium:Hopper-v5": return nil
    default:
      return MiniGridWorlds.visit(id, with: Searching())
    }
  }

  /// Starts over which the shortest ways are averaged, those of the seeds from 0 on.
  static let startCount = 200

  private struct Searching: MiniGridVisitor {
    func visit<Layout: MiniGridLayout>(
      _ environment: MiniGrid<Layout>
    ) -> (value: Double, source: String) {
      if let layout = environment.layout as? DynamicObstacles {
        return (DynamicObstaclesOptimum(of: layout).expectedReturn, "backward induction")
      }
      return (shortestWays(in: environment), "shortest ways")
    }

    /// Only a door wants more than turns and steps; nothing is gained by doing nothing.
    private func shortestWays<Layout: MiniGridLayout>(in environment: MiniGrid<Layout>) -> Double {
      var environment = environment
      let actionCount = environment.layout is DoorKey ? 6 : 3
      let returns = (0..<BestReturn.startCount).map { seed in
        _ = environment.reset(seed: UInt64(seed))
        return MiniGridStateSpace(from: [environment.world], actionCount: actionCount)
          .largestReturn(timeLimit: environment.timeLimit)
      }
      return returns.reduce(0, +) / Double(returns.count)
    }
  }
}
