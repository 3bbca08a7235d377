import CKernels
import Foundation

/// What a result was measured on, and when.
enum Machine {
  /// For the head of a table: `2026-01-31, AMD EPYC 9B45, 2 cores, kernels at level v4`.
  static var summary: String {
    let level = String(cString: ck_level_name(ck_active_level()))
    return "\(today), \(processor), \(coreCount) core\(coreCount == 1 ? "" : "s"), "
      + "kernels at level \(level)"
  }

  static var coreCount: Int { ProcessInfo.processInfo.activeProcessorCount }

  private static var today: String {
    Date.now.formatted(.iso8601.year().month().day())
  }

  private static var processor: String {
    let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
    return text.flatMap(processor(inCPUInformation:)) ?? "an unnamed processor"
  }

  /// The processor's name in what Linux tells about it.
  static func processor(inCPUInformation text: String) -> String? {
    text.split(separator: "\n").first { $0.hasPrefix("model name") }?
      .split(separator: ":", maxSplits: 1).last
      .map { $0.trimmingCharacters(in: .whitespaces) }
  }
}
