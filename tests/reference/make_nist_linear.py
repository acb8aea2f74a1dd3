#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes tests/data/nist_linear.json from the files of the Statistical Reference Datasets of the US National Institute
of Standards and Technology (https://www.itl.nist.gov/div898/strd, linear regression; public domain).

    python3 tests/reference/make_nist_linear.py <folder of the .dat files> [tests/data/nist_linear.json]

A case has the certified coefficients and residual standard deviation, the response y, and the columns of predictors as
they stand in the file. `powers` says that the model is a polynomial in the one predictor.
"""
import json
import pathlib
import re
import sys

NAMES = ["Norris", "Pontius", "NoInt1", "NoInt2", "Filip", "Longley", "Wampler1", "Wampler2", "Wampler3", "Wampler4",
         "Wampler5"]


def case(text):
    lines = text.splitlines()
    estimates = [(int(m.group(1)), float(m.group(2))) for m in re.finditer(r"^\s*B(\d+)\s+(\S+)\s+\S+\s*$", text, re.M)]
    deviation = float(re.search(r"Standard Deviation\s+(\S+)\s*$", text[text.index("Residual\n"):] if "Residual\n" in text
                                else text[text.index("Residual "):], re.M).group(1))
    start = max(i for i, line in enumerate(lines) if line.startswith("Data:") and "y" in line.split()) + 1
    rows = [[float(x) for x in line.split()] for line in lines[start:] if line.strip()]
    predictors = [list(column) for column in list(zip(*rows))[1:]]
    degree = max(index for index, _ in estimates)
    return {"coefficients": [value for _, value in estimates], "residual_deviation": deviation,
            "has_intercept": estimates[0][0] == 0, "powers": degree if len(predictors) == 1 else 1,
            "y": [row[0] for row in rows], "predictors": predictors}


def main():
    folder = pathlib.Path(sys.argv[1])
    path = sys.argv[2] if len(sys.argv) > 2 else "tests/data/nist_linear.json"
    cases = {name: case((folder / f"{name}.dat").read_text(encoding="latin-1")) for name in NAMES}
    source = "NIST Statistical Reference Datasets, linear regression; public domain"
    lines = [f' "source": {json.dumps(source)}'] + [f' "{name}": {json.dumps(x)}' for name, x in cases.items()]
    pathlib.Path(path).write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
