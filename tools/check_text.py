#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks that code names its license, that no text names a path of somebody's machine, and that all is text."""
import re
import sys

from project_files import CODE, ROOT, is_script, project_files

LICENSE = "SPDX-License-Identifier: Apache-2.0"
MACHINE_PATH = re.compile(r"(?<![\w.}])/(?:home|root|Users|work|workspace|mnt)/\w+")


def problems(path):
    try:
        lines = (ROOT / path).read_bytes().decode("utf-8").splitlines()
    except UnicodeDecodeError:
        yield f"{path}: is not text; what programs leave behind belongs into build/"
        return
    if (path.suffix in CODE or is_script(path)) and not any(LICENSE in line for line in lines[:3]):
        yield f"{path}:1: one of the first lines must say {LICENSE}"
    for number, line in enumerate(lines, 1):
        found = MACHINE_PATH.search(line)
        if found:
            yield f"{path}:{number}: {found.group()} is a path of one machine"


def main():
    found = [problem for path in project_files() for problem in problems(path)]
    for problem in found:
        print(problem)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
