#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes tests/data/bessel_j.csv: the Bessel function J at 60 digits, by mpmath.

    python3 tests/reference/make_bessel_j.py [tests/data/bessel_j.csv]

Columns as in incomplete_gamma.csv.
"""
import random
import struct
import sys

import mpmath as mp

random.seed(20240409)
mp.mp.dps = 60


def float32(x):
    return struct.unpack("f", struct.pack("f", x))[0]


def arguments():
    yield from [(0, 1e-10), (1, 1e-10), (0, 2.404825557695773), (1, 3.8317059702075125), (0, 24.999), (0, 25.0),
                (1, 1e5), (0, 1e8), (0.5, 1e6), (1000, 1010.0), (1000, 900.0), (3000, 2000.0), (50, 1.0), (300, 20.0)]
    for i in range(220):
        v = 0 if i % 5 == 0 else 1 if i % 5 == 1 else float32(10 ** random.uniform(-2, 2.3))
        yield v, float32(10 ** random.uniform(-3, 3 if i % 2 else 1.5))


def main():
    path = sys.argv[1] if len(sys.argv) > 1 else "tests/data/bessel_j.csv"
    lines = ["function,args,expected,cond,f32"]
    for v, x in arguments():
        value, h = mp.besselj(v, x), mp.mpf(10) ** -20
        by_order = (mp.besselj(v + h, x) - mp.besselj(v - h, x)) / (2 * h)
        cond = (abs(v * by_order) + abs(x * mp.besselj(v, x, 1))) / abs(value)
        if mp.mpf(10) ** -290 < abs(value):
            is_float32 = (v, x) == (float32(v), float32(x)) and mp.mpf(10) ** -35 < abs(value)
            lines.append(f"bessel_jv,v={v!r};z={x!r},{mp.nstr(value, 20)},{mp.nstr(cond, 3)},{int(is_float32)}")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    print(len(lines) - 1, "rows")


if __name__ == "__main__":
    main()
