"""compare.py: runs the same trainings everywhere it is told to and compares the weights' hashes.

Prints one line for every world, seed and place, `world seed hash place`, and one that counts them.
`world@n` stands for the weights after n iterations of a training that has more. Exits 1 where two hashes of a world and
seed differ, or where a training failed.
"""

import argparse
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

# As Training.swift numbers them.
CARTPOLE, MINIGRID, PENDULUM = range(3)
WORLDS = ["CartPole-v1", "MiniGrid-DoorKey-5x5-v0", "Pendulum-v1"]
# In a slice, a training that takes too long is compared after so many iterations.
FEW_ITERATIONS = 10

here = Path(__file__).resolve().parent
say_one_thing_at_a_time = threading.Lock()


class Place:
    """Where trainings run: a name, a command that takes `world seed iterations n…`, and for how many seeds
    it is fast enough. An emulated processor takes ten minutes for a whole training of Pendulum: `cuts_short`
    stops it after a few iterations."""

    def __init__(self, name, command, seeds, kernels="", cuts_short=False, worlds=range(3)):
        self.name, self.command, self.kernels = name, command, kernels
        self.seeds, self.cuts_short, self.worlds = seeds, cuts_short, worlds

    def trainings(self, iterations):
        """World, seed, iterations, and after how many of them the weights are compared."""
        few = min(FEW_ITERATIONS, iterations)
        for seed in range(1, self.seeds + 1):
            for world in self.worlds:
                marks = {few, iterations} if world == PENDULUM else {iterations}
                if world == PENDULUM and self.cuts_short:
                    marks = {few}
                yield world, seed, iterations, sorted(marks)

    def run(self, *arguments):
        environment = dict(os.environ, PROXIMAL_KERNELS=self.kernels)
        return subprocess.run(
            [*map(str, self.command), *map(str, arguments)], env=environment, text=True,
            capture_output=True)

    def train(self, world, seed, iterations, marks):
        """Pairs of a key, (world, seed), and a hash; None where it failed, which has been said."""
        outcome = self.run(world, seed, iterations, *marks)
        hashes = outcome.stdout.split()
        if outcome.returncode != 0 or len(hashes) != len(marks):
            with say_one_thing_at_a_time:
                print(f"{WORLDS[world]} {seed} failed in {self.name}, exit code {outcome.returncode}:\n"
                      + outcome.stderr, file=sys.stderr, flush=True)
            return None
        keys = [(WORLDS[world] + ("" if n == iterations else f"@{n}"), seed) for n in marks]
        with say_one_thing_at_a_time:
            for (name, seed), digest in zip(keys, hashes):
                print(name, seed, digest, self.name, flush=True)
        return list(zip(keys, hashes))


def places(options):
    """The slowest first."""
    if options.aarch64:
        yield Place(
            "aarch64", [options.aarch64_emulator, options.aarch64], 1, cuts_short=options.slice)
    if options.wasm:
        train = [options.python, here / "WebAssembly/train.py"]
        relaxed, strict = options.wasm / "training-relaxed.wasm", options.wasm / "training.wasm"
        yield Place("wasm32/default", [*train, relaxed, "unfused"], 1)
        yield Place("wasm32/default-strict", [*train, strict, "strict"], 1, worlds=[CARTPOLE])
    architecture = os.uname().machine
    levels = [Place(f"{architecture}/{level}", [options.native], seeds, level)
              for level, seeds in [("default", 1), ("v3", 2), ("v4", 2)]]
    # What this processor does not run is bad usage.
    yield from (place for place in levels if place.run(CARTPOLE, 1, 1, 1).returncode != 64)
    if options.wasm:
        yield Place("wasm32/relaxed", [*train, relaxed, "fused"], 2)


def compare(results, place_count, failed):
    """The closing line, and whether all is well. `failed` trainings gave no hashes."""
    hashes = {}
    for key, digest in results:
        hashes.setdefault(key, set()).add(digest)
    differing = [f"{world} {seed}" for (world, seed), found in sorted(hashes.items()) if len(found) > 1]
    line = f"portable: {len(results)} hashes of {len(hashes)} trained policies from {place_count} places"
    if differing:
        line += f"; {len(differing)} differ from place to place: {', '.join(differing)}"
    if failed:
        line += f"; {failed} trainings failed"
    if differing or failed:
        return line, False
    return line + "; none differs from place to place", True


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--native", required=True, help="the program for this processor")
    parser.add_argument("--aarch64", help="the same for arm64")
    parser.add_argument("--aarch64-emulator", default="qemu-aarch64")
    parser.add_argument("--wasm", type=Path, help="the folder with the modules")
    parser.add_argument("--python", help="a Python that has wasmtime")
    parser.add_argument("--iterations", type=int, default=100, help="of each training (%(default)s)")
    parser.add_argument(
        "--slice", action="store_true", help="of an emulated Pendulum only the first iterations")
    options = parser.parse_args()

    all_places = list(places(options))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        runs = [pool.submit(place.train, *training)
                for place in all_places for training in place.trainings(options.iterations)]
        outcomes = [run.result() for run in as_completed(runs)]
    results = [result for outcome in outcomes if outcome for result in outcome]
    line, is_well = compare(results, len(all_places), outcomes.count(None))
    print(line)
    sys.exit(0 if is_well else 1)


main()
