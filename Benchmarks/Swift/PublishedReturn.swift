/// What others publish for a world: one run of Stable-Baselines3's PPO, played with its most probable
/// actions.
///
/// Source: RL Baselines3 Zoo, `benchmark.md`, commit 22e3ff2450fd92033f7f032915e1f64894a09584,
/// https://github.com/DLR-RM/rl-baselines3-zoo.
struct PublishedReturn {
  var meanReturn: Double
  /// Environment steps of the training, as they are written there.
  var steps: String

  static let zoo = [
    "CartPole-v1": PublishedReturn(meanReturn: 500, steps: "100k"),
    "Pendulum-v1": PublishedReturn(meanReturn: -172.225, steps: "100k"),
    "MiniGrid-DoorKey-5x5-v0": PublishedReturn(meanReturn: 0.964, steps: "100k"),
    "MiniGrid-Empty-Random-5x5-v0": PublishedReturn(meanReturn: 0.968, steps: "100k"),
    "MiniGrid-FourRooms-v0": PublishedReturn(meanReturn: 0.573, steps: "5M"),
  ]
}
