#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks that documents are true where a program can tell.

A block of code after <!-- path --> stands in that file, line for line. Links between files lead somewhere,
and so do paths in backticks that begin with a folder of the project.
"""
import re
import sys

from project_files import ROOT, project_files, read

QUOTED = re.compile(r"<!-- (\S+) -->\n```\w*\n(.*?)```", re.S)
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.S)
LINK = re.compile(r"\]\(([^)#:]+)\)")
PATH = re.compile(r"`((?:src|tests|examples|docs|tools|scripts|cmake)/[\w./-]*\w)`")


def problems(path):
    text = read(path)
    for quoted in QUOTED.finditer(text):
        source, code = quoted.groups()
        if not (ROOT / source).is_file() or code not in read(source):
            yield f"{path}: a block differs from {source}:\n{code}"
    for target in LINK.findall(CODE.sub("", text)):
        if not (ROOT / path.parent / target).exists():
            yield f"{path}: links to {target}, which does not exist"
    for target in PATH.findall(text):
        if not (ROOT / target).exists():
            yield f"{path}: names {target}, which does not exist"


def main():
    documents = [path for path in project_files() if path.suffix == ".md"]
    found = [problem for path in documents for problem in problems(path)]
    for problem in found:
        print(problem)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
