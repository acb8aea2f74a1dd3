#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs workloads of aleator_bench in turn with the same of other programs, and renews RESULTS.md.

    python3 benchmarks/compare.py W02 W1          # workloads whose key begins so; all without a word
    python3 benchmarks/compare.py --quick W02     # a look: few runs, nothing is written

build/release/benchmarks/aleator_bench must have been built, and setup_peers.sh have made the peers'
environments. README.md says what is measured and how.
"""
import argparse
import pathlib
import signal
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from comparison import machine, report, results  # noqa: E402
from comparison.measure import Options, compare  # noqa: E402
from comparison.workloads import WORKLOADS, selected  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent


def arguments():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workloads", nargs="*", metavar="KEY")
    parser.add_argument("--program", type=pathlib.Path,
                        default=machine.ROOT / "build/release/benchmarks/aleator_bench")
    parser.add_argument("--rounds", type=int, default=7, help="runs of each program")
    parser.add_argument("--budget", type=float, default=120,
                        help="seconds of later runs a program may take: slow ones get fewer, at least 2")
    parser.add_argument("--limit", type=float, default=600, help="seconds that one run may take")
    parser.add_argument("--threads", type=int, default=1, choices=(1, 2))
    parser.add_argument("--peers", nargs="+", default=(), help="only these")
    parser.add_argument("--quick", action="store_true", help="two runs each, within two minutes")
    parser.add_argument("--loaded", action="store_true", help="go on where the machine is not idle")
    parser.add_argument("--write", action="store_true", help="only write RESULTS.md and README.md anew")
    parser.add_argument("--list", action="store_true", help="name the workloads")
    return parser.parse_args()


def options_of(words):
    options = Options(program=words.program, rounds=words.rounds, threads=words.threads,
                      budget=words.budget, limit=words.limit, is_loaded=words.loaded,
                      only=tuple(words.peers))
    if words.quick:
        options.rounds, options.budget, options.limit = 2, 20, 120
    return options


def write(records):
    (HERE / "RESULTS.md").write_text(report.results_text(records))
    readme = machine.ROOT / "README.md"
    readme.write_text(report.readme_text(readme.read_text(), records))


def main():
    words = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("compare.py: was told to end"))
    if words.list:
        print("\n".join(w.key for w in WORKLOADS))
        return
    path = HERE / "results.json"
    for workload in [] if words.write else selected(words.workloads):
        load = machine.load()
        reason = machine.refusal(load, words.threads, words.loaded or words.quick)
        if reason:
            raise SystemExit(f"compare.py: {reason}")
        print(f"{workload.key} {workload.title}", file=sys.stderr)
        options = options_of(words)
        options.is_loaded = machine.is_loaded(load, words.threads)
        record = results.record(workload, *compare(workload, options), options, load)
        print(report.section(workload, record) + "\n", flush=True)
        if not words.quick:
            results.write(path, results.merged(results.read(path), workload, record))
            write(results.read(path))
    if words.write:
        write(results.read(path))


if __name__ == "__main__":
    main()
