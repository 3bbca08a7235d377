"""Plays copies of one Gymnasium environment for Proximal, which has started this process.

    python3 -c "$(cat worker.py)" ENVIRONMENT

Standard input is a socket; everything said goes through it. A message is a head of two uint32, its
kind and the bytes that follow, and those bytes. All numbers are little-endian.

The first message from here has no head: MAGIC, VERSION and a 0. SPECIFICATION or FAILURE follows.
Then requests come in, one at a time:

    RESET  slot uint32, whether a seed is given uint32, seed uint64
           → OBSERVATION  float32 [observation]
    STEP   count uint32, slots uint32 [count], actions int64 or float32 [count × width]
           → STEPPED  rewards float64 [count], observations float32 [count × observation],
             flags uint8 [count] (1 terminated, 2 truncated), and for every episode that has ended
             the first observation of the next one, float32 [ended × observation]
    CLOSE  slot uint32, to which there is no answer

A slot's environment is made at its first RESET. An answer may be FAILURE, with the reason as text, and
then this process ends. It also ends when the other end of the socket is closed, even in the middle of
a step.
"""

import os
import select
import socket
import struct
import sys
import threading
import time
import traceback

MAGIC = b"proximal"
VERSION = 1
RESET, STEP, CLOSE = 1, 2, 3
SPECIFICATION, OBSERVATION, STEPPED, FAILURE = 11, 12, 13, 14
DISCRETE, MULTI_DISCRETE, BOX = 0, 1, 2
TERMINATED, TRUNCATED = 1, 2


class Refusal(Exception):
    """What cannot be done, in words for a reader."""


class Channel:
    def __init__(self):
        # What the starting program had open is none of this one's business, nor of what it starts.
        os.closerange(3, 65536)
        self.socket = socket.socket(fileno=os.dup(0))
        # What an environment reads or prints must not disturb the protocol.
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        os.dup2(2, 1)
        threading.Thread(target=self.end_with_the_other_side, daemon=True).start()

    def end_with_the_other_side(self):
        """Ends this process when nobody is left to answer, whatever an environment is doing."""
        poll = select.poll()
        # Only the hang-up, which is always reported.
        poll.register(self.socket.fileno(), 0)
        poll.poll()
        time.sleep(1)
        os._exit(1)

    def greet(self):
        self.socket.sendall(MAGIC + struct.pack("<II", VERSION, 0))

    def send(self, kind, *parts):
        body = b"".join(parts)
        self.socket.sendall(struct.pack("<II", kind, len(body)) + body)

    def receive(self):
        """The kind and the bytes of a message; None at the end."""
        head = self.read(8)
        if head is None:
            return None
        kind, count = struct.unpack("<II", head)
        body = self.read(count)
        return None if body is None else (kind, body)

    def read(self, count):
        body = bytearray(count)
        view = memoryview(body)
        while len(view) > 0:
            taken = self.socket.recv_into(view, 0, socket.MSG_WAITALL)
            if taken == 0:
                return None
            view = view[taken:]
        return body


class Copies:
    """The environments of all slots, and what they have in common."""

    def __init__(self, name):
        self.name = name
        try:
            import gymnasium
            import numpy
        except ModuleNotFoundError as error:
            raise Refusal(
                f"{sys.executable} has no package {error.name}; "
                f"{sys.executable} -m pip install gymnasium brings it"
            ) from None
        self.gymnasium, self.numpy = gymnasium, numpy
        # The first copy is checked by Gymnasium as it is played; what is wrong is wrong with all.
        self.spare = said_by("gymnasium.make", gymnasium.make, name)
        self.by_slot = {}
        self.describe_actions(self.spare.action_space)
        self.describe_observations(self.spare.observation_space)
        self.time_limit = (self.spare.spec and self.spare.spec.max_episode_steps) or 0

    def describe_actions(self, space):
        spaces, numpy = self.gymnasium.spaces, self.numpy
        self.shape, self.dtype = space.shape or (), space.dtype
        self.start = 0
        if isinstance(space, spaces.Discrete):
            self.kind, self.start = DISCRETE, space.start
            bounds = numpy.array([space.n], "<i8")
        elif isinstance(space, spaces.MultiDiscrete):
            self.kind, self.start = MULTI_DISCRETE, getattr(space, "start", 0)
            bounds = space.nvec.reshape(-1).astype("<i8")
        elif isinstance(space, spaces.Box) and space.dtype.kind == "f":
            self.kind = BOX
            with numpy.errstate(over="ignore"):
                bounds = numpy.stack([space.low.reshape(-1), space.high.reshape(-1)]).astype("<f4")
        else:
            raise Refusal(
                f"its actions are of {space}; Discrete, MultiDiscrete and Box of floats can be taken"
            )
        self.bounds = bounds
        self.width = bounds.shape[-1]
        if self.width == 0 or (self.kind != BOX and bounds.min() < 1):
            raise Refusal(f"its actions are of {space}, in which there are none")

    def describe_observations(self, space):
        spaces = self.gymnasium.spaces
        if not space.is_np_flattenable:
            raise Refusal(f"its observations are of {space}, which has no fixed number of floats")
        self.count = spaces.flatdim(space)
        if self.count == 0:
            raise Refusal(f"its observations are of {space}, in which there is no number")
        self.flatten = None if isinstance(space, spaces.Box) else spaces.flatten
        self.observation_space = space

    @property
    def specification(self):
        return (
            struct.pack("<IIIIq", self.count, self.kind, self.width, 0, self.time_limit)
            + self.bounds.tobytes()
        )

    def floats(self, observation):
        """An observation as float32, [count]; what is beyond float32 becomes infinite."""
        if self.flatten is not None:
            observation = self.flatten(self.observation_space, observation)
        numbers = self.numpy.asarray(observation).reshape(-1)
        if numbers.size != self.count:
            raise Refusal(f"it showed {numbers.size} numbers; its space has {self.count}")
        if numbers.dtype == self.numpy.float32:
            return numbers
        with self.numpy.errstate(over="ignore"):
            return numbers.astype(self.numpy.float32)

    def reset(self, request):
        slot, has_seed, seed = struct.unpack("<IIQ", request)
        environment = self.by_slot.get(slot)
        if environment is None:
            environment = self.spare or said_by(
                "gymnasium.make", self.gymnasium.make, self.name, disable_env_checker=True
            )
            self.spare = None
            self.by_slot[slot] = environment
        observation, _ = said_by("reset", environment.reset, seed=seed if has_seed else None)
        return self.floats(observation).astype("<f4").tobytes()

    def actions(self, request, offset, count):
        numpy = self.numpy
        numbers = numpy.frombuffer(
            request, "<f4" if self.kind == BOX else "<i8", count * self.width, offset
        )
        return numbers.reshape((count, *self.shape)).astype(self.dtype) + self.start

    def step(self, request):
        numpy = self.numpy
        (count,) = struct.unpack_from("<I", request)
        slots = struct.unpack_from(f"<{count}I", request, 4)
        actions = self.actions(request, 4 + 4 * count, count)
        rewards, flags = numpy.empty(count, "<f8"), bytearray(count)
        observations = numpy.empty((count, self.count), "<f4")
        nexts = []
        for i, slot in enumerate(slots):
            environment = self.by_slot[slot]
            observation, rewards[i], terminated, truncated, _ = environment.step(actions[i])
            observations[i] = self.floats(observation)
            if terminated or truncated:
                flags[i] = TERMINATED * bool(terminated) + TRUNCATED * bool(truncated)
                first, _ = environment.reset()
                nexts.append(self.floats(first).astype("<f4").tobytes())
        return (rewards.tobytes(), observations.tobytes(), flags, *nexts)

    def close(self, request):
        environment = self.by_slot.pop(struct.unpack("<I", request)[0], None)
        if environment is None:
            return
        try:
            environment.close()
        except Exception:
            # Its episodes are over, and nobody waits for an answer.
            traceback.print_exc()


def said_by(what, function, *arguments, **options):
    try:
        return function(*arguments, **options)
    except Refusal:
        raise
    except Exception as error:
        raise Refusal(f"{what}: {words(error)}") from error


def words(error):
    """An exception in one sentence, with the place where it was raised."""
    frames = traceback.extract_tb(error.__traceback__)
    text = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    frame = frames[-1] if frames else None
    if frame is None or "/gymnasium/" in frame.filename or frame.filename == "<string>":
        return text
    return f"{text} ({frame.filename}, line {frame.lineno})"


def serve(channel):
    copies = Copies(sys.argv[1])
    channel.send(SPECIFICATION, copies.specification)
    while (message := channel.receive()) is not None:
        kind, request = message
        if kind == RESET:
            channel.send(OBSERVATION, copies.reset(request))
        elif kind == STEP:
            channel.send(STEPPED, *said_by("step", copies.step, request))
        elif kind == CLOSE:
            copies.close(request)
        else:
            raise Refusal(f"a request of the kind {kind} came in, which this worker does not know")


def main():
    channel = Channel()
    try:
        channel.greet()
        serve(channel)
    except (BrokenPipeError, ConnectionResetError):
        pass
    except Refusal as refusal:
        channel.send(FAILURE, str(refusal).encode()[:65536])
    except BaseException as error:
        channel.send(FAILURE, words(error).encode()[:65536])


main()
