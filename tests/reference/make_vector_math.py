#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes tests/data/vector_math.csv: values of the elementary functions, from far more than 60 digits (mpmath).

    python3 tests/reference/make_vector_math.py [tests/data/vector_math.csv]

Columns: function; args, `a` or `a;b`, each exactly the double written; expected, 18 digits of the true value there
(possibly outside the double range), or inf, -inf, nan, -0; f32, 1 if every argument is a float32 too and the function
promises its accuracy for it. Values at zeros, infinities, NaN and outside of the domain are the C library's.
"""
import ctypes
import fractions
import math
import random
import struct
import sys

from mpmath import mp, mpf, nstr, pi

mp.dps = 700  # so that nothing cancels: 1 - x^2 for subnormal x
RANDOM = random.Random(20)
LIBM = ctypes.CDLL("libm.so.6")
POINTS = 98  # of each of the four kinds


def remainder(x, y):
    x, y = fractions.Fraction(float(x)), fractions.Fraction(float(y))
    r = abs(x) % abs(y)
    r = -r if x < 0 else r
    return mpf(r.numerator) / r.denominator


def cbrt(x):
    return mp.cbrt(x) if x > 0 else -mp.cbrt(-x)


def f32(x):
    return struct.unpack("f", struct.pack("f", x))[0]


def shortened(x):
    """Most arguments are float32."""
    return f32(x) if RANDOM.random() < 0.7 and abs(x) < 3e38 else x


def uniform(low, high):
    return lambda: RANDOM.uniform(low, high)


def magnitudes(low, high):
    """Powers of two with uniform exponents, of both signs."""
    return lambda: RANDOM.choice((-1, 1)) * RANDOM.uniform(1, 2) * 2.0 ** RANDOM.uniform(low, high)


def next_to(points):
    """A few units in the last place, of double or float, from a point."""
    def draw():
        x, step = float(RANDOM.choice(points)), RANDOM.randint(-4, 4)
        return x + step * math.ulp(x) * RANDOM.choice((1, 2**29))
    return draw


def quarter_turns():
    return float(RANDOM.randint(1, 10 ** RANDOM.randint(1, 7)) * pi / 2)


ANY = magnitudes(-1074, 1022)
FLOATS = magnitudes(-149, 126)
# name: function, then four ways to draw arguments
UNARY = {
    "exp": (mp.exp, uniform(-2, 2), uniform(-745, 710), uniform(-104, 89), next_to([709.78, -708.4, -745.1, 88.72, -103.9])),
    "expm1": (mp.expm1, uniform(-2, 2), uniform(-40, 710), FLOATS, next_to([709.78, 0.3466, -0.3466, 1.04, 88.7, 37.1])),
    "log": (mp.log, uniform(0, 3), lambda: abs(ANY()), lambda: abs(FLOATS()), next_to([1, 1.41421356, 0.70710678])),
    "log1p": (mp.log1p, uniform(-1, 3), lambda: abs(ANY()), magnitudes(-149, -1), next_to([0.41421356, -0.29289322, 1.0])),
    "sin": (mp.sin, uniform(-7, 7), uniform(-2**20, 2**20), magnitudes(-1074, 26), quarter_turns),
    "cos": (mp.cos, uniform(-7, 7), uniform(-2**20, 2**20), magnitudes(-1074, 26), quarter_turns),
    "tan": (mp.tan, uniform(-7, 7), uniform(-2**20, 2**20), magnitudes(-1074, 26), quarter_turns),
    "asin": (mp.asin, uniform(-1, 1), magnitudes(-1074, -1), uniform(0.9, 1), next_to([0.5, -0.5, 0.999])),
    "acos": (mp.acos, uniform(-1, 1), magnitudes(-1074, -1), uniform(0.9, 1), next_to([0.5, -0.5, 0.999])),
    "atan": (mp.atan, uniform(-3, 3), ANY, FLOATS, next_to([0.41421356, 2.41421356])),
    "sinh": (mp.sinh, uniform(-3, 3), uniform(-710.4, 710.4), FLOATS, next_to([0.3466, 1.04, 18.7, 89.4])),
    "cosh": (mp.cosh, uniform(-3, 3), uniform(-710.4, 710.4), FLOATS, next_to([0.3466, 1.04, 18.7, 89.4])),
    "tanh": (mp.tanh, uniform(-3, 3), uniform(-20, 20), FLOATS, next_to([0.1733, 0.52, 0.55, 9.01])),
    "asinh": (mp.asinh, uniform(-3, 3), ANY, FLOATS, next_to([0.5, 2**30, 2**14])),
    "acosh": (mp.acosh, uniform(1, 3), lambda: 1 + abs(ANY()), uniform(1, 1.1), next_to([1.0001, 2**30, 2**14])),
    "atanh": (mp.atanh, uniform(-1, 1), magnitudes(-1074, -1), uniform(0.9, 1), next_to([0.17, 0.5, 0.999])),
    "cbrt": (cbrt, uniform(-10, 10), ANY, FLOATS, next_to([1, 2, 4, 8, 27])),
}


def pair(draw_first, draw_second):
    return lambda: (draw_first(), draw_second())


def power_at(limit):
    """x and y such that |y log x| is at most the limit."""
    def draw():
        x = abs(RANDOM.choice((ANY, FLOATS, uniform(0.5, 2)))()) or 1.5
        return x, RANDOM.uniform(-limit, limit) / (math.log(x) or 1)
    return draw


def quotient(bits):
    def draw():
        y = FLOATS()
        return y * magnitudes(-1, RANDOM.uniform(0, bits))(), y
    return draw


BINARY = {
    "pow": (mp.power, power_at(10), power_at(745), power_at(104),
            lambda: (RANDOM.uniform(-30, 30), float(RANDOM.randint(-30, 30)))),
    "atan2": (mp.atan2, pair(uniform(-3, 3), uniform(-3, 3)), pair(ANY, ANY), pair(FLOATS, FLOATS),
              pair(next_to([0.41421356, 2.41421356]), uniform(0.9999999, 1.0000001))),
    "remainder": (remainder, quotient(5), quotient(22), quotient(52),
                  pair(next_to([3.0, -7.5, 1e6]), uniform(0.1, 1))),
}

ODD_ARGUMENTS = [0.0, -0.0, 1.0, -1.0, 0.5, -2.0, 3.0, 2.0**53, -3.5, 5e-324, -1e-40, 1.7e308, -3.4e38, math.inf,
                 -math.inf, math.nan]


def text(x):
    x32 = f32(x) if abs(x) < 3.4e38 or x != x or abs(x) == math.inf else None
    return "%.9g" % x if x == x32 and float("%.9g" % x) == x else repr(x).removesuffix(".0")


def from_libm(name, args):
    function = getattr(LIBM, {"remainder": "fmod"}.get(name, name))
    function.restype, function.argtypes = ctypes.c_double, [ctypes.c_double] * len(args)
    return function(*args)


def is_promised(name, args, limits):
    """Whether the functions promise their accuracy there, for limits of sin and of the quotient."""
    if name in ("sin", "cos", "tan"):
        return not limits[0] < abs(args[0]) < math.inf
    if name == "remainder" and all(map(math.isfinite, args)) and args[1]:
        return abs(fractions.Fraction(args[0])) < limits[1] * abs(fractions.Fraction(args[1]))
    return True


def row(name, function, args):
    if not is_promised(name, args, (1e8, 2**53)):
        return None
    value = from_libm(name, args)
    if all(map(math.isfinite, args)) and all(args) and value == value and abs(args[-1]) < 1e300:
        exact = function(*map(mpf, args))
        value = exact if exact else value
    if value and mp.isfinite(mpf(value)):
        value = nstr(mpf(value), 18)
    else:
        value = repr(float(value)).removesuffix(".0")
    is_float = all(a != a or math.isinf(a) or (abs(a) < 3.4e38 and f32(a) == a) for a in args)
    flag = is_float and is_promised(name, args, (2**20, 2**24))
    return "%s,%s,%s,%d" % (name, ";".join(map(text, args)), value, flag)


def main():
    rows = []
    for name, (function, *draws) in UNARY.items():
        points = [(shortened(draw()),) for draw in draws for _ in range(POINTS // 2)]
        rows += [row(name, function, args) for args in points + [(x,) for x in ODD_ARGUMENTS]]
    for name, (function, *draws) in BINARY.items():
        points = [tuple(map(shortened, draw())) for draw in draws for _ in range(POINTS // 2)]
        odd = [(x, y) for x in ODD_ARGUMENTS[:-1] for y in ODD_ARGUMENTS if abs(y) != 1.7e308]
        rows += [row(name, function, args) for args in points + odd]
    path = sys.argv[1] if len(sys.argv) > 1 else "tests/data/vector_math.csv"
    with open(path, "w", encoding="utf-8") as file:
        file.write("function,args,expected,f32\n" + "\n".join(dict.fromkeys(filter(None, rows))) + "\n")


if __name__ == "__main__":
    main()
