import Dispatch
import Foundation
import Testing

/// Stops the process when an answer takes a minute: a loop that never ends would keep the reader
/// waiting for a table. Solutions are not watched; among all other tests they may have to wait.
struct LoopWithoutEnd: SuiteTrait, TestTrait, TestScoping {
  let isRecursive = true

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    guard ProcessInfo.processInfo.environment["PROXIMAL_EXERCISES"] == "stubs" else {
      return try await function()
    }
    let alarm = DispatchWorkItem { fatalError("a minute has passed; does a loop never end?") }
    DispatchQueue.global().asyncAfter(deadline: .now() + 60, execute: alarm)
    defer { alarm.cancel() }
    try await function()
  }
}

extension Trait where Self == LoopWithoutEnd {
  static var stopsLoopsWithoutEnd: Self { LoopWithoutEnd() }
}
