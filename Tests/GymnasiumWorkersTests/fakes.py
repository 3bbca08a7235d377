"""Environments that the tests need: they show what they are told, or misbehave."""

import os
import sys
import time

import gymnasium
import numpy
from gymnasium import spaces


class Echo(gymnasium.Env):
    """Shows the action that it has taken, and ends every third step."""

    def __init__(self, actions, observations=None, show=lambda action: action):
        self.action_space = actions
        size = numpy.zeros(actions.shape or (1,)).size if actions.shape is not None else 1
        self.observation_space = observations or spaces.Box(-numpy.inf, numpy.inf, (size,))
        self.show = show

    def reset(self, seed=None, options=None):
        super().reset(seed=seed)
        self.steps = 0
        return self.show(self.nothing), {}

    @property
    def nothing(self):
        return numpy.zeros(self.action_space.shape or (1,))

    def step(self, action):
        assert self.action_space.contains(action), f"{action!r} is none of {self.action_space}"
        self.steps += 1
        shown = numpy.asarray(action, float).reshape(-1)
        return self.show(shown), float(shown.sum()), self.steps == 3, False, {}


class Counting(gymnasium.Env):
    """Shows the episode and the step; the time limit cuts every other episode off."""

    action_space = spaces.Discrete(2)
    observation_space = spaces.Box(0, numpy.inf, (2,), numpy.float64)

    def reset(self, seed=None, options=None):
        super().reset(seed=seed)
        self.episode = 0 if seed is not None else self.episode + 1
        self.steps = 0
        return numpy.array([self.episode, 0.0]), {}

    def step(self, action):
        self.steps += 1
        ends = self.steps == 2
        odd = self.episode % 2 == 1
        return numpy.array([self.episode, self.steps]), 0.25, ends and not odd, ends and odd, {}


class Misbehaving(Counting):
    """Does something else in its fifth step."""

    def __init__(self, misbehave):
        self.misbehave = misbehave
        self.taken = 0

    def step(self, action):
        self.taken += 1
        if self.taken == 5:
            answer = self.misbehave()
            if answer is not None:
                return answer
        return super().step(action)


def fail():
    raise ValueError("no such luck")


def loop():
    while True:
        pass


def chatter():
    print("said aloud")
    os.write(1, b"written to standard output\n")
    sys.stdout.flush()
    assert sys.stdin.read() == ""


def register(name, make):
    gymnasium.register(name, entry_point=make, disable_env_checker=True, order_enforce=False)


def misbehave(name, how):
    register(name, lambda: Misbehaving(how))


box = spaces.Box(numpy.float32([-1, -2]), numpy.float32([1, 0.5]))
picture = spaces.Box(0, 255, (2, 3), numpy.uint8)
register("Counting-v0", Counting)
register("Choices-v0", lambda: Echo(spaces.MultiDiscrete([3, 4], start=[1, -2])))
register("Grid-v0", lambda: Echo(spaces.MultiDiscrete([[2, 3], [4, 5]])))
register("Shifted-v0", lambda: Echo(spaces.Discrete(3, start=-1)))
register("Numbers-v0", lambda: Echo(box))
register("Doubles-v0", lambda: Echo(spaces.Box(-numpy.inf, numpy.inf, (1, 2), numpy.float64)))
register(
    "Cell-v0", lambda: Echo(spaces.Discrete(4), spaces.Discrete(4), lambda shown: int(shown[0]))
)
register(
    "Picture-v0",
    lambda: Echo(
        spaces.Discrete(2), picture, lambda shown: numpy.arange(6, dtype="u1").reshape(2, 3) * 40
    ),
)
register(
    "Huge-v0",
    lambda: Echo(
        spaces.Discrete(2),
        spaces.Box(-numpy.inf, numpy.inf, (2,), numpy.float64),
        lambda shown: numpy.array([1e300, numpy.nan]),
    ),
)
register("Sequence-v0", lambda: Echo(spaces.Discrete(2), spaces.Sequence(spaces.Discrete(2))))
register("Dictionary-v0", lambda: Echo(spaces.Dict({"a": spaces.Discrete(2)})))
register("Binary-v0", lambda: Echo(spaces.MultiBinary(2)))
misbehave("Failing-v0", fail)
misbehave("Sleeping-v0", lambda: time.sleep(1000))
misbehave("Looping-v0", loop)
misbehave("Leaving-v0", lambda: os._exit(3))
misbehave("Exiting-v0", lambda: sys.exit(4))
misbehave("Chattering-v0", chatter)
misbehave("Lying-v0", lambda: (numpy.zeros(3), 0.0, False, False, {}))
misbehave("Short-v0", lambda: (numpy.zeros(2), 0.0, False))
