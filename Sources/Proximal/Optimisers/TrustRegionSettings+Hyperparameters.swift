extension TrustRegionSettings {
  /// What a paper's appendix would list: each setting's name in the field's words, and its value.
  ///
  /// - Parameter searches: whether the step is shortened until it keeps its promises.
  public func hyperparameters(searches: Bool) -> KeyValuePairs<String, String> {
    [
      "δ": "\(maxKL)", "damping": "\(cgDamping)", "conjugate gradients": "at most \(cgIterations)",
      "line search": searches
        ? "\(lineSearchIterations) tries, each \(backtrackFactor) of the last" : "none",
    ]
  }
}
