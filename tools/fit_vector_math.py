#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fits the polynomials behind the branch-free elementary functions and writes their header.

Every function is fitted without its leading terms, which the code adds exactly: the error of the fit weighs only as
much as the rest does. The errors printed above each table are those of the unrounded fit, relative to that rest.

    python3 tools/fit_vector_math.py [src/aleator/graph/scalar/vector_math]
"""
import pathlib
import sys

from mpmath import asin, atan, atanh, cbrt, cos, cosh, exp, mpf, sin, sinh, sqrt

from fit_special_functions import high_precision, render

TINY = mpf(10) ** -30


def of_root(f, at_zero):
    """The function of z with x = sqrt(z) that f(x, z) defines, with its limit at 0."""
    return high_precision(lambda z: f(sqrt(z), z) if z > TINY else mpf(at_zero))


@high_precision
def exp_tail(r):
    return (exp(r) - 1 - r - r**2 / 2) / r**3 if abs(r) > TINY else mpf(1) / 6


def weight_in_exp(r):
    return abs(exp_tail(r) * r**3) / exp(r)


third = mpf(1) / 3
log_tail = of_root(lambda s, z: 2 * (atanh(s) / s - 1) / z, 2 * third)
power_tail = of_root(lambda s, z: (3 * (atanh(s) / s - 1) - z) / z**2, mpf(3) / 5)
sinh_tail = of_root(lambda r, z: (sinh(r) / r - 1) / z, third / 2)
cosh_tail = of_root(lambda r, z: (cosh(r) - 1) / z, mpf(1) / 2)
sin_tail = of_root(lambda r, z: (sin(r) / r - 1) / z, -third / 2)
cos_tail = of_root(lambda r, z: (cos(r) - 1 + z / 2) / z**2, mpf(1) / 24)
atan_tail = of_root(lambda t, z: (atan(t) / t - 1) / z, -third)
asin_tail = of_root(lambda x, z: (asin(x) / x - 1) / z, third / 2)

HALF_LOG_TWO = mpf("0.3467")
SERIES_END = mpf("0.02945")  # ((sqrt(2) - 1) / (sqrt(2) + 1))^2
FRACTION_END = mpf(1) / 9
QUADRANT = ((0, mpf("0.62")), (0, mpf("0.73")))  # float's quadrant number is rounded less sharply

TABLES = [
    ("ExpTail", "(exp(r) - 1 - r - r^2 / 2) / r^3, |r| <= log(2) / 2", exp_tail, (-HALF_LOG_TWO, HALF_LOG_TWO), (8, 0), (4, 0),
     weight_in_exp),
    ("SinhTail", "(sinh(r) / r - 1) / r^2 in r^2, |r| <= log(2) / 2", sinh_tail, (0, HALF_LOG_TWO**2), (4, 0), (2, 0)),
    ("CoshTail", "(cosh(r) - 1) / r^2 in r^2, |r| <= log(2) / 2", cosh_tail, (0, HALF_LOG_TWO**2), (5, 0), (2, 0)),
    ("LogTail", "2 (atanh(s) / s - 1) / s^2 in s^2, |s| <= 0.1716", log_tail, (0, SERIES_END), (6, 0), (2, 0)),
    ("LogFractionTail", "2 (atanh(s) / s - 1) / s^2 in s^2, |s| <= 1/3", log_tail, (0, FRACTION_END), (9, 0), (3, 0)),
    ("PowerTail", "(3 (atanh(s) / s - 1) - s^2) / s^4 in s^2, |s| <= 0.1716", power_tail, (0, SERIES_END), (7, 0),
     (3, 0)),
    ("SinTail", "(sin(r) / r - 1) / r^2 in r^2, |r| <= pi / 4", sin_tail, QUADRANT, (5, 0), (3, 0)),
    ("CosTail", "(cos(r) - 1 + r^2 / 2) / r^4 in r^2, |r| <= pi / 4", cos_tail, QUADRANT, (5, 0), (3, 0)),
    ("AtanTail", "(atan(t) / t - 1) / t^2 in t^2, |t| <= 1/2", atan_tail, (0, 0.25), (13, 0), (5, 0)),
    ("AsinTail", "(asin(x) / x - 1) / x^2 in x^2, |x| <= 1/2", asin_tail, (0, 0.25), (12, 0), (5, 0)),
    ("CbrtGuess", "the cube root of m, 1 <= m <= 2", high_precision(cbrt), (1, 2), (5, 0), (3, 0)),
]

HEADER = """// SPDX-License-Identifier: Apache-2.0
// Defines the fitted coefficients of the branch-free elementary functions (written by
// tools/fit_vector_math.py).
#pragma once

#include "aleator/graph/scalar/basis.h"

// clang-format off
namespace aleator::scalar::vector_math {

%s
}  // namespace aleator::scalar::vector_math
// clang-format on
"""


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "src/aleator/graph/scalar/vector_math")
    folder.mkdir(exist_ok=True)
    (folder / "coefficients.h").write_text(HEADER % "\n".join(render(entry) for entry in TABLES))


if __name__ == "__main__":
    main()
