#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes tests/data/nist_nonlinear.json from the files of the Statistical Reference Datasets of the US National
Institute of Standards and Technology (https://www.itl.nist.gov/div898/strd, nonlinear regression; public domain).

    python3 tests/reference/make_nist_nonlinear.py <folder of the .dat files> [tests/data/nist_nonlinear.json]

A case has the two starts, the certified estimates, their standard deviations and the residual sum of squares, and the
columns of data, response first.
"""
import json
import pathlib
import re
import sys

NAMES = ["Misra1a", "Chwirut2", "Chwirut1", "Lanczos3", "Gauss1", "Gauss2", "DanWood", "Misra1b", "Kirby2", "Hahn1",
         "Nelson", "MGH17", "Lanczos1", "Lanczos2", "Gauss3", "Misra1c", "Misra1d", "Roszman1", "ENSO", "MGH09",
         "Thurber", "BoxBOD", "Rat42", "MGH10", "Eckerle4", "Rat43", "Bennett5"]
NUMBER = r"([-+]?[\d.]+(?:[Ee][-+]?\d+)?)"


def case(text):
    lines = text.splitlines()
    rows = re.findall(r"^\s*b\d+\s*=\s*" + r"\s+".join([NUMBER] * 4) + r"\s*$", text, re.M)
    start1, start2, estimates, errors = ([float(row[i]) for row in rows] for i in range(4))
    total = float(re.search(r"Residual Sum of Squares:\s+" + NUMBER, text).group(1))
    first = max(i for i, line in enumerate(lines) if line.startswith("Data:") and "y" in line.split()) + 1
    data = [[float(x) for x in line.split()] for line in lines[first:] if line.strip()]
    return {"starts": [start1, start2], "estimates": estimates, "errors": errors, "residual_sum_of_squares": total,
            "columns": [list(column) for column in zip(*data)]}


def main():
    folder = pathlib.Path(sys.argv[1])
    path = sys.argv[2] if len(sys.argv) > 2 else "tests/data/nist_nonlinear.json"
    cases = {name: case((folder / f"{name}.dat").read_text(encoding="latin-1")) for name in NAMES}
    source = "NIST Statistical Reference Datasets, nonlinear regression; public domain"
    lines = [f' "source": {json.dumps(source)}'] + [f' "{name}": {json.dumps(x)}' for name, x in cases.items()]
    pathlib.Path(path).write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
