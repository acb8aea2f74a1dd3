#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fits the polynomials and rationals behind the scalar special functions and writes their headers.

Every fit interpolates the function (mpmath, 70 digits) in p + q + 1 nodes, which start as Chebyshev nodes and are
moved until the relative error has nearly the same peak between any two of them: then it is a minimax fit. The errors
printed above each table are those of the unrounded fit.

    python3 tools/fit_special_functions.py [src/aleator/graph/scalar]
"""
import functools
import pathlib
import struct
import sys

from mpmath import (cos, digamma, erf, erfc, erfinv, euler, exp, findroot, gamma, log, loggamma, lu_solve, matrix, mp, mpf,
                    nstr, pi, polyval, psi, sin, sqrt, zeta, workdps)

mp.dps = 70
TINY = mpf(10) ** -30


# --- the fitting engine ---------------------------------------------------------------------------------------------

def interpolate(f, nodes, p, q):
    """Numerator and denominator (constant term 1) of degrees p, q through f at p + q + 1 nodes, lowest order first."""
    n = p + q + 1
    rows, values = matrix(n, n), matrix(n, 1)
    for i, x in enumerate(nodes):
        values[i] = f(x)
        for j in range(p + 1):
            rows[i, j] = x**j
        for j in range(1, q + 1):
            rows[i, p + j] = -values[i] * x**j
    solution = lu_solve(rows, values)
    return [solution[i] for i in range(p + 1)], [mpf(1)] + [solution[p + i] for i in range(1, q + 1)]


def relative_error(f, numerator, denominator, x):
    return abs(polyval(numerator[::-1], x) / polyval(denominator[::-1], x) / f(x) - 1)


def fit(f, a, b, p, q, weight=lambda x: 1):
    """The near-minimax rational of degrees p, q on [a, b]: numerator, denominator, largest weighted relative error."""
    a, b, n = mpf(a), mpf(b), p + q + 1
    nodes = [(a + b) / 2 - (b - a) / 2 * cos(pi * (2 * k + 1) / (2 * n)) for k in range(n)]
    best = None
    for _ in range(40):
        numerator, denominator = interpolate(f, nodes, p, q)
        edges = [a] + nodes + [b]
        peaks = []
        for left, right in zip(edges, edges[1:]):
            steps = [left + (right - left) * k / 8 for k in (1, 2, 3, 4, 5, 6, 7)]
            if left == a:
                steps.append(a)
            if right == b:
                steps.append(b)
            peaks.append(max(weight(x) * relative_error(f, numerator, denominator, x) for x in steps))
        if best is None or max(peaks) < best[2]:
            best = numerator, denominator, max(peaks)
        if max(peaks) < 1.1 * min(peaks):
            break
        middle = sum(peaks) / len(peaks)
        widths = [(r - l) * (mpf(1) + mpf("0.3") * (1 - peak / max(peaks)) - mpf("0.3") * (1 - middle / max(peaks)))
                  for l, r, peak in zip(edges, edges[1:], peaks)]
        scale, position, nodes = (b - a) / sum(widths), a, []
        for width in widths[:-1]:
            position += width * scale
            nodes.append(position)
    return best


# --- the functions that are fitted ----------------------------------------------------------------------------------

def high_precision(f):
    """f at twice the working digits (the definitions below cancel), remembered."""
    @functools.lru_cache(maxsize=None)
    def wrapped(x):
        with workdps(150):
            value = f(x)
        return +value
    return wrapped


@high_precision
def lgamma_near_two(u):  # lgamma(2 + t) / t with u = t + 3/4
    t = u - mpf(3) / 4
    return loggamma(2 + t) / t if abs(t) > mpf(10) ** -60 else 1 - euler


@high_precision
def lgamma_dip(u):  # lgamma(-2.609375 + u)
    return log(abs(gamma(u - mpf("2.609375"))))


@high_precision
def stirling(y):  # x (lgamma(x) - (x - 1/2) log x + x - log(2 pi) / 2) with y = 1 / x^2
    if y < TINY:
        return mpf(1) / 12 - y / 360
    x = 1 / sqrt(y)
    return x * (loggamma(x) - (x - mpf(1) / 2) * log(x) + x - log(2 * pi) / 2)


DIGAMMA_ROOT = findroot(digamma, mpf("1.4616321449683623"))


@high_precision
def digamma_near_root(t):  # digamma(1 + t) / (1 + t - root)
    distance = 1 + t - DIGAMMA_ROOT
    return digamma(1 + t) / distance if abs(distance) > mpf(10) ** -35 else psi(1, DIGAMMA_ROOT)


@high_precision
def digamma_large(y):  # x^2 (log x - 1 / (2 x) - digamma(x)) with y = 1 / x^2
    if y < TINY:
        return mpf(1) / 12 - y / 120
    x = 1 / sqrt(y)
    return (log(x) - 1 / (2 * x) - digamma(x)) / y


@high_precision
def trigamma_small(t):  # trigamma(1 + t)
    return zeta(2, 1 + t)


@high_precision
def trigamma_large(y):  # x^3 (trigamma(x) - 1 / x - 1 / (2 x^2)) with y = 1 / x^2
    if y < TINY:
        return mpf(1) / 6 - y / 30
    x = 1 / sqrt(y)
    return x**3 * (zeta(2, x) - 1 / x - y / 2)


@high_precision
def sin_pi(v):  # sin(pi r) / (pi r) with v = r^2
    r = pi * sqrt(v)
    return sin(r) / r if v > TINY else 1 - r * r / 6


@high_precision
def cot_pi(v):  # pi r cot(pi r) / (1 - 4 r^2) with v = r^2
    if v <= TINY:
        return mpf(1)
    r = pi * sqrt(v)
    return r * cos(r) / sin(r) / (1 - 4 * v) if abs(1 - 4 * v) > TINY else pi * pi / 8


@high_precision
def erf_small(v):  # erf(x) / x with v = x^2
    x = sqrt(v)
    return erf(x) / x if v > TINY else 2 / sqrt(pi) * (1 - v / 3)


@high_precision
def erfcx_mapped(s):  # (x + 3) erfcx(x) with s = (x - 3) / (x + 3)
    if s > 1 - mpf(10) ** -8:
        inverse = (1 - s) / (3 * (1 + s))
        v = inverse * inverse / 2
        return (1 + 3 * inverse) / sqrt(pi) * (1 - v + 3 * v**2 - 15 * v**3 + 105 * v**4)
    x = 3 * (1 + s) / (1 - s)
    return (x + 3) * exp(x * x) * erfc(x)


@high_precision
def erfinv_central(u):  # erfinv(x) / x with u = 3/4 - x^2
    v = mpf(3) / 4 - u
    x = sqrt(v)
    return erfinv(x) / x if v > TINY else sqrt(pi) / 2 * (1 + pi * v / 12)


@high_precision
def erfc_quantile(r):  # the x with erfc(x) = exp(-r^2)
    w = r * r
    x = sqrt(w - log(pi * w) / 2) if w > 3 else mpf(1)
    for _ in range(9):
        value = erfc(x)
        x += (log(value) + w) * value * sqrt(pi) / 2 * exp(x * x)
    return x


def erfc_quantile_gap(origin, u):  # r - erfc_quantile(r) with r = origin + u
    return origin + u - erfc_quantile(origin + u)


# --- the tables -----------------------------------------------------------------------------------------------------
# name, formula, function, interval, then (p, q) for double and for float; a pair of intervals is double's and float's

GAMMA = [
    ("LgammaNearTwo", "lgamma(2 + t) / t in t + 3/4, -3/4 <= t <= 1/2", lgamma_near_two, (0, 1.25), (7, 6), (4, 3)),
    ("LgammaDip", "lgamma(-2.609375 + u), |u| <= 0.05", lgamma_dip, (-0.05, 0.05), (6, 5), (3, 3)),
    ("Stirling", "x (lgamma(x) - (x - 1/2) log x + x - log(2 pi) / 2) in 1/x^2, x >= 2.5", stirling, (0, 0.16),
     (12, 0), (4, 0)),
    ("DigammaNearRoot", "digamma(1 + t) / (1 + t - root), 0 <= t <= 2", digamma_near_root, (0, 2), (7, 6), (4, 3)),
    ("DigammaLarge", "x^2 (log x - 1/(2 x) - digamma(x)) in 1/x^2, x >= 3", digamma_large, (0, mpf(1) / 9),
     (11, 0), (4, 0)),
    ("TrigammaSmall", "trigamma(1 + t), 0 <= t <= 2", trigamma_small, (0, 2), (7, 6), (4, 3)),
    ("TrigammaLarge", "x^3 (trigamma(x) - 1/x - 1/(2 x^2)) in 1/x^2, x >= 3", trigamma_large, (0, mpf(1) / 9),
     (11, 0), (4, 0)),
    ("SinPi", "sin(pi r) / (pi r) in r^2, |r| <= 1/2", sin_pi, (0, 0.25), (8, 0), (4, 0)),
    ("CotPi", "pi r cot(pi r) / (1 - 4 r^2) in r^2, |r| <= 1/2", cot_pi, (0, 0.25), (4, 3), (2, 2)),
]

NORMAL = [
    ("ErfSmall", "erf(x) / x in x^2, |x| <= 1", erf_small, (0, 1), (12, 0), (6, 0)),
    ("ErfcxMapped", "(x + 3) erfcx(x) in (x - 3) / (x + 3), x >= 0", erfcx_mapped, (-1, 1), (25, 0), (11, 0)),
    ("ErfinvCentral", "erfinv(x) / x in 3/4 - x^2, |x| <= 0.85", erfinv_central, (mpf("0.0275"), mpf("0.75")), (8, 7), (4, 3)),
    ("ErfcQuantileNear", "r - x where erfc(x) = exp(-r^2) in r - 1.375, 1.375 <= r <= 5",
     functools.partial(erfc_quantile_gap, mpf("1.375")), (0, 3.625), (8, 8), (4, 4)),
    ("ErfcQuantileFar", "r - x where erfc(x) = exp(-r^2) in r - 5, 5 <= r <= 27.5 (float: 10.5)",
     functools.partial(erfc_quantile_gap, 5), ((0, 22.5), (0, 5.5)), (8, 8), (3, 3)),
]


def rounded(values, is_float):
    if not is_float:
        return [repr(float(v)) for v in values]
    texts = ["%.9g" % struct.unpack("f", struct.pack("f", float(v)))[0] for v in values]
    return [text + ("f" if "." in text or "e" in text else ".0f") for text in texts]


def wrap(values):
    lines, line = [], "    "
    for value in values:
        if len(line) + len(value) + 2 > 100:
            lines.append(line.rstrip())
            line = "    "
        line += value + ", "
    return "\n".join(lines + [line.rstrip().rstrip(",")])


def table(name, suffix, double_values, float_values):
    return ("inline constexpr Coefficients<%d, %d> k%s%s = {{\n%s},\n   {\n%s}};\n"
            % (len(double_values), len(float_values), name, suffix, wrap(rounded(double_values, False)),
               wrap(rounded(float_values, True))))


def render(entry):
    name, formula, f, interval, double_degrees, float_degrees, *weight = entry
    intervals = interval if isinstance(interval[0], tuple) else (interval, interval)
    p64, q64, error64 = fit(f, *intervals[0], *double_degrees, *weight)
    p32, q32, error32 = fit(f, *intervals[1], *float_degrees, *weight)
    print("%-18s %s %s" % (name, nstr(error64, 2), nstr(error32, 2)), file=sys.stderr, flush=True)
    out = "// %s; maximum relative error %s (float %s).\n" % (formula, nstr(error64, 2), nstr(error32, 2))
    if len(q64) == 1:
        return out + table(name, "", p64, p32)
    return out + table(name, "Numerator", p64, p32) + table(name, "Denominator", q64, q32)


HEADER = """// SPDX-License-Identifier: Apache-2.0
// Defines the fitted coefficients of the %s (written by tools/fit_special_functions.py).
#pragma once

#include "aleator/graph/scalar/basis.h"

// clang-format off
namespace aleator::scalar {

%s
}  // namespace aleator::scalar
// clang-format on
"""


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "src/aleator/graph/scalar")
    for name, what, entries in (("gamma", "gamma family", GAMMA), ("normal", "error function family", NORMAL)):
        body = "\n".join(render(entry) for entry in entries)
        (folder / (name + "_coefficients.h")).write_text(HEADER % (what, body))


if __name__ == "__main__":
    main()
