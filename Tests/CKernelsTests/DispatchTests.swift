import CKernels
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

struct DispatchTests {
  @Test("The default level is always there, under its name")
  func defaultLevel() {
    #expect(ck_level_available(CK_LEVEL_DEFAULT))
    #expect(String(cString: ck_level_name(CK_LEVEL_DEFAULT)) == "default")
    #expect(ck_kernels_at(CK_LEVEL_DEFAULT) != nil)
    #expect(ck_kernels_at(ck_level(rawValue: UInt32(CK_LEVEL_COUNT))) == nil)
    #expect(!ck_level_available(ck_level(rawValue: UInt32(CK_LEVEL_COUNT))))
  }

  @Test("The active level is available, and the public functions are its kernels")
  func activeLevel() {
    let active = ck_active_level()
    #expect(ck_level_available(active))
    let x: [Float] = [0.1, 0.7, -3]
    let direct = guarded(unread(3)) { ck_kernels_at(active)!.pointee.tanh($0, x, 3) }
    expectSameBits(guarded(unread(3)) { ck_tanh($0, x, 3) }, direct, "tanh")
  }

  @Test("PROXIMAL_KERNELS=default is obeyed")
  func chosenLevel() async {
    await #expect(processExitsWith: .success) {
      setenv("PROXIMAL_KERNELS", "default", 1)
      exit(ck_active_level() == CK_LEVEL_DEFAULT ? 0 : 1)
    }
  }

  @Test("PROXIMAL_KERNELS=v5 ends in one line and exit code 64")
  func unknownLevel() async throws {
    let result = try await #require(
      processExitsWith: .exitCode(64), observing: [\.standardErrorContent]
    ) {
      setenv("PROXIMAL_KERNELS", "v5", 1)
      _ = ck_sum_of_squares([1], 1)
    }
    let message = String(decoding: result.standardErrorContent, as: UTF8.self)
    #expect(message.contains("PROXIMAL_KERNELS=v5: expected default, v3, v4 or relaxed\n"))
  }

  @Test("A level of another architecture is refused in one line, exit code 64")
  func otherArchitecture() async throws {
    let result = try await #require(
      processExitsWith: .exitCode(64), observing: [\.standardErrorContent]
    ) {
      setenv("PROXIMAL_KERNELS", "relaxed", 1)
      _ = ck_sum_of_squares([1], 1)
    }
    let message = String(decoding: result.standardErrorContent, as: UTF8.self)
    #expect(
      message.contains("PROXIMAL_KERNELS=relaxed: this processor does not run that level\n"))
  }

  @Test("Threads that race to the first call all get an answer")
  func firstCallFromManyThreads() async {
    await withTaskGroup(of: Double.self) { group in
      for _ in 0..<16 { group.addTask { ck_sum_of_squares([3, 4], 2) } }
      for await sum in group { #expect(sum == 25) }
    }
  }
}
