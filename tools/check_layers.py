#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks that every #include keeps to the layers, and that headers stay light."""
import re
import sys

from project_files import CODE, project_files, read

ARRAYS = ["base", "array"]
GRAPH = ARRAYS + ["graph", "kernels"]
# Numbers: written in Array operations and transforms. The scalar mathematics of graph/scalar depends
# on nothing but the standard library, so any layer may use it.
NUMBERS = ARRAYS + ["transforms", "graph/scalar", "graph/function"]
STATS = NUMBERS + ["random", "math", "linalg", "stats"]
INFERENCE = STATS + ["io", "optimize", "bijectors"]
MODELS = INFERENCE + ["distributions"]

# A folder (or a file's path without extension) and what it may include besides itself. The longest
# matching entry counts. A file in src/aleator itself, apps and python may include anything.
ALLOWED = {
    "base": [],
    "array": GRAPH,
    "kernels": ["base", "array/large_blocks"],
    "graph": GRAPH,
    "graph/scalar": [],
    "transforms": GRAPH,
    "lowering": GRAPH,
    "runtime": GRAPH + ["transforms", "lowering"],
    "random": NUMBERS + ["math"],
    "math": NUMBERS,
    "linalg": NUMBERS + ["math"],
    "stats": STATS,
    "io": ARRAYS + ["stats"],
    "report": ARRAYS + ["stats", "io"],
    "optimize": STATS,
    "bijectors": STATS,
    "distributions": MODELS,
    "mcmc": INFERENCE,
    "smc": INFERENCE,
    "vi": MODELS + ["mcmc/log_density", "mcmc/target"],
    "glm": MODELS + ["kernels"],
    "gp": MODELS,
    "nn": MODELS,
    "ppl": MODELS + ["vi", "glm", "gp", "nn"],
    "ppl/target": MODELS + ["vi", "glm", "gp", "nn", "ppl", "mcmc"],
    "sts": MODELS + ["vi", "gp", "ppl", "mcmc"],
}
ANYTHING = {"apps", "python"}

HEAVY = {"iostream", "functional", "map", "random", "regex", "filesystem", "ranges"}
LIGHT_FOLDERS = {"array", "bijectors", "distributions"}
# Where a third-party header may be included at all; None: in any .cc file.
THIRD_PARTY = {"llvm": "runtime/llvm", "llvm-c": "runtime/llvm", "xla": "runtime/pjrt",
               "nlohmann": None, "fmt": None, "CLI": None}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def within(path, entry):
    return path == entry or path.startswith(entry + "/")


def layer_problem(unit, target):
    """`unit` and `target` are paths below src/aleator without extension."""
    folder = unit.split("/")[0]
    if "/" not in unit or folder in ANYTHING:
        return None
    entries = [entry for entry in ALLOWED if within(unit, entry)]
    if not entries:
        return f"folder {folder} is not in the table of tools/check_layers.py"
    entry = max(entries, key=len)
    if within(target, entry) or any(within(target, a) for a in ALLOWED[entry]):
        return None
    others = [a for a in ALLOWED[entry] if a != entry]
    return f"{entry} may include: {', '.join([entry] + others)}"


def third_party_problem(path, unit, header):
    library = header.split("/")[0]
    if library not in THIRD_PARTY:
        return None
    home = THIRD_PARTY[library]
    if home is not None:
        return None if within(unit, home) else f"{library} may be included in {home} only"
    return f"{library} may be included in .cc files only" if path.suffix == ".h" else None


def problem(path, unit, bracket, header):
    if bracket == "<":
        if header in HEAVY and path.suffix == ".h" and unit.split("/")[0] in LIGHT_FOLDERS:
            return f"too heavy for a header here; avoid {', '.join(sorted(HEAVY))}"
        if header.startswith("aleator/"):
            return 'own headers are included as "aleator/..."'
        return third_party_problem(path, unit, header)
    if not header.startswith("aleator/"):
        return 'own headers are included as "aleator/...", all others as <...>'
    return layer_problem(unit, header.removeprefix("aleator/").removesuffix(".h"))


def main():
    problems = 0
    for path in project_files():
        if path.suffix not in CODE or path.parts[:2] != ("src", "aleator"):
            continue
        unit = "/".join(path.with_suffix("").parts[2:])
        for number, line in enumerate(read(path).splitlines(), 1):
            include = INCLUDE.match(line)
            why = include and problem(path, unit, *include.groups())
            if why:
                print(f"{path}:{number}: {line.strip()}\n    {why}")
                problems += 1
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
