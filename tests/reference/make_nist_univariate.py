#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes tests/data/nist_univariate.json from the files of the Statistical Reference Datasets of the US National
Institute of Standards and Technology (https://www.itl.nist.gov/div898/strd, univariate summary statistics; public
domain).

    python3 tests/reference/make_nist_univariate.py <folder of the .dat files> [tests/data/nist_univariate.json]

A case has the certified mean, standard deviation and autocorrelation at lag 1, and the observations. The script computes
the certified values again, in exact arithmetic, and fails where they differ.
"""
import json
import pathlib
import re
import sys
from fractions import Fraction

import mpmath

NAMES = ["Lew", "Lottery", "Mavro", "Michelso", "NumAcc1", "NumAcc2", "NumAcc3", "NumAcc4"]


def certified(text, name):
    value = re.search(name + r"[^:]*:\s+(\S+)", text).group(1)
    return float(value)


def check(name, expected, observations):
    """observations: decimal texts. Certified values are right to 15 digits."""
    mpmath.mp.dps = 60
    x = [Fraction(o) for o in observations]
    mean = sum(x) / len(x)
    squares = sum((value - mean) ** 2 for value in x)
    products = sum((a - mean) * (b - mean) for a, b in zip(x, x[1:]))
    real = {"mean": mpmath.mpf(mean.numerator) / mean.denominator,
            "deviation": mpmath.sqrt(mpmath.mpf(squares.numerator) / squares.denominator / (len(x) - 1)),
            "autocorrelation": mpmath.mpf((products / squares).numerator) / (products / squares).denominator}
    for key, value in real.items():
        if abs(expected[key] - value) > 1e-14 * abs(value):
            sys.exit(f"{name}: {key} is certified as {expected[key]}, computed as {mpmath.nstr(value, 17)}")


def case(name, text):
    lines = text.splitlines()
    first = max(i for i, line in enumerate(lines) if line.startswith("-----")) + 1
    observations = [line.split()[0] for line in lines[first:] if line.strip()]
    result = {"mean": certified(text, "Sample Mean"),
              "deviation": certified(text, "Sample Standard Deviation"),
              "autocorrelation": certified(text, "Sample Autocorrelation Coefficient")}
    check(name, result, observations)
    return {**result, "observations": [float(o) for o in observations]}


def main():
    folder = pathlib.Path(sys.argv[1])
    path = sys.argv[2] if len(sys.argv) > 2 else "tests/data/nist_univariate.json"
    cases = {name: case(name, (folder / f"{name}.dat").read_text(encoding="latin-1")) for name in NAMES}
    source = "NIST Statistical Reference Datasets, univariate summary statistics; public domain"
    lines = [f' "source": {json.dumps(source)}'] + [f' "{name}": {json.dumps(x)}' for name, x in cases.items()]
    pathlib.Path(path).write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
