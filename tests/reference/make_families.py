#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints the values in tests/distributions/{counts,finite,noncentral}_test.cc, by mpmath with 60 digits."""
from mpmath import (besseli, beta, binomial, cos, diff, e1, exp, factorial, gamma, gammainc, inf, log, loggamma, mp,
                    mpf, pi, quad, sqrt)

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


def skellam_tail(k, rate1, rate2, is_upper):
    """log of a tail as a sum of masses."""
    ks = range(k + 1, k + 600) if is_upper else range(k, k - 600, -1)
    return log(sum(exp(skellam(j, rate1, rate2)) for j in ks))


def beta_binomial_tail(k, n, a, b, is_upper):
    a, b = mpf(a), mpf(b)
    def mass(j):
        return binomial(n, j) * beta(j + a, n - j + b) / beta(a, b)
    return log(sum(mass(j) for j in (range(k + 1, n + 1) if is_upper else range(k + 1))))


def entropy_of_masses(mass, ks):
    return -sum(p * log(p) for p in (mass(k) for k in ks) if p > 0)


def poisson_entropy(rate):
    rate = mpf(rate)
    return entropy_of_masses(lambda k: exp(k * log(rate) - rate - loggamma(k + 1)),
                             range(int(rate + 60 * sqrt(rate) + 120)))


def binomial_entropy(n, p):
    p = mpf(p)
    return entropy_of_masses(lambda k: binomial(n, k) * p**k * (1 - p)**(n - k), range(n + 1))


def negative_binomial_entropy(r, p):
    r, p = mpf(r), mpf(p)
    return entropy_of_masses(lambda k: exp(loggamma(k + r) - loggamma(r) - loggamma(k + 1)) * (1 - p)**r * p**k,
                             range(int(140 / -log(p) * (1 + r)) + 400))


def inverse_gaussian_entropy(loc, concentration):
    loc, c = mpf(loc), mpf(concentration)
    def f(x):
        log_density = log(c / (2 * pi * x**3)) / 2 - c * (x - loc)**2 / (2 * loc**2 * x)
        return -exp(log_density) * log_density
    edges = [0] + [loc * mpf(2)**k for k in range(-12, 13)] + [inf]
    return quad(f, edges)


def gamma_gamma_entropy(a, b, rate):
    a, b, rate = mpf(a), mpf(b), mpf(rate)
    def f(x):
        log_density = (a - 1) * log(x / rate) - (a + b) * log(1 + x / rate) - log(rate * beta(a, b))
        return -exp(log_density) * log_density
    return quad(f, [0] + [rate * mpf(4)**k for k in range(-12, 30)] + [inf])


def von_mises_log_cdf(x, kappa):
    x, kappa = mpf(x), mpf(kappa)
    # On pieces of the scale of the density next to x.
    edges = [-pi] + [x - (pi + x) * mpf(2)**-k for k in range(1, 40)] + [x]
    shift = kappa * cos(x)
    return log(quad(lambda t: exp(kappa * cos(t) - shift), edges)) + shift - log(2 * pi * besseli(0, kappa))


def horseshoe_tail(x):
    """P(X > x): the mean of atan(|z| / x) / pi over normal z."""
    x = mpf(x)
    edges = [0, x / 10 if x < 1 else mpf(1) / 10, 1, 4, 20]
    return quad(lambda z: 2 * mp.npdf(z) * mp.atan(z / x) / pi, edges)


for x in (0.25, 2.5):
    print("Horseshoe", x, mp.nstr(horseshoe(x), 20))
for x in ("1e-6", "0.01", "0.5", "3", "40", "1e6"):
    print("Horseshoe tail", x, mp.nstr(horseshoe_tail(x), 20))
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
for case in ((-7, 1.5, 2.5), (0, 1.5, 2.5), (3, 1.5, 2.5), (40, 0.25, 3), (-60, 20, 30)):
    print("Skellam log cdf, log survival", case, *(mp.nstr(skellam_tail(*case, side), 20) for side in (False, True)))
for case in ((0, 20, 1.25, 2), (7, 20, 1.25, 2), (19, 20, 1.25, 2), (30, 60, 0.5, 0.25), (3, 400, 30, 10), (390, 400, 3, 90)):
    print("BetaBinomial log cdf, log survival", case,
          *(mp.nstr(beta_binomial_tail(*case, side), 20) for side in (False, True)))
print("BetaBinomial slopes of log cdf", *(mp.nstr(v, 20) for v in (
    diff(lambda a: beta_binomial_tail(7, 20, a, 2, False), mpf(5) / 4),
    diff(lambda b: beta_binomial_tail(7, 20, mpf(5) / 4, b, False), 2))))
for rate in (1e-9, 0.5, 9, 64, 99, 101, 1000):
    print("Poisson entropy", rate, mp.nstr(poisson_entropy(rate), 20))
for case in ((1, 0.25), (20, 0.25), (60, 0.96875), (1000, 0.001953125), (1000, 0.5), (2000, 0.125)):
    print("Binomial entropy", case, mp.nstr(binomial_entropy(*case), 20))
for case in ((2.25, 0.25), (0.125, 0.875), (1, 0.5), (40, 0.75), (0.001953125, 0.984375), (3, 0.9375)):
    print("NegativeBinomial entropy", case, mp.nstr(negative_binomial_entropy(*case), 20))
for case in ((1, 1), (2.5, 0.25), (0.5, 40), (1, 1000)):
    print("InverseGaussian entropy", case, mp.nstr(inverse_gaussian_entropy(*case), 20))
for case in ((1.5, 2.5, 2), (0.5, 0.75, 0.125)):
    print("GammaGamma entropy", case, mp.nstr(gamma_gamma_entropy(*case), 20))
for case in ((-3, 1000), (-1, 2000), (-3.140625, 400), (-0.5, 1e6), (-2, 700)):
    print("VonMises log cdf", case, mp.nstr(von_mises_log_cdf(*case), 20))
