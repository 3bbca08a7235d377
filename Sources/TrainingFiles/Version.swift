import Foundation

/// Which Proximal this is, and what it runs on, for the files that it leaves.
package enum Version {
  /// Of the package; the changelog begins with it. There has been no release yet.
  package static let current = "0.1.0-dev"

  /// One line: `Proximal 0.1.0-dev, Debian GNU/Linux 12 (bookworm), x86_64`.
  package static var line: String {
    "Proximal \(current), \(ProcessInfo.processInfo.operatingSystemVersionString), \(processor)"
  }

  private static var processor: String {
    #if arch(x86_64)
      "x86_64"
    #elseif arch(arm64)
      "arm64"
    #elseif arch(wasm32)
      "wasm32"
    #else
      "unknown processor"
    #endif
  }
}
