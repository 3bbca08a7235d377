import ArgumentParser
import CKernels
import Foundation
import Notebook

/// `bench kernels`: how fast the C kernels are, beside OpenBLAS where it is installed.
struct BenchKernels: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kernels",
    abstract: "Measure the matrix products and elementwise functions, beside OpenBLAS.",
    discussion: """
      Products of 64×64 matrices with batches of 1, 4, 128 and 512 rows, on one thread: GFLOP/s, \
      the share of what a loop of fused multiply-adds reaches in registers, and the ratio to \
      OpenBLAS (above 1: faster than it), as it chooses its own kernels and with \
      OPENBLAS_CORETYPE=SkylakeX. Takes about ten seconds.
      """)

  // OpenBLAS reads its environment when it is loaded, so each setting takes a process of its own:
  // the command starts itself with this flag and reads the pairs of times it prints.
  @Flag(name: .customLong("measure-products"), help: .hidden)
  var measuresProducts = false

  @Flag(help: "Write the tables into Benchmarks/results.md.")
  var write = false

  func run() throws {
    if measuresProducts { return measureProducts() }
    let tables = benchKernels()
    print(tables)
    guard write else { return }
    CommittedResults.write(
      "## Kernels\n\n\(Machine.summary).\n\n```text\n\(tables)\n```", as: "kernels",
      in: CommittedResults.file)
  }
}

/// The tables of `bench kernels`.
func benchKernels() -> String {
  let level = String(cString: ck_level_name(ck_active_level()))
  let peak = peakRate()
  var lines = [
    "Kernels at level \(level); peak \(fixed(peak, 1)) GFLOP/s "
      + "(fused multiply-adds in registers, one thread)", "",
  ]
  lines += productTable(peak: peak)
  lines += [""] + elementwiseTable()
  return lines.joined(separator: "\n")
}

// MARK: Products

/// The three products of a layer with 64 inputs and 64 outputs.
private enum LayerProduct: String, CaseIterable {
  case forward, weightGradient, inputGradient

  static let width = 64

  var label: String {
    switch self {
    case .forward: "forward         A·B "
    case .weightGradient: "weight gradient Aᵀ·B"
    case .inputGradient: "input gradient  A·Bᵀ"
    }
  }

  func operationCount(batch: Int) -> Double { 2 * Double(batch * Self.width * Self.width) }

  func callKernel(_ m: Matrices, batch: Int) {
    let n = Self.width
    switch self {
    case .forward: ck_product(m.c, m.a, m.b, nil, batch, n, n, CK_IDENTITY)
    case .weightGradient: ck_product_left_transposed(m.c, m.a, m.b, n, batch, n, false)
    case .inputGradient:
      ck_product_right_transposed(m.c, m.a, m.b, batch, n, n, nil, CK_IDENTITY)
    }
  }

  func callOpenBLAS(_ library: OpenBLAS, _ m: Matrices, batch: Int) {
    let (plain, transposed) = (OpenBLAS.noTranspose, OpenBLAS.transpose)
    let (rows, n) = (Int32(batch), Int32(Self.width))
    switch self {
    case .forward: library.multiply(m, plain, plain, rows, n, n)
    case .weightGradient: library.multiply(m, transposed, plain, n, n, rows)
    case .inputGradient: library.multiply(m, plain, transposed, rows, n, n)
    }
  }
}

private let batches = [1, 4, 128, 512]

/// Operands for every product here, filled with ordinary numbers.
private struct Matrices {
  let a, b, c: UnsafeMutablePointer<Float>

  init() {
    var generator = SystemRandomNumberGenerator()
    func matrix() -> UnsafeMutablePointer<Float> {
      let count = batches.max()! * LayerProduct.width
      let values = UnsafeMutablePointer<Float>.allocate(capacity: count)
      for i in 0..<count { (values + i).initialize(to: .random(in: -1...1, using: &generator)) }
      return values
    }
    (a, b, c) = (matrix(), matrix(), matrix())
  }

  func free() {
    for matrix in [a, b, c] { matrix.deallocate() }
  }
}

/// OpenBLAS, loaded at run time where it is installed.
private struct OpenBLAS {
  typealias Multiply =
    @convention(c) (
      Int32, Int32, Int32, Int32, Int32, Int32, Float, UnsafePointer<Float>, Int32,
      UnsafePointer<Float>, Int32, Float, UnsafeMutablePointer<Float>, Int32
    ) -> Void
  typealias CoreName = @convention(c) () -> UnsafePointer<CChar>

  static let noTranspose: Int32 = 111
  static let transpose: Int32 = 112
  static let rowMajor: Int32 = 101

  let sgemm: Multiply
  let coreName: String

  init?() {
    guard
      let library = dlopen("libopenblas.so.0", RTLD_NOW) ?? dlopen("libopenblas.dylib", RTLD_NOW),
      let sgemm = dlsym(library, "cblas_sgemm"),
      let coreName = dlsym(library, "openblas_get_corename")
    else { return nil }
    self.sgemm = unsafeBitCast(sgemm, to: Multiply.self)
    self.coreName = String(cString: unsafeBitCast(coreName, to: CoreName.self)())
  }

  /// C [rows × columns] = A·B with either side transposed, k of them summed.
  func multiply(
    _ m: Matrices, _ a: Int32, _ b: Int32, _ rows: Int32, _ columns: Int32, _ k: Int32
  ) {
    sgemm(
      Self.rowMajor, a, b, rows, columns, k, 1, m.a, a == Self.transpose ? rows : k,
      m.b, b == Self.transpose ? k : columns, 0, m.c, columns)
  }
}

/// Times of one product, in nanoseconds a call, taken turn about: the kernel's, then OpenBLAS's.
private struct TimePairs {
  var kernel: [Double] = []
  var openBLAS: [Double] = []

  /// How many times as fast as OpenBLAS: the median over the pairs, so that a disturbance that
  /// lasts longer than a pair touches both sides of a ratio.
  var ratio: Double? {
    openBLAS.isEmpty ? nil : median(zip(kernel, openBLAS).map { $1 / $0 })
  }
}

/// In the child: prints OpenBLAS's core on the first line (empty where there is none), then a line
/// for each pair: product, batch, both times.
private func measureProducts() {
  let library = OpenBLAS()
  print(library?.coreName ?? "")
  let matrices = Matrices()
  defer { matrices.free() }
  for product in LayerProduct.allCases {
    for batch in batches {
      // About 100 µs a turn at 100 GFLOP/s.
      let calls = max(1, Int(1e7 / product.operationCount(batch: batch)))
      for pair in 0..<52 {
        let kernel = nanoseconds(calls: calls) { product.callKernel(matrices, batch: batch) }
        let openBLAS =
          library.map { library in
            nanoseconds(calls: calls) {
              product.callOpenBLAS(library, matrices, batch: batch)
            }
          }
        // The first pair warms up.
        if pair > 0 { print(product.rawValue, batch, kernel, openBLAS ?? .nan) }
      }
    }
  }
}

/// What measuring children found under one setting of OpenBLAS.
private struct Measurement {
  var coreName = ""
  var times: [String: TimePairs] = [:]

  static func key(_ product: LayerProduct, _ batch: Int) -> String {
    "\(product.rawValue) \(batch)"
  }

  /// Runs this very command once more as a measuring child and adds what it prints.
  mutating func addChild(coreType: String?) {
    let child = Process()
    child.executableURL = Bundle.main.executableURL
    child.arguments = CommandLine.arguments.dropFirst() + ["--measure-products"]
    var environment = ProcessInfo.processInfo.environment
    environment["OPENBLAS_NUM_THREADS"] = "1"
    environment["OPENBLAS_CORETYPE"] = coreType
    child.environment = environment
    let output = Pipe()
    child.standardOutput = output
    guard (try? child.run()) != nil else { return }
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    child.waitUntilExit()
    add(text)
  }

  private mutating func add(_ text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    coreName = lines.first.map(String.init) ?? ""
    for line in lines.dropFirst() {
      let words = line.split(separator: " ")
      guard words.count == 4, let kernel = Double(words[2]), let openBLAS = Double(words[3])
      else { continue }
      let key = "\(words[0]) \(words[1])"
      times[key, default: TimePairs()].kernel.append(kernel)
      if !openBLAS.isNaN { times[key]?.openBLAS.append(openBLAS) }
    }
  }
}

private func productTable(peak: Double) -> [String] {
  var asShipped = Measurement()
  var asSkylake = Measurement()
  // Three rounds of both settings, in turn, so that a slow minute does not fall on one alone.
  for _ in 0..<3 {
    asShipped.addChild(coreType: nil)
    if !asShipped.coreName.isEmpty { asSkylake.addChild(coreType: "SkylakeX") }
  }
  let found = !asShipped.coreName.isEmpty
  var lines = [
    column("64×64, one thread", 21) + right("batch", 6) + right("µs", 9) + right("GFLOP/s", 9)
      + right("of peak", 9)
  ]
  if found {
    lines[0] += right("÷ OpenBLAS", 12) + right("÷ \(asSkylake.coreName)", 12)
  }
  for product in LayerProduct.allCases {
    for batch in batches {
      let key = Measurement.key(product, batch)
      guard let shipped = asShipped.times[key] else { continue }
      let skylake = asSkylake.times[key]
      let time = median(shipped.kernel + (skylake?.kernel ?? []))
      let rate = product.operationCount(batch: batch) / time
      let cells = [
        column(product.label, 21), right("\(batch)", 6), right(fixed(time / 1000, 2), 9),
        right(fixed(rate, 1), 9), right(fixed(100 * rate / peak, 0) + " %", 9),
        shipped.ratio.map { right(fixed($0, 3), 12) } ?? "",
        skylake?.ratio.map { right(fixed($0, 3), 12) } ?? "",
      ]
      lines.append(cells.joined())
    }
  }
  lines.append(
    found
      ? "OpenBLAS as shipped chose \(asShipped.coreName); medians of turns taken in pairs."
      : "OpenBLAS is not installed (libopenblas.so.0), so nothing stands beside these.")
  return lines
}

// MARK: Elementwise functions

private func elementwiseTable() -> [String] {
  let values = Matrices()
  defer { values.free() }
  let count = 8192
  let (x, y, v) = (values.a, values.b, values.c)
  // In (0, 2], so that log and Adam's second moment have what they ask for.
  for i in 0..<count { (x[i], y[i], v[i]) = (x[i] + 1.001, x[i] + 1.001, x[i] + 1.001) }
  let functions: [(name: String, kernel: () -> Void, libm: ScalarFunction?)] = [
    ("exp", { ck_exp(y, x, count) }, expf),
    ("log", { ck_log(y, x, count) }, logf),
    ("tanh", { ck_tanh(y, x, count) }, tanhf),
    ("log-softmax, 2 columns", { ck_log_softmax_rows(y, x, count / 2, 2) }, nil),
    ("Adam", { ck_adam(y, y + count, v, x, count, 0.9, 0.999, 1e-9, 1, 1e-8) }, nil),
    ("sum of squares", { _ = ck_sum_of_squares(x, count) }, nil),
  ]
  let heading = column("\(count) elements", 23) + right("ns each", 9) + right("C library", 12)
  return [heading]
    + functions.map { name, kernel, libm in
      let times = (0..<51).map { _ in nanoseconds(calls: 10, kernel) }
      let cell = libm.map { right(fixed(scalarTime($0, y, x, count), 3), 12) } ?? ""
      return column(name, 23) + right(fixed(median(times) / Double(count), 3), 9) + cell
    }
}

/// A function of the C library, taken one element at a time.
private typealias ScalarFunction = @convention(c) (Float) -> Float

/// Nanoseconds an element.
private func scalarTime(
  _ function: ScalarFunction, _ y: UnsafeMutablePointer<Float>, _ x: UnsafeMutablePointer<Float>,
  _ count: Int
) -> Double {
  let times = (0..<11).map { _ in
    nanoseconds(calls: 1) { for i in 0..<count { y[i] = function(x[i]) } }
  }
  return median(times) / Double(count)
}

// MARK: Measuring

/// GFLOP/s of fused multiply-adds that never leave the registers: the best of several short runs,
/// since anything that disturbs one only slows it.
private func peakRate() -> Double {
  guard let kernels = ck_kernels_at(ck_active_level()) else { return .nan }
  var best = 0.0
  for _ in 0..<50 {
    var operations = 0.0
    let time = nanoseconds(calls: 1) { operations = kernels.pointee.peak(20_000) }
    best = max(best, operations / time)
  }
  return best
}

/// Mean wall time of one of several calls in a row.
private func nanoseconds(calls: Int, _ body: () -> Void) -> Double {
  let time = ContinuousClock().measure {
    for _ in 0..<calls { body() }
  }
  return time / .nanoseconds(calls)
}

// MARK: Columns

private func fixed(_ value: Double, _ places: Int) -> String {
  String(format: "%.\(places)f", value)
}

private func column(_ text: String, _ width: Int) -> String {
  text + String(repeating: " ", count: max(0, width - text.count))
}

private func right(_ text: String, _ width: Int) -> String {
  String(repeating: " ", count: max(1, width - text.count)) + text
}
