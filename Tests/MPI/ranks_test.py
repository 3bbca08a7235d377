"""What `mpirun proximal train` promises: the bits of one process, whatever happens on the way.

    PROXIMAL=path/to/proximal python3 ranks_test.py [--slice]

The program has to be built with the trait MPI; see run.sh.
"""

import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import two_hosts

PROXIMAL = os.environ["PROXIMAL"]
SLICE = "--slice" in sys.argv
WORLDS = {"CartPole-v1": 20_000, "MiniGrid-Empty-8x8-v0": 10_000, "Pendulum-v1": 16_000}
RANKS = [1, 2, 3, 4] if SLICE else [1, 2, 3, 4, 8]
KILLS = 4 if SLICE else 20


def environment():
    """Open MPI refuses root, which in a container is who runs the tests, and asks for this to be said twice."""
    words = {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}
    return {**os.environ, **words} if os.geteuid() == 0 else dict(os.environ)


def command(ranks, *arguments):
    """mpirun with more ranks than processors, if need be; 0 is no mpirun at all."""
    start = ["mpirun", "--oversubscribe", "--bind-to", "none", "-n", str(ranks)] if ranks else []
    return [*start, PROXIMAL, "train", *map(str, arguments)]


def run(ranks, *arguments):
    done = subprocess.run(
        command(ranks, *arguments), env=environment(), capture_output=True, text=True, timeout=300
    )
    return done


def trained(ranks, *arguments):
    """The JSON objects of a training's runs, without what may differ between two."""
    done = run(ranks, *arguments, "--json")
    assert done.returncode == 0, done.stderr
    return without_times(done.stdout)


def without_times(output):
    runs = [json.loads(line) for line in output.splitlines()]
    for fields in runs:
        del fields["seconds"], fields["stepsPerSecond"]
    return runs


def training_processes(process, ranks):
    """The training processes that an mpirun has started."""
    listed = subprocess.run(
        ["ps", "-o", "pid=,comm=", "--ppid", str(process.pid)], capture_output=True, text=True
    ).stdout
    found = [int(line.split()[0]) for line in listed.splitlines() if "proximal" in line]
    return found if len(found) == ranks else []


class SameBits(unittest.TestCase):
    def test_any_number_of_ranks(self):
        for world, steps in WORLDS.items():
            alone = trained(0, world, "--steps", steps, "--seed", 3)
            for ranks in RANKS:
                with self.subTest(world=world, ranks=ranks):
                    self.assertEqual(trained(ranks, world, "--steps", steps, "--seed", 3), alone)

    def test_ranks_with_threads(self):
        alone = trained(0, "CartPole-v1", "--steps", 20_000)
        self.assertEqual(trained(2, "CartPole-v1", "--steps", 20_000, "--cores", 2), alone)

    def test_minibatches_of_many_blocks(self):
        setting = ["--environments", 30, "--minibatches", 2, "--steps", 30_000]
        self.assertEqual(trained(3, "CartPole-v1", *setting), trained(0, "CartPole-v1", *setting))

    def test_seeds(self):
        setting = ["CartPole-v1", "--steps", 12_000, "--seed", 5, "--seeds", 7]
        alone = trained(0, *setting)
        for ranks in (2, 4):
            self.assertEqual(trained(ranks, *setting), alone, f"{ranks} ranks")

    def test_agents_of_seeds_are_the_same_files(self):
        with tempfile.TemporaryDirectory() as folder:
            for ranks in (0, 3):
                place = pathlib.Path(folder, str(ranks))
                place.mkdir()
                trained(
                    ranks, "CartPole-v1", "--steps", 4_000, "--seeds", 3, "--save", place / "a.safetensors"
                )
            files = sorted(path.name for path in pathlib.Path(folder, "0").iterdir())
            self.assertEqual(len(files), 3)
            for name in files:
                self.assertEqual(
                    pathlib.Path(folder, "3", name).read_bytes(), pathlib.Path(folder, "0", name).read_bytes()
                )


class Interrupted(unittest.TestCase):
    setting = ["CartPole-v1", "--steps", 150_000, "--seed", 2]

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.checkpoint = str(pathlib.Path(self.folder.name, "checkpoint"))

    def start(self, ranks, *option):
        return subprocess.Popen(
            command(ranks, *self.setting, "--json", *option), env=environment(), text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )

    def test_a_rank_that_is_killed(self):
        """One rank is killed at a random moment; on another number of ranks the training goes on."""
        alone = trained(0, *self.setting)
        chance = random.Random(1)
        kills, goings_on = 0, 0
        while kills < KILLS:
            ranks = chance.choice([2, 3, 4])
            process = self.start(ranks, "--resume", self.checkpoint)
            deadline = time.monotonic() + 60
            while not (found := training_processes(process, ranks)) and process.poll() is None:
                self.assertLess(time.monotonic(), deadline, "the ranks have not started")
                time.sleep(0.01)
            time.sleep(chance.uniform(0.3, 3))
            if process.poll() is None and found:
                os.kill(chance.choice(found), signal.SIGKILL)
                kills += 1
            killed = time.monotonic()
            _, said = process.communicate(timeout=30)
            self.assertLess(time.monotonic() - killed, 10, "the others have to end within seconds")
            goings_on += "resumed from" in said
            if process.returncode == 0:
                os.remove(self.checkpoint + "/checkpoint")
        self.assertGreater(goings_on, 0, "no training has gone on from a checkpoint")
        for ranks in (2, 0):
            self.assertEqual(trained(ranks, *self.setting, "--resume", self.checkpoint), alone)
        print(f"{kills} ranks killed, {goings_on} trainings went on: the weights of an undisturbed one")

    def test_a_signal_to_all(self):
        alone = trained(0, *self.setting)
        process = self.start(3, "--checkpoint", self.checkpoint)
        time.sleep(1)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
        self.assertEqual(trained(2, *self.setting, "--resume", self.checkpoint), alone)


class OverANetwork(unittest.TestCase):
    def test_two_hosts(self):
        """Two network namespaces, TCP between them: the bits of one process."""
        missing = two_hosts.obstacle()
        if missing:
            self.assertNotEqual(os.environ.get("CI"), "true", missing)
            self.skipTest(missing)
        setting = ["CartPole-v1", "--steps", 6_000, "--json"]
        alone = trained(0, *setting[:-1])
        with two_hosts.TwoHosts() as hosts:
            names = hosts.mpirun("-n", 2, "hostname", env=environment(), timeout=60).stdout.split()
            self.assertEqual(sorted(names), hosts.names)
            for ranks in (2, 3):
                done = hosts.mpirun(
                    "-n", ranks, PROXIMAL, "train", *setting, env=environment(), timeout=120
                )
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertEqual(without_times(done.stdout), alone)


class Complaints(unittest.TestCase):
    def test_one_voice(self):
        """What all ranks would complain of, one complains of."""
        said = run(3, "CartPole-v1", "--steps", "-5").stderr
        self.assertEqual(said.count("The value '-5' is invalid for '--steps"), 1, said)
        said = run(3, "CartPole-v1", "--start-from", "nowhere").stderr
        self.assertEqual(said.count("no such file"), 1, said)

    def test_one_report(self):
        done = run(3, "CartPole-v1", "--steps", "2000")
        self.assertEqual(done.stdout.count("weights "), 1, done.stdout)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]], verbosity=2)
