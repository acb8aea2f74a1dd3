#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints the values in tests/distributions/{finite,noncentral}_test.cc, by mpmath with 60 digits."""
from mpmath import besseli, binomial, diff, e1, exp, factorial, gamma, gammainc, inf, log, mp, mpf, pi, quad, sqrt

mp.dps = 60


def horseshoe(x):
    """log pdf of scale 1, as the integral over the standard deviation."""
    x = mpf(x)
    density = quad(lambda t: 2 / pi / (1 + t * t) * exp(-x * x / (2 * t * t)) / (t * sqrt(2 * pi)),
                   [0, x / 8, x / 2, x, 2 * x, 8 * x, 1, 100, inf] if x < 1 else
                   [0, x / 8, x / 2, x, 2 * x, 8 * x, 100 * x, inf])
    closed = exp(x * x / 2) * e1(x * x / 2) / sqrt(2 * pi**3)
    assert abs(density / closed - 1) < mpf(10)**-15
    return log(closed)


def horseshoe_closed(x):
    x = mpf(x)
    return log(exp(x * x / 2) * e1(x * x / 2) / sqrt(2 * pi**3))


def skellam(k, rate1, rate2):
    rate1, rate2 = mpf(rate1), mpf(rate2)
    return -rate1 - rate2 + mpf(k) / 2 * log(rate1 / rate2) + log(
        besseli(abs(k), 2 * sqrt(rate1 * rate2)))


def noncentral(x, df, noncentrality, is_upper):
    """log of a tail: the average over Poisson counts of those of chi-squared variables."""
    x, a, m = mpf(x) / 2, mpf(df) / 2, mpf(noncentrality) / 2
    total, weight = mpf(0), exp(-m)
    num_terms = int(m + 40 * sqrt(m) + 2 * sqrt(m * x) + 200)
    for j in range(num_terms):
        tail = (gammainc(a + j, x, inf) if is_upper else gammainc(a + j, 0, x)) / gamma(a + j)
        total += weight * tail
        weight *= m / (j + 1)
    return log(total)


def bates(x, n):
    """The density and the cdf on the unit interval, as alternating sums."""
    y = n * mpf(x)
    terms = [(-1)**k * binomial(n, k) * (y - k)**(n - 1) for k in range(int(y) + 1)]
    tails = [(-1)**k * binomial(n, k) * (y - k)**n for k in range(int(y) + 1)]
    return n * sum(terms) / factorial(n - 1), sum(tails) / factorial(n)


for x in (0.25, 2.5):
    print("Horseshoe", x, mp.nstr(horseshoe(x), 20))
for x in (1e-12, 1e-3, 3.99, 4.0, 10.0, 50.0):
    print("Horseshoe", x, mp.nstr(horseshoe_closed(x), 20))
for case in ((0, 1.5, 2.5), (-7, 1.5, 2.5), (40, 0.25, 3), (-30, 1000, 1010)):
    print("Skellam", case, mp.nstr(skellam(*case), 20))
for case in ((1e-8, 3.5, 2), (0.5, 0.75, 10), (5, 3, 4), (60, 40, 30), (2, 5, 400)):
    print("NoncentralChi2 log cdf", case, mp.nstr(noncentral(*case, False), 20))
for case in ((5, 3, 4), (200, 3, 4), (60, 40, 30), (900, 5, 400), (2, 1.5, 0)):
    print("NoncentralChi2 log survival", case, mp.nstr(noncentral(*case, True), 20))
print("NoncentralChi2 slope in df",
      mp.nstr(diff(lambda v: noncentral(5, v, 4, False), 3, h=mpf(10)**-20), 20))
for case in ((0.3, 2), (0.45, 5), (0.125, 30), (0.5, 100)):
    print("Bates", case, *(mp.nstr(v, 20) for v in bates(*case)))
