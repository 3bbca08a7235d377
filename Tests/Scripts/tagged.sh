#!/usr/bin/env bash
# Does `.package(url:from:)` work once a release is tagged? Tags a clone of this repository with the version
# of its sources, and has a package that names it so load its libraries: SwiftPM then finds the tag and
# refuses what a dependency may not have. (That the libraries build in another package, own-world.sh sees.)
# With `build` it builds the package as well. Status 1 if anything fails.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root"
. Forms/shared/version.sh
release=$(version)
release=${release%-dev}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# As Package.swift stands here, committed or not.
git clone -q --no-local --depth 1 "file://$root" "$work/proximal"
cp Package.swift "$work/proximal"
git -C "$work/proximal" -c user.name=test -c user.email=test@example.org \
  commit -q --allow-empty --all --message "A release"
git -C "$work/proximal" tag "$release"

mkdir -p "$work/reader/Sources/reader"
cat >"$work/reader/Package.swift" <<PACKAGE
// swift-tools-version: 6.3
import PackageDescription

let package = Package(
  name: "reader", platforms: [.macOS(.v26)],
  dependencies: [.package(url: "file://$work/proximal", from: "$release")],
  targets: [
    .executableTarget(
      name: "reader",
      dependencies: ["Proximal", "TrainingFiles", "GymnasiumWorkers"].map {
        .product(name: \$0, package: "proximal")
      })
  ])
PACKAGE
cat >"$work/reader/Sources/reader/main.swift" <<'PROGRAM'
import Proximal

var generator = PCG64(seed: 42)
print(generator.next())
PROGRAM

# What SwiftPM remembers of a clone that will be gone goes with it; what it has fetched it need not fetch again.
cp -R "$HOME/.cache/org.swift.swiftpm" "$work/cache" 2>/dev/null || true
own_memory=(--cache-path "$work/cache" --security-path "$work/security")

cd "$work/reader"
swift package "${own_memory[@]}" show-dependencies >"$work/said" 2>&1 || {
  cat "$work/said"
  exit 1
}
grep -q "proximal<.*$work/proximal@$release>" "$work/said" || {
  cat "$work/said"
  echo "tagged: SwiftPM did not take version $release"
  exit 1
}
if [ "${1:-}" = build ]; then swift run "${own_memory[@]}"; fi
