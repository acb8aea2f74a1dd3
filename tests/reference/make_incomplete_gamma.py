#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes tests/data/incomplete_gamma.csv: the incomplete gamma functions at 50 digits, by mpmath.

    python3 tests/reference/make_incomplete_gamma.py [tests/data/incomplete_gamma.csv]
    python3 tests/reference/make_incomplete_gamma.py --coefficients   # graph/scalar/incomplete_gamma_coefficients.h

Columns: function, arguments, value, condition number (|x f_x / f| + |a f_a / f|), whether float32 is tested too (its
arguments are float32 numbers). The tails reach log P = -1e5; transitions have x within some sqrt(a) of a.
mpmath's own gammainc is trusted where two precisions agree.
"""
import math
import random
import sys
from fractions import Fraction

import mpmath as mp

random.seed(20240311)
ROWS, COLUMNS = 12, 32


# --- coefficients of Temme's expansion, as exact rationals ------------------------------------------------------------

def stirling_numbers(count):
    """g[k] with Gamma(z) ~ sqrt(2 pi / z) (z / e)^z sum of g[k] z^-k."""
    logs = [Fraction(0)] * (count + 1)
    for j in range(1, count):
        if 2 * j - 1 <= count:
            b = mp.bernfrac(2 * j)
            logs[2 * j - 1] = Fraction(b[0], b[1]) / (2 * j * (2 * j - 1))
    g = [Fraction(1)]
    for n in range(1, count + 1):
        g.append(sum(i * logs[i] * g[n - i] for i in range(1, n + 1)) / n)
    return g


def temme_rows(num_terms=60):
    """C_k(eta): C_0 = 1/mu - 1/eta, C_k = C_{k-1}' / eta + (-1)^k g_k / mu, where eta^2/2 = mu - log(1 + mu)."""
    mu = [Fraction(0), Fraction(1)]
    for n in range(2, num_terms + 2):
        products = sum(mu[i] * (n + 1 - i) * mu[n + 1 - i] for i in range(2, n))
        mu.append((mu[n - 1] - products) / (n + 1))
    inverse = [Fraction(1)]
    for n in range(1, num_terms + 1):
        inverse.append(-sum(mu[i + 1] * inverse[n - i] for i in range(1, n + 1)))
    one_over_mu = {n - 1: c for n, c in enumerate(inverse)}
    g = stirling_numbers(ROWS + 2)
    rows = [{n: c for n, c in one_over_mu.items() if n >= 0}]
    for k in range(1, ROWS):
        row = {}
        for n, c in rows[-1].items():
            if n:
                row[n - 2] = row.get(n - 2, Fraction(0)) + n * c
        for n, c in one_over_mu.items():
            row[n] = row.get(n, Fraction(0)) + (-1) ** k * g[k] * c
        assert not [n for n, c in row.items() if n < 0 and c], k
        rows.append({n: c for n, c in row.items() if 0 <= n <= num_terms - 2 * k - 2})
    return rows


def print_coefficients():
    mp.mp.dps = 40
    for k, row in enumerate(temme_rows()):
        values = [mp.mpf(row[n].numerator) / row[n].denominator for n in range(COLUMNS - 2 * k)]
        print("{" + ", ".join(mp.nstr(v, 19) for v in values) + "},")
    print(", ".join(mp.nstr(mp.zeta(k) - 1, 20) for k in range(2, 30)))


# --- values -----------------------------------------------------------------------------------------------------------

def lower(a, x):
    return mp.gammainc(a, 0, x, regularized=True)


def upper(a, x):
    return mp.gammainc(a, x, mp.inf, regularized=True)


def derivative(f, a, x):
    with mp.workdps(80):
        h = a * mp.mpf(10) ** -20
        return (f(a + h, x) - f(a - h, x)) / (2 * h)


def quantities(a, x):
    """The functions at (a, x) with their condition numbers; None if mpmath has no digits to offer."""
    p, q = lower(a, x), upper(a, x)
    if min(p, q) < mp.mpf(10) ** -40000 or abs(p + q - 1) > mp.mpf(10) ** -45:
        return None
    density = mp.exp((a - 1) * mp.log(x) - x - mp.loggamma(a))
    slope = -derivative(upper, a, x) if q < p else derivative(lower, a, x)
    move = x * density + abs(a * slope)
    log_p = mp.log1p(-q) if q < p else mp.log(p)
    log_q = mp.log(q) if q < p else mp.log1p(-p)
    # Derivatives are held to the error of the tail they belong to: the smaller one moves by `move`.
    of_slope = move / min(p, q)
    return {"igamma": (p, move / p), "igammac": (q, move / q), "log_igamma": (log_p, move / p / abs(log_p)),
            "log_igammac": (log_q, move / q / abs(log_q)), "igamma_gradient_a": (slope, of_slope),
            "gamma_implicit_gradient": (-slope / density, of_slope)}


def float32(x):
    import struct
    return struct.unpack("f", struct.pack("f", x))[0]


def arguments():
    for i in range(110):
        kind = i % 4
        if kind == 0:
            a = 10 ** random.uniform(-4, 1.2)
            x = a * 10 ** random.uniform(-3, 1.5)
        elif kind == 1:
            a = 10 ** random.uniform(0, 6)
            x = a + random.uniform(-6, 6) * math.sqrt(a)
        elif kind == 2:
            a = 10 ** random.uniform(0.5, 4)
            x = a * 10 ** random.uniform(-0.6, 0.5)
        else:
            a, x = 10 ** random.uniform(-3, 3), 10 ** random.uniform(-6, 2)
        yield float32(a), float32(abs(x))


def main():
    if "--coefficients" in sys.argv:
        return print_coefficients()
    path = sys.argv[1] if len(sys.argv) > 1 else "tests/data/incomplete_gamma.csv"
    mp.mp.dps = 60
    lines = ["function,args,expected,cond,f32"]
    for a, x in arguments():
        found = quantities(mp.mpf(a), mp.mpf(x))
        for name, (value, cond) in (found or {}).items():
            if mp.mpf(10) ** -300 < abs(value) < mp.mpf(10) ** 300:
                f32 = int(mp.mpf(10) ** -35 < abs(value) < mp.mpf(10) ** 35)
                lines.append(f"{name},a={a!r};x={x!r},{mp.nstr(value, 20)},{mp.nstr(cond, 3)},{f32}")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    print(len(lines) - 1, "rows")
    return None


if __name__ == "__main__":
    main()
