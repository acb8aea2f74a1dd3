# SPDX-License-Identifier: Apache-2.0
"""RESULTS.md and the table of the README, made of the records."""
import statistics

from . import machine
from .results import OURS, fastest_peer, is_processor_time, key_of, rows
from .statistics_of_runs import geometric_mean
from .workloads import NOT_COVERED, WORKLOADS

MANY = 3  # figures, of which tables have a column each
BEGIN, END = "<!-- results: begin -->", "<!-- results: end -->"

HEAD = """# Results

Written by `benchmarks/compare.py`, never by hand; `results.json` has every run. *ratio* is how many times faster
Aleator is than the peer, or how many times more effective draws it makes a second: the median over runs made in turn,
± half their interquartile range. *warm* is a later run in the same process; *cold* the first one, which compiles;
*process* is from the start of the process to the first run's result; *gradient* to the first value and gradient.
*MB* is the peak of the process; in newer records from when its data are there.
ESS is the smallest bulk size of all quantities, by ArviZ for all programs, divided by the whole call with its warm-up;
Aleator's call makes a diagnosis too. A row that failed a gate says so, and does not count. README.md has the protocol.
"""


def short(value):
    """Three digits, as people write them."""
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def table(header, lines):
    marks = ["---"] + ["---:"] * (len(header) - 1)
    return "\n".join("| " + " | ".join(line) + " |" for line in [header, marks, *lines])


def figures_of(workload):
    return workload.figures or (("ESS", "1/s"),)


def best_peers(workload, record):
    """(figure, unit, Aleator's row, fastest valid peer's row) of every figure that has one."""
    for figure, unit in figures_of(workload):
        found = rows(record, figure, unit)
        best = fastest_peer(found)
        if best:
            yield figure, unit, found[0], best


def summary_lines(workload, record, most):
    """A line per figure; one line where there are more than `most`."""
    mark = " (loaded)" if record["is_loaded"] else ""
    best = list(best_peers(workload, record))
    if len(best) > most:
        mean = geometric_mean([theirs.ratio for *_, theirs in best])
        names = ", ".join(sorted({theirs.name for *_, theirs in best}))
        return [[f"{workload.key} {workload.title}, {len(best)} calls{mark}", "", names, "",
                 f"{mean:.2g} (mean)"]]
    return [[f"{workload.key} {workload.title}, {figure}{mark}", f"{short(ours.value)} {unit}", theirs.name,
             f"{short(theirs.value)} {unit}", f"{theirs.ratio:.2g} ± {theirs.spread:.1g}"]
            for figure, unit, ours, theirs in best]


def summary(records, most=MANY, threads=1):
    lines, ratios = [], []
    for workload in WORKLOADS:
        record = records.get(key_of(workload, threads))
        if record:
            lines += summary_lines(workload, record, most)
            of_figures = [theirs.ratio for *_, theirs in best_peers(workload, record)]
            ratios += [geometric_mean(of_figures)] if of_figures else []
    text = table(["workload", "Aleator", "fastest peer", "its figure", "ratio"], lines)
    if ratios and threads == 1:
        text += (f"\n\nGeometric mean of the ratios over {len(ratios)} workloads: "
                 f"{geometric_mean(ratios):.2g}.")
    return text


def extra_cells(program, is_posterior, is_processor):
    first, runs = program["first"], program["runs"]
    clock = "cpu_seconds" if is_processor else "seconds"
    cells = [short(statistics.median(run[clock] for run in runs)), short(first.get("run")),
             short(first.get("process")), short(program["memory"])]
    if not is_posterior:
        return cells
    rates = [run["gradients"] / run.get("sampling_seconds", run[clock]) for run in runs
             if run.get("gradients")]
    return cells + [short(first.get("gradient")), short(statistics.median(rates)) if rates else "",
                    short(statistics.median(run["ess"] for run in runs)),
                    f"{statistics.median(run['rhat'] for run in runs):.4f}",
                    str(sum(run.get("divergences", 0) for run in runs))]


def program_table(workload, record):
    figures = figures_of(workload)
    many = len(figures) > MANY
    shown = () if many else figures
    header = ["program"] + [f"{name}, {unit}" for name, unit in shown]
    header += ([] if many else ["ratio"]) + ["runs", "warm s", "cold s", "process s", "MB"]
    if workload.is_posterior:
        header += ["gradient s", "gradients/s", "ESS", "R-hat", "divergent"]
    found = [{row.name: row for row in rows(record, *figure)} for figure in shown]
    lines = []
    for name, program in record["programs"].items():
        mine = [of_figure.get(name) for of_figure in found]
        ratios = ["" if not row or name == OURS else f"{row.ratio:.2g} ± {row.spread:.1g}" for row in mine]
        lines.append([name] + [short(row.value) if row else "" for row in mine]
                     + ([] if many else [" / ".join(filter(None, ratios))])
                     + [str(len(program["runs"]))]
                     + extra_cells(program, workload.is_posterior, is_processor_time(record)))
    return table(header, lines) + ("\n\n" + figure_table(figures, record) if many else "")


def figure_table(figures, record):
    """A line per figure, for workloads with many."""
    names = list(record["programs"])
    lines = []
    for figure, unit in figures:
        found = {row.name: row for row in rows(record, figure, unit)}
        cells = [f"{figure}, {unit}"] + [short(found[n].value) if n in found else "" for n in names]
        lines.append(cells + [f"{found[n].ratio:.2g} ± {found[n].spread:.1g}" if n in found else ""
                              for n in names[1:]])
    return table(["figure", *names, *(f"ratio to {n}" for n in names[1:])], lines)


def notes(record):
    lines = []
    for name, program in record["programs"].items():
        if program["failures"]:
            lines.append(f"- {name} does not count: " + "; ".join(program["failures"]) + ".")
    lines += [f"- {name} was not run: {reason}." for name, reason in record["absent"].items()]
    if record["is_loaded"]:
        figures = ("figures are of processor time; cold and process times are" if is_processor_time(record)
                   else "times of two threads are")
        lines.append(f"- **Loaded machine** (load average {short(record['load'])}): {figures} of little use.")
    return "\n".join(lines)


def section(workload, record):
    m = record["machine"]
    versions = {f"{k} {v}" for p in record["programs"].values() for k, v in p["versions"].items()}
    about = (f"{record['date']}, commit {record['commit']}, {m['processor']} ({m['features']}, {m['cores']} "
             f"cores, {m['memory']}), {record['threads']} thread{'s' if record['threads'] > 1 else ''}. "
             + ", ".join(sorted(versions)) + ".")
    title = f"{key_of(workload, record['threads'])}, {workload.title}" if record["threads"] > 1 else (
        f"{workload.key} {workload.title}")
    parts = [f"## {title}", about, program_table(workload, record), notes(record)]
    return "\n\n".join(part for part in parts if part)


def not_covered():
    """Programs without a script, and what setup_peers.sh could not install."""
    lines = [f"- {name}: {reason}." for name, reason in NOT_COVERED.items()]
    path = machine.ROOT / "build" / "peers" / "missing.txt"
    if path.exists():
        lines += [f"- {line}" for line in path.read_text().splitlines() if line.strip()]
    return "\n".join(["## Programs that are not compared", "", *lines])


def results_text(records):
    keys = [(w, key_of(w, threads)) for w in WORKLOADS for threads in (1, 2)]
    sections = [section(w, records[key]) for w, key in keys if key in records]
    two = ["## Two threads", summary(records, threads=2)] if any("threads" in key for key in records) else []
    waiting = ", ".join(w.key for w in WORKLOADS if w.key not in records)
    note = [f"Without a record yet: {waiting}."] if waiting else []
    return "\n\n".join([HEAD.strip(), "## Summary", summary(records), *note, *two, *sections, not_covered()]) + "\n"


def readme_text(text, records):
    """The README with a new table between its marks."""
    if text.count(BEGIN) != 1 or text.count(END) != 1:
        raise SystemExit(f"compare.py: README.md must have {BEGIN} and {END}, once each")
    before, _, rest = text.partition(BEGIN)
    return before + BEGIN + "\n" + summary(records, most=1) + "\n" + END + rest.partition(END)[2]
