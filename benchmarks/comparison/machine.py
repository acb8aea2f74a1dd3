# SPDX-License-Identifier: Apache-2.0
"""The machine that runs, its load, and the commit that is measured."""
import os
import pathlib
import platform
import subprocess

LARGEST_LOAD = 1.5
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def load():
    return os.getloadavg()[0]


def is_loaded(load_now, threads):
    return load_now > LARGEST_LOAD + threads - 1


def counts_processor_time(is_loaded, threads):
    """On a machine that others use as well; that of two threads adds up, whatever they gain."""
    return is_loaded and threads == 1


def refusal(load_now, threads, is_loaded_allowed):
    """Why nothing is measured, or None. What is measured may itself be part of the load."""
    if not is_loaded(load_now, threads) or is_loaded_allowed:
        return None
    return (f"the load average is {load_now:.2f}, and times count up to {LARGEST_LOAD}: wait until the "
            "machine is idle, or say --loaded, which compares processor time (of two threads: wall time) "
            "and marks the results")


def processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def features():
    """Of those that decide how wide registers are."""
    text = pathlib.Path("/proc/cpuinfo").read_text()
    return "AVX-512" if " avx512f" in text else "AVX2" if " avx2" in text else "SSE2"


def commit():
    git = ["git", "-C", str(ROOT)]
    name = subprocess.run(git + ["rev-parse", "--short", "HEAD"], capture_output=True, text=True)
    return name.stdout.strip() or "unknown"


def description():
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {"processor": processor(), "features": features(), "cores": os.cpu_count(),
            "memory": f"{memory:.0f} GiB", "kernel": platform.release().partition("-")[0]}
