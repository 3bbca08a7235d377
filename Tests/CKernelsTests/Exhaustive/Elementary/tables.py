"""Writes Sources/CKernels/ElementaryTables.h: the constants of the elementary functions of double.

Needs mpmath, and nothing else:  python3 tables.py > ../../../../Sources/CKernels/ElementaryTables.h
"""

from mpmath import mp, mpf, floor, frexp, ldexp, log, nint, pi, sin

mp.prec = 2000


def bits(x, count):
    """x rounded to so many significant bits."""
    if x == 0:
        return mpf(0)
    fraction, exponent = frexp(x)
    return ldexp(nint(ldexp(fraction, count)), exponent - count)


def truncated(x, count):
    """x cut off after so many significant bits."""
    fraction, exponent = frexp(x)
    return ldexp(floor(ldexp(fraction, count)), exponent - count)


def grid(x, exponent):
    """The multiple of 2^exponent nearest to x."""
    return ldexp(nint(ldexp(x, -exponent)), exponent)


def literal(x):
    return float(bits(x, 53)).hex()


def parts(x, *counts):
    """x as a sum: so many bits each, the last one a full double."""
    result = []
    for count in counts:
        result.append(truncated(x, count))
        x -= result[-1]
    return result + [bits(x, 53)]


def define(name, value, comment=""):
    print(f"#define {name} {literal(value)}" + (f"  // {comment}" if comment else ""))


def table(comment, declaration, rows):
    print(f"\n// {comment}\nstatic const double {declaration} = {{")
    for row in rows:
        print("  {" + ", ".join(literal(x) for x in row) + "},")
    print("};")


def two(x):
    high = bits(x, 27)
    return high, x - high


print("// Written by Tests/CKernelsTests/Exhaustive/Elementary/tables.py: constants of the elementary functions.\n")
print("#include <stdint.h>\n")

for name, value, count in (("CK_PI_512", pi / 512, 33), ("CK_LN2_128", log(2) / 128, 35)):
    what = {"CK_PI_512": "π/512", "CK_LN2_128": "ln 2/128"}[name]
    for i, part in enumerate(parts(value, count, count)):
        define(f"{name}_{i + 1}", part, f"{what} in three parts, the first two of {count} bits" if i == 0 else "")
    define(f"CK_1_{name[3:]}", 1 / value)
define("CK_PI_2_HIGH", bits(pi / 2, 53), "π/2")
define("CK_PI_2_LOW", pi / 2 - bits(pi / 2, 53))
ln2 = grid(log(2), -42)
define("CK_LN2_GRID", ln2, "ln 2: a multiple of 2⁻⁴², and the rest")
define("CK_LN2_REST", log(2) - ln2)

table("sin(j π/512): 27 bits, and the rest.", "ck_sines[257][2]",
      (two(sin(j * pi / 512)) for j in range(257)))
table("2^(i/128): 27 bits, and the rest.", "ck_powers[128][2]",
      (two(mpf(2) ** (mpf(i) / 128)) for i in range(128)))


def logarithm_row(i):
    """c near 1/z for the z of interval i (of 12 bits, and 1 on both sides of 1), and −ln c."""
    middle = mpf(11) / 16 + ldexp(2 * i + 1, -9) if i < 80 else 1 + ldexp(2 * (i - 80) + 1, -8)
    c = mpf(1) if i in (79, 80) else grid(1 / middle, -12)
    high = grid(-log(c), -42)
    return c, high, -log(c) - high


table("c, and −ln c as a multiple of 2⁻⁴² and the rest.", "ck_logarithms[128][3]",
      map(logarithm_row, range(128)))

print("\n// 2/π after the point, 32 bits a word.\nstatic const uint32_t ck_two_over_pi[38] = {")
words = [int(floor(ldexp(2 / pi, 32 * (i + 1)))) & 0xFFFFFFFF for i in range(38)]
for i in range(0, 38, 6):
    print("  " + " ".join(f"0x{word:08x}," for word in words[i:i + 6]))
print("};")
