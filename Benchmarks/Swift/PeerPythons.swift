import Notebook

/// The Pythons in which peers may be installed, and the script that they run.
struct PeerPythons {
  var paths: [String]
  var script: String

  /// Has a peer train in the first Python that can.
  ///
  /// - Returns: the training and its process, or why there is none.
  func train(
    _ peer: TrainingPeer, in environment: String, steps: Int, cores: [Int]?
  ) -> Result<(TrainingReport, MeasuredProcess), Skipped> {
    var reason = "no Python was given"
    for path in paths {
      let command = [path, script, peer.rawValue, environment, "\(steps)"]
      guard let process = MeasuredProcess.run(command, cores: cores) else {
        reason = "\(path) could not be started"
        continue
      }
      if process.exitCode == 0, let report = TrainingReport(printed: process.output) {
        return .success((report, process))
      }
      reason = TrainingReport.reasonForSkipping(printed: process.output)
    }
    return .failure(Skipped(reason: reason))
  }

  struct Skipped: Error, Equatable { var reason: String }

  /// Whether a Python can play Gymnasium's worlds of MuJoCo.
  static func plays(_ python: String) -> Bool {
    MeasuredProcess.run([python, "-c", "import gymnasium, mujoco"])?.exitCode == 0
  }

  /// The first Python that can.
  var player: String? { paths.first(where: Self.plays) }

  /// The versions of what peers are made of: `torch 2.0, jax 0.4`.
  var versions: String {
    let list = Self.packages.map { "'\($0)'" }.joined(separator: ",")
    let program = """
      from importlib import metadata
      for name in [\(list)]:
          try:
              print(name, metadata.version(name))
          except metadata.PackageNotFoundError:
              pass
      """
    var found: [String] = []
    for path in paths {
      let lines = MeasuredProcess.run([path, "-c", program])?.output.split(separator: "\n") ?? []
      for line in lines where !found.contains(String(line)) { found.append(String(line)) }
    }
    return found.joined(separator: ", ")
  }

  private static let packages = [
    "stable_baselines3", "torch", "sbx-rl", "jax", "gymnax", "navix", "envpool", "gymnasium",
    "mujoco", "minigrid", "numpy",
  ]
}
