#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks that the hash by which a report's security policy admits its script is that of the script."""
import base64
import hashlib
import pathlib
import re
import sys

source = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")
script = re.search(r'R"js\((.*?)\)js"', source, re.S).group(1)
stated = re.search(r'kTableScriptHash = "([^"]+)"', source).group(1)
found = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
if stated != found:
    sys.exit(f"script.cc: the script's SHA-256 is {found}, kTableScriptHash says {stated}")
