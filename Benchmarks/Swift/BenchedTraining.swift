/// A training that `bench training` times, in the same settings for everybody.
struct BenchedTraining: Sendable {
  /// Gymnasium's name of the environment.
  var environment: String
  /// What is set otherwise than `proximal train` would set it; `Benchmarks/training.py` has the same.
  var options: [String]
  /// The settings in words, for the reader of the table.
  var summary: String
  /// Steps of one rollout: the shortest training there is.
  var rolloutSteps: Int
  /// Steps of ours and of peers that are one compiled program.
  var steps: Int
  /// Steps of peers whose loop is Python's.
  var stepsInPython: Int
  /// Who trains besides us.
  var peers: [TrainingPeer] = [.baselines, .envPool, .sbx, .jax]
  /// The Python in which our workers play, where the environment is Gymnasium's.
  var python: String?

  /// Whether Gymnasium's own environment is played, in processes of Python.
  var isGymnasiums: Bool { environment.hasPrefix("gymnasium:") }

  static let all = [
    BenchedTraining(
      environment: "CartPole-v1", options: [],
      summary: "4 environments × 128 steps, 4 epochs of 4 minibatches (128 rows)",
      rolloutSteps: 512, steps: 2_000_000, stepsInPython: 40_000),
    BenchedTraining(
      environment: "MiniGrid-Empty-8x8-v0",
      options: [
        "--environments", "16", "--rollout-length", "128", "--epochs", "4", "--minibatches", "4",
        "--learning-rate", "1e-3", "--adam-epsilon", "1e-5", "--entropy-coefficient", "0.01",
        "--value-clip-range", "0.2", "--target-kl", "none", "--normalise-advantages",
      ],
      summary: "16 environments × 128 steps, 4 epochs of 4 minibatches (512 rows)",
      rolloutSteps: 2048, steps: 500_000, stepsInPython: 40_000),
    BenchedTraining(
      environment: "Pendulum-v1", options: ["--minibatches", "32"],
      summary: "4 environments × 1024 steps, 10 epochs of 32 minibatches (128 rows)",
      rolloutSteps: 4096, steps: 300_000, stepsInPython: 16_384),
    BenchedTraining(
      environment: "gymnasium:Hopper-v5", options: [],
      summary:
        "8 environments × 256 steps, 10 epochs of 32 minibatches (64 rows), observations and "
        + "rewards normalised; the same environments of Gymnasium, in processes of the same Python",
      rolloutSteps: 2048, steps: 102_400, stepsInPython: 20_480,
      peers: [.baselines, .subprocesses]),
  ]

  /// The same with fewer steps.
  func shortened(to steps: Int) -> BenchedTraining {
    var copy = self
    copy.steps = steps
    copy.stepsInPython = min(stepsInPython, steps)
    return copy
  }

  /// The arguments of our own trainer.
  func arguments(steps: Int, seed: Int = 1, cores: Int = 1) -> [String] {
    ["train", environment, "--steps", "\(steps)", "--seed", "\(seed)", "--cores", "\(cores)"]
      + ["--json"] + options + (python.map { ["--python", $0] } ?? [])
  }
}

/// Whom `Benchmarks/training.py` knows.
enum TrainingPeer: String, CaseIterable, Sendable {
  case baselines = "SB3"
  case subprocesses = "SB3 processes"
  case envPool = "EnvPool+SB3"
  case sbx = "SBX"
  case jax = "JAX"

  /// As the tables call it.
  var name: String {
    switch self {
    case .baselines: "Stable-Baselines3"
    case .subprocesses: "Stable-Baselines3, a process an environment"
    case .envPool: "Stable-Baselines3 on EnvPool"
    case .sbx: "SBX (JAX)"
    case .jax: "PureJaxRL-style (JAX)"
    }
  }

  func steps(of training: BenchedTraining) -> Int {
    self == .jax ? training.steps : training.stepsInPython
  }
}
