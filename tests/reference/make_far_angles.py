#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes tests/data/far_angles.csv: circular functions of angles up to the largest finite number, by mpmath.

    python3 tests/reference/make_far_angles.py

The reduction of an angle below 2^1024 needs 1,024 bits more than the result.
"""

import random
import struct
from pathlib import Path

import mpmath

mpmath.mp.prec = 1400


def angles():
    """Round ones, neighbours of multiples of pi / 2, and numbers of every exponent."""
    generator = random.Random(17)
    yield from (1e8, 1.00000001e8, 1e9, 1e15, 2.0**53, 1e22, 1e100, 1e300, 1.7976931348623157e308)
    yield 6381956970095103.0 * 2.0**797  # the double nearest to a multiple of pi / 2
    for exponent in range(27, 1024, 18):
        mantissa = 1 + generator.random()
        yield (1 if generator.random() < 0.5 else -1) * mantissa * 2.0**exponent
    for exponent in range(28, 127, 9):
        value = (1 + generator.random()) * 2.0**exponent
        yield struct.unpack("f", struct.pack("f", value))[0]


def main():
    path = Path(__file__).parents[1] / "data" / "far_angles.csv"
    lines = ["x,sin,cos,tan"]
    for x in angles():
        angle = mpmath.mpf(x)
        values = (mpmath.sin(angle), mpmath.cos(angle), mpmath.tan(angle))
        lines.append(",".join([repr(x), *(mpmath.nstr(v, 25) for v in values)]))
    path.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
