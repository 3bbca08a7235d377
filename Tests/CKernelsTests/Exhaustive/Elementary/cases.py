"""Writes the arguments at which the tests hold the functions against mpmath:

    python3 cases.py > cases.txt

Every line is a function, an argument, the double nearest to the result, and the rest of the result as
a double. Beside random arguments there are those whose results lie nearest to the middle between two
doubles, found by a search through some millions of neighbours; some whose results lie a little further
from it than the tests allow a function to be off; and, for sin and cos, the doubles nearest to multiples
of π/2.
"""

import random

import numpy
from mpmath import floor, mp, mpf, nint, pi

from functions import nearest, true, ulp
from ranges import RANGES

NEIGHBOURS = 1 << 18
# As in the tests, in units of the last place.
ALLOWED = 2.0 ** -14
# Published: V. Lefèvre and J.-M. Muller, "Worst Cases for Correct Rounding of the Elementary Functions
# in Double Precision", IEEE Symposium on Computer Arithmetic 15 (2001).
PUBLISHED = {
    "sin": ["0x1.598bae9e632f6p-7", "0x1.e0000000001c2p-20", "0x1.fe767739d0f6dp-2"],
    "cos": ["0x1.34ec2f9fc9c00p+1", "0x1.06b505550e6b2p-9"],
    "exp": ["0x1.9e9cbbfd6080bp-31", "0x1.83d4bcdebb3f4p+2"],
    "expm1": ["0x1.274bbf1efb1a2p-10", "0x1.83d4bcdebb3f4p+2"],
}


def middles(name, start):
    """The arguments from start on whose results are nearest to the middle between two doubles, and
    those nearest to it on either side among the results 2⁻¹⁴ away and more."""
    step, unit = ulp(mpf(start)), ulp(true(name, start))
    half = NEIGHBOURS // 2
    centre = mpf(start) + half * step
    # A parabola through the results, in units of their last place, is true to 2⁻⁴⁰ of one.
    low, middle, high = (true(name, centre + k * step) / unit for k in (-half, 0, half))
    slope = (high - low) / NEIGHBOURS
    bend = (high + low - 2 * middle) / NEIGHBOURS / half
    k = numpy.arange(-half, half)
    scale = 2 ** 63
    whole = lambda x: int(nint((x - floor(x)) * scale * 2)) % (scale * 2)
    fraction = (numpy.uint64(whole(middle)) + k.astype(numpy.uint64) * numpy.uint64(whole(slope)))
    near = (fraction.astype(numpy.float64) / 2.0 ** 64 + float(bend) * k.astype(numpy.float64) ** 2) % 1
    away = near - 0.5
    best = [*numpy.argsort(abs(away))[:1]]
    for side in (away, -away):
        best.append(numpy.argmin(numpy.where(side > ALLOWED, side, 1)))
    return [float(centre + int(k[i]) * step) for i in best]


def nearest_to_quarter_turns(exponent):
    """Of the doubles m·2^exponent, with m of 53 bits, those nearest to multiples of π/2."""
    mp.prec = 2400
    ratio = mpf(2) ** exponent * 2 / pi
    x, (last, now) = ratio - floor(ratio), (0, 1)
    while x != 0:
        x = 1 / x
        last, now = now, int(floor(x)) * now + last
        x -= floor(x)
        if now >= 1 << 53:
            break
    mp.prec = 200
    multiple = -(-(1 << 52) // last)
    return [float(mpf(multiple * last) * mpf(2) ** exponent)] if multiple * last < 1 << 53 else []


def line(name, x):
    if name in ("sin", "cos"):
        mp.prec = 1400
    expected = true(name, x)
    mp.prec = 200
    y = nearest(expected)
    print(name, float(x).hex(), y.hex(), float(expected - mpf(y)).hex())


random.seed(2)
for name, draws in RANGES.items():
    for text in PUBLISHED.get(name, []):
        line(name, float.fromhex(text))
    for draw in draws:
        for _ in range(300 // len(draws)):
            line(name, draw())
    found = 0
    while found < 80:
        # No result that is denormal, and neighbours so near that a parabola goes through their results.
        x = random.choice(draws)()
        if 2.0 ** -20 < abs(x) < 8000 and (name != "exp" or x > -700):
            found += 1
            for hard in middles(name, x):
                line(name, hard)
    if name in ("sin", "cos"):
        for exponent in [*range(-54, -38), *range(-38, 971, 8)]:
            for x in nearest_to_quarter_turns(exponent):
                line(name, x)
