// The WebAssembly module as an object with functions. A page and its workers have an instance each; the
// text of this function goes into the workers too, so it uses nothing from outside.

function proximalModule() {
  /// The numbers of `advance_training`, in its order.
  const reportNames = [
    "iteration", "iterationCount", "steps", "totalSteps", "learningRate", "policyLoss", "valueLoss",
    "entropy", "approximateKL", "clipFraction", "gradientNorm", "explainedVariance",
    "standardDeviation", "gradientSteps", "updateGradientSteps",
  ];

  /// (a, c) ↦ a·a + c by relaxed SIMD, which an engine may round once or twice:
  ///   local.get 0, f32x4.splat, local.get 0, f32x4.splat, local.get 1, f32x4.splat,
  ///   f32x4.relaxed_madd, f32x4.extract_lane 0
  const probe = new Uint8Array([
    0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 7, 1, 0x60, 2, 0x7d, 0x7d, 1, 0x7d, 3, 2, 1, 0,
    7, 5, 1, 1, 0x66, 0, 0, 0x0a, 0x16, 1, 0x14, 0, 0x20, 0, 0xfd, 0x13, 0x20, 0, 0xfd, 0x13,
    0x20, 1, 0xfd, 0x13, 0xfd, 0x85, 0x02, 0xfd, 0x1f, 0, 0x0b,
  ]);

  /// Whether relaxed SIMD is there and its multiply-add is rounded once: (1 + 2⁻¹²)² − (1 + 2⁻¹¹) is
  /// 2⁻²⁴, and 0 where the square is rounded before the sum.
  function fuses() {
    if (!WebAssembly.validate(probe)) return false;
    const { f } = new WebAssembly.Instance(new WebAssembly.Module(probe)).exports;
    return f(1 + 2 ** -12, -1 - 2 ** -11) === 2 ** -24;
  }

  /// Makes an instance of the module from its bytes.
  async function open(bytes) {
    let said = "";
    const imports = { env: { write_character: (code) => { said += String.fromCharCode(code & 0xff); } } };
    const { instance } = await WebAssembly.instantiate(bytes, imports);
    const exports = instance.exports;

    /// What the module wrote since it was last asked, decoded from UTF-8.
    function heard() {
      const text = new TextDecoder().decode(Uint8Array.from(said, (character) => character.charCodeAt(0)));
      said = "";
      return text.trim();
    }

    /// Calls an exported function with numbers, after writing `input` on the desk. Gives what it returns.
    function call(name, numbers = [], input = null) {
      if (input !== null) {
        const place = exports.desk(input.length);
        new Float64Array(exports.memory.buffer, place, input.length).set(input);
      }
      try {
        return exports[name](...numbers);
      } catch (error) {
        if (!(error instanceof WebAssembly.RuntimeError)) throw error;
        throw new Error(heard() || `${name}: ${error.message}`);
      }
    }

    /// The same where the function answers with an array: a copy of the numbers that it laid down.
    function ask(name, numbers = [], input = null) {
      const count = call(name, numbers, input);
      return new Float64Array(exports.memory.buffer, exports.desk(count), count).slice();
    }

    return { call, ask, heard, memory: () => exports.memory.buffer.byteLength };
  }

  /// The answer of `advance_training` as an object.
  function report(numbers) {
    const result = Object.fromEntries(reportNames.map((name, i) => [name, numbers[i]]));
    result.episodes = [];
    for (let i = reportNames.length; i < numbers.length; i += 4) {
      result.episodes.push({
        step: numbers[i], return: numbers[i + 1], length: numbers[i + 2], truncated: numbers[i + 3] === 1 });
    }
    return result;
  }

  return { fuses, open, report };
}
