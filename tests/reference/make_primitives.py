#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes tests/data/primitives.json: what every elementwise primitive gives, by NumPy, Python integers and mpmath.

    python3 tests/reference/make_primitives.py [tests/data/primitives.json]

One case per primitive and dtype: rows of inputs and the expected outputs. Numbers are strings: integers in decimal,
floating numbers as C99 hexadecimal (or inf, -inf, nan), bools as 0 and 1. Functions of floating numbers are computed
at 50 digits and rounded once.
"""
import itertools
import json
import math
import random
import sys

import mpmath
import numpy as np

mpmath.mp.dps = 50
random.seed(20240229)
FLOATS, INTEGERS = ["float32", "float64"], ["int32", "int64", "uint32", "uint64"]
WIDTH = {"int32": 32, "uint32": 32, "int64": 64, "uint64": 64}


# --- inputs ---------------------------------------------------------------------------------------------------------

def rounded(x, dtype):
    """The nearest element of the dtype as a Python float."""
    with np.errstate(over="ignore"):
        return float(getattr(np, dtype)(x))


def floats(dtype, low, high):
    info = np.finfo(dtype)
    special = [0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 2.5, -2.5, 3.0, math.inf, -math.inf, math.nan, float(info.tiny),
               -float(info.tiny), float(info.smallest_subnormal), -float(info.smallest_subnormal), float(info.max),
               -float(info.max), 1e-3, -1e-3, 1e6 + 0.5, -1e6 - 0.5]
    return special + [rounded(random.uniform(low, high), dtype) for _ in range(20)]


def integers(dtype):
    info = np.iinfo(dtype)
    return sorted({int(info.min), int(info.min) + 1, int(info.max), 0, 1, 2, 3, 7, 31, 32, 63, 64,
                   *([-1, -2, -7] if info.min < 0 else [])})


def pairs(values):
    """All pairs of the first (special) values, and neighbours among the rest."""
    special, rest = values[:13], values[13:]
    return list(itertools.product(special, special)) + list(zip(rest, rest[1:]))


# --- oracles --------------------------------------------------------------------------------------------------------

def wrap(n, dtype):
    n %= 1 << WIDTH[dtype]
    return n - (1 << WIDTH[dtype]) if dtype[0] == "i" and n >> (WIDTH[dtype] - 1) else n


def truncated_divide(x, y):
    return -1 if y == 0 else abs(x) // abs(y) * (1 if (x < 0) == (y < 0) else -1)


def integer_power(x, y, dtype):
    if y < 0:
        return {1: 1, -1: 1 - 2 * (y % 2)}.get(x, 0)
    return pow(x, y, 1 << WIDTH[dtype])


def shift(x, y, dtype, arithmetic):
    if arithmetic:
        x = x - (1 << WIDTH[dtype]) if x >> (WIDTH[dtype] - 1) == 1 else x
        return x >> (y if 0 <= y < WIDTH[dtype] else WIDTH[dtype])
    return x % (1 << WIDTH[dtype]) >> y if 0 <= y < WIDTH[dtype] else 0


INTEGER = {
    "add": lambda x, y, d: x + y, "subtract": lambda x, y, d: x - y, "multiply": lambda x, y, d: x * y,
    "divide": lambda x, y, d: truncated_divide(x, y),
    "remainder": lambda x, y, d: x if y == 0 else x - y * truncated_divide(x, y),
    "power": integer_power, "maximum": lambda x, y, d: max(x, y), "minimum": lambda x, y, d: min(x, y),
    "and": lambda x, y, d: x & y, "or": lambda x, y, d: x | y, "xor": lambda x, y, d: x ^ y,
    "shift_left": lambda x, y, d: x << y if 0 <= y < WIDTH[d] else 0,
    "shift_right_logical": lambda x, y, d: shift(x, y, d, False),
    "shift_right_arithmetic": lambda x, y, d: shift(x, y, d, True),
    "negate": lambda x, d: -x, "abs": lambda x, d: abs(x), "sign": lambda x, d: (x > 0) - (x < 0),
    "not": lambda x, d: ~x, "popcnt": lambda x, d: bin(x % (1 << WIDTH[d])).count("1"), "stop_gradient": lambda x, d: x,
}
BOOL = {
    "maximum": lambda x, y: x | y, "minimum": lambda x, y: x & y, "and": lambda x, y: x & y,
    "or": lambda x, y: x | y, "xor": lambda x, y: x ^ y, "not": lambda x: 1 - x, "stop_gradient": lambda x: x,
}
COMPARE = {"equal": lambda x, y: x == y, "not_equal": lambda x, y: x != y, "less": lambda x, y: x < y,
           "less_equal": lambda x, y: x <= y, "greater": lambda x, y: x > y, "greater_equal": lambda x, y: x >= y}
# Exact or correctly rounded operations: NumPy's own arithmetic in the dtype.
NUMPY = {
    "add": np.add, "subtract": np.subtract, "multiply": np.multiply, "divide": np.divide, "remainder": np.fmod,
    "power": lambda x, y: c99_power(float(x), float(y)), "maximum": np.maximum, "minimum": np.minimum, "negate": np.negative, "abs": np.abs,
    "sign": lambda x: x if x == 0 or x != x else np.sign(x), "floor": np.floor, "ceil": np.ceil,
    "round_nearest_even": np.rint, "sqrt": np.sqrt, "atan2": np.arctan2, "stop_gradient": np.positive,
}
# Real functions: mpmath where the argument is finite, nonzero and in the domain; the rest are IEEE 754's limits.
MP = {
    "exp": (mpmath.exp, -20, 20), "expm1": (mpmath.expm1, -5, 5), "log": (mpmath.log, 0.01, 50),
    "log1p": (mpmath.log1p, -0.9, 9), "logistic": (lambda x: 1 / (1 + mpmath.exp(-x)), -30, 30),
    "rsqrt": (lambda x: 1 / mpmath.sqrt(x), 0.01, 50),
    "cbrt": (lambda x: mpmath.sign(x) * mpmath.cbrt(abs(x)), 0.1, 50), "sin": (mpmath.sin, -6, 6),
    "cos": (mpmath.cos, -6, 6), "tan": (mpmath.tan, -1.3, 1.3), "asin": (mpmath.asin, -0.9, 0.9),
    "acos": (mpmath.acos, -0.9, 0.9), "atan": (mpmath.atan, -5, 5), "sinh": (mpmath.sinh, -5, 5),
    "cosh": (mpmath.cosh, -5, 5), "tanh": (mpmath.tanh, -3, 3), "asinh": (mpmath.asinh, -5, 5),
    "acosh": (mpmath.acosh, 1.1, 9), "atanh": (mpmath.atanh, -0.9, 0.9),
    "sinpi": (mpmath.sinpi, -2, 2), "cospi": (mpmath.cospi, -2, 2),
}
SPECIAL = {  # values at +0, inf, -inf; odd functions keep the sign of zero
    "exp": (1, math.inf, 0), "expm1": (0, math.inf, -1), "log": (-math.inf, math.inf, math.nan),
    "log1p": (0, math.inf, math.nan), "logistic": (0.5, 1, 0), "rsqrt": (math.inf, 0, math.nan),
    "cbrt": (0, math.inf, -math.inf), "sin": (0, math.nan, math.nan), "cos": (1, math.nan, math.nan),
    "tan": (0, math.nan, math.nan), "asin": (0, math.nan, math.nan), "acos": (math.pi / 2, math.nan, math.nan),
    "atan": (0, math.pi / 2, -math.pi / 2), "sinh": (0, math.inf, -math.inf), "cosh": (1, math.inf, math.inf),
    "tanh": (0, 1, -1), "asinh": (0, math.inf, -math.inf), "acosh": (math.nan, math.inf, math.nan),
    "atanh": (0, math.nan, math.nan), "sinpi": (0, math.nan, math.nan), "cospi": (1, math.nan, math.nan),
}
ODD = {"expm1", "log1p", "cbrt", "sin", "tan", "asin", "atan", "sinh", "tanh", "asinh", "atanh", "sinpi"}
POLES = {("log1p", -1.0): -math.inf, ("atanh", 1.0): math.inf, ("atanh", -1.0): -math.inf}


def c99_power(x, y):
    try:
        return math.pow(x, y)
    except (ValueError, OverflowError):  # a pole, no real value, or too large
        is_odd = math.isfinite(y) and y == int(y) and int(y) % 2 == 1
        if x < 0 and math.isfinite(y) and y != int(y):
            return math.nan
        return -math.inf if is_odd and math.copysign(1, x) < 0 else math.inf


def real(name, x, dtype):
    at_zero, at_inf, at_minus_inf = SPECIAL[name]
    if x != x:
        return math.nan
    if x == 0:
        negative = math.copysign(1, x) < 0
        if name == "rsqrt" and negative:
            return -math.inf
        return math.copysign(at_zero, x) if name in ODD else rounded(at_zero, dtype)
    if math.isinf(x):
        return rounded(at_inf if x > 0 else at_minus_inf, dtype)
    if (name, x) in POLES:
        return POLES[name, x]
    if name in ("exp", "expm1", "logistic", "sinh", "cosh", "tanh") and abs(x) > 1e5:
        return rounded(at_inf if x > 0 else at_minus_inf, dtype)
    with mpmath.workdps(50 + 2 * int(abs(math.log10(abs(x))))):
        value = MP[name][0](mpmath.mpf(x))
    if value == 0 and name in ODD:
        return math.copysign(0.0, x)  # as IEEE 754 has it for sinPi of whole numbers
    return nearest(value, dtype) if mpmath.im(value) == 0 else math.nan


def nearest(value, dtype):
    """An mpmath number rounded once to the dtype, also where that is subnormal."""
    if value == 0:
        return 0.0
    info = np.finfo(dtype)
    exponent = max(math.floor(mpmath.log(abs(value), 2)), int(info.minexp)) - int(info.nmant)
    with mpmath.workdps(800):
        quantum = mpmath.mpf(2) ** exponent
        return rounded(float(mpmath.nint(value / quantum)) * 1.0 if exponent == 0 else
                       math.ldexp(int(mpmath.nint(value / quantum)), exponent) if exponent < 900 else math.inf, dtype)


# --- cases ----------------------------------------------------------------------------------------------------------

def show(x, dtype):
    if dtype in FLOATS:
        return str(float(x)) if not math.isfinite(x) else float(x).hex()
    return str(int(x))


def case(primitive, dtype, rows, expected, to=None):
    to = to or dtype
    columns = [[show(row[i], dtype) for row in rows] for i in range(len(rows[0]))]
    return {"primitive": primitive, "dtype": dtype, "to": to, "inputs": columns,
            "expected": [show(y, to) for y in expected]}


def integer_cases():
    for dtype in INTEGERS:
        values = integers(dtype)
        for name, f in INTEGER.items():
            arity = f.__code__.co_argcount - 1
            if arity == 2 and name == "power":
                rows = [(x, y) for x in values for y in values if abs(y) < 2 ** 31]
            else:
                rows = list(itertools.product(values, repeat=arity))
            yield case(name, dtype, rows, [wrap(f(*row, dtype), dtype) for row in rows])
        rows = list(itertools.product(values, repeat=2))
        for name, f in COMPARE.items():
            yield case(name, dtype, rows, [f(*row) for row in rows], "bool")


def bool_cases():
    for name, f in {**BOOL, **COMPARE}.items():
        rows = list(itertools.product([0, 1], repeat=f.__code__.co_argcount))
        yield case(name, "bool", rows, [f(*row) for row in rows])


def float_cases():
    for dtype in FLOATS:
        kind = getattr(np, dtype)
        for name, f in NUMPY.items():
            is_unary = name in ("negate", "abs", "sign", "floor", "ceil", "round_nearest_even", "sqrt", "stop_gradient")
            values = floats(dtype, 0.1 if name == "power" else -2, 3)
            rows = [(x,) for x in values] if is_unary else pairs(values)
            with np.errstate(all="ignore"):
                yield case(name, dtype, rows, [rounded(f(*map(kind, row)), dtype) for row in rows])
        values = floats(dtype, -2, 2)
        for name, f in COMPARE.items():
            yield case(name, dtype, pairs(values), [f(*row) for row in pairs(values)], "bool")
        yield case("is_finite", dtype, [(x,) for x in values], [math.isfinite(x) for x in values], "bool")
        for name, (_, low, high) in MP.items():
            values = floats(dtype, low, high)
            yield case(name, dtype, [(x,) for x in values], [real(name, x, dtype) for x in values])


def converted(x, source, to):
    if to == "bool":
        return x != 0
    if to in FLOATS:
        return rounded(getattr(np, source)(x) if source != "bool" else x, to)
    if source in FLOATS:
        info = np.iinfo(to)
        return 0 if x != x else max(int(info.min), min(int(info.max), int(x) if math.isfinite(x) else
                                                       int(math.copysign(1, x)) * 2 ** 70))
    return wrap(x, to)


def convert_cases():
    for source in ["bool"] + INTEGERS + FLOATS:
        values = [0, 1] if source == "bool" else integers(source) if source in INTEGERS else floats(source, -9, 9)
        for to in ["bool"] + INTEGERS + FLOATS:
            yield case("convert", source, [(x,) for x in values], [converted(x, source, to) for x in values], to)


def main():
    path = sys.argv[1] if len(sys.argv) > 1 else "tests/data/primitives.json"
    cases = [*bool_cases(), *integer_cases(), *float_cases(), *convert_cases()]
    with open(path, "w", encoding="utf-8") as file:
        file.write("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]\n")
    print(f"{len(cases)} cases, {sum(len(c['expected']) for c in cases)} values")


if __name__ == "__main__":
    main()
