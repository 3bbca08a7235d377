"""Counts how often each function is not the double nearest to mpmath's value, and how far it is off
at most: so many random arguments in all for each function, 1,000,000 unless said otherwise.

    python3 accuracy.py [arguments]
"""

import random
import sys

from functions import nearest, ours, true, ulp
from ranges import RANGES

random.seed(1)
count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
for name, function in ours().items():
    misses, worst, tried = 0, 0, 0
    for draw in RANGES[name]:
        for _ in range(count // len(RANGES[name])):
            x = draw()
            y, expected = function(x), true(name, x)
            tried += 1
            if y == nearest(expected):
                continue
            misses += 1
            worst = max(worst, abs(y - expected) / ulp(expected))
    print(f"{name:6} {misses} of {tried} not nearest, at most {float(worst):.7f} ulp off", flush=True)
