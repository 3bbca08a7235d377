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

  /// For a row of its own: `2026-01-31, AMD EPYC 9B45`.
  static var dateAndProcessor: String { "\(today), \(processor)" }

  static var coreCount: Int { ProcessInfo.processInfo.activeProcessorCount }

  private static var today: String {
    Date.now.formatted(.iso8601.year().month().day())
  }

  private static var processor: String {
    #if canImport(Darwin)
      let name = brand
    #else
      let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
      let name = text.flatMap(processor(inCPUInformation:))
    #endif
    return name ?? "an unnamed processor"
  }

  #if canImport(Darwin)
    private static var brand: String? {
      var size = 0
      guard sysctlbyname("machdep.cpu.brand_string", nil, &size, nil, 0) == 0 else { return nil }
      var bytes = [UInt8](repeating: 0, count: size)
      guard sysctlbyname("machdep.cpu.brand_string", &bytes, &size, nil, 0) == 0 else { return nil }
      return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  #endif

  /// The processor's name in what Linux tells about it; of an Arm processor, which it does not name,
  /// the numbers of its maker and its design.
  static func processor(inCPUInformation text: String) -> String? {
    func value(_ field: String) -> String? {
      text.split(separator: "\n").first { $0.hasPrefix(field) }?
        .split(separator: ":", maxSplits: 1).last
        .map { $0.trimmingCharacters(in: .whitespaces) }
    }
    if let name = value("model name") { return name }
    guard let maker = value("CPU implementer"), let part = value("CPU part") else { return nil }
    return "Arm processor \(maker):\(part)"
  }
}

/// How often everything was measured, for a table's heading.
func inRounds(_ count: Int) -> String {
  count == 1 ? "one round" : "medians of \(count) rounds"
}
