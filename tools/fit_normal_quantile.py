#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints the coefficients of two fits of the normal quantile in src/aleator/random.

poisson_quantile.cc: with h = u - 1/2 and t = -log(1 - 4 h^2), ndtri(u) / (2 h) is a smooth function of t. It is
interpolated at the nodes of Chebyshev for 0 <= t <= 9, which is |ndtri(u)| < 4, and written in
powers of 2 t / 9 - 1.

normal_quantile.cc: with h = 2 u - 1, ndtri(u) / h is near a quotient of polynomials in 0.98 - h^2, which have positive
coefficients.
"""
import fit_special_functions
import mpmath as mp
import numpy as np
from numpy.polynomial import chebyshev, polynomial

mp.mp.dps = 40
DEGREE, LENGTH = 13, 9.0


def ratio(t):
    share = mp.sqrt(-mp.expm1(-mp.mpf(t)))
    return float(mp.sqrt(2) * mp.erfinv(share) / share if share else mp.sqrt(mp.pi / 2))


@fit_special_functions.high_precision
def central_ratio(t):
    square = mp.mpf("0.98") - t
    h = mp.sqrt(abs(square))
    return mp.sqrt(2) * mp.erfinv(h) / h if square > 0 else mp.sqrt(mp.pi / 2)


def print_central():
    numerator, denominator, error = fit_special_functions.fit(central_ratio, 0, mp.mpf("0.98"), 10, 10)
    print([float(c) for c in numerator], [float(c) for c in denominator], sep="\n")
    print("largest relative error:", mp.nstr(error, 3))


def main():
    nodes = np.cos(np.pi * (np.arange(8 * DEGREE) + 0.5) / (8 * DEGREE))
    values = [ratio((x + 1) / 2 * LENGTH) for x in nodes]
    powers = chebyshev.cheb2poly(chebyshev.chebfit(nodes, values, DEGREE))
    for coefficient in powers:
        print(repr(float(coefficient)))
    t = np.linspace(0, LENGTH, 2001)
    error = polynomial.polyval(2 * t / LENGTH - 1, powers) - [ratio(x) for x in t]
    print("largest error of the quantile:", np.max(np.abs(error * np.sqrt(-np.expm1(-t)))))
    print_central()


if __name__ == "__main__":
    main()
