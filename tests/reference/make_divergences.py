#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes tests/data/divergences.csv: Csiszar's divergences D_f[p, q] of p = N(0.3, 0.8^2) from q = N(0, 1), by mpmath
quadrature at 40 digits from the functions f of u (not of log u), and f itself at some u.

    python3 tests/reference/make_divergences.py

Columns: name as in tests/vi/divergences_test.cc, D_f, f(1/100), f(1/2), f(3).
"""
import pathlib

import mpmath as mp

mp.mp.dps = 40
log, sqrt = mp.log, mp.sqrt


def alpha(a, normalized):
    return lambda u: (u**a - 1 - (a * (u - 1) if normalized else 0)) / (a * (a - 1))


def t_power(t, normalized):
    sign = -1 if 0 < t < 1 else 1
    return lambda u: sign * (u**t - 1 - (t * (u - 1) if normalized else 0))


def hellinger(u):
    return (sqrt(u) - 1)**2


CASES = {
    "kl_reverse": lambda u: -log(u),
    "kl_reverse_normalized": lambda u: -log(u) + u - 1,
    "kl_forward": lambda u: u * log(u),
    "kl_forward_normalized": lambda u: u * log(u) - (u - 1),
    "jensen_shannon": lambda u: u * log(u) - (1 + u) * log(1 + u),
    "jensen_shannon_normalized": lambda u: u * log(u) - (1 + u) * log((1 + u) / 2),
    "arithmetic_geometric": lambda u: (1 + u) * log((1 + u) / sqrt(u)),
    "arithmetic_geometric_normalized": lambda u: (1 + u) * log((1 + u) / (2 * sqrt(u))),
    "modified_gan": lambda u: log(1 + u) - log(u),
    "modified_gan_normalized": lambda u: log(1 + u) - log(u) + (u - 1) / 2,
    "total_variation": lambda u: abs(u - 1) / 2,
    "pearson": lambda u: (u - 1)**2,
    "chi_square": lambda u: u**2 - 1,
    "squared_hellinger": hellinger,
    "triangular": lambda u: (u - 1)**2 / (1 + u),
    "jeffreys": lambda u: (u - 1) * log(u) / 2,
    "log1p_abs": lambda u: (u if u > 1 else 1 / u) - 1,
    "amari_alpha_half": alpha(mp.mpf(1) / 2, False),
    "amari_alpha_half_normalized": alpha(mp.mpf(1) / 2, True),
    "amari_alpha_2": alpha(2, True),
    "t_power_quarter": t_power(mp.mpf(1) / 4, False),
    "t_power_3_halves": t_power(mp.mpf(3) / 2, True),
    "dual_of_kl_forward": lambda u: -log(u),
    "symmetrized_squared_hellinger": hellinger,
}


def density(x, loc, scale):
    return mp.exp(-((x - loc) / scale)**2 / 2) / (scale * sqrt(2 * mp.pi))


def crossings():
    """Where p = q: integrands may have a kink."""
    a, s = mp.mpf("0.3"), mp.mpf("0.8")
    # x^2 / 2 - (x - a)^2 / (2 s^2) - log(s) = 0
    c2, c1, c0 = 1 / mp.mpf(2) - 1 / (2 * s**2), a / s**2, -a**2 / (2 * s**2) - log(s)
    root = sqrt(c1**2 - 4 * c2 * c0)
    return sorted([(-c1 + root) / (2 * c2), (-c1 - root) / (2 * c2)])


def divergence(f):
    def integrand(x):
        q, p = density(x, 0, 1), density(x, mp.mpf("0.3"), mp.mpf("0.8"))
        return q * f(p / q)
    points = [-14, -6, crossings()[0], 0, 1, crossings()[1], 8, 14]
    return mp.quad(integrand, sorted(points))


target = pathlib.Path(__file__).resolve().parent.parent / "data" / "divergences.csv"
with target.open("w") as file:
    file.write("name,divergence,f_hundredth,f_half,f_three\n")
    for name, f in CASES.items():
        values = [divergence(f), f(mp.mpf("0.01")), f(mp.mpf("0.5")), f(mp.mpf(3))]
        file.write(name + "," + ",".join(mp.nstr(v, 20) for v in values) + "\n")
