#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints the coefficients of stirling_error in src/aleator/math/special.cc: the quotient of two
polynomials of degree 8 in w = 1 / k that equals stirling_error(1 / w) / w at 17 Chebyshev points of
0..1, and its largest error. Needs mpmath."""
import mpmath

mpmath.mp.dps = 60
DEGREE = 8


def stirling_error(k):
    return (mpmath.loggamma(k + 1) - (k + mpmath.mpf(1) / 2) * mpmath.log(k) + k
            - mpmath.log(2 * mpmath.pi) / 2)


def chebyshev_points(n):
    return [(1 - mpmath.cos(mpmath.pi * (2 * i + 1) / (2 * n))) / 2 for i in range(n)]


def evaluate(coefficients, w):
    return sum(c * w**j for j, c in enumerate(coefficients))


def main():
    points = chebyshev_points(2 * DEGREE + 1)
    system, right = mpmath.matrix(len(points)), mpmath.matrix(len(points), 1)
    for i, w in enumerate(points):
        right[i] = stirling_error(1 / w) / w
        for j in range(DEGREE + 1):
            system[i, j] = w**j
        for j in range(1, DEGREE + 1):
            system[i, DEGREE + j] = -right[i] * w**j
    solved = mpmath.lu_solve(system, right)
    above = list(solved[:DEGREE + 1])
    below = [mpmath.mpf(1)] + list(solved[DEGREE + 1:])
    for name, coefficients in (("numerator", above), ("denominator", below)):
        print(name, [mpmath.nstr(c, 17) for c in reversed(coefficients)])
    error = max(abs(w * evaluate(above, w) / evaluate(below, w) - stirling_error(1 / w))
                for w in chebyshev_points(400))
    print("largest error", mpmath.nstr(error, 3))


if __name__ == "__main__":
    main()
