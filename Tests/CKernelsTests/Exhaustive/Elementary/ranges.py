"""Where arguments are drawn from: for each function, everywhere and where trainings call it."""

import math
import random
import struct


def uniform(low, high):
    return lambda: random.uniform(low, high)


def exponents(low, high):
    """Of either sign, with every binade as likely."""
    return lambda: math.copysign(2.0 ** random.uniform(low, high), random.random() - 0.5)


def any_bits():
    while True:
        x = struct.unpack("<d", struct.pack("<Q", random.getrandbits(64)))[0]
        if math.isfinite(x):
            return x


def positive(draw):
    return lambda: abs(draw())


def above_minus_one():
    return max(any_bits(), -0.75)


angles = [uniform(-0.003, 0.003), uniform(-0.21, 0.21), uniform(-3.2, 3.2), uniform(-80, 80),
          uniform(-4096, 4096), exponents(-30, 1023), any_bits]
RANGES = {
    "sin": angles,
    "cos": angles,
    "exp": [uniform(-7, 0), uniform(-1, 1), uniform(-745, 709), uniform(-745.2, -708),
            exponents(-60, 9)],
    "expm1": [uniform(-0.0027, 0.0027), uniform(-0.1, 0.1), uniform(-1, 1), uniform(-40, 40),
              uniform(-100, 709), exponents(-60, 9)],
    "log": [uniform(1.007, 1.0078), uniform(0, 1), uniform(0.9, 1.1), uniform(0.99, 1.01),
            positive(exponents(-1074, 1023)), positive(any_bits)],
    "log1p": [uniform(0.007, 0.0078), uniform(-1, 0), uniform(-0.01, 0.01), exponents(-60, -0.01),
              positive(exponents(-60, 1023)), above_minus_one],
    "tanh": [uniform(-0.00135, 0.00135), uniform(-0.02, 0.02), uniform(-1, 1), uniform(-20, 20),
             exponents(-60, 4.4)],
}
