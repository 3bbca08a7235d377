import Testing

/// Expects that a process which stopped said why. Use it on the result of an exit test that
/// observes `\.standardErrorContent`.
public func expectMessage(
  _ result: ExitTest.Result?, _ message: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
  #expect(said.contains(message), "the process said: \(said)", sourceLocation: sourceLocation)
}
