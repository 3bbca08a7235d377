extension MLP {
  /// The outputs for every row of `inputs`, each worker of each rank a range of rows, 256 at a time: what
  /// lies between the layers then stays in the cache, however many rows there are.
  ///
  /// - Parameters:
  ///   - inputs: `[rows × inputCount]`.
  ///   - passes: room to work in, grown to one for each worker.
  ///   - outputs: receives them, `[rows × outputCount]`; its length says how many rows there are.
  func evaluate(
    _ inputs: [Scalar], _ workers: Workers, _ passes: inout [Pass], into outputs: inout [Scalar]
  ) {
    while passes.count < workers.count { passes.append(Pass()) }
    let (count, width, pieces) = (outputs.count / outputCount, outputCount, workers.count)
    let mine = workers.ranks.part(of: count)
    passes.withUnsafeMutableBufferPointer { passes in
      outputs.withUnsafeMutableBufferPointer { outputs in
        let (pass, output) = (passes.baseAddress!, outputs.baseAddress!)
        workers.share(pieces) { piece in
          let end = mine.lowerBound + (piece + 1) * mine.count / pieces
          let begin = mine.lowerBound + piece * mine.count / pieces
          for first in stride(from: begin, to: end, by: 256) {
            let rows = min(256, end - first)
            forward(inputs, from: first, rows: rows, &pass[piece])
            for i in 0..<rows * width { output[first * width + i] = pass[piece].output[i] }
          }
        }
      }
    }
    workers.ranks.gather(&outputs, pieces: count, width: width)
  }
}
