"""The elementary functions of double, compiled from Sources/CKernels, beside those of mpmath.

Needs clang, and mpmath from PyPI; cases.py needs numpy, too.
"""

import ctypes
import pathlib
import subprocess
import tempfile

import mpmath
from mpmath import mp, mpf

mp.prec = 200
here = pathlib.Path(__file__).resolve().parent
kernels = here.parents[3] / "Sources" / "CKernels"


class SineAndCosine(ctypes.Structure):
    _fields_ = [("sine", ctypes.c_double), ("cosine", ctypes.c_double)]


def library():
    folder = tempfile.mkdtemp()
    files = [kernels / f"{name}.c" for name in ("SineAndCosine", "Exponential", "Logarithm")]
    subprocess.run(
        ["clang", "-std=c11", "-O3", "-shared", "-fPIC", f"-I{kernels}/include", *files,
         "-o", f"{folder}/elementary.so"], check=True)
    return ctypes.CDLL(f"{folder}/elementary.so")


def ours():
    """Each function by its name."""
    c = library()
    c.ck_sincos_double.restype = SineAndCosine
    for name in ("exp", "expm1", "log", "log1p", "tanh", "sincos"):
        function = getattr(c, f"ck_{name}_double")
        function.argtypes, function.restype = [ctypes.c_double], ctypes.c_double
    c.ck_sincos_double.restype = SineAndCosine
    functions = {
        "sin": lambda x: c.ck_sincos_double(x).sine,
        "cos": lambda x: c.ck_sincos_double(x).cosine,
    }
    for name in ("exp", "expm1", "log", "log1p", "tanh"):
        functions[name] = getattr(c, f"ck_{name}_double")
    return functions


def true(name, x):
    """To 200 bits and more of the result."""
    x = mpf(x)
    if name == "tanh" and abs(x) < 1:  # mpmath's own loses bits
        e = mpmath.expm1(2 * x)
        return e / (e + 2)
    return getattr(mpmath, name)(x)


def ulp(y):
    """The gap between doubles at y, mpf or float."""
    if y == 0:
        return mpf(2) ** -1074
    exponent = mpmath.frexp(y)[1]
    return mpf(2) ** (max(exponent, -1021) - 53)


def nearest(y):
    """The double nearest to y, denormal ones included, which float() rounds twice."""
    return float(mpmath.nint(y / ulp(y)) * ulp(y))
