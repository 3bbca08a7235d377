import ArgumentParser

/// `proximal bench`: what the machine makes of the core.
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Time the core on this machine.",
    subcommands: [
      BenchKernels.self, BenchEnvironments.self, BenchTraining.self, BenchScaling.self,
      BenchBook.self,
    ])
}
