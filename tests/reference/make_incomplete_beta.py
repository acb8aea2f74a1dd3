#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes tests/data/incomplete_beta.csv: the incomplete beta functions at 60 digits, by mpmath.

    python3 tests/reference/make_incomplete_beta.py [tests/data/incomplete_beta.csv]

Columns: function, arguments, value, condition number (the sum of |z f_z / f| over the arguments), whether float32 is
tested too (all arguments are float32 numbers). Both tails come from a series of their own and must add up to 1.
"""
import math
import random
import struct
import sys

import mpmath as mp

random.seed(20240312)


def float32(x):
    return struct.unpack("f", struct.pack("f", x))[0]


def tail(a, b, x):
    """I_x(a, b) by its hypergeometric series."""
    return x**a * (1 - x) ** b / (a * mp.beta(a, b)) * mp.hyp2f1(1, a + b, a + 1, x)


def slope(f, z):
    with mp.workdps(95):
        h = z * mp.mpf(10) ** -25
        return (f(z + h) - f(z - h)) / (2 * h)


def quantities(a, b, x):
    """The functions at (a, b, x) with their condition numbers; None where mpmath has lost digits."""
    p, q = tail(a, b, x), tail(b, a, 1 - x)
    if abs(p + q - 1) > mp.mpf(10) ** -40:
        return None
    if p < q:
        of_a, of_b = slope(lambda z: tail(z, b, x), a), slope(lambda z: tail(a, z, x), b)
    else:
        of_a, of_b = -slope(lambda z: tail(b, z, 1 - x), a), -slope(lambda z: tail(z, a, 1 - x), b)
    density = x ** (a - 1) * (1 - x) ** (b - 1) / mp.beta(a, b)
    move = x * density + abs(a * of_a) + abs(b * of_b)
    log_p = mp.log1p(-q) if q < p else mp.log(p)
    log_q = mp.log(q) if q < p else mp.log1p(-p)
    log_beta = mp.log(mp.beta(a, b))
    common = mp.psi(0, a + b)
    of_beta = (abs(a * (mp.psi(0, a) - common)) + abs(b * (mp.psi(0, b) - common))) / abs(log_beta)
    # Derivatives are held to the error of the tail they belong to.
    of_slope = move / min(p, q)
    return {"betainc": (p, move / p), "betaincc": (q, move / q), "log_betainc": (log_p, move / p / abs(log_p)),
            "log_betaincc": (log_q, move / q / abs(log_q)), "betainc_gradient_a": (of_a, of_slope),
            "betainc_gradient_b": (of_b, of_slope), "beta_implicit_gradient_a": (-of_a / density, of_slope),
            "beta_implicit_gradient_b": (-of_b / density, of_slope), "lbeta": (log_beta, of_beta)}


def arguments():
    for i in range(90):
        kind = i % 4
        if kind == 0:
            a, b, x = 10 ** random.uniform(-2.5, 1.3), 10 ** random.uniform(-2.5, 1.3), random.random()
        elif kind == 1:
            a, b = 10 ** random.uniform(0, 4.5), 10 ** random.uniform(0, 4.5)
            x = a / (a + b) + random.uniform(-6, 6) * math.sqrt(a * b / (a + b + 1)) / (a + b)
        else:
            a, b, x = 10 ** random.uniform(-1.5, 3), 10 ** random.uniform(-1.5, 3), 10 ** random.uniform(-5, 0)
            x = x if kind == 2 else 1 - x
        yield float32(a), float32(b), float32(min(max(x, 1e-6), 1 - 1e-6))


def main():
    path = sys.argv[1] if len(sys.argv) > 1 else "tests/data/incomplete_beta.csv"
    mp.mp.dps = 60
    lines = ["function,args,expected,cond,f32"]
    for a, b, x in arguments():
        found = quantities(mp.mpf(a), mp.mpf(b), mp.mpf(x)) or {}
        for name, (value, cond) in found.items():
            if mp.mpf(10) ** -300 < abs(value) < mp.mpf(10) ** 300:
                point = "" if name == "lbeta" else f";x={x!r}"
                f32 = int(mp.mpf(10) ** -35 < abs(value) < mp.mpf(10) ** 35)
                lines.append(f"{name},a={a!r};b={b!r}{point},{mp.nstr(value, 20)},{mp.nstr(cond, 3)},{f32}")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    print(len(lines) - 1, "rows")


if __name__ == "__main__":
    main()
