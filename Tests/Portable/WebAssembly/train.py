"""train.py MODULE ENGINE WORLD SEED ITERATIONS N…: trains in a WebAssembly engine (see Training.swift)
and prints the hash of the weights after each N of all the iterations.

ENGINE is what the engine is to be like: `fused` (relaxed SIMD whose multiply-add fuses), `unfused`
(it rounds twice), or `strict` (without relaxed SIMD).
"""

import platform
import struct
import sys

from wasmtime import Config, Engine, Linker, Module, Store


def engine(kind):
    config = Config()
    if kind == "strict":
        config.wasm_relaxed_simd = False
    elif kind == "unfused" and platform.machine() == "x86_64":
        # Code for a processor that has what SIMD needs, and no fused multiply-add.
        config.target = "x86_64-unknown-linux-gnu"
        for feature in ("sse3", "ssse3", "sse41", "sse42", "popcnt"):
            config.cranelift_flag_enable("has_" + feature)
    return Engine(config)


class Training:
    def __init__(self, module, kind):
        engine_ = engine(kind)
        self.store = Store(engine_)
        linker = Linker(engine_)
        compiled = Module.from_file(engine_, module)
        for wanted in compiled.imports:
            if wanted.name != "write_character":
                sys.exit(f"{module} asks its host for {wanted.name}, which no browser would give")
            linker.define_func(wanted.module, wanted.name, wanted.type, self.write)
        self.exports = linker.instantiate(self.store, compiled).exports(self.store)
        if kind == "unfused" and platform.machine() != "x86_64":
            self.choose("default")

    @staticmethod
    def write(character):
        sys.stderr.write(chr(character))

    def call(self, name, *arguments):
        return self.exports[name](self.store, *arguments)

    def choose(self, level):
        memory = self.exports["memory"]
        memory.write(self.store, level.encode() + b"\0", self.call("kernels_name"))

    def level(self):
        memory, start = self.exports["memory"], self.call("ck_level_name", self.call("ck_active_level"))
        return bytes(memory.read(self.store, start, start + 15)).split(b"\0")[0].decode()

    def multiply_add(self, a, b, c):
        """a·b + c as the kernels compute it."""
        memory, place = self.exports["memory"], self.call("malloc", 8)
        memory.write(self.store, struct.pack("<2f", b, c), place)
        self.call("ck_add_scaled", place + 4, place, a, 1, 1)
        return struct.unpack("<f", memory.read(self.store, place + 4, place + 8))[0]

    def check_rounding(self):
        """Sums that lie below a midpoint of floats, and on it where they are rounded to double first: a
        training comes upon one too rarely to notice."""
        above, below, tiny, least = 1 + 2**-23, 1 - 2**-23, 2**-75, 2**-149
        for a, b, c in [(above, below, 2**24 + 2), (above * tiny, below * tiny, 1025 * least)]:
            if self.multiply_add(a, b, c) != c:
                sys.exit(f"{a} · {b} + {c} is rounded twice")


def main():
    module, kind = sys.argv[1:3]
    world, seed, iterations, *marks = map(int, sys.argv[3:])
    training = Training(module, kind)
    expected = "relaxed" if kind == "fused" else "default"
    if training.level() != expected:
        sys.exit(f"in an engine that is {kind} the kernels run at level {training.level()}, not {expected}")
    training.check_rounding()
    training.call("start_training", world, seed, iterations)
    for iteration in marks:
        print(f"{training.call('advance_training', iteration) % 2**64:016x}", flush=True)


main()
