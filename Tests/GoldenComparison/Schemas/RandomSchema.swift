import Files
import Proximal

extension GoldenSchema {
  /// Random draws of every kind, for each seed.
  static let random = GoldenSchema(
    name: "rng",
    checkHeader: { header, cases throws(GoldenError) in
      let seeds = try cases.map { golden throws(GoldenError) in try golden["seed"].inputText() }
      header.compare("seeds", seeds)
    },
    checkCase: { golden, _ throws(GoldenError) in
      let random = try RandomCase(golden)
      try random.compareSeeding()
      try random.compareReals()
      try random.compareNormals()
      try random.compareIntegers()
      try random.compareShuffles()
      try random.compareMixed()
      try random.compareLongRuns()
      try random.compareSpaces()
    })
}

/// The draws of one seed. Each list starts from a fresh generator and is as long as in the file.
private struct RandomCase {
  let golden: GoldenField
  let words: [UInt32]
  let seedSequence: SeedSequence

  init(_ golden: GoldenField) throws(GoldenError) {
    let seed = try golden["seed"]
    guard let words = entropyWords(ofDecimal: try seed.inputText()) else {
      throw seed.unlike("a decimal number in quotes")
    }
    (self.golden, self.words) = (golden, words)
    seedSequence = SeedSequence(entropyWords: words)
  }

  var generator: PCG64 { PCG64(seedSequence) }
  var numPyGenerator: NumPyGenerator { NumPyGenerator(seedSequence) }

  /// Compares a list with as many draws as it has elements.
  func compare<Draw: GoldenComparable>(
    _ field: GoldenField, _ draw: (inout PCG64) -> Draw
  ) throws(GoldenError) {
    var generator = generator
    field.compare(try field.elements.map { _ in draw(&generator) })
  }

  func compareSeeding() throws(GoldenError) {
    golden.compare("seed_hex", hexadecimal(ofWords: words))
    golden.compare("entropy_words_u32", words.map { HexWord($0) })
    golden.compare("pool_u32", seedSequence.pool.map { HexWord($0) })
    for (field, count) in try golden.counts(like: "generate_state_#_u32") {
      field.compare(seedSequence.generateState32(count).map { HexWord($0) })
    }
    for (field, count) in try golden.counts(like: "generate_state_#_u64") {
      field.compare(seedSequence.generateState64(count).map { HexWord($0) })
    }
    try golden.compare("initial", numPyGenerator)
    try compare(golden["raw_u64"]) { HexWord($0.next() as UInt64) }
  }
}

// MARK: - Real numbers

extension RandomCase {
  func compareReals() throws(GoldenError) {
    try compare(golden["random"]) { $0.random() }
    try compare(golden["random_f32"]) { $0.randomFloat() }
    for (field, bounds) in try golden.doubles(like: "uniform_#_#") {
      try compare(field) { $0.uniform(bounds[0], bounds[1]) }
    }
    try compareUniformVectors()
  }

  /// Bounds given as vectors: every call draws one number for each component.
  func compareUniformVectors() throws(GoldenError) {
    let field = try golden["uniform_low_high_arrays"]
    let low = try field["low"].inputFinites()
    let high = try field["high"].inputFinites()
    guard low.count == high.count else { throw try field["high"].unlike("\(low.count) numbers") }
    try compare(field["draws"]) { generator in
      zip(low, high).map { generator.uniform($0, $1) }
    }
  }

  func compareNormals() throws(GoldenError) {
    try compare(golden["standard_normal"]) { $0.standardNormal() }
    for (field, parameters) in try golden.doubles(like: "normal_#_#") {
      try compare(field) { $0.normal(mean: parameters[0], standardDeviation: parameters[1]) }
    }
  }
}

// MARK: - Integers, shuffles and mixed draws

extension RandomCase {
  func compareIntegers() throws(GoldenError) {
    for field in try golden["integers"].fields {
      let range = try integerRange(field.name.split(separator: ":"), of: field)
      field.compare("low", "\(range.lowerBound)")
      // The upper bound, which is not itself drawn, may lie beyond the 64-bit integers.
      field.compare("high", "\(Int128(range.upperBound) + 1)")
      var generator = numPyGenerator
      field.compare("draws", try field["draws"].elements.map { _ in generator.integer(in: range) })
      try field.compare("after", generator)
    }
    for (field, bounds) in try golden.fields(like: "choice_range_#_#") {
      let elements = try integerRange(bounds, of: field)
      // A collection's count must fit an integer.
      guard Int128(elements.upperBound) - Int128(elements.lowerBound) < Int.max else {
        throw field.unusableName
      }
      try compare(field) { $0.choice(elements) }
    }
  }

  /// The integers from `low` up to, and without, `high`.
  func integerRange(
    _ bounds: [some StringProtocol], of field: GoldenField
  ) throws(GoldenError) -> ClosedRange<Int> {
    guard bounds.count == 2, let low = Int(bounds[0]), let high = Int128(bounds[1]),
      let last = Int(exactly: high - 1), low <= last
    else { throw field.unusableName }
    return low...last
  }

  func compareShuffles() throws(GoldenError) {
    for field in try golden["shuffle"].fields {
      // A number of elements that is not the list's cannot be equal, however long it would take.
      guard let count = Int(field.name), count == (try field["permutation"].elements.count) else {
        throw try field["permutation"].unlike("\(field.name) numbers")
      }
      for kind in ["list", "ndarray"] {
        var generator = numPyGenerator
        var elements = Array(0..<count)
        generator.draw32 { $0.shuffle(&elements) }
        field.compare("shuffle_\(kind)", elements)
        try field.compare("after_\(kind)", generator)
      }
      var generator = numPyGenerator
      field.compare("permutation", generator.draw32 { $0.permutation(count) })
      try field.compare("after_permutation", generator)
    }
  }

  func compareMixed() throws(GoldenError) {
    var generator = numPyGenerator
    for call in try golden["mixed"].elements {
      let parts = try call.elements
      guard parts.count == 3 else { throw call.unlike("a call, its value and a flag") }
      parts[1].compare(try draw(parts[0], from: &generator))
      parts[2].compare(generator.hasHalf)
    }
    try golden.compare("mixed_after", generator)
  }

  /// The value of one call: `i10`, `r`, `f`, `n` or `u`.
  func draw(
    _ call: GoldenField, from generator: inout NumPyGenerator
  ) throws(GoldenError) -> DrawnNumber {
    let name = try call.inputText()
    switch name {
    case "r": return .real(generator.draw64 { $0.random() })
    case "f": return .real(Double(generator.draw32 { $0.randomFloat() }))
    case "n": return .real(generator.draw64 { $0.standardNormal() })
    case "u": return .real(generator.draw64 { $0.uniform(-1, 3) })
    default:
      guard name.hasPrefix("i"), let high = Int(name.dropFirst()), high > 0 else {
        throw call.unlike("i with a number, r, f, n or u")
      }
      return .integer(generator.integer(in: 0...(high - 1)))
    }
  }
}

/// What a call gave whose kind is only known from the file.
private enum DrawnNumber: GoldenComparable {
  case real(Double)
  case integer(Int)

  func compare(with field: GoldenField, within tolerance: Tolerance) {
    switch self {
    case .real(let number): number.compare(with: field, within: tolerance)
    case .integer(let number): number.compare(with: field, within: tolerance)
    }
  }
}

// MARK: - Long runs, of which only a digest is in the file

extension RandomCase {
  func compareLongRuns() throws(GoldenError) {
    for (field, count) in try golden.counts(like: "standard_normal_#") {
      try compareNormals(field, count: count)
    }
    for (field, numbers) in try golden.fields(like: "integers_#_#_x#") {
      let range = try integerRange(Array(numbers.prefix(2)), of: field)
      try compareIntegers(field, in: range, count: field.count(numbers[2]))
    }
  }

  func compareNormals(_ field: GoldenField, count: Int) throws(GoldenError) {
    var generator = numPyGenerator
    let draws = (0..<count).map { _ in generator.draw64 { $0.standardNormal() } }
    let (smallest, largest) = (draws.min()!, draws.max()!)
    field.compare("min", smallest)
    field.compare("argmin", draws.firstIndex(of: smallest)!)
    field.compare("max", largest)
    field.compare("argmax", draws.firstIndex(of: largest)!)
    for (tail, bound) in try field.doubles(like: "count_abs_gt_#") {
      tail.compare(draws.count { abs($0) > bound[0] })
    }
    field.compare("last", draws.last!)
    try field.compare("after", generator)
  }

  func compareIntegers(
    _ field: GoldenField, in range: ClosedRange<Int>, count: Int
  ) throws(GoldenError) {
    var generator = numPyGenerator
    let draws = (0..<count).map { _ in generator.integer(in: range) }
    field.compare("last", draws.last!)
    field.compare("xor", draws.reduce(0, ^))
    try field.compare("after", generator)
  }

  func compareSpaces() throws(GoldenError) {
    for (field, count) in try golden.counts(like: "space_discrete#_sample") {
      var space = DiscreteSpace(count, seedSequence: seedSequence)
      field.compare(try field.elements.map { _ in space.sample() })
    }
    for (field, bound) in try golden.doubles(like: "space_box_f32_pm#_sample") {
      guard bound[0] >= 0, Float(bound[0]).isFinite else { throw field.unusableName }
      var space = BoxSpace(Float(-bound[0]), Float(bound[0]), seedSequence: seedSequence)
      field.compare(try field.elements.map { _ in space.sample()[0] })
    }
  }
}
