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


def merged(old, key, new):
    """The records with this one in place of an older one of the same workload; in order of keys."""
    return dict(sorted((old | {key: new}).items()))


def read(path):
    return json.loads(path.read_text()) if path.exists() else {}


def write(path, records):
    path.write_text(json.dumps(records, indent=1) + "\n")


@dataclass
class Row:
    """A figure of a program: its median, and how much better Aleator is."""
    name: str
    value: float
    ratio: float
    spread: float
    num_runs: int
    failures: list


def values(program, figure, unit, is_loaded):
    """Of each run. A figure that is the whole run is called "run"."""
    if figure == "ESS":
        return rates(program["runs"], is_loaded)
    if figure == "run":
        return [seconds_of(run, is_loaded) for run in program["runs"]]
    return [run["figures"][figure] for run in program["runs"] if figure in run.get("figures", {})]


def rows(record_of, figure, unit):
    """One for every program that has the figure, Aleator's first."""
    loaded, more_is_better = record_of["is_loaded"], unit.endswith("/s")
    ours = values(record_of["programs"][OURS], figure, unit, loaded)
    found = []
    for name, program in record_of["programs"].items():
        theirs = values(program, figure, unit, loaded)
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
