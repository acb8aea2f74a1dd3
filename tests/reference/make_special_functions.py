#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes tests/data/special_functions.csv: values of the scalar special functions at 60 digits (mpmath).

    python3 tests/reference/make_special_functions.py [tests/data/special_functions.csv]

Columns: function; args, `name=value;...`, each exactly the double written; expected, 20 digits of the true value there
(possibly outside the double range), or inf, -inf, nan; cond, the relative condition number, the sum over the arguments
of |a f_a / f| (0 where f is 0 or not finite); f32, 1 if every argument is a float32 too.

Everything is computed from definitions that keep relative accuracy: tails as complements, logarithms of tails from
their scaled forms, inverses by Newton's method on the logarithm of the tail.
"""
import math
import random
import struct
import sys

from mpmath import (erf, erfc, erfinv, exp, expm1, factorial, log, log1p, loggamma, mp, mpf, nstr, pi, psi, sinpi, cospi,
                    sqrt, zeta)

mp.dps = 75
# mpmath 1.2.1 has a logarithm that is wrong within a few ulps above 1/4.
assert abs(log(mpf(0.25) * (1 + mpf(2) ** -50)) + 2 * log(mpf(2)) - mpf(2) ** -50) < mpf(10) ** -25


# --- the functions --------------------------------------------------------------------------------------------------

def lgamma(x):
    if x > 0:
        return loggamma(x)
    return log(pi / abs(x * sinpi(x))) - loggamma(-x) if x > -1e-5 else -log(abs(sinpi(x)) / pi) - loggamma(1 - x)


def digamma(x):
    return psi(0, x) if x > 0 else psi(0, 1 - x) - pi * cospi(x) / sinpi(x)


def hurwitz(s, q):
    """Euler-Maclaurin beyond 60 terms, so that no argument is too small or too large."""
    w, total = q + 60, sum((q + k) ** -s for k in range(60))
    total += w ** (1 - s) / (s - 1) + w ** -s / 2
    term = s * w ** (-s - 1)
    for j in range(1, 60):
        total += mp.bernoulli(2 * j) / factorial(2 * j) * term
        term *= (s + 2 * j - 1) * (s + 2 * j) / (w * w)
    return total


def trigamma(x):
    return hurwitz(mpf(2), x) if x > 0 else (pi / sinpi(x)) ** 2 - hurwitz(mpf(2), 1 - x)


def polygamma(n, x):
    if n < 2:
        return trigamma(x) if n else digamma(x)
    return (-1) ** int(n + 1) * factorial(n) * hurwitz(n + 1, x)


def erfcx(x):
    if x < 30:
        return exp(x * x) * erfc(x)
    total, term = mpf(0), mpf(1)
    for k in range(1, 60):
        total += term
        term *= -(2 * k - 1) / (2 * x * x)
    return total / (x * sqrt(pi))


def log_erfc(x):
    return log(erfcx(x)) - x * x if x > 0 else log(erfc(x))


def erfc_quantile(w):
    """The x with erfc(x) = exp(-w)."""
    x = sqrt(w - log(pi * w) / 2) if w > 3 else mpf(1)
    for _ in range(60):
        step = (log_erfc(x) + w) * erfcx(x) * sqrt(pi) / 2
        x += step
        if abs(step) < mpf(10) ** -65 * x:
            return x
    raise ArithmeticError(w)


def erf_quantile(x, tail):
    if abs(x) < 0.5:
        return erfinv(x)
    value = erfc_quantile(-log(tail))
    return value if x > 0 else -value


def ndtri_exp(y):
    if -1.4 < y < -0.3:
        return sqrt(2) * erfinv(2 * exp(y) - 1)
    return -sqrt(2) * erfc_quantile(-y - log(2)) if y < -1 else sqrt(2) * erfc_quantile(-log(-2 * expm1(y)))


FUNCTIONS = {
    "lgamma": lgamma,
    "digamma": digamma,
    "trigamma": trigamma,
    "polygamma": polygamma,
    "zeta": hurwitz,
    "erf": lambda x: erf(x),
    "erfc": lambda x: erfcx(x) * exp(-x * x) if x > 30 else erfc(x),
    "erfcx": erfcx,
    "erfinv": lambda x: erf_quantile(x, 1 - abs(x)),
    "erfcinv": lambda z: erf_quantile(1 - z, min(z, 2 - z)),
    "ndtr": lambda x: exp(log_erfc(-x / sqrt(2))) / 2 if x < 0 else 1 - erfc(x / sqrt(2)) / 2,
    "log_ndtr": lambda x: log_erfc(-x / sqrt(2)) - log(2) if x < 0 else log1p(-exp(log_erfc(x / sqrt(2))) / 2),
    "ndtri": lambda p: sqrt(2) * erf_quantile(2 * p - 1, min(2 * p, 2 - 2 * p)),
    "ndtri_exp": ndtri_exp,
    "log1mexp": lambda x: log(-expm1(-abs(x))) if abs(x) < 1 else log1p(-exp(-abs(x))),
    "log_add_exp": lambda x, y: max(x, y) + log1p(exp(-abs(x - y))),
    "softplus": lambda x: max(x, 0) + log1p(exp(-abs(x))),
    "softplus_inverse": lambda x: log(expm1(x)) if x < 1 else x + log1p(-exp(-x)),
    "sigmoid": lambda x: 1 / (1 + exp(-x)),
    "log_sigmoid": lambda x: min(x, 0) - log1p(exp(-abs(x))),
    "logit": lambda p: log(p / (1 - p)),
    "xlogy": lambda x, y: x * log(y),
    "xlog1py": lambda x, y: x * log1p(y),
    "sinpi": lambda x: sinpi(x),
    "cospi": lambda x: cospi(x),
}
NAMES = {"polygamma": ("n", "x"), "zeta": ("s", "q"), "log_add_exp": ("x", "y"), "xlogy": ("x", "y"),
         "xlog1py": ("x", "y"), "erfcinv": ("z",), "ndtri": ("p",), "logit": ("p",), "ndtri_exp": ("log_p",)}


def condition(name, args, value):
    """Sum over the real arguments of |a f_a / f|, by central differences with step 1e-20 a."""
    total, f, h = mpf(0), FUNCTIONS[name], mpf(10) ** -20
    for i, a in enumerate(args):
        if (name == "polygamma" and i == 0) or a == 0:
            continue
        moved = [f(*args[:i], a * (1 + s * h), *args[i + 1:]) for s in (1, -1)]
        total += abs((moved[0] - moved[1]) / (2 * h) / value)
    return total


# --- the points -----------------------------------------------------------------------------------------------------

def to_float32(x):
    return struct.unpack("f", struct.pack("f", x))[0]


def uniform(count, low, high):
    return [random.uniform(low, high) for _ in range(count)]


def powers(count, low, high):
    """Log-uniform between 10^low and 10^high."""
    return [10.0 ** random.uniform(low, high) for _ in range(count)]


def around(*centres):
    """Points next to each centre, from a relative 1e-2 to the neighbouring doubles."""
    steps = (1e-2, 1e-4, 1e-7, 1e-10, 1e-14)
    return [c * (1 + s * h) for c in centres for h in steps for s in (1, -1)] + [
        math.nextafter(c, t) for c in centres for t in (-math.inf, math.inf)]


def points():
    tiny = [1e-300, 2.2250738585072014e-308, 1e-310, 5e-324]
    gamma_axis = (powers(14, -8, 0) + uniform(14, 0.05, 10) + powers(10, 1, 6) + around(1.0, 2.0)[:14]
                  + uniform(24, -8, 0) + [-0.5, -1.5, -2.61, -2.6015625, -2.640625, -2.457, -2.7476, -3.5, -20.25, -100.5,
                                          -1000.125, -1e-8, -1e-20, -3.0000001, -2.9999999, -171.001, 0.5, 1.5, 2.5, 3.0,
                                          1e-20, 1e12, 1e20, 1e100] + tiny[:2])
    yield "lgamma", gamma_axis + around(1.0, 2.0)[10:] + [-2.4570247382208006, -2.747682646727413, 2.5e305, -1e-300] + tiny
    yield "digamma", gamma_axis + around(1.4616321449683623) + [-0.5040830082644554, -1.5734984731623904]
    yield "trigamma", gamma_axis
    yield "polygamma", [(float(n), x) for n in (0, 1, 2, 3, 4, 5, 8, 13, 25, 34, 60, 100, 170, 200)
                        for x in (powers(1, -6, -1) + uniform(2, 0.1, 8) + powers(1, 1, 2) + powers(1, 2, 6))] + [(170.0, 37.75), (100.0, 10.0)]
    yield "zeta", [(s, q) for s in (1.0009765625, 1.5, 2.0, 3.25, 7.5, 20.0, 90.0, 400.0)
                   for q in powers(2, -3, 0) + uniform(2, 0.5, 12) + powers(2, 1, 5) + [1.0]]
    both_signs = [s * x for x in powers(8, -12, -1) + uniform(20, 0.1, 3.5) for s in (1, -1)]
    yield "erf", both_signs + uniform(8, 3, 7) + around(1.0)[:4] + tiny + [1e-20]
    yield "erfc", both_signs + uniform(16, 3, 26.5) + uniform(4, -6, -3) + [26.7, 27.2, 30.0, 1e-20]
    yield "erfcx", both_signs + uniform(8, 3, 30) + uniform(8, -26, -3) + powers(8, 1, 20) + [1e150, 1e300, -27.0]
    unit = powers(12, -12, 0) + uniform(16, 0.01, 0.99)
    yield "erfinv", unit + [-x for x in unit[::3]] + [1 - x for x in powers(10, -16, -1)] + around(0.85)[:6] + tiny[:2]
    yield "erfcinv", unit + powers(16, -307, -1) + [2 - x for x in powers(8, -15, 0)] + around(1.0) + tiny
    normal = both_signs + uniform(12, -37, -3) + uniform(6, 3, 8)
    yield "ndtr", normal + [-37.5, -38.2, -38.45, -40.0]
    yield "log_ndtr", normal + [-x for x in powers(10, 1, 12)] + uniform(8, 8, 37) + [-1e10, -1e100, -1e150, 38.2, -2.25 * 2.0**63]
    yield "ndtri", unit + powers(16, -307, -1) + [1 - x for x in powers(8, -15, 0)] + around(0.5, 0.075)[:16] + tiny
    logs = [-x for x in powers(16, -10, 0) + uniform(12, 0.1, 3) + uniform(12, 3, 40) + powers(16, 1, 12)]
    yield "ndtri_exp", logs + [-1e-300, -1e-100, -745.0, -751.0, -749.0, -1e50, -1e300] + around(-math.log(2))[:10]
    yield "log1mexp", powers(16, -20, 0) + uniform(16, 0.1, 40) + around(math.log(2))[:4] + [100.0, 700.0, -0.5] + tiny
    pairs = [(x, x + d) for x in uniform(8, -50, 50) for d in uniform(3, -30, 30)]
    pairs += [(0.0, -50.0), (-0.6931471805599453, -0.6931471805599453), (-0.69, -0.7), (1e300, 1e300), (-800.0, -801.0)]
    yield "log_add_exp", pairs
    axis = [s * x for x in powers(6, -8, 0) + uniform(14, 0.1, 30) + powers(4, 1.4, 2.8) for s in (1, -1)]
    yield "softplus", axis + [1e300, -740.0]
    yield "softplus_inverse", powers(16, -15, 0) + uniform(12, 0.2, 40) + around(math.log(2))[:8] + [700.0, 1e300] + tiny
    yield "sigmoid", axis + [-740.0, 40.0]
    yield "log_sigmoid", axis + [-1e300, 740.0]
    yield "logit", unit + around(0.5)[:8] + [1 - x for x in powers(6, -15, 0)] + tiny
    yield "xlogy", list(zip(uniform(12, -5, 5), powers(12, -20, 20))) + [(2.5, 1.0000000001), (1e-300, 5e-324)]
    yield "xlog1py", list(zip(uniform(12, -5, 5), powers(12, -20, 20))) + [(2.5, -1e-12), (1.5, -0.999)]
    turns = ([s * x for x in powers(6, -300, 0) + uniform(30, 0, 2.5) + uniform(10, 2.5, 1e4) for s in (1, -1)]
             + around(0.25)[:8] + around(0.5)[:8] + around(0.75)[:8] + around(1.0)[:8] + [0.25, 0.75, -1.25, 2.0**50 + 0.25])
    yield "sinpi", turns
    yield "cospi", turns


NAN = "nan"
SPECIAL = {
    "lgamma": [(0.0, "inf"), (-0.0, "inf"), (-1.0, "inf"), (-2.0, "inf"), (-1e300, "inf"), (math.inf, "inf"),
               (-math.inf, "inf"), (math.nan, NAN), (1.0, "0"), (2.0, "0"), (1e306, "inf")],
    "digamma": [(0.0, "-inf"), (-0.0, "inf"), (-1.0, NAN), (-7.0, NAN), (-1e300, NAN), (math.inf, "inf"),
                (-math.inf, NAN), (math.nan, NAN), (1e-310, "-inf")],
    "trigamma": [(0.0, "inf"), (-0.0, "inf"), (-1.0, "inf"), (math.inf, "0"), (-math.inf, NAN), (math.nan, NAN),
                 (1e-200, "inf")],
    "polygamma": [((2.0, 0.0), "-inf"), ((3.0, 0.0), "inf"), ((2.0, math.inf), "0"), ((2.0, -0.5), NAN),
                  ((2.5, 1.0), NAN), ((-1.0, 1.0), NAN), ((0.0, 0.0), "-inf"), ((1.0, 0.0), "inf"),
                  ((2.0, math.nan), NAN), ((math.nan, 1.0), NAN)],
    "zeta": [((1.0, 2.0), "inf"), ((0.5, 2.0), NAN), ((2.0, 0.0), "inf"), ((2.0, -1.5), NAN), ((2.0, math.inf), "0"),
             ((math.nan, 1.0), NAN), ((2.0, math.nan), NAN)],
    "erf": [(0.0, "0"), (math.inf, "1"), (-math.inf, "-1"), (math.nan, NAN)],
    "erfc": [(0.0, "1"), (math.inf, "0"), (-math.inf, "2"), (math.nan, NAN), (1e200, "0")],
    "erfcx": [(0.0, "1"), (math.inf, "0"), (-math.inf, "inf"), (math.nan, NAN)],
    "erfinv": [(0.0, "0"), (1.0, "inf"), (-1.0, "-inf"), (1.5, NAN), (-2.0, NAN), (math.nan, NAN), (math.inf, NAN)],
    "erfcinv": [(0.0, "inf"), (1.0, "0"), (2.0, "-inf"), (2.5, NAN), (-1e-300, NAN), (math.nan, NAN), (math.inf, NAN)],
    "ndtr": [(0.0, "0.5"), (math.inf, "1"), (-math.inf, "0"), (math.nan, NAN)],
    "log_ndtr": [(math.inf, "0"), (-math.inf, "-inf"), (math.nan, NAN), (-1e200, "-inf")],
    "ndtri": [(0.0, "-inf"), (0.5, "0"), (1.0, "inf"), (1.5, NAN), (-1e-300, NAN), (math.nan, NAN), (math.inf, NAN),
              (-math.inf, NAN)],
    "ndtri_exp": [(0.0, "inf"), (-math.inf, "-inf"), (0.5, NAN), (math.nan, NAN), (math.inf, NAN)],
    "log1mexp": [(0.0, "-inf"), (math.inf, "0"), (-math.inf, "0"), (math.nan, NAN)],
    "log_add_exp": [((math.inf, math.inf), "inf"), ((-math.inf, -math.inf), "-inf"), ((math.inf, -math.inf), "inf"),
                    ((-math.inf, 2.0), "2"), ((math.inf, 2.0), "inf"), ((math.nan, 1.0), NAN),
                    ((1.0, math.nan), NAN), ((math.inf, math.nan), NAN)],
    "softplus": [(math.inf, "inf"), (-math.inf, "0"), (math.nan, NAN)],
    "softplus_inverse": [(0.0, "-inf"), (math.inf, "inf"), (-1.0, NAN), (math.nan, NAN)],
    "sigmoid": [(0.0, "0.5"), (math.inf, "1"), (-math.inf, "0"), (math.nan, NAN)],
    "log_sigmoid": [(math.inf, "0"), (-math.inf, "-inf"), (math.nan, NAN)],
    "logit": [(0.0, "-inf"), (0.5, "0"), (1.0, "inf"), (1.5, NAN), (-0.5, NAN), (math.nan, NAN)],
    "sinpi": [(0.0, "0"), (1.0, "0"), (0.5, "1"), (-0.5, "-1"), (1.5, "-1"), (-7.0, "0"), (1e300, "0"), (2.0**51 + 0.5, "1"),
              (math.inf, NAN), (-math.inf, NAN), (math.nan, NAN)],
    "cospi": [(0.0, "1"), (1.0, "-1"), (0.5, "0"), (-0.5, "0"), (1.5, "0"), (-7.0, "-1"), (1e300, "1"), (2.0**53, "1"),
              (2.0**52 + 1, "-1"), (math.inf, NAN), (-math.inf, NAN), (math.nan, NAN)],
    "xlogy": [((0.0, 0.0), "0"), ((0.0, math.inf), "0"), ((0.0, math.nan), "0"), ((2.0, 0.0), "-inf"),
              ((2.0, -1.0), NAN), ((math.nan, 2.0), NAN), ((2.0, math.inf), "inf")],
    "xlog1py": [((0.0, -1.0), "0"), ((0.0, math.inf), "0"), ((0.0, math.nan), "0"), ((2.0, -1.0), "-inf"),
                ((2.0, -2.0), NAN), ((math.nan, 2.0), NAN), ((2.0, math.inf), "inf")],
}


def row(name, args, expected, cond):
    names = NAMES.get(name, ("x",))
    text = ";".join("%s=%r" % pair for pair in zip(names, args))
    is_float = all(a != a or math.isinf(a) or (abs(a) < 3e38 and to_float32(a) == a) for a in args)
    return "%s,%s,%s,%s,%d" % (name, text, expected, cond, is_float)


def main():
    random.seed(20240229)
    rows = ["function,args,expected,cond,f32"]
    for name, values in points():
        for i, value in enumerate(values):
            args = value if isinstance(value, tuple) else (value,)
            if i % 4 != 3 and all(1e-37 < abs(a) < 1e37 or a == 0 for a in args):
                args = tuple(to_float32(a) for a in args)  # three in four rows serve float too
            if name in ("erfinv", "erfcinv", "ndtri", "logit") and args[0] >= (2 if name == "erfcinv" else 1):
                continue  # rounded to the end point
            if name in ("lgamma", "digamma", "trigamma") and args[0] == int(args[0]) and args[0] < 3:
                continue  # rounded to a pole or a root
            exact = tuple(mpf(a) for a in args)
            truth = FUNCTIONS[name](*exact)
            if truth == 0:
                continue
            rows.append(row(name, args, nstr(truth, 20), nstr(condition(name, exact, truth), 3)))
        for args, expected in SPECIAL.get(name, []):
            rows.append(row(name, args if isinstance(args, tuple) else (args,), expected, "0"))
    path = sys.argv[1] if len(sys.argv) > 1 else "tests/data/special_functions.csv"
    with open(path, "w") as out:
        out.write("\n".join(dict.fromkeys(rows)) + "\n")


if __name__ == "__main__":
    main()
