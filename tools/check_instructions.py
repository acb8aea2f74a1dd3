#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks how many instructions compiled gradients take, which no load of the machine changes.

    tools/check_instructions.py build/release/benchmarks/aleator_micro [--update]

Counts with valgrind, whose processor has AVX2 and no AVX-512, and compares with benchmarks/instructions.json
(2 %). A gradient's count is the difference between runs of different length. Takes some minutes, so it is
no part of tools/check; run it after a change of the code generator, and with --update where fewer are meant.
"""
import json
import os
import re
import subprocess
import sys
import tempfile

from project_files import ROOT

STORED = ROOT / "benchmarks" / "instructions.json"
TOLERANCE = 0.02
FEW, MANY = 4, 24


def instructions(program, model, runs, cache):
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", program, "--filter", model,
               "--runs", str(runs)]
    done = subprocess.run(command, capture_output=True, text=True, check=False,
                          env={**os.environ, "ALEATOR_CACHE_DIR": cache})
    found = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode != 0 or not found:
        sys.exit(f"check_instructions: {' '.join(command)} failed:\n{done.stderr[-2000:]}")
    return int(found.group(1))


def count(program, model):
    """Per gradient of 64 chains. The first process compiles, so that the others only run."""
    with tempfile.TemporaryDirectory() as cache:
        instructions(program, model, 1, cache)
        few, many = (instructions(program, model, runs, cache) for runs in (FEW, MANY))
    return round((many - few) / (MANY - FEW))


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    stored = json.loads(STORED.read_text(encoding="utf-8"))
    counts = {model: count(sys.argv[1], model) for model in stored}
    if "--update" in sys.argv:
        STORED.write_text(json.dumps(counts, indent=2) + "\n", encoding="utf-8")
    is_wrong = False
    for model, now in counts.items():
        change = now / stored[model] - 1 if stored[model] else 0
        print(f"{model}: {now} instructions, stored {stored[model]}, {100 * change:+.1f} %")
        is_wrong = is_wrong or abs(change) > TOLERANCE
    return 1 if is_wrong and "--update" not in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
