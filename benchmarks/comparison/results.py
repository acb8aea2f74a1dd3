# SPDX-License-Identifier: Apache-2.0
"""Results as they are kept: results.json, a record per workload, and what is computed of them."""
import datetime
import json
import statistics
from dataclasses import dataclass

from . import machine
from .statistics_of_runs import paired_ratio, rates, seconds_of, spread

OURS = "Aleator"
KEPT = ("seconds", "cpu_seconds", "ess", "ess_tail", "rhat", "divergences", "gradients",
        "sampling_seconds", "num_draws", "figures", "checks", "limits")


def rounded(value):
    """With five significant digits, so that files stay short."""
    if isinstance(value, dict):
        return {k: rounded(v) for k, v in value.items()}
    return float(f"{value:.5g}") if isinstance(value, float) else value


def record(workload, measured, absent, options, load):
    """What is kept of a comparison. Checks keep all their digits."""
    programs = {}
    for m in measured.values():
        runs = [{k: run[k] if k == "checks" else rounded(run[k]) for k in KEPT if run.get(k)}
                for run in m.runs]
        programs[m.name] = {"versions": m.versions, "first": rounded(m.first), "runs": runs,
                            "memory": rounded(m.memory), "failures": m.failures}
    return {"date": datetime.date.today().isoformat(), "commit": machine.commit(),
            "machine": machine.description(), "load": rounded(load), "is_loaded": options.is_loaded,
            "threads": options.threads, "programs": programs, "absent": absent}


def key_of(workload, threads):
    """Of a record: one for each number of threads."""
    return workload.key if threads == 1 else f"{workload.key} {threads} threads"


def merged(old, workload, new):
    """The records with this one in place of an older one of the same kind; in order of keys."""
    return dict(sorted((old | {key_of(workload, new["threads"]): new}).items()))


def read(path):
    return json.loads(path.read_text()) if path.exists() else {}


def write(path, records):
    path.write_text(json.dumps(records, indent=1) + "\n")


def is_processor_time(record_of):
    return machine.counts_processor_time(record_of["is_loaded"], record_of["threads"])


@dataclass
class Row:
    """A figure of a program: its median, and how much better Aleator is."""
    name: str
    value: float
    ratio: float
    spread: float
    num_runs: int
    failures: list


def values(program, figure, unit, is_processor):
    """Of each run. A figure that is the whole run is called "run"."""
    if figure == "ESS":
        return rates(program["runs"], is_processor)
    if figure == "run":
        return [seconds_of(run, is_processor) for run in program["runs"]]
    return [run["figures"][figure] for run in program["runs"] if figure in run.get("figures", {})]


def rows(record_of, figure, unit):
    """One for every program that has the figure, Aleator's first."""
    is_processor, more_is_better = is_processor_time(record_of), unit.endswith("/s")
    ours = values(record_of["programs"][OURS], figure, unit, is_processor)
    found = []
    for name, program in record_of["programs"].items():
        theirs = values(program, figure, unit, is_processor)
        if theirs and ours:
            ratio = paired_ratio(ours, theirs, more_is_better) if name != OURS else (1.0, spread(ours)
                                                                               / statistics.median(ours))
            found.append(Row(name, statistics.median(theirs), *ratio, len(theirs), program["failures"]))
    return found


def fastest_peer(found):
    """The row with the smallest ratio among valid peers, or None; None too where ours is not valid."""
    if not found or found[0].failures:
        return None
    valid = [row for row in found[1:] if not row.failures]
    return min(valid, key=lambda row: row.ratio) if valid else None
