// swift-tools-version: 6.3
import PackageDescription

let package = Package(
  name: "Acrobot",
  platforms: [.macOS(.v26)],
  // In a package of your own: the folder into which you cloned Proximal.
  dependencies: [.package(name: "proximal", path: "../..")],
  targets: [
    .executableTarget(
      name: "acrobot",
      dependencies: [
        .product(name: "Proximal", package: "proximal"),
        .product(name: "TrainingFiles", package: "proximal"),
      ],
      path: ".", sources: ["main.swift"])
  ]
)
