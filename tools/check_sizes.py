#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks that files and functions stay short.

A file has at most 300 lines, a test 500; a function of C++ has at most 40, counted from its first to its
last line. tools/size_exceptions.txt lists what may be longer, and why.
"""
import re
import sys

from project_files import CODE, ROOT, is_script, project_files, read

FILE_LINES, TEST_LINES, FUNCTION_LINES = 300, 500, 40

# What braces may hide in; newlines are kept so that lines still count. Digits may be grouped: 10'000.
HIDDEN = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(?P<d>[^(\s]*)\(.*?\)(?P=d)"|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'|^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.S | re.M)
TEMPLATE = re.compile(r"\btemplate\s*<[^<>]*(?:<[^<>]*(?:<[^<>]*>[^<>]*)*>[^<>]*)*>")
SCOPE = re.compile(r"^\s*(?:export\s+|inline\s+|typedef\s+|static\s+|const\s+|constexpr\s+)*"
                   r"(?:namespace|class|struct|union|enum|extern)\b")
NAME = re.compile(r"([~\w]+|operator\s*[^\s(]+|operator\(\))\s*\(")


def is_function(head):
    """Whether a brace after `head`, outside of functions, opens a function's body (or a lambda's)."""
    head = TEMPLATE.sub(" ", head)
    return "(" in head and not SCOPE.match(head)


def name_of(head):
    found = NAME.search(TEMPLATE.sub(" ", head))
    return re.sub(r"\s+", "", found.group(1)) if found else "lambda"


def functions(code):
    """Yields (name, first line, number of lines) of every outermost function body."""
    code = HIDDEN.sub(lambda m: "\n" * m.group().count("\n"), code)
    head_start, depth, function_depth, opened = 0, 0, None, None
    for match in re.finditer(r"[{};]", code):
        mark = match.group()
        if function_depth is None:
            head = code[head_start:match.start()]
            if mark == "{" and is_function(head):
                start = head_start + len(head) - len(head.lstrip())
                function_depth, opened = depth, (name_of(head), code.count("\n", 0, start) + 1)
            head_start = match.end()
        depth += {"{": 1, "}": -1, ";": 0}[mark]
        if mark == "}" and function_depth == depth:
            name, first = opened
            yield name, first, code.count("\n", 0, match.start()) + 2 - first
            function_depth, head_start = None, match.end()


def excesses(path):
    """Yields (key of the exception list, message)."""
    source = read(path)
    limit = TEST_LINES if path.parts[0] == "tests" else FILE_LINES
    lines = source.count("\n")
    if lines > limit:
        yield str(path), f"{path}: {lines} lines, at most {limit}"
    if path.suffix in CODE:
        for name, first, length in functions(source):
            if length > FUNCTION_LINES:
                yield f"{path}#{name}", f"{path}:{first}: {name} has {length} lines, at most {FUNCTION_LINES}"


def exceptions():
    lines = (ROOT / "tools/size_exceptions.txt").read_text(encoding="utf-8").splitlines()
    entries = [line.partition(": ") for line in lines if line.strip() and not line.startswith("#")]
    return {key.strip(): reason.strip() for key, _, reason in entries}


def main():
    excused, problems, used = exceptions(), [], set()
    for path in project_files():
        if path.suffix in CODE or is_script(path):
            for key, message in excesses(path):
                used.add(key)
                if not excused.get(key):
                    problems.append(message)
    stale = [f"tools/size_exceptions.txt: {key} is no longer too long" for key in excused.keys() - used]
    print("\n".join(problems + sorted(stale)), end="\n" if problems or stale else "")
    return 1 if problems or stale else 0


if __name__ == "__main__":
    sys.exit(main())
