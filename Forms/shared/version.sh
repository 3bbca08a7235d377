# Sourced. What the sources say this version is, as `proximal --version` does: 0.1.0-dev.
version() {
  sed -n 's/.*static let current = "\(.*\)".*/\1/p' Sources/TrainingFiles/Version.swift
}
