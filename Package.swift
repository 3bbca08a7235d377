// swift-tools-version: 6.3
import PackageDescription

// Proximal 0.1.0-dev

// A reader types `swift run reinforce`, which is a debug build. Everything but the tests is
// therefore optimised in debug too; `assert` and the debugger's line tables stay.
let optimisedSwift: [SwiftSetting] = [
  .unsafeFlags(["-O"], .when(configuration: .debug)),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]
let optimisedC: [CSetting] = [.unsafeFlags(["-O3"])]
let optimisedCxx: [CXXSetting] = [.unsafeFlags(["-O2"], .when(configuration: .debug))]

// The compiler looks into Homebrew's folders only when it is told to; `prepare.sh` looks there too.
#if os(macOS)
  #if arch(arm64)
    let usualHomebrew = "/opt/homebrew"
  #else
    let usualHomebrew = "/usr/local"
  #endif
  let homebrew = Context.environment["HOMEBREW_PREFIX"] ?? usualHomebrew
  let packagedHeaders: [CXXSetting] = [.unsafeFlags(["-I\(homebrew)/include"])]
  let packagedLibraries: [LinkerSetting] = [.unsafeFlags(["-L\(homebrew)/lib"])]
#else
  let packagedHeaders: [CXXSetting] = []
  let packagedLibraries: [LinkerSetting] = []
#endif
let testSwift: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let numerics = Target.Dependency.product(name: "RealModule", package: "swift-numerics")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")

/// A chapter: one executable target in `Chapters/NN-name`, one file that reads top to bottom.
func chapter(_ name: String, number: String) -> Target {
  .executableTarget(
    name: name, dependencies: ["Proximal", "Figures", "Notebook"],
    path: "Chapters/\(number)-\(name)", exclude: ["README.md"], swiftSettings: optimisedSwift)
}

/// The proofs of one chapter's equations.
func chapterTests(_ name: String, of chapter: String) -> Target {
  .testTarget(
    name: "\(name)Tests",
    dependencies: [.target(name: chapter), "Proximal", "TestSupport", numerics],
    path: "Tests/\(name)Tests", swiftSettings: testSwift)
}

// The same tests check the solutions of the exercises, in `swift test`, and what a reader has
// written into the stubs, in `make exercises`.
let checksStubs = Context.environment["PROXIMAL_EXERCISES"] == "stubs"
let exercises = checksStubs ? "Exercises/Stubs" : "Exercises/Solutions"

let package = Package(
  name: "proximal",
  // Arrays of fixed size need their runtime.
  platforms: [.macOS(.v26)],
  products: [
    .library(name: "Proximal", targets: ["Proximal"]),
    .library(name: "TrainingFiles", targets: ["TrainingFiles"]),
    .library(name: "GymnasiumWorkers", targets: ["GymnasiumWorkers"]),
    .executable(name: "proximal", targets: ["ProximalTool"]),
    .executable(name: "bench", targets: ["Benchmarks"]),
    .executable(name: "before-you-start", targets: ["before-you-start"]),
    .executable(name: "reinforce", targets: ["reinforce"]),
    .executable(name: "reward-to-go", targets: ["reward-to-go"]),
    .executable(name: "importance-sampling", targets: ["importance-sampling"]),
    .executable(name: "kl-penalty", targets: ["kl-penalty"]),
    .executable(name: "ppo-clip", targets: ["ppo-clip"]),
    .executable(name: "gae", targets: ["gae"]),
    .executable(name: "ppo", targets: ["ppo"]),
    .executable(name: "minigrid", targets: ["minigrid"]),
    .executable(name: "pendulum", targets: ["pendulum"]),
    .executable(name: "epilogue", targets: ["epilogue"]),
  ],
  traits: [
    .trait(name: "MPI", description: "Trainings shared out among processes by Open MPI (make mpi).")
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),
  ],
  targets: [
    // The core.
    .target(
      name: "CKernels", cSettings: optimisedC, linkerSettings: [.linkedLibrary("m")]),
    .target(name: "Proximal", dependencies: ["CKernels", numerics], swiftSettings: optimisedSwift),

    // Files.
    .target(name: "Files", dependencies: [system], swiftSettings: optimisedSwift),

    // What a training is told, and what it leaves: settings, agents, checkpoints, logs.
    .target(
      name: "TrainingFiles", dependencies: ["Proximal", "Files", numerics, system],
      swiftSettings: optimisedSwift),

    // Many processes that train one agent, where the trait MPI is on.
    .systemLibrary(
      name: "COpenMPI", pkgConfig: "ompi-c",
      providers: [.apt(["libopenmpi-dev"]), .brew(["open-mpi"])]),
    .target(
      name: "MPIRanks",
      dependencies: ["Proximal", .target(name: "COpenMPI", condition: .when(traits: ["MPI"]))],
      swiftSettings: optimisedSwift),

    // Gymnasium's environments, played by processes of the reader's Python.
    .target(
      name: "GymnasiumWorkers", dependencies: ["Proximal", "Files"],
      resources: [.embedInCode("worker.py")], swiftSettings: optimisedSwift),

    // Figures and the notebook.
    .target(
      name: "CGnuplotIostream", cxxSettings: optimisedCxx + packagedHeaders,
      linkerSettings: packagedLibraries + [.linkedLibrary("boost_iostreams")]),
    .target(
      name: "Figures", dependencies: ["CGnuplotIostream", "Files", "Proximal"],
      swiftSettings: optimisedSwift),
    .target(
      name: "Notebook",
      dependencies: ["Proximal", "TrainingFiles", "Figures", "Files", argumentParser, system],
      swiftSettings: optimisedSwift),

    // The book. No chapter links it.
    .target(
      name: "Weaver", dependencies: ["TrainingFiles", "Figures", "Notebook"],
      swiftSettings: optimisedSwift),

    // What a reader runs. The tool has Boost's iostreams from `Figures`: `train --preview` draws its
    // learning curve through gnuplot-iostream, and `Notebook`, whose console, progress and records every
    // verb uses, draws the figures of chapters. What trains, saves and plays for another program is
    // `TrainingFiles`, which has neither. `make dist` links Boost's archive, so that its program needs no
    // library of Boost's where it runs.
    .executableTarget(
      name: "ProximalTool",
      dependencies: [
        "Proximal", "Files", "TrainingFiles", "GymnasiumWorkers", "MPIRanks", "Figures", "Notebook",
        "Weaver", "GoldenComparison", argumentParser,
      ],
      swiftSettings: optimisedSwift),
    .executableTarget(
      name: "Benchmarks",
      dependencies: ["Proximal", "CKernels", "Files", "Figures", "Notebook", argumentParser],
      path: "Benchmarks/Swift", swiftSettings: optimisedSwift),
    chapter("before-you-start", number: "00"),
    chapter("reinforce", number: "01"),
    chapter("reward-to-go", number: "02"),
    chapter("importance-sampling", number: "03"),
    chapter("kl-penalty", number: "04"),
    chapter("ppo-clip", number: "05"),
    chapter("gae", number: "06"),
    chapter("ppo", number: "07"),
    chapter("minigrid", number: "08"),
    chapter("pendulum", number: "09"),
    chapter("epilogue", number: "10"),

    // Tests: one target for each library, one for each chapter.
    .target(
      name: "TestSupport", dependencies: [numerics], path: "Tests/TestSupport",
      swiftSettings: optimisedSwift),
    // The core held against what reference packages computed: tests use it, and `proximal verify`.
    .target(
      name: "GoldenComparison", dependencies: ["Proximal", "Files"],
      path: "Tests/GoldenComparison", swiftSettings: optimisedSwift),
    .testTarget(
      name: "GoldenComparisonTests",
      dependencies: ["GoldenComparison", "Proximal", "Files", "TestSupport"],
      resources: [.copy("Golden")], swiftSettings: testSwift),
    .testTarget(
      name: "CKernelsTests", dependencies: ["CKernels"], exclude: ["Sanitizers", "Exhaustive"],
      swiftSettings: testSwift),
    .testTarget(
      name: "ProximalTests", dependencies: ["Proximal", "CKernels", "TestSupport", numerics],
      swiftSettings: testSwift),
    .testTarget(
      name: "FilesTests", dependencies: ["Files", "TestSupport", system], swiftSettings: testSwift),
    .testTarget(
      name: "TrainingFilesTests",
      dependencies: ["TrainingFiles", "Proximal", "Files", "TestSupport"],
      swiftSettings: testSwift),
    .testTarget(
      name: "MPIRanksTests", dependencies: ["MPIRanks", "Proximal"], swiftSettings: testSwift),
    .testTarget(
      name: "GymnasiumWorkersTests",
      dependencies: ["GymnasiumWorkers", "Proximal", "Files", "TestSupport"],
      exclude: ["make_venv.sh", "requirements.txt", "fakes.py"], swiftSettings: testSwift),
    .testTarget(
      name: "FiguresTests", dependencies: ["Figures", "Files", "TestSupport"],
      swiftSettings: testSwift),
    .testTarget(
      name: "NotebookTests",
      dependencies: ["Notebook", "Proximal", "TrainingFiles", "Figures", "Files", "TestSupport"],
      swiftSettings: testSwift),
    .testTarget(
      name: "WeaverTests", dependencies: ["Weaver", "Figures", "Notebook"], swiftSettings: testSwift
    ),
    .testTarget(
      name: "ProximalToolTests",
      dependencies: [
        "ProximalTool", "Proximal", "Files", "TrainingFiles", "Notebook", "PortableTraining",
        "TestSupport", argumentParser,
      ],
      exclude: ["Fuzzing"], swiftSettings: testSwift),
    .testTarget(
      name: "BenchmarksTests",
      dependencies: [
        "Benchmarks", "ProximalTool", "Proximal", "GymnasiumWorkers", "Notebook", argumentParser,
      ],
      swiftSettings: testSwift),
    chapterTests("BeforeYouStart", of: "before-you-start"),
    chapterTests("Reinforce", of: "reinforce"),
    chapterTests("RewardToGo", of: "reward-to-go"),
    chapterTests("ImportanceSampling", of: "importance-sampling"),
    chapterTests("KLPenalty", of: "kl-penalty"),
    chapterTests("PPOClip", of: "ppo-clip"),
    chapterTests("GAE", of: "gae"),
    chapterTests("PPO", of: "ppo"),
    chapterTests("MiniGrid", of: "minigrid"),
    chapterTests("Pendulum", of: "pendulum"),
    chapterTests("Epilogue", of: "epilogue"),

    // The trainings that `make portable` compares between machines.
    .target(
      name: "PortableTraining", dependencies: ["Proximal"], path: "Tests/Portable/Training",
      swiftSettings: optimisedSwift),
    .executableTarget(
      name: "portable-training", dependencies: ["PortableTraining"],
      path: "Tests/Portable/Program", cSettings: optimisedC),

    // The exercises of the book.
    .target(name: "ExerciseSupport", path: "Exercises/Support", swiftSettings: testSwift),
    .target(
      name: "Exercises", dependencies: ["ExerciseSupport", "Proximal", numerics], path: exercises,
      swiftSettings: testSwift),
    .testTarget(
      name: "ExerciseTests", dependencies: ["Exercises", "Proximal", "TestSupport", numerics],
      path: "Exercises/Tests", swiftSettings: testSwift),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c11,
  cxxLanguageStandard: .cxx17
)

// A reader who has only just cloned the repository need not wait for what no exercise needs.
if checksStubs {
  let needed = [
    "CKernels", "Proximal", "TestSupport", "ExerciseSupport", "Exercises", "ExerciseTests",
  ]
  package.targets.removeAll { !needed.contains($0.name) }
  package.products.removeAll { $0.name != "Proximal" }
}
