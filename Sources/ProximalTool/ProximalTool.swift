import ArgumentParser

/// `proximal`: what the course does besides running its chapters.
@main
struct ProximalTool: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "proximal",
    abstract: "Tools of the course in policy optimisation that you run.",
    subcommands: [Train.self, Play.self, Doctor.self, Weave.self, Verify.self])
}
