import ArgumentParser

/// `bench`: what the machine makes of the core.
@main
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Time the core on this machine.",
    subcommands: [
      BenchKernels.self, BenchEnvironments.self, BenchTraining.self, BenchScaling.self,
      BenchBook.self, BenchWorlds.self,
    ])
}
