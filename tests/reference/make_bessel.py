#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes tests/data/bessel.csv: the modified Bessel functions, scaled, and their derivatives, by mpmath.

    python3 tests/reference/make_bessel.py [tests/data/bessel.csv]

Columns as in incomplete_gamma.csv. I is summed from its power series, or by mpmath's asymptotic series for x > 2000;
K is a trapezoid sum at 130 digits, compared with mpmath's own. Derivatives are differences at 110 digits.
"""
import random
import struct
import sys

import mpmath as mp

random.seed(20240401)
mp.mp.dps = 110


def log_i(v, x):
    if x > 2000 and x > v * v / 1000:
        return mp.log(mp.besseli(v, x)) - x
    term = total = mp.mpf(1)
    k, quarter, small = 0, x * x / 4, mp.mpf(10) ** -115
    while term > small * total:
        k += 1
        term *= quarter / (k * (v + k))
        total += term
    return v * mp.log(x / 2) - mp.loggamma(v + 1) + mp.log(total) - x


def log_k(v, x):
    with mp.workdps(130):
        r = mp.sqrt(v * v + x * x)
        start, step, total = mp.asinh(v / x), mp.mpf("0.03") / mp.sqrt(1 + r / 64), mp.mpf(1)
        for sign in (-1, 1):
            i = 0
            while True:
                i += 1
                s = sign * i * step
                up = mp.exp(s)
                exponent = (r + v) / 2 * up + (r - v) / 2 / up - r - v * s
                if exponent > 280:
                    break
                total += mp.exp(-exponent)
        return v * start - r + mp.log(total * step / 2) + x


def check_log_k():
    """The trapezoid sum against mpmath's own function."""
    for v, x in [(0, 0.25), (0.5, 2), (1 / 3, 1e-3), (20.25, 3), (7.75, 90), (150.5, 40)]:
        with mp.workdps(60):
            own = mp.log(mp.besselk(mp.mpf(v), mp.mpf(x))) + x
        assert abs(log_k(mp.mpf(v), mp.mpf(x)) - own) < mp.mpf(10) ** -50, (v, x)


def stencil(f, v, x):
    """f with its first and second derivatives by (v, x)."""
    h, k = (v or 1) * mp.mpf(10) ** -22, x * mp.mpf(10) ** -22
    at = {(i, j): f(v + i * h, x + j * k) for i in (-1, 0, 1) for j in (-1, 0, 1)}
    return {"": at[0, 0], "v": (at[1, 0] - at[-1, 0]) / (2 * h), "z": (at[0, 1] - at[0, -1]) / (2 * k),
            "vv": (at[1, 0] - 2 * at[0, 0] + at[-1, 0]) / h ** 2,
            "zz": (at[0, 1] - 2 * at[0, 0] + at[0, -1]) / k ** 2,
            "vz": (at[1, 1] - at[1, -1] - at[-1, 1] + at[-1, -1]) / (4 * h * k)}


def scaled_functions(name, d, v, x):
    move = abs(v * d["v"]) + abs(x * d["z"])
    yield f"bessel_{name}", mp.exp(d[""]), move
    yield f"log_bessel_{name}", d[""], move / abs(d[""])
    for by in "vz":
        slope = d[by]
        second = abs(v * d["vv" if by == "v" else "vz"]) + abs(x * d["vz" if by == "v" else "zz"])
        if abs(slope) > mp.mpf(10) ** -45:  # below it differences have no digits
            yield f"log_bessel_{name}_gradient_{by}", slope, second / abs(slope)


def quantities(v, x):
    yield from scaled_functions("ive", stencil(log_i, v, x), v, x)
    yield from scaled_functions("kve", stencil(log_k, v, x), v, x)
    if v > 0:
        d = {key: value - stencil(log_i, v - 1, x)[key] for key, value in stencil(log_i, v, x).items()} \
            if v >= 1 else None
        if d:
            yield "bessel_iv_ratio", mp.exp(d[""]), abs(v * d["v"]) + abs(x * d["z"])


def float32(x):
    return struct.unpack("f", struct.pack("f", x))[0]


def arguments():
    yield from [(0, 0.25), (0, 3.0), (0, 17.0), (0, 100.0), (1, 0.5), (1, 9.0), (0.5, 2.0), (0.5, 30.0), (10, 2.0),
                (10, 1e-30), (0, 1e-30), (0.25, 1e-12), (39, 5.0), (41, 5.0), (2, 39.75), (2, 40.25), (0, 1e8),
                (3, 1e8), (1000, 1e-8), (1e-10, 1e-10), (1e-10, 1.5), (1e-10, 12.0), (1e-10, 300.0), (1e6, 1e6),
                (1e6, 10.0)]
    for i in range(100):
        if i % 4 == 0:
            yield float32(10 ** random.uniform(-3, 0.5)), float32(10 ** random.uniform(-2, 2))
        elif i % 4 == 1:
            yield float32(random.uniform(0, 12)), float32(10 ** random.uniform(-6, 0.5))
        elif i % 4 == 2:
            yield float32(random.uniform(0, 45)), float32(random.uniform(0.5, 45))
        else:
            yield float32(10 ** random.uniform(-1, 3.5)), float32(10 ** random.uniform(-1, 4))


def main():
    path = sys.argv[1] if len(sys.argv) > 1 else "tests/data/bessel.csv"
    check_log_k()
    lines = ["function,args,expected,cond,f32"]
    for v, x in arguments():
        for name, value, cond in quantities(mp.mpf(v), mp.mpf(x)):
            if mp.mpf(10) ** -300 < abs(value) < mp.mpf(10) ** 300:
                is_float32 = (v, x) == (float32(v), float32(x)) and mp.mpf(10) ** -35 < abs(value) < mp.mpf(10) ** 35
                lines.append(f"{name},v={v!r};z={x!r},{mp.nstr(value, 20)},{mp.nstr(cond, 3)},{int(is_float32)}")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    print(len(lines) - 1, "rows")


if __name__ == "__main__":
    main()
